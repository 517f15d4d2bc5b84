"""A resolved document: moves joined in, a hash to keep it by, and the model built of it."""

import copy
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.language.small_library import SCENARIO, Shelf
from trainer.language.checking import Kind, check
from trainer.language.conditions import AllOf, Heard, Not
from trainer.language.document import DocumentError, build_scenario, content_hash
from trainer.language.model import Action, AskKind, Outcome, Pronoun, Reading, Says
from trainer.language.neighbours import Neighbours
from trainer.language.nodes import to_plain
from trainer.language.reader import read
from trainer.language.resolve import resolve
from trainer.language.word_classes import built_in_class_names


def _move(**more: Any) -> dict[str, Any]:
    return {
        "format": 1,
        "id": "m",
        "title": "Title",
        "meaning": "Meaning",
        "why": "Why",
        "points": 2,
        "any": ["one", {"phrase": "two", "near": ["three"]}],
        "none": ["not"],
        "feedback": {"heard": "Yes", "not_heard": "No"},
        "wordings": ["A", "B"],
        "groups": {"asked": ["may i ask"]},
        "examples": {"heard": ["one"], "not_heard": []},
        **more,
    }


def _resolved(entry: dict[str, Any], move: dict[str, Any] | None = None, **more: Any) -> Any:
    scenario = {"practice": "identify", "rubric": {"x": {"use": "m", **entry}}, **more}
    return resolve(
        scenario, {"support": "Call.", "groups": {"asked": ["pack"]}}, {"m": move or _move()}
    )


def test_lists_join_the_moves_first() -> None:
    entry = _resolved({"any": ["four"], "none": ["never"]})["rubric"]["x"]
    assert entry["any"] == ["one", {"phrase": "two", "near": ["three"]}, "four"]
    assert entry["none"] == ["not", "never"]


def test_scalars_replace_and_feedback_is_replaced_sentence_by_sentence() -> None:
    entry = _resolved({"points": 3, "title": "Mine", "feedback": {"heard": "Oh"}})["rubric"]["x"]
    assert (entry["points"], entry["title"], entry["meaning"]) == (3, "Mine", "Meaning")
    assert entry["feedback"] == {"heard": "Oh", "not_heard": "No"}


def test_wordings_are_replaced_as_a_pair() -> None:
    assert _resolved({"wordings": ["C", "D"]})["rubric"]["x"]["wordings"] == ["C", "D"]


def test_without_takes_phrases_of_the_move_away_by_their_notation() -> None:
    assert _resolved({"without": ["two"]})["rubric"]["x"]["any"] == ["one"]


def test_at_least_joins_its_phrases_and_takes_the_scenarios_number() -> None:
    move = _move(at_least={"n": 2, "of": ["a", "b"]})
    entry = _resolved({"at_least": {"n": 3, "of": ["c"]}}, move)["rubric"]["x"]
    assert entry["at_least"] == {"n": 3, "of": ["a", "b", "c"]}


def test_word_classes_of_the_same_name_join() -> None:
    groups = _resolved({"groups": {"asked": ["entry"]}}, groups={"asked": ["own"], "b": ["c"]})
    assert groups["groups"]["b"] == ["c"]
    assert sorted(groups["groups"]["asked"]) == ["entry", "may i ask", "own", "pack"]
    assert groups["groups"]["asked"][0] == "may i ask"


def _is_unchanged(entry: dict[str, Any], move: dict[str, Any] | None = None, **more: Any) -> bool:
    others = more.pop("rubric", {})
    scenario = {"practice": "identify", "rubric": {"x": {"use": "m", **entry}, **others}, **more}
    document = resolve(scenario, None, {"m": move or _move()})
    unchanged: bool = document["rubric"]["x"]["move_unchanged"]
    return unchanged


_OWN = {"title": "Own", "meaning": "Own", "why": "Own", "any": ["own"]}


def test_a_move_is_unchanged_when_only_its_words_for_people_differ() -> None:
    assert _is_unchanged({"points": 3, "feedback": {"heard": "Oh"}, "title": "Mine"})
    assert _is_unchanged({}, rubric={"y": _OWN}, groups={"her_talk": ["a talk"]})
    assert _is_unchanged({}, _move(applies_when="y", exclusive=["not_here"]))
    twice = {"asked": ["may i ask", "may i ask"]}
    assert _is_unchanged({}, _move(groups=twice))


