"""A YAML file's text, and edits that add to and take from its lists where they stand."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from trainer.language.evidence import Phrase
from trainer.language.nodes import Entry, ListNode, MappingNode, Node, ScalarNode
from trainer.language.places import Place
from trainer.language.quoting import LINE_BREAK, quoted
from trainer.language.reader import clean_scalar

_NEEDS_NO_QUOTES = re.compile(r"[\w$=(][^,\[\]{}#:\"'\\\n]*\Z")
_ANCHORS = ("use", "why")
"""The keys after which a new list is put; one of them always stands there."""
_STEP = "  "


@dataclass(frozen=True, slots=True)
class Edit:
    """Text from `start` to `end` becomes `text`; offsets count code points."""

    start: int
    end: int
    text: str


def written(phrase: Phrase) -> str:
    """Return a phrase as YAML, in a list of either kind."""
    is_plain = _NEEDS_NO_QUOTES.match(phrase.source) and isinstance(
        clean_scalar(phrase.source, None), str
    )
    text = phrase.source if is_plain else quoted(phrase.source)
    return text if phrase.weight == 1 else f"{{phrase: {text}, weight: {phrase.weight}}}"


class FileText:
    """The text of a file, by the places its nodes have."""

    def __init__(self, text: str) -> None:
        # A byte order mark is no part of the first line to the reader.
        self._mark = text[: text.startswith("\ufeff")]
        self._text = text[len(self._mark) :]
        self._starts = [0, *(found.end() for found in LINE_BREAK.finditer(self._text))]
        found = LINE_BREAK.search(self._text)
        self._newline = found[0] if found else "\n"

    def with_edits(self, edits: Sequence[Edit]) -> str:
        """Return the text with all edits made; they must not overlap."""
        pieces: list[str] = []
        position = 0
        for edit in sorted(edits, key=lambda one: (one.start, one.end)):
            pieces += [self._text[position : edit.start], edit.text]
            position = edit.end
        return self._mark + "".join(pieces) + self._text[position:]

    def edit_list(
        self, entry: MappingNode, key: str, drop: Sequence[Node], add: Sequence[str]
    ) -> list[Edit]:
        """Return what drops nodes from the list under `key` and adds written phrases to its end.

        A list that is not there is begun, one that nothing is left of goes.
        """
        found = entry.entries.get(key)
        if found is None or not isinstance(found.value, ListNode):
            return self._new_list(entry, key, add) if add else []
        kept = [node for node in found.value.items if not any(node is one for one in drop)]
        if not kept and not add:
            return [self._without_entry(entry, found)]
        if self._at(found.value.place) == "[":
            return [self._flow_list(found.value, drop, add)]
        return self._block_list(found.value, drop, add)

    def _block_list(self, node: ListNode, drop: Sequence[Node], add: Sequence[str]) -> list[Edit]:
        edits = [
            Edit(self._starts[one.place.line - 1], self._after_line(self._last_line(one)), "")
            for one in node.items
            if any(one is dropped for dropped in drop)
        ]
        if add:
            first = node.items[0].place
            line = self._starts[first.line - 1]
            indent = self._text[line : self._text.rfind("-", line, self._offset(first))]
            end = self._last_line(node.items[-1])
            edits.append(self._new_lines(end, [f"{indent}- {one}" for one in add]))
        return edits

    def _flow_list(self, node: ListNode, drop: Sequence[Node], add: Sequence[str]) -> Edit:
        """Return the list's inside anew; between two items that stay nothing changes."""
        start, end = self._offset(node.place) + 1, self._end(node.place) - 1
        if not node.items:
            return Edit(start, end, ", ".join(add))
        inside = ""
        previous: Node | None = None
        for index, one in enumerate(node.items):
            if any(one is dropped for dropped in drop):
                continue
            if previous is not None and previous is node.items[index - 1]:
                inside += self._text[self._end(previous.place) : self._offset(one.place)]
            elif previous is not None:
                inside += ", "
            inside += self._text[self._offset(one.place) : self._end(one.place)]
            previous = one
        inside = ", ".join([*([inside] if inside else []), *add])
        first, last = node.items[0].place, node.items[-1].place
        return Edit(self._offset(first), self._end(last), inside)

    def _new_list(self, entry: MappingNode, key: str, add: Sequence[str]) -> list[Edit]:
        anchor = next(entry.entries[one] for one in _ANCHORS if one in entry.entries)
        if self._at(entry.place) == "{":
            end = self._end(anchor.value.place)
            return [Edit(end, end, f", {key}: [{', '.join(add)}]")]
        line = self._starts[anchor.key_place.line - 1]
        indent = self._text[line : self._offset(anchor.key_place)]
        lines = [f"{indent}{key}:", *(f"{indent}{_STEP}- {one}" for one in add)]
        return [self._new_lines(self._last_line(anchor.value), lines)]

    def _without_entry(self, entry: MappingNode, found: Entry) -> Edit:
        if self._at(entry.place) != "{":
            start = self._starts[found.key_place.line - 1]
            return Edit(start, self._after_line(self._last_line(found.value)), "")
        others = list(entry.entries.values())
        place = others.index(found)
        if place:
            end = self._end(others[place - 1].value.place)
            return Edit(end, self._end(found.value.place), "")
        return Edit(self._offset(found.key_place), self._offset(others[1].key_place), "")

    def _new_lines(self, after: int, lines: Sequence[str]) -> Edit:
        """Return the lines put behind a line, whether or not that one ends with a break."""
        text = self._newline.join(lines)
        if after < len(self._starts):
            offset = self._starts[after]
            return Edit(offset, offset, text + self._newline)
        return Edit(len(self._text), len(self._text), self._newline + text)

    def _after_line(self, line: int) -> int:
        return self._starts[line] if line < len(self._starts) else len(self._text)

    def _offset(self, place: Place) -> int:
        return self._starts[place.line - 1] + place.column - 1

    def _end(self, place: Place) -> int:
        return self._starts[place.end_line - 1] + place.end_column - 1

    def _at(self, place: Place) -> str:
        return self._text[self._offset(place) : self._offset(place) + 1]

    def _last_line(self, node: Node) -> int:
        """Return the last line a node's text stands on, counted from 1.

        Where a block ends, the parser only tells where the next thing begins.
        """
        place = node.place
        if isinstance(node, ScalarNode):
            return place.end_line - (place.end_column == 1 and place.end_line > place.line)
        if self._at(place) in {"[", "{"}:
            return place.end_line
        inner = (
            node.items
            if isinstance(node, ListNode)
            else [entry.value for entry in node.entries.values()]
        )
        return max([place.line, *map(self._last_line, inner)])
