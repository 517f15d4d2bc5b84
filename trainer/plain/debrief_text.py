"""A debrief as lines of text: labelled, without boxes, nothing by colour."""

from collections.abc import Iterator

from trainer.conversation.debrief_page import (
    NOT_JUDGED,
    NOTHING_HEARD,
    OUTCOME_WORDS,
    READ_IN_PART,
    Debrief,
    Judgement,
    ReplyReview,
    VerdictLine,
)
from trainer.conversation.quotation import Piece
from trainer.conversation.wording import TENTATIVELY


def debrief_lines(debrief: Debrief) -> Iterator[str]:
    """Yield the first page: the ending, then each typed reply."""
    yield f"Debrief: {debrief.title}"
    outcome = f"{OUTCOME_WORDS[debrief.outcome]}: " if debrief.outcome else ""
    yield f"Ending: {outcome}{debrief.ending_title}"
    if debrief.ending_text:
        yield debrief.ending_text
    for number, review in enumerate(debrief.reviews, start=1):
        yield ""
        yield f"Reply {number} of {len(debrief.reviews)}. {review.prompt}"
        yield from _review_lines(review)
    yield ""
    yield NOT_JUDGED


def _review_lines(review: ReplyReview) -> Iterator[str]:
    if review.other_side:
        yield f"{review.side_label}: {review.other_side}"
    yield f"You wrote: {quoted(review.pieces)}"
    if review.was_cut:
        yield READ_IN_PART
    if review.showed_nothing:
        yield NOTHING_HEARD
        return
    if review.landed:
        yield f"Landed [1]: {_sentence(review.landed)}"
    if review.to_try:
        label = "Change [2]" if review.to_try.is_fault else "Try"
        yield f"{label}: {_sentence(review.to_try)}"
        for wording in review.to_try.wordings:
            yield f"  For example: “{wording}”"
    if review.also_heard:
        yield f"Also heard: {', '.join(review.also_heard)}."
    if review.perhaps_heard:
        yield f"Also, {TENTATIVELY}: {', '.join(review.perhaps_heard)}."
    if review.did_not_apply:
        yield f"Did not apply: {', '.join(review.did_not_apply)}."


def _sentence(judgement: Judgement) -> str:
    perhaps = f" ({TENTATIVELY})" if judgement.is_tentative else ""
    return f"{judgement.title}{perhaps}. {judgement.sentence}"


def quoted(pieces: tuple[Piece, ...]) -> str:
    """Return the reply in quotation marks, each marked stretch followed by its numbers."""
    text = "".join(piece.text + "".join(f"[{mark}]" for mark in piece.marks) for piece in pieces)
    return f"“{' '.join(text.split())}”"


def verdict_lines(verdicts: tuple[VerdictLine, ...]) -> Iterator[str]:
    """Yield every criterion of one reply with its verdict and what was nearly heard."""
    for verdict in verdicts:
        words = f": {', '.join(quote.said for quote in verdict.quotes)}" if verdict.quotes else ""
        yield f"{verdict.title}, {verdict.verdict}{words}"
        for nearly in verdict.nearly:
            yield f"  Nearly: “{nearly.text}”, but {nearly.why}."
