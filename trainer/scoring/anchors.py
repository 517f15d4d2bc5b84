"""Which sentences of a reply can hold a pattern at all: the words no match can do without."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import RLock

from trainer.scoring.bits import many_indexes
from trainer.scoring.patterns import (
    NUMBER,
    PAUSE,
    ChoiceNode,
    ClassNode,
    Node,
    Pattern,
    TogetherNode,
    WordsNode,
    choice_node,
    step,
    words_node,
)
from trainer.scoring.reading import NUMBER_KEY, Reading
from trainer.scoring.words import function_words

_FUNCTION_COST = 50


@dataclass(slots=True)
class AnchorIndex:
    """Patterns by the sets of forms they need, so that few are ever looked at."""

    patterns: list[Pattern] = field(default_factory=list)
    always: list[int] = field(default_factory=list)
    """The patterns that need no form."""
    rarest: int = 0
    """The sets, as bits, by which patterns are looked up."""
    by_rarest: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    """By the number of its rarest set, each pattern's number and all the sets it needs, as bits."""


class ClassTable:
    """The word classes phrases may name, and what each pattern cannot do without.

    Sets of forms are numbered, so that what a sentence holds and what a pattern
    needs are each one whole number, and one `&` compares them. Indexes are made
    at need, under a lock: one scorer serves any thread.
    """

    def __init__(self, classes: Mapping[str, tuple[Pattern, ...]]) -> None:
        self.classes = classes
        self.sets_of_form: dict[str, int] = {}
        """The sets a form belongs to, as bits."""
        self._sets: dict[frozenset[str], int] = {}
        self._indexes: dict[str, AnchorIndex] = {}
        self._class_forms: dict[str, frozenset[str] | None] = {}
        self._class_words: dict[str, WordsNode | None] = {}
        self._forms_under_way: set[str] = set()
        self._words_under_way: set[str] = set()
        self._lock = RLock()

    @property
    def set_count(self) -> int:
        """How many sets there are: whatever was worked out for fewer is out of date."""
        return len(self._sets)

    def index_of(self, name: str) -> AnchorIndex:
        """Return the patterns of a class, by their rarest words."""
        index = self._indexes.get(name)
        if index is None:
            with self._lock:
                index = AnchorIndex()
                for pattern in self._patterns_of(name):
                    self.add(index, pattern)
                self._indexes[name] = index
        return index

    def add(self, index: AnchorIndex, pattern: Pattern) -> Pattern:
        """Add a pattern to an index, where its number is its place; return it as it is kept."""
        number = len(index.patterns)
        pattern = self.resolved(pattern)
        index.patterns.append(pattern)
        anchors = self._anchors_of(pattern)
        if not anchors:
            index.always.append(number)
            return pattern
        sets = [self._number_of_set(forms) for forms in anchors]
        needs = 0
        for one in sets:
            needs |= 1 << one
        index.rarest |= 1 << sets[0]
        index.by_rarest.setdefault(sets[0], []).append((number, needs))
        return pattern

    def resolved(self, pattern: Pattern) -> Pattern:
        """Return a pattern with each class that is only single words as those words.

        Words are found by one look at a table, where a class has matches to gather.
        """
        with self._lock:
            return tuple(step(self._resolved(one.node), one.reach) for one in pattern)

    def _patterns_of(self, name: str) -> tuple[Pattern, ...]:
        if name == NUMBER:
            return ((step(words_node(frozenset({NUMBER_KEY}))),),)
        return self.classes.get(name, ())

    def _resolved(self, node: Node) -> Node:
        match node:
            case ClassNode(name):
                return self._words_of_class(name) or node
            case ChoiceNode(options):
                patterns = tuple(self.resolved(option) for option in options)
                return _as_words(patterns) or choice_node(patterns)
            case TogetherNode(parts):
                patterns = tuple(self.resolved(part) for part in parts)
                return node if patterns == parts else TogetherNode(patterns)
        return node

    def _words_of_class(self, name: str) -> WordsNode | None:
        """Return the words of a class that has nothing else, else None."""
        if name in self._class_words:
            return self._class_words[name]
        if name == PAUSE or name in self._words_under_way:
            return None
        self._words_under_way.add(name)
        patterns = tuple(self.resolved(pattern) for pattern in self._patterns_of(name))
        self._words_under_way.discard(name)
        self._class_words[name] = _as_words(patterns)
        return self._class_words[name]

    def _number_of_set(self, forms: frozenset[str]) -> int:
        with self._lock:
            number = self._sets.get(forms)
            if number is None:
                number = len(self._sets)
                for form in forms:
                    self.sets_of_form[form] = self.sets_of_form.get(form, 0) | 1 << number
                self._sets[forms] = number
            return number

    def _anchors_of(self, pattern: Pattern) -> tuple[frozenset[str], ...]:
        """Return the sets of forms that any match of `pattern` draws from, rarest first."""
        sets = [forms for one in pattern for forms in self._needed(one.node)]
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
                return [forms for part in parts for forms in self._anchors_of(part)]
        return []

    def _merged(self, patterns: tuple[Pattern, ...]) -> frozenset[str] | None:
        """Return forms one of which any of the patterns needs; None when one needs none."""
        merged: set[str] = set()
        for pattern in patterns:
            anchors = self._anchors_of(pattern)
            if not anchors:
                return None
            merged |= anchors[0]
        return frozenset(merged)

    def _forms_of_class(self, name: str) -> frozenset[str] | None:
        if name == PAUSE:
            return None
        if name in self._forms_under_way:
            return frozenset()
        if name not in self._class_forms:
            self._forms_under_way.add(name)
            self._class_forms[name] = self._merged(self._patterns_of(name))
            self._forms_under_way.discard(name)
        return self._class_forms[name]


