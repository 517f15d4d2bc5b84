"""The records file: made, recognised, migrated; its failures told in plain sentences.

WAL and synchronous=FULL: what was committed survives a killed process and a
pulled plug. The file is made by the first write, never by a read.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from trainer.conversation.journal import JournalUnavailable
from trainer.records.failures import (
    refuse_busy,
    refuse_damaged,
    refuse_foreign,
    refuse_newer,
    refuse_without_sqlite,
    unavailable,
)
from trainer.records.places import keep_private, make_private_file, make_private_folder
from trainer.records.turnstile import MAKING_RECORDS, try_to_hold

if TYPE_CHECKING:
    from sqlite3 import Connection

T = TypeVar("T")

APPLICATION_ID = 0x54524E52
"""In the file's header: says whose file it is ("TRNR")."""

_FIRST_VERSION = (
    """
    CREATE TABLE documents (
        hash TEXT NOT NULL PRIMARY KEY,
        content TEXT NOT NULL
    )
    """,
    """
    CREATE TABLE conversations (
        id TEXT NOT NULL PRIMARY KEY,
        scenario TEXT NOT NULL,
        title TEXT NOT NULL,
        document TEXT NOT NULL,
        started_at TEXT NOT NULL,
        last_at TEXT NOT NULL,
        last_sequence INTEGER NOT NULL,
        is_finished INTEGER NOT NULL,
        ended_at TEXT,
        outcome TEXT,
        ending_title TEXT
    )
    """,
    # `sequence` is the order things were written in, across conversations:
    # clocks are set back, it is not.
    """
    CREATE TABLE events (
        sequence INTEGER PRIMARY KEY,
        conversation TEXT NOT NULL,
        number INTEGER NOT NULL,
        parent INTEGER,
        at TEXT NOT NULL,
        actor TEXT NOT NULL,
        kind TEXT NOT NULL,
        content TEXT NOT NULL,
        UNIQUE (conversation, number)
    )
    """,
    """
    CREATE TABLE drafts (
        conversation TEXT NOT NULL,
        ask TEXT NOT NULL,
        content TEXT NOT NULL,
        PRIMARY KEY (conversation, ask)
    )
    """,
)

MIGRATIONS: tuple[tuple[str, ...], ...] = (_FIRST_VERSION,)
"""Step n brings a file from version n to n + 1. Steps are added, never edited."""

_MAGIC = b"SQLite format 3\0"
_WRITE_VERSION_AT = 18
_WAL = 2
_APPLICATION_ID_AT = 68
_MAKING_SECONDS = 5.0
_CHECKED_UP_TO_BYTES = 1_000_000
"""A file up to this size is checked whole when it is opened, in about a millisecond."""


def holds_something(path: Path) -> bool:
    """Whether there is a records file with anything in it; JournalUnavailable when unreadable."""
    try:
        return path.stat().st_size > 0
    except FileNotFoundError:
        return False
    except OSError as error:
        raise unavailable(error, path) from error


def recognise(path: Path) -> bool:
    """Return whether the file is ours and laid out; refuse it when it is not ours.

    Done before SQLite could change a byte of it: SQLite replays another
    program's unfinished work merely on opening its file.
    """
    if not holds_something(path):
        return False
    if path.with_name(path.name + "-journal").exists():
        return False  # our own making of it was cut off: only SQLite can read it now
    try:
        with path.open("rb") as file:
            header = file.read(100)
    except OSError as error:
        raise unavailable(error, path) from error
    if not header.startswith(_MAGIC):
        raise refuse_damaged(path)
    identity = int.from_bytes(header[_APPLICATION_ID_AT : _APPLICATION_ID_AT + 4], "big")
    if identity != APPLICATION_ID:
        raise refuse_foreign(path)
    return header[_WRITE_VERSION_AT] == _WAL


