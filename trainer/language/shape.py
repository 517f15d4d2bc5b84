"""Whether a file has the shape its schema asks for, in words of someone who never saw a schema.

jsonschema finds what is wrong; this module says it: where the mistake stands in
the file, each mistake once, in plain words. Two annotations of the schemas are
our own: `x-prose` marks text that people read, which a ` #` must not cut, and
`x-rules` names the rule a failing keyword stands for, where the general one
would not say it well.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from trainer.language.findings import Finding
from trainer.language.near_misses import nearest
from trainer.language.nodes import ListNode, MappingNode, Node, ScalarNode
from trainer.language.shape_words import (
    Spot,
    describe_cut,
    describe_limit,
    describe_missing,
    describe_name,
    describe_named,
    describe_repeated,
    describe_type,
    describe_unknown_key,
    describe_unlisted,
)
from trainer.language.shipped import shipped_schemas

if TYPE_CHECKING:
    # The import alone costs more than reading a file: it waits until a file is checked.
    from jsonschema import ValidationError
    from jsonschema.protocols import Validator

_SNAKE = str.maketrans("- ", "__")

Steps = tuple[str | int, ...]
"""Keys and indexes that lead from the top of a file to a part of it."""


def shape_findings(kind: str, root: MappingNode) -> list[Finding]:
    """Hold a file's tree against the schema of its kind; each mistake once."""
    errors = [_error(one) for one in _validator(kind).iter_errors(_marked(root))]
    if not errors:
        return []
    found: dict[tuple[object, ...], Finding] = {}
    for finding in _Translation(root, errors).findings():
        found.setdefault((finding.rule, finding.place, finding.details.get("key")), finding)
    return list(found.values())


def has_shape(kind: str, plain: dict[str, Any]) -> bool:
    """Tell whether data fits the schema of its kind, when nobody needs to know why not."""
    return _validator(kind).is_valid(plain)


@dataclass(frozen=True, slots=True)
class _Error:
    """What of a jsonschema error says where and what: `keyword: wanted` does not fit `value`."""

    path: Steps
    keyword: str
    wanted: Any
    value: Any
    schema: Mapping[str, Any]


def _error(error: "ValidationError") -> _Error:
    schema = error.schema if isinstance(error.schema, Mapping) else {}
    wanted, keyword = error.validator_value, str(error.validator)
    return _Error(tuple(error.path), keyword, wanted, error.instance, schema)


class _CutText(str):
    """Text of a file that a ` #` follows on its line."""

    __slots__ = ()


def _marked(node: Node) -> Any:
    """Return the node as plain data in which cut text can be told from whole text."""
    if isinstance(node, MappingNode):
        return {key: _marked(entry.value) for key, entry in node.entries.items()}
    if isinstance(node, ListNode):
        return [_marked(item) for item in node.items]
    if node.comment is not None and isinstance(node.value, str):
        return _CutText(node.value)
    return node.value


@cache
def _validator(kind: str) -> "Validator":
    """Make the validator of a kind of file. That the schemas are sound is held by a test."""
    from jsonschema import Draft202012Validator, ValidationError, validators
    from referencing import Registry
    from referencing.jsonschema import DRAFT202012

    def prose(
        validator: object, is_prose: bool, text: object, schema: object
    ) -> list[ValidationError]:
        return [ValidationError("cut")] if is_prose and isinstance(text, _CutText) else []

    def unique(
        validator: object, is_unique: bool, items: object, schema: object
    ) -> Iterator[ValidationError]:
        """Point at each name that comes again; other items are of a wrong type anyway."""
        seen: set[str] = set()
        for index, item in enumerate(items if is_unique and isinstance(items, list) else ()):
            if isinstance(item, str):
                if item in seen:
                    yield ValidationError("repeated", path=[index], instance=item)
                seen.add(item)

    def reference(
        validator: Any, name: str, instance: object, schema: object
    ) -> Iterator[ValidationError]:
        """Follow a `$ref`, looked up once: looking up takes longer than most values it leads to."""
        found = known.get(name)
        if found is None:
            found = known[name] = resolver.lookup(name)
        yield from validator.descend(instance, found.contents, resolver=found.resolver)

    def is_whole(checker: object, value: object) -> bool:
        return isinstance(value, int) and not isinstance(value, bool)

    names = {f"{kind}.schema.json", "move.schema.json"}
    schemas = {name: _schema(name) for name in names}
    resources = [(name, DRAFT202012.create_resource(one)) for name, one in schemas.items()]
    extend: Any = validators.extend  # It has no types.
    ours = extend(
        Draft202012Validator,
        validators={"$ref": reference, "x-prose": prose, "uniqueItems": unique},
        type_checker=Draft202012Validator.TYPE_CHECKER.redefine("integer", is_whole),
    )
    registry: Registry[Any] = Registry().with_resources(resources)
    resolver = registry.resolver()
    known: dict[str, Any] = {}
    made: Validator = ours(schemas[f"{kind}.schema.json"], registry=registry)
    return made


