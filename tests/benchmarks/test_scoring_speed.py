"""How long a reply of sixty words takes against five hundred phrases, against a floor."""

import json
import re
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.benchmarks.bounds import hold
from trainer.language.library import Library, shipped_scenarios
from trainer.language.model import Rubric
from trainer.scoring.scorer import Scorer

WORDS = 60
PHRASES = 500
SLOWEST = 0.002
REPLIES = Path(__file__).parents[1] / "scoring" / "data" / "pilot_replies.jsonl"


def rubric_of_five_hundred_phrases() -> tuple[Rubric, list[str]]:
    """Return the shipped scenario's criteria, cut to five hundred phrases in all."""
    scenario = Library([shipped_scenarios()]).load("cold_ask").scenario
    assert scenario is not None
    left = PHRASES
    criteria = {}
    for name, criterion in scenario.rubric.criteria.items():
        phrases = criterion.evidence.any[:left]
        left -= len(phrases)
        criteria[name] = replace(criterion, evidence=replace(criterion.evidence, any=phrases))
    assert left == 0
    return Rubric(criteria, scenario.rubric.groups), list(criteria)


def replies_of_sixty_words() -> list[str]:
    texts = [json.loads(line)["text"] for line in REPLIES.read_text(encoding="utf-8").splitlines()]
    return [" ".join(text.split()[:WORDS]) for text in texts if len(text.split()) >= WORDS]


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def best_times(work: Callable[[str], object], replies: list[str], rounds: int = 5) -> list[float]:
    """Return the best of some rounds for each reply: what the work costs, not the neighbours."""
    best = [float("inf")] * len(replies)
    for _ in range(rounds):
        for number, reply in enumerate(replies):
            began = time.perf_counter()
            work(reply)
            best[number] = min(best[number], time.perf_counter() - began)
    return best


@pytest.mark.benchmark
def test_sixty_words_against_five_hundred_phrases_take_two_milliseconds_at_most() -> None:
    rubric, names = rubric_of_five_hundred_phrases()
    scorer = Scorer(rubric, names)
    replies = replies_of_sixty_words()
    vocabulary = frozenset(word for reply in replies[::2] for word in reply.lower().split())
    word = re.compile(r"\w+")

    def floor(reply: str) -> list[bool]:
        return [one in vocabulary for one in word.findall(reply.lower())]

    for reply in replies:
        scorer.assess(reply)
    least = percentile(best_times(floor, replies), 0.5)
    times = best_times(scorer.assess, replies)
    median, slowest = percentile(times, 0.5), percentile(times, 0.99)
    print(
        f"\n{len(replies)} replies of {WORDS} words, {PHRASES} phrases: median"
        f" {median * 1e3:.2f} ms (x{median / least:.0f} of tokenise-and-look-up),"
        f" p99 x{slowest / least:.0f}"
    )
    hold("the 99th percentile", slowest * 1e3, SLOWEST * 1e3, "ms")
