"""Every shipped scenario keeps what its own author's tests say, read by the real scorer."""

from collections import Counter

import pytest

from trainer.authoring.holding import Kind
from trainer.authoring.testing import hold
from trainer.language.library import Library, shipped_scenarios
from trainer.language.model import Scenario

LIBRARY = Library([shipped_scenarios()])
LOADED = {entry.id: LIBRARY.load(entry.id) for entry in LIBRARY.entries()}


def scenario_of(name: str) -> Scenario:
    scenario = LOADED[name].scenario
    assert scenario is not None, [one.message for one in LOADED[name].diagnostics]
    return scenario


@pytest.mark.parametrize("name", LOADED)
def test_a_shipped_scenario_has_no_finding(name: str) -> None:
    assert [one.message for one in LOADED[name].diagnostics] == []


@pytest.mark.parametrize("name", LOADED)
def test_it_goes_as_its_author_expects(name: str) -> None:
    report = hold(LOADED[name].path, LIBRARY)
    assert report.counts[Kind.TEST] == len(scenario_of(name).tests)
    assert report.mismatches == ()
    assert report.refusal is None


@pytest.mark.parametrize("name", LOADED)
def test_its_tests_reach_every_ending(name: str) -> None:
    endings = {state.id for state in scenario_of(name).states.values() if state.ending}
    reached = {test.expect.ending for test in scenario_of(name).tests}
    assert endings <= reached


@pytest.mark.parametrize("name", LOADED)
def test_it_has_the_size_the_curriculum_asks_for(name: str) -> None:
    scenario = scenario_of(name)
    kinds = Counter(
        "ask" if state.ask else "ending" if state.ending else "other"
        for state in scenario.states.values()
    )
    assert 12 <= len(scenario.states) <= 25
    assert kinds["ending"] >= 3
    assert kinds["ask"] >= 2
    assert all(
        2 <= len(state.ask.listen_for) <= 8 for state in scenario.states.values() if state.ask
    )
