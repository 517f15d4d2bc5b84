"""How far what is heard agrees with what raters heard.

Each reply counts once, however many raters labelled it: a label of one of three
raters counts a third. Kappa is Cohen's (1960, Educ Psychol Meas 20:37-46), with
each rater apart and then averaged, a rater counting by the replies labelled.
The interval is Wilson's score interval (1927, J Am Stat Assoc 22:209-212) at 95%,
which holds for few replies and for shares near all, as Brown, Cai and DasGupta
found (2001, Stat Sci 16:101-133).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import fsum, sqrt

_Z = 1.959964
"""The standard normal deviate that leaves out a twentieth."""


@dataclass(frozen=True, slots=True)
class Heard:
    """Whether a criterion was heard in one reply, and what each rater heard."""

    was_heard: bool
    raters: Mapping[str, bool]


@dataclass(frozen=True, slots=True)
class Agreement:
    """The figures of one criterion; a figure that nothing was there to measure by is None.

    `replies` were labelled; `said` of them say it by the raters, `heard` were
    heard to. `agreed` lies between `low` and `high` for 95 of 100 such samples.
    All counts are of replies, in fractions where raters differ.
    """

    replies: int
    agreed: float
    low: float
    high: float
    said: float
    heard: int
    precision: float | None
    recall: float | None
    f1: float | None
    kappa: float | None
    raters: int
    raters_kappa: float | None
    """Between the raters themselves, averaged over their pairs."""


def kappa(pairs: Sequence[tuple[bool, bool]]) -> float | None:
    """Return Cohen's kappa of two readers; None without pairs or where neither ever differs.

    Two readers who always say the same one thing agree by that alone: their kappa
    is no number.
    """
    return kappa_of_counts(Counter(pairs))


def kappa_of_counts(counts: Counter[tuple[bool, bool]]) -> float | None:
    """Return `kappa` of as many pairs of each kind."""
    total = counts.total()
    if total == 0:
        return None
    agreed = (counts[True, True] + counts[False, False]) / total
    firsts = (counts[True, True] + counts[True, False]) / total
    seconds = (counts[True, True] + counts[False, True]) / total
    by_chance = firsts * seconds + (1 - firsts) * (1 - seconds)
    return None if by_chance == 1 else (agreed - by_chance) / (1 - by_chance)


def wilson(share: float, count: int) -> tuple[float, float]:
    """Return Wilson's 95% interval of a share seen in `count` replies."""
    if count == 0:
        return 0.0, 1.0
    squared = _Z * _Z / count
    middle = (share + squared / 2) / (1 + squared)
    reach = _Z / (1 + squared) * sqrt(share * (1 - share) / count + squared / count / 4)
    return max(0.0, middle - reach), min(1.0, middle + reach)


def agreement(readings: Iterable[Heard]) -> Agreement:
    """Return the figures over the readings, in whatever order they come."""
    labelled = [one for one in readings if one.raters]
    shares = [sum(one.raters.values()) / len(one.raters) for one in labelled]
    read = list(zip(labelled, shares, strict=True))
    # Summed exactly, so that the order of the replies changes no digit.
    said = fsum(shares)
    both = fsum(share for one, share in read if one.was_heard)
    agreed = fsum(share if one.was_heard else 1 - share for one, share in read)
    by_rater: dict[str, list[tuple[bool, bool]]] = defaultdict(list)
    for one in labelled:
        for rater, label in one.raters.items():
            by_rater[rater].append((one.was_heard, label))
    count = len(labelled)
    heard = sum(one.was_heard for one in labelled)
    low, high = wilson(agreed / count if count else 0.0, count)
    return Agreement(
        replies=count,
        agreed=agreed,
        low=low * count,
        high=high * count,
        said=said,
        heard=heard,
        precision=both / heard if heard else None,
        recall=both / said if said else None,
        f1=2 * both / (heard + said) if heard + said else None,
        kappa=_mean_kappa(by_rater.values()),
        raters=len(by_rater),
        raters_kappa=_between_raters(labelled),
    )


def _between_raters(labelled: Sequence[Heard]) -> float | None:
    pairs: dict[tuple[str, str], list[tuple[bool, bool]]] = defaultdict(list)
    for one in labelled:
        for first, second in combinations(sorted(one.raters), 2):
            pairs[first, second].append((one.raters[first], one.raters[second]))
    return _mean_kappa(pairs.values())


def _mean_kappa(groups: Iterable[Sequence[tuple[bool, bool]]]) -> float | None:
    """Return the mean of the groups' kappas, each counting by its size."""
    known = [(value, len(pairs)) for pairs in groups if (value := kappa(pairs)) is not None]
    total = sum(size for _, size in known)
    return fsum(value * size for value, size in known) / total if total else None
