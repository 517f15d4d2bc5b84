"""What does not go as its author expects: tests, examples and what-ifs, each with its place."""

from collections.abc import Mapping

import pytest

from tests.language.small_library import SCENARIO, Shelf
from trainer.authoring.holding import Kind, Mismatch
from trainer.authoring.testing import Report, hold

OWN_TEST = SCENARIO[SCENARIO.index("tests:") :]
STEPS = "    do: [{type: One thing?}, {choose: accept}]\n"


def report(shelf: Shelf, changes: Mapping[str, str] | None = None) -> Report:
    """Hold the small scenario, with some of its text replaced, to its author's expectations."""
    text = SCENARIO
    for old, new in (changes or {}).items():
        assert old in text, old
        text = text.replace(old, new)
    return hold(shelf.write(text), shelf.library)


def only(shelf: Shelf, changes: Mapping[str, str]) -> Mismatch:
    (mismatch,) = report(shelf, changes).mismatches
    return mismatch


def at(mismatch: Mismatch) -> str:
    """Return the text of the file from the place a mismatch points at."""
    line = mismatch.file.read_text().splitlines()[mismatch.place.line - 1]
    return line[mismatch.place.column - 1 :]


def test_a_scenario_that_goes_as_expected_has_nothing_to_say(shelf: Shelf) -> None:
    said = report(shelf)
    assert (said.mismatches, said.errors, said.refusal) == ((), (), None)
    assert said.counts == {Kind.TEST: 1, Kind.WHAT_IF: 1, Kind.EXAMPLE: 0}


def test_another_ending_is_told_with_the_way_that_led_there(shelf: Shelf) -> None:
    mismatch = only(shelf, {"ending: agreed, heard": "ending: chilly, heard"})
    assert (mismatch.expected, mismatch.got) == ("ending chilly", "ending agreed")
    assert at(mismatch).startswith("chilly")
    assert mismatch.words == (
        'step 1  inbox: "One thing?"  heard bounded_ask -> warm',
        "step 2  warm: chose accept -> agreed",
    )


def test_a_criterion_that_was_not_heard_is_told_with_what_stopped_its_words(shelf: Shelf) -> None:
    changes = {
        STEPS: "    do: [{type: I won't ask one thing.}]\n",
        "ending: agreed, heard: [bounded_ask], not_heard: [presses], vars: {trust: 1}": (
            "state: inbox, heard: [bounded_ask]"
        ),
    }
    mismatch = only(shelf, changes)
    assert (mismatch.expected, mismatch.got) == ("bounded_ask heard", "not heard in any reply")
    assert mismatch.words == ('step 1  "one thing" did not count: negated by "n\'t"',)
    assert at(mismatch).startswith("bounded_ask]")


def test_a_criterion_heard_against_expectation_is_told_with_its_words_and_step(
    shelf: Shelf,
) -> None:
    mismatch = only(shelf, {"not_heard: [presses]": "not_heard: [bounded_ask]"})
    assert (mismatch.expected, mismatch.got) == ("bounded_ask not heard", "heard in step 1")
    assert mismatch.step == 1
    assert mismatch.words == ('"One thing"  because: one thing',)


def test_a_var_of_another_value_is_told(shelf: Shelf) -> None:
    mismatch = only(shelf, {"vars: {trust: 1}": "vars: {trust: 3}"})
    assert (mismatch.expected, mismatch.got) == ("trust = 3", "trust = 1")
    assert at(mismatch).startswith("3")


def test_a_step_that_cannot_be_done_is_told_with_what_can(shelf: Shelf) -> None:
    mismatch = only(shelf, {STEPS: "    do: [{choose: accept}]\n"})
    assert (mismatch.step, mismatch.expected) == (1, "can choose accept")
    assert "At inbox a typed reply is awaited." in mismatch.got
    assert at(mismatch).startswith("{choose: accept}")


def test_what_was_taken_back_is_not_counted_as_heard(shelf: Shelf) -> None:
    steps = "    do: [{type: One thing?}, {undo: true}]\n"
    expect = "expect: {state: inbox, not_heard: [bounded_ask]}\n"
    changes = {OWN_TEST: f"tests:\n  - name: taken back\n{steps}    {expect}"}
    assert report(shelf, changes).mismatches == ()


