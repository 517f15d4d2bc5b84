"""What is written goes where it should, and what cannot be written is told in a sentence."""

import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest

from tests.cli.small_pack import trainer, write_pack
from trainer.cli import list_scenarios
from trainer.cli.exit_codes import ExitCode
from trainer.cli.output import ReaderGone, Terminal

ROOT = Path(__file__).parents[2]
FULL = Path("/dev/full")
needs_a_full_disk = pytest.mark.skipif(not FULL.exists(), reason="only Linux pretends a full disk")


class Gone(StringIO):
    """A stream whose reader has gone."""

    def write(self, text: str) -> int:
        raise BrokenPipeError(32, "Broken pipe")


@pytest.fixture(autouse=True)
def pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    packs = write_pack(tmp_path)
    monkeypatch.setenv("TRAINER_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("TRAINER_PATH", str(packs))
    monkeypatch.delenv("TRAINER_DEBUG", raising=False)
    return packs / "tiny"


def in_a_shell(command: str) -> subprocess.CompletedProcess[bytes]:
    command = command.replace("trainer", f'"{sys.executable}" -m trainer')
    # Unbuffered, argparse itself would lose its help on a full disk without a word.
    buffered = {key: value for key, value in os.environ.items() if key != "PYTHONUNBUFFERED"}
    return subprocess.run(
        ["sh", "-c", command], capture_output=True, check=False, cwd=ROOT, env=buffered
    )


@needs_a_full_disk
@pytest.mark.parametrize(
    "words", ["list", "list --json", "check --explain T101", "doctor", "--help"]
)
def test_a_full_disk_is_one_sentence_and_no_finding(words: str) -> None:
    done = in_a_shell(f"trainer {words} > /dev/full")
    assert done.returncode == ExitCode.CANNOT
    assert done.stderr.decode() == "Nothing can be written: No space left on device.\n"


@needs_a_full_disk
def test_messages_that_cannot_be_written_change_no_exit_code() -> None:
    done = in_a_shell("trainer play nothing-of-this-name 2> /dev/full")
    assert (done.returncode, done.stdout) == (ExitCode.CANNOT, b"")


@pytest.mark.skipif(os.name == "nt", reason="pipes close otherwise there")
def test_scores_may_be_cut_off_by_their_reader(tmp_path: Path) -> None:
    file = tmp_path / "replies.csv"
    file.write_text("text\n" + "Thank you.\n" * 2_000)
    ask = "trainer score quick-word --ask opening --replies"
    code = tmp_path / "code"
    for given in (f"{ask} {file}", f"{ask} - < {file}"):
        done = in_a_shell(f"({given}; echo $? > {code}) | head -n 1")
        assert (done.stdout, done.stderr) == (b"r2  1 of 1\n", b"")
        assert code.read_text() == "0\n"


def test_a_reader_that_has_gone_is_told_from_a_file_that_cannot_be_read() -> None:
    with pytest.raises(ReaderGone):
        Terminal(output=Gone()).data("anything")


def test_what_nobody_foresaw_is_a_sentence_and_no_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_: object) -> int:
        raise RuntimeError("a secret reply")

    monkeypatch.setattr(list_scenarios, "run", breaks)
    answer = trainer("list")
    assert (answer.code, answer.output) == (ExitCode.CANNOT, "")
    assert answer.errors.startswith("Something broke in trainer")
    assert "secret" not in answer.errors
    monkeypatch.setenv("TRAINER_DEBUG", "1")
    answer = trainer("list")
    assert answer.code == ExitCode.CANNOT
    assert "RuntimeError: a secret reply" in answer.errors
