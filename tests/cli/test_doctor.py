import argparse
import io
import tomllib
from collections.abc import Callable
from contextlib import closing
from importlib import metadata
from pathlib import Path

import pytest

from tests.records.builders import started
from trainer import __version__
from trainer.cli import doctor
from trainer.cli.exit_codes import ExitCode
from trainer.cli.output import Terminal
from trainer.records.places import Places
from trainer.records.store import open_records

ROOT = Path(__file__).parents[2]
Examine = Callable[..., tuple[int, str]]
PACK = """
format: 1
id: one
title: One
summary: A pack.
practices:
  identify: {title: Identify, summary: Find people.}
"""
SCENARIO = """
format: 1
id: cold_ask
title: The cold ask
summary: Someone new.
practice: identify
level: foundation
minutes: 12
"""


class Screen(io.StringIO):
    """A stream that says it is a terminal."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path / "home"
    monkeypatch.setenv("TRAINER_HOME", str(home))
    for name in ("NO_COLOR", "COLORTERM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("LINES", "24")
    return home


@pytest.fixture
def scenarios(tmp_path: Path) -> Path:
    folder = tmp_path / "scenarios" / "one"
    folder.mkdir(parents=True)
    (folder / "pack.yaml").write_text(PACK)
    (folder / "cold_ask.yaml").write_text(SCENARIO)
    return folder.parent


@pytest.fixture
def examine(home: Path, scenarios: Path) -> Examine:
    """Run the doctor on a good machine, changed as asked; its exit code and its words."""

    def run(
        profile: str = "default",
        roots: tuple[Path, ...] = (scenarios,),
        output: io.StringIO | None = None,
    ) -> tuple[int, str]:
        output = output or io.StringIO()
        errors = io.StringIO()
        arguments = argparse.Namespace(profile=profile, library_roots=roots)
        code = doctor.run(arguments, Terminal(output=output, errors=errors))
        assert errors.getvalue() == ""
        return code, output.getvalue()

    return run


def keep_one_conversation(home: Path, profile: str = "default") -> Path:
    with closing(open_records(Places(home), profile)) as records:
        records.journal.append(started())
    return Places(home).database(profile)


def test_a_good_machine_is_all_well_and_nothing_is_made(examine: Examine, home: Path) -> None:
    code, said = examine()
    assert (code, said.splitlines()[-1]) == (ExitCode.CLEAN, "All well.")
    assert "none yet; the first conversation makes it" in said
    assert not home.exists()


def test_it_names_the_program_and_its_parts(examine: Examine) -> None:
    _, said = examine()
    lines = [line.split() for line in said.splitlines()]
    assert ["trainer", __version__] in lines
    assert ["textual", metadata.version("textual")] in lines


@pytest.mark.parametrize("is_installed", [True, False])
def test_every_package_the_project_needs_is_told_and_no_test_tool(
    examine: Examine, monkeypatch: pytest.MonkeyPatch, is_installed: bool
) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = project["dependencies"]

    def requires(_: str) -> list[str]:
        if not is_installed:
            raise metadata.PackageNotFoundError
        tools = [f'{tool}; extra == "test"' for tool in project["optional-dependencies"]["test"]]
        return [*needed, *tools]

    monkeypatch.setattr(metadata, "requires", requires)
    _, said = examine()
    program = said.partition("\n\n")[0].splitlines()[1:]
    told = [line.split()[0] for line in program]
    assert told[:3] == ["trainer", "Python", "platform"]
    assert told[3:] == [requirement.partition(">")[0] for requirement in needed]


def test_a_package_that_is_missing_is_something_to_mend(
    examine: Examine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(metadata, "requires", lambda _: ["no-such-part>=1,<2"])
    code, said = examine()
    assert code == ExitCode.FINDINGS
    assert "The package no-such-part is missing: install trainer again." in said


def test_it_says_where_the_records_are_and_how_many(examine: Examine, home: Path) -> None:
    database = keep_one_conversation(home, "ana")
    before = sorted(home.rglob("*"))
    code, said = examine(profile="Ana")
    assert code == ExitCode.CLEAN
    assert str(database.parent) in said
    assert ["conversations", "1"] in [line.split() for line in said.splitlines()]
    assert sorted(home.rglob("*")) == before


def test_it_counts_what_an_open_window_has_just_kept(examine: Examine, home: Path) -> None:
    with closing(open_records(Places(home))) as records:
        records.journal.append(started("monday"))
        records.journal.append(started("tuesday"))
        _, said = examine()
        lines = [line.split() for line in said.splitlines()]
        assert ["conversations", "2"] in lines
        (size,) = (line[1] for line in lines if line[:1] == ["size"] and line[-1] == "kB")
        assert int(size) > 20, "the log of what was just written counts"
        assert len(records.journal.events("monday")) == 1


def test_damaged_records_are_something_to_mend(examine: Examine, home: Path) -> None:
    database = keep_one_conversation(home)
    content = bytearray(database.read_bytes())
    content[4096 : 4096 * 4] = b"\xa5" * (4096 * 3)
    database.write_bytes(content)
    code, said = examine()
    assert code == ExitCode.FINDINGS
    assert "To mend" in said
    assert f"The records in {database} are damaged" in said
    assert database.read_bytes() == content


def test_a_home_that_cannot_be_written_is_something_to_mend(examine: Examine, home: Path) -> None:
    home.write_text("a file in the way")
    code, said = examine()
    assert code == ExitCode.FINDINGS
    assert "Nothing can be written in" in said
    assert "All well." not in said


def test_a_refused_profile_is_something_to_mend(examine: Examine) -> None:
    code, said = examine(profile="../ana")
    assert code == ExitCode.FINDINGS
    assert "A profile cannot be called" in said


def test_it_describes_the_terminal(examine: Examine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    code, said = examine(output=Screen())
    lines = [" ".join(line.split()) for line in said.splitlines()]
    assert code == ExitCode.CLEAN
    for line in (
        "TERM xterm-256color",
        "COLORTERM not set",
        "NO_COLOR 1",
        "a terminal yes",
        "size 80 columns, 24 rows",
        "encoding utf-8",
    ):
        assert line in lines


def test_a_window_too_small_is_something_to_mend(
    examine: Examine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "30")
    code, said = examine(output=Screen())
    assert code == ExitCode.FINDINGS
    assert "The window is 30 by 24" in said
    assert examine()[0] == ExitCode.CLEAN, "a pipe has no window"


def test_a_terminal_of_another_encoding_is_something_to_mend(examine: Examine) -> None:
    screen = Screen()
    screen.encoding = "ISO-8859-1"
    code, said = examine(output=screen)
    assert code == ExitCode.FINDINGS
    assert "set PYTHONUTF8=1" in said


def test_it_counts_the_scenarios(examine: Examine, scenarios: Path) -> None:
    _, said = examine()
    assert str(scenarios) in said
    assert ["found", "1"] in [line.split() for line in said.splitlines()]


def test_no_scenarios_are_something_to_mend(examine: Examine, tmp_path: Path) -> None:
    code, said = examine(roots=(tmp_path / "nowhere",))
    assert code == ExitCode.FINDINGS
    assert "nowhere is not there" in said
    assert "No scenario was found" in said


def test_a_broken_scenario_is_something_to_mend(examine: Examine, scenarios: Path) -> None:
    broken = scenarios / "one" / "cold_ask.yaml"
    broken.write_text("id: [")
    code, said = examine()
    assert code == ExitCode.FINDINGS
    assert f"`trainer check {broken}` says why" in said
