import os
import sqlite3
import stat
import subprocess
import sys
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.records import writing_child
from tests.records.builders import choice, event, fill, reply, started
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
from trainer.records.database import RecordsDatabase
from trainer.records.sqlite_journal import SqliteJournal
from trainer.records.turnstile import MAKING_RECORDS, try_to_hold

CHECKOUT = Path(__file__).parents[2]
needs_posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX modes and limits")


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
