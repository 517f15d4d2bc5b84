"""`trainer check` and `trainer list`, as a person and as a pipe see them."""

import argparse
import io
import json
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from trainer.cli import check, list_scenarios
from trainer.cli.output import Terminal
from trainer.language.shipped import shipped_scenarios

SAMPLES = Path(__file__).parent.parent / "diagnostics"


@dataclass(frozen=True)
class Said:
    code: int
    data: list[str]
    messages: list[str]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    shutil.copytree(SAMPLES / "library", tmp_path / "library")
    (tmp_path / "library" / "moves" / "broken.yaml").unlink()
    text = (SAMPLES / "T305_never-listened-for.yaml").read_text()
    (tmp_path / "library" / "pack" / "sample.yaml").write_text(text)
    return tmp_path / "library"


def run(verb: object, root: Path, *words: str) -> Said:
    parser = argparse.ArgumentParser()
    verb.add_arguments(parser)  # type: ignore[attr-defined]  # a verb is a module
    arguments = parser.parse_args(words)
    arguments.library_roots = (root,)
    output, errors = io.StringIO(), io.StringIO()
    code = verb.run(arguments, Terminal(output, errors))  # type: ignore[attr-defined]  # as above
    return Said(code, output.getvalue().splitlines(), errors.getvalue().splitlines())


def put(root: Path, sample: str) -> Path:
    path = root / "pack" / "sample.yaml"
    path.write_bytes(next(SAMPLES.glob(f"{sample}_*.yaml")).read_bytes())
    return path


def test_clean_files_are_said_to_be_clean(root: Path) -> None:
    said = run(check, root, str(root / "moves"))
    assert (said.code, said.data) == (0, [])
    assert said.messages == ["5 files checked: nothing to mend."]


def test_an_error_is_shown_with_its_line_a_caret_and_what_to_write(root: Path) -> None:
    path = put(root, "T006")
    said = run(check, root, str(path))
    assert said.code == 1
    assert said.data == [
        f"{path}:28:24  A second colon on one line confuses YAML. [T006]",
        "    prompt: One thing: what do you ask her?",
        "                     ^",
        '    Write:  prompt: "One thing: what do you ask her?"',
    ]
    assert said.messages[0].startswith("1 file checked: 1 error.")


def test_a_warning_is_a_finding_only_when_strict(root: Path) -> None:
    assert run(check, root).code == 0
    assert "1 warning" in run(check, root).messages[0]
    assert run(check, root, "--strict").code == 1
    assert run(check, root).data[0].split("  ")[1].startswith("Warning: No ask listens for")


def test_json_is_one_line_a_diagnostic_with_places_from_one(root: Path) -> None:
    path = put(root, "T201")
    (line,) = run(check, root, str(path), "--format", "json").data
    assert json.loads(line) == {
        "file": str(path),
        "line": 42,
        "column": 15,
        "end_line": 42,
        "end_column": 20,
        "code": "T201",
        "rule": "unknown-state",
        "severity": "error",
        "message": 'No state is called "agred". Did you mean agreed?',
        "mend": "",
    }


def test_github_annotations_stay_on_one_line(root: Path) -> None:
    path = put(root, "T006")
    (line,) = run(check, root, str(path), "--format", "github").data
    assert line.startswith("::error file=")
    assert ",line=28,col=24,title=T006 second-colon::A second colon" in line
    assert "%0AWrite: prompt" in line


_COMMAND = re.compile(r"::(?P<severity>error|warning) (?P<properties>[^:]*)::(?P<message>.*)")


def as_github_reads(line: str) -> dict[str, str]:
    """Take a workflow command apart as GitHub's runner does."""

    def plain(text: str) -> str:
        for code, sign in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
            text = text.replace(code, sign)
        return text

    found = _COMMAND.fullmatch(line)
    assert found is not None, line
    parts = (one.partition("=") for one in found["properties"].split(","))
    properties = {key: plain(value) for key, _, value in parts}
    return {**properties, "severity": found["severity"], "message": plain(found["message"])}


def test_github_and_json_tell_the_same_in_every_file_however_it_is_called(root: Path) -> None:
    awkward = root / "pack" / "50%, a: b\u00e9.yaml"
    for sample in sorted(SAMPLES.glob("T*.yaml")):
        awkward.write_bytes(sample.read_bytes())
        told = [json.loads(one) for one in run(check, root, str(awkward), "--format", "json").data]
        shown = run(check, root, str(awkward), "--format", "github").data
        assert told, sample
        for record, line in zip(told, shown, strict=True):
            mend = f"\nWrite: {record['mend']}" if record["mend"] else ""
            assert as_github_reads(line) == {
                "file": str(awkward),
                "line": str(record["line"]),
                "col": str(record["column"]),
                "title": f"{record['code']} {record['rule']}",
                "severity": record["severity"],
                "message": record["message"] + mend,
            }


