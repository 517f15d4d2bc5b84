"""Why nothing can be kept, in one plain sentence: what, where, and what to do."""

import errno
from pathlib import Path
from typing import TYPE_CHECKING

from trainer.conversation.journal import JournalUnavailable

if TYPE_CHECKING:
    import sqlite3

_FULL = "The disk is full, so {path} takes nothing more: free some space and go on."
_NOT_WRITABLE = (
    "Nothing can be written in {folder}: make that folder yours to write, "
    "or set TRAINER_HOME to another one."
)
_BUSY = "Another program is using {path}: close it, then try again."
_DISK = "The disk failed at {path}: look at its free space, its limits and its health."
_DAMAGED = (
    "The records in {path} are damaged: move the folder {folder} somewhere else to start "
    "afresh; nothing in it was changed."
)
_PART_DAMAGED = (
    "What {path} keeps of it is damaged; the other conversations there may well be whole."
)
_FOREIGN = (
    "{path} belongs to another program: move it away, or choose another profile with "
    "--profile NAME; nothing in it was changed."
)
_NEWER = (
    "{path} was written by a newer trainer: update trainer, or choose another profile with "
    "--profile NAME; nothing in it was changed."
)
_IN_THE_WAY = "A file stands where the folder {folder}, or one above it, should be: move it away."
_OTHER = "The records in {path} cannot be used ({reason}): `trainer doctor` tells more."

# SQLite's primary result codes, by their numbers in its documentation: the
# module that names them is loaded only once there is something to keep.
_BY_RESULT_CODE = {
    3: _NOT_WRITABLE,  # PERM
    5: _BUSY,
    6: _BUSY,  # LOCKED
    8: _NOT_WRITABLE,  # READONLY
    10: _DISK,  # IOERR
    11: _DAMAGED,  # CORRUPT
    13: _FULL,
    14: _NOT_WRITABLE,  # CANTOPEN
    26: _DAMAGED,  # NOTADB
}

_BY_ERRNO = {
    errno.EACCES: _NOT_WRITABLE,
    errno.EPERM: _NOT_WRITABLE,
    errno.EROFS: _NOT_WRITABLE,
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.ENOTDIR: _IN_THE_WAY,
    errno.EEXIST: _IN_THE_WAY,
    errno.EIO: _DISK,
    errno.EFBIG: _DISK,
}


def _say(sentence: str, path: Path, reason: object = "") -> JournalUnavailable:
    return JournalUnavailable(sentence.format(path=path, folder=path.parent, reason=reason))


def unavailable(error: "sqlite3.Error | OSError", path: Path) -> JournalUnavailable:
    """Return what to raise for a failure of the records file at `path`."""
    if isinstance(error, OSError):
        sentence = _BY_ERRNO.get(error.errno or 0, _OTHER)
        return _say(sentence, path, error.strerror or error)
    # Only errors from SQLite itself carry a code; the low byte is the primary one.
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return _say(_BY_RESULT_CODE.get(code, _OTHER), path, error)


def refuse_without_sqlite() -> JournalUnavailable:
    """This Python cannot keep anything."""
    return JournalUnavailable(
        "This Python was built without SQLite, so nothing can be kept: install another build."
    )


def refuse_busy(path: Path) -> JournalUnavailable:
    """Another program does not let go of the file."""
    return _say(_BUSY, path)


def refuse_damaged(path: Path) -> JournalUnavailable:
    """The file cannot be read as a whole."""
    return _say(_DAMAGED, path)


def refuse_damaged_part(path: Path) -> JournalUnavailable:
    """One conversation cannot be read in a file that can."""
    return _say(_PART_DAMAGED, path)


def refuse_foreign(path: Path) -> JournalUnavailable:
    """The file is a database of another program."""
    return _say(_FOREIGN, path)


def refuse_newer(path: Path) -> JournalUnavailable:
    """The file has a layout this version does not know."""
    return _say(_NEWER, path)
