"""What the records say about whole conversations, for home, resume and progress."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from trainer.conversation.journal import Journal
from trainer.language.model import Outcome


@dataclass(frozen=True, slots=True)
class ConversationRecord:
    """One conversation at a glance. The last three are None until it has ended."""

    id: str
    scenario: str
    title: str
    """The scenario's title when it was played."""
    document: str
    started_at: datetime
    last_at: datetime
    finished_at: datetime | None = None
    outcome: Outcome | None = None
    ending_title: str | None = None

    @property
    def is_finished(self) -> bool:
        """Whether it stands at an ending."""
        return self.finished_at is not None


@dataclass(frozen=True, slots=True)
class ScenarioStatus:
    """How often a scenario was played, and how it ended the last time it did."""

    attempts: int = 0
    finished: int = 0
    last_outcome: Outcome | None = None


class KeepsRecords(Journal, Protocol):
    """A journal that also knows its conversations.

    That a conversation ended is told by the conversation layer, which alone
    can fold events: the records would have to play the scenario to know.
    """

    def conversations(self) -> tuple[ConversationRecord, ...]:
        """Return every conversation, the one last touched first."""

    def mark_finished(
        self, conversation: str, outcome: Outcome, ending_title: str, at: datetime
    ) -> None:
        """Note that it reached an ending; an unknown conversation is left alone."""

    def mark_unfinished(self, conversation: str) -> None:
        """Note that it went back from its ending; an unknown conversation is left alone."""

    def forget(self, conversation: str) -> None:
        """Erase one conversation and what only it needed."""

    def forget_all(self) -> None:
        """Erase everything."""

    def close(self) -> None:
        """Let go of the store."""


def statuses_of(newest_first: Iterable[ConversationRecord]) -> Mapping[str, ScenarioStatus]:
    """Return the status of each scenario that was ever played."""
    statuses: dict[str, ScenarioStatus] = {}
    for record in newest_first:
        so_far = statuses.get(record.scenario, ScenarioStatus())
        statuses[record.scenario] = ScenarioStatus(
            attempts=so_far.attempts + 1,
            finished=so_far.finished + record.is_finished,
            last_outcome=so_far.last_outcome or record.outcome,
        )
    return statuses


def title_in(document: Mapping[str, Any] | None, otherwise: str) -> str:
    """Return the title a resolved scenario gives itself."""
    title = document.get("title") if document is not None else None
    return title if isinstance(title, str) and title else otherwise
