"""Bytes of a YAML file -> a typed, located tree, and what could not be read.

YAML is read as 1.2 core: `yes`, `on`, `1:30` and dates are text, `010` is ten.
Anchors, aliases, tags and a second document are refused, and size and depth are
capped, while the parser's events go by: nothing is ever composed from a file
that could blow up. Where a mistake can be mended line by line, the mended text
is read on, so that all of a file's mistakes are told at once.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from trainer.language.cleaning import clean_text
from trainer.language.findings import Finding
from trainer.language.nodes import Entry, ListNode, MappingNode, Node, ScalarNode
from trainer.language.places import Place
from trainer.language.quoting import LINE_BREAK
from trainer.language.yaml_mistakes import Mistake, explain, explain_commas, explain_refused

LARGEST_FILE = 1_000_000
"""Bytes; the longest shipped file is a tenth of it."""
DEEPEST = 40
_MOST_MISTAKES = 25
_DEEPER = {
    "MappingStartEvent": 1,
    "SequenceStartEvent": 1,
    "MappingEndEvent": -1,
    "SequenceEndEvent": -1,
}

_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_TRUE = frozenset({"true", "True", "TRUE"})
_FALSE = frozenset({"false", "False", "FALSE"})
_INTEGER = re.compile(r"[-+]?[0-9]{1,18}\Z")
_BASED = re.compile(r"0o[0-7]{1,18}\Z|0x[0-9a-fA-F]{1,15}\Z")
_DECIMAL = re.compile(
    r"[-+]?((\.[0-9]{1,30}|[0-9]{1,30}\.[0-9]{0,30})([eE][-+]?[0-9]{1,2})?"
    r"|[0-9]{1,30}[eE][-+]?[0-9]{1,2})\Z"
)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff]")
_STRANGE_BREAKS = str.maketrans("\x85\u2028\u2029", "   ")
_STRANGE_INDENT = re.compile(
    r"^[ \t]*[\xa0\u1680\u2000-\u200a\u202f\u205f\u3000\u200b]\s*(.*)$", re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """What was read: `root` is None when the file is not a mapping that can be used.

    `doubtful` lines were read as they were guessed to be meant: nothing more
    should be said about them.
    """

    root: MappingNode | None
    findings: tuple[Finding, ...]
    doubtful: frozenset[int] = frozenset()


def read(content: bytes, *, without: frozenset[str] = frozenset()) -> ParsedFile:
    """Read a file's bytes; never raises, whatever they are.

    Of what stands at the top `without` these keys nothing is kept, which is quicker.
    """
    if len(content) > LARGEST_FILE:
        return _refused(Finding("too-large", Place(1, 1, 1, 2), {"size": len(content)}))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8-sig", errors="replace")
        return _refused(Finding("not-utf8", _end_of(before)))
    text = text.translate(_STRANGE_BREAKS)
    control = _CONTROL.search(text)
    if control:
        details = {"code_point": f"U+{ord(control.group()):04X}"}
        return _refused(Finding("control-character", _end_of(text[: control.start()]), details))
    return _read_text(text, without)


def read_header(content: bytes, wanted: frozenset[str]) -> Mapping[str, Any]:
    """Return the `wanted` top-level values of a file, reading no further than needed.

    Raises ValueError when the part that was read is not a usable mapping.
    """
    from yaml import CSafeLoader, ScalarEvent, YAMLError, parse

    text = content[:LARGEST_FILE].decode("utf-8-sig").translate(_STRANGE_BREAKS)
    header: dict[str, Any] = {}
    depth = 0
    key: str | None = None
    try:
        for event in parse(text, Loader=CSafeLoader):
            name = type(event).__name__
            if name.endswith("StartEvent") and name[0] in "MS" and name != "StreamStartEvent":
                depth += 1
                if depth > DEEPEST:
                    raise ValueError("nested too deep")
            elif name in {"MappingEndEvent", "SequenceEndEvent"}:
                depth -= 1
                key = None if depth == 1 else key
            elif depth == 1 and isinstance(event, ScalarEvent):
                if key is None:
                    key = event.value
                else:
                    if key in wanted:
                        header[key] = clean_scalar(event.value, event.style)
                    key = None
                    if len(header) == len(wanted):
                        break
    except (YAMLError, UnicodeError) as error:
        raise ValueError("not YAML") from error
    return header


def clean_scalar(value: str, style: str | None) -> str | int | float | bool | None:
    """Return the value as YAML 1.2 core types it; only unquoted text is ever not text."""
    if style in {"", None}:
        if value in _NULL:
            return None
        if value in _TRUE:
            return True
        if value in _FALSE:
            return False
        if _INTEGER.match(value):
            return int(value)
        if _BASED.match(value):
            return int(value, 0)
        if _DECIMAL.match(value):
            return float(value)
    return clean_text(value)


def _refused(finding: Finding) -> ParsedFile:
    return ParsedFile(None, (finding,))


def _end_of(text: str) -> Place:
    lines = LINE_BREAK.split(text)
    line, column = len(lines), len(lines[-1]) + 1
    return Place(line, column, line, column + 1)


def _read_text(text: str, without: frozenset[str]) -> ParsedFile:
    lines = LINE_BREAK.split(text)
    mistakes: list[Mistake] = []
    mended: set[int] = set()
    while True:
        builder = _Builder(lines, without)
        mistake = builder.build()
        if mistake is None:
            break
        strange = _strange_indent(lines, builder.multiline)
        if strange is not None:
            mistake = Mistake(strange)
        mistakes.append(mistake)
        if mistake.mended is None or len(mistakes) >= _MOST_MISTAKES:
            return ParsedFile(None, tuple(one.finding for one in mistakes))
        number, line = mistake.mended
        if number in mended:
            return ParsedFile(None, tuple(one.finding for one in mistakes[:-1]))
        mended.add(number)
        lines = [*lines[:number], line, *lines[number + 1 :]]
    strange = _strange_indent(lines, builder.multiline)
    if strange is not None:
        return ParsedFile(None, (*(one.finding for one in mistakes), strange))
    findings = [one.finding for one in mistakes]
    findings += [one for one in builder.findings if one.place.line - 1 not in mended]
    root = builder.root
    if isinstance(root, MappingNode):
        return ParsedFile(root, tuple(findings), frozenset(number + 1 for number in mended))
    if isinstance(root, ScalarNode) and root.value is None:
        findings.append(Finding("empty-file", Place(1, 1, 1, 2)))
    elif root is not None and not findings:
        findings.append(
            Finding(
                "no-keys",
                Place(root.place.line, root.place.column, root.place.line, root.place.column + 1),
            )
        )
    return ParsedFile(None, tuple(findings))


def _strange_indent(lines: list[str], multiline: list[tuple[int, int]]) -> Finding | None:
    for number, line in enumerate(lines):
        match = _STRANGE_INDENT.match(line)
        if match and not any(first < number <= last for first, last in multiline):
            name = match.group(1).partition(":")[0].lstrip("- ") or "it"
            at = Place(number + 1, 1, number + 1, match.start(1) + 1)
            return Finding("strange-indent", at, {"name": name})
    return None


class _Frame:
    """A collection that is still open."""

    __slots__ = ("entries", "is_flow", "is_mapping", "items", "key", "key_place", "start")

    def __init__(self, event: Any, is_mapping: bool) -> None:
        self.is_mapping = is_mapping
        self.is_flow: bool = event.flow_style
        self.start = event.start_mark
        self.entries: dict[str, Entry] = {}
        self.items: list[Node] = []
        self.key: str | None = None
        self.key_place: Place | None = None


class _Builder:
    """Builds the tree from the parser's events, without recursion."""

    def __init__(self, lines: list[str], without: frozenset[str]) -> None:
        self._lines = lines
        self._without = without
        self._stack: list[_Frame] = []
        self.root: Node | None = None
        self.findings: list[Finding] = []
        self.multiline: list[tuple[int, int]] = []

    def build(self) -> Mistake | None:
        """Read everything; return what stopped it."""
        from yaml import CSafeLoader, MarkedYAMLError, YAMLError, parse

        last: Any = None
        documents = depth = 0
        events: Iterator[Any] = parse("\n".join(self._lines), Loader=CSafeLoader)
        try:
            for event in events:
                name = type(event).__name__
                if depth or self._is_left_out():
                    depth += _DEEPER.get(name, 0)
                    self._leave_out(event, is_over=depth == 0)
                    last = event
                    continue
                if name == "ScalarEvent":
                    refused = self._scalar(event)
                elif name in {"MappingStartEvent", "SequenceStartEvent"}:
                    refused = self._open(event, name == "MappingStartEvent")
                elif name in {"MappingEndEvent", "SequenceEndEvent"}:
                    refused = None
                    self._close(event)
                elif name == "AliasEvent":
                    refused = explain_refused(event, self._lines)
                else:
                    refused = None
                    if name == "DocumentStartEvent":
                        documents += 1
                        if documents > 1:
                            refused = Mistake(
                                Finding("several-documents", _first_of(event.start_mark))
                            )
                if refused is not None:
                    return refused
                last = event
        except MarkedYAMLError as error:
            return explain(error, self._lines, last)
        except YAMLError as error:
            return Mistake(Finding("not-yaml", Place(1, 1, 1, 2), {"cause": str(error)}))
        if documents == 0:
            self.root = ScalarNode(None, Place(1, 1, 1, 2))
        return None

    def _is_left_out(self) -> bool:
        return len(self._stack) == 1 and self._stack[0].key in self._without

    def _leave_out(self, event: Any, *, is_over: bool) -> None:
        start, end = event.start_mark.line, event.end_mark.line
        if end > start:
            self.multiline.append((start, end))
        if is_over:
            self._stack[0].key = None

    def _open(self, event: Any, is_mapping: bool) -> Mistake | None:
        if event.anchor is not None or event.tag is not None:
            return explain_refused(event, self._lines)
        if self._expects_key():
            return Mistake(Finding("key-not-text", _first_of(event.start_mark)))
        self._stack.append(_Frame(event, is_mapping))
        if len(self._stack) > DEEPEST:
            return Mistake(Finding("too-deep", _first_of(event.start_mark)))
        return None

    def _close(self, event: Any) -> None:
        frame = self._stack.pop()
        end = event.end_mark
        place = Place(frame.start.line + 1, frame.start.column + 1, end.line + 1, end.column + 1)
        if frame.is_mapping:
            self._place(MappingNode(frame.entries, place))
        else:
            self._place(ListNode(tuple(frame.items), place))

    def _scalar(self, event: Any) -> Mistake | None:
        start, end = event.start_mark, event.end_mark
        if event.anchor is not None or event.tag is not None:
            return explain_refused(event, self._lines)
        place = Place(start.line + 1, start.column + 1, end.line + 1, end.column + 1)
        style, raw = event.style, event.value
        if self._expects_key():
            frame = self._stack[-1]
            frame.key = clean_text(raw)
            frame.key_place = place
            return None
        line = self._lines[start.line] if start.line < len(self._lines) else ""
        if end.line > start.line:
            self.multiline.append((start.line, end.line))
        value = clean_scalar(raw, style)
        frame_key = self._stack[-1] if self._stack else None
        if raw == "" and not style and frame_key is not None and frame_key.is_flow:
            mistake = self._comma(frame_key, line, end.column)
            if mistake is not None:
                return mistake
        content = comment = None
        if end.line == start.line:
            if line[start.column : end.column] == raw:
                content = place
            elif style and line[start.column + 1 : end.column - 1] == raw:
                content = Place(place.line, place.column + 1, place.end_line, place.end_column - 1)
        if not style:
            comment = self._cut(end)
        self._place(ScalarNode(value, place, content, comment))
        return None

    def _comma(self, frame: _Frame, line: str, column: int) -> Mistake | None:
        """A key in braces with neither colon nor value is a piece of cut prose."""
        if frame.key is None or frame.key_place is None or line[:column].rstrip().endswith(":"):
            return None
        return explain_commas(line, frame.key_place, frame.start, dict(frame.entries))

    def _cut(self, end: Any) -> Place | None:
        """Find a ` #` behind unquoted text, unless it is set off as comments are: `  # so`."""
        line = self._lines[end.line] if end.line < len(self._lines) else ""
        rest = line[end.column :]
        gap = len(rest) - len(rest.lstrip())
        if gap == 0 or rest[gap : gap + 1] != "#":
            return None
        if gap >= 2 and rest[gap + 1 : gap + 2] in {" ", "#", ""}:
            return None
        column = end.column + gap + 1
        return Place(end.line + 1, column, end.line + 1, column + 1)

    def _expects_key(self) -> bool:
        return bool(self._stack) and self._stack[-1].is_mapping and self._stack[-1].key is None

    def _place(self, node: Node) -> None:
        if not self._stack:
            self.root = node
            return
        frame = self._stack[-1]
        if not frame.is_mapping:
            frame.items.append(node)
            return
        key, key_place = frame.key, frame.key_place
        frame.key = None
        if key is None or key_place is None:
            return
        if key in frame.entries:
            first = frame.entries[key].key_place.line
            self.findings.append(Finding("duplicate-key", key_place, {"key": key, "first": first}))
        else:
            frame.entries[key] = Entry(key, key_place, node)


def _first_of(mark: Any) -> Place:
    return Place(mark.line + 1, mark.column + 1, mark.line + 1, mark.column + 2)
