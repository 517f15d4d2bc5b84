"""A reply that sounds like despair: support, and no trace of its words."""

import json
from pathlib import Path

from tests.builders import asking, document, resume, said, start
from trainer.conversation.conversation import make_scorer
from trainer.conversation.events import DistressShown, happening_to_plain
from trainer.conversation.journal import MemoryJournal
from trainer.records.sqlite_journal import SqliteJournal

DESPAIR = "I want to die tonight in the zanzibar room"


def test_no_word_of_it_is_anywhere_in_the_journal() -> None:
    journal = MemoryJournal()
    conversation = start(document({"open": asking()}), journal, scorer_maker=make_scorer)
    assessment = conversation.submit_reply(DESPAIR)
    assert assessment.is_distress
    kept = json.dumps([happening_to_plain(event.happened) for event in journal.events("talk")])
    assert not any(word in kept for word in ("die", "tonight", "zanzibar"))
    assert conversation.events[-1].happened == DistressShown("first")


def test_no_byte_of_it_is_anywhere_on_the_disk(tmp_path: Path) -> None:
    journal = SqliteJournal(tmp_path / "records.sqlite3")
    conversation = start(document({"open": asking()}), journal, scorer_maker=make_scorer)
    conversation.submit_reply(DESPAIR)
    conversation.submit_reply("Hello there.")
    on_disk = b"".join(one.read_bytes() for one in tmp_path.iterdir() if one.is_file())
    journal.close()
    assert b"Hello there." in on_disk
    assert b"zanzibar" not in on_disk


def test_support_stands_in_its_place_and_the_ask_waits() -> None:
    conversation = start(document({"open": asking()}))
    conversation.submit_reply("despair")
    assert said(conversation) == ["(support)"]
    assert conversation.telling.ask is not None
    assert conversation.telling.decisions == ()


def test_she_may_say_that_it_was_part_of_the_exercise() -> None:
    conversation = start(document({"open": asking()}))
    conversation.submit_reply("despair")
    assert not conversation.submit_reply("despair", is_exercise=True).is_distress
    assert said(conversation) == ["(support)", "You: despair"]
    assert conversation.is_finished


def test_going_on_later_tells_it_the_same_way() -> None:
    journal = MemoryJournal()
    conversation = start(document({"open": asking()}), journal)
    conversation.submit_reply("despair")
    assert resume(journal).telling == conversation.telling