@pytest.mark.parametrize(
    "entry",
    [
        {"any": ["more"]},
        {"at_least": {"n": 1, "of": ["more"]}},
        {"without": ["one"]},
        {"groups": {"asked": ["more"]}},
        {"says": "either"},
        {"threshold": 2},
        {"fault": True},
        {"reading": "self_check"},
        {"applies_when": "y"},
        {"exclusive": ["y"]},
    ],
    ids=lambda entry: next(iter(entry)),
)
def test_a_move_is_changed_by_what_makes_it_hear_other_replies(entry: dict[str, Any]) -> None:
    assert not _is_unchanged(entry, rubric={"y": _OWN})


def test_a_move_is_changed_by_a_neighbour_that_may_take_its_words() -> None:
    assert not _is_unchanged({}, rubric={"y": {**_OWN, "exclusive": ["x"]}})
    assert not _is_unchanged({}, _move(exclusive=["y"]), rubric={"y": _OWN})


def test_a_move_is_changed_by_more_words_in_a_class_it_may_name() -> None:
    assert "duration" in built_in_class_names()
    assert not _is_unchanged({}, groups={"duration": ["a while"]})
    assert not _is_unchanged({}, groups={"asked": ["more"]})
    assert not _is_unchanged({}, rubric={"y": {**_OWN, "groups": {"asked": ["more"]}}})


def test_examples_and_the_words_of_assembly_are_not_kept() -> None:
    entry = _resolved({"without": ["one"]})["rubric"]["x"]
    assert not {"examples", "use", "without", "groups", "id", "format"} & entry.keys()
    assert entry["move"] == "m"


def test_resolving_changes_nothing_it_was_given() -> None:
    move = _move()
    before = copy.deepcopy(move)
    document = _resolved({"any": ["four"], "without": ["one"]}, move)
    document["rubric"]["x"]["any"].append("later")
    assert move == before


@pytest.fixture
def document(shelf: Shelf, scenario_text: str) -> dict[str, Any]:
    loaded = shelf.load(scenario_text)
    assert loaded.diagnostics == ()
    assert loaded.document is not None
    return dict(loaded.document)


def test_the_model_says_what_the_file_says(shelf: Shelf, scenario_text: str) -> None:
    scenario = shelf.load(scenario_text).scenario
    assert scenario is not None
    assert (scenario.title, scenario.minutes, scenario.support) == (
        "The first",
        5,
        "Call somebody you trust.",
    )
    assert scenario.cast["okafor"].pronoun is Pronoun.SHE
    assert (scenario.vars["trust"].label, scenario.vars["trust"].is_shown) == ("Trust", True)
    why_you, bounded = scenario.rubric.criteria["why_you"], scenario.rubric.criteria["bounded_ask"]
    assert why_you.applies_when == Heard("bounded_ask")
    assert why_you.evidence.says is Says.AFFIRMED
    assert (why_you.practice, why_you.move) == ("identify", None)
    assert (bounded.points, bounded.move, bounded.is_move_unchanged) == (2, "bounded_ask", True)
    assert bounded.reading is Reading.SCORED
    assert scenario.rubric.criteria["presses"].is_fault
    assert set(scenario.rubric.groups) == {"her_talk", "asked", "ward"}
    inbox = scenario.states["inbox"]
    assert inbox.ask is not None
    assert inbox.ask == scenario.ask("first_message")
    assert inbox.ask.kind is AskKind.MESSAGE
    assert inbox.routes[1].when == AllOf((Heard("bounded_ask"), Not(Heard("presses"))))
    assert (inbox.routes[2].when, inbox.routes[2].other_side) == (None, "She was puzzled.")
    assert inbox.say[0].is_scene
    assert inbox.say[1].when is not None
    assert inbox.group is not None
    assert inbox.group.what_if == (Action(type="One thing?"), Action(undo=True))
    assert scenario.states["warm"].choices[1].shows == ("presses",)
    assert scenario.states["between"].goto == "inbox"
    ending = scenario.states["agreed"].ending
    assert ending is not None
    assert ending.outcome is Outcome.STRONG
    assert scenario.tests[0].expect.vars == {"trust": 1}


def test_a_document_through_json_builds_the_same_scenario(document: dict[str, Any]) -> None:
    again = json.loads(json.dumps(document))
    assert again == document
    assert build_scenario(again) == build_scenario(document)
    assert content_hash(again) == content_hash(document)


