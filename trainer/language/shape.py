"""Whether a file has the shape its schema asks for, in words of someone who never saw a schema.

The published schemas are walked beside the file's own tree, so that a mistake
is found where it stands and nothing has to be translated back. The walk knows
what the schemas use of draft 2020-12; a test holds it against a complete
validator, whose import alone would take as long as the whole check. Two
annotations are our own: `x-prose` marks text that people read, which a ` #`
must not cut, and `x-rules` names the rule a failing keyword stands for, where
the general one would not say it well.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from trainer.language.findings import Finding
from trainer.language.near_misses import nearest
from trainer.language.nodes import Entry, ListNode, MappingNode, Node, ScalarNode
from trainer.language.places import Place
from trainer.language.shape_words import Spot, describe_named, describe_type
from trainer.language.shipped import shipped_schemas

_SNAKE = str.maketrans("- ", "__")
_TYPES: Mapping[str, type] = {"string": str, "integer": int, "boolean": bool}
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

Schema = Mapping[str, Any]


def shape_findings(kind: str, root: MappingNode) -> list[Finding]:
    """Hold a file's tree against the schema of its kind; each mistake once."""
    file = f"{kind}.schema.json"
    found: dict[tuple[str, Place, object], Finding] = {}
    for finding in _Walk().walk(Spot(root), _schema(file), file):
        found.setdefault((finding.rule, finding.place, finding.details.get("key")), finding)
    return list(found.values())


@cache
def _schema(file: str) -> Schema:
    schema: Schema = json.loads((shipped_schemas() / file).read_text(encoding="utf-8"))
    return schema


@cache
def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


class _Walk:
    """One walk through a file. Remembers which keys are misspelt and so not missing."""

    def __init__(self) -> None:
        self._misspelt: dict[int, set[str]] = {}

    def walk(self, spot: Spot, schema: Schema, file: str) -> Iterator[Finding]:
        """Find every way in which the node at `spot` does not fit `schema`."""
        if "$ref" in schema:
            other, _, name = schema["$ref"].partition("#/$defs/")
            home = other or file
            yield from self.walk(spot, _schema(home)["$defs"][name], home)
        node = spot.node
        if not isinstance(node, ScalarNode) and ("enum" in schema or "const" in schema):
            yield from _unlisted(spot, None, _allowed(schema))
            return
        if "type" in schema and not _is_type(node, schema["type"]):
            yield from describe_type(spot, schema["type"])
            return
        if isinstance(node, MappingNode):
            yield from self._mapping(spot, node, schema, file)
        elif isinstance(node, ListNode):
            yield from self._list(spot, node, schema, file)
        else:
            yield from _scalar(spot, node, schema)
        yield from self._combined(spot, schema, file)

    def _fits(self, spot: Spot, schema: Schema, file: str) -> bool:
        if "not" in schema and self._fits(spot, schema["not"], file):
            return False
        return next(self.walk(spot, schema, file), None) is None

    def _mapping(
        self, spot: Spot, node: MappingNode, schema: Schema, file: str
    ) -> Iterator[Finding]:
        properties = schema.get("properties", {})
        others = schema.get("additionalProperties", True)
        for key, entry in node.entries.items():
            inner = Spot(entry.value, entry, (*spot.keys, key))
            if key in properties:
                yield from self.walk(inner, properties[key], file)
            elif others is False:
                yield self._unknown_key(spot, node, entry, properties)
            elif others is not True:
                yield from self.walk(inner, others, file)
            if "propertyNames" in schema:
                name = Spot(ScalarNode(key, entry.key_place), None, (*spot.keys, key), is_key=True)
                yield from self.walk(name, schema["propertyNames"], file)
        size = len(node.entries)
        yield from _limited(spot, schema, minProperties=size, maxProperties=size)
        wanted = list(schema.get("required", ()))
        for key, more in schema.get("dependentRequired", {}).items():
            wanted += more if key in node.entries else ()
        yield from self._missing(spot, node, wanted, schema)

    def _unknown_key(
        self, spot: Spot, node: MappingNode, entry: Entry, known: Iterable[str]
    ) -> Finding:
        near = nearest(entry.key.translate(_SNAKE), set(known) - set(node.entries))
        if near:
            self._misspelt.setdefault(id(node), set()).add(near[0])
        hint = f" Did you mean {near[0]}?" if near else ""
        details = {"key": entry.key, "where": spot.where, "hint": hint}
        return Finding("unknown-key", entry.key_place, details)

    def _missing(
        self, spot: Spot, node: MappingNode, wanted: list[str], schema: Schema
    ) -> Iterator[Finding]:
        missing = [key for key in wanted if key not in node.entries]
        rule = schema.get("x-rules", {}).get("required")
        if missing and rule is not None:
            yield from self._named(rule, spot)
            return
        for key in missing:
            if key not in self._misspelt.get(id(node), ()):
                yield Finding("missing-key", spot.heading, {"key": key, "where": spot.where})

    def _named(self, rule: str, spot: Spot) -> Iterator[Finding]:
        yield from describe_named(rule, spot, self._misspelt.get(id(spot.node), set()))

    def _list(self, spot: Spot, node: ListNode, schema: Schema, file: str) -> Iterator[Finding]:
        for item in node.items if "items" in schema else ():
            yield from self.walk(Spot(item, None, spot.keys), schema["items"], file)
        size = len(node.items)
        yield from _limited(spot, schema, minItems=size, maxItems=size)
        if schema.get("uniqueItems"):
            seen: set[object] = set()
            for item in node.items:
                value = item.value if isinstance(item, ScalarNode) else id(item)
                if value in seen:
                    problem = f'names "{value}" twice'
                    details = {"key": spot.key, "problem": problem}
                    yield Finding("out-of-range", item.place, details)
                seen.add(value)

    def _combined(self, spot: Spot, schema: Schema, file: str) -> Iterator[Finding]:
        if "if" in schema:
            branch = "then" if self._fits(spot, schema["if"], file) else "else"
            yield from self.walk(spot, schema.get(branch, {}), file)
        for part in schema.get("allOf", ()):
            yield from self.walk(spot, part, file)
        for keyword in ("anyOf", "oneOf"):
            if keyword in schema:
                fitting = sum(self._fits(spot, part, file) for part in schema[keyword])
                if fitting == 0 or (keyword == "oneOf" and fitting > 1):
                    yield from self._named(schema["x-rules"][keyword], spot)