def _schema(name: str) -> dict[str, Any]:
    """Read a schema, with every `$ref` in it naming its file: one name leads to one place."""

    def whole(part: dict[str, Any]) -> dict[str, Any]:
        if part.get("$ref", "").startswith("#"):
            part["$ref"] = name + part["$ref"]
        return part

    schema: dict[str, Any] = json.loads((shipped_schemas() / name).read_bytes(), object_hook=whole)
    return schema


class _Translation:
    """The errors of one file, as findings in it."""

    def __init__(self, root: MappingNode, errors: list[_Error]) -> None:
        self._root = root
        self._errors = errors
        self._mistyped = {one.path for one in errors if one.keyword == "type"}

    def findings(self) -> Iterator[Finding]:
        """Say every error; of what is of another type nothing else is said."""
        for error in self._errors:
            if error.keyword == "type" or error.path not in self._mistyped:
                yield from self._said(error, self._spot(error))

    @cached_property
    def _misspelt(self) -> Mapping[Steps, Mapping[str, str]]:
        """What each unknown key of a mapping was meant to be, where that can be told."""
        found: dict[Steps, dict[str, str]] = {}
        for error in self._errors:
            if error.keyword == "additionalProperties":
                properties = error.schema["properties"]
                free = properties.keys() - error.value.keys()
                meant = found.setdefault(error.path, {})
                for key in error.value.keys() - properties.keys():
                    near = nearest(key.translate(_SNAKE), free)
                    if near:
                        meant[key] = near[0]
        return found

    def _spot(self, error: _Error) -> Spot:
        spot = Spot(self._root)
        for step in error.path:
            if isinstance(spot.node, MappingNode):
                entry = spot.node.entries[str(step)]
                spot = Spot(entry.value, entry, (*spot.keys, entry.key))
            elif isinstance(spot.node, ListNode):
                spot = Spot(spot.node.items[int(step)], None, spot.keys)
        if isinstance(spot.node, MappingNode) and isinstance(error.value, str):
            # An error of `propertyNames` has the mapping's path, and the key for its instance.
            key = error.value
            name = ScalarNode(key, spot.node.entries[key].key_place)
            return Spot(name, None, (*spot.keys, key), is_key=True)
        return spot

    def _said(self, error: _Error, spot: Spot) -> Iterator[Finding]:
        keyword, wanted, value = error.keyword, error.wanted, error.value
        meant = self._misspelt.get(error.path, {})
        rule = error.schema.get("x-rules", {}).get(keyword)
        if rule is not None:
            yield from describe_named(rule, spot, set(meant.values()))
            return
        match keyword:
            case "type":
                yield from describe_type(spot, wanted)
            case "enum" | "const":
                yield describe_unlisted(spot, wanted)
            case "pattern":
                yield describe_name(spot, value)
            case "additionalProperties":
                for key in value:
                    if key not in error.schema["properties"]:
                        yield describe_unknown_key(spot, key, meant.get(key))
            case "required":
                yield from describe_missing(spot, value, wanted, set(meant.values()))
            case "dependentRequired":
                for key, more in wanted.items():
                    if key in value:
                        yield from describe_missing(spot, value, more, set(meant.values()))
            case "uniqueItems":
                yield describe_repeated(spot, value)
            case "x-prose":
                yield from describe_cut(spot)
            case _:
                yield describe_limit(spot, keyword, value, wanted)
