"""Records that end with the process: `--private`, and where nothing can be written."""

from dataclasses import replace
from datetime import datetime

from trainer.conversation.events import ConversationStarted, Event
from trainer.conversation.journal import MemoryJournal
from trainer.language.model import Outcome
from trainer.records.conversations import ConversationRecord, title_in


class UnkeptRecords(MemoryJournal):
    """Knows its conversations as the journal on disk does, and touches no disk."""

    def __init__(self) -> None:
        super().__init__()
        # Oldest touched first: a conversation that is touched moves to the end.
        self._records: dict[str, ConversationRecord] = {}

    def append(self, event: Event) -> None:
        """Keep `event` for as long as the process lives."""
        is_new = event.number == len(self.events(event.conversation))
        super().append(event)
        if not is_new:
            return
        if isinstance(event.happened, ConversationStarted):
            scenario, document = event.happened.scenario, event.happened.document
            self._records[event.conversation] = ConversationRecord(
                id=event.conversation,
                scenario=scenario,
                title=title_in(self._documents.get(document), otherwise=scenario),
                document=document,
                started_at=event.at,
                last_at=event.at,
            )
        elif record := self._records.pop(event.conversation, None):
            self._records[event.conversation] = replace(record, last_at=event.at)

    def conversations(self) -> tuple[ConversationRecord, ...]:
        """Return every conversation, the one last touched first."""
        return tuple(reversed(self._records.values()))

    def mark_finished(
        self, conversation: str, outcome: Outcome, ending_title: str, at: datetime
    ) -> None:
        """Note that it reached an ending."""
        if record := self._records.get(conversation):
            self._records[conversation] = replace(
                record, finished_at=at, outcome=outcome, ending_title=ending_title
            )

    def mark_unfinished(self, conversation: str) -> None:
        """Note that it went back from its ending."""
        if record := self._records.get(conversation):
            self._records[conversation] = replace(
                record, finished_at=None, outcome=None, ending_title=None
            )

    def forget(self, conversation: str) -> None:
        """Erase one conversation, and its scenario when no other one needs it."""
        self._events.pop(conversation, None)
        self._records.pop(conversation, None)
        needed = {record.document for record in self._records.values()}
        self._documents = {key: one for key, one in self._documents.items() if key in needed}

    def forget_all(self) -> None:
        """Erase everything."""
        self._events.clear()
        self._records.clear()
        self._documents.clear()

    def close(self) -> None:
        """There is nothing to let go of."""
