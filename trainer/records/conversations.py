"""What the records say about whole conversations, for home, resume and progress."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from trainer.conversation.journal import Journal
from trainer.language.terms import Outcome

_ENDING = "ending_reached"
_MOVES_ON = frozenset({"conversation_started", "reply_submitted", "choice_taken"})


@dataclass(frozen=True, slots=True)
class ConversationRecord:
    """One conversation at a glance.

    The ending is the last one it reached; None while it has reached none. It
    may have gone back from there since, to try another way.
    """

    id: str
    scenario: str
    title: str
    """The scenario's title when it was played."""
    document: str
    started_at: datetime
    last_at: datetime
    is_finished: bool
    """Whether it stands at an ending now."""
    ended_at: datetime | None = None
    outcome: Outcome | None = None
    ending_title: str | None = None


@dataclass(frozen=True, slots=True)
class ScenarioStatus:
    """How often a scenario was begun and ended, and how it ended the last time it did."""

    attempts: int = 0
    ended: int = 0
    last_outcome: Outcome | None = None


class KeepsRecords(Journal, Protocol):
    """A journal that also knows its conversations, from the events alone."""

    def conversations(self) -> tuple[ConversationRecord, ...]:
        """Return every conversation, the one last touched first."""

    def keep_draft(self, conversation: str, ask: str, text: str) -> None:
        """Keep a reply that is not sent yet; "" erases it."""

    def draft(self, conversation: str, ask: str) -> str:
        """Return a reply that was not sent; "" when there is none."""

    def forget_draft(self, conversation: str, ask: str) -> None:
        """Erase a reply that was not sent, leaving no trace of it."""

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
            ended=so_far.ended + (record.outcome is not None),
            last_outcome=so_far.last_outcome or record.outcome,
        )
    return statuses


def title_in(document: Mapping[str, Any] | None, otherwise: str) -> str:
    """Return the title a resolved scenario gives itself."""
    title = document.get("title") if document is not None else None
    return title if isinstance(title, str) and title else otherwise


def stands_at_ending(number: int, step: Callable[[int], tuple[str, int | None]]) -> bool:
    """Whether the branch up to event `number` is at an ending.

    `step` gives an event's kind and parent. What the learner does after an
    ending (contesting, going back to it) leaves the conversation there; only
    a move in the story leaves it.
    """
    at: int | None = number
    while at is not None:
        kind, parent = step(at)
        if kind == _ENDING:
            return True
        if kind in _MOVES_ON:
            return False
        at = parent
    return False
