"""The page about the library of moves, with how well each one hears, written from its replies.

    python -m trainer.authoring.move_guide

Figures are of replies held back: no phrase was written from them. A move is
measured as it stands, without what a scenario adds to it.
"""

import csv
import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import fmean

from trainer.authoring.agreement import Heard, agreement, kappa_of_counts
from trainer.authoring.labelled import Labelled, Listening, read_file, replies_beside
from trainer.language.library import MOVES_FOLDER, Library, shipped_scenarios
from trainer.language.model import Rubric
from trainer.language.moves import Move
from trainer.scoring.scorer import Scorer

SAMPLES = 1_000
"""Bootstrap samples an interval rests on."""
_SEED = 20
_PAGE = "README.md"
_INTRODUCTION = """# The library of moves

Written by `python -m trainer.authoring.move_guide` from the files in this folder and
the replies beside them; change those.

A move is something people do in mentoring conversations, with the evidence that shows
it. `use: thanks` in a scenario's rubric takes it as it stands. [Writing
scenarios](../README.md) says how.

How well each is heard: the replies counted here were written in many voices by language
models that had seen only a situation and a prompt (nobody has asked people yet), and
labelled by two readers who had seen only what each move means and
how 46 other replies had been labelled, language models too. No phrase was written
from them. More than half come from the situation a move was built for, the rest from
another hospital, another mentor and another project.
Kappa is agreement beyond chance, averaged over the two readers; in brackets the middle
95% of {samples:,} bootstrap samples. *Readers* is how far the two agree with each other:
nothing can be heard more surely than that. A move is taken as *scored* from .80,
*tentative* from .60 and a *self-check* below, by its figures on replies it was tuned
beside; where those held back showed a scored one to be less sure, it was taken down too.
Replies held back are harder than most: for each rare move and fault many were written
to do it, or only nearly to do it.

"""


@dataclass(frozen=True, slots=True)
class Measured:
    """What became of the replies held back for one move, each with the situation it answers."""

    move: Move
    readings: tuple[tuple[str, Heard], ...]

    @property
    def kappa(self) -> float:
        """The agreement with the readers."""
        return _or_full(agreement(one for _, one in self.readings).kappa)


def _or_full(figure: float | None) -> float:
    """Return a kappa, full where all always say the same one thing."""
    return 1.0 if figure is None else figure


def measure(library: Library) -> dict[str, Measured]:
    """Hold every move against the replies held back for it; moves without any are left out."""
    gathered: dict[str, list[tuple[str, Labelled, str]]] = defaultdict(list)
    for situation, reply, move_of in labelled_for_moves(library):
        for criterion in reply.labels if reply.is_held_back else ():
            gathered[move_of[criterion]].append((situation, reply, criterion))
    measured = {}
    for move_id in sorted(gathered):
        move = library.move(move_id)
        scorer = Scorer(Rubric({move_id: move.criterion}, move.groups), (move_id,))
        readings = []
        for situation, reply, criterion in gathered[move_id]:
            # Words of despair are no part of what is measured here.
            (verdict,) = scorer.assess(reply.text, is_exercise=True).verdicts
            readings.append((situation, Heard(verdict.was_heard, reply.labels[criterion])))
        measured[move_id] = Measured(move, tuple(readings))
    return measured


def labelled_for_moves(library: Library) -> Iterator[tuple[str, Labelled, Mapping[str, str]]]:
    """Yield each labelled reply with its situation and the moves its labels are about."""
    beside = {replies_beside(path): None for path in library.move_files.values()}
    for path in filter(Path.is_file, beside):
        with path.open(encoding="utf-8-sig", newline="") as file:
            header, *rows = csv.reader(file)
        situations = {row[header.index("ask")] for row in rows} if "ask" in header else {""}
        moves = [name for name in header if name in library.move_files]
        for reply in read_file(path, Listening(dict.fromkeys(situations, moves))):
            yield f"{path.name}/{reply.ask}", reply, {name: name for name in moves}
    for entry in library.entries():
        path, scenario = replies_beside(entry.path), library.load_file(entry.path).scenario
        if scenario is None or not path.is_file():
            continue
        asks = {
            state.ask.id: state.ask.listen_for for state in scenario.states.values() if state.ask
        }
        move_of = {
            name: one.move for name, one in scenario.rubric.criteria.items() if one.move is not None
        }
        for reply in read_file(path, Listening(asks)):
            labels = {name: one for name, one in reply.labels.items() if name in move_of}
            yield f"{entry.id}/{reply.ask}", replace(reply, labels=labels), move_of


