"""Phrases compiled for matching, and the matcher.

A phrase is looked at only where one of its rarest words stands in the reply.
Word classes are matched once a reply, wherever they are named.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from trainer.language.evidence import (
    Alternatives,
    ClassName,
    Gap,
    Sequence,
    Together,
    Word,
)
from trainer.scoring.reading import Reading
from trainer.scoring.tokens import tokenise
from trainer.scoring.words import base_form, function_words, word_set

NUMBER = "number"
"""The class of numbers."""
PAUSE = "pause"
"""The class that stands for no word: the start of a sentence, or after a comma or bracket."""
GAP_WORDS = 6
"""How many words `...` may stand for."""
_SMALL_GAP = 2
_PAUSE_MARK = re.compile(r"[,;:()\[\]\u2013\u2014/]|\s-+\s")
_NEVER_IN_SMALL_GAP = word_set("never_skipped")


@dataclass(frozen=True, slots=True)
class Match:
    """A phrase found: tokens `first` to `last` exclusive; `consumed` are the phrase's own."""

    first: int
    last: int
    consumed: frozenset[int]


@dataclass(frozen=True, slots=True)
class WordNode:
    """One word; `key` is looked for among a token's forms."""

    key: str
    is_exact: bool
    is_stem: bool
    is_function: bool


@dataclass(frozen=True, slots=True)
class ClassNode:
    """A word class by name."""

    name: str


@dataclass(frozen=True, slots=True)
class GapNode:
    """A gap the author asked for."""


@dataclass(frozen=True, slots=True)
class ChoiceNode:
    """One of several runs of pieces."""

    options: "tuple[tuple[Node, ...], ...]"


@dataclass(frozen=True, slots=True)
class TogetherNode:
    """All of these in one clause, in any order."""

    parts: "tuple[tuple[Node, ...], ...]"


Node = WordNode | ClassNode | GapNode | ChoiceNode | TogetherNode


def compile_sequence(sequence: Sequence) -> tuple[Node, ...]:
    """Return the nodes of a parsed phrase."""
    nodes: list[Node] = []
    for piece in sequence.pieces:
        match piece:
            case Word():
                nodes.extend(_compile_word(piece))
            case ClassName(name):
                nodes.append(ClassNode(name))
            case Gap():
                nodes.append(GapNode())
            case Alternatives(options):
                nodes.append(
                    ChoiceNode(
                        tuple(
                            (ClassNode(option.name),)
                            if isinstance(option, ClassName)
                            else tuple(_compile_word(option))
                            for option in options
                        )
                    )
                )
            case Together(parts):
                nodes.append(TogetherNode(tuple(compile_sequence(part) for part in parts)))
    return tuple(nodes)


def _compile_word(word: Word) -> Iterator[WordNode]:
    if word.is_stem:
        yield WordNode(word.text.replace("'", ""), False, True, False)
        return
    for token in tokenise(word.text):
        is_function = token.word in function_words()
        key = token.word if word.is_exact or token.is_number else base_form(token.word)
        yield WordNode(key, word.is_exact, False, is_function)


def content_words(nodes: tuple[Node, ...]) -> Iterator[str]:
    """Yield the content words of a phrase: the words typing slips are mended to."""
    for node in nodes:
        match node:
            case WordNode(key, _, is_stem, is_function):
                if not is_function and not is_stem:
                    yield key
            case ChoiceNode(parts) | TogetherNode(parts):
                for part in parts:
                    yield from content_words(part)


