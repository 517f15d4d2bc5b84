"""Fixtures of the screens' tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ui.stage import Stage


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-pictures", action="store_true", help="write the pictures of the screens anew"
    )


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    """A learner's folder with the small pack in it."""
    made = Stage(tmp_path)
    yield made
    made.close()
