"""Quoting a reply: the part worth showing, with the words that earned something marked."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from trainer.scoring.assessment import Span

LONG_REPLY = 160
"""Code points; a longer reply is quoted by the sentences that matter."""
_WIDEST_GAP = 12
"""Code points between two pieces of evidence that are still read as one stretch."""
_STOPS = frozenset(".!?\n")


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of the reply (`end` exclusive) and the number it is marked with."""

    start: int
    end: int
    number: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the quotation; `marks` are the numbers it is marked with."""

    text: str
    marks: tuple[int, ...] = ()


def join_spans(text: str, spans: Sequence[Span]) -> list[tuple[int, int]]:
    """Return (start, end) of the spans in whole words, those that nearly touch made one.

    Evidence may be a part of a word ("n't know"); nobody reads it so.
    """
    joined: list[tuple[int, int]] = []
    for first, last in sorted(_whole_words(text, span) for span in spans):
        if joined:
            start, end = joined[-1]
            gap = text[end:first]
            if len(gap) <= _WIDEST_GAP and not _STOPS & set(gap):
                joined[-1] = (start, max(end, last))
                continue
        joined.append((first, last))
    return joined


def _whole_words(text: str, span: Span) -> tuple[int, int]:
    start, end = span.start, span.end
    while 0 < start < end and _is_in_word(text[start - 1]) and _is_in_word(text[start]):
        start -= 1
    while start < end < len(text) and _is_in_word(text[end - 1]) and _is_in_word(text[end]):
        end += 1
    return start, end


def _is_in_word(character: str) -> bool:
    return character.isalnum() or character in "'’"


def worth_quoting(text: str, marks: Sequence[Mark]) -> list[tuple[int, int]]:
    """Return the (start, end) of what is quoted: a short reply whole.

    Of a long one, the sentences with a mark, or the first where there are none.
    """
    if len(text) <= LONG_REPLY:
        return [(0, len(text))]
    sentences = _sentences(text)
    marked = [
        (start, end)
        for start, end in sentences
        if any(mark.start < end and mark.end > start for mark in marks)
    ]
    return marked or sentences[:1]


def cut(text: str, marks: Sequence[Mark], kept: Sequence[tuple[int, int]]) -> tuple[Piece, ...]:
    """Cut the kept stretches of `text` at its marks, an ellipsis for what is left out."""
    pieces: list[Piece] = []
    at = 0
    for start, end in kept:
        if text[at:start].strip():
            pieces.append(Piece(" … " if at else "… "))
        elif at < start:
            pieces.append(Piece(text[at:start]))
        cuts = {start, end}
        for mark in marks:
            cuts |= {max(start, min(end, mark.start)), max(start, min(end, mark.end))}
        for left, right in pairwise(sorted(cuts)):
            numbers = {mark.number for mark in marks if mark.start <= left and right <= mark.end}
            pieces.append(Piece(text[left:right], tuple(sorted(numbers))))
        at = end
    if text[at:].strip():
        pieces.append(Piece(" …"))
    return tuple(pieces)


def _sentences(text: str) -> list[tuple[int, int]]:
    """Return rough (start, end) of sentences: enough to shorten a quotation by."""
    bounds: list[tuple[int, int]] = []
    start = 0
    for index, character in enumerate(text):
        is_stop = character in ".!?" and text[index + 1 : index + 2] in {" ", "\n", ""}
        if is_stop or character == "\n":
            bounds.append((start, index + 1))
            start = index + 1
    bounds.append((start, len(text)))
    return [
        (end - len(text[start:end].lstrip()), start + len(text[start:end].rstrip()))
        for start, end in bounds
        if text[start:end].strip()
    ]
