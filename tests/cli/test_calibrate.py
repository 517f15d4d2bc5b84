"""`trainer calibrate`, as an author at a terminal meets it."""

import json
from pathlib import Path

import pytest

from tests.cli.small_pack import SCENARIO, Answer, trainer, write_pack
from trainer.cli.exit_codes import ExitCode

NAMES = ("Ana", "Ben", "Chi", "Dan", "Eve", "Flo", "Gus", "Hal", "Ivo", "Jo", "Kit", "Lee")
HEARD = [f"Thank you, {name}." for name in NAMES[:4]]
MISSED = [f"That was a real gift, {name}." for name in NAMES[:6]]
UNSAID = [f"See you on {day}, {name}." for name in NAMES[:10] for day in ("Monday", "Friday")]
MOVE = """\
format: 1
id: offers_help
title: Offers help
meaning: Offers help.
why: It is kind.
any: [let me help]
feedback: {heard: They were glad., not_heard: An offer would help.}
wordings: [Let me help., May I help?]
"""


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    folder = write_pack(tmp_path)
    rows = [*((text, 1) for text in HEARD + MISSED), *((text, 0) for text in UNSAID)]
    lines = [f'"{text}",{label}\n' for text, label in rows]
    beside(folder).write_text("text,thanks\n" + "".join(lines), encoding="utf-8")
    return folder


def scenario(packs: Path) -> Path:
    return packs / "tiny" / "quick_word.yaml"


def beside(packs: Path) -> Path:
    return packs / "tiny" / "quick_word.replies.csv"


def calibrate(packs: Path, *words: str) -> Answer:
    return trainer("calibrate", "quick-word", "--scenarios", str(packs), *words)


def test_the_report_says_how_far_it_agrees_and_what_would_help(packs: Path) -> None:
    said = calibrate(packs)
    assert said.code == ExitCode.CLEAN
    assert "thanks  agreed with you on 24 of 30 (between 19 and 27)" in said.lines
    assert "    heard in 4, rightly in 4 (precision 1.00); said in 10, heard in 4 of them" in (
        said.output.replace(" (recall 0.40)", "")
    )
    assert "  Missed in 6 replies:" in said.lines
    assert any(line.endswith("adds 6, wrongly hits 0") for line in said.lines)
    assert "  1 phrase never wrong: thank you (4)" in said.lines


def test_json_has_a_line_for_the_whole_and_one_a_criterion(packs: Path) -> None:
    whole, one = map(json.loads, calibrate(packs, "--json").lines)
    assert (whole["kind"], whole["quoted"], whole["held_back"]) == ("calibration", 30, 0)
    assert (one["kind"], one["criterion"]) == ("criterion", "thanks")
    assert one["agreement"]["agreed"] == 24
    assert one["phrases"] == [
        {"phrase": "thank you", "part": "any", "weight": 1, "right": 4, "wrong": 0}
    ]
    assert len(one["missed"]) == 6
    assert one["candidates"][0]["adds"] == 6


@pytest.mark.parametrize("share", [(), ("0.33",), ("33%",), ("1/3",)])
def test_a_split_says_what_its_figures_are_of(packs: Path, share: tuple[str, ...]) -> None:
    said = calibrate(packs, "--split", *share)
    assert said.lines[0] == (
        "10 replies were held back (seed 0): all figures of agreement are of those alone."
    )
    assert "the other 20." in said.output
    assert " of 10 (between" in said.output


def test_a_patch_can_be_made_in_the_file_and_is_then_heard(packs: Path) -> None:
    said = calibrate(packs, "--write")
    assert said.code == ExitCode.CLEAN
    assert "1 phrase added, 0 dropped" in said.errors
    assert "agreed with you on 30 of 30" in calibrate(packs).output
    assert trainer("check", str(scenario(packs))).code == ExitCode.CLEAN
    beside_it = {path.name for path in scenario(packs).parent.iterdir()}
    assert beside_it == {"pack.yaml", "quick_word.yaml", "quick_word.replies.csv"}


