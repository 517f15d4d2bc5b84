"""The matcher: where compiled phrases stand in one reply.

Places are kept as bits, one a token: a pattern is walked backwards once, to
learn where each of its pieces can stand with all that follows it, and most
patterns end there. Only what is sure to match is then walked forwards.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from trainer.scoring.anchors import AnchorIndex, ClassTable, HeldForms
from trainer.scoring.bits import indexes
from trainer.scoring.gaps import Gaps
from trainer.scoring.patterns import (
    CUE_PREFIX,
    PAUSE,
    ChoiceNode,
    ClassNode,
    Node,
    Pattern,
    StemNode,
    TogetherNode,
    WordsNode,
    class_node,
)
from trainer.scoring.reading import Reading

_PAUSE_MARK = re.compile(r"[,;:()\[\]\u2013\u2014/]|\s-+\s")


# A named tuple, not a dataclass: hundreds are made for a reply.
class Match(NamedTuple):
    """A phrase found: tokens `first` to `last` exclusive; `consumed` are the phrase's own."""

    first: int
    last: int
    consumed: frozenset[int]


_End = tuple[int, tuple[int, ...]]
"""Where a piece ends, and the tokens it consumed."""
_SINGLE = (WordsNode, StemNode)
"""The nodes that match one token."""


@dataclass(slots=True)
class _Found:
    """What was found of a node, in the sentences looked at so far."""

    sentences: int = 0
    starts: int = 0
    ends: dict[int, tuple[_End, ...]] = field(default_factory=dict)


