"""What every journal promises, and what every keeper of records adds to it."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.records.builders import NOON, choice, ending, event, reply, started
from trainer.conversation.events import ChoiceTaken, Returned, ReturnReason, VerdictContested
from trainer.conversation.journal import Journal, JournalUnavailable, MemoryJournal
from trainer.language.model import Outcome
from trainer.records.conversations import KeepsRecords, ScenarioStatus, statuses_of
from trainer.records.sqlite_journal import SqliteJournal
from trainer.records.unkept import UnkeptRecords

JOURNALS: dict[str, Callable[[Path], Journal]] = {
    "in memory": lambda folder: MemoryJournal(),
    "unkept": lambda folder: UnkeptRecords(),
    "on disk": lambda folder: SqliteJournal(folder / "records.sqlite3"),
}
KEEPERS: dict[str, Callable[[Path], KeepsRecords]] = {
    "unkept": lambda folder: UnkeptRecords(),
    "on disk": lambda folder: SqliteJournal(folder / "records.sqlite3"),
}


@pytest.fixture(params=list(JOURNALS))
def journal(request: pytest.FixtureRequest, tmp_path: Path) -> Journal:
    return JOURNALS[request.param](tmp_path)


@pytest.fixture(params=list(KEEPERS))
def keeper(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[KeepsRecords]:
    keeper = KEEPERS[request.param](tmp_path)
    yield keeper
    keeper.close()


def test_an_unknown_conversation_has_no_events(journal: Journal) -> None:
    assert journal.events("nobody") == ()


def test_events_come_back_equal_and_in_order(journal: Journal) -> None:
    events = (
        started(),
        reply(1, "Ten minutes?\n\nNo rush — “thanks” \N{SMILING FACE WITH SMILING EYES}"),
        choice(2),
        event(3, Returned(ReturnReason.UNDO), parent=1),
        choice(4, "widen"),
    )
    for one in events:
        journal.append(one)
    assert journal.events("monday") == events


def test_conversations_are_kept_apart(journal: Journal) -> None:
    journal.append(started("monday"))
    journal.append(started("tuesday"))
    journal.append(choice(1, conversation="tuesday"))
    assert journal.events("monday") == (started("monday"),)
    assert len(journal.events("tuesday")) == 2


def test_the_very_same_event_may_be_appended_again(journal: Journal) -> None:
    for one in (started(), choice(1), choice(1), started()):
        journal.append(one)
    assert journal.events("monday") == (started(), choice(1))


def test_another_event_under_a_kept_number_is_refused(journal: Journal) -> None:
    journal.append(started())
    journal.append(choice(1, "accept"))
    with pytest.raises(JournalUnavailable, match="somewhere else"):
        journal.append(choice(1, "widen"))
    assert journal.events("monday") == (started(), choice(1, "accept"))


def test_a_gap_is_refused(journal: Journal) -> None:
    journal.append(started())
    with pytest.raises(JournalUnavailable, match="missing"):
        journal.append(choice(2))
    assert journal.events("monday") == (started(),)


def test_a_refused_event_does_not_stop_the_next_one(journal: Journal) -> None:
    journal.append(started())
    with pytest.raises(JournalUnavailable):
        journal.append(choice(7))
    journal.append(choice(1))
    assert journal.events("monday") == (started(), choice(1))


def test_a_document_comes_back_by_its_hash(journal: Journal) -> None:
    journal.keep_document("sha", {"title": "The cold ask", "states": {"a": [1, None, "é"]}})
    journal.append(started(document="sha"))
    assert journal.document("sha") == {"title": "The cold ask", "states": {"a": [1, None, "é"]}}


def test_a_document_is_there_before_any_event(journal: Journal) -> None:
    journal.keep_document("sha", {"title": "The cold ask"})
    assert journal.document("sha") == {"title": "The cold ask"}


def test_a_kept_document_is_never_replaced(journal: Journal) -> None:
    journal.keep_document("sha", {"title": "first"})
    journal.append(started(document="sha"))
    journal.keep_document("sha", {"title": "second"})
    journal.append(choice(1))
    assert journal.document("sha") == {"title": "first"}


def test_an_unknown_document_is_a_key_error(journal: Journal) -> None:
    with pytest.raises(KeyError):
        journal.document("sha")
    journal.append(started())
    with pytest.raises(KeyError):
        journal.document("sha")


def test_a_record_tells_a_conversation_at_a_glance(keeper: KeepsRecords) -> None:
    keeper.keep_document("sha", {"title": "The cold ask"})
    keeper.append(started())
    keeper.append(choice(1))
    (record,) = keeper.conversations()
    assert (record.id, record.scenario, record.title) == ("monday", "cold_ask", "The cold ask")
    assert record.document == "sha"
    assert (record.started_at, record.last_at) == (NOON, NOON + timedelta(minutes=1))
    assert not record.is_finished


def test_a_conversation_without_its_document_is_called_by_its_scenario(
    keeper: KeepsRecords,
) -> None:
    keeper.append(started())
    assert keeper.conversations()[0].title == "cold_ask"


def test_the_conversation_last_touched_comes_first_even_when_the_clock_was_set_back(
    keeper: KeepsRecords,
) -> None:
    keeper.append(started("monday"))
    keeper.append(started("tuesday"))
    earlier = NOON - timedelta(days=1)
    keeper.append(event(1, ChoiceTaken("accept"), conversation="monday", at=earlier))
    assert [record.id for record in keeper.conversations()] == ["monday", "tuesday"]


def test_appending_a_kept_event_again_touches_nothing(keeper: KeepsRecords) -> None:
    keeper.append(started("monday"))
    keeper.append(started("tuesday"))
    keeper.append(started("monday"))
    assert [record.id for record in keeper.conversations()] == ["tuesday", "monday"]


def test_an_ending_is_noted(keeper: KeepsRecords) -> None:
    for one in (started(), choice(1), ending(2, Outcome.STRONG)):
        keeper.append(one)
    (record,) = keeper.conversations()
    assert record.is_finished
    assert record.outcome is Outcome.STRONG
    assert record.ending_title == "Thursday at four"
    assert record.ended_at == NOON + timedelta(minutes=2)


def test_contesting_a_verdict_after_the_end_leaves_it_finished(keeper: KeepsRecords) -> None:
    for one in (
        started(),
        reply(1, "Ten minutes?"),
        ending(2, Outcome.MIXED),
        event(3, VerdictContested(1, "thanks", was_said=True)),
    ):
        keeper.append(one)
    assert keeper.conversations()[0].is_finished


def test_going_back_from_an_ending_makes_it_unfinished_but_not_unended(
    keeper: KeepsRecords,
) -> None:
    for one in (
        started(),
        choice(1),
        ending(2, Outcome.MISSED),
        event(3, Returned(ReturnReason.FORK), parent=0),
    ):
        keeper.append(one)
    (record,) = keeper.conversations()
    assert not record.is_finished
    assert record.outcome is Outcome.MISSED


def test_the_last_ending_reached_counts(keeper: KeepsRecords) -> None:
    for one in (
        started(),
        choice(1),
        ending(2, Outcome.MISSED),
        event(3, Returned(ReturnReason.FORK), parent=0),
        choice(4, "widen"),
        ending(5, Outcome.STRONG),
    ):
        keeper.append(one)
    (record,) = keeper.conversations()
    assert (record.is_finished, record.outcome) == (True, Outcome.STRONG)


def test_going_back_to_an_ending_finishes_it_again(keeper: KeepsRecords) -> None:
    for one in (
        started(),
        choice(1),
        ending(2, Outcome.MISSED),
        event(3, Returned(ReturnReason.FORK), parent=0),
        event(4, Returned(ReturnReason.REWIND), parent=2),
    ):
        keeper.append(one)
    assert keeper.conversations()[0].is_finished


def test_a_status_counts_attempts_and_tells_the_last_ending(keeper: KeepsRecords) -> None:
    for name, outcome in (("a", Outcome.MISSED), ("b", Outcome.STRONG), ("c", None)):
        keeper.append(started(name))
        if outcome is not None:
            keeper.append(ending(1, outcome, conversation=name))
    keeper.append(started("d", scenario="twelve_minutes"))
    assert statuses_of(keeper.conversations()) == {
        "cold_ask": ScenarioStatus(attempts=3, ended=2, last_outcome=Outcome.STRONG),
        "twelve_minutes": ScenarioStatus(attempts=1),
    }


def test_a_forgotten_conversation_is_gone_and_the_others_stay(keeper: KeepsRecords) -> None:
    keeper.keep_document("one", {"title": "One"})
    keeper.append(started("monday", document="one"))
    keeper.keep_document("two", {"title": "Two"})
    keeper.append(started("tuesday", document="two"))
    keeper.forget("monday")
    assert keeper.events("monday") == ()
    assert [record.id for record in keeper.conversations()] == ["tuesday"]
    assert keeper.document("two") == {"title": "Two"}
    with pytest.raises(KeyError):
        keeper.document("one")


def test_a_scenario_that_another_conversation_needs_is_not_forgotten(
    keeper: KeepsRecords,
) -> None:
    keeper.keep_document("sha", {"title": "One"})
    keeper.append(started("monday"))
    keeper.append(started("tuesday"))
    keeper.forget("monday")
    assert keeper.document("sha") == {"title": "One"}


def test_forgetting_everything_leaves_nothing_and_play_goes_on(keeper: KeepsRecords) -> None:
    keeper.keep_document("sha", {"title": "One"})
    keeper.append(started())
    keeper.append(choice(1))
    keeper.forget_all()
    assert (keeper.conversations(), keeper.events("monday")) == ((), ())
    with pytest.raises(KeyError):
        keeper.document("sha")
    keeper.append(started())
    assert keeper.events("monday") == (started(),)


def test_forgetting_what_is_not_there_is_no_error(keeper: KeepsRecords) -> None:
    keeper.forget("nobody")
    keeper.forget_all()
    assert keeper.conversations() == ()


def test_a_draft_waits_for_its_ask_until_it_is_erased(keeper: KeepsRecords) -> None:
    keeper.append(started())
    keeper.keep_draft("monday", "first_message", "Dear Dr.")
    keeper.keep_draft("monday", "first_message", "Dear Dr. Okafor, \ud83d half")
    assert keeper.draft("monday", "first_message") == "Dear Dr. Okafor, \ud83d half"
    assert keeper.draft("monday", "second_message") == ""
    keeper.keep_draft("monday", "first_message", "")
    assert keeper.draft("monday", "first_message") == ""


def test_a_draft_is_forgotten_by_itself_with_its_conversation_and_with_everything(
    keeper: KeepsRecords,
) -> None:
    for name in ("monday", "tuesday", "wednesday"):
        keeper.append(started(name))
        keeper.keep_draft(name, "first_message", f"words of {name}")
    keeper.forget_draft("monday", "first_message")
    keeper.forget("tuesday")
    assert [keeper.draft(name, "first_message") for name in ("monday", "tuesday")] == ["", ""]
    assert keeper.draft("wednesday", "first_message") == "words of wednesday"
    keeper.forget_all()
    assert keeper.draft("wednesday", "first_message") == ""
