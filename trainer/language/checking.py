"""A file's whole check: reading, shape, names, story; every mistake, in file order."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from trainer.language.catalogue import diagnose
from trainer.language.diagnostics import Diagnostic, Severity
from trainer.language.findings import Finding
from trainer.language.moves import MoveShelf
from trainer.language.nodes import MappingNode, to_plain
from trainer.language.places import Place
from trainer.language.reader import read
from trainer.language.shape import shape_findings


class Kind(StrEnum):
    """The kinds of files."""

    SCENARIO = "scenario"
    MOVE = "move"
    PACK = "pack"


@dataclass(frozen=True, slots=True)
class Surroundings:
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
        found = {move_id: self.moves.move(move_id) for move_id in used}
        return {move_id: move.plain for move_id, move in found.items() if move is not None}


@dataclass(frozen=True, slots=True)
class Checked:
    """A checked file. `plain` is its data, None when it could not be read as a mapping."""

    path: Path
    kind: Kind
    root: MappingNode | None
    plain: Mapping[str, Any] | None
    diagnostics: tuple[Diagnostic, ...]

    @property
    def is_sound(self) -> bool:
        """Whether it has no error; warnings do not count."""
        return not any(one.severity is Severity.ERROR for one in self.diagnostics)

    def unexplained(self, cause: str) -> Diagnostic:
        """Return the diagnostic for a mistake that no rule found."""
        return diagnose(self.path, Finding("unusable", Place(1, 1, 1, 2), {"cause": cause}))


def check(kind: Kind, path: Path, content: bytes, surroundings: Surroundings) -> Checked:
    """Check the bytes of one file; `path` names it in messages and holds its id."""
    reading = read(content)
    findings = list(reading.findings)
    plain = None
    if reading.root is not None:
        plain = to_plain(reading.root)
        findings += shape_findings(kind, reading.root, plain)
    diagnostics = [diagnose(path, finding) for finding in findings]
    diagnostics.sort(key=lambda one: (one.place, one.code))
    return Checked(path, kind, reading.root, plain, tuple(diagnostics))