class HeldForms:
    """Which sets of forms each sentence of one reply holds."""

    def __init__(self, reading: Reading, table: ClassTable) -> None:
        self._reading = reading
        self._table = table
        self._set_count = -1
        self._anywhere = self._nowhere = 0
        self._lacking: list[tuple[int, int]] = []
        """Each sentence as a bit, and the sets it lacks."""

    def candidates(self, index: AnchorIndex) -> list[tuple[int, int]]:
        """Return the patterns of an index that might be found, and in which sentences, as bits."""
        if self._set_count != self._table.set_count:
            self._look()
        everywhere = (1 << len(self._lacking)) - 1
        found = [(number, everywhere) for number in index.always]
        nowhere, lacking = self._nowhere, self._lacking
        for rarest in many_indexes(index.rarest & self._anywhere):
            for number, needs in index.by_rarest[rarest]:
                if needs & nowhere:
                    continue
                sentences = 0
                for sentence, lacks in lacking:
                    if not needs & lacks:
                        sentences |= sentence
                if sentences:
                    found.append((number, sentences))
        found.sort()
        return found

    def _look(self) -> None:
        sets_of_form = self._table.sets_of_form
        # Counted before the forms are looked up: what is added meanwhile is learnt later.
        self._set_count = self._table.set_count
        everything = (1 << self._set_count) - 1
        self._anywhere = 0
        self._lacking = []
        for number, sentence in enumerate(self._reading.sentences):
            held = 0
            for keys in self._reading.keys[sentence.first : sentence.last]:
                for key in keys:
                    held |= sets_of_form.get(key, 0)
            self._anywhere |= held
            self._lacking.append((1 << number, everything & ~held))
        self._nowhere = everything & ~self._anywhere


def _as_words(patterns: tuple[Pattern, ...]) -> WordsNode | None:
    """Return patterns of a single word each as one node; None where one is more."""
    words = [
        one[0].node for one in patterns if len(one) == 1 and isinstance(one[0].node, WordsNode)
    ]
    if not words or len(words) < len(patterns):
        return None
    return words_node(
        frozenset().union(*(one.forms for one in words)),
        frozenset().union(*(one.exact for one in words)),
    )


def _commonness(forms: frozenset[str]) -> int:
    common = len(forms & function_words())
    return common * _FUNCTION_COST + len(forms) - common
