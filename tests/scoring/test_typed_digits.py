"""A 2 or a 4 typed for a word is read as the word; a number stays a number."""

import pytest

from trainer.scoring.tokens import tokenise


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("want 2 teach", ["want", "to", "teach"]),
        ("talk 2 u", ["talk", "to", "you"]),
        ("good 4 u", ["good", "for", "you"]),
    ],
)
def test_a_digit_typed_for_a_word_is_read_as_the_word(typed: str, words: list[str]) -> None:
    assert [token.word for token in tokenise(typed)] == words


@pytest.mark.parametrize("typed", ["want 2 meetings", "2 or 4 minutes", "pgy 2", "free at 4"])
def test_a_digit_that_counts_stays_a_number(typed: str) -> None:
    assert any(token.is_number for token in tokenise(typed))
