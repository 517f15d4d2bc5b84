"""The library's page says what its replies say."""

import csv
from pathlib import Path

import pytest

from tests.language.small_library import Shelf
from trainer.authoring.agreement import Heard
from trainer.authoring.labelled import Labelled
from trainer.authoring.move_guide import guide, interval, labelled_for_moves, measure, page_of
from trainer.language.library import Library, shipped_scenarios

HEADER = ["ask", "part", "text", "rater", "bounded_ask"]
ROWS = [
    ["letter", "held_back", "I want one thing of you.", "1", "1"],
    ["letter", "held_back", "I want one thing of you.", "2", "0"],
    ["call", "held_back", "Hello there, old friend.", "1", "0"],
    ["call", "tuning", "One thing, if I may ask.", "1", "1"],
]


@pytest.fixture
def library(shelf: Shelf) -> Library:
    with (shelf.root / "moves" / "moves.replies.csv").open("w", newline="") as file:
        csv.writer(file).writerows([HEADER, *ROWS])
    return Library([shelf.root])


def test_only_replies_held_back_are_measured(library: Library) -> None:
    (one,) = measure(library).values()
    assert [situation.rpartition("/")[2] for situation, _ in one.readings] == ["letter", "call"]
    assert [reading.was_heard for _, reading in one.readings] == [True, False]


def test_a_scenarios_replies_count_for_the_move_it_uses(library: Library, shelf: Shelf) -> None:
    scenario = library.load("first").scenario
    assert scenario is not None
    used = next(one.move for one in scenario.rubric.criteria.values() if one.move)
    criterion = next(name for name, one in scenario.rubric.criteria.items() if one.move == used)
    ask = next(state.ask.id for state in scenario.states.values() if state.ask)
    with (shelf.root / "pack" / "first.replies.csv").open("w", newline="") as file:
        rows = [["ask", "part", "text", criterion], [ask, "held_back", "One thing, please.", "1"]]
        csv.writer(file).writerows(rows)
    found = [
        (situation, move_of[criterion])
        for situation, reply, move_of in labelled_for_moves(library)
        if criterion in reply.labels and situation == f"first/{ask}"
    ]
    assert found == [(f"first/{ask}", used)]


def test_the_page_tells_counts_and_kappa_and_which_move_is_not_measured(library: Library) -> None:
    page = guide(library)
    assert "| `bounded_ask` | The title" in page.replace("  ", " ") or "`bounded_ask`" in page
    assert "none | not measured" in page


def test_an_interval_holds_the_figure_and_narrows_with_more_replies() -> None:
    few = [Heard(number % 3 > 0, {"1": number % 2 > 0}) for number in range(24)]
    low, high = interval(few)
    narrow_low, narrow_high = interval(few * 20)
    assert low <= narrow_low < narrow_high <= high


def test_a_reply_is_kept_with_its_situation(library: Library) -> None:
    situations = {
        situation: reply for situation, reply, _ in labelled_for_moves(library) if reply.text
    }
    assert all(isinstance(reply, Labelled) for reply in situations.values())
    assert {name.rpartition("/")[2] for name in situations} >= {"letter", "call"}


def test_the_shipped_page_is_what_the_shipped_replies_say() -> None:
    root: Path = shipped_scenarios()
    assert page_of(root).read_text(encoding="utf-8") == guide(Library([root]))
