"""Tokens of a reply, each with its place in the text as typed.

Normalisation is done a token at a time, never on the whole text, so places
stay true through curly quotes, full-width digits and ligatures.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from trainer.scoring.words import contractions, number_words, short_forms, word_set

_APOSTROPHES = "'\u2019\u2018\u02bc\uff07`\u00b4"
_TOKEN = re.compile(
    rf"\d+(?i:st|nd|rd|th)\b|\d{{1,2}}[:.]\d{{2}}(?!\d)|\d+(?:[.,]\d+)*|[^\W\d_]+(?:[{_APOSTROPHES}][^\W\d_]+)*"
    rf"|[\u00bd\u00bc\u00be]"
)
# From a word's first letter only, and without giving letters back: a word of
# thousands of them is looked at once.
_HYPHENATED = re.compile(r"(?<![^\W\d_])[^\W\d_]++-[^\W\d_]+")
_FRACTIONS = {"\u00bd": "half", "\u00bc": "quarter", "\u00be": "three-quarters"}
_DIGITS_TYPED_FOR = {"2": "to", "4": "for"}
_SUFFIXES = {
    "ll": "will",
    "ve": "have",
    "re": "are",
    "m": "am",
    "d": "would",
}
_IS_AFTER = word_set("before_contracted_is")


# A named tuple, not a dataclass: one is made for every word, and this is three times as fast.
class Token(NamedTuple):
    """One word as it is read.

    `start` and `end` are places in the reply as typed; two tokens of one
    contraction may share them. `before` is what stands between the previous
    token and this one, such as `", "`.
    """

    word: str
    start: int
    end: int
    before: str
    is_number: bool = False


def _normalised(text: str) -> str:
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFKC", text).lower()
    for mark in _APOSTROPHES[1:]:
        folded = folded.replace(mark, "'")
    if folded.isascii():
        return folded
    plain = unicodedata.normalize("NFKD", folded)
    return "".join(letter for letter in plain if not unicodedata.combining(letter)) or folded


def _split_contraction(word: str, start: int, end: int) -> list[tuple[str, int, int]]:
    """Return the words a contraction stands for, with their places; one entry when it is none."""
    bare = word.replace("'", "")
    table = contractions()
    whole = table.get(word) if "'" in word else None
    expansion = whole or (table.get(bare) if _is_contraction(word, bare) else None)
    if expansion is not None:
        if "'" in word and len(expansion) == 2 and end - start == len(word):
            cut = start + word.index("'") - (1 if word.endswith("n't") else 0)
            if start < cut < end:
                return [(expansion[0], start, cut), (expansion[1], cut, end)]
        return [(one, start, end) for one in expansion]
    if "'" in word:
        stem, _, suffix = word.rpartition("'")
        cut = max(start + 1, end - len(suffix) - 1)
        if word.endswith("n't") and len(word) > 3:
            return [(word[:-3], start, cut), ("not", cut, end)]
        if suffix in _SUFFIXES and stem:
            return [(stem, start, cut), (_SUFFIXES[suffix], cut, end)]
        if suffix == "s":
            if stem in _IS_AFTER:
                return [(stem, start, cut), ("is", cut, end)]
            return [(stem, start, end)]
        return [(bare, start, end)]
    return [(word, start, end)]


def _is_contraction(word: str, bare: str) -> bool:
    # "well", "were", "shell" and "hell" are words; "ill" and "id" are more
    # often "I'll" and "I'd" in what people type to each other.
    return "'" in word or bare in contractions()


def tokenise(text: str) -> list[Token]:
    """Return the tokens of `text`, contractions expanded and short forms read."""
    tokens: list[Token] = []
    last_end = 0
    for start, end, raw in _raw_words(text):
        before = text[last_end:start]
        last_end = end
        for word, first, last, is_number in _read_word(raw, text[end : end + 1].isdigit()):
            tokens.append(Token(word, start + first, start + last, before, is_number))
            before = ""
    return _with_digits_read(tokens)


def _with_digits_read(tokens: list[Token]) -> list[Token]:
    """Read the 2 of "want 2 teach" as "to" and the 4 of "good 4 you" as "for"."""
    for index, token in enumerate(tokens[1:-1], 1):
        read = _DIGITS_TYPED_FOR.get(token.word)
        if read and token.is_number and tokens[index + 1].word in word_set(f"after_typed_{read}"):
            tokens[index] = token._replace(word=read, is_number=False)
    return tokens


@lru_cache(maxsize=20_000)
def _read_word(raw: str, is_before_digit: bool) -> tuple[tuple[str, int, int, bool], ...]:
    """Return the words typed as `raw`, their places in it, and whether each is a number.

    "r1" is no "are 1": before a digit a short form is left as it is.
    """
    length = len(raw)
    if raw in _FRACTIONS:
        return ((_FRACTIONS[raw], 0, length, False),)
    word = _normalised(raw)
    if word[0].isdigit():
        return ((short_forms().get(word, word), 0, length, True),)
    if not is_before_digit:
        word = short_forms().get(word, word)
    words = []
    for piece, first, last in _split_contraction(word, 0, length):
        read = piece if piece == word else short_forms().get(piece, piece)
        words.append((read, first, last, read in number_words()))
    return tuple(words)


def _raw_words(text: str) -> Iterator[tuple[int, int, str]]:
    hyphenated = (
        {
            found.start(): found
            for found in _HYPHENATED.finditer(text)
            if _normalised(found[0]) in short_forms()
        }
        if "-" in text
        else {}
    )
    skip_to = 0
    for found in _TOKEN.finditer(text):
        start, end = found.span()
        if start < skip_to:
            continue
        if start in hyphenated:
            found = hyphenated[start]
            skip_to = end = found.end()
        yield start, end, found[0]
