"""What the YAML parser stumbled over, in words of someone who never met a parser.

The parser stops at the first thing it cannot read, often far behind the cause
and in its own jargon. Here each complaint is traced to the line at fault.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from trainer.language.findings import Finding
from trainer.language.nodes import Entry, ScalarNode
from trainer.language.places import Place
from trainer.language.quoting import quoted, take_apart

_COMMENT = re.compile(r"\s#")
_KEY_LINE = re.compile(r"^\s*(?:-\s+)*(?:[\w-]+|\"[^\"]*\"|'[^']*')\s*:(?:\s|$)")
_MISSING_SPACE = re.compile(r"^(\s*(?:-\s+)*[\w-]+):(?=[^\s:])")


_SIGN_NAMES = {"*": "an alias", "&": "an anchor", "!": "a tag"}
_FORGOTTEN_COLON = re.compile(r"^(\s*(?:-\s+)*[a-z_]+)\s+(?=\S)")
_AT_START = ("cannot start any token", "not allowed in this context", "expected node content")


@dataclass(frozen=True, slots=True)
class Mistake:
    """A finding that stopped the parser; `mended` is a line (from 0) to read on with."""

    finding: Finding
    mended: tuple[int, str] | None = None


def explain(error: Any, lines: list[str], last: Any) -> Mistake:
    """Translate a parser's error; `last` is the last event before it."""
    problem = error.problem or ""
    mark = error.problem_mark or error.context_mark
    if mark is None:
        return Mistake(Finding("not-yaml", Place(1, 1, 1, 2), {"cause": problem or "it stops"}))
    number, column = mark.line, mark.column
    line = _line(lines, number)
    if "tab" in problem or line[column : column + 1] == "\t":
        return _tab(lines, number)
    if "mapping values are not allowed" in problem:
        return _colon(lines, number, column)
    if "found unexpected end of stream" in problem and error.context_mark is not None:
        return _open_quote(lines, error.context_mark.line, error.context_mark.column)
    if "could not find expected ':'" in problem and error.context_mark is not None:
        return _no_colon(lines, error.context_mark.line)
    if "unknown escape" in problem:
        return _requoted(
            "unknown-escape", lines, number, column, {"sign": line[column : column + 2]}
        )
    if "<document start>" in problem:
        return Mistake(Finding("several-documents", _place(number, column)))
    if "',' or" in problem:
        return _flow(error, lines, number, column)
    if "expected key" in problem or "'-' indicator" in problem:
        return _stray(lines, number, column, last)
    if "scanning an alias" in (error.context or "") or "an anchor" in (error.context or ""):
        column = error.context_mark.column
        return _leading_sign(lines, error.context_mark.line, column)
    if "block scalar" in (error.context or ""):
        return _leading_sign(lines, error.context_mark.line, error.context_mark.column)
    if any(words in problem for words in _AT_START):
        return _leading_sign(lines, number, column)
    return Mistake(Finding("not-yaml", _place(number, column), {"cause": problem}))


def explain_refused(event: Any, lines: list[str]) -> Mistake:
    """Explain an anchor, an alias or a tag: more often prose that starts with `&`, `*` or `!`."""
    number, column = event.start_mark.line, event.start_mark.column
    line = _line(lines, number)
    sign = line[column : column + 1]
    details = {"sign": sign, "name": _SIGN_NAMES.get(sign, "a tag")}
    rest = line[column:].partition(" ")[2]
    if type(event).__name__ == "ScalarEvent" and rest[:1] not in {"'", '"', "|", ">", ""}:
        return _requoted("alias", lines, number, column, details)
    # A real anchor, alias or tag: read on without it.
    return Mistake(
        Finding("alias", _place(number, column), details), (number, line[:column] + rest)
    )


def explain_commas(line: str, stray: Place, opening: Any, entries: Mapping[str, Entry]) -> Mistake:
    """Explain a comma inside `{ }` that cut a text in two."""
    before = list(entries.values())[-1] if entries else None
    told = before.value.value if before and isinstance(before.value, ScalarNode) else None
    inside = line[opening.column :].strip() if opening.line + 1 == stray.line else ""
    write = mended = ""
    if inside.startswith("{") and inside.endswith("}") and len(entries) == 1 and before:
        text = inside[1:-1].partition(":")[2].strip()
        shown = quoted(text) if ": " in text or " #" in text or text[-1:] == ":" else text
        head = line[: opening.column]
        mended = f"{head}{before.key}: {shown}"
        write = mended.strip()
        if not head.strip().startswith("-"):
            mended = ""
    if told is None:
        at = stray
    else:
        comma = line.rfind(",", 0, stray.column - 1)
        at = _place(stray.line - 1, comma if comma >= 0 else stray.column - 1)
    ends = told if told is not None else line[: stray.column - 1].strip()
    finding = Finding("comma-in-braces", at, {"ends": ends}, write)
    return Mistake(finding, (stray.line - 1, mended) if mended else None)


def _line(lines: list[str], number: int) -> str:
    return lines[number] if 0 <= number < len(lines) else ""


def _place(number: int, column: int) -> Place:
    return Place(number + 1, column + 1, number + 1, column + 2)


def _requoted(
    rule: str, lines: list[str], number: int, column: int, details: Mapping[str, object]
) -> Mistake:
    entry = take_apart(_line(lines, number))
    if not entry.rest.strip() or "\n" in entry.rest:
        return Mistake(Finding(rule, _place(number, column), details))
    mended = entry.with_quotes()
    return Mistake(Finding(rule, _place(number, column), details, mended.strip()), (number, mended))