@pytest.mark.parametrize("sample", ["T101", "T210", "T305", "T401"])
def test_json_always_has_the_same_keys_of_the_same_types(root: Path, sample: str) -> None:
    (line,) = run(check, root, str(put(root, sample)), "--format", "json").data
    found = json.loads(line)
    numbers = ["line", "column", "end_line", "end_column"]
    words = ["code", "rule", "severity", "message", "mend"]
    assert list(found) == ["file", *numbers, *words]
    assert all(type(found[key]) is int and found[key] >= 1 for key in numbers)
    assert all(type(found[key]) is str for key in ["file", *words])


def test_clean_files_are_no_line_in_any_format(root: Path) -> None:
    for form in ("text", "json", "github"):
        assert run(check, root, str(root / "moves"), "--format", form).data == []


def test_without_a_path_everything_is_checked(root: Path) -> None:
    assert run(check, root).messages[0].startswith("7 files checked")


@pytest.mark.parametrize("name", ["sample", "fits-their-schedule"])
def test_a_scenario_or_a_move_can_be_named_by_its_id(root: Path, name: str) -> None:
    assert run(check, root, name).messages[0].startswith("1 file checked")


def test_a_folder_of_packs_is_checked_as_a_whole(root: Path) -> None:
    assert run(check, root, str(root)).messages[0].startswith("7 files checked")


def test_a_path_that_is_not_there_is_a_sentence_with_near_misses(root: Path) -> None:
    said = run(check, root, "smaple")
    assert (said.code, said.data) == (3, [])
    assert said.messages == ["There is no smaple here. Did you mean sample?"]
    missing = run(check, root, str(root / "pack" / "sampel.yaml"))
    assert missing.code == 3
    assert "sample.yaml?" in missing.messages[0]


def test_an_empty_folder_holds_nothing_to_check(root: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert run(check, root, str(tmp_path / "empty")).code == 3


def test_a_rule_is_explained_with_an_example_by_code_or_name(root: Path) -> None:
    said = run(check, root, "--explain", "t006")
    assert said.code == 0
    assert said.data[0] == "T006 second-colon (error)"
    assert "    prompt: One thing: what do you ask her?" in said.data
    assert run(check, root, "--explain", "second-colon").data == said.data


def test_an_unknown_code_is_wrong_use(root: Path) -> None:
    said = run(check, root, "--explain", "T0066")
    assert said.code == 2
    assert "Did you mean T006?" in said.messages[0]


def test_text_from_a_file_cannot_reach_the_terminal_raw(root: Path) -> None:
    path = root / "pack" / "sample.yaml"
    path.write_text(path.read_text().replace("title: The sample", 'titel: "\\x1b[2J"\n'))
    said = run(check, root, str(path))
    assert "\x1b" not in "".join(said.data)


def test_a_long_line_is_cut_around_its_mistake(root: Path) -> None:
    path = root / "pack" / "sample.yaml"
    long = "title: " + "word " * 60 + ": " + "word " * 60
    path.write_text(path.read_text().replace("title: The sample", long))
    said = run(check, root, str(path))
    assert len(said.data[1]) < 120
    assert said.data[1][said.data[2].index("^")] == ":"


def test_scenarios_are_listed_by_practice(root: Path) -> None:
    said = run(list_scenarios, root)
    assert said.code == 0
    assert said.data == [
        "Find mentors",
        "  sample                The sample (foundation, 5 min)",
    ]


def test_a_broken_scenario_is_listed_with_the_way_to_learn_more(root: Path) -> None:
    (root / "pack" / "sample.yaml").write_text("title: [")
    assert "cannot be read: `trainer check" in run(list_scenarios, root).data[-1]


def test_the_list_as_json_is_one_line_a_scenario(root: Path) -> None:
    (line,) = run(list_scenarios, root, "--json").data
    assert json.loads(line) == {
        "id": "sample",
        "title": "The sample",
        "summary": "You want a word with somebody busy.",
        "practice": "identify",
        "level": "foundation",
        "minutes": 5,
        "path": str(root / "pack" / "sample.yaml"),
        "pack": "pack",
        "broken": False,
    }


def test_a_broken_scenario_has_the_same_keys_in_json(root: Path) -> None:
    (whole,) = run(list_scenarios, root, "--json").data
    (root / "pack" / "sample.yaml").write_text("title: [")
    (broken,) = map(json.loads, run(list_scenarios, root, "--json").data)
    assert {key: type(value) for key, value in broken.items()} == {
        key: type(value) for key, value in json.loads(whole).items()
    }
    assert (broken["id"], broken["title"], broken["broken"]) == ("sample", "sample", True)


def test_an_empty_library_is_told(tmp_path: Path) -> None:
    assert run(list_scenarios, tmp_path).code == 3


def test_the_shipped_library_is_clean_and_listed() -> None:
    said = run(check, shipped_scenarios(), "--strict")
    assert (said.code, said.data) == (0, [])
    assert any("cold-ask" in line for line in run(list_scenarios, shipped_scenarios()).data)
