"""The shipped moves against replies with labels: a floor under which no change may push them.

The pilot replies were used to tune the moves, so their figure is no measure of
how well a stranger is heard; it only shows that nothing was lost. The kept-back
replies are such a measure: see `agreement.py`.
"""

from pathlib import Path

from tests.scoring.agreement import KEPT_BACK, agreement, macro, read_replies

PILOT = Path(__file__).parent / "data" / "pilot_replies.jsonl"


def test_agreement_on_the_replies_they_were_tuned_on_is_kept() -> None:
    readings = read_replies(PILOT)
    assert macro(readings) >= 0.78
    assert min(map(agreement, readings.values())) >= 0.50


def test_strangers_are_heard_no_worse_than_when_the_figures_were_taken() -> None:
    assert macro(read_replies(KEPT_BACK)) >= 0.55
