"""A scenario's tree, looked at as a story: its names, conditions, phrases and ways on.

Works on files with mistakes: a part of the wrong shape is as good as absent, and
of names in an absent part nothing is claimed.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from trainer.language.conditions import Condition, ConditionError, parse_condition
from trainer.language.evidence import PhraseError, class_names, phrase_from_plain
from trainer.language.findings import Finding
from trainer.language.near_misses import did_you_mean
from trainer.language.nodes import (
    Entry,
    ListNode,
    MappingNode,
    Node,
    ScalarNode,
    text_of,
    to_plain,
)
from trainer.language.phrases import parsed
from trainer.language.places import Place

EVIDENCE_LISTS = ("any", "all", "none", "partly")


class Moment(Enum):
    """When a condition is looked at."""

    AFTER_REPLY = "after_reply"
    """On a route: the reply was just read."""
    IN_RUBRIC = "in_rubric"
    """In `applies_when`: while the reply is read."""
    ANY_TIME = "any_time"


@dataclass(frozen=True, slots=True)
class LocatedCondition:
    """A condition where it stands. `tree` is None when it cannot be parsed."""

    node: ScalarNode
    text: str
    moment: Moment
    tree: Condition | None
    error: ConditionError | None
    ask: MappingNode | None = None
    """The ask whose reply it judges."""

    def place_of(self, name: str) -> Place:
        """Return the place of a name in it."""
        found = re.search(rf"\b{re.escape(name)}\b", self.text)
        return self.node.within(found.start(), len(name)) if found else self.node.place


@dataclass(frozen=True, slots=True)
class Way:
    """A route or a choice, where it stands. `when` is None when it has none."""

    state: str
    node: MappingNode
    when: LocatedCondition | None

    @property
    def place(self) -> Place:
        """Return the place of its first key."""
        return next(iter(self.node.entries.values())).key_place


class LocatedScenario:
    """A scenario's tree with its names."""

    def __init__(self, root: MappingNode, *, may_lack_sections: bool = False) -> None:
        """`may_lack_sections`: a top-level key is misspelt, so an absent section may be there."""
        self.root = root
        self._may_lack_sections = may_lack_sections

    def section(self, key: str) -> Mapping[str, Entry] | None:
        """Return the entries of a top-level mapping; None when it is absent or misshapen."""
        value = self.root.value(key)
        return value.entries if isinstance(value, MappingNode) else None

    def known(self, key: str) -> frozenset[str] | None:
        """Return the names of a section, as written and as they should be; None if unknown."""
        entries = self.section(key)
        if entries is None:
            has_no_vars = key == "vars" and key not in self.root.entries
            return frozenset() if has_no_vars and not self._may_lack_sections else None
        return frozenset(entries) | {snake_case(name) for name in entries}

    def maps(self, key: str) -> Iterator[tuple[str, MappingNode]]:
        """Yield the mappings of a section by name."""
        for name, entry in (self.section(key) or {}).items():
            if isinstance(entry.value, MappingNode):
                yield name, entry.value

    @cached_property
    def states(self) -> Mapping[str, MappingNode]:
        """Every state that is a mapping, by name."""
        return dict(self.maps("states"))

    @cached_property
    def routes(self) -> Mapping[str, tuple[Way, ...]]:
        """The routes of each state that has some."""
        found = {
            name: tuple(self._ways(name, state, "routes", Moment.AFTER_REPLY))
            for name, state in self.states.items()
        }
        return {name: routes for name, routes in found.items() if routes}

    @cached_property
    def choices(self) -> Mapping[str, tuple[Way, ...]]:
        """The choices of each state that has some."""
        found = {
            name: tuple(self._ways(name, state, "choices", Moment.ANY_TIME))
            for name, state in self.states.items()
        }
        return {name: choices for name, choices in found.items() if choices}

    @cached_property
    def line_nodes(self) -> tuple[MappingNode, ...]:
        """Every line of the story."""
        return tuple(self._lines())

    @cached_property
    def conditions(self) -> tuple[LocatedCondition, ...]:
        """Every condition of the story, the routes' first."""
        found = [
            way.when
            for ways in (*self.routes.values(), *self.choices.values())
            for way in ways
            if way.when is not None
        ]
        for line in self.line_nodes:
            located = self.condition(line.value("when"), Moment.ANY_TIME)
            if located is not None:
                found.append(located)
        for _, criterion in self.maps("rubric"):
            located = self.condition(criterion.value("applies_when"), Moment.IN_RUBRIC)
            if located is not None:
                found.append(located)
        return tuple(found)

    @cached_property
    def choice_ids(self) -> Mapping[str, tuple[Entry, ...]]:
        """The ids of choices, each with the entries that say it."""
        return ids_of(way.node for ways in self.choices.values() for way in ways)

    @cached_property
    def ask_ids(self) -> Mapping[str, tuple[Entry, ...]]:
        """The ids of asks, each with the entries that say it."""
        return ids_of(state.mapping("ask") for state in self.states.values())

    @cached_property
    def endings(self) -> frozenset[str]:
        """The names of states that have an outcome."""
        return frozenset(name for name, state in self.states.items() if "outcome" in state.entries)

    @cached_property
    def tests(self) -> tuple[MappingNode, ...]:
        """The scenario's tests that are mappings."""
        return tuple(test for test in self.root.items("tests") if isinstance(test, MappingNode))

    def actions(self) -> Iterator[MappingNode]:
        """Yield every action of tests and group notes."""
        lists = [test.items("do") for test in self.tests]
        lists += [state.mapping("group").items("what_if") for state in self.states.values()]
        for actions in lists:
            yield from (action for action in actions if isinstance(action, MappingNode))

    def condition(
        self, node: Node | None, moment: Moment, ask: MappingNode | None = None
    ) -> LocatedCondition | None:
        """Parse the condition at `node`; None when there is no text."""
        text = text_of(node)
        if text is None or not isinstance(node, ScalarNode):
            return None
        try:
            tree = parse_condition(
                text, (self.section("rubric") or {}).__contains__, self._is_variable
            )
        except ConditionError as error:
            return LocatedCondition(node, text, moment, None, error, ask)
        return LocatedCondition(node, text, moment, tree, None, ask)

    def _is_variable(self, name: str) -> bool:
        return name in (self.known("vars") or ())

    def _ways(self, name: str, state: MappingNode, key: str, moment: Moment) -> Iterator[Way]:
        ask = state.mapping("ask") if key == "routes" else None
        for way in state.items(key):
            if isinstance(way, MappingNode) and way.entries:
                yield Way(name, way, self.condition(way.value("when"), moment, ask))

    def _lines(self) -> Iterator[MappingNode]:
        for name, state in self.states.items():
            places = [state.items("say"), state.mapping("ask").items("again")]
            ways = (*self.routes.get(name, ()), *self.choices.get(name, ()))
            places += [way.node.items("say") for way in ways]
            for lines in places:
                yield from (line for line in lines if isinstance(line, MappingNode))


