"""The whole app in a real terminal: typed at, killed, taken up again, told to end, broken."""

import os
import select
import signal
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("there are no ptys here", allow_module_level=True)

from tests.pty_terminal import PtyTerminal
from tests.ui.stage import write_pack

ROOT = Path(__file__).parent.parent
ALTERNATE_SCREEN, CURSOR, MOUSE, BRACKETED_PASTE = 1049, 25, 1000, 2004
CTRL_C, CTRL_G, CTRL_Q, CTRL_S, CTRL_T, ESCAPE = "\x03", "\x07", "\x11", "\x13", "\x14", "\x1b"

BREAK_AT_THE_HINT = """
import sys
from trainer.cli.main import run
from trainer.ui.screens.talk import TalkScreen

def broken(screen):
    written = screen.query_one("#reply").text
    raise RuntimeError("the hint is broken")

TalkScreen.action_hint = broken
sys.exit(run(["play", "cold_ask", *sys.argv[1:]]))
"""


def trainer(
    home: Path, *words: str, rows: int = 24, environment: Mapping[str, str] | None = None
) -> PtyTerminal:
    return PtyTerminal(
        [sys.executable, "-m", "trainer", *words],
        rows=rows,
        environment={"TRAINER_HOME": str(home), **(environment or {})},
        folder=ROOT,
    )


def breaking(home: Path, *words: str, **environment: str) -> PtyTerminal:
    return PtyTerminal(
        [sys.executable, "-c", BREAK_AT_THE_HINT, *words],
        columns=120,
        rows=50,
        environment={"TRAINER_HOME": str(home), **environment},
        folder=ROOT,
    )


def is_set(terminal: PtyTerminal, mode: int) -> bool:
    """Whether the program has set a private mode of the terminal (numbers as in xterm's list)."""
    return (mode << 5) in terminal._screen.mode


def bytes_within(terminal: PtyTerminal, seconds: float) -> bytes:
    """Return what the program writes next, or b"" when it writes nothing for so long."""
    if not select.select([terminal._pty], [], [], seconds)[0]:
        return b""
    return os.read(terminal._pty, 65536)


def begin(terminal: PtyTerminal) -> None:
    terminal.wait_for("Write the first message")
    terminal.wait_for("Enter starts a new line")


def assert_left_as_found(terminal: PtyTerminal) -> None:
    assert not is_set(terminal, ALTERNATE_SCREEN)
    assert is_set(terminal, CURSOR), "the cursor is shown again"
    assert not is_set(terminal, MOUSE)
    assert not is_set(terminal, BRACKETED_PASTE)


def test_a_killed_conversation_goes_on_where_it_stood(tmp_path: Path) -> None:
    with trainer(tmp_path, "play", "cold_ask", rows=40) as terminal:
        begin(terminal)
        terminal.type("Dear Dr. Okafor,\r\rI'm an intern. I used your read-back on nights.\r")
        terminal.type("Could I have fifteen minutes? No rush at all.\r\rPete")
        terminal.wait_for("Pete")
        terminal.type(CTRL_S)
        terminal.wait_until(lambda screen: "1  " in screen and "2  " in screen, "her answer")
        os.kill(terminal.process_id, signal.SIGKILL)
        assert terminal.wait_for_exit() == -signal.SIGKILL
    with trainer(tmp_path, "resume", rows=40) as terminal:
        terminal.wait_for("I used your read-back on nights.")
        terminal.wait_for("No rush at all.")


def test_a_killed_conversation_is_played_to_its_debrief(tmp_path: Path) -> None:
    packs = {"TRAINER_PATH": str(write_pack(tmp_path))}
    with trainer(tmp_path / "home", "play", "small_ask", environment=packs) as terminal:
        terminal.wait_for("Enter starts a new line")
        terminal.type("Dear Dr. Rao,\r\rCould I have fifteen minutes?\r\rAna" + CTRL_S)
        terminal.wait_for("Tell me when you are here.")
        os.kill(terminal.process_id, signal.SIGKILL)
        assert terminal.wait_for_exit() == -signal.SIGKILL
    # Tall enough for home to show every scenario that ships, and this one after them.
    with trainer(tmp_path / "home", "resume", rows=60, environment=packs) as terminal:
        terminal.wait_for("Could I have fifteen minutes?")
        terminal.wait_for("Say it. Enter sends.")
        terminal.type("Thank you.\r")
        terminal.wait_for("1  Thursday, gladly.")
        terminal.type("1")
        terminal.wait_for("Read what was heard")
        terminal.type("\r")
        terminal.wait_for("She saw how small it was.")
        terminal.type("q")
        terminal.wait_for("last time: it worked out")
        terminal.type("q")
        assert terminal.wait_for_exit() == 0


