import os
import sqlite3
import stat
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.records import writing_child
from tests.records.builders import NOON, choice, event, reply, started
from trainer.conversation.events import (
    Actor,
    ChoiceTaken,
    DistressShown,
    Event,
    Happening,
    HintShown,
    Returned,
    ReturnReason,
    VerdictContested,
)
from trainer.conversation.journal import JournalUnavailable
from trainer.records import database as layout
from trainer.records.database import APPLICATION_ID, MIGRATIONS, RecordsDatabase
from trainer.records.failures import unavailable
from trainer.records.health import examine
from trainer.records.sqlite_journal import SqliteJournal
from trainer.records.turnstile import MAKING_RECORDS, try_to_hold

CHECKOUT = Path(__file__).parents[2]
needs_posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX modes and limits")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "profile" / "records.sqlite3"


@pytest.fixture
def journal(path: Path) -> Iterator[SqliteJournal]:
    journal = SqliteJournal(path, busy_seconds=0.0)
    yield journal
    journal.close()


def fill(path: Path, replies: int = 3) -> None:
    """Keep a short conversation in a file and let go of it."""
    journal = SqliteJournal(path)
    journal.append(started())
    for number in range(1, replies + 1):
        journal.append(reply(number, f"words {number}"))
    journal.close()


# --- what is on the disk, and when


def test_reading_and_keeping_a_document_make_no_file(journal: SqliteJournal, path: Path) -> None:
    journal.keep_document("sha", {"title": "The cold ask"})
    assert (journal.events("monday"), journal.conversations()) == ((), ())
    journal.forget_all()
    assert not path.parent.exists()


def test_another_window_sees_an_event_as_soon_as_it_is_kept(
    journal: SqliteJournal, path: Path
) -> None:
    other = SqliteJournal(path)
    for number, one in enumerate((started(), choice(1), choice(2)), start=1):
        journal.append(one)
        assert len(other.events("monday")) == number
    other.close()


def test_the_document_reaches_the_disk_with_its_first_event(
    journal: SqliteJournal, path: Path
) -> None:
    journal.keep_document("sha", {"title": "The cold ask"})
    journal.append(started())
    with closing(SqliteJournal(path)) as other:
        assert other.document("sha") == {"title": "The cold ask"}


def test_a_document_kept_late_is_not_lost_when_an_event_is_repeated(
    journal: SqliteJournal, path: Path
) -> None:
    journal.append(started())
    journal.keep_document("sha", {"title": "The cold ask"})
    journal.append(started())
    with closing(SqliteJournal(path)) as other:
        assert other.document("sha") == {"title": "The cold ask"}


@needs_posix
def test_every_file_is_for_its_owner_only_whatever_the_umask(
    journal: SqliteJournal, path: Path
) -> None:
    old = os.umask(0)
    try:
        journal.append(started())
    finally:
        os.umask(old)
    modes = {one.name: stat.S_IMODE(one.stat().st_mode) for one in path.parent.iterdir()}
    assert modes.pop("locks") == 0o700
    assert set(modes) == {"records.sqlite3", "records.sqlite3-wal", "records.sqlite3-shm"}
    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


@needs_posix
def test_a_file_restored_readable_by_all_is_closed_again(path: Path) -> None:
    fill(path)
    path.chmod(0o644)
    with closing(SqliteJournal(path)) as journal:
        journal.events("monday")
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_every_commit_is_flushed_to_the_disk(journal: SqliteJournal, path: Path) -> None:
    journal.append(started())

    def settings_of(connection: sqlite3.Connection) -> tuple[str, int] | None:
        names = ("journal_mode", "synchronous")
        mode, level = (connection.execute(f"PRAGMA {name}").fetchone()[0] for name in names)
        return mode, level

    with closing(RecordsDatabase(path)) as database:
        assert database.read(settings_of, when_absent=None) == ("wal", 2)


def test_forgotten_words_leave_no_trace_in_any_file(journal: SqliteJournal, path: Path) -> None:
    journal.append(started("monday"))
    journal.append(reply(1, "a secret about the ward", conversation="monday"))
    journal.append(started("tuesday"))
    journal.append(reply(1, "nothing special", conversation="tuesday"))

    def on_disk() -> bytes:
        return b"".join(one.read_bytes() for one in path.parent.rglob("*") if one.is_file())

    assert b"a secret about the ward" in on_disk()
    journal.forget("monday")
    assert b"a secret about the ward" not in on_disk()
    assert b"nothing special" in on_disk()
    journal.forget_all()
    assert b"nothing special" not in on_disk()