def test_words_of_despair_are_said_to_have_been_left_unassessed(shelf: Shelf) -> None:
    steps = "    do: [{type: I want to die.}]\n"
    expect = "expect: {state: warm}\n"
    mismatch = only(shelf, {OWN_TEST: f"tests:\n  - name: despair\n{steps}    {expect}"})
    assert "sounded like distress and was not assessed -> inbox" in mismatch.words[0]


@pytest.mark.parametrize(
    ("key", "text", "got"),
    [
        ("heard", "Nothing at all.", "not heard: it did not apply"),
        ("heard", "Your talk was good.", "heard only in part"),
        ("not_heard", "It is phrase two.", "heard"),
    ],
)
def test_a_criterions_own_example_that_is_heard_otherwise_is_told(
    shelf: Shelf, key: str, text: str, got: str
) -> None:
    changed = {"    partly: [talk]\n": f"    partly: [talk]\n    examples: {{{key}: [{text}]}}\n"}
    mismatch = only(shelf, changed)
    assert (mismatch.kind, mismatch.got) == (Kind.EXAMPLE, got)
    assert mismatch.name == f"why_you, {key} 1"
    assert at(mismatch).startswith(text)
    assert text in mismatch.words[0]


def test_a_moves_examples_are_held_against_its_evidence(shelf: Shelf) -> None:
    path = shelf.root / "moves" / "bounded_ask.yaml"
    assert hold(path, shelf.library).mismatches == ()
    path.write_text(path.read_text().replace("[Nothing.]", "[A small thing.]"))
    (mismatch,) = hold(path, shelf.library).mismatches
    assert (mismatch.expected, mismatch.got) == ("not heard", "heard")
    assert mismatch.words[1] == '"small thing"  because: small thing'


def test_a_what_if_that_cannot_be_played_where_it_stands_is_told(shelf: Shelf) -> None:
    mismatch = only(
        shelf, {"what_if: [{type: One thing?}, {undo: true}]": "what_if: [{undo: true}]"}
    )
    assert (mismatch.kind, mismatch.name) == (Kind.WHAT_IF, "what if at inbox")
    assert "nothing to take back" in mismatch.got


def test_a_what_if_is_played_with_what_a_test_did_on_the_way_there(shelf: Shelf) -> None:
    """The choice is open only after a bounded ask, as the test makes one."""
    group = "    group:\n      what_if: [{choose: wait}]\n    choices:\n      - id: accept\n"
    assert report(shelf, {"    choices:\n      - id: accept\n": group}).mismatches == ()


def test_mismatches_come_in_file_order(shelf: Shelf) -> None:
    changes = {
        "ending: agreed, heard": "ending: chilly, heard",
        "not_heard: [presses], vars: {trust: 1}": "vars: {trust: 3}",
        "what_if: [{type: One thing?}, {undo: true}]": "what_if: [{undo: true}]",
    }
    places = [one.place for one in report(shelf, changes).mismatches]
    assert len(places) == 3
    assert places == sorted(places)


def test_a_move_used_otherwise_than_it_was_measured_is_named(shelf: Shelf) -> None:
    use = "bounded_ask: {use: bounded_ask}"
    (changed,) = report(
        shelf, {use: "bounded_ask: {use: bounded_ask, any: [a word]}"}
    ).changed_moves
    assert (changed.criterion, changed.move) == ("bounded_ask", "bounded_ask")
    assert report(shelf).changed_moves == ()


def test_labelled_replies_beside_it_only_inform(shelf: Shelf) -> None:
    (shelf.root / "pack" / "first.replies.csv").write_text(
        "ask,text,bounded_ask,presses\n"
        "first_message,One thing?,1,0\n"
        "first_message,Nothing.,1,0\n"
        "first_message,Hello.,0,\n"
    )
    said = report(shelf)
    assert said.mismatches == ()
    figures = said.agreements["bounded_ask"]
    assert (figures.agreed, figures.replies, figures.said) == (2, 3, 2)
    assert said.agreements["presses"].replies == 2


def test_a_moves_labelled_replies_are_read_too(shelf: Shelf) -> None:
    (shelf.root / "moves" / "presses.replies.csv").write_text("text,presses\nSome thing.,1\n")
    said = hold(shelf.root / "moves" / "presses.yaml", shelf.library)
    assert said.agreements["presses"].agreed == 1


def test_a_file_with_mistakes_is_not_held_to_anything(shelf: Shelf) -> None:
    said = report(shelf, {"goto: warm": "goto: worm"})
    assert [one.rule for one in said.errors] == ["unknown-state"]
    assert said.mismatches == ()
