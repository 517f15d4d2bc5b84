"""Phrases compiled for matching: nodes, gaps, and the words no match can do without."""

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
from trainer.scoring.reading import NUMBER_KEY, number_form
from trainer.scoring.tokens import tokenise
from trainer.scoring.words import base_form, function_words

NUMBER = "number"
"""The class of numbers."""
PAUSE = "pause"
"""The class that stands for no word: the start of a sentence, or after a comma or bracket."""
CUE_PREFIX = "cue."
"""What stands before the name of a cue, which no author can write."""
GAP_WORDS = 6
"""How many words `...` may stand for."""
_SMALL_GAP = 2


# Nodes are compared by identity: a matcher keeps what it found of each.
@dataclass(frozen=True, slots=True, eq=False)
class WordsNode:
    """One word out of some: `forms` in any inflection, `exact` only as they are."""

    forms: frozenset[str]
    exact: frozenset[str] = frozenset()
    is_function: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class StemNode:
    """A word that begins with `stem`."""

    stem: str


@dataclass(frozen=True, slots=True, eq=False)
class ClassNode:
    """A word class by name."""

    name: str


@dataclass(frozen=True, slots=True, eq=False)
class ChoiceNode:
    """One of several patterns."""

    options: "tuple[Pattern, ...]"


@dataclass(frozen=True, slots=True, eq=False)
class TogetherNode:
    """All of these in one clause, in any order."""

    parts: "tuple[Pattern, ...]"


Node = WordsNode | StemNode | ClassNode | ChoiceNode | TogetherNode


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """A node and how many words may stand before it; a small gap skips only some words."""

    node: Node
    reach: int = 0
    is_small: bool = True


Pattern = tuple[Step, ...]


def compile_sequence(sequence: Sequence) -> Pattern:
    """Return the pattern of a parsed phrase."""
    steps: list[Step] = []
    is_after_gap = False
    for piece in sequence.pieces:
        if isinstance(piece, Gap):
            is_after_gap = True
            continue
        for node in _nodes(piece):
            if is_after_gap:
                steps.append(Step(node, GAP_WORDS, is_small=False))
            else:
                steps.append(Step(node, _small_gap(steps[-1].node, node) if steps else 0))
            is_after_gap = False
    return tuple(steps)


def _nodes(piece: Word | ClassName | Alternatives | Together) -> Iterator[Node]:
    match piece:
        case Word():
            yield from _word_nodes(piece)
        case ClassName(name):
            yield ClassNode(name)
        case Alternatives(options):
            yield _choice(options)
        case Together(parts):
            yield TogetherNode(tuple(compile_sequence(part) for part in parts))


def _word_nodes(word: Word) -> list[Node]:
    if word.is_stem:
        return [StemNode(word.text.replace("'", ""))]
    nodes: list[Node] = []
    for token in tokenise(word.text):
        is_function = token.word in function_words()
        if word.is_exact:
            nodes.append(WordsNode(frozenset(), frozenset({token.word}), is_function))
        else:
            form = number_form(token.word) if token.is_number else base_form(token.word)
            nodes.append(WordsNode(frozenset({form}), is_function=is_function))
    return nodes


def _choice(options: tuple[Word | ClassName, ...]) -> Node:
    """Return one node for single words, a choice of patterns where an option is more."""
    forms: set[str] = set()
    exact: set[str] = set()
    are_functions = True
    patterns: list[Pattern] = []
    for option in options:
        nodes = [ClassNode(option.name)] if isinstance(option, ClassName) else _word_nodes(option)
        if len(nodes) == 1 and isinstance(nodes[0], WordsNode):
            forms |= nodes[0].forms
            exact |= nodes[0].exact
            are_functions = are_functions and nodes[0].is_function
        else:
            patterns.append(
                tuple(
                    Step(node, _small_gap(nodes[index - 1], node) if index else 0)
                    for index, node in enumerate(nodes)
                )
            )
    if not forms and not exact:
        return ChoiceNode(tuple(patterns))
    words = WordsNode(frozenset(forms), frozenset(exact), are_functions and not patterns)
    return words if not patterns else ChoiceNode(((Step(words),), *patterns))


def _small_gap(left: Node, right: Node) -> int:
    """Return how many words may stand unasked between two pieces.

    None between two function words, which would join unlike constructions.
    """
    if isinstance(left, ClassNode) and left.name == PAUSE:
        return 0
    if _is_exact(left) and (
        _is_exact(right) or (isinstance(right, ClassNode) and right.name == PAUSE)
    ):
        return 0
    functions = _is_function(left) + _is_function(right)
    return (_SMALL_GAP, 2, 0)[functions]


def _is_exact(node: Node) -> bool:
    return isinstance(node, WordsNode) and bool(node.exact) and not node.forms


def _is_function(node: Node) -> bool:
    return isinstance(node, WordsNode) and node.is_function


