"""Did you mean: the known names that look like an unknown one."""

from collections.abc import Iterable

_LIKE_ENOUGH = 70


def nearest(wanted: str, known: Iterable[str]) -> tuple[str, ...]:
    """Return up to three known names that look like `wanted`, the nearest first."""
    from rapidfuzz import fuzz, process

    found = process.extract(
        wanted, sorted(known), scorer=fuzz.WRatio, score_cutoff=_LIKE_ENOUGH, limit=3
    )
    return tuple(name for name, _, _ in found)


def did_you_mean(wanted: str, known: Iterable[str]) -> str:
    """Return " Did you mean x?" for the nearest known name, or nothing."""
    near = nearest(wanted, known)
    return f" Did you mean {near[0]}?" if near else ""
