from collections.abc import Iterator
from pathlib import Path

import pytest

from trainer.records.sqlite_journal import SqliteJournal


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "profile" / "records.sqlite3"


@pytest.fixture
def journal(path: Path) -> Iterator[SqliteJournal]:
    journal = SqliteJournal(path, busy_seconds=0.0)
    yield journal
    journal.close()