def test_ctrl_q_closes_and_leaves_the_terminal_as_it_was(tmp_path: Path) -> None:
    with trainer(tmp_path, "play", "cold_ask") as terminal:
        begin(terminal)
        assert is_set(terminal, ALTERNATE_SCREEN)
        terminal.type("half a letter" + CTRL_Q)
        assert terminal.wait_for_exit() == 0
        assert_left_as_found(terminal)
        # The emulator keeps no cursor apart for the alternate screen: where the box was left
        # in mid-line, what is said afterwards may be broken anywhere.
        said = "".join(terminal.screen_text().split())
        assert "`trainerresume`goesonfromthere." in said


def test_closing_in_private_says_that_nothing_is_kept(tmp_path: Path) -> None:
    with trainer(tmp_path, "play", "cold_ask", "--private") as terminal:
        begin(terminal)
        terminal.type(CTRL_Q)
        assert terminal.wait_for_exit() == 0
        assert "Nothing of it is kept." in terminal.screen_text()


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_told_to_end_it_keeps_the_half_written_letter(tmp_path: Path, name: str) -> None:
    with trainer(tmp_path, "play", "cold_ask") as terminal:
        begin(terminal)
        terminal.type("half a letter")
        terminal.wait_for("half a letter")
        os.kill(terminal.process_id, getattr(signal, name))
        assert terminal.wait_for_exit() == 3
    with trainer(tmp_path, "resume") as terminal:
        terminal.wait_for("half a letter")


def test_q_at_home_closes(tmp_path: Path) -> None:
    with trainer(tmp_path) as terminal:
        terminal.wait_for("q quit")
        terminal.type("q")
        assert terminal.wait_for_exit() == 0
        assert_left_as_found(terminal)


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_told_to_end_it_leaves_the_terminal_as_it_was_and_says_so_by_its_code(
    tmp_path: Path, name: str
) -> None:
    with trainer(tmp_path, "play", "cold_ask") as terminal:
        begin(terminal)
        os.kill(terminal.process_id, getattr(signal, name))
        assert terminal.wait_for_exit() == 3
        assert_left_as_found(terminal)


def test_ctrl_c_says_how_to_close_and_closes_nothing(tmp_path: Path) -> None:
    with trainer(tmp_path, "play", "cold_ask") as terminal:
        begin(terminal)
        terminal.type("kept words" + CTRL_C)
        screen = terminal.wait_for("Ctrl+Q closes the trainer.")
        assert "kept words" in screen
        assert terminal.exit_code is None


def test_support_is_one_key_away_while_writing(tmp_path: Path) -> None:
    with trainer(tmp_path, "play", "cold_ask") as terminal:
        begin(terminal)
        terminal.type(CTRL_G)
        terminal.wait_for("Someone to talk to")
        terminal.type(ESCAPE)
        terminal.wait_until(lambda screen: "Someone to talk to" not in screen, "talk again")


def test_a_fault_shows_a_sentence_and_nothing_that_was_typed(tmp_path: Path) -> None:
    with breaking(tmp_path) as terminal:
        begin(terminal)
        terminal.type("my private words")
        terminal.wait_for("my private words")
        terminal.type(CTRL_T)
        assert terminal.wait_for_exit() == 3
        screen = terminal.screen_text()
        assert "Something broke in trainer, so it closed." in screen
        assert "Everything you sent is kept: `trainer resume` goes on from there." in screen
        assert "Traceback" not in screen
        assert "written = " not in screen
        assert_left_as_found(terminal)


def test_a_fault_promises_nothing_of_what_is_not_kept(tmp_path: Path) -> None:
    with breaking(tmp_path, "--private") as terminal:
        begin(terminal)
        terminal.type(CTRL_T)
        assert terminal.wait_for_exit() == 3
        assert "Nothing of it is kept." in terminal.screen_text()


def test_a_fault_is_told_in_full_to_who_asks_for_it(tmp_path: Path) -> None:
    with breaking(tmp_path, TRAINER_DEBUG="1") as terminal:
        begin(terminal)
        terminal.type(CTRL_T)
        assert terminal.wait_for_exit() == 3
        assert "RuntimeError: the hint is broken" in terminal.screen_text()


def test_a_second_window_is_refused_while_the_first_has_the_conversation(tmp_path: Path) -> None:
    with trainer(tmp_path, "play", "cold_ask") as first:
        begin(first)
        with trainer(tmp_path, "resume") as second:
            assert second.wait_for_exit() == 3
            assert "open in another window" in second.screen_text()


def test_idle_it_writes_nothing(tmp_path: Path) -> None:
    with trainer(tmp_path, "play", "cold_ask") as terminal:
        begin(terminal)
        terminal.type("x")
        terminal.wait_for(" x")
        while bytes_within(terminal, 0.3):
            pass
        assert bytes_within(terminal, 1.5) == b""
