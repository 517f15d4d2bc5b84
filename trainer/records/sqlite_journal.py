"""The learner's journal on disk: one commit an event, nothing ever overwritten."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trainer.conversation.events import (
    Actor,
    ConversationStarted,
    EndingReached,
    Event,
    happening_from_plain,
    happening_to_plain,
    kind_of,
)
from trainer.conversation.journal import JournalUnavailable
from trainer.language.terms import Outcome
from trainer.records.conversations import ConversationRecord, stands_at_ending, title_in
from trainer.records.database import RecordsDatabase
from trainer.records.failures import refuse_damaged, refuse_damaged_part

if TYPE_CHECKING:
    from sqlite3 import Connection

_Row = tuple[Any, ...]

# Shapes that only a damaged row can have.
_DAMAGE = (KeyError, TypeError, ValueError, AttributeError)


class SqliteJournal:
    """A `trainer.conversation.journal.Journal` in one file.

    Making one touches nothing; the file appears with the first event.
    """

    def __init__(self, path: Path, *, busy_seconds: float = 5.0) -> None:
        self._database = RecordsDatabase(path, busy_seconds=busy_seconds)
        # Documents wait here for the first event that needs them: looking at a
        # scenario writes nothing.
        self._waiting: dict[str, Mapping[str, Any]] = {}

    def keep_document(self, content_hash: str, document: Mapping[str, Any]) -> None:
        """Keep a resolved scenario; it reaches the disk with the next event."""
        self._waiting.setdefault(content_hash, document)

    def document(self, content_hash: str) -> Mapping[str, Any]:
        """Return a kept document; KeyError when there is none."""
        if (waiting := self._waiting.get(content_hash)) is not None:
            return waiting
        rows = self._rows("SELECT content FROM documents WHERE hash = ?", content_hash)
        if not rows:
            raise KeyError(content_hash)
        try:
            document = json.loads(rows[0][0])
        except _DAMAGE as error:
            raise refuse_damaged_part(self._database.path) from error
        if not isinstance(document, dict):
            raise refuse_damaged_part(self._database.path)
        return document

    def append(self, event: Event) -> None:
        """Keep `event` durably, or raise JournalUnavailable."""
        self._database.write(lambda connection: self._append(connection, event))
        self._waiting.clear()

    def events(self, conversation: str) -> tuple[Event, ...]:
        """Return a conversation's events in order; () when it is unknown."""
        rows = self._rows(
            "SELECT number, parent, at, actor, kind, content FROM events "
            "WHERE conversation = ? ORDER BY number",
            conversation,
        )
        events = tuple(self._event(conversation, row) for row in rows)
        if any(event.number != index for index, event in enumerate(events)):
            raise refuse_damaged_part(self._database.path)
        return events

    def conversations(self) -> tuple[ConversationRecord, ...]:
        """Return every conversation, the one last touched first."""
        rows = self._rows(
            "SELECT id, scenario, title, document, started_at, last_at, is_finished, ended_at, "
            "outcome, ending_title FROM conversations ORDER BY last_sequence DESC"
        )
        try:
            return tuple(_record(row) for row in rows)
        except _DAMAGE as error:
            raise refuse_damaged(self._database.path) from error

    def keep_draft(self, conversation: str, ask: str, text: str) -> None:
        """Keep a reply that is not sent yet; "" erases it."""

        def keep(connection: "Connection") -> None:
            if text:
                connection.execute(
                    "INSERT OR REPLACE INTO drafts VALUES (?, ?, ?)",
                    (conversation, ask, json.dumps(text)),
                )
            else:
                _erase_draft(connection, conversation, ask)

        self._database.write(keep)

    def draft(self, conversation: str, ask: str) -> str:
        """Return a reply that was not sent; "" when there is none."""
        rows = self._rows(
            "SELECT content FROM drafts WHERE conversation = ? AND ask = ?", conversation, ask
        )
        try:
            return str(json.loads(rows[0][0])) if rows else ""
        except _DAMAGE as error:
            raise refuse_damaged_part(self._database.path) from error

    def forget_draft(self, conversation: str, ask: str) -> None:
        """Erase a reply that was not sent, leaving no trace of it."""
        if self._database.is_kept():
            self._database.write(lambda connection: _erase_draft(connection, conversation, ask))
            self._database.scrub()

    def forget(self, conversation: str) -> None:
        """Erase one conversation, and its scenario when no other one needs it."""

        def erase(connection: "Connection") -> None:
            connection.execute("DELETE FROM events WHERE conversation = ?", (conversation,))
            connection.execute("DELETE FROM drafts WHERE conversation = ?", (conversation,))
            connection.execute("DELETE FROM conversations WHERE id = ?", (conversation,))
            connection.execute(
                "DELETE FROM documents WHERE hash NOT IN (SELECT document FROM conversations)"
            )

        self._erase(erase)

    def forget_all(self) -> None:
        """Erase everything."""

        def erase(connection: "Connection") -> None:
            for table in ("events", "drafts", "conversations", "documents"):
                connection.execute(f"DELETE FROM {table}")

        self._erase(erase)

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def _append(self, connection: "Connection", event: Event) -> None:
        for content_hash, document in self._waiting.items():
            connection.execute(
                "INSERT OR IGNORE INTO documents VALUES (?, ?)", (content_hash, _json(document))
            )
        row = _row(event)
        kept = connection.execute(
            "SELECT number, parent, at, actor, kind, content FROM events "
            "WHERE conversation = ? AND number = ?",
            (event.conversation, event.number),
        ).fetchone()
        if kept is not None:
            # Rows, not events: a moment in the hour a clock goes back never
            # equals itself once it has lost the name of its time zone.
            if kept != row:
                raise JournalUnavailable("This conversation was carried on somewhere else.")
            return
        (following,) = connection.execute(
            "SELECT coalesce(max(number) + 1, 0) FROM events WHERE conversation = ?",
            (event.conversation,),
        ).fetchone()
        if event.number != following:
            raise JournalUnavailable("A part of this conversation is missing.")
        sequence = connection.execute(
            "INSERT INTO events (conversation, number, parent, at, actor, kind, content) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            (event.conversation, *row),
        ).lastrowid
        if isinstance(event.happened, ConversationStarted):
            self._begin(connection, event, event.happened)
        connection.execute(
            "UPDATE conversations SET last_at = ?, last_sequence = ?, is_finished = ? WHERE id = ?",
            (
                event.at.isoformat(),
                sequence,
                self._stands_at_ending(connection, event),
                event.conversation,
            ),
        )
        if isinstance(event.happened, EndingReached):
            connection.execute(
                "UPDATE conversations SET ended_at = ?, outcome = ?, ending_title = ? WHERE id = ?",
                (
                    event.at.isoformat(),
                    Outcome(event.happened.outcome).value,
                    event.happened.title,
                    event.conversation,
                ),
            )

    def _stands_at_ending(self, connection: "Connection", event: Event) -> bool:
        def step(number: int) -> tuple[str, int | None]:
            kind, parent = connection.execute(
                "SELECT kind, parent FROM events WHERE conversation = ? AND number = ?",
                (event.conversation, number),
            ).fetchone()
            return kind, parent

        return stands_at_ending(event.number, step)

    def _begin(self, connection: "Connection", event: Event, started: ConversationStarted) -> None:
        try:
            document = self.document(started.document)
        except KeyError:
            document = None
        connection.execute(
            "INSERT INTO conversations (id, scenario, title, document, started_at, last_at, "
            "last_sequence, is_finished) VALUES (?, ?, ?, ?, ?, ?, 0, 0)",
            (
                event.conversation,
                started.scenario,
                title_in(document, otherwise=started.scenario),
                started.document,
                event.at.isoformat(),
                event.at.isoformat(),
            ),
        )

    def _event(self, conversation: str, row: _Row) -> Event:
        number, parent, at, actor, kind, content = row
        try:
            return Event(
                conversation=conversation,
                number=number,
                parent=parent,
                at=datetime.fromisoformat(at),
                actor=Actor(actor),
                happened=happening_from_plain(kind, json.loads(content)),
            )
        except _DAMAGE as error:
            raise refuse_damaged_part(self._database.path) from error

    def _rows(self, query: str, *values: str) -> list[_Row]:
        return self._database.read(
            lambda connection: connection.execute(query, values).fetchall(), when_absent=[]
        )

    def _erase(self, erase: Callable[["Connection"], None]) -> None:
        self._waiting.clear()
        if self._database.is_kept():
            self._database.write(erase)
            self._database.scrub()


def _erase_draft(connection: "Connection", conversation: str, ask: str) -> None:
    connection.execute("DELETE FROM drafts WHERE conversation = ? AND ask = ?", (conversation, ask))


def _json(plain: Mapping[str, Any]) -> str:
    # ASCII, so that even half a surrogate pair comes back as it was.
    return json.dumps(plain, ensure_ascii=True, separators=(",", ":"))


def _row(event: Event) -> _Row:
    return (
        event.number,
        event.parent,
        event.at.isoformat(),
        event.actor.value,
        kind_of(event.happened),
        _json(happening_to_plain(event.happened)),
    )


def _record(row: _Row) -> ConversationRecord:
    ended_at, outcome = row[7], row[8]
    return ConversationRecord(
        id=row[0],
        scenario=row[1],
        title=row[2],
        document=row[3],
        started_at=datetime.fromisoformat(row[4]),
        last_at=datetime.fromisoformat(row[5]),
        is_finished=bool(row[6]),
        ended_at=None if ended_at is None else datetime.fromisoformat(ended_at),
        outcome=None if outcome is None else Outcome(outcome),
        ending_title=row[9],
    )
