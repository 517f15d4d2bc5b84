"""The one module that knows `transitions`: a scenario as a state machine.

One `Machine` a scenario, one light `Walker` a conversation. The machine moves
the walker and holds what a move changes; deciding which route a reply takes is
`decide_route`, so that replay can give the recorded route instead.
"""

import logging
from collections import Counter
from collections.abc import Callable, Mapping
from copy import copy
from functools import partial
from typing import Any

from transitions import EventData, Machine

from trainer.language.conditions import holds
from trainer.language.model import Choice, Line, Route, Scenario, State
from trainer.scoring.assessment import Assessment, Verdict

# It warns of every name that it does not put on a walker, which is what is asked of it
# here; making those records costs more than all the rest of placing one.
logging.getLogger("transitions.core").setLevel(logging.ERROR)

_REPLY = "reply"
_PASS_ON = "pass_on"


class StoryStuck(Exception):
    """The scenario cannot go on from here: a mistake of its author's."""


class Walker:
    """One conversation's place in the machine and what it carries.

    It is also what conditions read (`trainer.language.conditions.Surroundings`).
    """

    def __init__(self, scenario: Scenario) -> None:
        self.state = scenario.start
        self.variables = {name: variable.initial for name, variable in scenario.vars.items()}
        self.ever_heard: frozenset[str] = frozenset()
        self.state_visits: Counter[str] = Counter()
        self.points = 0
        self.tries = 0
        self.was_asked_again = False
        self.spoken: list[Line] = []
        self._heard: frozenset[str] = frozenset()
        self._partly: frozenset[str] = frozenset()
        self.was_shown_nothing = False
        """Whether the reply last heard showed nothing and claimed nothing."""

    def trigger(self, name: str, **details: Any) -> bool:
        """Replaced by the machine when the walker is placed in it."""
        raise StoryStuck(f"{name} before the walker was placed")

    def hear(self, assessment: Assessment, claims: tuple[str, ...] = ()) -> None:
        """Take in what a reply showed; a claimed criterion counts as heard."""
        heard = {one.criterion for one in assessment.verdicts if one.verdict is Verdict.HEARD}
        self._heard = frozenset(heard | set(claims))
        self._partly = (
            frozenset(one.criterion for one in assessment.verdicts if one.verdict is Verdict.PARTLY)
            - self._heard
        )
        self.ever_heard |= self._heard
        # The learner's word is enough: a claim earns what hearing it would have.
        self.points += max(
            0,
            sum(
                one.out_of if one.criterion in claims else one.points for one in assessment.verdicts
            ),
        )
        self.tries += 1
        self.was_shown_nothing = assessment.showed_nothing and not claims

    def hearing(self, assessment: Assessment, claims: tuple[str, ...] = ()) -> "Walker":
        """Return a copy that has heard a reply, to decide by; this one is left alone."""
        scout = copy(self)
        scout.hear(assessment, claims)
        return scout

    def forget_reply(self) -> None:
        """Clear what only the routes of one reply may read."""
        self._heard = self._partly = frozenset()

    def variable(self, name: str) -> int:
        """Value of a var."""
        return self.variables[name]

    def was_heard(self, criterion: str) -> bool:
        """Whether the reply at hand was heard to do it."""
        return criterion in self._heard

    def was_partly_heard(self, criterion: str) -> bool:
        """Whether the reply at hand was heard to do it in part."""
        return criterion in self._partly

    def was_ever_heard(self, criterion: str) -> bool:
        """Whether any reply or choice up to now did it."""
        return criterion in self.ever_heard

    def visits(self, state: str) -> int:
        """How often a state was entered."""
        return self.state_visits[state]