def _tab(lines: list[str], number: int) -> Mistake:
    line = _line(lines, number)
    if "\t" not in line[: len(line) - len(line.lstrip())]:
        return Mistake(Finding("tab-indent", _place(number, max(0, line.find("\t")))))
    at = line.index("\t")
    return Mistake(Finding("tab-indent", _place(number, at)))


def _colon(lines: list[str], number: int, column: int) -> Mistake:
    line = _line(lines, number)
    entry = take_apart(line)
    before = line[:column].strip()
    if entry.key and column > line.index(entry.key) + len(entry.key):
        return _requoted("second-colon", lines, number, column, {})
    above = number - 1
    while above > 0 and not _line(lines, above).strip():
        above -= 1
    if above >= 0 and not _KEY_LINE.match(_line(lines, above)):
        text = _line(lines, above)
        indent = len(text) - len(text.lstrip())
        if not text.strip().startswith("#") and indent == len(line) - len(line.lstrip()):
            return _no_colon(lines, above)
    if " " in before.lstrip("- "):
        return Mistake(Finding("second-colon", _place(number, column)))
    return _misaligned(lines, number)


def _open_quote(lines: list[str], number: int, column: int) -> Mistake:
    line = _line(lines, number).rstrip()
    quote = line[column : column + 1]
    entry = take_apart(line)
    mended = line + quote
    if quote in entry.rest.strip()[1:]:
        return Mistake(Finding("open-quote", _place(number, column), {"quote": quote}))
    finding = Finding("open-quote", _place(number, column), {"quote": quote}, mended.strip())
    return Mistake(finding, (number, mended))


def _no_colon(lines: list[str], number: int) -> Mistake:
    line = _line(lines, number)
    indent = len(line) - len(line.lstrip())
    text = line.strip()
    at = Place(number + 1, indent + 1, number + 1, max(indent + 2, len(line.rstrip()) + 1))
    glued = _MISSING_SPACE.match(line)
    if glued:
        mended = f"{glued.group(1)}: {line[glued.end() :]}"
        return Mistake(Finding("no-colon", at, {"text": text}, mended.strip()), (number, mended))
    # Read on as if the first word were the key, so that it is not missed as well.
    return Mistake(
        Finding("no-colon", at, {"text": text}), (number, _FORGOTTEN_COLON.sub(r"\1: ", line))
    )


def _flow(error: Any, lines: list[str], number: int, column: int) -> Mistake:
    opening = error.context_mark
    line = _line(lines, number)
    if opening is None:
        return Mistake(Finding("not-yaml", _place(number, column), {"cause": error.problem}))
    sign = _line(lines, opening.line)[opening.column : opening.column + 1]
    if opening.line == number and line[column : column + 1] == ":":
        return Mistake(
            Finding("second-colon", _place(number, column), {}, _unbraced(line, opening.column))
        )
    if opening.line == number and line[column : column + 1] not in {"]", "}", ""}:
        return Mistake(Finding("text-after-quote", _place(number, column), {"what": "quote"}))
    if sign == "[" and take_apart(_line(lines, opening.line)).rest.lstrip()[:1] == "[":
        text = _line(lines, opening.line)
        if "," not in text and len(text[opening.column :].split()) > 2:
            return _leading_sign(lines, opening.line, opening.column)
    closing = {"[": "]", "{": "}"}.get(sign, "]")
    return Mistake(
        Finding(
            "open-bracket", _place(opening.line, opening.column), {"sign": sign, "closing": closing}
        )
    )


def _unbraced(line: str, column: int) -> str:
    inside = line[column:].strip()
    head = line[:column].strip()
    if not (inside.startswith("{") and inside.endswith("}")) or "," in inside:
        return ""
    key, _, text = inside[1:-1].partition(":")
    return f"{head} {key.strip()}: {quoted(text.strip())}".strip()


def _stray(lines: list[str], number: int, column: int, last: Any) -> Mistake:
    """Explain something that stands where a key should: often the value before it ran out."""
    name, end = type(last).__name__, getattr(last, "end_mark", None)
    if end is None:
        return _misaligned(lines, number)
    line = _line(lines, number)
    if name == "ScalarEvent" and last.style in {"'", '"'} and end.line == number:
        if last.start_mark.line < number:
            return _open_quote(lines, last.start_mark.line, last.start_mark.column)
        return _requoted("text-after-quote", lines, number, column, {"what": "quote"})
    if name == "ScalarEvent" and not last.style and end.line < number:
        cut = _COMMENT.match(_line(lines, end.line)[end.column :])
        if cut:
            return Mistake(Finding("cut-prose", _place(end.line, end.column + cut.end() - 1)))
    closes = line[:column].rstrip()[-1:] in {"]", "}"}
    if name in {"SequenceEndEvent", "MappingEndEvent"} and end.line == number and closes:
        sign = take_apart(line).rest.lstrip()[:1]
        if sign in {"[", "{"}:
            return _leading_sign(lines, number, line.index(sign))
    return _misaligned(lines, number)


def _misaligned(lines: list[str], number: int) -> Mistake:
    line = _line(lines, number)
    indent = len(line) - len(line.lstrip())
    at = Place(number + 1, indent + 1, number + 1, max(indent + 2, len(line.rstrip()) + 1))
    return Mistake(Finding("misaligned", at, {"spaces": indent}))


def _leading_sign(lines: list[str], number: int, column: int) -> Mistake:
    sign = _line(lines, number)[column : column + 1]
    if not sign.strip():
        return _misaligned(lines, number)
    return _requoted("leading-sign", lines, number, column, {"sign": sign})
