"""Replies begun and not sent: they outlive a change of screen, and the app."""

from contextlib import suppress

from trainer.conversation.journal import JournalUnavailable
from trainer.records.store import Records

Key = tuple[str, str]


class Drafts:
    """What was half written, by conversation and ask, kept with the learner's records.

    Where the records fail, drafts last as long as the app is open. That is not
    told here: the conversation says it of itself with the next thing sent.
    """

    def __init__(self, records: Records) -> None:
        self._records = records
        self._open: dict[Key, str] = {}
        """As they were last kept or read, so that nothing is written twice."""

    def of(self, conversation: str, ask: str) -> str:
        """Return what was half written; "" when nothing was."""
        key = conversation, ask
        if key not in self._open:
            with suppress(JournalUnavailable):
                self._open[key] = self._records.draft(*key)
        return self._open.get(key, "")

    def keep(self, conversation: str, ask: str, text: str) -> None:
        """Keep what is half written; blank text erases what was kept."""
        text = text if text.strip() else ""
        if text != self.of(conversation, ask):
            self._open[conversation, ask] = text
            with suppress(JournalUnavailable):
                self._records.keep_draft(conversation, ask, text)

    def forget(self, conversation: str, ask: str) -> None:
        """Erase a draft and every trace of it on the disk."""
        self._open[conversation, ask] = ""
        with suppress(JournalUnavailable):
            self._records.forget_draft(conversation, ask)

    def clear(self) -> None:
        """Know nothing any more of what the records have erased."""
        self._open.clear()
