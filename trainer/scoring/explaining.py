"""What is said about a verdict: the words that counted, and those that nearly did."""

from collections.abc import Iterable

from trainer.scoring.assessment import Blocked, Found, Span
from trainer.scoring.context import Turned
from trainer.scoring.matching import Match
from trainer.scoring.reading import Reading

_MOST_EVIDENCE = 6


def overlap(first: Match, second: Match) -> bool:
    """Whether two matches share a stretch of the reply."""
    return first.first < second.last and second.first < first.last


def _span(first: int, last: int, reading: Reading) -> Span:
    start, end = reading.tokens[first].start, reading.tokens[last - 1].end
    return Span(start, end, reading.text[start:end])


def evidence_of(found: Iterable[tuple[Match, str]], reading: Reading) -> tuple[Found, ...]:
    """Return what counted, the longest of overlapping matches, in reading order."""
    kept: list[tuple[Match, str]] = []
    for match, source in sorted(
        found, key=lambda one: (-(one[0].last - one[0].first), one[0].first, one[1])
    ):
        if not any(overlap(match, other) for other, _ in kept):
            kept.append((match, source))
            if len(kept) == _MOST_EVIDENCE:
                break
    kept.sort(key=lambda one: one[0].first)
    return tuple(
        Found(
            _span(match.first, match.last, reading),
            source,
            tuple(
                f"{reading.tokens[index].word} -> {reading.changed[index]}"
                for index in sorted(match.consumed)
                if index in reading.changed
            ),
        )
        for match, source in kept
    )


def blocked_of(
    blocked: Iterable[tuple[Match, str, Turned]],
    found: Iterable[tuple[Match, str]],
    reading: Reading,
) -> tuple[Blocked, ...]:
    """Return what nearly counted and did not, one entry a place, in reading order."""
    taken = [match for match, _ in found]
    results: list[Blocked] = []
    for match, source, turned in sorted(
        blocked, key=lambda one: (-(one[0].last - one[0].first), one[0].first, one[1])
    ):
        if any(overlap(match, other) for other in taken):
            continue
        taken.append(match)
        by = _span(turned.by.start, turned.by.stop, reading) if turned.by else None
        results.append(Blocked(_span(match.first, match.last, reading), source, turned.reason, by))
        if len(results) == _MOST_EVIDENCE:
            break
    return tuple(sorted(results, key=lambda one: one.span.start))
