"""Where events are kept: the protocol a conversation writes to, and one kept in memory."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any, Protocol

from trainer.conversation.events import Event


class JournalUnavailable(Exception):
    """Nothing more can be kept (full disk, read-only folder, damage).

    Its message is one plain sentence for the learner.
    """


class Journal(Protocol):
    """An append-only store of conversations.

    An event is durable once `append` returns. Appending the very event that is
    already kept under its (conversation, number) does nothing; a different one
    there raises JournalUnavailable.
    """

    def keep_document(self, content_hash: str, document: Mapping[str, Any]) -> None:
        """Keep a resolved scenario by its content hash; keeping it again does nothing."""

    def document(self, content_hash: str) -> Mapping[str, Any]:
        """Return a kept document; KeyError when there is none."""

    def append(self, event: Event) -> None:
        """Keep `event` durably, or raise JournalUnavailable."""

    def events(self, conversation: str) -> tuple[Event, ...]:
        """Return a conversation's events in order, `events[n].number == n`; () if unknown."""


class MemoryJournal:
    """Keeps nothing beyond the process: for `--private`, for groups, for tests."""

    def __init__(self) -> None:
        self._documents: dict[str, Mapping[str, Any]] = {}
        self._events: dict[str, list[Event]] = {}

    def keep_document(self, content_hash: str, document: Mapping[str, Any]) -> None:
        """Keep a resolved scenario by its content hash, as it is now."""
        if content_hash not in self._documents:
            self._documents[content_hash] = deepcopy(document)

    def document(self, content_hash: str) -> Mapping[str, Any]:
        """Return a kept document; KeyError when there is none."""
        return self._documents[content_hash]

    def append(self, event: Event) -> None:
        """Keep `event`."""
        events = self._events.setdefault(event.conversation, [])
        if event.number < len(events):
            if events[event.number] != event:
                raise JournalUnavailable("This conversation was carried on somewhere else.")
            return
        if event.number > len(events):
            raise JournalUnavailable("A part of this conversation is missing.")
        events.append(event)

    def events(self, conversation: str) -> tuple[Event, ...]:
        """Return a conversation's events in order."""
        return tuple(self._events.get(conversation, ()))
