"""Phrases compiled for matching: nodes, and the gaps between them."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from trainer.language.evidence import (
    Alternatives,
    ClassName,
    Gap,
    Sequence,
    Together,
    Word,
)
from trainer.scoring.reading import number_form
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
REACHES = (0, _SMALL_GAP, GAP_WORDS)
"""How many words may stand before a step."""
_MOST_KEPT = 20_000
"""How many nodes of a kind are kept to be shared, far more than the shipped phrases have."""


# Nodes are compared by identity: a matcher keeps what it found of each, so
# equal ones are made once and shared, by the functions below.
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
    """A node and how many words may stand before it."""

    node: Node
    reach: int = 0


Pattern = tuple[Step, ...]


@lru_cache(maxsize=_MOST_KEPT)
def words_node(
    forms: frozenset[str], exact: frozenset[str] = frozenset(), *, is_function: bool = False
) -> WordsNode:
    """Return the node of these words."""
    return WordsNode(forms, exact, is_function)


@lru_cache(maxsize=_MOST_KEPT)
def choice_node(options: tuple[Pattern, ...]) -> ChoiceNode:
    """Return the node of these patterns."""
    return ChoiceNode(options)


@lru_cache(maxsize=_MOST_KEPT)
def step(node: Node, reach: int = 0) -> Step:
    """Return the step to `node` over as many words as `reach` at most."""
    return Step(node, reach)


@lru_cache(maxsize=_MOST_KEPT)
def _stem_node(stem: str) -> StemNode:
    return StemNode(stem)


@lru_cache(maxsize=_MOST_KEPT)
def class_node(name: str) -> ClassNode:
    """Return the node of the class called so."""
    return ClassNode(name)


def is_small_gap(reach: int) -> bool:
    """Whether a gap stands unasked between two words, and so skips only some words."""
    return reach <= _SMALL_GAP


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
                steps.append(step(node, GAP_WORDS))
            else:
                steps.append(step(node, _small_gap(steps[-1].node, node) if steps else 0))
            is_after_gap = False
    return tuple(steps)


def _nodes(piece: Word | ClassName | Alternatives | Together) -> Iterator[Node]:
    match piece:
        case Word():
            yield from _word_nodes(piece)
        case ClassName(name):
            yield class_node(name)
        case Alternatives(options):
            yield _choice(options)
        case Together(parts):
            yield TogetherNode(tuple(compile_sequence(part) for part in parts))


def _word_nodes(word: Word) -> list[Node]:
    if word.is_stem:
        return [_stem_node(word.text.replace("'", ""))]
    nodes: list[Node] = []
    for token in tokenise(word.text):
        is_function = token.word in function_words()
        if word.is_exact:
            nodes.append(words_node(frozenset(), frozenset({token.word}), is_function=is_function))
        else:
            form = number_form(token.word) if token.is_number else base_form(token.word)
            nodes.append(words_node(frozenset({form}), is_function=is_function))
    return nodes


def _choice(options: tuple[Word | ClassName, ...]) -> Node:
    """Return one node for single words, a choice of patterns where an option is more."""
    forms: set[str] = set()
    exact: set[str] = set()
    are_functions = True
    patterns: list[Pattern] = []
    for option in options:
        nodes = [class_node(option.name)] if isinstance(option, ClassName) else _word_nodes(option)
        if len(nodes) == 1 and isinstance(nodes[0], WordsNode):
            forms |= nodes[0].forms
            exact |= nodes[0].exact
            are_functions = are_functions and nodes[0].is_function
        else:
            patterns.append(
                tuple(
                    step(node, _small_gap(nodes[index - 1], node) if index else 0)
                    for index, node in enumerate(nodes)
                )
            )
    if not forms and not exact:
        return choice_node(tuple(patterns))
    is_function = are_functions and not patterns
    words = words_node(frozenset(forms), frozenset(exact), is_function=is_function)
    return words if not patterns else choice_node(((step(words),), *patterns))


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
    return (_SMALL_GAP, _SMALL_GAP, 0)[functions]


def _is_exact(node: Node) -> bool:
    return isinstance(node, WordsNode) and bool(node.exact) and not node.forms


def _is_function(node: Node) -> bool:
    return isinstance(node, WordsNode) and node.is_function


def content_words(pattern: Pattern) -> Iterator[str]:
    """Yield the content words of a pattern: the words typing slips are mended to."""
    for one in pattern:
        match one.node:
            case WordsNode(forms, exact, _):
                yield from (forms | exact) - function_words()
            case ChoiceNode(patterns) | TogetherNode(patterns):
                for part in patterns:
                    yield from content_words(part)
