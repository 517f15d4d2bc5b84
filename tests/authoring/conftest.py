"""A small library on disk whose scenario and moves a test may vary."""

from pathlib import Path

import pytest

from tests.language.small_library import MOVE, PACK, SCENARIO, Shelf


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    (tmp_path / "pack").mkdir()
    (tmp_path / "moves").mkdir()
    (tmp_path / "pack" / "pack.yaml").write_text(PACK.replace("[second, first]", "[first]"))
    shelf = Shelf(tmp_path)
    shelf.write_move("bounded_ask", MOVE.format(id="bounded_ask", fault="false"))
    shelf.write_move(
        "presses", MOVE.format(id="presses", fault="true").replace("one thing", "some thing")
    )
    shelf.write(SCENARIO)
    return shelf
