"""The library of moves: calibrated criteria that scenarios use by name."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from trainer.language.conditions import ConditionError
from trainer.language.document import DocumentError, build_criterion
from trainer.language.evidence import Phrase, PhraseError
from trainer.language.model import Criterion
from trainer.language.move_shelf import move_condition
from trainer.language.phrases import phrases


@dataclass(frozen=True, slots=True)
class Move:
    """One reusable criterion, with the word classes it brings."""

    id: str
    path: Path
    plain: Mapping[str, Any]
    criterion: Criterion
    groups: Mapping[str, tuple[Phrase, ...]]


def move_from_plain(move_id: str, path: Path, plain: Mapping[str, Any]) -> Move:
    """Build a move from its file's data; raise DocumentError when it has mistakes."""
    try:
        return Move(
            id=move_id,
            path=path,
            plain=plain,
            criterion=build_criterion(move_id, {**plain, "move": move_id}, move_condition),
            groups={name: phrases(one) for name, one in plain.get("groups", {}).items()},
        )
    except (PhraseError, ConditionError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise DocumentError(f"{path} has mistakes: {error}") from error