class Matcher:
    """Finds patterns in one reading; what is found of a word class or a word is kept."""

    def __init__(self, reading: Reading, table: ClassTable) -> None:
        self._reading = reading
        self._table = table
        self._place_table = reading.place_table()
        # To intersect two sets is far quicker than a set and the keys of a table.
        self._forms = frozenset(self._place_table)
        self._gaps = Gaps(reading)
        self._sentence_end = [reading.sentences[number].last for number in reading.sentence_of]
        self._tokens_of = [(1 << one.last) - (1 << one.first) for one in reading.sentences]
        self._not_last = 0
        for one in reading.sentences:
            self._not_last |= (1 << one.last - 1) - (1 << one.first)
        self._all_sentences = (1 << len(reading.sentences)) - 1
        self._within = {self._all_sentences: (1 << len(reading.tokens)) - 1}
        self._places: dict[Node, int] = {}
        """Of nodes that match one token, where they stand."""
        self._found: dict[Node, _Found] = {}
        self._candidates: dict[str, list[tuple[int, int]]] = {}
        self._of_index: dict[int, list[Match]] = {}
        self._held = HeldForms(reading, table)

    def find_within(self, pattern: Pattern, sentences: int) -> list[Match]:
        """Return the matches of a pattern in some sentences, given as bits, one for each start."""
        if not sentences:
            return []
        return [
            Match(first, last, frozenset(consumed))
            for first, last, consumed in self._matches(pattern, sentences)
        ]

    def candidates(self, index: AnchorIndex) -> list[tuple[int, int]]:
        """Return the patterns of an index that might be found, and in which sentences, as bits."""
        return self._held.candidates(index)

    def find_any(self, index: AnchorIndex) -> list[Match]:
        """Return the matches of the patterns of an index; they are kept for who asks again."""
        known = self._of_index.get(id(index))
        if known is None:
            known = self._of_index[id(index)] = [
                match
                for number, sentences in self.candidates(index)
                for match in self.find_within(index.patterns[number], sentences)
            ]
        return known

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

    def _matches(self, pattern: Pattern, sentences: int) -> list[tuple[int, int, tuple[int, ...]]]:
        """Return, for each place a pattern starts, where it ends first and what it consumes."""
        able = self._able(pattern, sentences)
        if able is None:
            return []
        starts = able[0]
        is_unordered = isinstance(pattern[0].node, TogetherNode)
        if is_unordered:
            starts = self._first_of_clauses(starts)
        found = []
        while starts:
            lowest = starts & -starts
            starts ^= lowest
            first = lowest.bit_length() - 1
            last, consumed = self._first_end(pattern, able, first)
            if not consumed:
                continue
            if is_unordered:
                first, last = min(consumed), max(last, max(consumed) + 1)
            found.append((first, last, consumed))
        return found

    def _tokens_within(self, sentences: int) -> int:
        tokens = 0
        for number, own in enumerate(self._tokens_of):
            if sentences >> number & 1:
                tokens |= own
        self._within[sentences] = tokens
        return tokens

    # Called for every phrase that might be there, and mostly to say that it is
    # not: what it needs of each step is looked up without a call.
    def _able(self, pattern: Pattern, sentences: int) -> list[int] | None:
        """Return, for each step, where it can stand with all that follow; None if one cannot."""
        within = self._within.get(sentences) or self._tokens_within(sentences)
        known = self._places
        able: list[int] = []
        following = reach = 0
        for step in reversed(pattern):
            node = step.node
            here = known.get(node)
            if here is None and isinstance(node, _SINGLE):
                here = self._places_of(node)
            if here is not None:
                here &= within
                if able and here:
                    here &= self._not_last
                    reached = following >> 1
                    for shift in self._gaps.smears[reach]:
                        reached |= reached >> shift
                    here &= reached
                    if here and reach:
                        here = self._before(here, following, self._gaps.tables[reach])
            else:
                found = self._found_of(node, sentences)
                here = found.starts & within
                if able and here:
                    here = self._before_longer(here, found, following, reach)
            if not here:
                return None
            able.append(here)
            following, reach = here, step.reach
        able.reverse()
        return able

    def _before(self, here: int, following: int, gaps: list[int]) -> int:
        """Return which of single words, none the last of its sentence, the next step can follow."""
        left = here
        while left:
            lowest = left & -left
            left ^= lowest
            if not gaps[lowest.bit_length()] & following:
                here ^= lowest
        return here

    def _before_longer(self, here: int, found: _Found, following: int, reach: int) -> int:
        """Return at which of some starts a match begins that the next step can follow."""
        gaps = self._gaps.tables[reach]
        left = here
        while left:
            lowest = left & -left
            left ^= lowest
            start = lowest.bit_length() - 1
            sentence_end = self._sentence_end[start]
            for end, _ in found.ends[start]:
                if end < sentence_end and gaps[end] & following:
                    break
            else:
                here ^= lowest
        return here

    def _first_end(self, pattern: Pattern, able: list[int], index: int) -> _End:
        """Return the end met first of a pattern known to match from token `index`.

        What is able to stand has something to follow it, so no step is taken back.
        """
        consumed: tuple[int, ...] = ()
        last = len(pattern) - 1
        for position, step in enumerate(pattern):
            node = step.node
            if isinstance(node, _SINGLE):
                end = index + 1
                consumed += (index,)
                if position < last:
                    starts = self._gaps.tables[pattern[position + 1].reach][end]
                    starts &= able[position + 1]
            else:
                for end, own in self._found[node].ends[index]:
                    if position == last:
                        starts = 1
                    elif end < self._sentence_end[index]:
                        starts = self._gaps.tables[pattern[position + 1].reach][end]
                        starts &= able[position + 1]
                    else:
                        continue
                    if starts:
                        consumed += own
                        break
            if position < last:
                index = (starts & -starts).bit_length() - 1
        return end, consumed

    def _ends(self, pattern: Pattern, able: list[int], position: int, index: int) -> Iterator[_End]:
        """Yield the ends of `pattern[position:]` from token `index`, where it is able to stand."""
        node = pattern[position].node
        if isinstance(node, _SINGLE):
            pieces: tuple[_End, ...] = ((index + 1, (index,)),)
        else:
            pieces = self._found[node].ends[index]
        position += 1
        if position == len(pattern):
            yield from pieces
            return
        gaps = self._gaps.tables[pattern[position].reach]
        for end, consumed in pieces:
            if end >= self._sentence_end[index]:
                continue
            for start in indexes(gaps[end] & able[position]):
                for last, more in self._ends(pattern, able, position, start):
                    yield last, consumed + more

    def _places_of(self, node: WordsNode | StemNode) -> int:
        table = self._place_table
        places = 0
        if isinstance(node, StemNode):
            for form, where in table.items():
                if form.startswith(node.stem):
                    places |= where
        else:
            for form in node.forms & self._forms:
                places |= table[form]
            for form in node.exact & self._forms:
                places |= self._places_as_read(form)
        self._places[node] = places
        return places

    def _places_as_read(self, form: str) -> int:
        """Return where a form was typed, or what was typed was mended to it."""
        reading = self._reading
        places = self._place_table[form]
        for index in indexes(places):
            if form not in {reading.tokens[index].word, reading.changed.get(index)}:
                places ^= 1 << index
        return places

    def _ends_of_class(self, name: str) -> dict[int, tuple[_End, ...]]:
        """Return, by start, where the matches of a class end, the longest first."""
        return self._found_of(class_node(name), self._all_sentences).ends

    def _found_of(self, node: Node, sentences: int) -> _Found:
        """Return what is found of a node, in these sentences at least."""
        found = self._found.get(node)
        if found is None:
            found = self._found[node] = _Found()
        missing = sentences & ~found.sentences
        if missing:
            found.sentences |= missing
            ends = self._look_for(node, missing)
            found.ends.update(ends)
            for start in ends:
                found.starts |= 1 << start
        return found

    def _look_for(self, node: Node, sentences: int) -> dict[int, tuple[_End, ...]]:
        match node:
            case ClassNode(name):
                return self._pauses() if name == PAUSE else self._members(name, sentences)
            case ChoiceNode(options):
                return self._choices(options, sentences)
            case TogetherNode(parts):
                return self._in_any_order(parts, sentences)
            case WordsNode() | StemNode():
                return {one: ((one + 1, (one,)),) for one in indexes(self._places_of(node))}

    def _pauses(self) -> dict[int, tuple[_End, ...]]:
        """Return the places of the one class that no list of words could say."""
        reading = self._reading
        return {
            index: ((index, ()),)
            for index, token in enumerate(reading.tokens)
            if index == 0
            or reading.sentence_of[index] != reading.sentence_of[index - 1]
            or (token.before != " " and _PAUSE_MARK.search(token.before))
        }

    def _members(self, name: str, sentences: int) -> dict[int, tuple[_End, ...]]:
        index = self._table.index_of(name)
        candidates = self._candidates.get(name)
        if candidates is None:
            candidates = self._candidates[name] = self.candidates(index)
        gathered: dict[int, dict[int, tuple[int, ...]]] = {}
        for number, where in candidates:
            where &= sentences
            if where:
                for first, last, consumed in self._matches(index.patterns[number], where):
                    gathered.setdefault(first, {})[last] = consumed
        return {
            start: tuple(sorted(ends.items(), reverse=True)) for start, ends in gathered.items()
        }

    def _choices(self, options: tuple[Pattern, ...], sentences: int) -> dict[int, tuple[_End, ...]]:
        gathered: dict[int, tuple[_End, ...]] = {}
        for option in options:
            able = self._able(option, sentences)
            for start in indexes(able[0]) if able else ():
                ends = self._ends(option, able or [], 0, start)
                gathered[start] = (*gathered.get(start, ()), *ends)
        return gathered

    def _in_any_order(
        self, parts: tuple[Pattern, ...], sentences: int
    ) -> dict[int, tuple[_End, ...]]:
        """Return where parts stand together in a clause, for every token of that clause."""
        ables = []
        for part in parts:
            able = self._able(part, sentences)
            if able is None:
                return {}
            ables.append((part, able))
        clauses: dict[int, int] = {}
        for index, clause in enumerate(self._reading.clause_of):
            clauses[clause] = clauses.get(clause, 0) | 1 << index
        gathered: dict[int, tuple[_End, ...]] = {}
        for tokens in clauses.values():
            found = self._together(ables, tokens)
            if found is not None:
                first = (tokens & -tokens).bit_length() - 1
                gathered.update(dict.fromkeys(range(first, tokens.bit_length()), (found,)))
        return gathered

    def _together(self, parts: list[tuple[Pattern, list[int]]], clause: int) -> _End | None:
        """Return the first match of each part in a clause, none sharing a word with another."""
        consumed: tuple[int, ...] = ()
        end = 0
        for part, able in parts:
            found = next(
                (
                    one
                    for start in indexes(able[0] & clause)
                    for one in self._ends(part, able, 0, start)
                    if not set(one[1]) & set(consumed)
                ),
                None,
            )
            if found is None:
                return None
            end = max(end, found[0])
            consumed += found[1]
        return end, consumed

    def _first_of_clauses(self, starts: int) -> int:
        """Return the first of some tokens in each clause."""
        clause_of = self._reading.clause_of
        first: dict[int, int] = {}
        for index in indexes(starts):
            first.setdefault(clause_of[index], 1 << index)
        return sum(first.values())