class Story:
    """A scenario's machine: places walkers in it and moves them.

    Making one raises StoryStuck when states pass on to each other in a circle:
    found out during play, it would leave a conversation that nobody can resume.
    """

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        _refuse_circles(scenario)
        self._machine = Machine(
            model=None,
            states=list(scenario.states),
            initial=scenario.start,
            auto_transitions=False,
            send_event=True,
            model_override=True,
            after_state_change=self._arrive,
        )
        for state in scenario.states.values():
            self._add_ways_on(state)

    def _add_ways_on(self, state: State) -> None:
        def add(trigger: str, goto: str, **callbacks: Callable[[EventData], Any]) -> None:
            self._machine.add_transition(trigger, state.id, goto, **callbacks)

        for index, route in enumerate(state.routes):
            add(
                _REPLY,
                route.goto,
                conditions=partial(_is_route, index),
                before=partial(self._take, route),
            )
        for choice in state.choices:
            add(
                _choose(choice.id),
                choice.goto,
                conditions=partial(_is_open, choice),
                before=partial(self._take, choice),
            )
        if state.goto is not None:
            add(_PASS_ON, state.goto)

    def begin(self) -> Walker:
        """Return a walker at the start, its opening lines spoken."""
        walker = Walker(self.scenario)
        self._machine.add_model(walker, initial=self.scenario.start)
        self._enter(walker)
        self._pass_on(walker)
        return walker

    def leave(self, walker: Walker) -> None:
        """Let the machine forget a walker that is done."""
        self._machine.remove_model(walker)

    def state(self, walker: Walker) -> State:
        """Return the state the walker stands in."""
        return self.scenario.states[walker.state]

    def decide_route(self, walker: Walker) -> int | None:
        """Return the index of the route for the reply just heard; None asks to say it again.

        A character asks once a visit, and only when nothing at all was heard.
        """
        state = self.state(walker)
        can_ask_again = state.ask is not None and state.ask.again and not walker.was_asked_again
        if can_ask_again and walker.was_shown_nothing:
            return None
        for index, route in enumerate(state.routes):
            if route.when is None or holds(route.when, walker):
                return index
        raise StoryStuck(f"no route of {state.id} holds")

    def take_route(self, walker: Walker, route: int | None) -> None:
        """Move along a route, or let the character ask again when `route` is None."""
        state = self.state(walker)
        if route is None:
            walker.was_asked_again = True
            walker.forget_reply()
            if state.ask is not None:
                self._speak(walker, state.ask.again)
            return
        self._move(walker, _REPLY, route=route)

    def take_choice(self, walker: Walker, choice: str) -> None:
        """Take an open choice of the present state."""
        self._move(walker, _choose(choice))

    def open_choices(self, walker: Walker) -> tuple[Choice, ...]:
        """Return the choices on offer here, in file order."""
        return tuple(
            choice
            for choice in self.state(walker).choices
            if choice.when is None or holds(choice.when, walker)
        )

    def _move(self, walker: Walker, trigger: str, **details: Any) -> None:
        if trigger not in self._machine.get_triggers(walker.state):
            raise StoryStuck(f"there is no {trigger} at {walker.state}")
        if not walker.trigger(trigger, **details):
            raise StoryStuck(f"{trigger} is not open at {walker.state}")
        self._pass_on(walker)

    def _pass_on(self, walker: Walker) -> None:
        while self.state(walker).goto is not None:
            walker.trigger(_PASS_ON)

    def _take(self, way: Route | Choice, event: EventData) -> None:
        walker = _walker(event)
        if isinstance(way, Choice):
            walker.ever_heard |= frozenset(way.shows)
        for name, change in way.add.items():
            variable = self.scenario.vars[name]
            walker.variables[name] = variable.clamp(walker.variables[name] + change)
        walker.forget_reply()
        self._speak(walker, way.say)

    def _arrive(self, event: EventData) -> None:
        self._enter(_walker(event))

    def _enter(self, walker: Walker) -> None:
        walker.state_visits[walker.state] += 1
        walker.tries = 0
        walker.was_asked_again = False
        self._speak(walker, self.state(walker).say)

    def _speak(self, walker: Walker, lines: tuple[Line, ...]) -> None:
        walker.spoken.extend(
            line for line in lines if line.when is None or holds(line.when, walker)
        )


def _refuse_circles(scenario: Scenario) -> None:
    """Raise StoryStuck when the learner could be passed on and on without ever acting."""
    leads_out: set[str] = set()
    for state in scenario.states:
        passed: list[str] = []
        at: str | None = state
        while at is not None and at not in leads_out:
            if at in passed:
                raise StoryStuck(f"the story runs in a circle through {at}")
            passed.append(at)
            at = scenario.states[at].goto
        leads_out.update(passed)


def _choose(choice: str) -> str:
    return f"choose:{choice}"


def _is_route(index: int, event: EventData) -> bool:
    details: Mapping[str, Any] = event.kwargs
    return bool(details["route"] == index)


def _is_open(choice: Choice, event: EventData) -> bool:
    return choice.when is None or holds(choice.when, _walker(event))


def _walker(event: EventData) -> Walker:
    if not isinstance(event.model, Walker):
        raise TypeError("only walkers are placed in the machine")
    return event.model
