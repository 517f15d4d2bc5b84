"""Where the next word of a phrase may stand: the gap that may lie between two of its pieces."""

from operator import sub

from trainer.scoring.patterns import REACHES, is_small_gap
from trainer.scoring.reading import Reading
from trainer.scoring.words import word_set

_NEVER_IN_SMALL_GAP = word_set("never_skipped")
_OF_DEGREE = word_set("of_degree")
_LONGEST_INSERTION = 8
"""Words between two commas that a gap may step over."""


class Gaps:
    """The gaps of one reply, as bits of tokens, so that a gap is looked over in one step."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self.tables: dict[int, list[int]] = {}
        """By reach, for each place where a piece may end, where the next one may stand.

        Both lie in one sentence.
        """
        self.smears: dict[int, tuple[int, ...]] = {}
        """By reach, the shifts that spread a bit over the widest gap there is.

        They turn most patterns away before any gap is looked at.
        """
        bits = [1 << index for index in range(len(reading.tokens) + 1)]
        last = [reading.sentences[number].last for number in reading.sentence_of]
        after = self._after_counted()
        # Next to each other is next to each other, whatever the words are.
        self.tables[0], self.smears[0] = [*bits[:-1], 0], ()
        stops = after
        counted = 1
        for reach in REACHES[1:]:
            while counted <= reach:
                stops = [after[stop] for stop in stops]
                counted += 1
            own = list(map(min, stops, last))
            if is_small_gap(reach):
                self._stop_short(own)
            self.tables[reach] = [*map(sub, map(bits.__getitem__, own), bits), 0]
            self.smears[reach] = _shifts(max(map(sub, own, range(len(own))), default=1))

    def _after_counted(self) -> list[int]:
        """Return, for each token, the one after the first from it on that counts in a gap.

        Words of degree do not, nor what is put in between commas: "I will send
        you, once we have spoken, a summary".
        """
        tokens, sentence_of = self._reading.tokens, self._reading.sentence_of
        after = [*range(1, len(tokens) + 1), len(tokens)]
        uncounted = [
            index
            for index, token in enumerate(tokens)
            if token.word in _OF_DEGREE or "," in token.before
        ]
        comma = len(tokens) + _LONGEST_INSERTION
        for index in reversed(uncounted):
            if "," not in tokens[index].before:
                after[index] = after[index + 1]
                continue
            if comma - index <= _LONGEST_INSERTION and sentence_of[index] == sentence_of[comma]:
                after[index] = after[comma]
            comma = index
        return after

    def _stop_short(self, stops: list[int]) -> None:
        """End gaps at a word that a small one never steps over."""
        before = 0
        for place, token in enumerate(self._reading.tokens):
            if token.word in _NEVER_IN_SMALL_GAP:
                for end in range(before, place + 1):
                    if stops[end] > place:
                        stops[end] = place + 1
                before = place + 1


def _shifts(widest: int) -> tuple[int, ...]:
    shifts = []
    width = 1
    while width < widest:
        shifts.append(min(width, widest - width))
        width += shifts[-1]
    return tuple(shifts)
