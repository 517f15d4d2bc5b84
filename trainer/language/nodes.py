"""What a file holds, typed and located: the tree between YAML text and the model."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from trainer.language.places import Place


@dataclass(frozen=True, slots=True)
class ScalarNode:
    """One value: text, a number, true or false, or nothing.

    `content` is where the text itself stands when the file shows it letter by
    letter (on one line, nothing escaped), so that a fragment can be pointed at.
    `comment` is where a ` #` follows unquoted text on its line.
    """

    value: str | int | float | bool | None
    place: Place
    content: Place | None = None
    comment: Place | None = None

    def within(self, offset: int, length: int) -> Place:
        """Return the place of a fragment of the text; of all of it where it cannot be told."""
        if self.content is None:
            return self.place
        line, end = self.content.line, self.content.end_column
        start = min(self.content.column + offset, max(self.content.column, end - 1))
        return Place(line, start, line, max(start + 1, min(start + length, end)))


@dataclass(frozen=True, slots=True)
class ListNode:
    """Items in order."""

    items: "tuple[Node, ...]"
    place: Place


@dataclass(frozen=True, slots=True)
class Entry:
    """One key with its value."""

    key: str
    key_place: Place
    value: "Node"


@dataclass(frozen=True, slots=True)
class MappingNode:
    """Keys with values, in file order; of a key written twice the first stands."""

    entries: Mapping[str, Entry]
    place: Place

    def value(self, key: str) -> "Node | None":
        """Return what stands under `key`."""
        entry = self.entries.get(key)
        return entry.value if entry else None

    def mapping(self, key: str) -> "MappingNode":
        """Return the mapping under `key`, an empty one when there is none."""
        value = self.value(key)
        return value if isinstance(value, MappingNode) else MappingNode({}, self.place)

    def items(self, key: str) -> "tuple[Node, ...]":
        """Return the items of the list under `key`, none when there is no list."""
        value = self.value(key)
        return value.items if isinstance(value, ListNode) else ()

    def text(self, key: str) -> str | None:
        """Return the text under `key`."""
        return text_of(self.value(key))


Node = ScalarNode | ListNode | MappingNode


def text_of(node: Node | None) -> str | None:
    """Return the node's value when it is text."""
    if isinstance(node, ScalarNode) and isinstance(node.value, str):
        return node.value
    return None


def to_plain(node: Node) -> Any:
    """Return the node as JSON-ready data."""
    match node:
        case MappingNode():
            return {key: to_plain(entry.value) for key, entry in node.entries.items()}
        case ListNode():
            return [to_plain(item) for item in node.items]
        case ScalarNode():
            return node.value
