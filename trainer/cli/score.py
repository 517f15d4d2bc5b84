"""`trainer score`: what is heard in replies to one ask, with the words and the reasons."""

import argparse
import csv
import json
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from trainer.authoring.wording import heard_words, stopped_words
from trainer.cli.exit_codes import ExitCode
from trainer.cli.loading import load
from trainer.cli.output import Terminal
from trainer.language.cleaning import clean_line, clean_text
from trainer.language.library import Library
from trainer.scoring.assessment import Assessment, CriterionVerdict, Verdict, verdict_to_plain
from trainer.scoring.scorer import Scorer

_LONGEST_FIELD = 10_000_000
_SAID = {
    Verdict.HEARD: "heard",
    Verdict.PARTLY: "partly heard",
    Verdict.NOT_HEARD: "not heard",
    Verdict.NOT_APPLICABLE: "did not apply",
}


@dataclass(frozen=True, slots=True)
class _Reply:
    id: str
    text: str


@dataclass(frozen=True, slots=True)
class _BadLine:
    line: int
    reason: str


class _UnreadableReplies(Exception):
    """The file as a whole cannot be read; the message is a sentence without its subject."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `score` takes."""
    parser.add_argument("scenario", metavar="SCENARIO", help="a scenario's id or path")
    parser.add_argument("--ask", metavar="ID", required=True, help="the ask the replies answer")
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--text", metavar="T", help="one reply")
    source.add_argument(
        "--replies", metavar="FILE", help="CSV or JSON Lines with `text`, optional `id`; - is stdin"
    )
    parser.add_argument("--json", action="store_true", help="one line of JSON a reply")


def run(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Score the replies one by one; bad lines are told and passed over."""
    usable = load(arguments.scenario, Library(arguments.library_roots), terminal)
    if isinstance(usable, ExitCode):
        return usable
    scenario = usable.scenario
    try:
        ask = scenario.ask(arguments.ask.replace("-", "_"))
    except KeyError:
        asks = ", ".join(state.ask.id for state in scenario.states.values() if state.ask)
        terminal.message(f'No ask is called "{clean_line(arguments.ask)}" here; there are: {asks}.')
        return ExitCode.WRONG_USE
    scorer = Scorer(scenario.rubric, ask.listen_for)
    if arguments.text is not None:
        reply = _Reply("r1", clean_text(arguments.text))
        _print(reply, scorer.assess(reply.text), terminal, as_json=arguments.json)
        return ExitCode.CLEAN
    return _score_file(arguments.replies, scorer, terminal, as_json=arguments.json)


def _score_file(name: str, scorer: Scorer, terminal: Terminal, *, as_json: bool) -> int:
    code = ExitCode.CLEAN
    try:
        for entry in _read(name, terminal):
            if isinstance(entry, _BadLine):
                terminal.message(f"{name}:{entry.line}: {entry.reason}")
                code = ExitCode.FINDINGS
            else:
                _print(entry, scorer.assess(entry.text), terminal, as_json=as_json)
    except _UnreadableReplies as unreadable:
        terminal.message(f"{name} {unreadable}")
        return ExitCode.CANNOT
    return code


def _read(name: str, terminal: Terminal) -> Iterator[_Reply | _BadLine]:
    """Yield the replies of a file, or of stdin; only what goes wrong in reading is told here."""
    try:
        with _opened(name, terminal) as lines:
            yield from _entries(lines, is_csv=Path(name).suffix.lower() == ".csv")
    except OSError as error:
        raise _UnreadableReplies(f"cannot be read: {error.strerror or error}.") from error
    except UnicodeDecodeError as error:
        raise _UnreadableReplies("is not UTF-8 text. Save it as UTF-8 and try again.") from error


def _opened(name: str, terminal: Terminal) -> AbstractContextManager[TextIO]:
    if name == "-":
        return terminal.input_as_file()
    return Path(name).open(encoding="utf-8-sig", newline="")


def _entries(lines: TextIO, *, is_csv: bool) -> Iterator[_Reply | _BadLine]:
    """Yield replies one at a time, and the lines that hold none.

    What is not called .csv is JSON Lines when its first character that is not a
    space is a brace, and CSV otherwise.
    """
    first = lines.readline()
    number = 1
    while first and not first.strip():
        first = lines.readline()
        number += 1
    if not first:
        return
    if not is_csv and first.lstrip("\ufeff \t").startswith("{"):
        yield from _json_entries(first.lstrip("\ufeff"), lines, number)
    else:
        yield from _csv_entries(first.lstrip("\ufeff"), lines, number)


def _json_entries(first: str, rest: TextIO, number: int) -> Iterator[_Reply | _BadLine]:
    line = first
    while line:
        if line.strip():
            yield _json_entry(line, number)
        line = rest.readline()
        number += 1


def _json_entry(line: str, number: int) -> _Reply | _BadLine:
    try:
        plain = json.loads(line)
    except (ValueError, RecursionError):
        return _BadLine(number, "this line is not JSON")
    if not isinstance(plain, dict) or not isinstance(plain.get("text"), str):
        return _BadLine(number, "this line has no `text`")
    given = plain.get("id")
    return _Reply(
        f"r{number}" if given is None else clean_line(str(given)), clean_text(plain["text"])
    )


def _csv_entries(first: str, rest: TextIO, number: int) -> Iterator[_Reply | _BadLine]:
    csv.field_size_limit(_LONGEST_FIELD)
    header = [name.strip().lower() for name in next(csv.reader([first]), [])]
    if "text" not in header:
        raise _UnreadableReplies("names no column `text` in its first line.")
    text_column = header.index("text")
    id_column = header.index("id") if "id" in header else None
    rows = csv.reader(rest)
    while True:
        before = number + rows.line_num + 1
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield _BadLine(before, f"this row cannot be read: {error}")
            continue
        if not row:
            continue
        if len(row) <= text_column:
            yield _BadLine(before, "this row has no `text`")
            continue
        given = row[id_column].strip() if id_column is not None and len(row) > id_column else ""
        yield _Reply(clean_line(given) or f"r{before}", clean_text(row[text_column]))


def _print(reply: _Reply, assessment: Assessment, terminal: Terminal, *, as_json: bool) -> None:
    if as_json:
        terminal.data(json.dumps(_as_plain(reply, assessment), ensure_ascii=False))
    else:
        terminal.data("\n".join(_as_lines(reply, assessment)))


def _as_plain(reply: _Reply, assessment: Assessment) -> dict[str, Any]:
    return {
        "format": 1,
        "id": reply.id,
        "text": reply.text,
        "points": assessment.points,
        "out_of": assessment.out_of,
        "distress": assessment.is_distress,
        "read_to": assessment.read_to,
        "criteria": {one.criterion: verdict_to_plain(one) for one in assessment.verdicts},
    }


def _as_lines(reply: _Reply, assessment: Assessment) -> Iterator[str]:
    yield f"{reply.id}  {assessment.points} of {assessment.out_of}"
    if assessment.is_distress:
        yield "  This sounds like distress. It was not assessed."
    if assessment.read_to < len(reply.text):
        yield f"  Only the first {assessment.read_to} characters were read."
    for verdict in assessment.verdicts:
        yield from _verdict_lines(verdict)


def _verdict_lines(verdict: CriterionVerdict) -> Iterator[str]:
    said = _SAID[verdict.verdict]
    if verdict.is_fault:
        said = {"heard": "committed", "not heard": "not committed"}.get(said, said)
    yield f"  {verdict.criterion}: {said}"
    for words in (*heard_words(verdict), *stopped_words(verdict)):
        yield f"    {words}"
