"""What makes no difference to the listening is told; what does is left alone."""

from pathlib import Path

import pytest

from trainer.language.checking import Kind, check
from trainer.language.neighbours import Neighbours

MOVE = """format: 1
id: sample
title: A sample
meaning: What it means.
why: Why it matters.
feedback: {{heard: It landed., not_heard: It would help.}}
wordings: [One way., Another way.]
{evidence}
"""


def told(evidence: str) -> list[str]:
    checked = check(
        Kind.MOVE, Path("sample.yaml"), MOVE.format(evidence=evidence).encode(), Neighbours()
    )
    return [one.message for one in checked.diagnostics]


@pytest.mark.parametrize(
    ("wider", "narrower"),
    [
        ("thank you", "thank you so much"),
        ("thanks|cheers", "many thanks"),
        ("$duration", "only $duration"),
        ("send ... summary", "will send ... summary"),
        ("the talk", "the talk"),
    ],
)
def test_a_phrase_that_another_one_always_catches_is_told(wider: str, narrower: str) -> None:
    (message,) = told(f"any:\n  - {wider}\n  - {narrower}")
    assert f'"{narrower}"' in message
    assert f'"{wider}"' in message


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("rush", "no rush"),  # The "no" is the phrase's own here, and a denial there.
        ("busy", "if you are busy"),
        ("=talk", "talks about"),
        ("your talk", "your grand talk"),
        ("meet", "$ask_for meet"),  # The class may hold a "not".
        ("send ... summary", "send a summary"),
        ("{phrase: busy, near: [you]}", "very busy"),
    ],
)
def test_phrases_that_catch_different_things_are_left_alone(first: str, second: str) -> None:
    assert told(f"any:\n  - {first}\n  - {second}") == []


def test_where_phrases_are_added_up_each_one_counts() -> None:
    assert told("threshold: 2\nany:\n  - thank you\n  - thank you so much") == []


def test_a_sum_no_phrases_come_to_is_told() -> None:
    (message,) = told(
        "threshold: 4\nany:\n  - {phrase: a date, weight: 2}\n"
        "  - at four\n  - {phrase: someday, weight: -2}"
    )
    assert message == "4 points are needed, and all phrases together come to 3."


def test_a_length_no_reply_has_is_told() -> None:
    (message,) = told("any:\n  - {phrase: busy, words: {at_most: 5, at_least: 9}}")
    assert message == "No reply can fit this phrase: a reply of at most 5 words has not 9."
