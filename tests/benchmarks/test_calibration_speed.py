"""Calibrating must not cost more than a few readings of each reply, however many phrases it tries.

python -m pytest -m benchmark -n0 -s tests/authoring
"""

from time import process_time

import pytest

from tests.benchmarks.bounds import hold
from trainer.authoring.calibration import calibrate
from trainer.authoring.labelled import read_file, replies_beside
from trainer.authoring.subject import scenario_subject
from trainer.language.library import Library, shipped_scenarios
from trainer.scoring.scorer import Scorer

MOST = 8.0
"""Readings a reply may cost: a 2,000-reply file of letters then takes under half a minute."""


@pytest.mark.benchmark
def test_calibrating_costs_a_few_readings_of_each_reply() -> None:
    library = Library([shipped_scenarios()])
    loaded = library.load("cold_ask")
    assert loaded.scenario is not None
    subject = scenario_subject(loaded.scenario, loaded.path)
    replies = read_file(replies_beside(loaded.path), subject.listening)
    scorers = {ask: Scorer(subject.rubric, names) for ask, names in subject.listening.asks.items()}
    for reply in replies:  # Once in vain, so that every word has been looked up.
        scorers[reply.ask].assess(reply.text)
    start = process_time()
    for reply in replies:
        scorers[reply.ask].assess(reply.text)
    read = process_time() - start
    start = process_time()
    calibrate(subject, replies, share=1 / 3)
    calibrated = process_time() - start
    hold("calibrating, over reading each reply once", calibrated / read, MOST)