@dataclass(slots=True)
class ClassTable:
    """The word classes phrases may name, compiled."""

    classes: Mapping[str, tuple[tuple[Node, ...], ...]]
    anchors: dict[str, frozenset[str] | None] = field(default_factory=dict)
    _under_way: set[str] = field(default_factory=set)

    def anchors_of_class(self, name: str) -> frozenset[str] | None:
        """Return forms one of which must stand in the reply; None when any word might do."""
        if name == NUMBER:
            return frozenset({"#number"})
        if name == PAUSE:
            return None
        if name in self._under_way:
            return frozenset()
        if name not in self.anchors:
            self._under_way.add(name)
            merged: set[str] = set()
            is_open = False
            for nodes in self.classes.get(name, ()):
                some = self.anchors_of(nodes)
                if some is None:
                    is_open = True
                else:
                    merged |= some
            self._under_way.discard(name)
            self.anchors[name] = None if is_open else frozenset(merged)
        return self.anchors[name]

    def anchors_of(self, nodes: tuple[Node, ...]) -> frozenset[str] | None:
        """Return forms one of which any match holds: the most telling piece's; None if open."""
        best: frozenset[str] | None = None
        best_cost = 0.0
        for node in nodes:
            some = self._anchors_of_node(node)
            if some is None:
                continue
            cost = sum(_COMMONNESS if key in function_words() else 1 for key in some)
            if best is None or cost < best_cost:
                best, best_cost = some, cost
        return best

    def _anchors_of_node(self, node: Node) -> frozenset[str] | None:
        match node:
            case WordNode(key, _, is_stem, _):
                return None if is_stem else frozenset({key})
            case ClassNode(name):
                return self.anchors_of_class(name)
            case ChoiceNode(options):
                merged: set[str] = set()
                for option in options:
                    some = self.anchors_of(option)
                    if some is None:
                        return None
                    merged |= some
                return frozenset(merged)
            case TogetherNode(parts):
                found = [some for part in parts if (some := self.anchors_of(part)) is not None]
                return min(found, key=len) if found else None
        return None


_COMMONNESS = 50


def _is_exact(node: Node) -> bool:
    return isinstance(node, WordNode) and node.is_exact


def _is_function(node: Node) -> bool:
    match node:
        case WordNode(_, _, _, is_function):
            return is_function
        case ChoiceNode(options):
            return all(len(option) == 1 and _is_function(option[0]) for option in options)
    return False


