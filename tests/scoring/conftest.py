from collections.abc import Callable, Mapping
from typing import Any

import pytest

from trainer.language.conditions import parse_condition
from trainer.language.evidence import phrase_from_plain
from trainer.language.model import AtLeast, Criterion, Evidence, Rubric, Says
from trainer.scoring.assessment import Assessment, CriterionVerdict
from trainer.scoring.scorer import Scorer


def criterion_of(name: str, plain: Mapping[str, Any], known: frozenset[str]) -> Criterion:
    at_least = plain.get("at_least")
    when = plain.get("applies_when")
    return Criterion(
        id=name,
        title=name,
        meaning="",
        why="",
        evidence=Evidence(
            any=tuple(map(phrase_from_plain, plain.get("any", ()))),
            all=tuple(map(phrase_from_plain, plain.get("all", ()))),
            at_least=AtLeast(at_least["n"], tuple(map(phrase_from_plain, at_least["of"])))
            if at_least
            else None,
            none=tuple(map(phrase_from_plain, plain.get("none", ()))),
            partly=tuple(map(phrase_from_plain, plain.get("partly", ()))),
            says=Says(plain.get("says", "affirmed")),
            threshold=plain.get("threshold"),
        ),
        is_fault=plain.get("fault", False),
        points=plain.get("points", 1),
        applies_when=parse_condition(when, known.__contains__, lambda _: False) if when else None,
        exclusive=frozenset(plain.get("exclusive", ())),
    )


def rubric_of(
    criteria: Mapping[str, Mapping[str, Any]], groups: Mapping[str, list[str]] | None = None
) -> Rubric:
    known = frozenset(criteria)
    return Rubric(
        criteria={name: criterion_of(name, plain, known) for name, plain in criteria.items()},
        groups={
            name: tuple(map(phrase_from_plain, phrases)) for name, phrases in (groups or {}).items()
        },
    )


@pytest.fixture
def assess() -> Callable[..., Assessment]:
    """Score one reply against a rubric written plainly."""

    def score(
        reply: str,
        criteria: Mapping[str, Mapping[str, Any]],
        groups: Mapping[str, list[str]] | None = None,
    ) -> Assessment:
        return Scorer(rubric_of(criteria, groups), tuple(criteria)).assess(reply)

    return score


@pytest.fixture
def judge(assess: Callable[..., Assessment]) -> Callable[..., CriterionVerdict]:
    """Score one reply against one criterion's evidence."""

    def one(reply: str, **evidence: Any) -> CriterionVerdict:
        verdict = assess(reply, {"it": evidence}).verdict("it")
        assert verdict is not None
        return verdict

    return one
