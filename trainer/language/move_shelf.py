"""Moves' files, each read when a scenario first uses it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from trainer.language.conditions import Condition, ConditionError, parse_condition
from trainer.language.evidence import PhraseError
from trainer.language.nodes import to_plain
from trainer.language.phrases import phrases
from trainer.language.reader import read
from trainer.language.resolve import PHRASE_LISTS
from trainer.language.shape import has_shape

_UNUSED = frozenset({"examples"})
"""What a scenario does not take from a move."""


class MoveShelf:
    """Moves by id, as the data of their files."""

    def __init__(self, files: Mapping[str, Path]) -> None:
        self.files = files
        self._read: dict[str, Mapping[str, Any] | None] = {}

    def plain(self, move_id: str) -> Mapping[str, Any] | None:
        """Return a move's data; None when there is none or it cannot be used."""
        if move_id not in self._read:
            path = self.files.get(move_id)
            self._read[move_id] = None if path is None else _read_move(path)
        return self._read[move_id]


def move_condition(text: str) -> Condition:
    """Parse a move's `applies_when`: every name in it is a criterion."""
    return parse_condition(text, lambda _: True, lambda _: False)


def _read_move(path: Path) -> Mapping[str, Any] | None:
    """Read what a scenario needs to be sound; the rest is told when the move itself is checked."""
    try:
        reading = read(path.read_bytes(), without=_UNUSED)
    except OSError:
        return None
    if reading.root is None or reading.findings:
        return None
    plain: Mapping[str, Any] = to_plain(reading.root)
    try:
        frame = _without_phrases(plain)
        move_condition(plain.get("applies_when", "none"))
    except (PhraseError, ConditionError, TypeError, AttributeError):
        return None
    return plain if has_shape("move", frame) else None


def _without_phrases(plain: Mapping[str, Any]) -> dict[str, Any]:
    """Parse a move's phrases; return the rest of it, which the schema tells most quickly."""
    frame = dict(plain)
    for key in frame.keys() & PHRASE_LISTS:
        phrases(plain[key])
        frame[key] = []
    if isinstance(plain.get("at_least"), Mapping):
        phrases(plain["at_least"].get("of"))
        frame["at_least"] = {**plain["at_least"], "of": []}
    if isinstance(plain.get("groups"), Mapping):
        for group in plain["groups"].values():
            phrases(group)
        frame["groups"] = {name: [] for name in plain["groups"]}
    return frame