def interval(readings: Sequence[Heard]) -> tuple[float, float]:
    """Return the bootstrap's middle 95% of kappa."""
    return _middle(_resampled(readings, random.Random(_SEED)))


def macro_interval(measured: Sequence[Measured]) -> tuple[float, float]:
    """Return the bootstrap's middle 95% of the moves' mean kappa, each resampled by itself."""
    chance = random.Random(_SEED)
    every = [_resampled([one for _, one in each.readings], chance) for each in measured]
    return _middle([fmean(figures) for figures in zip(*every, strict=True)])


def _middle(figures: Sequence[float]) -> tuple[float, float]:
    figures = sorted(figures)
    return figures[len(figures) // 40], figures[-len(figures) // 40 - 1]


def _resampled(readings: Sequence[Heard], chance: random.Random) -> list[float]:
    """Return the kappas of as many replies drawn with replacement, again and again.

    Replies that were heard and labelled alike are drawn as one kind: of two
    hundred replies there are hardly more than eight kinds.
    """
    kinds = Counter((one.was_heard, tuple(sorted(one.raters.items()))) for one in readings)
    kept, weights = list(kinds), list(kinds.values())
    figures = []
    for _ in range(SAMPLES):
        drawn = Counter(chance.choices(kept, weights, k=len(readings)))
        by_rater: dict[str, Counter[tuple[bool, bool]]] = defaultdict(Counter)
        for (was_heard, raters), count in drawn.items():
            for rater, said in raters:
                by_rater[rater][was_heard, said] += count
        figures.append(fmean(_or_full(kappa_of_counts(one)) for one in by_rater.values()))
    return figures


def guide(library: Library) -> str:
    """Return the page."""
    measured = measure(library)
    return _INTRODUCTION.format(samples=SAMPLES) + "\n".join(_lines(library, measured)) + "\n"


def _lines(library: Library, measured: Mapping[str, Measured]) -> Iterator[str]:
    yield "| move | what it hears | taken as | held back: said, not | kappa | readers |"
    yield "|---|---|---|---|---|---|"
    for move_id in sorted(library.move_files):
        move = library.move(move_id)
        name = f"`{move_id}`" + (" (fault)" if move.criterion.is_fault else "")
        taken = move.criterion.reading.value.replace("_", "-")
        yield f"| {name} | {move.criterion.title} | {taken} | {_figures(measured.get(move_id))} |"
    if measured:
        low, high = macro_interval(tuple(measured.values()))
        mean = fmean(one.kappa for one in measured.values())
        yield ""
        yield (
            f"The mean over these {len(measured)} moves is {_short(mean)} "
            f"({_short(low)} to {_short(high)})."
        )


def _figures(one: Measured | None) -> str:
    if one is None:
        return "none | not measured | "
    readings = [reading for _, reading in one.readings]
    figures = agreement(readings)
    low, high = interval(readings)
    said = round(figures.said)
    readers = "" if figures.raters_kappa is None else _short(figures.raters_kappa)
    return (
        f"{said}, {figures.replies - said} | "
        f"{_short(one.kappa)} ({_short(low)} to {_short(high)}) | {readers}"
    )


def _short(figure: float) -> str:
    """Return a figure as statisticians print it: .82, 1.00, -.05."""
    return f"{figure:.2f}".replace("0.", ".", 1) if abs(figure) < 1 else f"{figure:.2f}"


def page_of(root: Path) -> Path:
    """Return where the page lies."""
    return root / MOVES_FOLDER / _PAGE


def main() -> None:
    """Write the page of the shipped moves."""
    root = shipped_scenarios()
    page_of(root).write_text(guide(Library([root])), encoding="utf-8")


if __name__ == "__main__":
    main()
