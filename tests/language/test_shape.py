"""What is told of a file whose shape is not the schema's, and the schemas themselves."""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, validators
from referencing import Registry, Resource

from tests.language.small_library import MOVE, PACK, SCENARIO, Shelf
from trainer.language.checking import Kind, check
from trainer.language.library import pack_from_plain
from trainer.language.neighbours import Neighbours
from trainer.language.nodes import ListNode, MappingNode, Node, to_plain
from trainer.language.places import Place
from trainer.language.reader import read
from trainer.language.schema_guide import guide
from trainer.language.shape import shape_findings
from trainer.language.shipped import shipped_schemas

FILE = Path("first.yaml")
SCHEMAS = sorted(shipped_schemas().glob("*.schema.json"))


def _parts(schema: Any, path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every schema of a property, item or definition, with its path."""
    if not isinstance(schema, dict):
        return
    for key, value in schema.items():
        if key in {"properties", "$defs"}:
            for name, part in value.items():
                yield f"{path}.{name}", part
                yield from _parts(part, f"{path}.{name}")
        elif key in {"items", "additionalProperties", "then", "else", "allOf"}:
            for part in value if isinstance(value, list) else [value]:
                yield from _parts(part, f"{path}.{key}")


@pytest.mark.parametrize("file", SCHEMAS, ids=lambda file: file.stem)
def test_every_schema_is_a_sound_schema(file: Path) -> None:
    Draft202012Validator.check_schema(json.loads(file.read_text()))


@pytest.mark.parametrize("file", SCHEMAS, ids=lambda file: file.stem)
def test_every_key_has_a_title_and_a_description(file: Path) -> None:
    schema = json.loads(file.read_text())
    definitions = {other.name: json.loads(other.read_text()).get("$defs", {}) for other in SCHEMAS}
    for path, part in _parts(schema, file.name):
        where, _, name = part.get("$ref", "").partition("#/$defs/")
        described = {**definitions[where or file.name].get(name, {}), **part} if name else part
        assert described.get("title"), path
        assert described.get("description"), path


def test_the_guide_to_the_schemas_is_current() -> None:
    assert (shipped_schemas() / "README.md").read_text() == guide()


def told(shelf: Shelf, old: str, new: str) -> list[tuple[str, int, str]]:
    found = shelf.check({old: new})
    return [(one.rule, one.place.line, one.message) for one in found]


def test_a_mistyped_key_is_not_called_missing_as_well(shelf: Shelf) -> None:
    ((rule, line, message),) = told(shelf, "summary: You", "sumary: You")
    assert (rule, line) == ("unknown-key", 4)
    assert message.endswith("Did you mean summary?")


def test_a_missing_key_is_told_at_its_parent(shelf: Shelf) -> None:
    ((rule, line, message),) = told(shelf, "      prompt: Write to her.\n", "")
    assert (rule, message) == ("missing-key", '"prompt" is missing in "ask".')
    assert SCENARIO.splitlines()[line - 1] == "    ask:"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("title: The first", "title: 1984", '"title" takes text; a number stands here.'),
        ("title: The first", "title:", '"title" takes text; nothing stands here.'),
        ("title: The first", "title: [a]", '"title" takes text; a list stands here.'),
        ("minutes: 5", 'minutes: "5"', '"minutes" takes a whole number; text stands here.'),
        ("minutes: 5", "minutes: 5.0", '"minutes" takes a whole number; a number stands here.'),
        ("show: true", "show: yes", '"show" takes true or false; text stands here.'),
        (
            "objectives: [find_mentors]",
            "objectives: find_mentors",
            '"objectives" takes a list; text stands here.',
        ),
    ],
)
def test_a_wrong_type_is_told_in_plain_words(
    shelf: Shelf, old: str, new: str, message: str
) -> None:
    assert [one[2] for one in told(shelf, old, new)] == [message]


def test_a_number_for_text_comes_with_the_line_to_write(shelf: Shelf) -> None:
    (found,) = shelf.check({"title: The first": "title: 1984"})
    assert found.mend == 'title: "1984"'


def test_text_that_a_hash_swallows_whole_is_cut_prose(shelf: Shelf) -> None:
    assert [one[0] for one in told(shelf, "title: The first", "title: #1 of two")] == ["cut-prose"]


def test_cut_text_comes_with_the_line_to_write(shelf: Shelf) -> None:
    (found,) = shelf.check({"prompt: Write to her.": "prompt: Write to room #4 upstairs."})
    assert found.mend == 'prompt: "Write to room #4 upstairs."'


def test_each_of_several_missing_keys_is_told(shelf: Shelf) -> None:
    ending = "    title: In December\n    debrief: She forgot, and so did you.\n"
    told = [one.message for one in shelf.check({ending: ""})]
    assert told == ['"title" is missing in "chilly".', '"debrief" is missing in "chilly".']


def test_a_comment_behind_a_word_that_is_no_prose_is_a_comment(shelf: Shelf) -> None:
    assert told(shelf, "level: foundation", "level: foundation # or stretch") == []


def test_a_state_with_two_ways_on_is_one_mistake(shelf: Shelf) -> None:
    found = told(
        shelf, "  between:\n    goto: inbox", "  between:\n    goto: inbox\n    choices: []"
    )
    assert {one[0] for one in found} <= {"way-on", "out-of-range"}
    assert found[0][0] == "way-on"


def test_routes_that_are_no_routes_are_told(shelf: Shelf) -> None:
    text = SCENARIO.partition("    routes:\n")[0] + "    routes: [between]\n"
    assert "wrong-type" in [one.rule for one in shelf.check({}, text)]


def test_a_line_without_words_is_told(shelf: Shelf) -> None:
    (found,) = shelf.check(
        {"      - scene: Her slides are still open in a tab.": '      - scene: ""'}
    )
    assert found.rule == "out-of-range"


_KEYS = sorted(
    {line.split(":")[0].strip("- {") for line in SCENARIO.splitlines() if ":" in line}
    & {
        *("summary", "practice", "level", "minutes", "cast", "rubric", "start", "states"),
        *("name", "role", "initial", "meaning", "why", "wordings", "prompt", "kind"),
        *("listen_for", "routes", "debrief", "outcome", "expect"),
    }
)


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(_KEYS), st.integers(0, 3))
def test_a_typo_in_a_key_is_told_in_its_line(key: str, at: int) -> None:
    at = min(at, len(key) - 1)
    typo = key[:at] + "zq" + key[at:]
    lines = SCENARIO.splitlines(keepends=True)
    number, line = next((number, line) for number, line in enumerate(lines) if f"{key}:" in line)
    lines[number] = line.replace(f"{key}:", f"{typo}:", 1)
    found = check(Kind.SCENARIO, FILE, "".join(lines).encode(), Neighbours())
    assert (number + 1, "unknown-key") in [(one.place.line, one.rule) for one in found.diagnostics]
    assert not any(
        f'"{key}" is missing' in one.message and one.place.line == number + 1
        for one in found.diagnostics
    )


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 99) | st.text("ab_ $(&:#é", max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["say", "ask", "goto", "when", "id", "any", "use", "phrase", "x", "A-b"]
            ),
            inner,
            max_size=3,
        )
    ),
    max_leaves=8,
)


_SECTIONS = [
    *("title", "cast", "vars", "groups", "rubric", "states", "tests", "start", "objectives"),
    *("practices", "sources", "scenarios", "any", "feedback", "examples", "applies_when"),
]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(list(Kind)), st.sampled_from(_SECTIONS), _JSON)
def test_no_value_in_any_place_makes_checking_raise(kind: Kind, key: str, value: object) -> None:
    root = read(SCENARIO.encode()).root
    assert root is not None
    data: dict[str, object] = {**to_plain(root), key: value}
    found = check(kind, FILE, json.dumps(data).encode(), Neighbours())
    places = [one.place for one in found.diagnostics]
    assert places == sorted(places)


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(["rubric", "states", "cast", "vars"]), st.data())
def test_no_value_inside_a_section_makes_checking_raise(section: str, data: Any) -> None:
    root = read(SCENARIO.encode()).root
    assert root is not None
    whole = to_plain(root)
    name = data.draw(st.sampled_from(sorted(whole[section])))
    inner = whole[section][name]
    if isinstance(inner, Mapping) and data.draw(st.booleans()):
        key = data.draw(st.sampled_from([*inner, "say", "routes", "choices", "any"]))
        whole[section][name] = {**inner, key: data.draw(_JSON)}
    else:
        whole[section][name] = data.draw(_JSON)
    check(Kind.SCENARIO, FILE, json.dumps(whole).encode(), Neighbours())


def _validator(kind: Kind) -> Any:
    """jsonschema over the same schemas and nothing of ours, a whole number never being 5.0."""
    schemas = {file.name: json.loads(file.read_text()) for file in SCHEMAS}
    resources = [(name, Resource.from_contents(schema)) for name, schema in schemas.items()]
    registry: Any = Registry().with_resources(resources)
    checker = Draft202012Validator.TYPE_CHECKER.redefine(
        "integer", lambda _, value: isinstance(value, int) and not isinstance(value, bool)
    )
    extend: Any = validators.extend
    plain = extend(Draft202012Validator, type_checker=checker)
    return plain(schemas[f"{kind}.schema.json"], registry=registry)


VALIDATORS = {kind: _validator(kind) for kind in Kind}
WHOLE = {Kind.SCENARIO: SCENARIO, Kind.PACK: PACK, Kind.MOVE: MOVE.format(id="m", fault="true")}


def _steps(data: Any) -> list[tuple[Any, Any]]:
    """Return every place of the data as a container and a key or index."""
    inner = list(data.items() if isinstance(data, dict) else enumerate(data))
    found = [(data, key) for key, _ in inner]
    for _, value in inner:
        if isinstance(value, dict | list):
            found += _steps(value)
    return found


def _changed(data: Any, kind: Kind) -> MappingNode | None:
    """Return a whole file's tree with up to two parts of it taken away, replaced or added."""
    root = read(WHOLE[kind].encode()).root
    assert root is not None
    whole = to_plain(root)
    for _ in range(data.draw(st.integers(0, 2))):
        container, key = data.draw(st.sampled_from(_steps(whole)))
        change = data.draw(st.sampled_from(["delete", "replace", "add"]))
        if change == "delete":
            del container[key]
        elif change == "replace" or isinstance(container, list):
            container[key] = data.draw(_JSON)
        else:
            container[data.draw(st.sampled_from([*_KEYS, "use", "when", "x"]))] = data.draw(_JSON)
        if not whole:
            return None
    return read(json.dumps(whole, ensure_ascii=False, indent=1).encode()).root


def _places(root: MappingNode, path: Iterable[str | int]) -> Place:
    """Return where the part of the file at `path` stands, with its key."""
    node: Node = root
    start = root.place
    for step in path:
        if isinstance(node, MappingNode):
            entry = node.entries[str(step)]
            start, node = entry.key_place, entry.value
        else:
            assert isinstance(node, ListNode)
            node = node.items[int(step)]
            start = node.place
    return Place(start.line, start.column, node.place.end_line, node.place.end_column)


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(list(Kind)), st.data())
def test_every_error_of_a_file_is_told_where_it_is_and_nothing_else(kind: Kind, data: Any) -> None:
    changed = _changed(data, kind)
    if changed is None:
        return
    told = [one.place for one in shape_findings(kind, changed)]
    errors = list(VALIDATORS[kind].iter_errors(to_plain(changed)))
    for error in errors:
        part = _places(changed, error.absolute_path)
        begin, end = (part.line, part.column), (part.end_line, part.end_column)
        assert any(begin <= (one.line, one.column) < end for one in told), error.message
    assert bool(told) == bool(errors)


@given(_JSON)
def test_no_pack_data_makes_building_a_pack_raise(value: Any) -> None:
    data = value if isinstance(value, dict) else {"practices": value}
    assert pack_from_plain(data) is None
