"""`trainer test`: whether scenarios and moves do what their authors wrote down."""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

from trainer.authoring.agreement import Agreement
from trainer.authoring.holding import Kind, Mismatch
from trainer.authoring.testing import ChangedMove, Report, hold, replies_beside
from trainer.cli.exit_codes import ExitCode
from trainer.cli.files import NoSuchFile, files_named, from_here
from trainer.cli.output import Terminal
from trainer.language.library import PACK_FILE, Library
from trainer.language.rendering import as_text

_CALLED = {
    Kind.TEST: ("test", "tests"),
    Kind.EXAMPLE: ("example", "examples"),
    Kind.WHAT_IF: ("what-if", "what-ifs"),
}
_NO_FIGURE = "-"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `test` takes."""
    parser.add_argument(
        "paths",
        metavar="PATH",
        nargs="*",
        help="a scenario, move or pack: its id, file or folder; all of them without",
    )
    parser.add_argument("--format", choices=("text", "json"), default="text")


def run(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Hold the files to their tests, examples and what-ifs; labelled replies only inform."""
    library = Library(arguments.library_roots)
    try:
        files = _testable(arguments.paths, library)
    except NoSuchFile as missing:
        terminal.message(str(missing))
        return ExitCode.CANNOT
    if not files:
        terminal.message("There is no scenario or move file here.")
        return ExitCode.CANNOT
    render = _as_json if arguments.format == "json" else _as_text
    code = ExitCode.CLEAN
    reports: list[Report] = []
    for file in files:
        try:
            report = hold(file, library)
        except OSError as error:
            terminal.message(f"{file} cannot be read: {error.strerror or error}.")
            code = ExitCode.CANNOT
            continue
        reports.append(report)
        for line in render(report):
            terminal.data(line)
        if _tell_what_cannot(report, terminal):
            code = ExitCode.CANNOT
    terminal.message(_summary(reports))
    if code is ExitCode.CLEAN and any(report.mismatches for report in reports):
        return ExitCode.FINDINGS
    return code


def _testable(given: list[str], library: Library) -> tuple[Path, ...]:
    """Return the scenarios and moves among the files named; a pack's file stands for its pack."""
    named = [
        str(Path(name).absolute().parent) if Path(name).name == PACK_FILE else name
        for name in given
    ]
    files = (from_here(path) for path in files_named(named, library))
    return tuple(dict.fromkeys(path for path in files if path.name != PACK_FILE))


def _tell_what_cannot(report: Report, terminal: Terminal) -> bool:
    """Say why a file, or its replies, could not be held against anything."""
    for diagnostic in report.errors:
        terminal.message(as_text(diagnostic))
    if report.refusal is not None:
        place = f":{report.refusal.line}" if report.refusal.line else ""
        terminal.message(f"{replies_beside(report.file)}{place} {report.refusal}")
    return bool(report.errors) or report.refusal is not None


def _summary(reports: list[Report]) -> str:
    counts = {kind: sum(report.counts.get(kind, 0) for report in reports) for kind in Kind}
    held = ", ".join(
        f"{count} {_CALLED[kind][count != 1]}" for kind, count in counts.items() if count
    )
    differ = sum(len(report.mismatches) for report in reports)
    files = f"{len(reports)} file{'s' * (len(reports) != 1)}"
    if not held:
        return f"{files}: no tests, examples or what-ifs."
    if not differ:
        return f"{files}: {held}; all go as expected."
    return f"{files}: {held}; {differ} thing{'s' * (differ != 1)} not as expected."


def _as_text(report: Report) -> Iterator[str]:
    for mismatch in report.mismatches:
        yield from _mismatch_lines(mismatch)
    for changed in report.changed_moves:
        yield f"{report.file}:{changed.place.line}:{changed.place.column}  {_changed(changed)}"
    if report.agreements:
        yield f"{replies_beside(report.file)}: what is heard, against the labels"
        width = max(map(len, report.agreements))
        for criterion, figures in report.agreements.items():
            yield (
                f"    {criterion:{width}}  agreed on {figures.agreed:.0f} of {figures.replies}"
                f"  kappa {_figure(figures.kappa)}"
            )


def _mismatch_lines(mismatch: Mismatch) -> Iterator[str]:
    place = f"{mismatch.file}:{mismatch.place.line}:{mismatch.place.column}"
    step = f", step {mismatch.step}" if mismatch.step else ""
    yield f"{place}  {_CALLED[mismatch.kind][0]}: {mismatch.name}{step}"
    yield f"    expected  {mismatch.expected}"
    yield f"    got       {mismatch.got}"
    for words in mismatch.words:
        yield f"      {words}"


def _changed(changed: ChangedMove) -> str:
    return (
        f"{changed.criterion} changes the move {changed.move}: "
        "figures published for the move do not hold for it."
    )


def _figure(value: float | None) -> str:
    return _NO_FIGURE if value is None else f"{value:.2f}"


def _as_json(report: Report) -> Iterator[str]:
    for mismatch in report.mismatches:
        yield _line(
            mismatch.kind.value,
            mismatch.file,
            line=mismatch.place.line,
            column=mismatch.place.column,
            name=mismatch.name,
            step=mismatch.step,
            expected=mismatch.expected,
            got=mismatch.got,
            words=list(mismatch.words),
        )
    for changed in report.changed_moves:
        yield _line(
            "changed_move",
            report.file,
            line=changed.place.line,
            column=changed.place.column,
            criterion=changed.criterion,
            move=changed.move,
        )
    for criterion, figures in report.agreements.items():
        yield _line("replies", replies_beside(report.file), **_plain(criterion, figures))


def _plain(criterion: str, figures: Agreement) -> dict[str, object]:
    return {
        "criterion": criterion,
        "replies": figures.replies,
        "agreed": figures.agreed,
        "kappa": figures.kappa,
    }


def _line(kind: str, file: Path, **rest: object) -> str:
    return json.dumps({"kind": kind, "file": str(file), **rest}, ensure_ascii=False)
