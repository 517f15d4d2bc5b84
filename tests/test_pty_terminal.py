import os
import signal
import sys
import time
from pathlib import Path

import pytest

pytest.importorskip("pty", reason="a pty is a POSIX thing")

from tests.pty_terminal import NotShown, PtyTerminal


def python(program: str) -> list[str]:
    return [sys.executable, "-c", program]


def test_what_is_typed_comes_back_from_cat() -> None:
    with PtyTerminal(["cat"]) as terminal:
        terminal.type("good morning\r")
        screen = terminal.wait_until(lambda screen: screen.count("good morning") == 2, "both")
    assert screen == "good morning\ngood morning"


def test_the_program_sees_a_terminal_of_the_given_size() -> None:
    program = (
        "import os, sys; print(sys.stdin.isatty(), *os.get_terminal_size(), os.environ['TERM'])"
    )
    with PtyTerminal(python(program), columns=64, rows=18) as terminal:
        terminal.wait_for("True 64 18 xterm-256color")
        assert terminal.wait_for_exit() == 0


def test_a_size_in_the_environment_does_not_mask_the_real_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    program = "import shutil; print(*shutil.get_terminal_size())"
    with PtyTerminal(python(program), columns=64, rows=18) as terminal:
        terminal.wait_for("64 18")


def test_a_new_size_is_told_to_the_program() -> None:
    program = (
        "import os, signal\n"
        "signal.signal(signal.SIGWINCH, lambda *_: print('now', *os.get_terminal_size()))\n"
        "print('ready')\n"
        "while True: signal.pause()"
    )
    with PtyTerminal(python(program)) as terminal:
        terminal.wait_for("ready")
        terminal.resize(40, 12)
        terminal.wait_for("now 40 12")


def test_the_given_environment_and_folder_reach_the_program(tmp_path: Path) -> None:
    program = "import os; print(os.environ['GREETING'], os.path.basename(os.getcwd()))"
    (tmp_path / "here").mkdir()
    with PtyTerminal(
        python(program), environment={"GREETING": "hello"}, folder=tmp_path / "here"
    ) as terminal:
        terminal.wait_for("hello here")


def test_the_screen_is_what_a_person_would_see_not_what_was_written() -> None:
    program = r"print('\x1b[2J\x1b[3;5Hthere\x1b[1;1H\x1b[1mhere\x1b[0m', end='', flush=True)"
    with PtyTerminal(python(program), columns=20, rows=5) as terminal:
        assert terminal.wait_for("here") == "here\n\n    there"
        assert terminal.cursor == (4, 0)


@pytest.mark.parametrize(
    "sequence",
    [
        r"\x1b[?2026$p",  # is synchronised output known?
        r"\x1b[?2026h",
        r"\x1b[?u",  # which keyboard protocol?
        r"\x1b[>1u",
        r"\x1b[<u",
        r"\x1b[>4;1m",
        r"\x1b[>q",
        r"\x1b[4:3m",
        r"\x1bP+q544e\x1b\\",
        r"\x1b_Gi=1;AAAA\x1b\\",
        r"\x1b]0;a title\x07",
        r"\x1b[?1049h",
    ],
)
def test_sequences_the_emulator_does_not_know_leave_no_trace(sequence: str) -> None:
    pieces = f"for c in '<{sequence}>': print(c, end='', flush=True)"
    for program in (f"print('<{sequence}>')", pieces):
        with PtyTerminal(python(program)) as terminal:
            assert terminal.wait_for(">") == "<>"


def test_a_question_about_the_cursor_is_answered() -> None:
    program = (
        "import sys, tty\n"
        "tty.setraw(0)\n"
        r"print('\x1b[2;3H\x1b[6n', end='', flush=True)"
        "\nanswer = ''\n"
        "while not answer.endswith('R'): answer += sys.stdin.read(1)\n"
        "print(repr(answer))"
    )
    with PtyTerminal(python(program)) as terminal:
        terminal.wait_for(r"'\x1b[2;3R'")


def test_letters_of_several_bytes_arrive_whole() -> None:
    with PtyTerminal(["cat"]) as terminal:
        terminal.type("“déjà vu” 日本\r")
        terminal.wait_for("“déjà vu” 日")


def test_what_does_not_come_is_told_with_the_screen() -> None:
    with PtyTerminal(["cat"]) as terminal:
        terminal.type("good morning")
        terminal.wait_for("good morning")
        began = time.monotonic()
        with pytest.raises(NotShown, match=r"(?s)Awaited 'good night'.*good morning"):
            terminal.wait_for("good night", timeout=0.2)
        assert 0.2 <= time.monotonic() - began < 5


def test_waiting_ends_at_once_when_the_program_has_ended() -> None:
    with PtyTerminal(python("print('bye'); raise SystemExit(3)")) as terminal:
        began = time.monotonic()
        with pytest.raises(NotShown, match="bye"):
            terminal.wait_for("good night", timeout=60)
        assert time.monotonic() - began < 30
        assert terminal.wait_for_exit() == 3


def test_the_last_words_are_on_the_screen_after_the_exit() -> None:
    with PtyTerminal(python("print('x' * 3000); print('last words')")) as terminal:
        assert terminal.exit_code is None
        assert terminal.wait_for_exit() == 0
        assert "last words" in terminal.screen_text()


def test_a_program_that_goes_on_is_told_by_waiting_for_its_exit() -> None:
    with PtyTerminal(["cat"]) as terminal, pytest.raises(NotShown, match="still runs"):
        terminal.wait_for_exit(timeout=0.1)


def test_control_c_reaches_the_program_as_from_a_keyboard() -> None:
    program = (
        "import signal\n"
        "try:\n"
        "    print('ready')\n"
        "    signal.pause()\n"
        "except KeyboardInterrupt: print('interrupted')"
    )
    with PtyTerminal(python(program)) as terminal:
        terminal.wait_for("ready")
        terminal.type(b"\x03")
        terminal.wait_for("interrupted")
        assert terminal.wait_for_exit() == 0


def test_killing_ends_the_program_and_its_children_and_may_be_repeated() -> None:
    program = (
        "import subprocess\n"
        "child = subprocess.Popen(['cat'])\n"
        "print('child', child.pid, '.')\n"
        "child.wait()"
    )
    with PtyTerminal(python(program)) as terminal:
        words = terminal.wait_for(" .").split()
        terminal.kill()
        terminal.kill()
        assert terminal.exit_code == -signal.SIGKILL
    child = int(words[words.index("child") + 1])
    assert is_gone(child)


def is_gone(process: int) -> bool:
    """Whether a process has ended, though its new parent may not have noticed yet."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return True
        state = Path(f"/proc/{process}/stat")
        if state.exists() and state.read_text().rpartition(")")[2].split()[0] == "Z":
            return True
    return False


def test_typing_much_into_a_program_that_echoes_much_does_not_block() -> None:
    echo = (
        "import sys\n"
        "for line in sys.stdin:\n"
        "    print(line, end='')\n"
        "    if 'the end' in line:\n"
        "        print('all of it was read')\n"
        "        break\n"
    )
    with PtyTerminal(python(echo)) as terminal:
        terminal.type("words and words and words\r" * 400 + "the end\r")
        # What was typed last may scroll away under the echo; this comes after all.
        terminal.wait_for("all of it was read")


def test_typing_into_a_program_that_has_ended_is_told() -> None:
    with PtyTerminal(python("pass")) as terminal:
        terminal.wait_for_exit()
        with pytest.raises(NotShown, match="ended before"):
            terminal.type("anyone there?")
