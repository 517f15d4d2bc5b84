"""The one owner of standard output and standard error.

Data goes to stdout, for pipes; messages go to stderr, for people.
"""

import sys
from dataclasses import dataclass, field
from typing import TextIO


@dataclass(frozen=True, slots=True)
class Terminal:
    """Where a verb reads and writes; tests pass their own streams."""

    output: TextIO = field(default_factory=lambda: sys.stdout)
    errors: TextIO = field(default_factory=lambda: sys.stderr)
    input: TextIO = field(default_factory=lambda: sys.stdin)

    def data(self, text: str) -> None:
        """Write one line of data to stdout."""
        print(text, file=self.output, flush=True)

    def message(self, text: str) -> None:
        """Write one line for a person to stderr."""
        print(text, file=self.errors, flush=True)
