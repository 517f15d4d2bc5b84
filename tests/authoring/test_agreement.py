"""Figures of agreement, against values worked out by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.authoring.agreement import Heard, agreement, kappa, wilson

PAIRS = st.lists(st.tuples(st.booleans(), st.booleans()), max_size=40)
RATERS = st.dictionaries(st.sampled_from("abc"), st.booleans(), max_size=3)
READINGS = st.lists(st.builds(Heard, st.booleans(), RATERS), max_size=30)


def one_rater(both: int, only_heard: int, only_said: int, neither: int) -> list[Heard]:
    return [
        *[Heard(True, {"a": True})] * both,
        *[Heard(True, {"a": False})] * only_heard,
        *[Heard(False, {"a": True})] * only_said,
        *[Heard(False, {"a": False})] * neither,
    ]


def test_the_figures_of_one_rater_are_the_textbooks() -> None:
    figures = agreement(one_rater(20, 5, 10, 15))
    assert (figures.agreed, figures.replies, figures.said, figures.heard) == (35, 50, 30, 25)
    assert figures.precision == pytest.approx(20 / 25)
    assert figures.recall == pytest.approx(20 / 30)
    assert figures.f1 == pytest.approx(40 / 55)
    assert figures.kappa == pytest.approx(0.4)
    assert figures.raters_kappa is None


def test_the_interval_is_wilsons() -> None:
    """Newcombe (1998, Stat Med 17:857-872) gives these for 81 of 263 and 15 of 148."""
    assert wilson(81 / 263, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert wilson(15 / 148, 148) == pytest.approx((0.0624, 0.1605), abs=5e-5)


def test_a_label_of_one_of_two_raters_counts_half() -> None:
    figures = agreement([Heard(True, {"a": True, "b": False}), Heard(True, {"a": True, "b": True})])
    assert (figures.agreed, figures.said) == (1.5, 1.5)
    assert figures.precision == pytest.approx(0.75)


def test_raters_are_held_against_each_other() -> None:
    readings = [
        *[Heard(True, {"a": True, "b": True})] * 20,
        *[Heard(True, {"a": True, "b": False})] * 5,
        *[Heard(True, {"a": False, "b": True})] * 10,
        *[Heard(True, {"a": False, "b": False})] * 15,
    ]
    assert agreement(readings).raters_kappa == pytest.approx(0.4)


def test_nothing_to_measure_by_is_no_figure() -> None:
    assert kappa([]) is None
    assert kappa([(True, True)] * 5) is None
    nothing = agreement([])
    assert (nothing.replies, nothing.agreed, nothing.precision, nothing.f1) == (0, 0, None, None)


@given(READINGS, st.randoms(use_true_random=False))
def test_the_order_of_replies_changes_no_figure(readings: list[Heard], chance: object) -> None:
    shuffled = list(readings)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis gives a random.Random
    assert agreement(shuffled) == agreement(readings)


@given(READINGS)
def test_figures_stay_in_their_bounds(readings: list[Heard]) -> None:
    figures = agreement(readings)
    assert 0 <= figures.low <= figures.agreed + 1e-9
    assert figures.agreed <= figures.high + 1e-9
    assert figures.high <= figures.replies + 1e-9
    for share in (figures.precision, figures.recall, figures.f1):
        assert share is None or 0 <= share <= 1 + 1e-9
    assert figures.kappa is None or -1 <= figures.kappa <= 1 + 1e-9


@given(PAIRS)
def test_kappa_does_not_care_who_is_first(pairs: list[tuple[bool, bool]]) -> None:
    turned = kappa([(second, first) for first, second in pairs])
    assert turned == (None if (own := kappa(pairs)) is None else pytest.approx(own))