def snake_case(name: str) -> str:
    """Return the name as it should have been written."""
    return name.lower().replace("-", "_")


def ids_of(nodes: Iterable[MappingNode]) -> Mapping[str, tuple[Entry, ...]]:
    """Return the ids of some asks or choices, each with the entries that say it."""
    found: dict[str, tuple[Entry, ...]] = {}
    for node in nodes:
        name = node.text("id")
        if name is not None:
            found[name] = (*found.get(name, ()), node.entries["id"])
    return found


def texts_in(node: Node | None) -> Iterator[tuple[str, ScalarNode]]:
    """Yield the texts of a list with their nodes."""
    if isinstance(node, ListNode):
        for item in node.items:
            if isinstance(item, ScalarNode) and isinstance(item.value, str):
                yield item.value, item


def phrase_lists(criterion: MappingNode) -> Iterator[Node]:
    """Yield every phrase of a criterion or a move, with those of its word classes."""
    for key in EVIDENCE_LISTS:
        yield from criterion.items(key)
    yield from criterion.mapping("at_least").items("of")
    yield from group_phrases(criterion.mapping("groups"))


def group_phrases(groups: MappingNode) -> Iterator[Node]:
    """Yield every phrase of some word classes."""
    for entry in groups.entries.values():
        if isinstance(entry.value, ListNode):
            yield from entry.value.items


def phrase_findings(nodes: Iterable[Node], known: frozenset[str]) -> Iterator[Finding]:
    """Find what keeps phrases from being read, and word classes nobody knows."""
    for node in nodes:
        texts = list(_phrase_texts(node))
        findings = [one for text, where in texts for one in _phrase_finding(text, where, known)]
        yield from findings
        if isinstance(node, MappingNode) and node.entries and not findings:
            try:
                phrase_from_plain(to_plain(node))
            except PhraseError as error:
                first = next(iter(node.entries.values()))
                details = {"fragment": first.key, "cause": str(error)}
                yield Finding("malformed-phrase", first.key_place, details)
            except TypeError:
                continue  # The schema has said what is of the wrong type.


def _phrase_texts(node: Node) -> Iterator[tuple[str, ScalarNode]]:
    if isinstance(node, MappingNode):
        phrase = node.value("phrase")
        if isinstance(phrase, ScalarNode) and isinstance(phrase.value, str):
            yield phrase.value, phrase
        yield from texts_in(node.value("near"))
    elif isinstance(node, ScalarNode) and isinstance(node.value, str):
        yield node.value, node


def _phrase_finding(text: str, node: ScalarNode, known: frozenset[str]) -> Iterator[Finding]:
    try:
        phrase = parsed(text)
    except PhraseError as error:
        fragment = text[error.offset : error.offset + error.length] or text
        details = {"fragment": fragment, "cause": str(error)}
        yield Finding("malformed-phrase", node.within(error.offset, error.length), details)
        return
    for name in sorted(class_names(phrase) - known):
        place = node.within(text.find(f"${name}"), len(name) + 1)
        yield Finding("unknown-group", place, {"name": name, "hint": did_you_mean(name, known)})
