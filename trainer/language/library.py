"""Where packs, scenarios and moves are found, and loaded.

A root is a folder that holds packs (folders with a `pack.yaml`) and `moves/`,
or a pack itself. A scenario's id is its file's name; of two files of one name the
later root's is taken, so that an edited copy stands before the shipped one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trainer.language.diagnostics import Diagnostic
from trainer.language.near_misses import nearest
from trainer.language.nodes import to_plain
from trainer.language.reader import read, read_header
from trainer.language.shipped import shipped_scenarios, shipped_schemas

if TYPE_CHECKING:
    # Home lists scenarios before it needs any of these; they load when a file is.
    from trainer.language.checking import Checked
    from trainer.language.model import Pack, Scenario
    from trainer.language.moves import Move
    from trainer.language.neighbours import Neighbours

__all__ = [
    "Library",
    "Loaded",
    "ScenarioEntry",
    "UnknownMove",
    "UnknownScenario",
    "pack_from_plain",
    "shipped_scenarios",
    "shipped_schemas",
]

PACK_FILE = "pack.yaml"
MOVES_FOLDER = "moves"
_HEADER = frozenset({"id", "title", "summary", "practice", "level", "minutes"})


class UnknownScenario(LookupError):
    """No scenario has the id; `near` are ids that look like it, the nearest first."""

    def __init__(self, wanted: str, near: tuple[str, ...]) -> None:
        hint = f" Did you mean {near[0]}?" if near else ""
        super().__init__(f'No scenario is called "{wanted}".{hint}')
        self.wanted = wanted
        self.near = near


class UnknownMove(LookupError):
    """No move has the id; `near` are ids that look like it."""

    def __init__(self, wanted: str, near: tuple[str, ...]) -> None:
        hint = f" Did you mean {near[0]}?" if near else ""
        super().__init__(f'No move is called "{wanted}".{hint}')
        self.wanted = wanted
        self.near = near


@dataclass(frozen=True, slots=True)
class ScenarioEntry:
    """What a list shows of a scenario, read from the head of its file alone.

    `is_broken`: even that could not be read, or has another id; `id` and `title`
    are then the file's name.
    """

    id: str
    title: str
    summary: str
    practice: str
    practice_title: str
    level: str
    minutes: int
    path: Path
    pack: str
    is_broken: bool = False


@dataclass(frozen=True, slots=True)
class Loaded:
    """A scenario's file, read and checked; `scenario` is None when it has an error."""

    scenario: "Scenario | None"
    document: Mapping[str, Any] | None
    content_hash: str
    diagnostics: tuple[Diagnostic, ...]
    path: Path
    pack: "Pack | None"