class RecordsDatabase:
    """One records file. Every failure leaves it as JournalUnavailable.

    Safe to use from several threads: one works at a time.
    """

    def __init__(self, path: Path, *, busy_seconds: float = 5.0) -> None:
        self._path = path
        self._busy_seconds = busy_seconds
        self._connection: Connection | None = None
        self._turn = threading.RLock()

    @property
    def path(self) -> Path:
        """Where it is, or will be."""
        return self._path

    def is_kept(self) -> bool:
        """Whether anything was ever written."""
        return self._connection is not None or holds_something(self._path)

    def read(self, work: Callable[["Connection"], T], *, when_absent: T) -> T:
        """Return what `work` finds, or `when_absent` when nothing was ever kept."""
        with self._turn:
            if not self.is_kept():
                return when_absent
            with self._plain_failures():
                return work(self._opened())

    def write(self, work: Callable[["Connection"], T]) -> T:
        """Run `work` in one transaction, durable on return; makes the file if need be."""
        with self._turn, self._plain_failures():
            connection = self._opened()
            # IMMEDIATE: a transaction that reads first and writes later cannot
            # wait for another writer, it just fails.
            connection.execute("BEGIN IMMEDIATE")
            try:
                result = work(connection)
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
            return result

    def scrub(self) -> None:
        """Leave no trace of deleted rows in the file or its log."""
        with self._turn:
            with self._plain_failures():
                connection = self._opened()
                connection.execute("VACUUM")
                busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            if busy:
                raise JournalUnavailable(
                    f"It is forgotten, but another window still reads {self._path}: close that "
                    "window and forget once more, so that no trace stays on the disk."
                )

    def close(self) -> None:
        """Let go of the file; it opens again when it is next used."""
        with self._turn:
            connection, self._connection = self._connection, None
            if connection is not None:
                with self._plain_failures():
                    connection.close()

    @contextmanager
    def _plain_failures(self) -> Iterator[None]:
        try:
            import sqlite3
        except ImportError as error:
            raise refuse_without_sqlite() from error
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            raise unavailable(error, self._path) from error

    def _opened(self) -> "Connection":
        if self._connection is None:
            if recognise(self._path):
                keep_private(self._path)
                self._connection = self._connect()
            else:
                self._connection = self._make()
        return self._connection

    def _make(self) -> "Connection":
        make_private_folder(self._path.parent)
        # SQLite's own locks do not cover the change to WAL: two windows that
        # lay out one file at the same moment would fail.
        making = try_to_hold(
            self._path.parent / "locks", MAKING_RECORDS, wait_seconds=_MAKING_SECONDS
        )
        if making is None:
            raise refuse_busy(self._path)
        with making:
            make_private_file(self._path)
            return self._connect()

    def _connect(self) -> "Connection":
        import sqlite3

        connection = sqlite3.connect(
            self._path,
            timeout=self._busy_seconds,
            isolation_level=None,
            check_same_thread=False,
        )
        try:
            self._prepare(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _prepare(self, connection: "Connection") -> None:
        if _pragma(connection, "application_id") != APPLICATION_ID:
            # A new file. The mark goes in before WAL is on, hence into the file
            # itself, so that a file with anything in it always carries it.
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            # Some network disks know no WAL: the older mode is as durable, only slower.
            connection.execute("PRAGMA journal_mode = WAL").fetchone()
        for setting in (
            "synchronous = FULL",
            "fullfsync = ON",  # macOS: without it the disk may still only promise
            "secure_delete = ON",
            "temp_store = MEMORY",  # replies never reach a temporary folder
        ):
            connection.execute(f"PRAGMA {setting}")
        if self._path.stat().st_size <= _CHECKED_UP_TO_BYTES:
            (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
            if verdict != "ok":
                raise refuse_damaged(self._path)
        self._migrate(connection)

    def _migrate(self, connection: "Connection") -> None:
        version = _pragma(connection, "user_version")
        if version > len(MIGRATIONS):
            raise refuse_newer(self._path)
        if version == len(MIGRATIONS):
            return
        connection.execute("BEGIN IMMEDIATE")
        try:
            # Another window may have done it while this one waited.
            for step in MIGRATIONS[_pragma(connection, "user_version") :]:
                for statement in step:
                    connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise


def _pragma(connection: "Connection", name: str) -> int:
    (value,) = connection.execute(f"PRAGMA {name}").fetchone()
    return int(value)
