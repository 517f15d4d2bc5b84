"""Where every front end begins a conversation, or takes one up again."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from trainer.conversation.conversation import Clock, Conversation
from trainer.conversation.journal import JournalUnavailable
from trainer.conversation.machine import StoryStuck
from trainer.language.cleaning import clean_line
from trainer.language.document import DocumentError
from trainer.records.conversations import ConversationRecord
from trainer.records.store import Records
from trainer.records.turnstile import ConversationOpenElsewhere, Hold


class ConversationRefused(Exception):
    """A conversation cannot be had now. Its message is one plain sentence, or two.

    `is_for_good` says that trying again would not help.
    """

    def __init__(self, why: str, *, is_for_good: bool = True) -> None:
        super().__init__(why)
        self.is_for_good = is_for_good


@dataclass(frozen=True, slots=True)
class Held:
    """A conversation and this window's hold on it, to be released when it is left."""

    conversation: Conversation
    hold: Hold


@dataclass(frozen=True, slots=True)
class Desk:
    """Gives out conversations over one learner's records, each to one window."""

    records: Records
    clock: Clock
    new_identifier: Callable[[], str]

    def begin(self, document: Mapping[str, Any]) -> Held:
        """Start a conversation on a resolved scenario, or raise ConversationRefused."""
        identifier = self.new_identifier()
        return self._held(
            identifier,
            lambda: Conversation.start(identifier, document, self.records.journal, self.clock),
            "This scenario cannot be played",
        )

    def take_up(self, record: ConversationRecord) -> Held:
        """Go on with a kept conversation, or raise ConversationRefused.

        One that is refused for good is set aside, so that it hides no older one.
        """
        try:
            return self._held(
                record.id,
                lambda: Conversation.resume(record.id, self.records.journal, self.clock),
                f"{clean_line(record.title)}, left on {record.last_at:%d %B}, "
                "cannot be taken up again",
            )
        except ConversationRefused as refusal:
            if refusal.is_for_good:
                self.records.set_aside(record.id)
            raise

    def take_up_last(self, pass_over: Callable[[str], None]) -> Held | None:
        """Go on with the last unfinished conversation there is; None when there is none.

        `pass_over` is told of each that is unfinished and refused for good.
        """
        while (record := self.records.last_unfinished()) is not None:
            try:
                return self.take_up(record)
            except ConversationRefused as refusal:
                if not refusal.is_for_good:
                    raise
                pass_over(str(refusal))
        return None

    def _held(self, identifier: str, had: Callable[[], Conversation], refused: str) -> Held:
        try:
            hold = self.records.hold(identifier)
        except ConversationOpenElsewhere as refusal:
            raise ConversationRefused(str(refusal), is_for_good=False) from refusal
        try:
            return Held(had(), hold)
        except BaseException as failure:
            hold.release()
            match failure:
                case JournalUnavailable():
                    why = f"{refused}. {failure}"
                case DocumentError() | StoryStuck():
                    why = f"{refused}: {clean_line(str(failure))}."
                case KeyError():
                    why = f"{refused}: what was kept of it is no longer whole."
                case _:
                    raise
            raise ConversationRefused(why) from failure
