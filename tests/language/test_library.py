"""Finding packs, scenarios and moves, and loading them."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from small_library import MOVE, SCENARIO, Shelf

from trainer.language.document import DocumentError
from trainer.language.library import (
    Library,
    UnknownMove,
    UnknownScenario,
    shipped_scenarios,
    shipped_schemas,
)


def test_scenarios_are_listed_in_the_order_of_the_pack(shelf: Shelf) -> None:
    assert [entry.id for entry in shelf.library.entries()] == ["second", "first"]


def test_an_entry_says_what_a_list_shows(shelf: Shelf) -> None:
    entry = shelf.library.entries()[1]
    assert (entry.title, entry.practice, entry.practice_title, entry.level, entry.minutes) == (
        "The first",
        "identify",
        "Find mentors",
        "foundation",
        5,
    )
    assert (entry.pack, entry.path, entry.is_broken) == (
        "pack",
        shelf.root / "pack" / "first.yaml",
        False,
    )


@pytest.mark.parametrize("text", ["", "id: [", "id: broken\ntitle: 5\n", "a: *b\n", "\0"])
def test_a_broken_file_is_listed_as_broken(shelf: Shelf, text: str) -> None:
    shelf.write(text, "third")
    entry = shelf.library.entries()[-1]
    assert (entry.id, entry.title, entry.is_broken) == ("third", "third", True)


def test_listing_survives_a_broken_pack_file(shelf: Shelf) -> None:
    (shelf.root / "pack" / "pack.yaml").write_text("title: [")
    assert [entry.id for entry in shelf.library.entries()] == ["first", "second"]


def test_listing_imports_no_validator_and_no_fuzzy_matcher(shelf: Shelf) -> None:
    program = (
        "import sys; from pathlib import Path; from trainer.language.library import Library;"
        f"assert Library([Path({str(shelf.root)!r})]).entries();"
        "print([name for name in ('jsonschema', 'rapidfuzz', 'simplemma', 'textual')"
        " if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert done.stdout.strip() == b"[]"


@pytest.mark.parametrize("name", ["first", "FIRST.yaml"])
def test_a_scenario_is_loaded_by_id_or_path(shelf: Shelf, name: str) -> None:
    wanted = str(shelf.root / "pack" / "first.yaml") if name.endswith(".yaml") else name
    loaded = shelf.library.load(wanted)
    assert loaded.diagnostics == ()
    assert loaded.scenario is not None
    assert loaded.scenario.id == "first"
    assert loaded.pack is not None
    assert loaded.pack.practices["identify"].title == "Find mentors"


def test_hyphens_stand_for_underscores(shelf: Shelf) -> None:
    shelf.write(SCENARIO.replace("id: first\n", "id: cold_ask\n"), "cold_ask")
    assert shelf.library.load("cold-ask").path.stem == "cold_ask"


def test_a_file_is_found_by_an_id_that_differs_from_its_name(shelf: Shelf) -> None:
    shelf.write(SCENARIO.replace("id: first\n", "id: other\n"), "third")
    loaded = shelf.library.load("other")
    assert loaded.path.stem == "third"
    assert [one.rule for one in loaded.diagnostics] == ["id-differs"]


def test_an_unknown_id_names_the_ones_like_it(shelf: Shelf) -> None:
    with pytest.raises(UnknownScenario) as caught:
        shelf.library.load("frist")
    assert caught.value.near == ("first",)
    assert str(caught.value) == 'No scenario is called "frist". Did you mean first?'


def test_a_path_that_is_not_there_is_an_os_error(shelf: Shelf) -> None:
    with pytest.raises(OSError, match="nowhere"):
        shelf.library.load("nowhere.yaml")


def test_a_pack_itself_can_be_a_root(shelf: Shelf) -> None:
    library = Library([shelf.root / "pack"])
    assert len(library.entries()) == 2
    assert library.load("first").scenario is not None  # Its moves lie beside its folder.


def test_a_later_root_stands_before_an_earlier_one(shelf: Shelf, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(shelf.root, copy, ignore=shutil.ignore_patterns("copy"))
    text = (copy / "pack" / "first.yaml").read_text()
    (copy / "pack" / "first.yaml").write_text(text.replace("title: The first", "title: Mine"))
    library = Library([shelf.root, copy])
    assert {entry.id: entry.title for entry in library.entries()}["first"] == "Mine"
    loaded = library.load("first")
    assert loaded.scenario is not None
    assert loaded.scenario.title == "Mine"


def test_a_root_that_is_not_there_holds_nothing(tmp_path: Path) -> None:
    assert Library([tmp_path / "nowhere"]).entries() == ()


def test_a_packs_own_move_stands_before_the_library_s(shelf: Shelf) -> None:
    own = shelf.root / "pack" / "moves"
    own.mkdir()
    text = MOVE.format(id="presses", fault="true").replace("points: 2", "points: 5")
    (own / "presses.yaml").write_text(text)
    scenario = shelf.library.load("first").scenario
    assert scenario is not None
    assert scenario.rubric.criteria["presses"].points == 5


def test_a_move_comes_with_its_examples(shelf: Shelf) -> None:
    move = shelf.library.move("bounded-ask")
    assert (move.id, move.criterion.points) == ("bounded_ask", 2)
    assert move.examples_heard == ("May I ask you one thing?",)
    assert set(move.groups) == {"asked"}


def test_an_unknown_move_names_the_ones_like_it(shelf: Shelf) -> None:
    with pytest.raises(UnknownMove, match="Did you mean presses"):
        shelf.library.move("preses")


def test_a_broken_move_is_refused(shelf: Shelf) -> None:
    shelf.write_move("presses", "format: 1\nid: presses\n")
    with pytest.raises(DocumentError):
        shelf.library.move("presses")


def test_every_shipped_file_is_clean() -> None:
    library = Library([shipped_scenarios()])
    files = [*shipped_scenarios().glob("*/*.yaml")]
    assert len(files) > 10
    assert [one for file in files for one in library.check_file(file)] == []


def test_every_shipped_scenario_loads() -> None:
    library = Library([shipped_scenarios()])
    assert library.entries()
    for entry in library.entries():
        assert library.load(entry.id).scenario is not None, entry.id


def test_the_schemas_are_shipped() -> None:
    assert {file.name for file in shipped_schemas().glob("*.json")} >= {
        "scenario.schema.json",
        "move.schema.json",
        "pack.schema.json",
    }
