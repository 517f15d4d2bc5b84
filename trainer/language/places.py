"""Where something stands in a file: lines and columns counted from 1, `end` exclusive."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A stretch of one file."""

    line: int
    column: int
    end_line: int
    end_column: int
