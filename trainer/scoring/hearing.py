"""What a criterion's phrases come to: the verdict, and the words that count and that do not."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from trainer.language.evidence import Phrase
from trainer.language.model import Criterion, Says
from trainer.scoring.assessment import BlockReason, Verdict
from trainer.scoring.context import Turned
from trainer.scoring.explaining import overlap
from trainer.scoring.matching import Match
from trainer.scoring.reading import Reading


@dataclass(frozen=True, slots=True)
class CompiledCriterion:
    """A criterion with the numbers of its phrases."""

    criterion: Criterion
    any: frozenset[int]
    all: frozenset[int]
    at_least: frozenset[int]
    none: frozenset[int]
    partly: frozenset[int]
    wanted: frozenset[int]
    """All of its phrases but those of `none`."""


# A named tuple, not a dataclass: one is made for every match.
class Hit(NamedTuple):
    """A phrase's match, and why it does not count, if it does not.

    Words out of place or company count for nobody, whatever a criterion says
    of denial; yet what turned them is the truer reason to give.
    """

    match: Match
    turned: Turned | None
    misplaced: Turned | None

    @property
    def counts(self) -> bool:
        """Whether the match counts where nothing is made of denial."""
        return self.turned is None and self.misplaced is None

    def why_not(self, says: Says) -> Turned | None:
        """Return why the match does not count for a criterion that `says` so."""
        return _by_polarity(self.turned, says) or self.misplaced


@dataclass(slots=True)
class Heard:
    """What was made of one criterion before rules between criteria are applied."""

    verdict: Verdict
    found: dict[int, list[Match]]
    """The matches that count, by phrase."""
    blocked: list[tuple[Match, str, Turned]]


def hear(
    compiled: CompiledCriterion,
    hits: dict[int, list[Hit]],
    reading: Reading,
    phrases: Sequence[Phrase],
) -> Heard:
    """Return what the hits of its phrases make of a criterion."""
    says = compiled.criterion.evidence.says
    cancelled = {
        reading.sentence_of[hit.match.first]: hit.match
        for number in sorted(compiled.none.intersection(hits))
        for hit in hits[number]
        if hit.counts
    }
    found: dict[int, list[Match]] = {}
    blocked: list[tuple[Match, str, Turned]] = []
    for number in sorted(compiled.wanted.intersection(hits)):
        for hit in hits[number]:
            turned = hit.why_not(says)
            canceller = cancelled.get(reading.sentence_of[hit.match.first])
            if turned is None and canceller is not None:
                turned = Turned(BlockReason.CANCELLED, range(canceller.first, canceller.last))
            if turned is None:
                found.setdefault(number, []).append(hit.match)
            elif phrases[number].weight > 0:
                blocked.append((hit.match, phrases[number].source, turned))
    return Heard(_weigh(compiled, found, phrases), found, blocked)


def earned(
    compiled: CompiledCriterion, heard: Heard, phrases: Sequence[Phrase]
) -> list[tuple[Match, str]]:
    """Return the words that speak for the verdict, each with its phrase."""
    if heard.verdict is Verdict.NOT_HEARD:
        return []
    return [
        (match, phrases[number].source)
        for number, matches in heard.found.items()
        for match in matches
        if (heard.verdict is Verdict.HEARD or number in compiled.partly)
        and phrases[number].weight > 0
    ]


def take_away(
    taken: Sequence[Match], compiled: CompiledCriterion, mine: Heard, phrases: Sequence[Phrase]
) -> None:
    """Weigh a criterion again without the words that another one rests on."""
    left: dict[int, list[Match]] = {}
    for number, matches in mine.found.items():
        phrase = phrases[number]
        for match in matches:
            rival = next((one for one in taken if overlap(one, match)), None)
            # What speaks against a criterion is nobody's credit: it stays.
            if rival is None or phrase.weight < 0:
                left.setdefault(number, []).append(match)
                continue
            turned = Turned(BlockReason.CANCELLED, range(rival.first, rival.last))
            mine.blocked.append((match, phrase.source, turned))
    mine.found = left
    mine.verdict = _weigh(compiled, left, phrases)


def _weigh(
    compiled: CompiledCriterion, found: dict[int, list[Match]], phrases: Sequence[Phrase]
) -> Verdict:
    evidence = compiled.criterion.evidence
    needs = []
    if compiled.any:
        weights = [phrases[number].weight for number in compiled.any.intersection(found)]
        needs.append(
            any(weight > 0 for weight in weights)
            and (evidence.threshold is None or sum(weights) >= evidence.threshold)
        )
    if compiled.all:
        needs.append(compiled.all <= found.keys())
    if evidence.at_least is not None:
        needs.append(len(compiled.at_least.intersection(found)) >= evidence.at_least.n)
    if needs and all(needs):
        return Verdict.HEARD
    if compiled.partly.intersection(found):
        return Verdict.PARTLY
    return Verdict.NOT_HEARD


def _by_polarity(turned: Turned | None, says: Says) -> Turned | None:
    is_negated = turned is not None and turned.reason is BlockReason.NEGATED
    if is_negated and says is not Says.AFFIRMED:
        return None
    if turned is None and says is Says.DENIED:
        return Turned(BlockReason.NOT_DENIED, range(0))
    return turned
