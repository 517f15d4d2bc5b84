"""`trainer list`: what there is to practise."""

import argparse
import json
from itertools import groupby

from trainer.cli.exit_codes import ExitCode
from trainer.cli.output import Terminal
from trainer.language.library import Library, ScenarioEntry


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `list` takes."""
    parser.add_argument("--json", action="store_true", help="one line of JSON a scenario")


def run(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Print every scenario of the library, in the order it is best practised."""
    entries = Library(arguments.library_roots).entries()
    if arguments.json:
        for entry in entries:
            terminal.data(json.dumps(_plain(entry), ensure_ascii=False))
    else:
        for title, group in groupby(entries, key=lambda entry: entry.practice_title or "Other"):
            terminal.data(title)
            for entry in group:
                terminal.data(_line(entry))
    if not entries:
        terminal.message("No scenario was found. `--scenarios FOLDER` names a folder with some.")
        return ExitCode.CANNOT
    return ExitCode.CLEAN


def _line(entry: ScenarioEntry) -> str:
    name = entry.id.replace("_", "-")
    if entry.is_broken:
        return f"  {name:<22}cannot be read: `trainer check {entry.path}` says why"
    return f"  {name:<22}{entry.title} ({entry.level}, {entry.minutes} min)"


def _plain(entry: ScenarioEntry) -> dict[str, object]:
    """Return what `--json` tells of a scenario: these keys, always all of them.

    `minutes` is a whole number, `broken` true or false, the others text; of a
    broken file only `id` and `title` (both the file's name), `path` and `pack`
    are told, the others are "" and 0.
    """
    return {
        "id": entry.id,
        "title": entry.title,
        "summary": entry.summary,
        "practice": entry.practice,
        "level": entry.level,
        "minutes": entry.minutes,
        "path": str(entry.path),
        "pack": entry.pack,
        "broken": entry.is_broken,
    }
