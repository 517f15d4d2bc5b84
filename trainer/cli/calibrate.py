"""`trainer calibrate`: how far what is heard agrees with labels, and what would mend it."""

import argparse
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

from trainer.authoring import calibration_text
from trainer.authoring.calibration import DEFAULT_SHARE, Calibration, TooFewReplies, calibrate
from trainer.authoring.labelled import Labelled, RepliesRefused, read_file, replies_beside
from trainer.authoring.patching import PatchRefused, as_diff, patched
from trainer.authoring.subject import (
    HasMistakes,
    Subject,
    is_move,
    move_subject,
    scenario_subject,
)
from trainer.cli.exit_codes import ExitCode
from trainer.cli.files import NoSuchFile, files_named, from_here
from trainer.cli.output import Terminal
from trainer.language.cleaning import clean_line
from trainer.language.library import PACK_FILE, Library
from trainer.language.near_misses import did_you_mean
from trainer.language.rendering import as_text


@dataclass(frozen=True, slots=True)
class _Stop(Exception):
    """The command ends here, with one or more sentences."""

    code: ExitCode
    message: str


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `calibrate` takes."""
    parser.add_argument("subject", metavar="SCENARIO|MOVE", help="its id or its file")
    parser.add_argument(
        "--replies",
        metavar="FILE",
        help="replies with labels, CSV or JSON Lines; else those beside it, <id>.replies.csv",
    )
    parser.add_argument("--criterion", metavar="ID", help="only this criterion")
    parser.add_argument("--ask", metavar="ID", help="only replies to this ask")
    parser.add_argument(
        "--split",
        metavar="SHARE",
        nargs="?",
        type=_share,
        const=DEFAULT_SHARE,
        default=0,
        help="hold a part of the replies back and quote figures on it alone; a third unless said",
    )
    parser.add_argument("--seed", metavar="N", type=int, default=0, help="draws another part")
    parser.add_argument("--json", action="store_true", help="one line of JSON a criterion")
    parser.add_argument(
        "--patch", metavar="FILE", help="write the changes it would make as a diff; - is stdout"
    )
    parser.add_argument("--write", action="store_true", help="make the changes in the file itself")


def _share(text: str) -> float:
    """Read "0.25", "25%" or "1/4"."""
    try:
        if "/" in text:
            part, _, whole = text.partition("/")
            share = float(part) / float(whole)
        else:
            share = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except (ValueError, ZeroDivisionError):
        share = 0
    if not 0 < share < 1:
        raise argparse.ArgumentTypeError("a share lies between 0 and 1, as 0.3, 30% or 1/3 do")
    return share


def run(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Hold the evidence against the labels; make or write the changes when asked to."""
    try:
        _run(arguments, terminal)
    except _Stop as stop:
        terminal.message(stop.message)
        return stop.code
    return ExitCode.CLEAN


def _run(arguments: argparse.Namespace, terminal: Terminal) -> None:
    if arguments.patch == "-" and arguments.json:
        raise _Stop(ExitCode.WRONG_USE, "--patch - and --json both want the standard output.")
    library = Library(arguments.library_roots)
    subject = _subject(arguments.subject, library)
    only = _criterion(arguments.criterion, subject)
    replies = _replies(arguments, subject)
    try:
        calibration = calibrate(
            subject, replies, only=only, share=arguments.split, seed=arguments.seed
        )
    except TooFewReplies as too_few:
        raise _Stop(ExitCode.CANNOT, str(too_few)) from too_few
    if arguments.json:
        for line in calibration_text.as_json(calibration, arguments.seed):
            terminal.data(line)
    else:
        # Where the diff is the data, the report is for the person beside it.
        tell = terminal.message if arguments.patch == "-" else terminal.data
        for line in calibration_text.as_text(calibration, arguments.seed):
            tell(line)
    if arguments.patch is not None or arguments.write:
        _patch(arguments, subject, library, calibration, terminal)


