"""The one owner of standard output and standard error.

Data goes to stdout, for pipes; messages go to stderr, for people.
"""

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TextIO


class ReaderGone(Exception):
    """Whoever read our output has closed it, as `head` does when it has enough."""


class OutputLost(Exception):
    """Data could not be written, on a full disk for one; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class Terminal:
    """Where a verb reads and writes; tests pass their own streams."""

    output: TextIO = field(default_factory=lambda: sys.stdout)
    errors: TextIO = field(default_factory=lambda: sys.stderr)
    input: TextIO = field(default_factory=lambda: sys.stdin)

    def data(self, text: str) -> None:
        """Write one line of data to stdout; ReaderGone or OutputLost when it cannot be."""
        with self._guarded_output():
            print(text, file=self.output, flush=True)

    def flush(self) -> None:
        """Write what others, such as argparse, left unwritten on stdout; fails as `data` does."""
        with self._guarded_output():
            self.output.flush()

    def message(self, text: str) -> None:
        """Write one line for a person to stderr."""
        try:
            print(text, file=self.errors, flush=True)
        except OSError:
            # Nobody can be told; the exit code still says how it ended.
            _abandon(self.errors)

    @contextmanager
    def input_as_file(self) -> Iterator[TextIO]:
        """Give stdin as a data file is given: strict UTF-8, line ends as they are.

        A conversation forgives an odd byte; data that is altered in silence is no data.
        """
        if not isinstance(self.input, io.TextIOWrapper):
            yield self.input
            return
        lines = io.TextIOWrapper(self.input.buffer, encoding="utf-8-sig", newline="")
        try:
            yield lines
        finally:
            lines.detach()  # Or it would close stdin when it is let go of.

    @contextmanager
    def _guarded_output(self) -> Iterator[None]:
        try:
            yield
        except BrokenPipeError as error:
            _abandon(self.output)
            raise ReaderGone from error
        except OSError as error:
            _abandon(self.output)
            raise OutputLost(f"Nothing can be written: {error.strerror or error}.") from error


def _abandon(stream: TextIO) -> None:
    """Let what is still in the stream go nowhere: Python would fail on it once more at exit."""
    try:
        descriptor = stream.fileno()
    except OSError:
        return  # It is no file of the system's.
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, descriptor)
    os.close(nowhere)
