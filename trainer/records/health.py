"""How a records file is, for someone who asks; nothing is made, mended or migrated."""

from dataclasses import dataclass
from pathlib import Path

from trainer.conversation.journal import JournalUnavailable
from trainer.records.database import MIGRATIONS, recognise
from trainer.records.failures import refuse_damaged, refuse_newer, unavailable


@dataclass(frozen=True, slots=True)
class RecordsHealth:
    """`problem` is one sentence, or empty. `conversations` is 0 when they cannot be counted.

    `size_bytes` includes the log of what was written last.
    """

    exists: bool
    size_bytes: int = 0
    conversations: int = 0
    problem: str = ""


def examine(path: Path) -> RecordsHealth:
    """Read the whole records file at `path` and say how it is."""
    log = path.with_name(path.name + "-wal")
    try:
        size = path.stat().st_size
        if log.exists():
            size += log.stat().st_size
    except FileNotFoundError:
        return RecordsHealth(exists=False)
    except OSError as error:
        return RecordsHealth(exists=True, problem=str(unavailable(error, path)))
    if size == 0:
        return RecordsHealth(exists=True)
    try:
        return RecordsHealth(exists=True, size_bytes=size, conversations=_read_through(path))
    except JournalUnavailable as error:
        return RecordsHealth(exists=True, size_bytes=size, problem=str(error))


def _read_through(path: Path) -> int:
    import sqlite3
    from contextlib import closing

    recognise(path)
    # With a log beside it the file is in use, or was cut off in use, and must be
    # read together with it; without one, `immutable` keeps SQLite from making one.
    in_use = path.with_name(path.name + "-wal").exists()
    address = path.absolute().as_uri() + ("?mode=rw" if in_use else "?mode=ro&immutable=1")
    try:
        with closing(sqlite3.connect(address, uri=True, timeout=2.0)) as connection:
            verdicts = connection.execute("PRAGMA integrity_check(1)").fetchone()
            if verdicts != ("ok",):
                raise refuse_damaged(path)
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            if version > len(MIGRATIONS):
                raise refuse_newer(path)
            if version == 0:
                return 0  # its making was cut off: the next write goes on with it
            (count,) = connection.execute("SELECT count(*) FROM conversations").fetchone()
            return int(count)
    except sqlite3.Error as error:
        raise unavailable(error, path) from error