def test_the_hash_looks_at_content_and_not_at_order(document: dict[str, Any]) -> None:
    turned = dict(reversed(list(document.items())))
    assert content_hash(turned) == content_hash(document)
    assert content_hash({**document, "title": "Another"}) != content_hash(document)


def test_examples_of_a_move_do_not_change_the_hash(shelf: Shelf, scenario_text: str) -> None:
    before = shelf.load(scenario_text).content_hash
    text = (shelf.root / "moves" / "presses.yaml").read_text()
    shelf.write_move("presses", text.replace("not_heard: [Nothing.]", "not_heard: [Never.]"))
    assert shelf.load(scenario_text).content_hash == before
    shelf.write_move("presses", text.replace("small thing", "tiny thing"))
    assert shelf.load(scenario_text).content_hash != before


def _without(key: str) -> Callable[[dict[str, Any]], None]:
    def damage(document: dict[str, Any]) -> None:
        del document[key]

    return damage


def _set(path: str, value: object) -> Callable[[dict[str, Any]], None]:
    def damage(document: dict[str, Any]) -> None:
        *steps, last = path.split(".")
        at: Any = document
        for step in steps:
            at = at[int(step)] if isinstance(at, list) else at[step]
        at[last] = value

    return damage


@pytest.mark.parametrize(
    "damage",
    [
        _without("states"),
        _without("title"),
        _set("format", 2),
        _set("minutes", "five"),
        _set("start", "nowhere"),
        _set("states.between.goto", "nowhere"),
        _set("states.inbox.ask.listen_for", ["nothing"]),
        _set("states.inbox.routes", []),
        _set("states.chilly", {}),
        _set("states.chilly.outcome", "splendid"),
        _set("states.inbox.say", [{"stranger": "Hello."}]),
        _set("states.warm.choices.0.goto", None),
        _set("rubric.why_you.any", ["(one"]),
        _set("rubric.why_you.applies_when", "bounded_ask &"),
        _set("rubric.why_you", []),
        _set("vars.trust.initial", True),
        _set("tests", [{"name": "x", "do": [{}], "expect": {}}]),
        _set("cast", None),
    ],
)
def test_a_damaged_document_is_refused(
    document: dict[str, Any], damage: Callable[[dict[str, Any]], None]
) -> None:
    broken = json.loads(json.dumps(document))
    damage(broken)
    with pytest.raises(DocumentError):
        build_scenario(broken)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)
_KEYS = st.sampled_from(["format", "id", "cast", "rubric", "states", "start", "vars", "tests"])


@settings(max_examples=60)
@given(st.dictionaries(_KEYS | st.text(max_size=5), _JSON, max_size=8))
def test_no_data_makes_building_raise_anything_else(data: dict[str, Any]) -> None:
    with pytest.raises(DocumentError):
        build_scenario({**data, "format": data.get("format", 1)})


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_what_a_check_finds_sound_can_be_built(data: st.DataObject) -> None:
    root = read(SCENARIO.encode()).root
    assert root is not None
    plain = to_plain(root)
    for criterion in plain["rubric"].values():
        criterion.pop("use", None)
        criterion.update(copy.deepcopy(WRITTEN_OUT) | criterion)
    for _ in range(data.draw(st.integers(0, 3))):
        places = list(_places(plain))
        container, key = places[data.draw(st.integers(0, len(places) - 1))]
        other, at = places[data.draw(st.integers(0, len(places) - 1))]
        container[key] = copy.deepcopy(other[at])
    checked = check(Kind.SCENARIO, Path("first.yaml"), json.dumps(plain).encode(), Neighbours())
    if checked.is_sound:
        assert checked.plain is not None
        build_scenario(resolve(checked.plain, None, {}))


WRITTEN_OUT = {
    "title": "Title",
    "meaning": "Meaning",
    "why": "Why",
    "any": ["one"],
    "feedback": {},
    "wordings": ["A", "B"],
}


def _places(data: Any) -> Iterator[tuple[Any, Any]]:
    """Yield every place of the data as a container and a key or index."""
    for key, value in list(data.items() if isinstance(data, dict) else enumerate(data)):
        yield data, key
        if isinstance(value, dict | list):
            yield from _places(value)
