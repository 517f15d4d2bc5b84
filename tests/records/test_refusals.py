"""Files that are not ours to touch, and machines that do not let us write."""

import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.records import writing_child
from tests.records.builders import NOON, choice, event, fill, started
from trainer.conversation.events import ChoiceTaken
from trainer.conversation.journal import JournalUnavailable
from trainer.records import database as layout
from trainer.records.database import APPLICATION_ID, MIGRATIONS
from trainer.records.failures import unavailable
from trainer.records.health import examine
from trainer.records.sqlite_journal import SqliteJournal

CHECKOUT = Path(__file__).parents[2]
needs_posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX modes and limits")


def refusal_of(path: Path) -> str:
    """Return why `path` is refused, having seen that neither reading nor writing changes it."""
    before = path.read_bytes()
    with closing(SqliteJournal(path)) as journal:
        with pytest.raises(JournalUnavailable) as on_reading:
            journal.conversations()
        with pytest.raises(JournalUnavailable) as on_writing:
            journal.append(started())
    assert path.read_bytes() == before
    assert str(on_reading.value) == str(on_writing.value)
    assert str(path) in str(on_reading.value)
    return str(on_reading.value)


def test_a_file_of_a_newer_version_is_refused(path: Path) -> None:
    fill(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    assert "newer trainer" in refusal_of(path)


@pytest.mark.parametrize("mode", ["DELETE", "WAL"])
def test_a_database_of_another_program_is_refused(path: Path, mode: str) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA journal_mode = {mode}")
        connection.execute("CREATE TABLE birds (name TEXT)")
    assert "belongs to another program" in refusal_of(path)


@pytest.mark.parametrize("content", [b"My notes of Monday.\n", b"\0" * 8192, b"S"])
def test_a_file_that_is_no_database_is_refused(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    assert "damaged: move the folder" in refusal_of(path)


def test_a_database_with_overwritten_pages_is_refused(path: Path) -> None:
    fill(path, replies=30)
    content = bytearray(path.read_bytes())
    content[4096 : 4096 * 6] = b"\xa5" * (4096 * 5)
    path.write_bytes(content)
    assert "damaged: move the folder" in refusal_of(path)


def test_damage_is_told_at_once_even_where_home_does_not_look(path: Path) -> None:
    fill(path, replies=30)
    with closing(sqlite3.connect(path)) as connection:
        query = "SELECT rootpage FROM sqlite_master WHERE name = 'events'"
        (page,) = connection.execute(query).fetchone()
    content = bytearray(path.read_bytes())
    content[(page - 1) * 4096 : page * 4096] = b"\xa5" * 4096
    path.write_bytes(content)
    assert "damaged: move the folder" in refusal_of(path)


def test_a_cut_off_database_is_refused(path: Path) -> None:
    fill(path, replies=30)
    path.write_bytes(path.read_bytes()[:9000])
    assert "damaged: move the folder" in refusal_of(path)


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE events SET content = '{' WHERE number = 1",
        "UPDATE events SET content = '[]' WHERE number = 1",
        "UPDATE events SET kind = 'sneezed' WHERE number = 1",
        "UPDATE events SET at = 'noon' WHERE number = 1",
        "UPDATE events SET parent = 9 WHERE number = 1",
        "DELETE FROM events WHERE number = 1",
    ],
)
def test_a_damaged_event_is_told_and_not_played(path: Path, damage: str) -> None:
    fill(path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(damage)
    with closing(SqliteJournal(path)) as journal, pytest.raises(JournalUnavailable, match="damag"):
        journal.events("monday")


def test_an_empty_file_left_by_a_cut_off_start_is_used(journal: SqliteJournal, path: Path) -> None:
    path.parent.mkdir()
    path.touch()
    assert journal.conversations() == ()
    journal.append(started())
    assert journal.events("monday") == (started(),)


@pytest.mark.parametrize("mode", ["DELETE", "WAL"])
def test_a_file_marked_ours_but_never_laid_out_is_finished(
    journal: SqliteJournal, path: Path, mode: str
) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA journal_mode = {mode}")
    journal.append(started())
    assert journal.events("monday") == (started(),)


def test_an_older_file_is_brought_up_to_date_in_place(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(path)
    step = ("CREATE TABLE plans (conversation TEXT)", "INSERT INTO plans VALUES ('monday')")
    monkeypatch.setattr(layout, "MIGRATIONS", (*MIGRATIONS, step))
    for _ in range(2):  # the second opening must not do it again
        with closing(SqliteJournal(path)) as journal:
            assert len(journal.events("monday")) == 4
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT * FROM plans").fetchall() == [("monday",)]


def test_a_migration_that_fails_leaves_the_file_as_it_was(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(path)
    with monkeypatch.context() as patch:
        step = ("CREATE TABLE plans (conversation TEXT)", "INSERT INTO nowhere VALUES (1)")
        patch.setattr(layout, "MIGRATIONS", (*MIGRATIONS, step))
        with closing(SqliteJournal(path)) as journal, pytest.raises(JournalUnavailable):
            journal.events("monday")
    with closing(SqliteJournal(path)) as journal:
        assert len(journal.events("monday")) == 4


# --- when the machine does not let us


def test_a_locked_file_is_told_and_taken_up_again_when_free(
    journal: SqliteJournal, path: Path
) -> None:
    journal.append(started())
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(JournalUnavailable, match="Another program is using") as told:
            journal.append(choice(1))
        other.execute("ROLLBACK")
    assert str(path) in str(told.value)
    journal.append(choice(1))
    assert len(journal.events("monday")) == 2


@needs_posix
def test_a_disk_that_takes_no_more_ends_in_a_sentence_and_keeps_what_it_has(path: Path) -> None:
    command = [sys.executable, "-m", writing_child.__name__]
    ran = subprocess.run(
        [*command, str(path), "monday", "--file-bytes", "150000"],
        capture_output=True,
        text=True,
        cwd=CHECKOUT,
        timeout=60,
        check=False,
    )
    *acknowledged, sentence = ran.stdout.splitlines()
    assert (ran.returncode, ran.stderr) == (1, "")
    assert str(path) in sentence
    assert acknowledged == [str(n) for n in range(len(acknowledged))]
    assert len(acknowledged) > 3
    with closing(SqliteJournal(path)) as journal:
        assert len(journal.events("monday")) == len(acknowledged)
    assert examine(path).problem == ""


def test_a_full_disk_is_told_with_what_to_do(path: Path) -> None:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.execute("PRAGMA max_page_count = 2")
        connection.execute("CREATE TABLE words (word TEXT)")
        with pytest.raises(sqlite3.OperationalError) as full:
            connection.execute("INSERT INTO words VALUES (?)", ("x" * 100_000,))
    told = str(unavailable(full.value, path))
    assert told == f"The disk is full, so {path} takes nothing more: free some space and go on."


def test_a_file_where_the_folder_should_be_is_told(journal: SqliteJournal, path: Path) -> None:
    path.parent.write_text("mine")
    with pytest.raises(JournalUnavailable, match="A file stands where the folder"):
        journal.append(started())
    assert path.parent.read_text() == "mine"


def test_a_folder_where_the_file_should_be_is_told(journal: SqliteJournal, path: Path) -> None:
    path.mkdir(parents=True)
    with pytest.raises(JournalUnavailable, match=r"\.$"):
        journal.append(started())
    with pytest.raises(JournalUnavailable, match=r"\.$"):
        journal.conversations()


@pytest.fixture
def without_rights() -> Iterator[Path]:
    """A folder this process may read and not write, even when root runs the tests."""
    if not hasattr(os, "seteuid"):
        pytest.skip("no users to change to")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o555)
        is_root = os.geteuid() == 0
        if is_root:
            os.seteuid(65534)
        try:
            yield folder
        finally:
            if is_root:
                os.seteuid(0)
            folder.chmod(0o755)


def test_a_read_only_folder_is_told(without_rights: Path) -> None:
    with closing(SqliteJournal(without_rights / "profile" / "records.sqlite3")) as journal:
        assert journal.conversations() == ()
        with pytest.raises(JournalUnavailable, match="make that folder yours to write"):
            journal.append(started())


def test_a_python_without_sqlite_is_told(
    journal: SqliteJournal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "sqlite3", None)
    with pytest.raises(JournalUnavailable, match="without SQLite"):
        journal.append(started())


def test_an_event_can_be_kept_after_closing(journal: SqliteJournal) -> None:
    journal.append(started())
    journal.close()
    journal.append(event(1, ChoiceTaken("accept"), at=NOON))
    assert len(journal.events("monday")) == 2
