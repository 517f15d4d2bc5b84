"""The command line itself: verbs, help, versions and exit codes."""

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.cli.small_pack import trainer
from trainer import __version__
from trainer.cli.exit_codes import ExitCode
from trainer.cli.verbs import VERBS

ROOT = Path(__file__).parents[2]
HEAVY = {"argparse", "yaml", "textual", "transitions", "jsonschema", "rapidfuzz", "sqlite3"}


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRAINER_HOME", str(tmp_path / "home"))


@pytest.mark.parametrize(("typed", "meant"), [("plya", "play"), ("resum", "resume")])
def test_a_mistyped_verb_is_answered_with_a_guess(typed: str, meant: str) -> None:
    answer = trainer(typed)
    assert answer.code == ExitCode.WRONG_USE
    assert f"Did you mean {meant}?" in answer.errors
    assert answer.output == ""


def test_a_verb_like_no_other_gets_no_guess() -> None:
    answer = trainer("zzzzzz")
    assert answer.code == ExitCode.WRONG_USE
    assert "Did you mean" not in answer.errors
    assert "trainer --help" in answer.errors


def test_a_verb_is_shown_without_its_escape_codes() -> None:
    assert "\x1b" not in trainer("\x1b[2J").errors


@pytest.mark.parametrize("words", [("--help",), ("-h",)])
def test_help_alone_lists_every_verb(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert trainer(*words).code == ExitCode.CLEAN
    told = capsys.readouterr().out
    for verb in VERBS:
        assert verb.summary.split()[0] in told
        assert verb.name in told
    assert "exit codes: 0 clean, 1 findings, 2 wrong use, 3 cannot" in told


def test_help_of_a_verb_is_about_that_verb(capsys: pytest.CaptureFixture[str]) -> None:
    assert trainer("play", "--help").code == ExitCode.CLEAN
    assert "--private" in capsys.readouterr().out


def test_an_unknown_option_is_wrong_use(capsys: pytest.CaptureFixture[str]) -> None:
    assert trainer("play", "--loudly").code == ExitCode.WRONG_USE
    assert "--loudly" in capsys.readouterr().err


def test_an_option_cut_short_is_told_and_not_taken_for_another(
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = trainer("--prof", "ana", "list")
    assert before.code == ExitCode.WRONG_USE
    assert before.errors.startswith('trainer has no option "--prof". Did you mean --profile?')
    assert trainer("list", "--js").code == ExitCode.WRONG_USE
    assert "--js" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["home", "play", "resume"])
def test_a_profile_may_be_called_like_a_verb(name: str) -> None:
    answer = trainer("--profile", name, typed="0\n")
    assert (answer.code, answer.errors) == (ExitCode.CLEAN, "")


@pytest.mark.parametrize("option", ["--version", "-V"])
def test_the_version_is_told_without_loading_anything_heavy(option: str) -> None:
    script = (
        f"import sys; sys.argv = ['trainer', {option!r}]\n"
        "from trainer.__main__ import main\n"
        "code = main()\n"
        "print(*sorted(sys.modules))\n"
        "sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT
    )
    version, modules = done.stdout.splitlines()
    assert version == f"trainer {__version__}"
    assert not HEAVY & set(modules.split())
    assert "trainer.cli" not in modules.split()


def test_the_version_is_told_beside_other_words_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert trainer("--profile", "ana", "--version").code == ExitCode.CLEAN
    assert capsys.readouterr().out == f"trainer {__version__}\n"


def test_every_verb_has_its_module() -> None:
    missing = [verb.name for verb in VERBS if find_spec(verb.module) is None]
    assert missing == []