def test_forgetting_while_another_window_reads_says_that_traces_may_stay(path: Path) -> None:
    fill(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM events").fetchone()
        with closing(SqliteJournal(path, busy_seconds=0.0)) as journal:
            with pytest.raises(JournalUnavailable, match=r"window|program"):
                journal.forget_all()
            assert journal.events("monday") == ()
        reader.execute("COMMIT")


# --- closing and opening again

identifiers = st.text("abcdefghij_", min_size=1, max_size=12)
texts = st.text(max_size=200)
offsets = st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes)))
happenings: st.SearchStrategy[Happening] = st.one_of(
    st.builds(ChoiceTaken, identifiers),
    st.builds(HintShown, identifiers),
    st.builds(DistressShown, identifiers),
    st.builds(Returned, st.sampled_from(ReturnReason)),
    st.builds(VerdictContested, st.integers(0, 50), identifiers, st.booleans()),
    texts.map(lambda text: reply(1, text).happened),
    # Halves of surrogate pairs: nothing that reaches a journal may break it.
    st.text(st.characters(categories=["Cs", "Cc", "Co"]), max_size=5).map(ChoiceTaken),
)


@st.composite
def conversations(draw: st.DrawFn) -> tuple[Event, ...]:
    events = [started()]
    for number, happened in enumerate(draw(st.lists(happenings, max_size=12)), start=1):
        events.append(
            Event(
                conversation="monday",
                number=number,
                parent=draw(st.integers(0, number - 1)),
                at=draw(st.datetimes(timezones=offsets | st.none())),
                actor=draw(st.sampled_from(Actor)),
                happened=happened,
            )
        )
    return tuple(events)


@settings(max_examples=60, deadline=None)
@given(events=conversations(), closings=st.sets(st.integers(0, 12)))
def test_whatever_was_appended_is_there_after_closing_and_opening(
    events: tuple[Event, ...], closings: set[int]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        journal = SqliteJournal(Path(folder) / "records.sqlite3")
        for one in events:
            journal.append(one)
            if one.number in closings:
                journal.close()
                assert journal.events("monday") == events[: one.number + 1]
        journal.close()
        assert journal.events("monday") == events
        journal.close()


def test_an_event_in_the_hour_the_clock_goes_back_is_known_again(journal: SqliteJournal) -> None:
    twice = datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Paris"))
    journal.append(started())
    for _ in range(2):
        journal.append(event(1, ChoiceTaken("accept"), at=twice))
    assert len(journal.events("monday")) == 2


# --- several windows


def test_three_processes_lay_out_and_write_one_new_file_together(path: Path) -> None:
    names = ("monday", "tuesday", "wednesday")
    command = [sys.executable, "-m", writing_child.__name__, str(path)]
    children = [
        subprocess.Popen(
            [*command, name, "--events", "30"], stdout=subprocess.PIPE, text=True, cwd=CHECKOUT
        )
        for name in names
    ]
    told = [child.communicate(timeout=60)[0] for child in children]
    assert told == ["".join(f"{n}\n" for n in range(30))] * 3
    with closing(SqliteJournal(path)) as journal:
        for name in names:
            assert journal.events(name) == tuple(
                writing_child.event_of(number, name) for number in range(30)
            )


def test_windows_that_begin_and_write_at_the_same_moment_wait_for_each_other(
    tmp_path: Path,
) -> None:
    """Each thread has a journal of its own, so SQLite sees as many windows."""
    windows, files = 4, 8
    together = threading.Barrier(windows)

    def play(name: str) -> None:
        for n in range(files):
            with closing(SqliteJournal(tmp_path / str(n) / "records.sqlite3")) as journal:
                together.wait(timeout=10)
                journal.append(started(name))
                for number in range(1, 6):
                    journal.append(choice(number, conversation=name))

    with ThreadPoolExecutor(windows) as pool:
        for played in [pool.submit(play, f"c{n}") for n in range(windows)]:
            played.result()
    for n in range(files):
        with closing(SqliteJournal(tmp_path / str(n) / "records.sqlite3")) as journal:
            assert [len(journal.events(f"c{n}")) for n in range(windows)] == [6] * windows


def test_a_window_waits_while_another_lays_out_the_file(journal: SqliteJournal, path: Path) -> None:
    making = try_to_hold(path.parent / "locks", MAKING_RECORDS)
    assert making is not None
    with ThreadPoolExecutor(1) as pool:
        appended = pool.submit(journal.append, started())
        with making, pytest.raises(TimeoutError):
            appended.result(timeout=0.2)
        appended.result(timeout=10)
    assert journal.events("monday") == (started(),)


def test_two_windows_on_one_conversation_cannot_both_go_on(
    journal: SqliteJournal, path: Path
) -> None:
    journal.append(started())
    with closing(SqliteJournal(path)) as other:
        other.append(choice(1, "widen"))
    with pytest.raises(JournalUnavailable, match="somewhere else"):
        journal.append(choice(1, "accept"))


def test_threads_take_turns(journal: SqliteJournal) -> None:
    def play(name: str) -> None:
        journal.append(started(name))
        for number in range(1, 20):
            journal.append(choice(number, conversation=name))

    threads = [threading.Thread(target=play, args=(f"c{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [len(journal.events(f"c{n}")) for n in range(4)] == [20] * 4


# --- files that are not ours to touch


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
