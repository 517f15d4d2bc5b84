"""Home, line by line: what is offered, what is chosen, and what is answered meanwhile."""

from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest

from trainer.language.library import ScenarioEntry
from trainer.plain.dialogue import Dialogue
from trainer.plain.home import PlainHome
from trainer.records.conversations import ConversationRecord

NOON = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)
ENTRY = ScenarioEntry(
    id="small_ask",
    title="A small ask",
    summary="You need a moment.",
    practice="find",
    practice_title="Find people",
    level="foundation",
    minutes=5,
    path=Path("small_ask.yaml"),
    pack="small_pack",
)
STOPPED = ConversationRecord(
    id="c1",
    scenario="small_ask",
    title="A stopped ask",
    document="",
    started_at=NOON,
    last_at=NOON,
    is_finished=False,
)


def asked(
    typed: str, unfinished: ConversationRecord | None = None
) -> tuple[ScenarioEntry | ConversationRecord | None, list[str]]:
    said: list[str] = []
    dialogue = Dialogue(StringIO(typed), said.append, ["Peer support:", "extension 4040."])
    return PlainHome(dialogue, [ENTRY], unfinished).choose(), said


def test_what_is_unfinished_is_offered_first() -> None:
    chosen, said = asked("1\n", STOPPED)
    assert chosen is STOPPED
    assert said[1:] == [
        "1. Go on with A stopped ask, where you stopped.",
        "2. A small ask. You need a moment. 5 minutes.",
    ]


@pytest.mark.parametrize(("typed", "unfinished"), [("1\n", None), ("2.\n", STOPPED)])
def test_a_scenario_is_chosen_by_its_number(
    typed: str, unfinished: ConversationRecord | None
) -> None:
    assert asked(typed, unfinished)[0] is ENTRY


@pytest.mark.parametrize("typed", ["0\n", "/quit\n", "/QUIT\n", ""])
def test_closing_chooses_nothing_and_says_so(typed: str) -> None:
    chosen, said = asked(typed)
    assert chosen is None
    assert said[-1] == "Closed. Nothing was started."


def test_support_is_said_here_too_and_the_question_stands() -> None:
    chosen, said = asked("/support\n1\n")
    assert chosen is ENTRY
    assert said[-2:] == ["Peer support:", "extension 4040."]


def test_no_number_is_answered_with_the_numbers_there_are() -> None:
    assert asked("2\n1\n")[1][-1] == "Write a number from 1 to 1, or 0 to close."
