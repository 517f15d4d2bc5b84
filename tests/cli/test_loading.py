"""One file, one answer: every verb that needs a scenario tells the same of it."""

from pathlib import Path

import pytest

from tests.cli.small_pack import SCENARIO, Answer, trainer, write_pack
from trainer.cli.exit_codes import ExitCode

PLAY = ("play", "{}")
SCORE = ("score", "{}", "--ask", "opening", "--text", "Thank you.")


@pytest.fixture(autouse=True)
def pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    packs = write_pack(tmp_path)
    monkeypatch.setenv("TRAINER_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("TRAINER_PATH", str(packs))
    return packs / "tiny"


def asked(verb: tuple[str, ...], scenario: object) -> Answer:
    return trainer(*(word.format(scenario) for word in verb))


@pytest.mark.parametrize("verb", [PLAY, SCORE], ids=["play", "score"])
def test_a_file_with_mistakes_cannot_be_used_and_its_errors_alone_are_told(
    verb: tuple[str, ...], pack: Path
) -> None:
    text = SCENARIO.replace("goto: door", "goto: nowhere", 1)
    text = text.replace("prompt: What do you write?", f"prompt: {'What then? ' * 20}")
    (pack / "quick_word.yaml").write_text(text, encoding="utf-8")
    answer = asked(verb, pack / "quick_word.yaml")
    assert (answer.code, answer.output) == (ExitCode.CANNOT, "")
    assert "nowhere" in answer.errors
    assert "Warning" not in answer.errors


@pytest.mark.parametrize("scenario", ["quick-wrod", "none/such.yaml", "\x1b[2Jquick"])
def test_what_is_not_there_is_told_alike_by_each(scenario: str) -> None:
    played, scored = asked(PLAY, scenario), asked(SCORE, scenario)
    assert (played.code, scored.code) == (ExitCode.CANNOT, ExitCode.CANNOT)
    assert played.errors == scored.errors
    assert "\x1b" not in scored.errors


def test_a_folder_given_for_a_file_is_told_in_a_sentence(pack: Path) -> None:
    for verb in (PLAY, SCORE):
        answer = asked(verb, pack)
        assert answer.code == ExitCode.CANNOT
        assert answer.errors == f"{pack} cannot be read: Is a directory.\n"
