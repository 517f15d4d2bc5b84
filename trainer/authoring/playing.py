"""Plays an author's steps through the very conversation a learner has, keeping what happened."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from trainer.authoring.wording import excerpt
from trainer.conversation.conversation import (
    ActionRefused,
    Conversation,
    Scorer,
    ScorerMaker,
    make_scorer,
)
from trainer.conversation.journal import MemoryJournal
from trainer.conversation.telling import Telling
from trainer.language.model import Action, Ask, Scenario
from trainer.scoring.assessment import Assessment, CriterionVerdict

_NO_TIME = datetime(2000, 1, 1, tzinfo=UTC)
"""Nothing in a story hangs on the clock."""


@dataclass(frozen=True, slots=True)
class Step:
    """One action done: where, what was heard in it when it was a reply, and where it led."""

    number: int
    action: Action
    state: str
    led_to: str
    assessment: Assessment | None = None


@dataclass(frozen=True, slots=True)
class Played:
    """The steps done, how things stood after them, and the sentence that stopped one, if any."""

    steps: tuple[Step, ...]
    telling: Telling
    stopped_at: int = 0
    """The number of the step that could not be done, counted from 1; 0 when all were."""
    why_stopped: str = ""

    def replies(self) -> Iterator[Step]:
        """Yield the replies of the branch that stands, in order: none that was taken back."""
        standing: list[Step] = []
        for step in self.steps:
            if step.action.undo:
                standing = standing[:-1]
            elif step.assessment is None or not step.assessment.is_distress:
                standing.append(step)
        return (step for step in standing if step.assessment is not None)

    def verdicts(self, criterion: str) -> Iterator[tuple[Step, CriterionVerdict]]:
        """Yield what was made of a criterion in each reply that was listened to for it."""
        for step in self.replies():
            verdict = step.assessment.verdict(criterion) if step.assessment else None
            if verdict is not None:
                yield step, verdict


class Stage:
    """One scenario to play again and again; each ask's scorer is made once."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document
        self._scorers: dict[str, Scorer] = {}

    def play(self, actions: Sequence[Action], *, start: str | None = None) -> Played:
        """Play from the scenario's start, or from a state as if the story began there."""
        document = self._document if start is None else {**self._document, "start": start}
        maker: ScorerMaker = self._scorer
        conversation = Conversation.start(
            "played", document, MemoryJournal(), lambda: _NO_TIME, scorer_maker=maker
        )
        steps: list[Step] = []
        for number, action in enumerate(actions, 1):
            state = conversation.telling.state
            try:
                assessment = _act(conversation, action)
            except ActionRefused as refused:
                why = f"{refused} {_awaited(conversation.telling)}"
                return Played(tuple(steps), conversation.telling, number, why)
            steps.append(Step(number, action, state, conversation.telling.state, assessment))
        return Played(tuple(steps), conversation.telling)

    def _scorer(self, scenario: Scenario, ask: Ask) -> Scorer:
        if ask.id not in self._scorers:
            self._scorers[ask.id] = make_scorer(scenario, ask)
        return self._scorers[ask.id]


def _act(conversation: Conversation, action: Action) -> Assessment | None:
    if action.type is not None:
        return conversation.submit_reply(action.type)
    if action.choose is not None:
        conversation.choose(action.choose)
    else:
        conversation.undo()
    return None


def _awaited(telling: Telling) -> str:
    """Say what could be done instead."""
    if telling.ending is not None:
        return f"The conversation has ended at {telling.state}."
    if telling.ask is not None:
        return f"At {telling.state} a typed reply is awaited."
    choices = ", ".join(choice.id for choice in telling.choices)
    return f"At {telling.state} one may choose {choices or 'nothing'}."


def told(step: Step) -> str:
    """Return a step in one line: what was done where, what was heard, where it led."""
    action = step.action
    if action.undo:
        return f"step {step.number}  undo -> {step.led_to}"
    done = excerpt(action.type, 40) if action.type is not None else f"chose {action.choose}"
    heard = ""
    if step.assessment is not None:
        names = [one.criterion for one in step.assessment.verdicts if one.was_heard]
        heard = f"  heard {', '.join(names) or 'nothing'}"
        if step.assessment.is_distress:
            heard = "  sounded like distress and was not assessed"
    return f"step {step.number}  {step.state}: {done}{heard} -> {step.led_to}"
