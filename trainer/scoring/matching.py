"""The matcher: where compiled phrases stand in one reply."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from trainer.scoring.patterns import (
    CUE_PREFIX,
    NUMBER,
    PAUSE,
    AnchorIndex,
    Anchors,
    ChoiceNode,
    ClassNode,
    ClassTable,
    Node,
    Pattern,
    StemNode,
    TogetherNode,
    WordsNode,
)
from trainer.scoring.reading import NUMBER_KEY, Reading
from trainer.scoring.words import word_set

_PAUSE_MARK = re.compile(r"[,;:()\[\]\u2013\u2014/]|\s-+\s")
_NEVER_IN_SMALL_GAP = word_set("never_skipped")
_OF_DEGREE = word_set("of_degree")
_LONGEST_INSERTION = 8
"""Words between two commas that a gap may step over."""


# A named tuple, not a dataclass: hundreds are made for a reply.
class Match(NamedTuple):
    """A phrase found: tokens `first` to `last` exclusive; `consumed` are the phrase's own."""

    first: int
    last: int
    consumed: frozenset[int]


_End = tuple[int, tuple[int, ...]]
"""Where a piece ends, and the tokens it consumed."""


class Matcher:
    """Finds patterns in one reading; what is found of a word class or a word is kept."""

    def __init__(self, reading: Reading, table: ClassTable) -> None:
        self._reading = reading
        self._table = table
        self._positions = reading.position_table()
        self.forms = frozenset(self._positions)
        """Every form of every word of the reply."""
        self._sentence_end = [reading.sentences[number].last for number in reading.sentence_of]
        self._classes: dict[str, dict[int, tuple[_End, ...]]] = {}
        self._classes_under_way: set[str] = set()
        self._places: dict[Node, frozenset[int]] = {}
        self._masks: dict[frozenset[str], int] = {}
        self._form_masks = self._sentences_of_forms()
        self._all_sentences = (1 << len(reading.sentences)) - 1

    def find(self, pattern: Pattern, anchors: Anchors = ()) -> list[Match]:
        """Return the matches of a pattern, one for each place it starts.

        `anchors` are what the pattern cannot do without: only sentences with
        all of them are looked at.
        """
        return self.find_within(pattern, self._sentences_with(anchors))

    def find_within(self, pattern: Pattern, sentences: int) -> list[Match]:
        """Return the matches of a pattern that start in some sentences, given as bits."""
        if not sentences:
            return []
        matches: list[Match] = []
        is_unordered = isinstance(pattern[0].node, TogetherNode)
        sentence_of = self._reading.sentence_of
        for start in self._starts(pattern[0].node):
            if not sentences >> sentence_of[start] & 1:
                continue
            found = next(self._ends(pattern, 0, start), None)
            if found is None:
                continue
            last, consumed = found
            if not consumed:
                continue
            if is_unordered:
                start, last = min(consumed), max(last, max(consumed) + 1)
            match = Match(start, last, frozenset(consumed))
            if match not in matches:
                matches.append(match)
        return matches

    def candidates(self, index: AnchorIndex) -> list[tuple[int, int]]:
        """Return the patterns of an index that might be found, and in which sentences, as bits."""
        return index.candidates(self._form_masks, self._all_sentences)

    def _sentences_of_forms(self) -> dict[str, int]:
        """Return, for each form, the sentences it stands in, as bits."""
        sentence_of = self._reading.sentence_of
        masks: dict[str, int] = {}
        for form, places in self._positions.items():
            mask = 0
            for index in places:
                mask |= 1 << sentence_of[index]
            masks[form] = mask
        return masks

    def _sentences_with(self, anchors: Anchors) -> int:
        """Return the sentences, as bits, that hold a form of each set."""
        sentences = self._all_sentences
        masks, form_masks = self._masks, self._form_masks
        for needed in anchors:
            mask = masks.get(needed)
            if mask is None:
                mask = 0
                for form in needed & self.forms:
                    mask |= form_masks[form]
                masks[needed] = mask
            sentences &= mask
            if not sentences:
                return 0
        return sentences

    def find_class(self, name: str) -> list[Match]:
        """Return the longest match of a word class at each place."""
        return [
            Match(start, ends[0][0], frozenset(ends[0][1]))
            for start, ends in sorted(self._ends_of_class(name).items())
        ]

    def find_every_end(self, name: str) -> list[Match]:
        """Return the matches of a cue, of each place the longest first, then the shorter ones.

        "The handbook tells students" begins with two speakers, and only the shorter one speaks.
        """
        return [
            Match(start, last, frozenset(consumed))
            for start, ends in sorted(self._ends_of_class(CUE_PREFIX + name).items())
            for last, consumed in ends
        ]

    def find_cue(self, name: str) -> list[Match]:
        """Return the matches of a cue; KeyError when no table holds it."""
        cue = CUE_PREFIX + name
        if cue not in self._table.classes:
            raise KeyError(cue)
        return self.find_class(cue)

    def _starts(self, node: Node) -> list[int]:
        match node:
            case WordsNode() | StemNode():
                return sorted(self._places_of(node))
            case ClassNode(name):
                return sorted(self._ends_of_class(name))
            case ChoiceNode(options):
                return sorted(
                    {start for option in options for start in self._starts(option[0].node)}
                )
            case TogetherNode(parts):
                first_in_clause: dict[int, int] = {}
                for start in self._starts(parts[0][0].node):
                    first_in_clause.setdefault(self._reading.clause_of[start], start)
                return sorted(first_in_clause.values())

    def _places_of(self, node: WordsNode | StemNode) -> frozenset[int]:
        known = self._places.get(node)
        if known is not None:
            return known
        reading = self._reading
        places: set[int] = set()
        if isinstance(node, StemNode):
            for form, where in self._positions.items():
                if form.startswith(node.stem):
                    places.update(where)
        else:
            for form in node.forms & self.forms:
                places.update(self._positions[form])
            for form in node.exact & self.forms:
                places.update(
                    index
                    for index in self._positions[form]
                    if form in {reading.tokens[index].word, reading.changed.get(index)}
                )
        self._places[node] = frozenset(places)
        return self._places[node]

    def _ends(self, pattern: Pattern, position: int, index: int) -> Iterator[_End]:
        """Yield the ends of `pattern[position:]` matched from token `index`."""
        node = pattern[position].node
        pieces: Iterable[_End]
        if isinstance(node, WordsNode):
            pieces = ((index + 1, (index,)),) if index in self._places_of(node) else ()
        elif isinstance(node, ClassNode):
            pieces = self._ends_of_class(node.name).get(index, ())
        else:
            pieces = self._piece(node, index)
        if position + 1 == len(pattern):
            yield from pieces
            return
        step = pattern[position + 1]
        following = self._places_of(step.node) if isinstance(step.node, WordsNode) else None
        for end, consumed in pieces:
            stop = self._gap_end(end, step.reach, self._sentence_end[index])
            starts = range(end, stop)
            if following is not None and following.isdisjoint(starts):
                continue
            for start in starts:
                if start > end and step.is_small and self._blocks_small_gap(start - 1):
                    break
                if following is not None and start not in following:
                    continue
                for last, more in self._ends(pattern, position + 1, start):
                    yield last, consumed + more

    def _gap_end(self, first: int, reach: int, sentence_end: int) -> int:
        """Return where a gap's last next word may stand, exclusive.

        Words of degree are no gap, nor is what is put in between commas: "I will
        send you, once we have spoken, a summary".
        """
        stop = min(first + reach + 1, sentence_end)
        tokens = self._reading.tokens
        index = first
        while reach and index < stop < sentence_end:
            if "," in tokens[index].before:
                inserted = self._insertion_end(index, sentence_end) - index
                stop += inserted
                index += max(inserted, 1)
                continue
            stop += tokens[index].word in _OF_DEGREE
            index += 1
        return min(stop, sentence_end)

    def _insertion_end(self, first: int, sentence_end: int) -> int:
        """Return where the words between two commas end; `first` when no second one follows."""
        for index in range(first + 1, min(first + _LONGEST_INSERTION + 1, sentence_end)):
            if "," in self._reading.tokens[index].before:
                return index
        return first

    def _blocks_small_gap(self, index: int) -> bool:
        return self._reading.tokens[index].word in _NEVER_IN_SMALL_GAP

    def _piece(self, node: StemNode | ChoiceNode | TogetherNode, index: int) -> Iterator[_End]:
        match node:
            case StemNode():
                if index in self._places_of(node):
                    yield index + 1, (index,)
            case ChoiceNode(options):
                for option in options:
                    yield from self._ends(option, 0, index)
            case TogetherNode(parts):
                found = self._together(parts, self._reading.clause_of[index])
                if found is not None:
                    yield found

    def _together(self, parts: tuple[Pattern, ...], clause: int) -> _End | None:
        consumed: tuple[int, ...] = ()
        end = 0
        for part in parts:
            found = next(
                (
                    (last, own)
                    for start in self._starts(part[0].node)
                    if self._reading.clause_of[start] == clause
                    for last, own in self._ends(part, 0, start)
                    if not set(own) & set(consumed)
                ),
                None,
            )
            if found is None:
                return None
            end = max(end, found[0])
            consumed += found[1]
        return end, consumed

    def _ends_of_class(self, name: str) -> dict[int, tuple[_End, ...]]:
        """Return, by start, where the matches of a class end, the longest first."""
        known = self._classes.get(name)
        if known is not None:
            return known
        if name in {NUMBER, PAUSE}:
            self._classes[name] = self._primitive(name)
            return self._classes[name]
        if name in self._classes_under_way:
            return {}
        self._classes_under_way.add(name)
        gathered: dict[int, dict[int, tuple[int, ...]]] = {}
        index = self._table.index_of(name)
        for number, sentences in self.candidates(index):
            pattern = index.patterns[number]
            node = pattern[0].node
            if len(pattern) == 1 and isinstance(node, WordsNode):
                for place in self._places_of(node):
                    gathered.setdefault(place, {})[place + 1] = (place,)
                continue
            for match in self.find_within(pattern, sentences):
                ends = gathered.setdefault(match.first, {})
                ends[match.last] = tuple(sorted(match.consumed))
        self._classes_under_way.discard(name)
        self._classes[name] = {
            start: tuple(sorted(ends.items(), reverse=True)) for start, ends in gathered.items()
        }
        return self._classes[name]

    def _primitive(self, name: str) -> dict[int, tuple[_End, ...]]:
        """Return the places of a class that no list of words could say."""
        if name == NUMBER:
            return {
                index: ((index + 1, (index,)),) for index in self._positions.get(NUMBER_KEY, ())
            }
        reading = self._reading
        return {
            index: ((index, ()),)
            for index, token in enumerate(reading.tokens)
            if index == 0
            or reading.sentence_of[index] != reading.sentence_of[index - 1]
            or (token.before != " " and _PAUSE_MARK.search(token.before))
        }
