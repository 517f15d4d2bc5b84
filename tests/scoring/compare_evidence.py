"""Plain, pruned or weighted evidence: which hears strangers best?

    python tests/scoring/compare_evidence.py

For every move, three readings of the same phrases, each made from the replies
evidence was tuned on and measured on the replies held back:

plain     any phrase is enough, as the move's file has it
pruned    without the phrases that were wrong as often as right when tuning
weighted  an L1-regularised logistic model over the phrases found (scikit-learn,
          Tibshirani 1996, J R Stat Soc B 58:267-288), its weights rounded to whole
          points from -5 to 5 and heard from the sum that agreed best when tuning

Needs scikit-learn, which nothing else does: `pip install -e '.[benchmark]'`.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from statistics import fmean

import numpy
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from trainer.authoring.agreement import kappa
from trainer.authoring.move_guide import labelled_for_moves
from trainer.language.library import Library, shipped_scenarios
from trainer.language.model import Evidence, Rubric
from trainer.language.moves import Move
from trainer.scoring.scorer import Scorer

_MOST_POINTS = 5
_PENALTIES = (0.1, 0.3, 1.0, 3.0)


def hits_of(move: Move, replies: Sequence[str]) -> NDArray[numpy.bool_]:
    """Return replies by phrases: which count in which, context and `none` included."""
    evidence = move.criterion.evidence
    criteria = {
        f"phrase_{number}": replace(
            move.criterion,
            id=f"phrase_{number}",
            applies_when=None,
            evidence=Evidence(
                any=(replace(phrase, weight=1),), none=evidence.none, says=evidence.says
            ),
        )
        for number, phrase in enumerate(evidence.any)
    }
    scorer = Scorer(Rubric(criteria, move.groups), tuple(criteria))
    return numpy.array(
        [
            [one.was_heard for one in scorer.assess(reply, is_exercise=True).verdicts]
            for reply in replies
        ]
    )


def agreed(heard: NDArray[numpy.bool_], said: NDArray[numpy.bool_]) -> float:
    """Return kappa; 1 where both say the same one thing."""
    figure = kappa(list(zip(heard.tolist(), said.tolist(), strict=True)))
    return 1.0 if figure is None else figure


def pruned(hits: NDArray[numpy.bool_], said: NDArray[numpy.bool_]) -> NDArray[numpy.bool_]:
    """Return which phrases were right more often than wrong, or never seen at all."""
    right = hits[said].sum(axis=0)
    kept: NDArray[numpy.bool_] = (2 * right > hits.sum(axis=0)) | (hits.sum(axis=0) == 0)
    return kept


def points_of(
    hits: NDArray[numpy.bool_], said: NDArray[numpy.bool_]
) -> tuple[NDArray[numpy.float64], int]:
    """Return each phrase's points and the sum that is heard."""
    best = (-1.0, numpy.zeros(hits.shape[1]), 1)
    for penalty in _PENALTIES:
        model = LogisticRegression(l1_ratio=1, C=penalty, solver="liblinear").fit(hits, said)
        weights = model.coef_[0]
        if not weights.any():
            continue
        points = numpy.round(weights / numpy.abs(weights).max() * _MOST_POINTS)
        sums = hits @ points
        for threshold in range(1, int(sums.max()) + 1):
            best = max(best, (agreed(sums >= threshold, said), points, threshold), key=_first)
    return best[1], best[2]


def _first(one: tuple[float, NDArray[numpy.float64], int]) -> float:
    return one[0]


def main() -> None:
    library = Library([shipped_scenarios()])
    gathered: dict[str, list[tuple[str, bool, bool]]] = defaultdict(list)
    for _, reply, move_of in labelled_for_moves(library):
        for criterion in reply.labels:
            majority = reply.said(criterion)
            if majority is not None:
                gathered[move_of[criterion]].append((reply.text, majority, reply.is_held_back))
    print(
        f"{'move':24}{'phrases':>8}{'tuning':>8}{'held':>6}{'plain':>8}{'pruned':>8}{'weighted':>10}"
    )
    rows = []
    for move_id, ones in sorted(gathered.items()):
        move = library.move(move_id)
        hits = hits_of(move, [text for text, _, _ in ones])
        said = numpy.array([one for _, one, _ in ones])
        held = numpy.array([one for _, _, one in ones])
        if not held.any() or held.all() or move.criterion.evidence.threshold is not None:
            continue
        kept = pruned(hits[~held], said[~held])
        points, threshold = points_of(hits[~held], said[~held])
        row = (
            agreed(hits[held].any(axis=1), said[held]),
            agreed(hits[held][:, kept].any(axis=1), said[held]),
            agreed(hits[held] @ points >= threshold, said[held]),
        )
        rows.append(row)
        figures = "".join(f"{one:>{width}.2f}" for one, width in zip(row, (8, 8, 10), strict=True))
        print(f"{move_id:24}{hits.shape[1]:>8}{(~held).sum():>8}{held.sum():>6}{figures}")
    means = "".join(
        f"{fmean(one):>{width}.3f}"
        for one, width in zip(zip(*rows, strict=True), (8, 8, 10), strict=True)
    )
    print(f"{'mean':46}{means}")


if __name__ == "__main__":
    main()
