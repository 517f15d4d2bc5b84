"""Finer points of the rules, beyond one failing file each: what they let pass, and what follows."""

import pytest

from tests.language.small_library import MOVE, SCENARIO, Shelf
from trainer.language.word_classes import built_in_class_names
from trainer.scoring.classes import compiled_classes
from trainer.scoring.patterns import CUE_PREFIX, NUMBER, PAUSE

ROUTE = "      - {when: bounded_ask and not presses, goto: warm}"


def test_the_sample_is_clean(shelf: Shelf) -> None:
    assert shelf.rules({}) == []


def test_the_names_of_built_in_classes_are_scoring_s_own() -> None:
    matched = {name for name in compiled_classes() if not name.startswith(CUE_PREFIX)}
    assert built_in_class_names() == matched | {NUMBER, PAUSE}


@pytest.mark.parametrize("name", ["scene", "count", "class", "in", "lambda", "ever"])
def test_words_the_when_language_needs_are_no_names(shelf: Shelf, name: str) -> None:
    found = shelf.rules({"vars:\n": f"vars:\n  {name}: {{initial: 0, min: 0, max: 1}}\n"})
    assert found == ["reserved-word"]


def test_a_misspelt_way_on_is_one_mistake_though_a_state_is_lost(shelf: Shelf) -> None:
    assert shelf.rules({"goto: warm}": "goto: wram}"}) == ["unknown-state"]


def test_a_misspelt_section_is_one_mistake_though_its_names_are_lost(shelf: Shelf) -> None:
    for section in ("states", "rubric", "cast", "vars"):
        assert shelf.rules({f"\n{section}:\n": f"\n{section}z:\n"}) == ["unknown-key"], section


def test_a_hyphen_in_a_name_is_one_mistake_though_others_use_the_name(shelf: Shelf) -> None:
    assert shelf.rules({"  why_you:\n": "  why-you:\n"}) == ["bad-id"]


def test_a_name_in_a_condition_is_located_inside_it(shelf: Shelf) -> None:
    (found,) = shelf.check({ROUTE: "      - {when: bounded_ask and not preses, goto: warm}"})
    assert (found.rule, found.place.column) == ("unknown-criterion", 36)
    assert found.message.endswith("Did you mean presses?")


def test_a_malformed_phrase_is_located_inside_its_quotes(shelf: Shelf) -> None:
    (found,) = shelf.check({"phrase two": '"phrase two("'})
    assert (found.rule, found.place.column) == ("malformed-phrase", 38)


def test_a_phrase_of_two_parts_is_checked_in_both(shelf: Shelf) -> None:
    phrase = "{phrase: $her_tlak, near: [(one]}"
    assert shelf.rules({"phrase two": phrase}) == ["unknown-group", "malformed-phrase"]


def test_a_phrase_that_says_nothing_is_malformed(shelf: Shelf) -> None:
    assert shelf.rules({"phrase two": "{near: [one]}"}) == ["malformed-phrase"]


def test_choices_of_different_states_may_share_an_id(shelf: Shelf) -> None:
    other = "  between:\n    choices:\n      - {id: accept, text: Go on, goto: inbox}"
    assert shelf.rules({"  between:\n    goto: inbox": other}) == []
    twice = other + "\n      - {id: accept, text: Go, goto: inbox}"
    assert shelf.rules({"  between:\n    goto: inbox": twice}) == ["name-clash"]


def test_an_ask_s_id_is_its_own(shelf: Shelf) -> None:
    again = """\
  between:
    ask: {id: first_message, kind: speech, prompt: Again?, listen_for: [presses]}
    routes: [{goto: inbox}]"""
    assert shelf.rules({"  between:\n    goto: inbox": again}) == ["name-clash"]


def test_of_lost_states_only_the_first_of_a_chain_is_told(shelf: Shelf) -> None:
    chain = "  lost:\n    goto: loster\n  loster:\n    goto: agreed\n  chilly:\n"
    (found,) = shelf.check({"  chilly:\n": chain})
    assert (found.rule, found.message) == ("unreachable-state", 'Nothing leads to "lost".')


def test_of_a_lost_circle_one_state_is_told(shelf: Shelf) -> None:
    circle = "  lost:\n    goto: loster\n  loster:\n    goto: lost\n  chilly:\n"
    assert shelf.rules({"  chilly:\n": circle}).count("unreachable-state") == 1


def test_of_a_circle_without_an_ending_one_state_is_told(shelf: Shelf) -> None:
    circle = "  between:\n    goto: round\n  round:\n    goto: other\n  other:\n    goto: round"
    (found,) = shelf.check({"  between:\n    goto: inbox": circle})
    assert (found.rule, found.message) == ("dead-end", 'From "round" no way leads to an ending.')


def _tentative(shelf: Shelf, when: str) -> list[str]:
    changes = {ROUTE: f"      - {{when: {when}, goto: warm}}", "    partly: [talk]\n": ""}
    return shelf.rules(
        {**changes, "    title: A reason": "    reading: tentative\n    title: A reason"}
    )


@pytest.mark.parametrize(
    "when",
    [
        "why_you and bounded_ask",
        "why_you and trust >= 1",
        '"count(why_you, bounded_ask) >= 1"',
        "why_you and not presses",
        "bounded_ask",
    ],
)
def test_a_tentative_criterion_may_stand_beside_another_sign(shelf: Shelf, when: str) -> None:
    assert _tentative(shelf, when) == []


