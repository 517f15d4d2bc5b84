"""Events for journals: real ones, short to ask for."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from trainer.conversation.events import (
    Actor,
    ChoiceTaken,
    ConversationStarted,
    EndingReached,
    Event,
    Happening,
    ReplySubmitted,
)
from trainer.language.model import Outcome
from trainer.records.sqlite_journal import SqliteJournal
from trainer.scoring.assessment import (
    Assessment,
    Blocked,
    BlockReason,
    CriterionVerdict,
    Found,
    Span,
    Verdict,
)

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)

ASSESSMENT = Assessment(
    verdicts=(
        CriterionVerdict(
            criterion="bounded_ask",
            verdict=Verdict.PARTLY,
            is_fault=False,
            points=1,
            out_of=2,
            evidence=(Found(Span(0, 3, "ten"), "$duration", ("tne -> ten",)),),
            blocked=(Blocked(Span(4, 8, "meet"), "$meet", BlockReason.NEGATED, Span(0, 3, "not")),),
        ),
    ),
    read_to=12,
)


def event(
    number: int,
    happened: Happening,
    *,
    conversation: str = "monday",
    parent: int | None = None,
    at: datetime | None = None,
) -> Event:
    """An event one minute after the one before it, and following it unless `parent` says."""
    return Event(
        conversation=conversation,
        number=number,
        parent=parent if parent is not None or number == 0 else number - 1,
        at=at or NOON + timedelta(minutes=number),
        actor=Actor.LEARNER,
        happened=happened,
    )


def started(
    conversation: str = "monday", *, scenario: str = "cold_ask", document: str = "sha"
) -> Event:
    """The first event of a conversation."""
    return event(0, ConversationStarted(scenario, document), conversation=conversation)


def reply(number: int, text: str, *, conversation: str = "monday") -> Event:
    """A typed reply."""
    happened = ReplySubmitted("first_message", text, ASSESSMENT, 0, ("thanks",))
    return event(number, happened, conversation=conversation)


def choice(number: int, taken: str = "accept", *, conversation: str = "monday") -> Event:
    """An option taken."""
    return event(number, ChoiceTaken(taken), conversation=conversation)


def ending(number: int, outcome: Outcome, *, conversation: str = "monday") -> Event:
    """The story closed."""
    happened = EndingReached("agreed", outcome.value, "Thursday at four")
    return event(number, happened, conversation=conversation)


def fill(path: Path, replies: int = 3) -> None:
    """Keep a short conversation in a file and let go of it."""
    journal = SqliteJournal(path)
    journal.append(started())
    for number in range(1, replies + 1):
        journal.append(reply(number, f"words {number}"))
    journal.close()
