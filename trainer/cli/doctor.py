"""`trainer doctor`: what this machine gives the trainer, and what to mend. Makes no file."""

import argparse
import os
import platform
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path

import trainer
from trainer import __version__
from trainer.cli.exit_codes import ExitCode
from trainer.cli.output import Terminal
from trainer.records.health import examine
from trainer.records.places import Places, ProfileNameRefused, can_be_written

_SMALLEST = (40, 12)
_PACKAGE = re.compile(r"[\w.-]+")
"""The name that a requirement such as "textual>=8.2,<9" begins with."""


@dataclass(slots=True)
class _Report:
    """Lines in sections, and the sentences on what to mend."""

    lines: list[str] = field(default_factory=list)
    to_mend: list[str] = field(default_factory=list)

    def section(self, title: str) -> None:
        self.lines += ["", title] if self.lines else [title]

    def fact(self, name: str, value: object) -> None:
        self.lines.append(f"  {name:<15} {value}")

    def mend(self, sentence: str) -> None:
        if sentence not in self.to_mend:
            self.to_mend.append(sentence)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The verb takes none of its own."""


def run(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Print the report; FINDINGS when there is something to mend."""
    report = _Report()
    _tell_program(report)
    _tell_records(report, os.environ, arguments.profile)
    _tell_terminal(report, os.environ, terminal)
    _tell_scenarios(report, arguments.library_roots)
    report.lines.append("")
    if report.to_mend:
        report.lines += ["To mend", *(f"  - {sentence}" for sentence in report.to_mend)]
    else:
        report.lines.append("All well.")
    for line in report.lines:
        terminal.data(line)
    return ExitCode.FINDINGS if report.to_mend else ExitCode.CLEAN


def _tell_program(report: _Report) -> None:
    report.section("Program")
    report.fact("trainer", __version__)
    report.fact("Python", f"{platform.python_version()} ({platform.python_implementation()})")
    report.fact("platform", platform.platform())
    for part in _parts():
        try:
            report.fact(part, metadata.version(part))
        except metadata.PackageNotFoundError:
            report.fact(part, "missing")
            report.mend(f"The package {part} is missing: install trainer again.")


def _parts() -> Iterator[str]:
    """Yield the packages the trainer needs, as it was installed or as its checkout says."""
    try:
        needed = metadata.requires("trainer") or []
    except metadata.PackageNotFoundError:
        import tomllib

        project = Path(trainer.__file__).parents[1] / "pyproject.toml"
        needed = tomllib.loads(project.read_text(encoding="utf-8"))["project"]["dependencies"]
    for requirement in needed:
        name = _PACKAGE.match(requirement)
        if name is not None and "extra ==" not in requirement:
            yield name[0]


def _tell_records(report: _Report, environment: Mapping[str, str], profile: str) -> None:
    report.section("Your records")
    places = Places.from_environment(environment)
    try:
        folder = places.profile_folder(profile)
    except ProfileNameRefused as error:
        report.fact("profile", "refused")
        report.mend(str(error))
        return
    report.fact("profile", folder.name)
    if not places.is_known:
        report.fact("folder", "none")
        report.mend("This account has no home folder: set TRAINER_HOME to a folder of yours.")
        return
    report.fact("folder", folder)
    is_writable = can_be_written(folder)
    report.fact("writable", _yes_or_no(is_writable))
    if not is_writable:
        report.mend(
            f"Nothing can be written in {folder}: make that folder yours to write, or set "
            "TRAINER_HOME to another one."
        )
    health = examine(places.database(profile))
    if not health.exists:
        report.fact("database", "none yet; the first conversation makes it")
        return
    report.fact("database", "needs mending" if health.problem else "healthy")
    report.fact("size", _in_kilobytes(health.size_bytes))
    if health.problem:
        report.mend(health.problem)
    else:
        report.fact("conversations", health.conversations)


def _tell_terminal(report: _Report, environment: Mapping[str, str], terminal: Terminal) -> None:
    report.section("Terminal")
    for name in ("TERM", "COLORTERM", "NO_COLOR"):
        report.fact(name, environment.get(name) or "not set")
    is_terminal = terminal.output.isatty()
    report.fact("a terminal", _yes_or_no(is_terminal))
    columns, rows = shutil.get_terminal_size()
    report.fact("size", f"{columns} columns, {rows} rows")
    if is_terminal and (columns < _SMALLEST[0] or rows < _SMALLEST[1]):
        report.mend(
            f"The window is {columns} by {rows}: make it at least {_SMALLEST[0]} by "
            f"{_SMALLEST[1]}, or play with --plain."
        )
    encoding = getattr(terminal.output, "encoding", None) or "unknown"
    report.fact("encoding", encoding)
    if is_terminal and encoding.lower().replace("-", "").replace("_", "") != "utf8":
        report.mend(f"The terminal takes {encoding}, not UTF-8: set PYTHONUTF8=1.")


def _tell_scenarios(report: _Report, roots: Sequence[Path]) -> None:
    from trainer.language.library import Library

    report.section("Scenarios")
    for root in roots:
        report.fact("folder", root if root.is_dir() else f"{root} (not there)")
        if not root.is_dir():
            report.mend(f"The scenarios folder {root} is not there.")
    entries = Library(roots).entries()
    report.fact("found", len(entries))
    if not entries:
        report.mend("No scenario was found: install trainer again, or name a folder: --scenarios.")
    for entry in entries:
        if entry.is_broken:
            report.mend(f"{entry.path} cannot be read: `trainer check {entry.path}` says why.")


def _yes_or_no(fact: bool) -> str:
    return "yes" if fact else "no"


def _in_kilobytes(size: int) -> str:
    return f"{-(-size // 1024)} kB"
