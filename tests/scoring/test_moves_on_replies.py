"""The shipped moves against replies with labels: a floor under which no change may push them.

These replies were used to tune the moves, so the figures are no measure of how
well a stranger is heard; they only show that nothing was lost.
"""

import json
from pathlib import Path

import pytest

from trainer.language.library import Library, shipped_scenarios
from trainer.language.model import Scenario
from trainer.scoring.scorer import Scorer

PILOT = Path(__file__).parent / "data" / "pilot_replies.jsonl"
FLOOR = 0.70
SINGLE_FLOOR = 0.50


@pytest.fixture(scope="module")
def cold_ask() -> Scenario:
    scenario = Library([shipped_scenarios()]).load("cold_ask").scenario
    assert scenario is not None
    return scenario


def kappa(pairs: list[tuple[bool, bool]]) -> float:
    agreed = sum(first == second for first, second in pairs) / len(pairs)
    firsts = sum(first for first, _ in pairs) / len(pairs)
    seconds = sum(second for _, second in pairs) / len(pairs)
    by_chance = firsts * seconds + (1 - firsts) * (1 - seconds)
    return 1.0 if by_chance == 1 else (agreed - by_chance) / (1 - by_chance)


def test_agreement_on_the_replies_they_were_tuned_on_is_kept(cold_ask: Scenario) -> None:
    replies = [json.loads(line) for line in PILOT.read_text(encoding="utf-8").splitlines()]
    kappas: dict[tuple[str, str], float] = {}
    for ask in ("first_message", "what_do_you_need"):
        listened = cold_ask.ask(ask).listen_for
        scorer = Scorer(cold_ask.rubric, listened)
        pairs: dict[str, list[tuple[bool, bool]]] = {name: [] for name in listened}
        for reply in replies:
            if reply["ask"] != ask:
                continue
            assessment = scorer.assess(reply["text"])
            for name in listened:
                verdict = assessment.verdict(name)
                was_heard = verdict is not None and verdict.was_heard
                pairs[name] += [(was_heard, labels[name]) for labels in reply["labels"]]
        kappas |= {(ask, name): kappa(some) for name, some in pairs.items()}
    for (ask, name), value in kappas.items():
        print(f"{ask:18} {name:20} {value:.2f}")
    assert sum(kappas.values()) / len(kappas) >= FLOOR
    assert min(kappas.values()) >= SINGLE_FLOOR