@pytest.mark.parametrize(
    "when", ["why_you", "not why_you", "why_you or bounded_ask", "ever(why_you)", "partly(why_you)"]
)
def test_a_tentative_criterion_never_decides_alone(shelf: Shelf, when: str) -> None:
    assert "tentative-alone" in _tentative(shelf, when)


def test_a_move_s_reading_counts_where_the_scenario_says_none(shelf: Shelf) -> None:
    text = MOVE.format(id="bounded_ask", fault="false")
    shelf.write_move("bounded_ask", text.replace("points: 2", "points: 2\nreading: self_check"))
    assert "self-check-in-when" in shelf.rules({})


def _cost(shelf: Shelf, when: str, trust: int = -1) -> list[str]:
    route = f"      - {{when: {when}, add: {{trust: {trust}}}, goto: chilly}}"
    return shelf.rules({"      - {when: presses, add: {trust: -1}, goto: chilly}": route})


@pytest.mark.parametrize(
    "when",
    [
        "presses",
        "presses and not bounded_ask",
        "ever(presses)",
        '"count(presses) >= 1"',
        "presses or (presses and why_you)",
    ],
)
def test_a_route_may_cost_something_when_a_fault_was_heard(shelf: Shelf, when: str) -> None:
    assert _cost(shelf, when) == []


@pytest.mark.parametrize(
    "when",
    [
        "not bounded_ask",
        "not presses",
        "presses or bounded_ask",
        '"count(presses) == 0"',
        "tries > 1",
    ],
)
def test_a_route_may_not_cost_anything_without_a_heard_fault(shelf: Shelf, when: str) -> None:
    assert _cost(shelf, when) == ["punishing-route"]


def test_time_that_passes_on_every_route_is_no_punishment(shelf: Shelf) -> None:
    changes = {
        ROUTE: "      - {when: bounded_ask and not presses, add: {trust: -1}, goto: warm}",
        "      - goto: between\n": "      - goto: between\n        add: {trust: -1}\n",
    }
    assert shelf.rules(changes) == []


MISSED = "  lost:\n    outcome: missed\n    title: In vain\n    debrief: She forgot.\n  chilly:\n"


def test_a_route_that_leads_only_to_a_missed_ending_needs_a_fault(shelf: Shelf) -> None:
    lost = {"  chilly:\n": MISSED}
    assert shelf.rules({**lost, "add: {trust: -1}, goto: chilly}": "goto: lost}"}) == []
    not_heard = "      - {when: not bounded_ask, goto: lost}\n" + ROUTE
    assert shelf.rules({**lost, ROUTE: not_heard}) == ["punishing-route"]
    fallen = '      - {when: "not bounded_ask and trust < 0", goto: lost}\n' + ROUTE
    assert shelf.rules({**lost, ROUTE: fallen}) == []


@pytest.mark.parametrize("when", ["tries >= 2", "points >= 1", "count(presses) >= 1", "presses"])
def test_what_only_a_reply_tells_may_not_stand_elsewhere(shelf: Shelf, when: str) -> None:
    changes = {"        when: visits(inbox) >= 2": f"        when: {when}"}
    assert shelf.rules(changes) == ["heard-outside-reply"]


def test_a_criterion_that_only_a_choice_shows_is_listened_for(shelf: Shelf) -> None:
    fourth = "  extra: {use: bounded_ask}\n  presses: {use: presses}"
    assert shelf.rules({"  presses: {use: presses}": fourth}) == ["never-listened-for"]
    shown = {"  presses: {use: presses}": fourth, "shows: [presses]": "shows: [presses, extra]"}
    assert shelf.rules(shown) == []


def test_warnings_leave_the_scenario_playable(shelf: Shelf) -> None:
    text = SCENARIO.replace("prompt: Write to her.", "prompt: " + "word " * 30)
    loaded = shelf.load(text)
    assert [one.rule for one in loaded.diagnostics] == ["long-prompt"]
    assert loaded.scenario is not None


def test_an_error_leaves_no_scenario(shelf: Shelf) -> None:
    loaded = shelf.load(SCENARIO.replace("minutes: 5", "minutes: five"))
    assert (loaded.scenario, loaded.document, loaded.content_hash) == (None, None, "")


def test_a_pack_s_groups_may_be_named_by_its_scenarios(shelf: Shelf) -> None:
    assert shelf.rules({"phrase two": "on my $ward"}) == []


def test_a_move_may_not_name_a_pack_s_groups(shelf: Shelf) -> None:
    text = MOVE.format(id="presses", fault="true").replace("small thing", "on my $ward")
    shelf.write_move("presses", text)
    found = shelf.library.check_move(shelf.root / "moves" / "presses.yaml").diagnostics
    assert [one.rule for one in found] == ["unknown-group"]


def test_a_pack_s_objectives_rest_on_its_sources(shelf: Shelf) -> None:
    path = shelf.root / "pack" / "pack.yaml"
    path.write_text(path.read_text().replace("source: cruz_2015", "source: cruz_2014"))
    assert [one.rule for one in shelf.library.check_pack(path).diagnostics] == ["unknown-source"]