def test_a_diff_on_stdout_stands_there_alone(packs: Path) -> None:
    said = calibrate(packs, "--patch", "-")
    changed = [line for line in said.lines if line[0] in "-+"]
    assert changed[:3] == [
        "--- a/quick_word.yaml",
        "+++ b/quick_word.yaml",
        "-    any: [thank you]",
    ]
    assert len(changed) == 4
    assert "agreed with you" in said.errors
    assert scenario(packs).read_text() == SCENARIO


def test_a_diff_is_written_to_a_file(packs: Path, tmp_path: Path) -> None:
    said = calibrate(packs, "--patch", str(tmp_path / "thanks.diff"))
    assert (tmp_path / "thanks.diff").read_text().startswith("--- a/quick_word.yaml\n")
    assert f"`git apply {tmp_path / 'thanks.diff'}` makes it so." in said.errors


def test_nothing_to_change_is_said(packs: Path) -> None:
    beside(packs).write_text("text,thanks\nThank you.,1\nSee you on Monday.,0\n")
    said = calibrate(packs, "--write")
    assert "There is nothing to change by these replies." in said.errors
    assert scenario(packs).read_text() == SCENARIO


def test_a_move_is_calibrated_by_its_id_or_its_file(packs: Path) -> None:
    (packs / "moves").mkdir()
    (packs / "moves" / "offers_help.yaml").write_text(MOVE)
    (packs / "moves" / "offers_help.replies.csv").write_text(
        "ask,text,offers_help,thanks\nany,Let me help.,1,0\nany,Monday then.,0,1\n"
    )
    by_id = trainer("calibrate", "offers-help", "--scenarios", str(packs))
    by_path = trainer(
        "calibrate", str(packs / "moves" / "offers_help.yaml"), "--scenarios", str(packs)
    )
    assert "offers_help  agreed with you on 2 of 2" in by_id.output
    assert by_id.output == by_path.output


def test_only_one_criterion_or_ask_is_looked_at(packs: Path) -> None:
    said = calibrate(packs, "--criterion", "thanks", "--ask", "opening")
    assert "agreed with you on 24 of 30" in said.output


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--criterion", "thank"), 'No criterion is called "thank" here. Did you mean thanks?'),
        (("--ask", "closing"), 'No ask is called "closing" here. There are: opening.'),
        (("--patch", "-", "--json"), "both want the standard output"),
        (("--split", "2"), "a share lies between 0 and 1"),
        (("--split", "nan"), "a share lies between 0 and 1"),
    ],
)
def test_wrong_use_is_told(packs: Path, words: tuple[str, ...], told: str, capsys: object) -> None:
    said = calibrate(packs, *words)
    assert said.code == ExitCode.WRONG_USE
    argparse_said = capsys.readouterr().err  # type: ignore[attr-defined]  # pytest's own fixture
    assert told in said.errors + argparse_said


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", " holds no replies."),
        ("text,thank\nHi,1\n", ':1 names a criterion "thank" that nothing listens for.'),
        ("text,thanks\nHi,perhaps\n", ':2 labels thanks "perhaps" here'),
        ("text,thanks\nHi,\n", "No reply has a label for what its ask listens for."),
    ],
)
def test_replies_that_cannot_be_used_are_told_with_their_place(
    packs: Path, text: str, told: str
) -> None:
    beside(packs).write_text(text)
    said = calibrate(packs)
    assert said.code == ExitCode.CANNOT
    assert told in said.errors
    assert said.output == ""


def test_replies_that_are_not_there_are_told_with_where_to_put_them(packs: Path) -> None:
    beside(packs).unlink()
    said = calibrate(packs)
    assert said.code == ExitCode.CANNOT
    assert "put them in quick_word.replies.csv, or say where they are with --replies" in said.errors
    missing = calibrate(packs, "--replies", str(packs / "none.csv"))
    assert missing.code == ExitCode.CANNOT
    assert "none.csv cannot be read" in missing.errors


def test_a_scenario_with_mistakes_is_told_as_check_tells_it(packs: Path) -> None:
    scenario(packs).write_text(SCENARIO.replace("goto: door", "goto: dor"))
    said = calibrate(packs)
    assert said.code == ExitCode.CANNOT
    assert 'No state is called "dor"' in said.errors


def test_a_pack_is_no_one_scenario(packs: Path) -> None:
    said = trainer("calibrate", str(packs / "tiny"))
    assert said.code == ExitCode.WRONG_USE