def _is_type(node: Node, wanted: str | list[str]) -> bool:
    if isinstance(wanted, list):
        return any(_is_type(node, one) for one in wanted)
    if isinstance(node, MappingNode | ListNode):
        return wanted == ("object" if isinstance(node, MappingNode) else "array")
    if isinstance(node.value, bool):
        return wanted == "boolean"
    return wanted in _TYPES and isinstance(node.value, _TYPES[wanted])


def _limited(spot: Spot, schema: Schema, **found: int) -> Iterator[Finding]:
    for keyword, number in found.items():
        limit = schema.get(keyword)
        if limit is None or (number >= limit if keyword.startswith("min") else number <= limit):
            continue
        rule = schema.get("x-rules", {}).get(keyword)
        if rule is not None:
            yield from describe_named(rule, spot, set())
            continue
        problem = _LIMITS[keyword].format(found=number, limit=limit)
        place = spot.value_place
        yield Finding("out-of-range", place, {"key": spot.key, "problem": problem})


def _scalar(spot: Spot, node: ScalarNode, schema: Schema) -> Iterator[Finding]:
    value = node.value
    if "enum" in schema and value not in schema["enum"]:
        yield from _unlisted(spot, value, _allowed(schema))
    constant = schema.get("const", value)
    if value != constant or isinstance(value, bool) != isinstance(constant, bool):
        if spot.keys == ("format",):
            yield Finding("later-format", spot.value_place, {"found": value})
        else:
            yield from _unlisted(spot, value, _allowed(schema))
    if isinstance(value, str):
        yield from _limited(spot, schema, minLength=len(value), maxLength=len(value))
        if "pattern" in schema and not _pattern(schema["pattern"]).search(value):
            yield _misnamed(spot, value)
        if schema.get("x-prose") and node.comment is not None:
            yield Finding("cut-prose", node.comment)
    elif isinstance(value, int) and not isinstance(value, bool):
        yield from _limited(spot, schema, minimum=value, maximum=value)


def _allowed(schema: Schema) -> list[str]:
    return (
        [str(one) for one in schema["enum"]] if "enum" in schema else [str(schema["const"]).lower()]
    )


def _unlisted(spot: Spot, value: object, allowed: list[str]) -> Iterator[Finding]:
    shown = str(value)
    if value is None:
        found = {ListNode: "a list", MappingNode: "a set of keys", ScalarNode: "nothing"}
        shown = found[type(spot.node)]
    near = nearest(shown, allowed)
    listed = " or ".join(filter(None, (", ".join(allowed[:-1]), allowed[-1])))
    hint = f" Did you mean {near[0]}?" if near else ""
    details = {"key": spot.key, "value": shown, "allowed": listed, "hint": hint}
    write = f"{spot.key}: {near[0]}" if near else ""
    yield Finding("unknown-value", spot.value_place, details, write)


def _misnamed(spot: Spot, name: str) -> Finding:
    if spot.key == "doi":
        problem = "starts with 10. and has no https:// before it"
        return Finding("out-of-range", spot.node.place, {"key": "doi", "problem": problem})
    mended = re.sub(r"[^a-z0-9_]", "", name.lower().translate(_SNAKE)).lstrip("0123456789_")
    hint = f" Write {mended}." if mended else ""
    write = f"{mended}:" if mended and spot.is_key else mended
    return Finding("bad-id", spot.node.place, {"name": name, "hint": hint}, write)
