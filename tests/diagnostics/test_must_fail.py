"""Every rule of the catalogue is held by a file that breaks it, and by the same file mended."""

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from trainer.language.catalogue import RULES, rule_called
from trainer.language.checking import Kind, check
from trainer.language.diagnostics import Diagnostic
from trainer.language.library import Library
from trainer.language.neighbours import Neighbours
from trainer.language.rule import Rule

HERE = Path(__file__).parent
FILES = sorted(HERE.glob("T*.yaml"))
_EXPECTED = re.compile(r"# expect (\d+):(\d+)( in a pack| without a pack)?\n")

# A file of a million bytes is made below; the last resort has, by its nature, no file.
WITHOUT_FILE = {"too-large", "unusable"}


@dataclass
class Folder:
    """A library to put one file into."""

    root: Path

    def check(self, text: str | bytes, where: str = "") -> tuple[Diagnostic, ...]:
        content = text if isinstance(text, bytes) else text.encode()
        sample = self.root / "pack" / "sample.yaml"
        if where == " in a pack":
            sample.touch()
            sample = self.root / "pack" / "pack.yaml"
        elif where == " without a pack":
            (self.root / "pack" / "pack.yaml").unlink()
        sample.write_bytes(content)
        return Library([self.root]).check_file(sample)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    shutil.copytree(HERE / "library", tmp_path / "library")
    return Folder(tmp_path / "library")


def _expectation(content: bytes) -> tuple[int, int, str]:
    match = _EXPECTED.match(content.decode("utf-8", errors="replace"))
    assert match is not None, "the first line says where the mistake is"
    return int(match[1]), int(match[2]), match[3] or ""


def _rule(file: Path) -> Rule:
    rule = rule_called(file.stem.partition("_")[0])
    assert rule is not None
    return rule


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_mistake_is_told_once_and_in_its_place(file: Path, folder: Folder) -> None:
    content = file.read_bytes()
    line, column, where = _expectation(content)
    found = folder.check(content, where)
    told = [(one.code, one.place.line, one.place.column) for one in found]
    assert told == [(_rule(file).code, line, column)]
    assert file.stem == f"{found[0].code}_{found[0].rule}"
    assert "{" not in found[0].message.replace("{ }", "").replace("{ that opens", "")


@pytest.mark.parametrize(
    "file", [file for file in FILES if _rule(file).mended], ids=lambda file: file.stem
)
def test_the_mended_example_is_clean(file: Path, folder: Folder) -> None:
    content = file.read_bytes().decode("utf-8", errors="replace")
    rule = _rule(file)
    *_, where = _expectation(file.read_bytes())
    assert rule.failing in content
    assert folder.check(content.replace(rule.failing, rule.mended), where) == ()


def test_every_rule_has_its_file() -> None:
    assert {file.stem for file in FILES} == {
        f"{rule.code}_{rule.name}" for rule in RULES if rule.name not in WITHOUT_FILE
    }


def test_codes_and_names_are_unique_and_codes_rise() -> None:
    codes = [rule.code for rule in RULES]
    assert codes == sorted(set(codes))
    assert len({rule.name for rule in RULES}) == len(RULES)


def test_every_rule_says_why_and_how_to_mend() -> None:
    for rule in RULES:
        assert rule.message
        assert rule.why.endswith("."), rule.name
        assert rule.mend.endswith((".", ")")), rule.name


def test_a_file_too_large_to_be_a_scenario_is_refused(folder: Folder) -> None:
    (found,) = folder.check(b"a: " + b"b" * 1_000_000)
    assert (found.rule, found.place.line) == ("too-large", 1)


def test_what_no_rule_explains_is_still_told() -> None:
    checked = check(Kind.MOVE, Path("x.yaml"), b"format: 1\n", Neighbours())
    assert "it broke" in checked.unexplained("it broke").message


def test_all_mistakes_of_a_file_are_told_at_once_in_file_order(folder: Folder) -> None:
    text = (HERE / "T101_unknown-key.yaml").read_text()
    text = text.replace("      prompt: Write to her.", "      prompt: One: two: three")
    text = text.replace("        goto: agreed\n", "        goto: agred\n")
    text = text.replace("cruz_2015]", "cruz_2051]")
    told = [(one.rule, one.place.line) for one in folder.check(text)]
    assert [rule for rule, _ in told] == [
        "unknown-key",
        "unknown-source",
        "second-colon",
        "unknown-state",
    ]
    assert [line for _, line in told] == sorted(line for _, line in told)
