"""Real scenarios, short to write: a resolved document with only what a test is about."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from trainer.conversation.conversation import Conversation, ScorerMaker
from trainer.conversation.events import Actor
from trainer.conversation.journal import Journal, MemoryJournal
from trainer.conversation.telling import Chose, Replied, Spoken
from trainer.language.model import Ask, Scenario
from trainer.scoring.assessment import (
    Assessment,
    CriterionVerdict,
    Found,
    Span,
    Verdict,
)

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
ANA = "Dr. Ana Lopes"
Plain = dict[str, Any]


class TickingClock:
    """A clock that moves one second each time it is read."""

    def __init__(self) -> None:
        self._readings = 0

    def __call__(self) -> datetime:
        self._readings += 1
        return NOON + timedelta(seconds=self._readings)


def criterion(criterion_id: str, **changes: Any) -> Plain:
    """A criterion heard where its own id stands in the reply."""
    return {
        "title": f"The {criterion_id} thing",
        "meaning": f"Says {criterion_id}.",
        "why": f"Because {criterion_id} matters.",
        "any": [criterion_id],
        "feedback": {
            "heard": f"{criterion_id} was heard.",
            "not_heard": f"{criterion_id} would help.",
            "partly": f"{criterion_id} nearly came through.",
        },
        **changes,
    }


def asking(
    routes: Sequence[Plain] = ({"goto": "good_end"},),
    *,
    listen_for: Sequence[str] = (),
    ask: str = "first",
    **changes: Any,
) -> Plain:
    """A state that asks for a reply."""
    kept: Plain = {key: changes.pop(key) for key in ("say", "group") if key in changes}
    return {
        **kept,
        "ask": {
            "id": ask,
            "kind": "speech",
            "prompt": "What do you say?",
            "listen_for": list(listen_for),
            **changes,
        },
        "routes": [dict(route) for route in routes],
    }


def ending(outcome: str = "strong", title: str = "A good end") -> Plain:
    """A state that closes the conversation."""
    return {"outcome": outcome, "title": title, "debrief": f"{title} it was."}


def document(states: Mapping[str, Plain], **changes: Any) -> Plain:
    """A whole resolved scenario that starts at its first state; `good_end` is always there.

    `rubric` may be a list of ids, each then a plain criterion.
    """
    rubric = changes.pop("rubric", {})
    if not isinstance(rubric, Mapping):
        rubric = {one: criterion(one) for one in rubric}
    whole = {
        "format": 1,
        "id": "small_talk",
        "title": "Small talk",
        "summary": "A conversation for a test.",
        "practice": "identify",
        "level": "foundation",
        "minutes": 5,
        "cast": {"ana": {"name": ANA, "role": "Mentor", "pronoun": "she"}},
        "rubric": rubric,
        "start": next(iter(states)),
        "states": {"good_end": ending(), **states},
        "support": "Call somebody.",
        **changes,
    }
    # As it comes back from a journal: plain JSON, nothing shared with the test.
    plain: Plain = json.loads(json.dumps(whole))
    return plain


class WordScorer:
    """Hears a criterion where its id stands in the reply, and half of it after `half-`.

    For tests of the machine: which words count is then plain to see. The reply
    `despair` is taken for distress.
    """

    def __init__(self, scenario: Scenario, ask: Ask) -> None:
        self._scenario = scenario
        self._ask = ask

    def assess(self, reply: str, *, is_exercise: bool = False) -> Assessment:
        if reply == "despair" and not is_exercise:
            return Assessment((), is_distress=True, read_to=len(reply))
        return Assessment(
            tuple(self._verdict(name, reply) for name in self._ask.listen_for),
            read_to=min(len(reply), 2000),
        )

    def _verdict(self, name: str, reply: str) -> CriterionVerdict:
        one = self._scenario.rubric.criteria[name]
        words = reply.split()
        heard, half = name in words, f"half-{name}" in words
        start = reply.find(name)
        worth = -one.points if one.is_fault else one.points
        return CriterionVerdict(
            criterion=name,
            verdict=Verdict.HEARD if heard else Verdict.PARTLY if half else Verdict.NOT_HEARD,
            is_fault=one.is_fault,
            points=worth if heard else worth // 2 if half else 0,
            out_of=0 if one.is_fault else one.points,
            evidence=(Found(Span(start, start + len(name), name), name),) if heard or half else (),
        )


def start(
    plain: Mapping[str, Any],
    journal: Journal | None = None,
    *,
    scorer_maker: ScorerMaker = WordScorer,
    actor: Actor = Actor.LEARNER,
) -> Conversation:
    """Begin a conversation on a document, kept in memory unless a journal is given."""
    return Conversation.start(
        "talk", plain, journal or MemoryJournal(), TickingClock(), actor, scorer_maker
    )


def resume(journal: Journal, *, scorer_maker: ScorerMaker = WordScorer) -> Conversation:
    """Take up the conversation that `start` began."""
    return Conversation.resume("talk", journal, TickingClock(), scorer_maker)


def said(conversation: Conversation) -> list[str]:
    """Everything in the transcript, in order."""
    lines: list[str] = []
    for entry in conversation.telling.entries:
        match entry:
            case Spoken(line):
                lines.append(line.text)
            case Replied(text=text) | Chose(text=text):
                lines.append(f"You: {text}")
            case _:
                lines.append("(support)")
    return lines
