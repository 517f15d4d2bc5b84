"""A real terminal for tests: a program on a pty, its output on an emulated screen.

Nothing sleeps: every wait watches the pty until what is awaited shows or a
deadline has passed. POSIX only.
"""

import errno
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType

import pyte

SECONDS = 15.0
"""How long a wait lasts by default: generous, as it ends when the thing is seen."""

# What the emulator would crash on or print as text: CSI with private marks it
# does not know or with colons, and the string sequences (DCS, SOS, PM, APC).
_UNKNOWN = re.compile(
    rb"\x1b\[[<=>][0-?]*[ -/]*[@-~]"
    rb"|\x1b\[\?[0-9;]*[ -/]*[@-gi-km-~]"
    rb"|\x1b\[[0-9;]*:[0-?]*[ -/]*[@-~]"
    rb"|\x1b[PX^_].*?(?:\x1b\\|\x07)",
    re.DOTALL,
)
_UNFINISHED = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*|[PX^_](?:[^\x1b\x07]|\x1b(?!\\))*)?\Z", re.DOTALL)


class NotShown(AssertionError):
    """What was awaited did not come; the message holds the screen as it stood."""


class _AnsweringScreen(pyte.Screen):
    """A screen that answers the program's questions (where is the cursor?)."""

    def __init__(self, columns: int, rows: int, answer: Callable[[str], None]) -> None:
        super().__init__(columns, rows)
        self._answer = answer

    def write_process_input(self, data: str) -> None:
        """Send the answer as a terminal would: as if it had been typed."""
        self._answer(data)


class PtyTerminal:
    """A running program and what it shows; leaving the `with` block kills it.

    `environment` is added to this process's own, without its COLUMNS and LINES:
    the size is the pty's.
    """

    def __init__(
        self,
        command: Sequence[str | Path],
        *,
        columns: int = 80,
        rows: int = 24,
        environment: Mapping[str, str] | None = None,
        folder: Path | None = None,
    ) -> None:
        self._screen = _AnsweringScreen(columns, rows, self.type)
        self._stream = pyte.ByteStream(self._screen)
        self._pending = b""
        self._is_open = True
        self._pty, program_end = pty.openpty()
        try:
            _set_size(program_end, columns, rows)
            self._program = subprocess.Popen(
                [str(word) for word in command],
                stdin=program_end,
                stdout=program_end,
                stderr=program_end,
                cwd=folder,
                env=_environment(environment or {}),
                start_new_session=True,
                # The pty becomes the terminal that Ctrl+C and a hang-up come from.
                preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
            )
        except BaseException:
            os.close(self._pty)
            raise
        finally:
            os.close(program_end)

    def __enter__(self) -> "PtyTerminal":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.kill()

    @property
    def process_id(self) -> int:
        """The program's process id, for signals."""
        return self._program.pid

    @property
    def exit_code(self) -> int | None:
        """None while it runs; negative when a signal ended it."""
        return self._program.poll()

    @property
    def cursor(self) -> tuple[int, int]:
        """The cursor's column and row, counted from 0."""
        return self._screen.cursor.x, self._screen.cursor.y

    def screen_text(self) -> str:
        """Return the screen as it was last seen, lines without trailing spaces."""
        return "\n".join(line.rstrip() for line in self._screen.display).rstrip("\n")

    def type(self, keys: str | bytes, timeout: float = SECONDS) -> None:
        """Send keys, reading along so that neither side waits for the other."""
        left = keys.encode() if isinstance(keys, str) else keys
        deadline = time.monotonic() + timeout
        while left:
            if not self._is_open:
                raise NotShown(self._with_screen(f"The program ended before {keys!r} was typed."))
            if time.monotonic() > deadline:
                raise NotShown(self._with_screen(f"The program did not take {keys!r}."))
            readable, writable, _ = select.select([self._pty], [self._pty], [], 0.1)
            if writable:
                left = left[os.write(self._pty, left[:512]) :]
            if readable:
                self._read()

    def wait_for(self, text: str, timeout: float = SECONDS) -> str:
        """Return the screen once `text` stands on one of its lines; else NotShown."""
        return self.wait_until(lambda screen: text in screen, f"{text!r}", timeout)

    def wait_until(
        self, is_shown: Callable[[str], bool], awaited: str, timeout: float = SECONDS
    ) -> str:
        """Return the screen once `is_shown` holds for it; NotShown names what was `awaited`."""
        deadline = time.monotonic() + timeout
        while not is_shown(self.screen_text()):
            left = deadline - time.monotonic()
            if not self._is_open or left <= 0:
                raise NotShown(self._with_screen(f"Awaited {awaited}."))
            if select.select([self._pty], [], [], left)[0]:
                self._read()
        return self.screen_text()

    def wait_for_exit(self, timeout: float = SECONDS) -> int:
        """Return the exit code once the program has ended; else NotShown."""
        deadline = time.monotonic() + timeout
        while self._program.poll() is None:
            if time.monotonic() > deadline:
                raise NotShown(self._with_screen("The program still runs."))
            if self._is_open and select.select([self._pty], [], [], 0.02)[0]:
                self._read()
            elif not self._is_open:
                with suppress(subprocess.TimeoutExpired):
                    self._program.wait(timeout=max(0.0, deadline - time.monotonic()))
        while self._is_open and select.select([self._pty], [], [], 0)[0]:
            self._read()
        return self._program.returncode

    def resize(self, columns: int, rows: int) -> None:
        """Change the window's size; the program is told as by a terminal."""
        self._screen.resize(rows, columns)
        _set_size(self._pty, columns, rows)

    def kill(self) -> None:
        """Kill the program and what it started, and let go of the pty; again does nothing."""
        with suppress(ProcessLookupError):
            if self._program.poll() is None:
                os.killpg(self._program.pid, signal.SIGKILL)
        self._program.wait()
        if self._pty >= 0:
            os.close(self._pty)
            self._pty, self._is_open = -1, False

    def _read(self) -> None:
        try:
            new = os.read(self._pty, 65536)
        except OSError as error:
            if error.errno != errno.EIO:  # Linux's way to say that the program's end is closed
                raise
            new = b""
        if not new:
            self._is_open = False
        arrived = _UNKNOWN.sub(b"", self._pending + new)
        unfinished = _UNFINISHED.search(arrived)
        cut = unfinished.start() if unfinished else len(arrived)
        self._pending = arrived[cut:]
        self._stream.feed(arrived[:cut])

    def _with_screen(self, sentence: str) -> str:
        edge = "-" * self._screen.columns
        ended = f" It ended with {self.exit_code}." if self.exit_code is not None else ""
        return f"{sentence}{ended}\n{edge}\n{self.screen_text()}\n{edge}"


def _environment(added: Mapping[str, str]) -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if name not in {"COLUMNS", "LINES"}}
    return {**own, "TERM": "xterm-256color", "PYTHONUTF8": "1", **added}


def _set_size(terminal: int, columns: int, rows: int) -> None:
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
