"""`trainer check`: mistakes in scenario, move and pack files, each with its place and its mend."""

import argparse
from collections.abc import Callable

from trainer.cli.exit_codes import ExitCode
from trainer.cli.files import NoSuchFile, files_named, from_here
from trainer.cli.output import Terminal
from trainer.language import rendering
from trainer.language.diagnostics import Diagnostic, Severity
from trainer.language.library import Library

_FORMATS: dict[str, Callable[[Diagnostic], str]] = {
    "text": rendering.as_text,
    "json": rendering.as_json,
    "github": rendering.as_github,
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `check` takes."""
    parser.add_argument(
        "paths",
        metavar="PATH",
        nargs="*",
        help="a scenario, move or pack file, a folder, or a scenario's id; all of them without",
    )
    parser.add_argument("--strict", action="store_true", help="warnings count as findings")
    parser.add_argument("--format", choices=tuple(_FORMATS), default="text")
    parser.add_argument("--explain", metavar="CODE", help="say what a rule is for, with an example")


def run(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Check the files and print what is wrong with them, in file order."""
    if arguments.explain is not None:
        return _explain(arguments.explain, terminal)
    library = Library(arguments.library_roots)
    try:
        files = tuple(files_named(arguments.paths, library))
    except NoSuchFile as missing:
        terminal.message(str(missing))
        return ExitCode.CANNOT
    if not files:
        terminal.message("There is no scenario, move or pack file here.")
        return ExitCode.CANNOT
    render = _FORMATS[arguments.format]
    errors = warnings = 0
    for file in files:
        path = from_here(file)
        try:
            diagnostics = library.check_file(path)
        except OSError as error:
            terminal.message(f"{path} cannot be read: {error.strerror or error}.")
            return ExitCode.CANNOT
        for diagnostic in diagnostics:
            terminal.data(render(diagnostic))
            if diagnostic.severity is Severity.ERROR:
                errors += 1
            else:
                warnings += 1
    terminal.message(_summary(len(files), errors, warnings))
    return ExitCode.FINDINGS if errors or (warnings and arguments.strict) else ExitCode.CLEAN


def _summary(files: int, errors: int, warnings: int) -> str:
    read = f"{files} file{'s' * (files != 1)} checked"
    if not errors and not warnings:
        return f"{read}: nothing to mend."
    told = [f"{errors} error{'s' * (errors != 1)}"] if errors else []
    told += [f"{warnings} warning{'s' * (warnings != 1)}"] if warnings else []
    return f"{read}: {' and '.join(told)}. `trainer check --explain CODE` says more of each."


def _explain(code: str, terminal: Terminal) -> int:
    from textwrap import dedent, indent

    from trainer.language.catalogue import RULES, rule_called
    from trainer.language.near_misses import did_you_mean

    rule = rule_called(code)
    if rule is None:
        hint = did_you_mean(code, [rule.code for rule in RULES] + [rule.name for rule in RULES])
        terminal.message(f'No rule is called "{code}".{hint}')
        return ExitCode.WRONG_USE
    parts = [f"{rule.code} {rule.name} ({rule.severity})", "", rule.message, rule.why, rule.mend]
    if rule.failing:
        parts += ["", "Not so:", indent(dedent(rule.failing).rstrip(), "    ")]
    if rule.mended:
        parts += ["", "But so:", indent(dedent(rule.mended).rstrip(), "    ")]
    terminal.data("\n".join(parts))
    return ExitCode.CLEAN
