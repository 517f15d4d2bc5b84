"""`trainer play`, `trainer resume` and `trainer` alone, without a full screen."""

import os
import signal
import sqlite3
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest

from tests.cli.small_pack import SCENARIO, Answer, trainer, write_pack
from trainer.cli.exit_codes import ExitCode
from trainer.cli.front_door import FrontDoor
from trainer.cli.main import run
from trainer.cli.output import Terminal
from trainer.records.places import Places
from trainer.records.turnstile import hold

ROOT = Path(__file__).parents[2]
WHOLE = "Thank you for asking me.\n1\n"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Records and scenarios of this test alone; the terminal a plain one."""
    home = tmp_path / "home"
    monkeypatch.setenv("TRAINER_HOME", str(home))
    monkeypatch.setenv("TRAINER_PATH", str(write_pack(tmp_path)))
    monkeypatch.delenv("TRAINER_PLAIN", raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    return home


def play(typed: str = "", *words: str) -> Answer:
    return trainer("play", "quick-word", *words, typed=typed)


def files_below(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def only_database(home: Path) -> Path:
    (path,) = home.rglob("records.sqlite3")
    return path


def test_a_conversation_is_played_from_a_pipe_to_its_debrief() -> None:
    answer = play(WHOLE)
    assert (answer.code, answer.errors) == (ExitCode.CLEAN, "")
    assert answer.lines[0].startswith("Plain mode")
    assert "Dr. Ana Lopes: Coffee, or another day?" in answer.lines
    assert "Ending: It worked out: Coffee" in answer.lines
    assert "You wrote: “Thank you[1] for asking me.”" in answer.lines


@pytest.mark.parametrize("name", ["quick_word", "quick-word"])
def test_hyphens_stand_for_underscores(name: str) -> None:
    assert trainer("play", name, typed=WHOLE).code == ExitCode.CLEAN


def test_a_scenario_may_be_a_file(tmp_path: Path) -> None:
    path = tmp_path / "packs" / "tiny" / "quick_word.yaml"
    assert "Ending: It worked out: Coffee" in trainer("play", str(path), typed=WHOLE).lines


def test_an_unknown_scenario_is_told_with_a_guess() -> None:
    answer = trainer("play", "quick-wrod")
    assert answer.code == ExitCode.CANNOT
    assert answer.output == ""
    assert "Did you mean quick_word?" in answer.errors


def test_a_name_with_escape_codes_is_shown_without_them() -> None:
    assert "\x1b" not in trainer("play", "\x1b[2Jquick").errors


def test_a_file_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    answer = trainer("play", str(tmp_path / "nothing.yaml"))
    assert answer.code == ExitCode.CANNOT
    assert len(answer.errors.splitlines()) == 1


def test_a_scenario_with_mistakes_is_not_played_and_says_where(tmp_path: Path) -> None:
    broken = tmp_path / "packs" / "tiny" / "quick_word.yaml"
    broken.write_text(SCENARIO.replace("goto: door", "goto: nowhere", 1), encoding="utf-8")
    answer = trainer("play", "quick-word")
    assert answer.code == ExitCode.CANNOT
    assert answer.output == ""
    assert "nowhere" in answer.errors
    assert "quick_word.yaml" in answer.errors


def test_stopping_early_is_no_failure_and_says_how_to_go_on() -> None:
    answer = play("Thank you.\n")
    assert answer.code == ExitCode.CLEAN
    assert answer.lines[-1] == "Stopped here. `trainer resume` goes on from this point."


def test_resume_goes_on_where_she_stopped() -> None:
    play("Thank you.\n")
    answer = trainer("resume", typed="1\n")
    assert answer.code == ExitCode.CLEAN
    assert "You: Thank you." in answer.lines
    assert "Ending: It worked out: Coffee" in answer.lines
    nothing = trainer("resume")
    assert nothing.code == ExitCode.CANNOT
    assert "Nothing is unfinished" in nothing.errors


def test_resume_goes_on_with_the_scenario_as_it_was(tmp_path: Path) -> None:
    play("Thank you.\n")
    path = tmp_path / "packs" / "tiny" / "quick_word.yaml"
    path.write_text(SCENARIO.replace("Coffee, please.", "Tea, please."), encoding="utf-8")
    assert "1. Coffee, please." in trainer("resume").lines
    path.unlink()
    assert "You: Coffee, please." in trainer("resume", typed="1\n").lines


@pytest.mark.parametrize("before", [True, False])
def test_a_profile_has_its_own_conversations(home: Path, before: bool) -> None:
    words = ("--profile", "ana")
    play_words = ("play", "quick-word")
    answer = trainer(*(words + play_words if before else play_words + words), typed="Thank you.\n")
    assert "`trainer resume --profile ana`" in answer.lines[-1]
    assert only_database(home).parent.name == "ana"
    assert trainer("resume").code == ExitCode.CANNOT
    assert "You: Coffee, please." in trainer("resume", *words, typed="1\n").lines


def test_a_profile_that_cannot_be_called_so_is_wrong_use() -> None:
    answer = play("", "--profile", "../ana")
    assert answer.code == ExitCode.WRONG_USE
    assert "cannot be called" in answer.errors


def test_private_writes_no_file_at_all(home: Path, tmp_path: Path) -> None:
    before = files_below(tmp_path)
    answer = play("Thank you.\n", "--private")
    assert answer.lines[-1] == "Stopped here. Nothing of it is kept."
    assert files_below(tmp_path) == before
    assert not home.exists()


def test_looking_at_a_scenario_that_is_not_there_writes_nothing(home: Path) -> None:
    trainer("play", "nothing")
    assert not home.exists()


def test_where_nothing_can_be_written_the_conversation_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a_file"
    file.write_text("in the way", encoding="utf-8")
    monkeypatch.setenv("TRAINER_HOME", str(file / "home"))
    answer = play(WHOLE)
    assert answer.code == ExitCode.CLEAN
    assert answer.lines[0].startswith("Notice: ")
    assert "nothing you type is kept" in answer.lines[0]
    assert "Ending: It worked out: Coffee" in answer.lines


def test_damaged_records_are_a_sentence_and_the_conversation_goes_on(home: Path) -> None:
    play("Thank you.\n")
    only_database(home).write_bytes(b"this is no database" * 500)
    answer = play(WHOLE)
    assert answer.code == ExitCode.CLEAN
    assert "Notice: " in answer.output
    assert "Ending: It worked out: Coffee" in answer.lines
    assert "Traceback" not in answer.errors


def test_resuming_from_damaged_records_is_a_sentence(home: Path) -> None:
    play("Thank you.\n")
    connection = sqlite3.connect(only_database(home))
    connection.execute("UPDATE events SET content = '{' WHERE number = 1")
    connection.commit()
    connection.close()
    answer = trainer("resume")
    assert answer.code == ExitCode.CANNOT
    assert len(answer.errors.splitlines()) == 1
    assert "Traceback" not in answer.errors


def test_resuming_without_the_kept_scenario_is_a_sentence(home: Path) -> None:
    play("Thank you.\n")
    connection = sqlite3.connect(only_database(home))
    connection.execute("DELETE FROM documents")
    connection.commit()
    connection.close()
    answer = trainer("resume")
    assert answer.code == ExitCode.CANNOT
    assert "no longer whole" in answer.errors


def test_a_second_window_on_the_conversation_is_refused_kindly(home: Path) -> None:
    play("Thank you.\n")
    connection = sqlite3.connect(only_database(home))
    ((identifier,),) = connection.execute("SELECT id FROM conversations")
    connection.close()
    with hold(Places(home).locks("default"), identifier):
        refused = child("resume", typed=b"1\n")
    assert refused.returncode == ExitCode.CANNOT
    assert b"open in another window" in refused.stderr
    assert refused.stdout == b""
    assert trainer("resume", typed="1\n").code == ExitCode.CLEAN


class Screen(StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("variable", "value"), [("TERM", "dumb"), ("TRAINER_PLAIN", "1"), ("TERM", "xterm")]
)
def test_a_terminal_that_cannot_or_should_not_draw_gets_plain_mode(
    variable: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []

    def open_app(*_: object) -> int:
        opened.append("app")
        return 0

    monkeypatch.setattr(FrontDoor, "_open_app", open_app)
    monkeypatch.setenv(variable, value)
    output = Screen()
    words = ["play", "quick-word", "--private"]
    run(words, Terminal(output=output, errors=StringIO(), input=Screen("/quit\n")))
    is_plain = output.getvalue().startswith("Plain mode")
    assert is_plain is (value != "xterm")
    assert opened == ([] if is_plain else ["app"])


def test_a_letter_typed_at_a_terminal_ends_with_a_full_stop() -> None:
    output = Screen()
    typed = Screen("Dear Ana,\nthank you.\n.\n1\n\n")
    terminal = Terminal(output=output, errors=StringIO(), input=typed)
    run(["play", "quick-word", "--plain", "--private"], terminal)
    assert "You wrote: “Dear Ana, thank you[1].”" in output.getvalue()


def test_without_a_screen_home_is_a_numbered_list() -> None:
    listed = trainer(typed="0\n")
    assert listed.code == ExitCode.CLEAN
    (number,) = [line.split(".")[0] for line in listed.lines if "A quick word." in line]
    answer = trainer(typed=f"no\n999\n{number}\n{WHOLE}")
    assert answer.output.count("or 0 to close.") == 3
    assert "Ending: It worked out: Coffee" in answer.lines


def test_home_offers_to_go_on_first() -> None:
    play("Thank you.\n")
    answer = trainer(typed="1\n1\n")
    assert "1. Go on with A quick word, where you stopped." in answer.lines
    assert "Ending: It worked out: Coffee" in answer.lines


def test_home_without_any_input_closes_quietly() -> None:
    answer = trainer()
    assert (answer.code, answer.errors) == (ExitCode.CLEAN, "")
    assert answer.lines[-1] == "Closed. Nothing was started."


def child(
    *words: str, typed: bytes = b"", **environment: str
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "trainer", *words],
        input=typed,
        capture_output=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, **environment},
    )


def test_the_shipped_scenario_plays_in_a_process_of_its_own() -> None:
    done = child("play", "cold_ask", "--plain", typed=b"ok\n/hint\n\xff\xfe\n/quit\n")
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode().splitlines()[-1].startswith("Stopped here.")
    assert b"\x1b" not in done.stdout


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
def test_bytes_of_any_encoding_break_nothing(encoding: str) -> None:
    done = child(
        "play", "quick-word", typed=b"caf\xe9 \xff\xfe thank you\n1\n", PYTHONIOENCODING=encoding
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"Ending: It worked out: Coffee" in done.stdout


@pytest.mark.skipif(os.name == "nt", reason="closing a stream this way needs a POSIX shell")
@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_a_closed_stream_breaks_nothing(closed: str) -> None:
    command = f'"{sys.executable}" -m trainer play quick-word --private {closed}'
    done = subprocess.run(
        ["sh", "-c", command], capture_output=True, check=False, cwd=ROOT, stdin=subprocess.DEVNULL
    )
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(os.name == "nt", reason="there is no such signal")
def test_an_interrupt_stops_politely_and_keeps_what_was_said() -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "trainer", "play", "quick-word"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(b"Thank you.\n")
    process.stdin.flush()
    while b"2. Another day." not in process.stdout.readline():
        pass
    process.send_signal(signal.SIGINT)
    rest, errors = process.communicate(timeout=30)
    assert (process.returncode, errors) == (0, b"")
    assert rest.decode().splitlines()[-1].startswith("Stopped here. `trainer resume`")
    assert "You: Thank you." in trainer("resume").lines


@pytest.mark.skipif(os.name == "nt", reason="pipes close otherwise there")
def test_a_reader_that_goes_away_is_no_failure() -> None:
    command = f'"{sys.executable}" -m trainer play quick-word --private | head -n 1'
    done = subprocess.run(
        ["sh", "-c", command], capture_output=True, check=False, cwd=ROOT, input=b"/help\n" * 500
    )
    assert done.stdout.startswith(b"Plain mode")
    assert done.stderr == b""
