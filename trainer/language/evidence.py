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

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import Any, NamedTuple


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


_UNIT = re.compile(r"\.{3,}|\u2026|[()&]|[^\s()&]+?(?=\.{3,}|\u2026|[\s()&]|$)")
_CLASS_NAME = re.compile(r"[a-z][a-z0-9_]*")
_WORD = re.compile(r"[^\W_]+(?:['\u2019./-][^\W_]+)*['\u2019.]?")
_LONGEST = 300
_KEYS = frozenset({"phrase", "near", "in", "asks", "words", "weight"})


class _Unit(NamedTuple):
    text: str
    offset: int


class _PhraseReader:
    """Reads one phrase, unit by unit, keeping offsets for the messages."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._units = [_Unit(found[0], found.start()) for found in _UNIT.finditer(source)]
        self._index = 0
        self._is_all_exact = False

    def read(self) -> Sequence:
        if not self._units:
            raise PhraseError("a phrase needs at least one word", 0, max(1, len(self._source)))
        first = self._units[0]
        self._is_all_exact = first.text.startswith("=")
        sequence = self._sequence(in_parentheses=False)
        if self._index < len(self._units):
            unit = self._units[self._index]
            raise PhraseError(f'"{unit.text}" stands outside ( )', unit.offset, len(unit.text))
        return sequence

    def _sequence(self, *, in_parentheses: bool) -> Sequence:
        pieces: list[Word | ClassName | Gap | Alternatives | Together] = []
        gap: _Unit | None = None
        while self._index < len(self._units):
            unit = self._units[self._index]
            if unit.text in {"&", ")"}:
                break
            self._index += 1
            if unit.text.startswith(("...", "\u2026")):
                if not pieces or isinstance(pieces[-1], Gap):
                    raise PhraseError(
                        "a gap (...) needs words before it", unit.offset, len(unit.text)
                    )
                gap = unit
                pieces.append(Gap())
            elif unit.text == "(":
                pieces.append(self._together(unit))
            else:
                pieces.append(self._alternatives(unit))
        if pieces and isinstance(pieces[-1], Gap) and gap is not None:
            raise PhraseError("a gap (...) needs words after it", gap.offset, len(gap.text))
        if not pieces:
            offset = (
                self._units[self._index].offset
                if self._index < len(self._units)
                else len(self._source) - 1
            )
            place = "between ( and )" if in_parentheses else "here"
            raise PhraseError(f"words are missing {place}", max(0, offset))
        return Sequence(tuple(pieces))

    def _together(self, opening: _Unit) -> Together:
        parts = [self._sequence(in_parentheses=True)]
        while self._index < len(self._units):
            unit = self._units[self._index]
            self._index += 1
            if unit.text == ")":
                return Together(tuple(parts))
            parts.append(self._sequence(in_parentheses=True))
        raise PhraseError("( is never closed with )", opening.offset)

    def _alternatives(self, unit: _Unit) -> Word | ClassName | Alternatives:
        if "|" not in unit.text:
            return self._option(unit.text, unit.offset)
        options: list[Word | ClassName] = []
        offset = unit.offset
        for text in unit.text.split("|"):
            if not text:
                raise PhraseError("a word is missing beside |", unit.offset, len(unit.text))
            options.append(self._option(text, offset))
            offset += len(text) + 1
        return Alternatives(tuple(options))

    def _option(self, text: str, offset: int) -> Word | ClassName:
        if text.isalpha():  # Most words are no more than letters.
            return _word(text.lower(), self._is_all_exact)
        if text.startswith("$"):
            if not _CLASS_NAME.fullmatch(text[1:]):
                raise PhraseError(
                    f'"{text}" is no class name: $ and small letters, digits or _',
                    offset,
                    len(text),
                )
            return ClassName(text[1:])
        is_exact = text.startswith("=") or self._is_all_exact
        bare = text.removeprefix("=")
        is_stem = bare.endswith("*")
        bare = bare.removesuffix("*")
        if not bare:
            raise PhraseError(f'"{text}" needs a word', offset, len(text))
        if not _WORD.fullmatch(bare):
            wrong = next(
                (mark for mark in bare if not (mark.isalnum() or mark in "'\u2019.-/")), ""
            )
            reason = f'"{wrong}" cannot stand in a phrase' if wrong else "it is no word"
            raise PhraseError(f'"{text}": {reason}', offset, len(text))
        if is_stem and len(bare) < 2:
            raise PhraseError(f'"{text}" would match almost any word', offset, len(text))
        return Word(bare.lower(), is_exact=is_exact, is_stem=is_stem)


@lru_cache(maxsize=10_000)
def _word(text: str, is_exact: bool) -> Word:
    """Return a word of letters alone: the same few hundred make most phrases."""
    return Word(text, is_exact)


def parse_phrase(source: str) -> Phrase:
    """Parse a phrase written as a string; raise PhraseError with the fragment at fault."""
    if len(source) > _LONGEST:
        raise PhraseError(f"a phrase is at most {_LONGEST} characters long", _LONGEST)
    return Phrase(source=source.strip(), sequence=_PhraseReader(source).read())


def phrase_from_plain(plain: str | Mapping[str, Any]) -> Phrase:
    """Build a phrase from an author's string or mapping; raise PhraseError when it is malformed.

    Offsets of an error in a mapping count from the start of its `phrase`.
    """
    if isinstance(plain, str):
        return parse_phrase(plain)
    unknown = sorted(set(plain) - _KEYS)
    if unknown:
        raise PhraseError(
            f'"{unknown[0]}" is no part of a phrase: write {", ".join(sorted(_KEYS))}'
        )
    source = plain.get("phrase")
    if source is not None and not isinstance(source, str):
        raise PhraseError("`phrase` must be text")
    asks = plain.get("asks", False)
    if not isinstance(asks, bool):
        raise PhraseError("`asks` is true or false")
    words = plain.get("words", {})
    if not isinstance(words, Mapping) or not set(words) <= {"at_most", "at_least"}:
        raise PhraseError("`words` takes at_most and at_least")
    if source is None and not asks and not words:
        raise PhraseError("a phrase needs `phrase`, `asks` or `words`")
    near = plain.get("near", ())
    near = [near] if isinstance(near, str) else near
    if not isinstance(near, list | tuple) or not all(isinstance(one, str) for one in near):
        raise PhraseError("`near` is a phrase or a list of phrases")
    weight = _whole_number(plain.get("weight"), "weight")
    if weight == 0:
        raise PhraseError("a phrase of weight 0 says nothing")
    parsed = parse_phrase(source) if source is not None else None
    position = plain.get("in")
    try:
        where = None if position is None else Position(position)
    except ValueError:
        raise PhraseError(f"`in` is one of {', '.join(Position)}") from None
    return Phrase(
        source=parsed.source if parsed else _describe(plain),
        sequence=parsed.sequence if parsed else None,
        near=tuple(parse_phrase(one) for one in near),
        position=where,
        asks=asks,
        words_at_most=_whole_number(words.get("at_most"), "at_most"),
        words_at_least=_whole_number(words.get("at_least"), "at_least"),
        weight=1 if weight is None else weight,
    )


def _whole_number(value: object, name: str) -> int | None:
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    raise PhraseError(f"`{name}` must be a whole number")


def _describe(plain: Mapping[str, Any]) -> str:
    parts = ["a question"] if plain.get("asks") else []
    words = plain.get("words", {})
    if "at_most" in words:
        parts.append(f"at most {words['at_most']} words")
    if "at_least" in words:
        parts.append(f"at least {words['at_least']} words")
    return ", ".join(parts)


def class_names(phrase: Phrase) -> frozenset[str]:
    """Return the word classes that `phrase` names, without `$`, for the reference rules."""
    names: set[str] = set()

    def collect(sequence: Sequence) -> None:
        for piece in sequence.pieces:
            match piece:
                case ClassName(name):
                    names.add(name)
                case Alternatives(options):
                    names.update(one.name for one in options if isinstance(one, ClassName))
                case Together(parts):
                    for part in parts:
                        collect(part)

    if phrase.sequence is not None:
        collect(phrase.sequence)
    for near in phrase.near:
        names |= class_names(near)
    return frozenset(names)
