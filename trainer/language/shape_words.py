"""What is said of a node that does not fit its schema, and where."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from trainer.language.findings import Finding
from trainer.language.near_misses import nearest
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
_LIMITS = {
    "minimum": "is {found}, and {limit} is the least it can be",
    "maximum": "is {found}, and {limit} is the most it can be",
    "minItems": "has {found} of them, and needs at least {limit}",
    "maxItems": "has {found} of them, and takes at most {limit}",
    "minProperties": "has nothing in it",
    "maxProperties": "takes at most {limit} keys",
    "minLength": "has nothing in it",
    "maxLength": "is longer than {limit} characters",
}
_SNAKE = str.maketrans("- ", "__")
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


def describe_unlisted(spot: Spot, allowed: object) -> Finding:
    """Say that a value is none of those allowed: a list of them, or the only one."""
    value = spot.node.value if isinstance(spot.node, ScalarNode) else None
    if spot.keys == ("format",) and isinstance(spot.node, ScalarNode):
        return Finding("later-format", spot.value_place, {"found": value})
    if value is None:
        found = {ListNode: "a list", MappingNode: "a set of keys", ScalarNode: "nothing"}
        shown = found[type(spot.node)]
    else:
        shown = str(value)
    listed = [str(one) for one in allowed] if isinstance(allowed, list) else [str(allowed).lower()]
    near = nearest(shown, listed)
    said = " or ".join(filter(None, (", ".join(listed[:-1]), listed[-1])))
    hint = f" Did you mean {near[0]}?" if near else ""
    details = {"key": spot.key, "value": shown, "allowed": said, "hint": hint}
    write = f"{spot.key}: {near[0]}" if near else ""
    return Finding("unknown-value", spot.value_place, details, write)


def describe_unknown_key(spot: Spot, key: str, meant: str | None) -> Finding:
    """Say that the mapping at `spot` takes no such key."""
    place = spot.node.entries[key].key_place if isinstance(spot.node, MappingNode) else spot.heading
    hint = f" Did you mean {meant}?" if meant else ""
    return Finding("unknown-key", place, {"key": key, "where": spot.where, "hint": hint})


def describe_missing(
    spot: Spot, there: Mapping[str, object], wanted: Sequence[str], misspelt: set[str]
) -> Iterator[Finding]:
    """Say which wanted keys are neither there nor misspelt."""
    for key in wanted:
        if key not in there and key not in misspelt:
            yield Finding("missing-key", spot.heading, {"key": key, "where": spot.where})


def describe_limit(spot: Spot, keyword: str, value: object, limit: object) -> Finding:
    """Say that something is too small or too large; of what is no number, its length."""
    found = len(value) if isinstance(value, str | list | Mapping) else value
    problem = _LIMITS[keyword].format(found=found, limit=limit)
    return Finding("out-of-range", spot.value_place, {"key": spot.key, "problem": problem})


def describe_repeated(spot: Spot, name: str) -> Finding:
    """Say that an item of a list names what an earlier one named."""
    details = {"key": spot.key, "problem": f'names "{name}" twice'}
    return Finding("out-of-range", spot.node.place, details)


def describe_cut(spot: Spot) -> Iterator[Finding]:
    """Point at the ` #` that cuts a text."""
    if isinstance(spot.node, ScalarNode) and spot.node.comment is not None:
        yield Finding("cut-prose", spot.node.comment)


def describe_name(spot: Spot, name: str) -> Finding:
    """Say that a text is not written as its key asks: a name as names are, a doi as dois are."""
    if spot.key == "doi":
        problem = "starts with 10. and has no https:// before it"
        return Finding("out-of-range", spot.node.place, {"key": "doi", "problem": problem})
    mended = re.sub(r"[^a-z0-9_]", "", name.lower().translate(_SNAKE)).lstrip("0123456789_")
    hint = f" Write {mended}." if mended else ""
    write = f"{mended}:" if mended and spot.is_key else mended
    return Finding("bad-id", spot.node.place, {"name": name, "hint": hint}, write)


def _found(value: object) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    return "a number" if isinstance(value, int | float) else "text"
