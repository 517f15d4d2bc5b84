"""Whole numbers as sets of small numbers, one a bit."""

from collections.abc import Iterator

_FEW = 12


def indexes(bits: int) -> Iterator[int]:
    """Yield the numbers of the bits that are set, the lowest first."""
    while bits:
        lowest = bits & -bits
        bits ^= lowest
        yield lowest.bit_length() - 1


def many_indexes(bits: int) -> Iterator[int]:
    """Yield the numbers of the bits that are set, in any order, of a number of thousands."""
    if bits.bit_count() <= _FEW:
        yield from indexes(bits)
        return
    # Each turn of the loop above copies the whole number; to search its digits does not.
    digits = f"{bits:b}"
    highest = len(digits) - 1
    place = 0
    while place >= 0:
        yield highest - place
        place = digits.find("1", place + 1)
