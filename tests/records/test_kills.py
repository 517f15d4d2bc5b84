"""A window that is killed at any moment loses nothing it acknowledged."""

import os
import random
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.records import writing_child
from trainer.records.health import examine
from trainer.records.sqlite_journal import SqliteJournal

QUICK_KILLS = 10
SLOW_KILLS = 500
LONGEST_LIFE_SECONDS = 0.06
"""After its first acknowledged event; some lives end before that, at start-up."""
CHECKOUT = Path(__file__).parents[2]


def kill_a_window(database: Path, conversation: str, chance: random.Random) -> int:
    """Let a child write, kill it at a chance moment, return how many events it acknowledged."""
    child = subprocess.Popen(
        [sys.executable, "-m", writing_child.__name__, str(database), conversation],
        stdout=subprocess.PIPE,
        cwd=CHECKOUT,
    )
    assert child.stdout is not None
    pipe = child.stdout.fileno()
    told = b""
    try:
        if chance.random() < 0.9:
            told += os.read(pipe, 65536)
            deadline = time.monotonic() + chance.random() * LONGEST_LIFE_SECONDS
        else:
            deadline = time.monotonic() + chance.random() * 0.25
        while (left := deadline - time.monotonic()) > 0:
            if select.select([pipe], [], [], left)[0]:
                told += os.read(pipe, 65536)
    finally:
        child.kill()
        rest, _ = child.communicate()
    acknowledged = (told + rest).decode().splitlines(keepends=True)
    numbers = [int(line) for line in acknowledged if line.endswith("\n")]
    assert numbers == list(range(len(numbers)))
    return len(numbers)


def kill_many(folder: Path, kills: int, seed: int) -> None:
    chance = random.Random(seed)
    database = folder / "0" / "records.sqlite3"
    acknowledged_in_all = 0
    for kill in range(kills):
        if kill % 10 == 0:  # so that making the file is cut off too
            database = folder / str(kill) / "records.sqlite3"
        conversation = f"c{kill}"
        acknowledged = kill_a_window(database, conversation, chance)
        acknowledged_in_all += acknowledged
        journal = SqliteJournal(database)
        events = journal.events(conversation)
        # The last one may be kept though its word never got out.
        assert acknowledged <= len(events) <= acknowledged + 1
        assert events == tuple(
            writing_child.event_of(number, conversation) for number in range(len(events))
        )
        if events:
            assert journal.document("sha") == writing_child.DOCUMENT
            journal.append(events[-1])
            assert len(journal.events(conversation)) == len(events)
        journal.close()
        assert examine(database).problem == ""
    assert acknowledged_in_all > kills


def test_ten_kills_lose_no_acknowledged_event(tmp_path: Path) -> None:
    kill_many(tmp_path, QUICK_KILLS, seed=20260302)


@pytest.mark.slow
def test_many_kills_lose_no_acknowledged_event(tmp_path: Path) -> None:
    kill_many(tmp_path, SLOW_KILLS, seed=7)
