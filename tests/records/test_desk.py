"""Beginning a conversation and taking one up: what is given out, what refused, in which words."""

import itertools
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.builders import NOON, Plain, asking, document
from trainer.conversation.journal import JournalUnavailable
from trainer.records.desk import ConversationRefused, Desk
from trainer.records.places import Places
from trainer.records.store import Records, open_records


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(tmp_path / "home")


@pytest.fixture
def records(places: Places) -> Iterator[Records]:
    with closing(open_records(places)) as opened:
        yield opened


def story() -> Plain:
    return document({"open": asking()})


def desk_over(records: Records, numbers: Iterator[int] | None = None) -> Desk:
    numbers = numbers or itertools.count(1)
    return Desk(records, lambda: NOON, lambda: f"c{next(numbers)}")


def begun(records: Records, count: int) -> Desk:
    desk = desk_over(records)
    for _ in range(count):
        desk.begin(story()).hold.release()
    return desk


def change(places: Places, statement: str) -> None:
    with closing(sqlite3.connect(places.database("default"))) as connection, connection:
        connection.execute(statement)


def test_what_is_begun_is_held_until_it_is_released(records: Records, places: Places) -> None:
    held = desk_over(records).begin(story())
    with closing(open_records(places)) as other:
        desk = desk_over(other)
        with pytest.raises(ConversationRefused, match="open in another window"):
            desk.take_up_last(pytest.fail)
        held.hold.release()
        taken = desk.take_up_last(pytest.fail)
        assert taken is not None
        assert taken.conversation.identifier == held.conversation.identifier
        taken.hold.release()


def test_a_scenario_that_cannot_be_played_is_refused_and_leaves_nothing(records: Records) -> None:
    with pytest.raises(ConversationRefused, match=r"^This scenario cannot be played: .*99"):
        desk_over(records).begin({**story(), "format": 99})
    assert records.conversations() == ()


def test_what_is_open_elsewhere_is_refused_and_no_older_one_taken(
    records: Records, places: Places
) -> None:
    desk = begun(records, 2)
    with (
        closing(open_records(places)) as other,
        other.hold("c2"),
        pytest.raises(ConversationRefused),
    ):
        desk.take_up_last(pytest.fail)
    taken = desk.take_up_last(pytest.fail)
    assert taken is not None
    assert taken.conversation.identifier == "c2"
    taken.hold.release()


@pytest.mark.parametrize(
    ("damage", "why"),
    [
        ("UPDATE events SET content = '{' WHERE conversation = 'c2'", "damaged"),
        ("DELETE FROM events WHERE conversation = 'c2'", "no longer whole"),
        (
            'UPDATE events SET content = replace(content, \'"document":"\', \'"document":"x\') '
            "WHERE conversation = 'c2'",
            "no longer whole",
        ),
    ],
)
def test_one_that_cannot_be_taken_up_hides_no_older_one(
    records: Records, places: Places, damage: str, why: str
) -> None:
    desk = begun(records, 2)
    change(places, damage)
    told: list[str] = []
    taken = desk.take_up_last(told.append)
    assert taken is not None
    assert taken.conversation.identifier == "c1"
    (sentence,) = told
    assert "left on 02 March, cannot be taken up again" in sentence
    assert why in sentence
    assert "move the folder" not in sentence, "the other conversations are in it"
    last = records.last_unfinished()
    assert last is not None
    assert last.id == "c1"


def test_what_was_refused_is_held_by_nobody(records: Records, places: Places) -> None:
    desk = begun(records, 1)
    change(places, "DELETE FROM events")
    assert desk.take_up_last(lambda why: None) is None
    with closing(open_records(places)) as other:
        other.hold("c1").release()


def test_a_scenario_of_a_later_version_is_refused_by_name(records: Records, places: Places) -> None:
    desk = begun(records, 1)
    change(
        places, "UPDATE documents SET content = replace(content, '\"format\":1', '\"format\":9')"
    )
    told: list[str] = []
    assert desk.take_up_last(told.append) is None
    (sentence,) = told
    assert sentence.endswith("cannot be taken up again: format 9 is not known here.")
    assert "This scenario" not in sentence


def test_a_fault_that_is_no_refusal_lets_go_and_is_not_hidden(
    records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = begun(records, 1)

    def broken(*_: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr("trainer.conversation.conversation.Conversation.resume", broken)
    with pytest.raises(RuntimeError, match="a bug"):
        desk.take_up_last(pytest.fail)
    records.hold("c1").release()


def test_what_is_kept_is_said_as_it_is(records: Records, places: Places) -> None:
    conversation = desk_over(records).begin(story()).conversation
    assert records.keeps(conversation)
    assert records.what_is_kept(conversation).endswith("`trainer resume` goes on from there.")
    assert "stays with this reply, on this machine" in records.contest_noted(conversation)
    with closing(open_records(places, "Ana")) as of_ana:
        assert "`trainer resume --profile ana`" in of_ana.what_is_kept(conversation)
    with closing(open_records(places, private=True)) as private:
        assert private.what_is_kept(conversation) == "Nothing of it is kept."
        assert "not kept" in private.contest_noted(conversation)
    conversation.notice = str(JournalUnavailable("The disk is full."))
    assert records.what_is_kept(conversation) == "`trainer resume` goes on from what was kept."
    assert "not kept" in records.contest_noted(conversation)
