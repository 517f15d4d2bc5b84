"""Diagnostics as people and programs read them: text, JSON Lines, GitHub annotations."""

import json
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from trainer.language.cleaning import clean_text
from trainer.language.diagnostics import Diagnostic, Severity
from trainer.language.quoting import LINE_BREAK

_INDENT = "    "
_WIDEST = 100


def as_text(diagnostic: Diagnostic) -> str:
    """Return the place, what is wrong, the source line with a caret, and what to write."""
    place = diagnostic.place
    head = f"{diagnostic.file}:{place.line}:{place.column}"
    warned = "Warning: " if diagnostic.severity is Severity.WARNING else ""
    lines = [f"{head}  {warned}{diagnostic.message} [{diagnostic.code}]"]
    source = _source_lines(diagnostic.file)
    if 0 < place.line <= len(source):
        lines += _pointed_at(source[place.line - 1], diagnostic)
    if diagnostic.mend:
        lines.append(f"{_INDENT}Write:  {diagnostic.mend}")
    return "\n".join(lines)


def as_json(diagnostic: Diagnostic) -> str:
    """Return one line of JSON; positions count from 1, the end is exclusive."""
    place = diagnostic.place
    return json.dumps(
        {
            "file": str(diagnostic.file),
            "line": place.line,
            "column": place.column,
            "end_line": place.end_line,
            "end_column": place.end_column,
            "code": diagnostic.code,
            "rule": diagnostic.rule,
            "severity": diagnostic.severity.value,
            "message": diagnostic.message,
            "mend": diagnostic.mend,
        },
        ensure_ascii=False,
    )


def as_github(diagnostic: Diagnostic) -> str:
    """Return a workflow command that GitHub shows beside the line of the file."""
    place = diagnostic.place
    message = diagnostic.message
    if diagnostic.mend:
        message += f"\nWrite: {diagnostic.mend}"
    properties = {
        "file": str(diagnostic.file),
        "line": place.line,
        "col": place.column,
        "title": f"{diagnostic.code} {diagnostic.rule}",
    }
    told = ",".join(f"{key}={_escaped(str(value), ':,')}" for key, value in properties.items())
    return f"::{diagnostic.severity} {told}::{_escaped(message, '')}"


def _escaped(text: str, also: str) -> str:
    for sign in "%\r\n" + also:
        text = text.replace(sign, f"%{ord(sign):02X}")
    return text


def _pointed_at(source: str, diagnostic: Diagnostic) -> Sequence[str]:
    """Return the source line, cut to what surrounds the place, and the caret below it."""
    shown = clean_text(source).replace("\t", " ").replace("\n", " ")
    start = diagnostic.place.column - 1
    length = 1
    if diagnostic.place.end_line == diagnostic.place.line:
        length = max(1, diagnostic.place.end_column - diagnostic.place.column)
    lead = min(len(shown) - len(shown.lstrip()), start)
    shown, start = shown[lead:], start - lead
    if len(shown) > _WIDEST:
        cut = max(0, min(start - _WIDEST // 3, len(shown) - _WIDEST))
        dots = "..." if cut else ""
        shown, start = dots + shown[cut : cut + _WIDEST], start - cut + len(dots)
    length = min(length, max(1, len(shown) - start))
    return f"{_INDENT}{shown.rstrip()}", f"{_INDENT}{' ' * start}{'^' * length}"


@lru_cache(maxsize=8)
def _source_lines(path: Path) -> tuple[str, ...]:
    try:
        text = path.read_bytes().decode("utf-8-sig", errors="replace")
    except OSError:
        return ()
    return tuple(LINE_BREAK.split(text))
