"""A small library on disk whose scenario and moves a test may vary."""

from pathlib import Path

import pytest

from tests.language.small_library import MOVE, PACK, SCENARIO, Shelf


def make_shelf(folder: Path) -> Shelf:
    """Write the library into a folder."""
    (folder / "pack").mkdir()
    (folder / "moves").mkdir()
    (folder / "pack" / "pack.yaml").write_text(PACK.replace("[second, first]", "[first]"))
    shelf = Shelf(folder)
    shelf.write_move("bounded_ask", MOVE.format(id="bounded_ask", fault="false"))
    shelf.write_move(
        "presses", MOVE.format(id="presses", fault="true").replace("one thing", "some thing")
    )
    shelf.write(SCENARIO)
    return shelf


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    """A library of the test's own."""
    return make_shelf(tmp_path)


@pytest.fixture(scope="module")
def shelf_once(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    """The same for tests that try many inputs and change nothing on disk."""
    return make_shelf(tmp_path_factory.mktemp("shelf"))
