"""Every shipped scenario keeps what its own author's tests say, read by the real scorer."""

from collections import Counter
from datetime import UTC, datetime

import pytest

from trainer.conversation.conversation import Conversation
from trainer.conversation.journal import MemoryJournal
from trainer.language.library import Library, shipped_scenarios
from trainer.language.model import Action, Scenario, ScenarioTest

LIBRARY = Library([shipped_scenarios()])
LOADED = {entry.id: LIBRARY.load(entry.id) for entry in LIBRARY.entries()}
TESTS = [
    (name, test)
    for name, loaded in LOADED.items()
    if loaded.scenario is not None
    for test in loaded.scenario.tests
]


def scenario_of(name: str) -> Scenario:
    scenario = LOADED[name].scenario
    assert scenario is not None, [one.message for one in LOADED[name].diagnostics]
    return scenario


def play(name: str, actions: tuple[Action, ...]) -> Conversation:
    document = LOADED[name].document
    assert document is not None
    conversation = Conversation.start(
        "shipped", document, MemoryJournal(), lambda: datetime(2026, 3, 5, tzinfo=UTC)
    )
    for action in actions:
        if action.type is not None:
            conversation.submit_reply(action.type)
        elif action.choose is not None:
            conversation.choose(action.choose)
        else:
            conversation.undo()
    return conversation


@pytest.mark.parametrize("name", LOADED)
def test_a_shipped_scenario_has_no_finding(name: str) -> None:
    assert [one.message for one in LOADED[name].diagnostics] == []


@pytest.mark.parametrize(
    ("name", "test"), TESTS, ids=[f"{name}: {one.name}" for name, one in TESTS]
)
def test_it_goes_as_its_author_expects(name: str, test: ScenarioTest) -> None:
    conversation = play(name, test.do)
    telling, expect = conversation.telling, test.expect
    heard = {
        one.criterion
        for decision in telling.decisions
        if decision.reply is not None
        for one in decision.reply.assessment.verdicts
        if one.was_heard
    }
    assert set(expect.heard) <= heard
    assert not set(expect.not_heard) & heard
    if expect.ending is not None:
        assert telling.ending is not None
        assert telling.state == expect.ending
    if expect.state is not None:
        assert telling.state == expect.state
    assert {name: telling.variables[name] for name in expect.vars} == dict(expect.vars)


@pytest.mark.parametrize("name", LOADED)
def test_its_tests_reach_every_ending(name: str) -> None:
    endings = {state.id for state in scenario_of(name).states.values() if state.ending}
    reached = {test.expect.ending for owner, test in TESTS if owner == name}
    assert endings <= reached


@pytest.mark.parametrize("name", LOADED)
def test_what_a_facilitator_is_given_can_be_played_from_where_it_stands(name: str) -> None:
    for state in scenario_of(name).states.values():
        for action in state.group.what_if if state.group else ():
            assert (state.ask is not None) == (action.type is not None), state.id
            if action.choose is not None:
                assert action.choose in {choice.id for choice in state.choices}


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
