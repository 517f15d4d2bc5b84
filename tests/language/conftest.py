"""A small library on disk for every test of the language."""

from pathlib import Path

import pytest

from tests.language.small_library import MOVE, PACK, SCENARIO, Shelf


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    (tmp_path / "pack").mkdir()
    (tmp_path / "moves").mkdir()
    (tmp_path / "pack" / "pack.yaml").write_text(PACK)
    shelf = Shelf(tmp_path)
    shelf.write_move("bounded_ask", MOVE.format(id="bounded_ask", fault="false"))
    shelf.write_move("presses", MOVE.format(id="presses", fault="true"))
    shelf.write(SCENARIO)
    shelf.write(SCENARIO.replace("id: first\n", "id: second\n"), "second")
    return shelf


@pytest.fixture
def scenario_text() -> str:
    return SCENARIO
