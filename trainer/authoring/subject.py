"""What replies are held against: a scenario's asks, or one move."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from trainer.authoring.labelled import Listening
from trainer.language.diagnostics import Diagnostic, Severity
from trainer.language.document import DocumentError
from trainer.language.library import MOVES_FOLDER, Library
from trainer.language.model import Rubric, Scenario
from trainer.language.moves import move_from_plain
from trainer.language.nodes import MappingNode
from trainer.language.places import Place
from trainer.language.reader import read


@dataclass(frozen=True, slots=True)
class Subject:
    """What replies are held against: a scenario's asks, or one move as if it were an ask."""

    file: Path
    rubric: Rubric
    listening: Listening
    is_move: bool = False


class HasMistakes(Exception):
    """The file cannot be used before its mistakes are mended."""

    def __init__(self, diagnostics: Sequence[Diagnostic]) -> None:
        super().__init__(f"{len(diagnostics)} mistakes")
        self.errors = tuple(one for one in diagnostics if one.severity is Severity.ERROR)


def is_move(path: Path) -> bool:
    """Whether a file is a move's, told by its folder."""
    return path.parent.name == MOVES_FOLDER


def move_subject(path: Path, library: Library) -> Subject:
    """Return a move as what replies are held against; raise HasMistakes."""
    checked = library.check_move(path)
    if checked.plain is None or not checked.is_sound:
        raise HasMistakes(checked.diagnostics)
    try:
        move = move_from_plain(path.stem, path, checked.plain)
    except DocumentError as error:
        raise HasMistakes([checked.unexplained(str(error))]) from error
    listening = Listening({move.id: (move.id,)}, is_one_move=True)
    rubric = Rubric({move.id: move.criterion}, move.groups)
    return Subject(path, rubric, listening, is_move=True)


def scenario_subject(scenario: Scenario, path: Path) -> Subject:
    """Return a scenario as what replies are held against."""
    asks = [state.ask for state in scenario.states.values() if state.ask]
    listening = Listening({ask.id: ask.listen_for for ask in asks})
    return Subject(path, scenario.rubric, listening)


def root_of(content: bytes) -> MappingNode:
    """Return the located tree of a file, an empty mapping when it cannot be read as one."""
    root = read(content).root
    return MappingNode({}, Place(1, 1, 1, 2)) if root is None else root
