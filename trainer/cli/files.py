"""Finds the scenario, move and pack files a verb is given, by path or by id."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from trainer.language.library import MOVES_FOLDER, PACK_FILE, Library


class NoSuchFile(Exception):
    """A path or an id that is not there; the message is a sentence."""


def files_named(given: Sequence[str], library: Library) -> Iterator[Path]:
    """Yield the files of paths, folders and ids; every one of the library without any.

    Raises NoSuchFile.
    """
    if not given:
        for folder in library.pack_folders:
            yield from _in_folder(folder)
        yield from library.move_files.values()
        return
    for name in given:
        path = Path(name)
        if path.is_dir():
            yield from _in_folder(path)
        elif path.is_file():
            yield path
        else:
            yield from _by_id(name, path, library)


def from_here(path: Path) -> Path:
    """Return the path as short as it can be said from the present folder."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_absolute() and path.is_relative_to(here) else path


def _in_folder(folder: Path) -> Iterator[Path]:
    """Yield the files of a pack, of a folder of moves, or of a folder that holds some."""
    here = sorted(folder.glob("*.yaml"))
    if (folder / PACK_FILE).is_file() or folder.name == MOVES_FOLDER:
        yield from here
        if folder.name != MOVES_FOLDER:
            yield from sorted((folder / MOVES_FOLDER).glob("*.yaml"))
        return
    for inner in sorted(path for path in folder.iterdir() if path.is_dir()):
        if (inner / PACK_FILE).is_file() or inner.name == MOVES_FOLDER:
            yield from _in_folder(inner)
    yield from here


def _by_id(name: str, path: Path, library: Library) -> Iterator[Path]:
    """Yield the file of a scenario or a move, or the files of a pack."""
    from trainer.language.near_misses import nearest

    wanted = name.replace("-", "_")
    by_id = {entry.id: entry.path for entry in library.entries()} | dict(library.move_files)
    packs = {folder.resolve().name: folder for folder in library.pack_folders}
    if len(path.parts) == 1 and wanted in by_id:
        yield by_id[wanted]
        return
    if len(path.parts) == 1 and wanted in packs:
        yield from _in_folder(packs[wanted])
        return
    known = [str(one) for one in path.parent.glob("*.yaml")] if path.parent.is_dir() else []
    if len(path.parts) == 1 and path.suffix != ".yaml":
        known += [*by_id, *packs]
    near = nearest(name, known)
    hint = f" Did you mean {near[0]}?" if near else ""
    raise NoSuchFile(f"There is no {name} here.{hint}")
