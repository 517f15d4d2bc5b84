"""How far the flagships agree with those who labelled replies to them, criterion by criterion.

    python tests/scoring/agreement.py             replies held back while evidence was written
    python tests/scoring/agreement.py --tuning    the replies it was written from

The replies are the scenarios' own, `<id>.replies.csv`. Agreement is Cohen's kappa
(1960, Educ Psychol Meas 20:37-46) with each rater, averaged; the interval is the
middle 95% of a bootstrap over the replies of each ask (1,000 samples, seeded).
"""

import argparse
import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from statistics import fmean

from trainer.authoring.agreement import Heard, agreement
from trainer.authoring.labelled import Labelled, read_file, replies_beside
from trainer.authoring.subject import scenario_subject
from trainer.language.library import Library, shipped_scenarios
from trainer.scoring.scorer import Scorer

FLAGSHIPS = {
    "cold_ask": ("first_message", "what_do_you_need"),
    "twelve_minutes": ("what_first", "how_to_close"),
}
"""The asks whose criteria are fixed by the curriculum."""
SAMPLES = 1_000

Reading = dict[str, Heard]
"""One reply: what was heard and said of each criterion."""
Readings = dict[tuple[str, str], list[Reading]]
"""By scenario and ask."""


def labelled_replies(scenario_id: str) -> tuple[Labelled, ...]:
    """Return every labelled reply to a shipped scenario."""
    loaded = Library([shipped_scenarios()]).load(scenario_id)
    if loaded.scenario is None:
        raise ValueError(f"{scenario_id} has mistakes")
    subject = scenario_subject(loaded.scenario, loaded.path)
    return read_file(replies_beside(loaded.path), subject.listening)


def read_replies(*, held_back: bool = True) -> Readings:
    """Read every reply to the flagships that was held back, or every other."""
    readings: Readings = defaultdict(list)
    for scenario_id, asks in FLAGSHIPS.items():
        scenario = Library([shipped_scenarios()]).load(scenario_id).scenario
        if scenario is None:
            raise ValueError(f"{scenario_id} has mistakes")
        scorers = {ask: Scorer(scenario.rubric, scenario.ask(ask).listen_for) for ask in asks}
        for reply in labelled_replies(scenario_id):
            if reply.ask not in asks or reply.is_held_back is not held_back:
                continue
            # Words of despair are no part of what is measured here.
            verdicts = scorers[reply.ask].assess(reply.text, is_exercise=True).verdicts
            heard = {one.criterion: one.was_heard for one in verdicts}
            readings[scenario_id, reply.ask].append(
                {name: Heard(heard[name], raters) for name, raters in reply.labels.items()}
            )
    return readings


def of_criterion(replies: Iterable[Reading], criterion: str) -> list[Heard]:
    """Return what was heard and said of one criterion."""
    return [reply[criterion] for reply in replies if criterion in reply]


def kappa(readings: Sequence[Heard]) -> float:
    """Return the mean kappa with the raters; 1 where all always say the same one thing."""
    figure = agreement(readings).kappa
    return 1.0 if figure is None else figure


def kappas(readings: Readings) -> list[float]:
    """Return the kappa of each criterion of each ask."""
    return [
        kappa(of_criterion(replies, name))
        for replies in readings.values()
        for name in dict.fromkeys(name for reply in replies for name in reply)
    ]


def interval(readings: Readings) -> tuple[float, float]:
    """Return the bootstrap's middle 95% of the criteria's mean."""
    chance = random.Random(20)
    figures = sorted(
        fmean(kappas({ask: chance.choices(ones, k=len(ones)) for ask, ones in readings.items()}))
        for _ in range(SAMPLES)
    )
    return figures[SAMPLES // 40], figures[-SAMPLES // 40 - 1]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--tuning", action="store_true")
    readings = read_replies(held_back=not parser.parse_args().tuning)
    print(f"{'ask':18}{'criterion':24}{'n':>4}{'said':>6}{'kappa':>7}{'raters':>8}{'P':>6}{'R':>6}")
    raters = []
    for (_, ask), replies in readings.items():
        for name in dict.fromkeys(name for reply in replies for name in reply):
            figures = agreement(of_criterion(replies, name))
            raters.append(figures.raters_kappa)
            print(
                f"{ask:18}{name:24}{figures.replies:4}{figures.said:6.1f}"
                f"{kappa(of_criterion(replies, name)):7.2f}"
                f"{_cell(figures.raters_kappa, 8)}{_cell(figures.precision, 6)}"
                f"{_cell(figures.recall, 6)}"
            )
    low, high = interval(readings)
    mean = fmean(kappas(readings))
    print(f"mean kappa of {len(raters)} criteria {mean:.2f} ({low:.2f} to {high:.2f})")
    known = [one for one in raters if one is not None]
    if known:
        print(f"the raters with each other {fmean(known):.2f}")


def _cell(figure: float | None, width: int) -> str:
    return f"{'-':>{width}}" if figure is None else f"{figure:{width}.2f}"


if __name__ == "__main__":
    main()
