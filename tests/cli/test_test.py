"""`trainer test`, as a person and as a pipe see it."""

import json
from pathlib import Path

import pytest

from tests.cli.small_pack import SCENARIO, trainer, write_pack
from trainer.cli.exit_codes import ExitCode

TESTS = """\
tests:
  - name: thanks lead to the door
    do:
      - type: Thank you so much.
    expect:
      state: door
      heard: [thanks]
"""


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    folder = write_pack(tmp_path)
    scenario(folder).write_text(SCENARIO + TESTS, encoding="utf-8")
    return folder


def scenario(packs: Path) -> Path:
    return packs / "tiny" / "quick_word.yaml"


def test_what_goes_as_expected_is_counted(packs: Path) -> None:
    said = trainer("test", "quick-word", "--scenarios", str(packs))
    assert (said.code, said.output) == (ExitCode.CLEAN, "")
    assert said.errors == "1 file: 1 test; all go as expected.\n"


def test_what_does_not_is_told_with_its_place_and_both_sides(packs: Path) -> None:
    path = scenario(packs)
    path.write_text(SCENARIO + TESTS.replace("state: door", "state: corridor"), encoding="utf-8")
    line = path.read_text().splitlines().index("      state: corridor") + 1
    said = trainer("test", str(path))
    assert said.code == ExitCode.FINDINGS
    assert said.lines == [
        f"{path}:{line}:14  test: thanks lead to the door",
        "    expected  state corridor",
        "    got       state door",
        '      step 1  corridor: "Thank you so much."  heard thanks -> door',
    ]
    assert said.errors == "1 file: 1 test; 1 thing not as expected.\n"


def test_json_has_one_line_for_each(packs: Path) -> None:
    path = scenario(packs)
    path.write_text(SCENARIO + TESTS.replace("heard:", "not_heard:"), encoding="utf-8")
    path.with_name("quick_word.replies.csv").write_text("text,thanks\nThank you.,1\n")
    said = trainer("test", str(path), "--format", "json")
    mismatch, replies = map(json.loads, said.lines)
    assert (mismatch["kind"], mismatch["step"]) == ("test", 1)
    assert (mismatch["expected"], mismatch["got"]) == ("thanks not heard", "heard in step 1")
    assert (replies["kind"], replies["criterion"]) == ("replies", "thanks")
    assert (replies["agreed"], replies["replies"], replies["kappa"]) == (1, 1, None)


@pytest.mark.parametrize("name", ["tiny", "quick_word"])
def test_packs_and_scenarios_go_by_their_ids(packs: Path, name: str) -> None:
    said = trainer("test", name, "--scenarios", str(packs))
    assert said.errors == "1 file: 1 test; all go as expected.\n"


def test_a_packs_own_file_stands_for_its_pack(packs: Path) -> None:
    said = trainer("test", str(packs / "tiny" / "pack.yaml"))
    assert said.errors == "1 file: 1 test; all go as expected.\n"


def test_an_unknown_name_is_told_with_a_guess(packs: Path) -> None:
    said = trainer("test", "quick_wrd", "--scenarios", str(packs))
    assert said.code == ExitCode.CANNOT
    assert "Did you mean quick_word?" in said.errors


def test_a_file_with_mistakes_is_told_as_check_tells_it_and_the_rest_is_tested(
    packs: Path,
) -> None:
    broken = scenario(packs).with_name("broken.yaml")
    broken.write_text(SCENARIO.replace("id: quick_word", "id: broken").replace(": door", ": dor"))
    said = trainer("test", str(packs / "tiny"))
    assert said.code == ExitCode.CANNOT
    assert 'No state is called "dor"' in said.errors
    assert "1 test; all go as expected." in said.errors


def test_labelled_replies_that_cannot_be_read_are_told_with_their_line(packs: Path) -> None:
    beside = scenario(packs).with_name("quick_word.replies.csv")
    beside.write_text("text,thanks\nThank you.,maybe\n")
    said = trainer("test", str(scenario(packs)))
    assert said.code == ExitCode.CANNOT
    assert f'{beside}:2 labels thanks "maybe" here' in said.errors
