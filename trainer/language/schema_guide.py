"""`schemas/README.md`, written from the schemas: every key, what it is for, what it takes."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from trainer.language.shipped import shipped_schemas

_INTRODUCTION = """\
# The files' keys

Written from the schemas in this folder by `python -m trainer.language.schema_guide`; change those.
Editors that know YAML offer completion and checks when a file begins with a line such as
`# yaml-language-server: $schema=../../schemas/scenario.schema.json`.
"""
_KINDS = ("scenario", "move", "pack")
_TYPES = {
    "string": "text",
    "integer": "whole number",
    "boolean": "true or false",
    "array": "list",
    "object": "keys",
}

Schema = Mapping[str, Any]


def guide() -> str:
    """Return the guide's Markdown."""
    folder = shipped_schemas()
    schemas = {
        f"{kind}.schema.json": json.loads((folder / f"{kind}.schema.json").read_text("utf-8"))
        for kind in _KINDS
    }
    return "\n".join([_INTRODUCTION, *(_of_file(name, schemas) for name in schemas)])


def _of_file(name: str, schemas: Mapping[str, Schema]) -> str:
    schema = schemas[name]
    tables = [_table("##", schema, name, schemas)]
    for part in schema.get("$defs", {}).values():
        if "properties" in part:
            tables.append(_table("###", part, name, schemas))
    return "\n".join(tables)


def _table(level: str, part: Schema, file: str, schemas: Mapping[str, Schema]) -> str:
    lines = [f"{level} {part['title']}", "", part["description"], ""]
    lines += ["| key | takes | what it is |", "|---|---|---|"]
    lines += _rows(part, file, schemas, "")
    return "\n".join([*lines, ""])


def _rows(part: Schema, file: str, schemas: Mapping[str, Schema], prefix: str) -> Iterator[str]:
    required = part.get("required", ())
    for key, given in part["properties"].items():
        value, home = _followed(given, file, schemas)
        needed = " (needed)" if key in required else ""
        default = f" Otherwise `{json.dumps(value['default'])}`." if "default" in value else ""
        told = f"{value['description']}{default}".replace("|", "\\|")
        yield f"| `{prefix}{key}`{needed} | {_takes(value, home, schemas)} | {told} |"
        if value.get("type") == "object" and "properties" in value and "$ref" not in given:
            yield from _rows(value, home, schemas, f"{prefix}{key}.")


def _takes(value: Schema, file: str, schemas: Mapping[str, Schema]) -> str:
    if "enum" in value:
        return ", ".join(f"`{one}`" for one in value["enum"])
    if "const" in value:
        return f"`{json.dumps(value['const'])}`"
    kind = value["type"]
    if isinstance(kind, list):
        return " or ".join(_TYPES[one] for one in kind)
    if kind == "array":
        return f"list of: {_followed(value['items'], file, schemas)[0]['title']}"
    if isinstance(value.get("additionalProperties"), dict) and "properties" not in value:
        inner, _ = _followed(value["additionalProperties"], file, schemas)
        return f"names, each with: {inner['title']}"
    return _TYPES[kind]


def _followed(part: Schema, file: str, schemas: Mapping[str, Schema]) -> tuple[Schema, str]:
    """Return the part with what its `$ref` stands for, its own words first, and that one's file."""
    if "$ref" not in part:
        return part, file
    where, _, name = part["$ref"].partition("#/$defs/")
    meant, home = _followed(schemas[where or file]["$defs"][name], where or file, schemas)
    return {**meant, **part}, home


if __name__ == "__main__":
    (shipped_schemas() / "README.md").write_text(guide(), encoding="utf-8")
