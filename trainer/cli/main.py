"""Reads the command line and hands over to the verb's own module."""

import argparse
import io
import os
import sys
from collections.abc import Callable, Collection, Sequence
from importlib import import_module
from pathlib import Path

from trainer import __version__
from trainer.cli.exit_codes import ExitCode
from trainer.cli.output import OutputLost, ReaderGone, Terminal
from trainer.cli.verbs import VERBS, Verb
from trainer.language.cleaning import clean_line

_BROKE = (
    "Something broke in trainer, so it stopped. "
    "To see what broke, do it again with TRAINER_DEBUG=1 set."
)
_ABOUT_ALL = frozenset({"-h", "--help", "-V", "--version"})
_TAKE_A_VALUE = ("--profile", "--scenarios")
_ABOUT_ANY = _ABOUT_ALL.union(_TAKE_A_VALUE)
_HELP = "`trainer --help` lists what there is."
_EXAMPLES = "\n".join(f"  {verb.example}" for verb in VERBS)
_EPILOG = f"""examples:
{_EXAMPLES}

exit codes: 0 clean, 1 findings, 2 wrong use, 3 cannot
"""


def run(words: Sequence[str], terminal: Terminal | None = None) -> int:
    """Run the command line `words` and return the exit code."""
    terminal = terminal or _own_terminal()
    try:
        return _run(words, terminal)
    except KeyboardInterrupt:
        terminal.message("Stopped.")
        return ExitCode.CANNOT
    except ReaderGone:
        return ExitCode.CLEAN
    except OutputLost as lost:
        terminal.message(str(lost))
        return ExitCode.CANNOT
    except Exception:  # noqa: BLE001 - a traceback exits with 1, which would say "findings"
        if os.environ.get("TRAINER_DEBUG"):
            from traceback import format_exc

            terminal.message(format_exc())
        else:
            terminal.message(_BROKE)
        return ExitCode.CANNOT


def _own_terminal() -> Terminal:
    """Return the process's own streams: none missing, none that gives up on an odd byte."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    # A stream that was closed before the start is None.
    return Terminal(
        output=sys.stdout or io.StringIO(),
        errors=sys.stderr or io.StringIO(),
        input=sys.stdin or io.StringIO(),
    )


def _run(words: Sequence[str], terminal: Terminal) -> int:
    verb = _find_verb(words)
    if isinstance(verb, str):
        terminal.message(verb)
        return ExitCode.WRONG_USE
    module = import_module(verb.module)
    parser = _parser(verb, module.add_arguments)
    try:
        arguments = parser.parse_args(_with_verb(words, verb))
    except SystemExit as leaving:
        terminal.flush()
        return int(leaving.code or 0)
    arguments.library_roots = _library_roots(arguments.scenarios)
    return int(module.run(arguments, terminal))


def _find_verb(words: Sequence[str]) -> Verb | str:
    """Return the verb the words name, the app when they name none, or a sentence."""
    named = _first_word(words)
    if named is None:
        return VERBS[0]
    for verb in VERBS:
        if verb.name == named:
            return verb
    before = words[words.index(named) - 1] if words[0] != named else ""
    if before.startswith("-") and before not in _ABOUT_ANY:
        return (
            f'trainer has no option "{clean_line(before)}".{_guess(before, _TAKE_A_VALUE)} {_HELP}'
        )
    return f'trainer has no "{clean_line(named)}".{_guess(named, [v.name for v in VERBS])} {_HELP}'


def _guess(typed: str, known: Collection[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(typed, known, n=1, cutoff=0.5)
    return f" Did you mean {near[0]}?" if near else ""


def _with_verb(words: Sequence[str], verb: Verb) -> list[str]:
    """Return the words with the verb they leave out, unless they ask about the whole command."""
    is_whole = _first_word(words) is not None or not _ABOUT_ALL.isdisjoint(words)
    return list(words) if is_whole else [verb.name, *words]


def _first_word(words: Sequence[str]) -> str | None:
    """Return the first word that is no option and no option's value."""
    skip = False
    for word in words:
        if skip:
            skip = False
        elif word in _TAKE_A_VALUE:
            skip = True
        elif not word.startswith("-"):
            return word
    return None


def _parser(
    used: Verb, add_arguments: Callable[[argparse.ArgumentParser], None]
) -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(
        prog="trainer",
        description="Practise hard mentoring conversations: type a reply, see what was heard.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
        parents=[_shared_options()],
    )
    top.set_defaults(profile="default", scenarios=[])
    top.add_argument("--version", "-V", action="version", version=f"trainer {__version__}")
    verbs = top.add_subparsers(dest="verb", metavar="VERB", title="verbs")
    for verb in VERBS:
        parser = verbs.add_parser(
            verb.name,
            help=verb.summary,
            parents=[_shared_options()],
            description=f"{verb.summary[0].upper()}{verb.summary[1:]}.",
            epilog=f"example:\n  {verb.example}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        if verb is used:
            add_arguments(parser)
    return top


def _shared_options() -> argparse.ArgumentParser:
    """Return the options that may stand before the verb or after it.

    Made anew for each parser: a default given to one would reach them all, and a
    verb's own default would undo what was said before the verb.
    """
    shared = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    shared.add_argument(
        "--profile", metavar="NAME", help="whose records to use, on a shared computer"
    )
    shared.add_argument(
        "--scenarios",
        metavar="FOLDER",
        action="append",
        type=Path,
        help="look for more packs here (TRAINER_PATH does the same)",
    )
    return shared


def _library_roots(folders: Sequence[Path]) -> tuple[Path, ...]:
    """Return the folders with packs: the shipped one first, then the learner's own."""
    from trainer.language.library import shipped_scenarios

    listed = os.environ.get("TRAINER_PATH", "").split(os.pathsep)
    return (shipped_scenarios(), *folders, *(Path(folder) for folder in listed if folder))
