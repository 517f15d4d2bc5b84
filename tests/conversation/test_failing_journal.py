"""When nothing more can be kept, the conversation goes on and says so."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.builders import asking, criterion, document, resume, said, start
from trainer.conversation.conversation import Conversation
from trainer.conversation.events import Event
from trainer.conversation.journal import JournalUnavailable, MemoryJournal

FULL = "The disk is full."


class FullJournal(MemoryJournal):
    """Keeps so many events and no more."""

    def __init__(self, room: int) -> None:
        super().__init__()
        self._room = room

    def append(self, event: Event) -> None:
        if event.number >= self._room:
            raise JournalUnavailable(FULL)
        super().append(event)


class DeafJournal(MemoryJournal):
    """Does not even keep the scenario."""

    def keep_document(self, content_hash: str, document: Mapping[str, Any]) -> None:
        raise JournalUnavailable(FULL)


def long_document() -> dict[str, Any]:
    return document(
        {
            "open": asking(
                [{"when": "why", "goto": "good_end"}, {"goto": "open"}], listen_for=["why"]
            )
        },
        rubric={"why": criterion("why")},
    )


def play(conversation: Conversation) -> Conversation:
    for reply in ("one", "two", "three"):
        conversation.submit_reply(reply)
    conversation.undo()
    conversation.submit_reply("why")
    return conversation


@pytest.mark.parametrize("room", range(7))
def test_it_goes_on_in_memory_and_says_so_once_nothing_is_kept(room: int) -> None:
    journal = FullJournal(room)
    conversation = play(start(long_document(), journal))
    assert conversation.telling == play(start(long_document())).telling
    assert conversation.notice.startswith(FULL)
    assert "nothing more of it is kept" in conversation.notice
    assert journal.events("talk") == conversation.events[:room]


def test_what_was_kept_until_then_can_be_gone_on_with() -> None:
    journal = FullJournal(3)
    play(start(long_document(), journal))
    assert said(resume(journal)) == ["You: one", "You: two"]


def test_a_journal_that_takes_nothing_at_all_stops_nothing() -> None:
    conversation = play(start(long_document(), DeafJournal()))
    assert conversation.is_finished
    assert conversation.notice


def test_there_is_no_notice_while_everything_is_kept() -> None:
    assert play(start(long_document())).notice == ""


def test_an_event_is_kept_before_its_effect_can_be_seen() -> None:
    seen: list[tuple[int, list[str]]] = []

    class WatchingJournal(MemoryJournal):
        def append(self, event: Event) -> None:
            super().append(event)
            if event.number:
                seen.append((len(conversation.events), said(conversation)))

    conversation = start(long_document(), WatchingJournal())
    conversation.submit_reply("one")
    assert seen == [(1, [])]
    assert said(conversation) == ["You: one"]


def test_a_conversation_that_was_never_kept_cannot_be_resumed() -> None:
    with pytest.raises(KeyError):
        resume(MemoryJournal())
