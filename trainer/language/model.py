"""The frozen scenario: what every layer above reads, and nothing may change.

Built only by `trainer.language.document` from a resolved document (every
`use:` expanded), whether that came from a file a moment ago or from a saved
conversation of last year.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from trainer.language.conditions import Condition
from trainer.language.evidence import Phrase
from trainer.language.terms import SCENE as SCENE
from trainer.language.terms import AskKind as AskKind
from trainer.language.terms import Outcome as Outcome
from trainer.language.terms import Pronoun as Pronoun
from trainer.language.terms import Reading as Reading
from trainer.language.terms import Says as Says


@dataclass(frozen=True, slots=True)
class CastMember:
    """A character."""

    id: str
    name: str
    role: str
    pronoun: Pronoun = Pronoun.THEY


@dataclass(frozen=True, slots=True)
class Variable:
    """A bounded whole number the story keeps; every change is clamped to its range."""

    id: str
    initial: int
    minimum: int
    maximum: int
    label: str = ""
    is_shown: bool = False

    def clamp(self, value: int) -> int:
        """Return `value` brought into the variable's range."""
        return max(self.minimum, min(self.maximum, value))


@dataclass(frozen=True, slots=True)
class Line:
    """Something a character says, or a scene, perhaps only under a condition."""

    speaker: str
    text: str
    when: Condition | None = None

    @property
    def is_scene(self) -> bool:
        """Whether nobody says it."""
        return self.speaker == SCENE


@dataclass(frozen=True, slots=True)
class AtLeast:
    """So many of these phrases, each counted once."""

    n: int
    of: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words that show a criterion, in the grammar of `trainer.language.evidence`.

    `any` and `all` must both hold when both are given. `none` cancels evidence
    in the same sentence. `partly` is a weaker set worth half the points.
    """

    any: tuple[Phrase, ...] = ()
    all: tuple[Phrase, ...] = ()
    at_least: AtLeast | None = None
    none: tuple[Phrase, ...] = ()
    partly: tuple[Phrase, ...] = ()
    says: Says = Says.AFFIRMED
    threshold: int | None = None


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a debrief says about one criterion, in sentences."""

    heard: str = ""
    not_heard: str = ""
    partly: str = ""


@dataclass(frozen=True, slots=True)
class Criterion:
    """One observable thing a reply does, or a fault, one it should not."""

    id: str
    title: str
    meaning: str
    why: str
    evidence: Evidence
    is_fault: bool = False
    points: int = 1
    reading: Reading = Reading.SCORED
    applies_when: Condition | None = None
    exclusive: frozenset[str] = frozenset()
    feedback: Feedback = Feedback()
    wordings: tuple[str, ...] = ()
    practice: str = ""
    source: str = ""
    move: str | None = None
    """The move it was made from, if any."""
    is_move_unchanged: bool = False
    """Whether it hears what the move alone hears, so that figures of the move hold for it."""


@dataclass(frozen=True, slots=True)
class Rubric:
    """The criteria of a scenario and the word classes their phrases may name.

    `groups` maps a class's name (without `$`) to its phrases; built-in classes
    are not listed here.
    """

    criteria: Mapping[str, Criterion]
    groups: Mapping[str, tuple[Phrase, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ask:
    """A wish for a typed reply."""

    id: str
    kind: AskKind
    prompt: str
    listen_for: tuple[str, ...]
    hint: str = ""
    again: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Route:
    """Where a reply leads. `when` is None on the last route of a state."""

    goto: str
    when: Condition | None = None
    add: Mapping[str, int] = field(default_factory=dict)
    say: tuple[Line, ...] = ()
    other_side: str = ""
    """In the debrief: what this reply was like for the character, in one sentence."""


@dataclass(frozen=True, slots=True)
class Choice:
    """An option offered, and where it leads."""

    id: str
    text: str
    goto: str
    when: Condition | None = None
    add: Mapping[str, int] = field(default_factory=dict)
    say: tuple[Line, ...] = ()
    shows: tuple[str, ...] = ()
    """Criteria and faults that taking it counts as."""
    other_side: str = ""


@dataclass(frozen=True, slots=True)
class Ending:
    """How a conversation closes here."""

    outcome: Outcome
    title: str
    debrief: str


@dataclass(frozen=True, slots=True)
class Action:
    """One step of a test or a what-if: exactly one field is set.

    `type` submits a reply, `choose` takes a choice by id, `undo` goes back one
    decision.
    """

    type: str | None = None
    choose: str | None = None
    undo: bool = False


@dataclass(frozen=True, slots=True)
class GroupNotes:
    """What a facilitator needs at a state."""

    notes: tuple[str, ...] = ()
    question: str = ""
    drafts: tuple[str, ...] = ()
    what_if: tuple[Action, ...] = ()


@dataclass(frozen=True, slots=True)
class State:
    """A point in a scenario.

    Exactly one way on: `choices`, `ask` with `routes`, `goto`, or `ending`.
    """

    id: str
    say: tuple[Line, ...] = ()
    ask: Ask | None = None
    routes: tuple[Route, ...] = ()
    choices: tuple[Choice, ...] = ()
    goto: str | None = None
    ending: Ending | None = None
    group: GroupNotes | None = None


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a scenario's test expects; None means not asked."""

    ending: str | None = None
    state: str | None = None
    heard: tuple[str, ...] = ()
    not_heard: tuple[str, ...] = ()
    vars: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ScenarioTest:
    """A script an author wrote to hold the scenario to its meaning."""

    name: str
    do: tuple[Action, ...]
    expect: Expectation


@dataclass(frozen=True, slots=True)
class Scenario:
    """One branching conversation, ready to play."""

    id: str
    title: str
    summary: str
    practice: str
    level: str
    minutes: int
    cast: Mapping[str, CastMember]
    vars: Mapping[str, Variable]
    rubric: Rubric
    start: str
    states: Mapping[str, State]
    objectives: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    tests: tuple[ScenarioTest, ...] = ()
    support: str = ""
    """The pack's support text, carried so that a saved conversation can show it."""

    def ask(self, ask_id: str) -> Ask:
        """Return the ask called `ask_id`; KeyError when there is none."""
        for state in self.states.values():
            if state.ask is not None and state.ask.id == ask_id:
                return state.ask
        raise KeyError(ask_id)


@dataclass(frozen=True, slots=True)
class Practice:
    """One of a pack's competencies."""

    id: str
    title: str
    summary: str


@dataclass(frozen=True, slots=True)
class Objective:
    """Something a source says learners will be able to do."""

    id: str
    text: str
    source: str


@dataclass(frozen=True, slots=True)
class Source:
    """A publication the pack rests on."""

    id: str
    citation: str
    doi: str = ""


@dataclass(frozen=True, slots=True)
class Pack:
    """A folder of scenarios and activities taught together."""

    id: str
    title: str
    summary: str
    practices: Mapping[str, Practice]
    objectives: Mapping[str, Objective]
    sources: Mapping[str, Source]
    scenarios: tuple[str, ...]
    """Scenario ids in the order they are best practised."""
    support: str = ""
    groups: Mapping[str, tuple[Phrase, ...]] = field(default_factory=dict)
