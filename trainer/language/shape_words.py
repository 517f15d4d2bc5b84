"""What is said of a node that does not fit its schema, and where."""

from collections.abc import Iterator
from dataclasses import dataclass

from trainer.language.findings import Finding
from trainer.language.nodes import Entry, ListNode, MappingNode, Node, ScalarNode
from trainer.language.places import Place
from trainer.language.quoting import quoted

_WANTED = {
    "string": "text",
    "integer": "a whole number",
    "boolean": "true or false",
    "array": "a list",
    "object": "keys with values",
}
_WAYS = ("choices", "ask", "routes", "goto", "outcome")


@dataclass(frozen=True, slots=True)
class Spot:
    """A node, the entry that holds it (None in a list), and the keys above it.

    `is_key`: the node is a key's own name, looked at as text.
    """

    node: Node
    entry: Entry | None = None
    keys: tuple[str, ...] = ()
    is_key: bool = False

    @property
    def key(self) -> str:
        """Return the nearest key, for messages."""
        return self.keys[-1] if self.keys else "the file"

    @property
    def where(self) -> str:
        """Return where this is, for messages."""
        if not self.keys:
            return "at the top of the file"
        return f'in "{self.key}"' if self.entry else f'in an item of "{self.key}"'

    @property
    def heading(self) -> Place:
        """Return the place that names it: its key, else its first key or its beginning."""
        node = self.node
        if self.entry is not None:
            return self.entry.key_place
        if isinstance(node, MappingNode) and node.entries:
            return next(iter(node.entries.values())).key_place
        if isinstance(node, ScalarNode):
            return node.place
        return Place(node.place.line, node.place.column, node.place.line, node.place.column + 1)

    @property
    def value_place(self) -> Place:
        """Return the place of a value; of its key, where nothing or more than a value stands."""
        if isinstance(self.node, ScalarNode) and self.node.value not in {None, ""}:
            return self.node.place
        return self.heading


def describe_type(spot: Spot, types: str | list[str]) -> Iterator[Finding]:
    """Say that something of another type was wanted."""
    node = spot.node
    wanted = "string" if isinstance(types, list) else types
    write = ""
    if isinstance(node, ScalarNode):
        if node.comment is not None and node.value is None and wanted == "string":
            yield Finding("cut-prose", node.comment)
            return
        found = _found(node.value)
        if isinstance(node.value, int | float) and wanted == "string":
            raw = str(node.value).lower() if isinstance(node.value, bool) else str(node.value)
            write = f"{spot.key}: {quoted(raw)}" if spot.entry else f"- {quoted(raw)}"
    else:
        found = "a list" if isinstance(node, ListNode) else "a set of keys"
    details = {"key": spot.key, "wanted": _WANTED[wanted], "found": found}
    yield Finding("wrong-type", spot.value_place, details, write)


def describe_named(rule: str, spot: Spot, misspelt: set[str]) -> Iterator[Finding]:
    """Say what a schema's `x-rules` names, with what stands there instead."""
    keys = list(spot.node.entries) if isinstance(spot.node, MappingNode) else []
    found = " and ".join(keys) or "nothing"
    if rule == "way-on":
        if misspelt & set(_WAYS):
            return
        found = " and ".join(key for key in keys if key in _WAYS) or "none"
    elif rule == "line-speaker" and keys:
        found = " and ".join(key for key in keys if key != "when") or "only `when`"
    details = {"name": spot.key, "state": spot.key, "found": found}
    yield Finding(rule, spot.heading, details)


def _found(value: object) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    return "a number" if isinstance(value, int | float) else "text"