def _subject(name: str, library: Library) -> Subject:
    try:
        paths = [from_here(path) for path in files_named([name], library)]
        if len(paths) != 1 or paths[0].name == PACK_FILE:
            raise _Stop(ExitCode.WRONG_USE, f"{clean_line(name)} is no one scenario or move.")
        (path,) = paths
        if is_move(path):
            return move_subject(path, library)
        loaded = library.load_file(path)
        if loaded.scenario is None:
            raise HasMistakes(loaded.diagnostics)
        return scenario_subject(loaded.scenario, path)
    except NoSuchFile as missing:
        raise _Stop(ExitCode.CANNOT, str(missing)) from missing
    except HasMistakes as mistakes:
        raise _Stop(ExitCode.CANNOT, "\n".join(map(as_text, mistakes.errors))) from mistakes
    except OSError as error:
        raise _Stop(
            ExitCode.CANNOT, f"{clean_line(name)} cannot be read: {error.strerror or error}."
        ) from error


def _criterion(given: str | None, subject: Subject) -> str | None:
    if given is None:
        return None
    name = clean_line(given).replace("-", "_")
    if name not in subject.rubric.criteria:
        hint = did_you_mean(name, subject.rubric.criteria)
        raise _Stop(ExitCode.WRONG_USE, f'No criterion is called "{name}" here.{hint}')
    return name


def _replies(arguments: argparse.Namespace, subject: Subject) -> tuple[Labelled, ...]:
    listening = subject.listening
    ask = clean_line(arguments.ask or "").replace("-", "_")
    if ask:
        if subject.is_move or ask not in listening.asks:
            asks = "" if subject.is_move else f" There are: {', '.join(listening.asks)}."
            raise _Stop(ExitCode.WRONG_USE, f'No ask is called "{ask}" here.{asks}')
        listening = replace(listening, ask=ask)
    path = Path(arguments.replies) if arguments.replies else replies_beside(subject.file)
    if not arguments.replies and not path.is_file():
        raise _Stop(
            ExitCode.CANNOT,
            f"There are no replies beside {subject.file}: put them in {path.name}, "
            "or say where they are with --replies FILE.",
        )
    try:
        replies = read_file(path, listening)
    except RepliesRefused as refused:
        place = f":{refused.line}" if refused.line else ""
        raise _Stop(ExitCode.CANNOT, f"{path}{place} {refused}") from refused
    except OSError as error:
        raise _Stop(
            ExitCode.CANNOT, f"{path} cannot be read: {error.strerror or error}."
        ) from error
    return tuple(reply for reply in replies if ask in {"", reply.ask})


def _patch(
    arguments: argparse.Namespace,
    subject: Subject,
    library: Library,
    calibration: Calibration,
    terminal: Terminal,
) -> None:
    changes = [
        one.change
        for one in calibration.criteria
        if one.change is not None and not one.is_worse_after
    ]
    try:
        old = subject.file.read_bytes()
        new, made = patched(subject, library, changes)
        if arguments.patch is not None:
            _write_diff(arguments.patch, as_diff(_diff_name(subject.file), old, new), terminal)
        if arguments.write and made:
            _overwrite(subject.file, new)
    except PatchRefused as refused:
        raise _Stop(ExitCode.CANNOT, str(refused)) from refused
    except OSError as error:
        raise _Stop(
            ExitCode.CANNOT, f"The changes cannot be written: {error.strerror or error}."
        ) from error
    if not made:
        terminal.message("There is nothing to change by these replies.")
        return
    dropped, added = sum(len(one.drop) for one in made), sum(len(one.add) for one in made)
    told = f"{added} phrase{'s' * (added != 1)} added, {dropped} dropped"
    if arguments.write:
        terminal.message(f"{subject.file}: {told}. Read the change before you keep it.")
    elif arguments.patch != "-":
        terminal.message(f"{arguments.patch}: {told}. `git apply {arguments.patch}` makes it so.")


def _diff_name(path: Path) -> str:
    return path.name if path.is_absolute() else path.as_posix()


def _write_diff(name: str, diff: str, terminal: Terminal) -> None:
    if name != "-":
        Path(name).write_bytes(diff.encode("utf-8"))
    elif diff:
        terminal.data(diff.removesuffix("\n"))


def _overwrite(path: Path, content: bytes) -> None:
    """Put the content in the file's place at once, so that a half-written one never stands."""
    whole = path.resolve()
    beside = whole.with_name(f".{whole.name}.new")
    try:
        beside.write_bytes(content)
        shutil.copymode(whole, beside)
        beside.replace(whole)
    finally:
        beside.unlink(missing_ok=True)
