"""Rules about names in a scenario: everything named somewhere must exist, once."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any

from trainer.language.conditions import RESERVED_WORDS, mentions
from trainer.language.findings import Finding
from trainer.language.located import (
    LocatedCondition,
    LocatedScenario,
    group_phrases,
    ids_of,
    phrase_findings,
    phrase_lists,
    texts_in,
)
from trainer.language.move_shelf import move_condition
from trainer.language.near_misses import did_you_mean, nearest
from trainer.language.neighbours import Neighbours
from trainer.language.nodes import Entry, MappingNode, Node, ScalarNode, text_of
from trainer.language.resolve import PHRASE_LISTS, notation
from trainer.language.terms import SCENE
from trainer.language.word_classes import built_in_class_names

_SECTIONS = {
    "cast": "somebody in the cast",
    "vars": "a var",
    "rubric": "a criterion",
    "states": "a state",
}


def unknown(
    rule: str, node: Node | None, known: Iterable[str] | None, **more: object
) -> Iterator[Finding]:
    """Find a text that names nothing known; nothing is claimed when `known` is None."""
    name = text_of(node)
    if known is None or name is None or name in known or not isinstance(node, ScalarNode):
        return
    details = {"name": name, "hint": did_you_mean(name, known), **more}
    yield Finding(rule, node.place, details)


def names(scenario: LocatedScenario, neighbours: Neighbours) -> Iterator[Finding]:
    """Hold every name against what the file, its pack and the moves have."""
    yield from _reserved_and_shared(scenario)
    yield from _states(scenario)
    yield from _criteria(scenario)
    yield from _variables(scenario)
    yield from _speakers(scenario)
    yield from _tests(scenario)
    yield from _moves(scenario, neighbours)
    yield from _phrases(scenario, neighbours)
    for condition in scenario.conditions:
        yield from _condition(scenario, condition)
    if neighbours.pack is not None:
        yield from _pack(scenario, neighbours.pack)


def _reserved_and_shared(scenario: LocatedScenario) -> Iterator[Finding]:
    taken: dict[str, tuple[str, Entry]] = {}
    for section, what in _SECTIONS.items():
        for name, entry in (scenario.section(section) or {}).items():
            if name in RESERVED_WORDS:
                yield Finding("reserved-word", entry.key_place, {"name": name})
            elif name in taken:
                first, other = taken[name]
                details = {"name": name, "what": first, "first": other.key_place.line}
                yield Finding("name-clash", entry.key_place, details)
            else:
                taken[name] = (what, entry)
    yield from _twice("an ask", scenario.ask_ids)
    for ways in scenario.choices.values():
        yield from _twice("a choice of this state", ids_of(way.node for way in ways))


def _twice(what: str, ids: Mapping[str, tuple[Entry, ...]]) -> Iterator[Finding]:
    for name, entries in ids.items():
        for entry in entries[1:]:
            details = {"name": name, "what": what, "first": entries[0].key_place.line}
            yield Finding("name-clash", entry.value.place, details)


def _states(scenario: LocatedScenario) -> Iterator[Finding]:
    known = scenario.known("states")
    yield from unknown("unknown-state", scenario.root.value("start"), known)
    for state in scenario.states.values():
        yield from unknown("unknown-state", state.value("goto"), known)
    for ways in chain(scenario.routes.values(), scenario.choices.values()):
        for way in ways:
            yield from unknown("unknown-state", way.node.value("goto"), known)


def _criteria(scenario: LocatedScenario) -> Iterator[Finding]:
    known = scenario.known("rubric")
    lists = [state.mapping("ask").value("listen_for") for state in scenario.states.values()]
    lists += [way.node.value("shows") for ways in scenario.choices.values() for way in ways]
    lists += [criterion.value("exclusive") for _, criterion in scenario.maps("rubric")]
    for test in scenario.tests:
        lists += [test.mapping("expect").value(key) for key in ("heard", "not_heard")]
    for listed in lists:
        for _, node in texts_in(listed):
            yield from unknown("unknown-criterion", node, known)


def _variables(scenario: LocatedScenario) -> Iterator[Finding]:
    known = scenario.known("vars")
    if known is None:
        return
    ways = chain(*scenario.routes.values(), *scenario.choices.values())
    changed = [way.node.mapping("add") for way in ways]
    changed += [test.mapping("expect").mapping("vars") for test in scenario.tests]
    for mapping in changed:
        for name, entry in mapping.entries.items():
            if name not in known:
                details = {"name": name, "hint": did_you_mean(name, known)}
                yield Finding("unknown-variable", entry.key_place, details)


def _speakers(scenario: LocatedScenario) -> Iterator[Finding]:
    known = scenario.known("cast")
    if known is None:
        return
    for line in scenario.line_nodes:
        speakers = [entry for key, entry in line.entries.items() if key != "when"]
        if len(speakers) == 1 and speakers[0].key not in {SCENE, *known}:
            name = speakers[0].key
            details = {"name": name, "hint": did_you_mean(name, {SCENE, *known})}
            yield Finding("unknown-cast-member", speakers[0].key_place, details)


def _tests(scenario: LocatedScenario) -> Iterator[Finding]:
    if scenario.known("states") is None:
        return
    for action in scenario.actions():
        yield from unknown("unknown-choice", action.value("choose"), scenario.choice_ids)
    for test in scenario.tests:
        expect = test.mapping("expect")
        ending = expect.value("ending")
        if text_of(ending) in scenario.states:
            hint = " The state of that name has no outcome."
            yield from unknown("unknown-ending", ending, scenario.endings, hint=hint)
        else:
            yield from unknown("unknown-ending", ending, scenario.endings)
        yield from unknown("unknown-state", expect.value("state"), scenario.known("states"))


def _moves(scenario: LocatedScenario, neighbours: Neighbours) -> Iterator[Finding]:
    criteria = scenario.known("rubric") or frozenset()
    for _, criterion in scenario.maps("rubric"):
        use = criterion.value("use")
        move_id = text_of(use)
        if move_id is None or not isinstance(use, ScalarNode):
            continue
        yield from unknown("unknown-move", use, neighbours.moves.files)
        if move_id not in neighbours.moves.files:
            continue
        move = neighbours.moves.plain(move_id)
        if move is None:
            file = neighbours.moves.files[move_id]
            details = {"name": move_id, "file": f"{file.parent.name}/{file.name}"}
            yield Finding("broken-move", use.place, details)
            continue
        phrases = [notation(one) for key in PHRASE_LISTS for one in move.get(key, ())]
        phrases += [notation(one) for one in move.get("at_least", {}).get("of", ())]
        for _, node in texts_in(criterion.value("without")):
            yield from unknown("unknown-phrase", node, phrases, move=move_id)
        if "applies_when" in move and "applies_when" not in criterion.entries:
            for mention in mentions(move_condition(move["applies_when"])):
                if mention.name not in criteria:
                    details = {"move": move_id, "name": mention.name}
                    yield Finding("move-needs-criterion", use.place, details)


def _phrases(scenario: LocatedScenario, neighbours: Neighbours) -> Iterator[Finding]:
    known = set(built_in_class_names()) | set((neighbours.pack or {}).get("groups") or ())
    known |= set(scenario.root.mapping("groups").entries)
    for _, criterion in scenario.maps("rubric"):
        known |= set(criterion.mapping("groups").entries)
        known |= set((neighbours.moves.plain(criterion.text("use") or "") or {}).get("groups", ()))
    nodes = chain(
        group_phrases(scenario.root.mapping("groups")),
        *(phrase_lists(criterion) for _, criterion in scenario.maps("rubric")),
    )
    yield from phrase_findings(nodes, frozenset(known))


def condition_error(condition: LocatedCondition) -> Iterator[Finding]:
    """Find what keeps a condition from being read."""
    error = condition.error
    if error is not None:
        fragment = condition.text[error.offset : error.offset + error.length].strip()
        details = {"fragment": fragment or condition.text.strip(), "cause": str(error)}
        place = condition.node.within(error.offset, error.length)
        yield Finding("malformed-condition", place, details)


def _condition(scenario: LocatedScenario, condition: LocatedCondition) -> Iterator[Finding]:
    yield from condition_error(condition)
    if condition.tree is None:
        return
    sections = {
        "criterion": ("rubric", "unknown-criterion"),
        "variable": ("vars", "unknown-variable"),
        "state": ("states", "unknown-state"),
    }
    for mention in dict.fromkeys(mentions(condition.tree)):
        section, rule = sections[mention.kind]
        known = scenario.known(section)
        if known is None or mention.name in known:
            continue
        near = nearest(mention.name, known)
        elsewhere = scenario.known("vars") or frozenset()
        if not near and mention.kind == "criterion":
            near = nearest(mention.name, elsewhere)
        hint = f" Did you mean {near[0]}?" if near else ""
        details = {"name": mention.name, "hint": hint}
        yield Finding(rule, condition.place_of(mention.name), details)


def _pack(scenario: LocatedScenario, pack: Mapping[str, Any]) -> Iterator[Finding]:
    def ids(key: str) -> Iterable[str] | None:
        section = pack.get(key)
        return section if isinstance(section, Mapping) else None

    root: MappingNode = scenario.root
    yield from unknown("unknown-practice", root.value("practice"), ids("practices"))
    for _, node in texts_in(root.value("objectives")):
        yield from unknown("unknown-objective", node, ids("objectives"))
    for _, node in texts_in(root.value("sources")):
        yield from unknown("unknown-source", node, ids("sources"))
    for _, criterion in scenario.maps("rubric"):
        yield from unknown("unknown-practice", criterion.value("practice"), ids("practices"))
        yield from unknown("unknown-source", criterion.value("source"), ids("sources"))
