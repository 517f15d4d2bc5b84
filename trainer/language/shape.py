"""Whether a file has the shape its schema asks for, in words of someone who never saw a schema.

The schemas carry two annotations of our own: `x-prose` marks text that people
read, which a ` #` must not cut, and `x-rules` names the rule that a failing
keyword stands for where the general one would not say it well.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from trainer.language.findings import Finding
from trainer.language.near_misses import nearest
from trainer.language.nodes import (
    CutText,
    MappingNode,
    Path,
    ScalarNode,
    heading,
    node_at,
    text_of,
)
from trainer.language.places import Place
from trainer.language.quoting import quoted
from trainer.language.shipped import shipped_schemas

_WANTED = {
    "string": "text",
    "integer": "a whole number",
    "boolean": "true or false",
    "array": "a list",
    "object": "keys with values",
}
_WAYS = ("choices", "ask", "routes", "goto", "outcome")
_SNAKE = str.maketrans("- ", "__")


def shape_findings(kind: str, root: MappingNode, plain: Any) -> list[Finding]:
    """Hold a file's data against the schema of its kind."""
    errors = list(_validator(kind).iter_errors(plain))
    return list(_Translator(root).findings(errors))


@cache
def _validator(kind: str) -> Any:
    from jsonschema import Draft202012Validator, validators
    from jsonschema.exceptions import ValidationError
    from referencing import Registry, Resource

    def uncut(_: Any, is_prose: bool, instance: object, __: Any) -> Iterator[ValidationError]:
        if is_prose and isinstance(instance, CutText):
            yield ValidationError("cut")

    def is_whole(_: Any, value: object) -> bool:
        # JSON's 5.0 is a whole number to JSON Schema; here it would be a float in the model.
        return isinstance(value, int) and not isinstance(value, bool)

    folder = shipped_schemas()
    schemas = {
        name: json.loads((folder / name).read_text(encoding="utf-8"))
        for name in {f"{kind}.schema.json", "move.schema.json"}
    }
    registry: Any = Registry().with_resources(
        (name, Resource.from_contents(schema)) for name, schema in schemas.items()
    )
    extend: Any = validators.extend
    checker = Draft202012Validator.TYPE_CHECKER.redefine("integer", is_whole)
    validator = extend(Draft202012Validator, {"x-prose": uncut}, type_checker=checker)
    return validator(schemas[f"{kind}.schema.json"], registry=registry)


