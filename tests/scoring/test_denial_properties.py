"""What a move hears, said to be untrue, unsaid, imagined or somebody else's, it does not hear.

Every example that a shipped move hears is put into sentences that take it back
in sound English. Where the property ends is written at each kind: words of the
frame itself may be evidence ("told me to"), and a denial ends at a comma or at a
"but", as it does for a reader.
"""

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

import pytest

from trainer.language.library import Library, shipped_scenarios
from trainer.language.model import Rubric
from trainer.scoring.reading import read
from trainer.scoring.scorer import Scorer

DENIES = re.compile(
    r"\b(no|not|never|nor|neither|none|nothing|nobody|without|hardly|nvm|avoid|stop|idk|fail\w*"
    r"|refuse|decline|instead|rather|unable|lack|forget|forgot|cannot|\w+n['’]?t|wont|cant)\b",
    re.IGNORECASE,
)
TURNS = re.compile(
    r"[,;:()/–—\"“]|\b(although|because|but|except|however|though|whereas|yet|so|if|when|unless"
    r"|until|while|since|then|now|and|or)\b",
    re.IGNORECASE,
)
ENOUGH = 15
"""Sentences that a frame must fit, lest it say nothing."""


class Heard(NamedTuple):
    """A sentence that its move hears."""

    move: str
    scorer: Scorer
    sentence: str
    is_question: bool


def heard_examples() -> list[Heard]:
    library = Library([shipped_scenarios()])
    found = []
    for name in sorted(library.move_files):
        move = library.move(name)
        scorer = Scorer(Rubric({name: move.criterion}, move.groups), (name,))
        for text in map(str, move.plain.get("examples", {}).get("heard", ())):
            reading = read(text)
            assessment = scorer.assess(text)
            if len(reading.sentences) == 1 and assessment.verdicts[0].was_heard:
                question = reading.sentences[0].is_question
                found.append(Heard(name, scorer, text.strip(), question))
    return found


EXAMPLES = [one for one in heard_examples() if not DENIES.search(one.sentence)]


def continued(sentence: str) -> str:
    """Return a sentence as it stands after other words: without its capital, but for "I"."""
    return (
        sentence if re.match(r"I\b|[A-Z]{2}|Dr\b", sentence) else sentence[0].lower() + sentence[1:]
    )


def taken_back(examples: Iterable[Heard], frame: Callable[[Heard], str]) -> list[str]:
    """Return the framed sentences that earn something all the same, by words of the sentence."""
    missed = []
    tried = 0
    for one in examples:
        reply = frame(one)
        tried += 1
        begins = len(reply) - len(reply.partition(one.sentence[1:])[1]) - 1
        (verdict,) = one.scorer.assess(reply).verdicts
        if any(found.span.start >= begins for found in verdict.evidence):
            missed.append(f"{one.move}: {reply}")
    assert tried >= ENOUGH
    return missed


@pytest.mark.parametrize(
    "before",
    [
        "I would never write:",
        "I will not say the following:",
        "I won't send her this:",
        "I refuse to write:",
        "She told me to write:",
        "My chief wrote:",
        "People say:",
        "I should have written:",
        "I was going to write:",
        "I wish I had written:",
    ],
)
def test_a_sentence_given_after_a_colon_as_unsaid_imagined_or_anothers_is_not_heard(
    before: str,
) -> None:
    own = [one for one in EXAMPLES if not re.search(r"(?i)\b(but|so|then|now)\b", one.sentence)]
    assert taken_back(own, lambda one: f"{before} {continued(one.sentence)}") == []


@pytest.mark.parametrize(
    "before", ["I would never write", "I won't say", "My chief said", "She told me to write:"]
)
@pytest.mark.parametrize(("opening", "closing"), [('"', '"'), ("“", "”")])
def test_a_quotation_that_is_unsaid_or_anothers_is_not_heard(
    before: str, opening: str, closing: str
) -> None:
    unquoted = [one for one in EXAMPLES if not re.search('["“]', one.sentence)]
    frame = f"{before} {opening}%s{closing}"
    assert taken_back(unquoted, lambda one: frame % one.sentence) == []


@pytest.mark.parametrize(
    "before",
    ["It is not true that", "It isn't the case that", "I do not think that", "I won't say that"],
)
def test_a_clause_said_to_be_untrue_is_not_heard_up_to_its_first_turn(before: str) -> None:
    clauses = [
        one
        for one in EXAMPLES
        if not one.is_question and not TURNS.search(one.sentence.rstrip("."))
    ]
    assert taken_back(clauses, lambda one: f"{before} {continued(one.sentence)}") == []


NEGATED_VERBS = [
    (re.compile(r"^(I'll|I will|i'll|ill) "), "I will not "),
    (re.compile(r"^(I'd|I would) "), "I would not "),
    (re.compile(r"^(I'm|I am|i'm|im) "), "I am not "),
    (re.compile(r"^(I've|I have) "), "I have not "),
    (
        re.compile(r"^I (want|need|hope|plan|promise|admire|understand|think|feel)\b"),
        r"I do not \1",
    ),
]
REACH = 8
"""A plain "not" denies seven words after it; longer sentences are not tried."""


def with_verb_denied(sentence: str) -> str | None:
    for verb, denied in NEGATED_VERBS:
        if verb.search(sentence):
            return verb.sub(denied, sentence)
    return None


def test_a_short_promise_or_wish_with_its_verb_denied_is_not_heard() -> None:
    missed = []
    tried = 0
    for one in EXAMPLES:
        denied = with_verb_denied(one.sentence)
        is_short = len(one.sentence.split()) <= REACH
        if denied is None or not is_short or TURNS.search(one.sentence):
            continue
        tried += 1
        (verdict,) = one.scorer.assess(denied).verdicts
        # A phrase may itself hold the "not": that is what its author listens for.
        if any("not" not in found.span.text.split() for found in verdict.evidence):
            missed.append(f"{one.move}: {denied}")
    assert tried >= 5
    assert missed == []
