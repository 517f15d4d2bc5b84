"""What happened in a conversation: an append-only tree of events.

Each event names its parent. Undo, rewind, replay from a fork and what-if all
append under an earlier event; nothing is ever overwritten. The branch that ends
at the newest event is the conversation as it stands.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from trainer.scoring import assessment as assessments
from trainer.scoring.assessment import Assessment


class Actor(StrEnum):
    """Who did it."""

    LEARNER = "learner"
    GROUP = "group"
    FACILITATOR = "facilitator"


class ReturnReason(StrEnum):
    """Why the conversation went back to an earlier event."""

    UNDO = "undo"
    REWIND = "rewind"
    FORK = "fork"
    """Played again from a fork, after the end."""
    WHAT_IF = "what_if"


@dataclass(frozen=True, slots=True)
class ConversationStarted:
    """The root. `document` is the content hash of the resolved scenario."""

    scenario: str
    document: str


@dataclass(frozen=True, slots=True)
class ReplySubmitted:
    """A typed reply, what was heard in it and where it led.

    `route` is the index of the state's route taken; None when the character
    asked to say it again, or when the reply was not assessed. `claims` are
    criteria the learner says the reply does though they were not heard.
    """

    ask: str
    text: str
    assessment: Assessment
    route: int | None
    claims: tuple[str, ...] = ()

    @property
    def was_cut(self) -> bool:
        """Whether only its beginning was read."""
        return self.assessment.read_to < len(self.text)


@dataclass(frozen=True, slots=True)
class DistressShown:
    """A reply sounded like despair: support was shown. Its words are not kept."""

    ask: str


@dataclass(frozen=True, slots=True)
class ChoiceTaken:
    """An option was taken."""

    choice: str


@dataclass(frozen=True, slots=True)
class HintShown:
    """The learner asked for the hint."""

    ask: str


@dataclass(frozen=True, slots=True)
class Returned:
    """The conversation went back: this event's parent is the one it went back to."""

    reason: ReturnReason


@dataclass(frozen=True, slots=True)
class EndingReached:
    """The conversation closed here; kept so that records can tell without the scenario."""

    state: str
    outcome: str
    title: str


@dataclass(frozen=True, slots=True)
class VerdictContested:
    """The learner says a verdict misread a reply.

    `was_said` True: "I did say that" (a miss contested); False: "I did not mean
    that" (false credit contested).
    """

    reply: int
    """Number of the reply's event."""
    criterion: str
    was_said: bool


Happening = (
    ConversationStarted
    | ReplySubmitted
    | DistressShown
    | ChoiceTaken
    | HintShown
    | Returned
    | EndingReached
    | VerdictContested
)


@dataclass(frozen=True, slots=True)
class Event:
    """One happening, in its place in the tree.

    `number` counts from 0 within the conversation and is unique there: a turn
    that was committed but never acknowledged is recognised by it.
    """

    conversation: str
    number: int
    parent: int | None
    at: datetime
    actor: Actor
    happened: Happening

    def __post_init__(self) -> None:
        if self.parent is not None and not 0 <= self.parent < self.number:
            raise ValueError(f"event {self.number} cannot follow event {self.parent}")


_KINDS: dict[str, type[Happening]] = {
    "conversation_started": ConversationStarted,
    "reply_submitted": ReplySubmitted,
    "distress_shown": DistressShown,
    "choice_taken": ChoiceTaken,
    "hint_shown": HintShown,
    "returned": Returned,
    "ending_reached": EndingReached,
    "verdict_contested": VerdictContested,
}
_NAMES: dict[type[Any], str] = {kind: name for name, kind in _KINDS.items()}


def kind_of(happened: Happening) -> str:
    """Return the stored name of the happening's kind."""
    return _NAMES[type(happened)]


def happening_to_plain(happened: Happening) -> dict[str, Any]:
    """Return the happening's own fields as JSON-ready data."""
    match happened:
        case ConversationStarted(scenario, document):
            return {"scenario": scenario, "document": document}
        case ReplySubmitted(ask, text, assessment, route, claims):
            return {
                "ask": ask,
                "text": text,
                "assessment": assessments.to_plain(assessment),
                "route": route,
                "claims": list(claims),
            }
        case DistressShown(ask) | HintShown(ask):
            return {"ask": ask}
        case ChoiceTaken(choice):
            return {"choice": choice}
        case Returned(reason):
            return {"reason": reason.value}
        case EndingReached(state, outcome, title):
            return {"state": state, "outcome": outcome, "title": title}
        case VerdictContested(reply, criterion, was_said):
            return {"reply": reply, "criterion": criterion, "was_said": was_said}


def happening_from_plain(kind: str, plain: Mapping[str, Any]) -> Happening:
    """Read back a happening; KeyError, TypeError or ValueError when it is damaged."""
    match kind:
        case "conversation_started":
            return ConversationStarted(str(plain["scenario"]), str(plain["document"]))
        case "reply_submitted":
            route = plain["route"]
            return ReplySubmitted(
                ask=str(plain["ask"]),
                text=str(plain["text"]),
                assessment=assessments.from_plain(plain["assessment"]),
                route=None if route is None else int(route),
                claims=tuple(map(str, plain["claims"])),
            )
        case "distress_shown":
            return DistressShown(str(plain["ask"]))
        case "choice_taken":
            return ChoiceTaken(str(plain["choice"]))
        case "hint_shown":
            return HintShown(str(plain["ask"]))
        case "returned":
            return Returned(ReturnReason(plain["reason"]))
        case "ending_reached":
            return EndingReached(str(plain["state"]), str(plain["outcome"]), str(plain["title"]))
        case "verdict_contested":
            return VerdictContested(
                int(plain["reply"]), str(plain["criterion"]), bool(plain["was_said"])
            )
    raise ValueError(f"no event is called {kind!r}")


def branch_to(events: Sequence[Event], number: int) -> tuple[Event, ...]:
    """Return the events from the root to event `number`, oldest first.

    `events` is a whole conversation in order, so that `events[n].number == n`.
    """
    branch: list[Event] = []
    at: int | None = number
    while at is not None:
        event = events[at]
        branch.append(event)
        at = event.parent
    return tuple(reversed(branch))
