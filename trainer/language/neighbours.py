"""What stands in other files and may be named in this one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from trainer.language.move_shelf import MoveShelf


@dataclass(frozen=True, slots=True)
class Neighbours:
    """What a file may name that stands in other files.

    `pack` is the data of the scenario's pack file, None when there is none;
    `scenarios` are the ids of the scenarios beside a pack file.
    """

    pack: Mapping[str, Any] | None = None
    moves: MoveShelf = field(default_factory=lambda: MoveShelf({}))
    scenarios: frozenset[str] = frozenset()

    def used_moves(self, scenario: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
        """Return the data of the moves a sound scenario uses, by id."""
        used = {entry["use"] for entry in scenario["rubric"].values() if "use" in entry}
        found = {move_id: self.moves.plain(move_id) for move_id in used}
        return {move_id: move for move_id, move in found.items() if move is not None}
