"""Records that end with the process: `--private`, and where nothing can be written."""

from dataclasses import replace

from trainer.conversation.events import ConversationStarted, EndingReached, Event, kind_of
from trainer.conversation.journal import MemoryJournal
from trainer.language.terms import Outcome
from trainer.records.conversations import ConversationRecord, stands_at_ending, title_in


class UnkeptRecords(MemoryJournal):
    """Knows its conversations as the journal on disk does, and touches no disk."""

    def __init__(self) -> None:
        super().__init__()
        # Oldest touched first: a conversation that is touched moves to the end.
        self._records: dict[str, ConversationRecord] = {}
        self._drafts: dict[tuple[str, str], str] = {}

    def append(self, event: Event) -> None:
        """Keep `event` for as long as the process lives."""
        is_new = event.number == len(self.events(event.conversation))
        super().append(event)
        if not is_new:
            return
        happened = event.happened
        if isinstance(happened, ConversationStarted):
            self._records[event.conversation] = ConversationRecord(
                id=event.conversation,
                scenario=happened.scenario,
                title=title_in(self._documents.get(happened.document), otherwise=happened.scenario),
                document=happened.document,
                started_at=event.at,
                last_at=event.at,
                is_finished=False,
            )
        elif record := self._records.pop(event.conversation, None):
            if isinstance(happened, EndingReached):
                record = replace(
                    record,
                    ended_at=event.at,
                    outcome=Outcome(happened.outcome),
                    ending_title=happened.title,
                )
            self._records[event.conversation] = replace(
                record, last_at=event.at, is_finished=self._stands_at_ending(event)
            )

    def _stands_at_ending(self, event: Event) -> bool:
        events = self._events[event.conversation]
        return stands_at_ending(
            event.number,
            lambda number: (kind_of(events[number].happened), events[number].parent),
        )

    def conversations(self) -> tuple[ConversationRecord, ...]:
        """Return every conversation, the one last touched first."""
        return tuple(reversed(self._records.values()))

    def keep_draft(self, conversation: str, ask: str, text: str) -> None:
        """Keep a reply that is not sent yet for as long as the process lives."""
        self._drafts[conversation, ask] = text

    def draft(self, conversation: str, ask: str) -> str:
        """Return a reply that was not sent; "" when there is none."""
        return self._drafts.get((conversation, ask), "")

    def forget_draft(self, conversation: str, ask: str) -> None:
        """Erase a reply that was not sent."""
        self._drafts.pop((conversation, ask), None)

    def forget(self, conversation: str) -> None:
        """Erase one conversation, and its scenario when no other one needs it."""
        self._drafts = {key: one for key, one in self._drafts.items() if key[0] != conversation}
        self._events.pop(conversation, None)
        self._records.pop(conversation, None)
        needed = {record.document for record in self._records.values()}
        self._documents = {key: one for key, one in self._documents.items() if key in needed}

    def forget_all(self) -> None:
        """Erase everything."""
        self._events.clear()
        self._records.clear()
        self._documents.clear()
        self._drafts.clear()

    def close(self) -> None:
        """There is nothing to let go of."""