class _Translator:
    """Turns a validator's errors into findings, one for each mistake."""

    def __init__(self, root: MappingNode) -> None:
        self._root = root
        self._mistyped: dict[Path, set[str]] = {}
        self._seen: set[tuple[str, Place]] = set()
        self._rules: Mapping[str, Callable[[Any, Path], Iterable[Finding]]] = {
            "additionalProperties": self._unknown_keys,
            "required": self._missing,
            "dependentRequired": self._missing,
            "type": self._wrong_type,
            "enum": self._unknown_value,
            "const": self._unknown_constant,
            "pattern": self._bad_id,
            "x-prose": self._cut,
        }

    def findings(self, errors: list[Any]) -> Iterator[Finding]:
        # Unknown keys come first: a key that is only mistyped is not missing as well.
        errors.sort(key=lambda error: error.validator != "additionalProperties")
        for error in errors:
            path = tuple(error.absolute_path)
            named = error.schema.get("x-rules", {}).get(error.validator)
            if named is not None:
                found: Iterable[Finding] = self._named(named, path)
            else:
                found = self._rules.get(error.validator, self._out_of_range)(error, path)
            for finding in found:
                key = (finding.rule, finding.place)
                if key not in self._seen:
                    self._seen.add(key)
                    yield finding

    def _where(self, path: Path) -> str:
        if not path:
            return "at the top of the file"
        if isinstance(path[-1], int):
            return f'in an item of "{_last_key(path)}"'
        return f'in "{path[-1]}"'

    def _named(self, rule: str, path: Path) -> Iterator[Finding]:
        node, _ = node_at(self._root, path)
        keys = list(node.entries) if isinstance(node, MappingNode) else []
        details: dict[str, object] = {"name": _last_key(path), "state": _last_key(path)}
        if rule == "way-on":
            if self._mistyped.get(path, set()) & set(_WAYS):
                return
            details["found"] = " and ".join(key for key in keys if key in _WAYS) or "none"
        elif rule == "line-speaker":
            others = [key for key in keys if key != "when"]
            details["found"] = " and ".join(others) or "only `when`"
            if not keys:
                details["found"] = "nothing"
        elif rule == "one-action":
            details["found"] = " and ".join(keys) or "nothing"
        yield Finding(rule, heading(self._root, path), details)

    def _unknown_keys(self, error: Any, path: Path) -> Iterator[Finding]:
        known = error.schema.get("properties", {})
        node, _ = node_at(self._root, path)
        if not isinstance(node, MappingNode):
            return
        for key, entry in node.entries.items():
            if key in known:
                continue
            near = [
                name for name in nearest(key.translate(_SNAKE), known) if name not in node.entries
            ]
            if near:
                self._mistyped.setdefault(path, set()).add(near[0])
            details = {"key": key, "where": self._where(path), "hint": _hint(near)}
            yield Finding("unknown-key", entry.key_place, details)

    def _missing(self, error: Any, path: Path) -> Iterator[Finding]:
        wanted = error.validator_value
        if isinstance(wanted, Mapping):
            wanted = [key for on, keys in wanted.items() if on in error.instance for key in keys]
        for key in wanted:
            if key in error.instance or key in self._mistyped.get(path, ()):
                continue
            if key in {"ask", "routes"} and "states" in path[:1] and self._has_two_ways(error):
                continue
            place = heading(self._root, path) if path else self._top()
            yield Finding("missing-key", place, {"key": key, "where": self._where(path)})

    @staticmethod
    def _has_two_ways(error: Any) -> bool:
        """A state with one way too many needs no second message about half of one."""
        return sum(key in error.instance for key in ("choices", "goto", "outcome")) > 0

    def _top(self) -> Place:
        first = next(iter(self._root.entries.values()), None)
        return first.key_place if first else Place(1, 1, 1, 2)

    def _wrong_type(self, error: Any, path: Path) -> Iterator[Finding]:
        node, entry = node_at(self._root, path)
        types = error.validator_value
        wanted = _WANTED["string" if isinstance(types, list) else types]
        write, place = "", node.place
        if isinstance(node, ScalarNode):
            if node.comment is not None and node.value is None and types == "string":
                yield Finding("cut-prose", node.comment)
                return
            found = _found(node.value)
            if isinstance(node.value, int | float) and types == "string":
                raw = str(node.value).lower() if isinstance(node.value, bool) else str(node.value)
                write = f"{entry.key}: {quoted(raw)}" if entry else f"- {quoted(raw)}"
            if node.value is None and entry is not None:
                place = entry.key_place
        else:
            found = "a list" if not isinstance(node, MappingNode) else "a set of keys"
            place = entry.key_place if entry else heading(self._root, path)
        details = {"key": _last_key(path), "wanted": wanted, "found": found}
        yield Finding("wrong-type", place, details, write)

    def _unknown_value(self, error: Any, path: Path) -> Iterator[Finding]:
        node, _ = node_at(self._root, path)
        allowed = [str(value) for value in error.validator_value]
        value = text_of(node)
        if value is None and isinstance(node, ScalarNode):
            value = "nothing" if node.value is None else str(node.value)
        near = nearest(value or "", allowed)
        details = {
            "key": _last_key(path),
            "value": value or "",
            "allowed": _either(allowed),
            "hint": _hint(near),
        }
        write = f"{_last_key(path)}: {near[0]}" if near else ""
        yield Finding("unknown-value", self._value_place(path), details, write)

    def _unknown_constant(self, error: Any, path: Path) -> Iterator[Finding]:
        place = self._value_place(path)
        if path == ("format",):
            yield Finding("later-format", place, {"found": error.instance})
            return
        details = {
            "key": _last_key(path),
            "value": error.instance,
            "allowed": str(error.validator_value).lower(),
            "hint": "",
        }
        yield Finding("unknown-value", place, details)

    def _value_place(self, path: Path) -> Place:
        node, entry = node_at(self._root, path)
        if isinstance(node, ScalarNode) and (node.value is not None or entry is None):
            return node.place
        return heading(self._root, path)

    def _bad_id(self, error: Any, path: Path) -> Iterator[Finding]:
        name = str(error.instance)
        node, _ = node_at(self._root, path)
        is_key = isinstance(node, MappingNode)
        if _last_key(path) == "doi":
            yield Finding("out-of-range", node.place, {"key": "doi", "problem": "starts with 10."})
            return
        place = node.entries[name].key_place if isinstance(node, MappingNode) else node.place
        mended = "".join(letter for letter in name.lower().translate(_SNAKE) if _is_plain(letter))
        mended = mended.lstrip("0123456789_")
        write = (f"{mended}:" if is_key else mended) if mended else ""
        hint = f" Write {mended}." if mended else ""
        yield Finding("bad-id", place, {"name": name, "hint": hint}, write)

    def _cut(self, _: Any, path: Path) -> Iterator[Finding]:
        node, entry = node_at(self._root, path)
        if isinstance(node, ScalarNode) and node.comment is not None:
            yield Finding("cut-prose", node.comment, {"key": entry.key if entry else ""})

    def _out_of_range(self, error: Any, path: Path) -> Iterator[Finding]:
        limit = error.validator_value
        problems = {
            "minimum": f"is {error.instance}, and {limit} is the least it can be",
            "maximum": f"is {error.instance}, and {limit} is the most it can be",
            "minItems": f"has {_count(error.instance)}, and needs at least {limit}",
            "maxItems": f"has {_count(error.instance)}, and takes at most {limit}",
            "minProperties": "has nothing in it",
            "minLength": "has nothing in it",
            "maxLength": f"is longer than {limit} characters",
            "uniqueItems": "names something twice",
        }
        problem = problems.get(error.validator, "does not have the right form")
        node, entry = node_at(self._root, path)
        place = node.place if isinstance(node, ScalarNode) else heading(self._root, path)
        if error.validator == "maxLength" and isinstance(node, MappingNode):
            place = node.entries[error.instance].key_place
        if isinstance(node, ScalarNode) and node.value == "" and entry is not None:
            place = entry.key_place
        yield Finding("out-of-range", place, {"key": _last_key(path), "problem": problem})


def _last_key(path: Path) -> str:
    return next((step for step in reversed(path) if isinstance(step, str)), "the file")


def _count(value: object) -> int:
    return len(value) if isinstance(value, list) else 0


def _hint(near: Iterable[str]) -> str:
    first = next(iter(near), None)
    return f" Did you mean {first}?" if first else ""


def _either(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"


def _is_plain(letter: str) -> bool:
    return letter == "_" or (letter.isascii() and letter.isalnum())


def _found(value: object) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return "a number"
    return "text"