class Library:
    """The packs, scenarios and moves under some roots; files are read when asked for."""

    def __init__(self, roots: Sequence[Path]) -> None:
        self._roots = tuple(roots)

    @cached_property
    def pack_folders(self) -> tuple[Path, ...]:
        """Every folder with a pack, in the order of the roots."""
        folders: list[Path] = []
        for root in self._roots:
            if (root / PACK_FILE).is_file():
                folders.append(root)
            elif root.is_dir():
                folders += sorted(path.parent for path in root.glob(f"*/{PACK_FILE}"))
        return tuple(dict.fromkeys(folders))

    @cached_property
    def move_files(self) -> Mapping[str, Path]:
        """Every move's file by its id."""
        folders = [root / MOVES_FOLDER for root in self._roots]
        folders += [folder / MOVES_FOLDER for folder in self.pack_folders]
        return _moves_in(folders)

    def entries(self) -> tuple[ScenarioEntry, ...]:
        """Return what a list shows of every scenario, in the order of the packs."""
        packs: dict[Path, Mapping[str, Any]] = {}
        for folder in self.pack_folders:
            packs[folder] = _read_if_there(folder / PACK_FILE) or {}
        files = self._scenario_files(packs)
        return tuple(_entry(path, packs[path.parent]) for path in files.values())

    def load(self, id_or_path: str) -> Loaded:
        """Load a scenario by id (hyphens stand for underscores) or path.

        Raises UnknownScenario when no scenario has the id, OSError when the file
        cannot be read.
        """
        return self.load_file(self.find(id_or_path))

    def find(self, id_or_path: str) -> Path:
        """Return the file of a scenario; raise UnknownScenario."""
        path = Path(id_or_path)
        if path.suffix in {".yaml", ".yml"} or len(path.parts) > 1:
            return path
        wanted = id_or_path.replace("-", "_")
        files = self._scenario_files()
        # The name as it stands reaches a file that was given a hyphen by mistake.
        found = files.get(wanted) or files.get(id_or_path)
        if found is None:
            raise UnknownScenario(id_or_path, nearest(wanted, files))
        return found

    def load_file(self, path: Path) -> Loaded:
        """Load the scenario in a file."""
        from trainer.language.document import DocumentError, build_scenario, content_hash
        from trainer.language.resolve import resolve

        neighbours = self._neighbours(path)
        checked = self._check_scenario(path, neighbours)
        pack = None if neighbours.pack is None else pack_from_plain(neighbours.pack)
        if not checked.is_sound or checked.plain is None:
            return Loaded(None, None, "", checked.diagnostics, path, pack)
        moves = neighbours.used_moves(checked.plain)
        document = resolve(checked.plain, neighbours.pack, moves)
        try:
            scenario = build_scenario(document)
        except DocumentError as error:
            diagnostics = (*checked.diagnostics, checked.unexplained(str(error)))
            return Loaded(None, None, "", diagnostics, path, pack)
        return Loaded(scenario, document, content_hash(document), checked.diagnostics, path, pack)

    def check_file(self, path: Path, content: bytes | None = None) -> tuple[Diagnostic, ...]:
        """Check a scenario, move or pack file, told apart by its name and folder.

        With `content` it is checked as if it held that.
        """
        if path.name == PACK_FILE:
            return self.check_pack(path, content).diagnostics
        if path.parent.name == MOVES_FOLDER:
            return self.check_move(path, content).diagnostics
        return self._check_scenario(path, self._neighbours(path), content).diagnostics

    def check_pack(self, path: Path, content: bytes | None = None) -> "Checked":
        """Check a pack's own file."""
        from trainer.language.checking import Kind, check
        from trainer.language.neighbours import Neighbours

        names = frozenset(file.stem for file in path.parent.glob("*.yaml") if file != path)
        given = path.read_bytes() if content is None else content
        return check(Kind.PACK, path, given, Neighbours(scenarios=names))

    def check_move(self, path: Path, content: bytes | None = None) -> "Checked":
        """Check a move's file."""
        from trainer.language.checking import Kind, check
        from trainer.language.neighbours import Neighbours

        given = path.read_bytes() if content is None else content
        return check(Kind.MOVE, path, given, Neighbours())

    def move(self, move_id: str) -> "Move":
        """Return a move; raise UnknownMove, or DocumentError when its file has mistakes."""
        from trainer.language.document import DocumentError
        from trainer.language.moves import move_from_plain

        wanted = move_id.replace("-", "_")
        path = self.move_files.get(wanted)
        if path is None:
            raise UnknownMove(move_id, nearest(wanted, self.move_files))
        try:
            checked = self.check_move(path)
        except OSError as error:
            raise DocumentError(f"{path} cannot be read: {error.strerror}") from error
        if checked.plain is None or not checked.is_sound:
            raise DocumentError(f"{path} has mistakes: check it")
        return move_from_plain(wanted, path, checked.plain)

    def packs(self) -> "tuple[Pack, ...]":
        """Return every pack whose file can be read."""
        read = (_read_if_there(folder / PACK_FILE) for folder in self.pack_folders)
        packs = (pack_from_plain(plain) for plain in read if plain is not None)
        return tuple(pack for pack in packs if pack is not None)

    def _neighbours(self, path: Path) -> "Neighbours":
        """Return what the scenario in a file may name: its pack's parts, and the moves."""
        from trainer.language.move_shelf import MoveShelf
        from trainer.language.neighbours import Neighbours

        moves = {**_moves_in((path.parent.parent / MOVES_FOLDER,)), **self.move_files}
        moves.update(_moves_in((path.parent / MOVES_FOLDER,)))
        return Neighbours(_usable_pack(path.parent / PACK_FILE), MoveShelf(moves))

    @staticmethod
    def _check_scenario(
        path: Path, neighbours: "Neighbours", content: bytes | None = None
    ) -> "Checked":
        from trainer.language.checking import Kind, check

        given = path.read_bytes() if content is None else content
        return check(Kind.SCENARIO, path, given, neighbours)

    def _scenario_files(
        self, packs: Mapping[Path, Mapping[str, Any]] | None = None
    ) -> dict[str, Path]:
        """Return every scenario's file by the file's name, which is its id.

        In the order of the folders and, within each, of its pack where `packs`
        has that.
        """
        files: dict[str, Path] = {}
        for folder in self.pack_folders:
            listed = (packs or {}).get(folder, {}).get("scenarios")
            order = [str(name) for name in listed] if isinstance(listed, list) else []
            here = {path.stem: path for path in sorted(folder.glob("*.yaml"))}
            here.pop(Path(PACK_FILE).stem, None)
            files.update((name, here[name]) for name in order if name in here)
            files.update(here)
        return files


