"""The library of moves: calibrated criteria that scenarios use by name."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from trainer.language.conditions import Condition, ConditionError, parse_condition
from trainer.language.document import DocumentError, build_criterion, phrases
from trainer.language.evidence import Phrase, PhraseError
from trainer.language.model import Criterion
from trainer.language.nodes import to_plain
from trainer.language.reader import read


@dataclass(frozen=True, slots=True)
class Move:
    """One reusable criterion, with the word classes it brings and its own examples."""

    id: str
    path: Path
    plain: Mapping[str, Any]
    criterion: Criterion
    groups: Mapping[str, tuple[Phrase, ...]]
    examples_heard: tuple[str, ...] = ()
    examples_not_heard: tuple[str, ...] = ()


class MoveShelf:
    """Moves by id, each read when it is first asked for."""

    def __init__(self, files: Mapping[str, Path]) -> None:
        self.files = files
        self._read: dict[str, Move | None] = {}

    def move(self, move_id: str) -> Move | None:
        """Return a move; None when there is none or its file has mistakes."""
        if move_id not in self._read:
            path = self.files.get(move_id)
            self._read[move_id] = None if path is None else _read_move(move_id, path)
        return self._read[move_id]


def _read_move(move_id: str, path: Path) -> Move | None:
    try:
        reading = read(path.read_bytes())
    except OSError:
        return None
    if reading.root is None or reading.findings:
        return None
    plain = to_plain(reading.root)
    try:
        return move_from_plain(move_id, path, plain)
    except DocumentError:
        return None


def move_from_plain(move_id: str, path: Path, plain: Mapping[str, Any]) -> Move:
    """Build a move from its file's data; raise DocumentError when it has mistakes."""
    try:
        examples = plain.get("examples", {})
        return Move(
            id=move_id,
            path=path,
            plain=plain,
            criterion=build_criterion(move_id, {**plain, "move": move_id}, _condition),
            groups={name: phrases(one) for name, one in plain.get("groups", {}).items()},
            examples_heard=tuple(map(str, examples.get("heard", ()))),
            examples_not_heard=tuple(map(str, examples.get("not_heard", ()))),
        )
    except (PhraseError, ConditionError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise DocumentError(f"{path} has mistakes: {error}") from error


def _condition(text: str) -> Condition:
    return parse_condition(text, lambda _: True, lambda _: False)
