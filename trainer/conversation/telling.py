"""A conversation as it stands: what was said, and what is awaited now.

A `Telling` is the fold of one branch of events. It never scores: replies bring
their recorded assessments and routes with them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from trainer.conversation.events import (
    ChoiceTaken,
    DistressShown,
    Event,
    ReplySubmitted,
)
from trainer.conversation.machine import Story, StoryStuck, Walker
from trainer.language.model import Ask, Choice, Ending, Line, Scenario, State


@dataclass(frozen=True, slots=True)
class Spoken:
    """A line of a character, or a scene."""

    line: Line


@dataclass(frozen=True, slots=True)
class Replied:
    """The learner's own words. `event` is the number of the event that holds them."""

    event: int
    text: str


@dataclass(frozen=True, slots=True)
class Chose:
    """The option taken."""

    event: int
    text: str


@dataclass(frozen=True, slots=True)
class SupportOffered:
    """The support text, in place of a reply that sounded like despair."""

    event: int


Entry = Spoken | Replied | Chose | SupportOffered


@dataclass(frozen=True, slots=True)
class Decision:
    """A point where the learner acted: a fork of the path.

    `before` is the number of the event to go back to so as to act again;
    `before_entries` is how much of the transcript stood then.
    """

    event: int
    before: int
    state: str
    before_entries: int
    entries_after: int
    reply: ReplySubmitted | None = None
    choice: Choice | None = None
    offered: tuple[Choice, ...] = ()
    other_side: str = ""


@dataclass(frozen=True, slots=True)
class Telling:
    """One branch, told. One of `ask`, `choices`, `ending` is awaited or reached.

    None of them where every choice is hidden: a mistake of the scenario's author.
    """

    entries: tuple[Entry, ...]
    decisions: tuple[Decision, ...]
    state: str
    variables: Mapping[str, int]
    shown_variables: tuple[tuple[str, int], ...]
    """Label and value of what the learner may see, while there is something left to see."""
    points: int
    visits: Mapping[str, int]
    ever_heard: frozenset[str]
    ask: Ask | None = None
    choices: tuple[Choice, ...] = ()
    ending: Ending | None = None

    @property
    def is_stuck(self) -> bool:
        """Whether the story offers no way on from here: only taking something back helps."""
        return self.ask is None and not self.choices and self.ending is None


class Teller:
    """Folds events into a telling, one at a time."""

    def __init__(self, story: Story) -> None:
        self._story = story
        self._walker: Walker = story.begin()
        self._entries: list[Entry] = []
        self._decisions: list[Decision] = []
        self._take_lines()

    @property
    def scenario(self) -> Scenario:
        """The scenario being told."""
        return self._story.scenario

    @property
    def walker(self) -> Walker:
        """The place in the machine, for deciding a route."""
        return self._walker

    def close(self) -> None:
        """Let the machine forget this telling."""
        self._story.leave(self._walker)

    def tell(self, event: Event) -> None:
        """Add one event. Events that change nothing in the story are taken in silence."""
        match event.happened:
            case ReplySubmitted() as reply:
                self._tell_reply(event, reply)
            case ChoiceTaken(choice_id):
                self._tell_choice(event, choice_id)
            case DistressShown():
                self._entries.append(SupportOffered(event.number))

    def _tell_reply(self, event: Event, reply: ReplySubmitted) -> None:
        state = self._story.state(self._walker)
        before_entries = len(self._entries)
        self._entries.append(Replied(event.number, reply.text))
        self._walker.hear(reply.assessment, reply.claims)
        self._story.take_route(self._walker, reply.route)
        other_side = "" if reply.route is None else state.routes[reply.route].other_side
        decision = self._decided(event, state, before_entries, other_side)
        self._decisions.append(replace(decision, reply=reply))

    def _tell_choice(self, event: Event, choice_id: str) -> None:
        state = self._story.state(self._walker)
        offered = self._story.open_choices(self._walker)
        choice = next((choice for choice in state.choices if choice.id == choice_id), None)
        if choice is None:
            raise StoryStuck(f"{state.id} offers no {choice_id}")
        before_entries = len(self._entries)
        self._entries.append(Chose(event.number, choice.text))
        self._story.take_choice(self._walker, choice_id)
        decision = self._decided(event, state, before_entries, choice.other_side)
        self._decisions.append(replace(decision, choice=choice, offered=offered))

    def _decided(
        self, event: Event, state: State, before_entries: int, other_side: str
    ) -> Decision:
        """Take in what was answered to the learner's act, and return the act with its bounds."""
        self._take_lines()
        return Decision(
            event=event.number,
            before=event.parent or 0,
            state=state.id,
            before_entries=before_entries,
            entries_after=len(self._entries),
            other_side=other_side,
        )

    def _take_lines(self) -> None:
        self._entries.extend(map(Spoken, self._walker.spoken))
        self._walker.spoken.clear()

    def telling(self) -> Telling:
        """Return what was told so far."""
        state = self._story.state(self._walker)
        return Telling(
            entries=tuple(self._entries),
            decisions=tuple(self._decisions),
            state=state.id,
            variables=dict(self._walker.variables),
            shown_variables=tuple(
                (variable.label or name, self._walker.variables[name])
                for name, variable in self.scenario.vars.items()
                if variable.is_shown and self._walker.variables[name] > variable.minimum
            ),
            points=self._walker.points,
            visits=dict(self._walker.state_visits),
            ever_heard=self._walker.ever_heard,
            ask=state.ask,
            choices=self._story.open_choices(self._walker),
            ending=state.ending,
        )