def content_words(pattern: Pattern) -> Iterator[str]:
    """Yield the content words of a pattern: the words typing slips are mended to."""
    for step in pattern:
        match step.node:
            case WordsNode(forms, exact, _):
                yield from (forms | exact) - function_words()
            case ChoiceNode(patterns) | TogetherNode(patterns):
                for one in patterns:
                    yield from content_words(one)


Anchors = tuple[frozenset[str], ...]
"""Of each set, a match needs at least one form in the reply."""


@dataclass(slots=True)
class AnchorIndex:
    """Patterns by the sets of forms they need, so that few are ever looked at."""

    patterns: list[Pattern] = field(default_factory=list)
    _sets: dict[frozenset[str], int] = field(default_factory=dict)
    """The number of each set of forms."""
    _sets_of_form: dict[str, list[int]] = field(default_factory=dict)
    _by_rarest: dict[int, list[tuple[int, tuple[int, ...]]]] = field(default_factory=dict)
    """By its rarest set, each pattern and its other sets."""
    _always: list[int] = field(default_factory=list)

    def add(self, pattern: Pattern, anchors: Anchors) -> None:
        """Add a pattern; its number is its place in `patterns`."""
        number = len(self.patterns)
        self.patterns.append(pattern)
        if not anchors:
            self._always.append(number)
            return
        rarest, *others = (self._number_of_set(forms) for forms in anchors)
        self._by_rarest.setdefault(rarest, []).append((number, tuple(others)))

    def _number_of_set(self, forms: frozenset[str]) -> int:
        if forms not in self._sets:
            self._sets[forms] = len(self._sets)
            for form in forms:
                self._sets_of_form.setdefault(form, []).append(self._sets[forms])
        return self._sets[forms]

    def candidates(self, places: Mapping[str, int], everywhere: int) -> list[tuple[int, int]]:
        """Return the numbers of the patterns a reply might match, and where, as bits.

        `places` are the sentences of each form of the reply, `everywhere` all of
        them: only in a sentence with a form of each of its sets a pattern is found.
        """
        masks: dict[int, int] = {}
        known = masks.get
        for form in self._sets_of_form.keys() & places.keys():
            here = places[form]
            for one in self._sets_of_form[form]:
                masks[one] = known(one, 0) | here
        found = [(number, everywhere) for number in self._always]
        for rarest in self._by_rarest.keys() & masks.keys():
            mask = masks[rarest]
            for number, others in self._by_rarest[rarest]:
                sentences = mask
                for one in others:
                    sentences &= known(one, 0)
                if sentences:
                    found.append((number, sentences))
        return sorted(found)


@dataclass(slots=True)
class ClassTable:
    """The word classes phrases may name, and what each pattern cannot do without."""

    classes: Mapping[str, tuple[Pattern, ...]]
    _indexes: dict[str, AnchorIndex] = field(default_factory=dict)
    _class_forms: dict[str, frozenset[str] | None] = field(default_factory=dict)
    _under_way: set[str] = field(default_factory=set)

    def index_of(self, name: str) -> "AnchorIndex":
        """Return the patterns of a class, by their rarest words."""
        if name not in self._indexes:
            index = AnchorIndex()
            for pattern in self.classes.get(name, ()):
                index.add(pattern, self.anchors_of(pattern))
            self._indexes[name] = index
        return self._indexes[name]

    def anchors_of(self, pattern: Pattern) -> Anchors:
        """Return the sets of forms that any match of `pattern` draws from, rarest first."""
        sets = [forms for step in pattern for forms in self._needed(step.node)]
        return tuple(sorted(sets, key=_commonness))

    def _needed(self, node: Node) -> list[frozenset[str]]:
        match node:
            case WordsNode(forms, exact, _):
                return [forms | exact]
            case ClassNode(name):
                some = self._forms_of_class(name)
                return [] if some is None else [some]
            case ChoiceNode(options):
                merged = self._merged(options)
                return [] if merged is None else [merged]
            case TogetherNode(parts):
                return [forms for part in parts for forms in self.anchors_of(part)]
        return []

    def _merged(self, patterns: tuple[Pattern, ...]) -> frozenset[str] | None:
        """Return forms one of which any of the patterns needs; None when one needs none."""
        merged: set[str] = set()
        for pattern in patterns:
            anchors = self.anchors_of(pattern)
            if not anchors:
                return None
            merged |= anchors[0]
        return frozenset(merged)

    def _forms_of_class(self, name: str) -> frozenset[str] | None:
        if name == NUMBER:
            return frozenset({NUMBER_KEY})
        if name == PAUSE:
            return None
        if name in self._under_way:
            return frozenset()
        if name not in self._class_forms:
            self._under_way.add(name)
            self._class_forms[name] = self._merged(self.classes.get(name, ()))
            self._under_way.discard(name)
        return self._class_forms[name]


_FUNCTION_COST = 50


def _commonness(forms: frozenset[str]) -> int:
    common = len(forms & function_words())
    return common * _FUNCTION_COST + len(forms) - common
