"""The ways between states, as the file draws them: conditions are not weighed here."""

from collections.abc import Mapping
from functools import cached_property

from trainer.language.located import LocatedScenario
from trainer.language.nodes import text_of


class StoryGraph:
    """Which states follow which."""

    def __init__(self, scenario: LocatedScenario) -> None:
        self._scenario = scenario
        self.start = scenario.root.text("start") or ""

    @cached_property
    def next_states(self) -> Mapping[str, frozenset[str]]:
        """The states one step after each state."""
        steps: dict[str, frozenset[str]] = {}
        for name, state in self._scenario.states.items():
            ways = (*self._scenario.routes.get(name, ()), *self._scenario.choices.get(name, ()))
            gotos = [state.value("goto"), *(way.node.value("goto") for way in ways)]
            steps[name] = frozenset(
                goto
                for goto in map(text_of, gotos)
                if goto is not None and goto in self._scenario.states
            )
        return steps

    def reachable_from(self, state: str) -> frozenset[str]:
        """Return every state that can follow `state`, itself included."""
        known = self._reachable.get(state)
        if known is not None:
            return known
        found: set[str] = set()
        waiting = [state]
        while waiting:
            here = waiting.pop()
            if here not in found and here in self.next_states:
                found.add(here)
                waiting.extend(self.next_states[here])
        self._reachable[state] = frozenset(found)
        return self._reachable[state]

    def outcomes_from(self, state: str) -> frozenset[str]:
        """Return the outcomes of the endings that can follow `state`."""
        endings = self.reachable_from(state) & self._scenario.endings
        outcomes = (self._scenario.states[ending].text("outcome") for ending in endings)
        return frozenset(outcome for outcome in outcomes if outcome is not None)

    @cached_property
    def _reachable(self) -> dict[str, frozenset[str]]:
        return {}