def pack_from_plain(plain: Mapping[str, Any]) -> "Pack | None":
    """Build a pack from its file's data; None when it has mistakes."""
    from trainer.language.model import Objective, Pack, Practice, Source
    from trainer.language.phrases import phrases

    try:
        return Pack(
            id=str(plain["id"]),
            title=str(plain["title"]),
            summary=str(plain["summary"]),
            practices={
                name: Practice(name, str(one["title"]), str(one["summary"]))
                for name, one in plain["practices"].items()
            },
            objectives={
                name: Objective(name, str(one["text"]), str(one["source"]))
                for name, one in plain["objectives"].items()
            },
            sources={
                name: Source(name, str(one["citation"]), str(one.get("doi", "")))
                for name, one in plain["sources"].items()
            },
            scenarios=tuple(str(name) for name in plain["scenarios"]),
            support=str(plain.get("support", "")),
            groups={name: phrases(one) for name, one in plain.get("groups", {}).items()},
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def _entry(path: Path, pack: Mapping[str, Any]) -> ScenarioEntry:
    """Read the head of a scenario's file; one whose id is not its name is broken."""
    pack_id = str(pack.get("id", path.parent.name))
    try:
        header = read_header(path.read_bytes(), _HEADER)
        texts = {key: header[key] for key in _HEADER - {"minutes"}}
        minutes = header["minutes"]
        if not isinstance(minutes, int) or not all(isinstance(one, str) for one in texts.values()):
            raise ValueError("a value of another type")
        if texts["id"] != path.stem:
            raise ValueError("the id of another file")
    except (OSError, ValueError, KeyError):
        return ScenarioEntry(path.stem, path.stem, "", "", "", "", 0, path, pack_id, is_broken=True)
    practices = pack.get("practices")
    practice = practices.get(texts["practice"]) if isinstance(practices, Mapping) else None
    title = practice.get("title", "") if isinstance(practice, Mapping) else ""
    return ScenarioEntry(
        **texts, practice_title=str(title), minutes=minutes, path=path, pack=pack_id
    )


def _moves_in(folders: Sequence[Path]) -> dict[str, Path]:
    return {path.stem: path for folder in folders for path in sorted(folder.glob("*.yaml"))}


def _usable_pack(path: Path) -> Mapping[str, Any] | None:
    """Return a pack's data when scenarios can take from it what becomes a part of them."""
    from trainer.language.evidence import PhraseError
    from trainer.language.phrases import phrases

    pack = _read_if_there(path)
    try:
        for group in (pack or {}).get("groups", {}).values():
            phrases(group)
    except (PhraseError, TypeError, AttributeError):
        return None
    return pack if pack is not None and isinstance(pack.get("support", ""), str) else None


def _read_if_there(path: Path) -> Mapping[str, Any] | None:
    try:
        reading = read(path.read_bytes())
    except OSError:
        return None
    return None if reading.root is None else to_plain(reading.root)
