"""What was made of one reply: verdicts, with the words that earned or blocked them.

Frozen, and with a plain form (`to_plain`, `from_plain`) that the journal keeps,
so that an old reply is never scored again. Offsets count code points of the
reply as typed (after cleaning, which keeps them true); `end` is exclusive.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

LONGEST_REPLY = 10_000
"""Code points of a reply that are read; every front end says so when it cuts one."""


class Verdict(StrEnum):
    """What was heard of one criterion."""

    HEARD = "heard"
    PARTLY = "partly"
    NOT_HEARD = "not_heard"
    NOT_APPLICABLE = "not_applicable"


class BlockReason(StrEnum):
    """Why words that fit did not count."""

    NEGATED = "negated"
    UNREAL = "unreal"
    ATTRIBUTED = "attributed"
    STUFFED = "stuffed"
    CANCELLED = "cancelled"
    """By the criterion's own `none`."""
    WRONG_SENSE = "wrong_sense"
    """The phrase stood without the words it must be near, or in the wrong place."""
    NOT_DENIED = "not_denied"
    """A criterion that listens for a denial met an affirmation."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the reply; `start <= end`, code points, `end` exclusive."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Found:
    """Words that counted. `because` is the phrase in the author's own notation;
    `changed` names what was made of the typed words to match it (`agneda -> agenda`).
    """

    span: Span
    because: str
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Blocked:
    """Words that fitted a phrase and did not count, and the words that stopped them."""

    span: Span
    because: str
    reason: BlockReason
    by: Span | None = None


@dataclass(frozen=True, slots=True)
class CriterionVerdict:
    """The verdict on one criterion. `points` are negative for a committed fault."""

    criterion: str
    verdict: Verdict
    is_fault: bool
    points: int
    out_of: int
    """The most points this reply could earn by it: 0 for faults and where not applicable."""
    evidence: tuple[Found, ...] = ()
    blocked: tuple[Blocked, ...] = ()

    @property
    def was_heard(self) -> bool:
        """Whether it was heard in full (a fault: committed)."""
        return self.verdict is Verdict.HEARD


@dataclass(frozen=True, slots=True)
class Assessment:
    """The verdicts on one reply, in the order the ask listens for them.

    `is_distress`: the reply sounds like the learner's own despair. It was not
    assessed: `verdicts` is empty.
    `read_to`: how many code points of the reply were read; less than its length
    when it was longer than the cap.
    """

    verdicts: tuple[CriterionVerdict, ...]
    is_distress: bool = False
    read_to: int = 0

    @property
    def points(self) -> int:
        """Points earned less points lost; never below zero."""
        return max(0, sum(verdict.points for verdict in self.verdicts))

    @property
    def out_of(self) -> int:
        """The most points this reply could have earned."""
        return sum(verdict.out_of for verdict in self.verdicts)

    @property
    def showed_nothing(self) -> bool:
        """Whether no criterion was heard even in part and no fault was committed."""
        return not any(
            verdict.verdict in {Verdict.HEARD, Verdict.PARTLY} for verdict in self.verdicts
        )

    def verdict(self, criterion: str) -> CriterionVerdict | None:
        """Return the verdict on `criterion`, or None when the ask did not listen for it."""
        return next((one for one in self.verdicts if one.criterion == criterion), None)


def _span_to_plain(span: Span) -> dict[str, Any]:
    return {"start": span.start, "end": span.end, "text": span.text}


def _span_from_plain(plain: Mapping[str, Any]) -> Span:
    return Span(int(plain["start"]), int(plain["end"]), str(plain["text"]))


def verdict_to_plain(verdict: CriterionVerdict) -> dict[str, Any]:
    """Return the verdict in the shape of the published JSON contract, plus `out_of`."""
    return {
        "verdict": verdict.verdict.value,
        "fault": verdict.is_fault,
        "points": verdict.points,
        "out_of": verdict.out_of,
        "evidence": [
            {
                **_span_to_plain(found.span),
                "because": found.because,
                **({"changed": list(found.changed)} if found.changed else {}),
            }
            for found in verdict.evidence
        ],
        "blocked": [
            {
                **_span_to_plain(blocked.span),
                "because": blocked.because,
                "reason": blocked.reason.value,
                **({"by": _span_to_plain(blocked.by)} if blocked.by else {}),
            }
            for blocked in verdict.blocked
        ],
    }


def to_plain(assessment: Assessment) -> dict[str, Any]:
    """Return `assessment` as JSON-ready data."""
    return {
        "distress": assessment.is_distress,
        "read_to": assessment.read_to,
        "criteria": {one.criterion: verdict_to_plain(one) for one in assessment.verdicts},
    }


def from_plain(plain: Mapping[str, Any]) -> Assessment:
    """Read back what `to_plain` wrote; KeyError or ValueError when it is damaged."""
    return Assessment(
        verdicts=tuple(
            CriterionVerdict(
                criterion=criterion,
                verdict=Verdict(one["verdict"]),
                is_fault=bool(one["fault"]),
                points=int(one["points"]),
                out_of=int(one["out_of"]),
                evidence=tuple(
                    Found(
                        _span_from_plain(found), found["because"], tuple(found.get("changed", ()))
                    )
                    for found in one["evidence"]
                ),
                blocked=tuple(
                    Blocked(
                        _span_from_plain(blocked),
                        blocked["because"],
                        BlockReason(blocked["reason"]),
                        _span_from_plain(blocked["by"]) if "by" in blocked else None,
                    )
                    for blocked in one["blocked"]
                ),
            )
            for criterion, one in plain["criteria"].items()
        ),
        is_distress=bool(plain["distress"]),
        read_to=int(plain["read_to"]),
    )
