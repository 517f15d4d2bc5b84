"""A quotation keeps the learner's words as they stand."""

from trainer.conversation.quotation import Mark, cut, join_spans, worth_quoting
from trainer.scoring.assessment import Span


def span(text: str, words: str) -> Span:
    start = text.index(words)
    return Span(start, start + len(words), words)


def joined(text: str, *words: str) -> list[str]:
    return [text[start:end] for start, end in join_spans(text, [span(text, one) for one in words])]


def test_evidence_inside_a_word_is_marked_with_the_whole_word() -> None:
    assert joined("I don't know anyone here", "n't know") == ["don't know"]
    assert joined("I wasn’t sure", "’t") == ["wasn’t"]


def test_evidence_that_ends_at_a_word_takes_nothing_more() -> None:
    assert joined("fifteen minutes, please", "fifteen minutes") == ["fifteen minutes"]


def test_evidence_that_nearly_touches_is_one_stretch_and_never_across_sentences() -> None:
    assert joined("just one thing: which paper", "just one", "which") == ["just one thing: which"]
    assert joined("It is one. Which paper", "one", "Which") == ["one", "Which"]


def test_what_stands_between_two_quoted_sentences_stays() -> None:
    text = "I was there for the handoffs.\nthe bit about potassium stayed with me. " + "More. " * 40
    marks = [
        Mark(text.index("handoffs"), text.index("handoffs") + 8, 1),
        Mark(text.index("potassium"), text.index("potassium") + 9, 1),
    ]
    quoted = "".join(piece.text for piece in cut(text, marks, worth_quoting(text, marks)))
    assert quoted == "I was there for the handoffs.\nthe bit about potassium stayed with me. …"
