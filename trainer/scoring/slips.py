"""Typing slips: a word no dictionary knows, or a rare one, read as a rubric's word near it."""

from collections.abc import Iterable
from functools import cache
from importlib.util import find_spec
from itertools import islice
from pathlib import Path

from trainer.scoring.words import base_form, function_words

_COMMON_RANK = 35_000
"""Words more common than this are meant as they are typed ("than" is not "thank")."""
_WORD_LIST = "frequency_dictionary_en_82_765.txt"
_SHORTEST = 4
_LONG_WORD = 8
_DOUBLING = frozenset("bdgmnprt")


class WordListMissing(Exception):
    """The list of common words is not there: verdicts would not be what they are elsewhere."""


def _word_list() -> Path:
    """Return the list of common words; WordListMissing rather than reading on without it."""
    # It ships with symspellpy; the package itself is slow to import.
    spec = find_spec("symspellpy")
    for place in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(place) / _WORD_LIST
        if path.is_file():
            return path
    raise WordListMissing(
        f"The word list {_WORD_LIST} of symspellpy is missing, and replies would be read "
        "otherwise than elsewhere. Install the trainer anew."
    )


@cache
def _common_words(path: Path) -> frozenset[str]:
    with path.open(encoding="utf-8-sig") as lines:
        return frozenset(line.partition(" ")[0] for line in islice(lines, _COMMON_RANK))


def _inflections(word: str) -> Iterable[str]:
    yield word
    stem = word[:-1] if word.endswith("e") else word
    yield from (f"{word}s", f"{stem}ed", f"{stem}ing")
    if word[-1] in _DOUBLING:
        yield from (f"{word}{word[-1]}ed", f"{word}{word[-1]}ing")
    if word.endswith("y"):
        yield from (f"{word[:-1]}ies", f"{word[:-1]}ied")


class SlipMender:
    """Reads mistyped words as words of one rubric.

    `vocabulary` is base forms of the rubric's content words. Safe to share
    between threads: its cache is only ever added to.
    """

    def __init__(self, vocabulary: Iterable[str]) -> None:
        self._known = frozenset(vocabulary)
        self._spellings = sorted(
            {
                spelling
                for word in self._known
                if len(word) >= _SHORTEST and word.isalpha()
                for spelling in _inflections(word)
            }
        )
        self._mended: dict[str, str | None] = {}
        # Looked for now, read at need: what is missing is told before any reply is read.
        self._common = _word_list()

    def mend(self, word: str) -> str | None:
        """Return the word that `word` was meant to be, or None when it is left as it is."""
        if len(word) < _SHORTEST or not word.isalpha() or word in function_words():
            return None
        if word not in self._mended:
            if len(self._mended) > 20_000:
                self._mended.clear()
            self._mended[word] = self._nearest(word)
        return self._mended[word]

    def _nearest(self, word: str) -> str | None:
        if base_form(word) in self._known:
            return None
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        allowed = 1 if len(word) < _LONG_WORD else 2
        found = process.extract(
            word, self._spellings, scorer=OSA.distance, score_cutoff=allowed, limit=20
        )
        if not found or word in _common_words(self._common):
            return None
        # Letters that only changed places are the likelier slip: "shrot" is "short", not "shoot".
        letters = sorted(word)
        nearest = min(
            found,
            key=lambda one: (one[1], sorted(one[0]) != letters, one[0][0] != word[0], one[0]),
        )
        return str(nearest[0])