class Matcher:
    """Finds compiled phrases in one reading; word classes are found once and kept."""

    def __init__(self, reading: Reading, table: ClassTable) -> None:
        self._reading = reading
        self._table = table
        self._positions = reading.position_table()
        self._class_ends: dict[str, _Ends] = {}
        self._class_under_way: set[str] = set()

    def find(self, nodes: tuple[Node, ...]) -> list[Match]:
        """Return the matches of a phrase, one for each place it starts."""
        matches: list[Match] = []
        for start in self._starts(nodes[0]):
            for last, consumed in self._sequence(nodes, 0, start):
                if isinstance(nodes[0], TogetherNode) and consumed:
                    start, last = min(consumed), max(last, max(consumed) + 1)
                match = Match(start, last, frozenset(consumed))
                if match not in matches:
                    matches.append(match)
                break
        return matches

    def find_class(self, name: str) -> list[Match]:
        """Return the longest match of a word class at each place."""
        return [
            Match(start, ends[0][0], frozenset(ends[0][1]))
            for start, ends in sorted(self._ends_of_class(name).items())
        ]

    def _starts(self, node: Node) -> list[int]:
        match node:
            case WordNode(key, is_exact, is_stem, _):
                if is_stem or is_exact:
                    return [
                        index
                        for index in range(len(self._reading.tokens))
                        if self._word_fits(node, index)
                    ]
                return self._positions.get(key, [])
            case ClassNode(name):
                return sorted(self._ends_of_class(name))
            case ChoiceNode(options):
                return sorted({start for option in options for start in self._starts(option[0])})
            case TogetherNode(parts):
                first_in_clause: dict[int, int] = {}
                for start in self._starts(parts[0][0]):
                    first_in_clause.setdefault(self._reading.clause_of[start], start)
                return sorted(first_in_clause.values())
        return []

    def _word_fits(self, node: WordNode, index: int) -> bool:
        if node.is_stem:
            return any(key.startswith(node.key) for key in self._reading.keys[index])
        if node.is_exact:
            typed = self._reading.tokens[index].word
            return node.key in {typed, self._reading.changed.get(index)}
        return node.key in self._reading.keys[index]

    def _sequence(
        self, nodes: tuple[Node, ...], position: int, index: int
    ) -> Iterator[tuple[int, tuple[int, ...]]]:
        """Yield ends and consumed tokens of `nodes[position:]` matched from token `index`."""
        for end, consumed in self._piece(nodes[position], index):
            if position + 1 == len(nodes):
                yield end, consumed
                continue
            following = nodes[position + 1]
            if isinstance(following, GapNode):
                next_position, reach, is_small = position + 2, GAP_WORDS, False
            else:
                next_position = position + 1
                reach, is_small = self._small_gap(nodes[position], following), True
            for skipped in range(reach + 1):
                start = end + skipped
                if not self._may_bridge(index, start, end, is_small=is_small):
                    break
                for last, more in self._sequence(nodes, next_position, start):
                    yield last, consumed + more

    def _small_gap(self, left: Node, right: Node) -> int:
        """Return how many words may stand unasked between two pieces.

        None between two function words, which would join unlike constructions.
        """
        if (_is_exact(left) and _is_exact(right)) or left == ClassNode(PAUSE):
            return 0
        functions = _is_function(left) + _is_function(right)
        return (_SMALL_GAP, 1, 0)[functions]

    def _may_bridge(self, first: int, start: int, end: int, *, is_small: bool) -> bool:
        """Whether a match begun at `first` may go on at `start`, skipping from `end`."""
        reading = self._reading
        if start >= len(reading.tokens):
            return False
        if reading.sentence_of[start] != reading.sentence_of[first]:
            return False
        if start > end and is_small:
            return reading.tokens[start - 1].word not in _NEVER_IN_SMALL_GAP
        return True

    def _piece(self, node: Node, index: int) -> Iterator[tuple[int, tuple[int, ...]]]:
        if index >= len(self._reading.tokens):
            return
        match node:
            case WordNode():
                if self._word_fits(node, index):
                    yield index + 1, (index,)
            case ClassNode(name):
                yield from self._ends_of_class(name).get(index, ())
            case ChoiceNode(options):
                for option in options:
                    yield from self._sequence(option, 0, index)
            case TogetherNode(parts):
                yield from self._together(parts, index)

    def _together(
        self, parts: tuple[tuple[Node, ...], ...], index: int
    ) -> Iterator[tuple[int, tuple[int, ...]]]:
        clause = self._reading.clause_of[index]
        consumed: tuple[int, ...] = ()
        end = index + 1
        for part in parts:
            found = next(
                (
                    (last, own)
                    for start in self._starts(part[0])
                    if self._reading.clause_of[start] == clause
                    for last, own in self._sequence(part, 0, start)
                    if not set(own) & set(consumed)
                ),
                None,
            )
            if found is None:
                return
            end = max(end, found[0])
            consumed += found[1]
        yield end, consumed

    def _ends_of_class(self, name: str) -> "_Ends":
        """Return, by start, where the matches of a class end, the longest first."""
        known = self._class_ends.get(name)
        if known is not None:
            return known
        if name in {NUMBER, PAUSE}:
            self._class_ends[name] = self._primitive(name)
            return self._class_ends[name]
        if name in self._class_under_way:
            return {}
        self._class_under_way.add(name)
        gathered: dict[int, dict[int, tuple[int, ...]]] = {}
        for nodes in self._table.classes.get(name, ()):
            anchors = self._table.anchors_of(nodes)
            if anchors is not None and not any(key in self._positions for key in anchors):
                continue
            for match in self.find(nodes):
                gathered.setdefault(match.first, {})[match.last] = tuple(sorted(match.consumed))
        self._class_under_way.discard(name)
        self._class_ends[name] = {
            start: tuple(sorted(found.items(), reverse=True)) for start, found in gathered.items()
        }
        return self._class_ends[name]

    def _primitive(self, name: str) -> "_Ends":
        """Return the places of a class that no list of words could say."""
        if name == NUMBER:
            return {index: ((index + 1, (index,)),) for index in self._positions.get("#number", [])}
        return {
            index: ((index, ()),)
            for index, token in enumerate(self._reading.tokens)
            if index == 0
            or self._reading.sentence_of[index] != self._reading.sentence_of[index - 1]
            or _PAUSE_MARK.search(token.before)
        }


_Ends = dict[int, tuple[tuple[int, tuple[int, ...]], ...]]
"""By the token a class's match starts at: where it ends, and the tokens it consumed."""
