"""The evidence grammar: an author's phrase, parsed into a small typed tree.

    quarter of an hour        words in order, any inflection or typing slip, small gaps
    short|brief|quick         alternatives
    intern*                   any ending
    send ... summary          a gap of a few words
    =exactly this             nothing but these word forms
    $duration                 a word class: a built-in one, or a group of the scenario or move
    (agenda & prepare)        these in any order within one clause

or a mapping: {phrase, near, in, asks, words, weight}.
"""

from dataclasses import dataclass, field
from enum import StrEnum


class Position(StrEnum):
    """Where in a reply a phrase must stand."""

    FIRST_SENTENCE = "first_sentence"
    LAST_SENTENCE = "last_sentence"
    QUESTION = "question"
    STATEMENT = "statement"


@dataclass(frozen=True, slots=True)
class Word:
    """One word: any inflection of it, unless `is_exact`; any ending, when `is_stem`."""

    text: str
    is_exact: bool = False
    is_stem: bool = False


@dataclass(frozen=True, slots=True)
class ClassName:
    """`$name`: any phrase of a word class."""

    name: str


@dataclass(frozen=True, slots=True)
class Gap:
    """`...`: up to a few words of any kind."""


@dataclass(frozen=True, slots=True)
class Alternatives:
    """`a|b|$c`: one of these."""

    options: tuple[Word | ClassName, ...]


@dataclass(frozen=True, slots=True)
class Together:
    """`(a & b)`: all of these in one clause, in any order."""

    parts: "tuple[Sequence, ...]"


@dataclass(frozen=True, slots=True)
class Sequence:
    """Pieces that follow each other."""

    pieces: "tuple[Word | ClassName | Gap | Alternatives | Together, ...]"


@dataclass(frozen=True, slots=True)
class Phrase:
    """One phrase of a criterion's evidence.

    `source` is the author's own notation, quoted in explanations. `sequence` is
    None for a mapping that has only `asks` or `words`.
    """

    source: str
    sequence: Sequence | None
    near: "tuple[Phrase, ...]" = field(default=())
    position: Position | None = None
    asks: bool = False
    words_at_most: int | None = None
    words_at_least: int | None = None
    weight: int = 1


class PhraseError(ValueError):
    """A malformed phrase; `offset` and `length` mark the fragment, in code points."""

    def __init__(self, message: str, offset: int = 0, length: int = 1) -> None:
        super().__init__(message)
        self.offset = offset
        self.length = length


def parse_phrase(source: str) -> Phrase:
    """Parse a phrase written as a string; raise PhraseError with the fragment at fault."""
    raise NotImplementedError
