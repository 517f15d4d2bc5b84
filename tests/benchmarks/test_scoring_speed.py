"""How long a reply takes to read, against a floor and against other ways to look for phrases.

All figures come from one run on one machine, best of some rounds for each
reply, so that the ratios hold on another. `python -m pytest -m benchmark -n0 -s`
prints them.
"""

import random
import time
from dataclasses import replace
from functools import cache
from itertools import islice, product

import pytest

from tests.benchmarks.bounds import hold
from tests.benchmarks.engines import (
    Engine,
    floor,
    ours,
    plain_rapidfuzz,
    spacy_matcher,
    spacy_phrase_matcher,
    why_no_spacy,
)
from tests.scoring.agreement import FLAGSHIPS, labelled_replies
from trainer.language.evidence import Alternatives, Phrase, Word
from trainer.language.library import Library, shipped_scenarios
from trainer.language.model import Rubric
from trainer.scoring.scorer import Scorer

pytestmark = pytest.mark.benchmark

WORDS = 60
PHRASES = 500
SLOWEST_MS = 2.0
SHARE_OF_SPACY = 0.1
ROUNDS = 5
LONGEST_CELL = 2.0
"""Seconds after which a slow engine is not asked for another round."""
SIZES = (10, 50, 500, 5_000)
LENGTHS = (20, 60, 300)
REPLIES_OF_EACH_LENGTH = 50
MOST_FROM_ONE_PHRASE = 40
FLOOR, OURS = "floor", "ours"
MATCHER, PHRASE_TABLE = "spaCy Matcher", "spaCy Phrases"


@cache
def texts() -> tuple[str, ...]:
    return tuple(reply.text for scenario in FLAGSHIPS for reply in labelled_replies(scenario))


def replies_of(words: int) -> list[str]:
    """Return written replies, the short ones joined, cut after so many words."""
    replies: list[str] = []
    held: list[str] = []
    for text in texts():
        held += text.split()
        if len(held) >= words:
            replies.append(" ".join(held[:words]))
            held = []
    return replies[:REPLIES_OF_EACH_LENGTH]


@cache
def spelled_out_phrases() -> tuple[str, ...]:
    """Return the phrases of the shipped moves word by word, as other engines take them."""
    library = Library([shipped_scenarios()])
    found: dict[str, None] = {}
    for name in sorted(library.move_files):
        move = library.move(name)
        phrases = (
            *move.criterion.evidence.any,
            *(one for group in move.groups.values() for one in group),
        )
        for phrase in phrases:
            found.update(dict.fromkeys(islice(wordings(phrase), MOST_FROM_ONE_PHRASE)))
    shuffled = sorted(found)
    random.Random(3).shuffle(shuffled)
    return tuple(shuffled)


def wordings(phrase: Phrase) -> list[str]:
    """Return what a phrase says, by each of its alternatives; none if it has gaps or classes."""
    choices: list[list[str]] = []
    for piece in phrase.sequence.pieces if phrase.sequence else ():
        if isinstance(piece, Word):
            choices.append([piece.text])
        elif isinstance(piece, Alternatives):
            choices.append([one.text for one in piece.options if isinstance(one, Word)])
        else:
            return []
    return [" ".join(words) for words in product(*choices)] if choices else []


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def best_times(work: Engine, replies: list[str]) -> list[float]:
    """Return the best of some rounds for each reply: what the work costs, not the neighbours."""
    best = [float("inf")] * len(replies)
    began = time.perf_counter()
    for _ in range(ROUNDS):
        for number, reply in enumerate(replies):
            before = time.perf_counter()
            work(reply)
            best[number] = min(best[number], time.perf_counter() - before)
        if time.perf_counter() - began > LONGEST_CELL:
            break
    return best


def test_sixty_words_against_five_hundred_authored_phrases_take_two_milliseconds_at_most() -> None:
    scenario = Library([shipped_scenarios()]).load("cold_ask").scenario
    assert scenario is not None
    left = PHRASES
    criteria = {}
    for name, criterion in scenario.rubric.criteria.items():
        phrases = criterion.evidence.any[:left]
        left -= len(phrases)
        criteria[name] = replace(criterion, evidence=replace(criterion.evidence, any=phrases))
    assert left == 0
    scorer = Scorer(Rubric(criteria, scenario.rubric.groups), list(criteria))
    replies = replies_of(WORDS)
    for reply in replies:
        scorer.assess(reply)
    least = percentile(best_times(floor(spelled_out_phrases()[:PHRASES]), replies), 0.5)
    times = best_times(scorer.assess, replies)
    median, slowest = percentile(times, 0.5), percentile(times, 0.99)
    print(
        f"\n{len(replies)} replies of {WORDS} words, {PHRASES} authored phrases with their word"
        f" classes: median {median * 1e3:.2f} ms (x{median / least:.0f} of the floor),"
        f" p99 x{slowest / least:.0f}"
    )
    hold("the 99th percentile", slowest * 1e3, SLOWEST_MS, "ms")


def test_the_scorer_beside_other_ways_to_look_for_phrases() -> None:
    makers = {FLOOR: floor, OURS: ours, "rapidfuzz": plain_rapidfuzz}
    missing = why_no_spacy()
    if missing is None:
        makers |= {MATCHER: spacy_matcher, PHRASE_TABLE: spacy_phrase_matcher}
    else:
        print(f"\nno spaCy columns: {missing}")
    print("\nmedian / p99 of one reply, as multiples of the floor's median")
    print(f"{'phrases':>8}{'words':>6}{'floor us':>10}", end="")
    print("".join(f"{name:>16}" for name in makers if name != FLOOR))
    taken: dict[tuple[int, int, str], float] = {}
    for size in SIZES:
        phrases = spelled_out_phrases()[:size]
        assert len(phrases) == size
        engines = {name: make(phrases) for name, make in makers.items()}
        for length in LENGTHS:
            replies = replies_of(length)
            assert replies
            row = ""
            for name, engine in engines.items():
                engine(replies[0])
                times = best_times(engine, replies)
                median, slowest = percentile(times, 0.5), percentile(times, 0.99)
                taken[size, length, name] = median
                least = taken[size, length, FLOOR]
                if name != FLOOR:
                    row += f"{f'{median / least:.0f} / {slowest / least:.0f}':>16}"
            print(f"{size:8}{length:6}{least * 1e6:10.1f}{row}")
    many, few = (taken[size, WORDS, OURS] for size in (SIZES[-1], PHRASES))
    hold("ours, 5,000 phrases / 500", many / few, 3.0)
    mine = taken[PHRASES, WORDS, OURS]
    if missing is None:
        # Its table of phrases knows neither gaps nor one word out of some; token patterns do.
        print(
            f"ours / spaCy's table of phrases: {mine / taken[PHRASES, WORDS, PHRASE_TABLE]:.2f} x"
        )
        hold("ours / spaCy's Matcher", mine / taken[PHRASES, WORDS, MATCHER], SHARE_OF_SPACY)
