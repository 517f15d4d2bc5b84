"""How far the scorer agrees with people who labelled replies, criterion by criterion.

    python tests/scoring/agreement.py             the kept-back replies
    python tests/scoring/agreement.py FILE        other labelled replies, JSON Lines

Each reply has two raters' labels. Agreement is Cohen's kappa (Cohen 1960, Educ
Psychol Meas 20:37-46) with each rater, averaged; the interval is the middle 95%
of a bootstrap over replies (1,000 samples, seeded).
"""

import json
import random
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from trainer.language.library import Library, shipped_scenarios
from trainer.scoring.scorer import Scorer

KEPT_BACK = Path(__file__).parent / "data" / "kept_back_replies.jsonl"
SAMPLES = 1_000


@dataclass(frozen=True, slots=True)
class Reading:
    """What was heard of one criterion in one reply, and what each rater heard."""

    heard: bool
    raters: tuple[bool, ...]


Readings = dict[tuple[str, str], list[Reading]]
"""By ask and criterion, the replies in one order."""


def kappa(pairs: Sequence[tuple[bool, bool]]) -> float:
    """Return Cohen's kappa of two readers; 1 when both always say the same one thing."""
    agreed = sum(first == second for first, second in pairs) / len(pairs)
    firsts = sum(first for first, _ in pairs) / len(pairs)
    seconds = sum(second for _, second in pairs) / len(pairs)
    by_chance = firsts * seconds + (1 - firsts) * (1 - seconds)
    return 1.0 if by_chance == 1 else (agreed - by_chance) / (1 - by_chance)


def read_replies(file: Path, scenario_id: str = "cold_ask") -> Readings:
    """Read every labelled reply to the scenario's asks."""
    scenario = Library([shipped_scenarios()]).load(scenario_id).scenario
    if scenario is None:
        raise ValueError(f"{scenario_id} has mistakes")
    scorers: dict[str, Scorer] = {}
    readings: Readings = defaultdict(list)
    for line in file.read_text(encoding="utf-8").splitlines():
        reply = json.loads(line)
        if reply["scenario"] != scenario_id:
            continue
        ask = reply["ask"]
        if ask not in scorers:
            scorers[ask] = Scorer(scenario.rubric, scenario.ask(ask).listen_for)
        assessment = scorers[ask].assess(reply["text"])
        for criterion in reply["labels"][0]:
            verdict = assessment.verdict(criterion)
            readings[ask, criterion].append(
                Reading(
                    verdict is not None and verdict.was_heard,
                    tuple(bool(labels[criterion]) for labels in reply["labels"]),
                )
            )
    return readings


def agreement(readings: Sequence[Reading]) -> float:
    """Return the mean kappa with the raters."""
    raters = range(len(readings[0].raters))
    return fmean(kappa([(one.heard, one.raters[rater]) for one in readings]) for rater in raters)


def between_raters(readings: Sequence[Reading]) -> float:
    """Return the kappa of the first two raters."""
    return kappa([(one.raters[0], one.raters[1]) for one in readings])


def macro(readings: Readings, chosen: Sequence[int] | None = None) -> float:
    """Return the mean agreement over criteria, on all replies or on those `chosen` of each ask."""
    return fmean(
        agreement(ones if chosen is None else [ones[index % len(ones)] for index in chosen])
        for ones in readings.values()
    )


def interval(readings: Readings) -> tuple[float, float]:
    """Return the bootstrap's middle 95% of the macro mean."""
    chance = random.Random(20)
    size = min(map(len, readings.values()))
    figures = sorted(
        macro(readings, [chance.randrange(size) for _ in range(size)]) for _ in range(SAMPLES)
    )
    return figures[SAMPLES // 40], figures[-SAMPLES // 40]


def main() -> None:
    file = Path(sys.argv[1]) if sys.argv[1:] else KEPT_BACK
    readings = read_replies(file)
    print(f"{'ask':18}{'criterion':20}{'n':>4}{'said':>6}{'kappa':>7}{'raters':>8}{'P':>6}{'R':>6}")
    for (ask, criterion), ones in readings.items():
        said = fmean(sum(one.raters) / len(one.raters) for one in ones) * len(ones)
        both = [(one.heard, rater) for one in ones for rater in one.raters]
        right = sum(heard and rater for heard, rater in both)
        precision = right / max(1, sum(heard for heard, _ in both))
        recall = right / max(1, sum(rater for _, rater in both))
        print(
            f"{ask:18}{criterion:20}{len(ones):4}{said:6.1f}{agreement(ones):7.2f}"
            f"{between_raters(ones):8.2f}{precision:6.2f}{recall:6.2f}"
        )
    low, high = interval(readings)
    raters = fmean(map(between_raters, readings.values()))
    print(
        f"macro mean kappa {macro(readings):.2f} ({low:.2f} to {high:.2f}); "
        f"the raters with each other {raters:.2f}"
    )


if __name__ == "__main__":
    main()
