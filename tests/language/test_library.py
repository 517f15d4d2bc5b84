"""Finding packs, scenarios and moves, and loading them."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.language.small_library import MOVE, PACK, SCENARIO, Shelf
from trainer.language.diagnostics import Severity
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


def test_a_file_of_another_id_is_broken_and_replaces_nothing(shelf: Shelf) -> None:
    own = shelf.root / "mine" / "own"
    own.mkdir(parents=True)
    (own / "pack.yaml").write_text(PACK)
    text = SCENARIO.replace("title: The first", "title: Mine")
    (own / "zzz.yaml").write_text(text)  # It still says `id: first`.
    library = Library([shelf.root, own])
    listed = {entry.id: entry for entry in library.entries()}
    assert list(listed) == ["second", "first", "zzz"]
    assert (listed["first"].title, listed["first"].is_broken) == ("The first", False)
    assert (listed["zzz"].title, listed["zzz"].is_broken) == ("zzz", True)
    loaded = library.load("zzz")
    assert loaded.path == own / "zzz.yaml"
    assert [one.rule for one in loaded.diagnostics] == ["id-differs"]


@pytest.mark.parametrize("name", ["third", "first", "cold-ask", "cold_ask"])
@pytest.mark.parametrize("own_id", ["third", "first", "cold-ask", "cold_ask"])
def test_what_is_listed_is_what_is_loaded(shelf: Shelf, name: str, own_id: str) -> None:
    own = shelf.root / "mine" / "own"
    own.mkdir(parents=True)
    (own / "pack.yaml").write_text(PACK)
    (own / f"{name}.yaml").write_text(SCENARIO.replace("id: first\n", f"id: {own_id}\n"))
    library = Library([shelf.root, own])
    for entry in library.entries():
        assert library.find(entry.id) == entry.path
    assert own / f"{name}.yaml" in [entry.path for entry in library.entries()]


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


def test_a_move_comes_with_its_word_classes(shelf: Shelf) -> None:
    move = shelf.library.move("bounded-ask")
    assert (move.id, move.criterion.points) == ("bounded_ask", 2)
    assert set(move.groups) == {"asked"}


def test_an_unknown_move_names_the_ones_like_it(shelf: Shelf) -> None:
    with pytest.raises(UnknownMove, match="Did you mean presses"):
        shelf.library.move("preses")


def test_what_a_scenario_does_not_take_from_a_move_cannot_break_it(shelf: Shelf) -> None:
    text = MOVE.format(id="presses", fault="true").partition("examples:")[0]
    shelf.write_move(
        "presses", text + "examples: {heard: [[one, {two: 3}], four], other: >\n  x\n}\n"
    )
    assert [one.rule for one in shelf.library.load("first").diagnostics] == ["broken-move"]
    examples = "examples:\n  heard: [[one, {two: 3}]]\n  other: >\n    \u00a0x\n    y\n"
    shelf.write_move("presses", text.replace("points: 2\n", examples + "points: 4\n"))
    scenario = shelf.library.load("first").scenario
    assert scenario is not None
    assert scenario.rubric.criteria["presses"].points == 4
    with pytest.raises(DocumentError):
        shelf.library.move("presses")


def test_a_broken_move_is_refused(shelf: Shelf) -> None:
    shelf.write_move("presses", "format: 1\nid: presses\n")
    with pytest.raises(DocumentError):
        shelf.library.move("presses")


_MOVE_DAMAGE = {
    "gone": "",
    "text for feedback": "feedback: It landed.",
    "feedback of another key": "feedback: {herd: It landed.}",
    "one wording": "wordings: [One.]",
    "half an at_least": "at_least: {n: 1}",
    "names where phrases belong": "any: {one: two}",
    "no phrases": "any:",
    "a phrase of another type": "none: [5]",
    "a mapping without a phrase": "any: [{near: [ward]}]",
    "text for a number": "points: two",
    "a condition that cannot be read": "applies_when: presses and",
    "text for a list": "exclusive: presses",
    "words for groups": "groups: [asked]",
    "a state of no kind": "reading: guessed",
}


@pytest.mark.parametrize("line", _MOVE_DAMAGE.values(), ids=_MOVE_DAMAGE.keys())
def test_a_move_with_a_mistake_is_told_where_it_is_used(shelf: Shelf, line: str) -> None:
    key = line.partition(":")[0]
    kept = MOVE.format(id="presses", fault="true").splitlines()
    start = next((n for n, one in enumerate(kept) if key and one.startswith(f"{key}:")), None)
    if start is not None:
        end = next(
            n for n in range(start + 1, len(kept) + 1) if not kept[n:][:1] or kept[n][0] != " "
        )
        del kept[start:end]
    shelf.write_move("presses", "\n".join([*kept, line]) if line else "")
    loaded = shelf.library.load("first")
    assert loaded.scenario is None
    assert [one.rule for one in loaded.diagnostics] == ["broken-move"]
    assert (
        SCENARIO.splitlines()[loaded.diagnostics[0].place.line - 1] == "  presses: {use: presses}"
    )


def test_a_move_taken_away_is_told_where_it_is_used(shelf: Shelf) -> None:
    library = shelf.library
    assert library.load("first").scenario is not None
    (shelf.root / "moves" / "presses.yaml").unlink()
    assert [one.rule for one in library.load("first").diagnostics] == ["broken-move"]
    assert [one.rule for one in shelf.library.load("first").diagnostics] == ["unknown-move"]


@pytest.mark.parametrize(
    "line", ["groups: 5", "groups: {ward: 5}", "groups: {a: [(]}", "support: 5"]
)
def test_a_pack_that_nothing_can_be_taken_from_is_as_good_as_none(shelf: Shelf, line: str) -> None:
    pack = shelf.root / "pack" / "pack.yaml"
    key = line.partition(":")[0]
    kept = pack.read_text().partition("groups:")[0].splitlines()
    pack.write_text("\n".join([*(one for one in kept if not one.startswith(key)), line]))
    loaded = shelf.library.load("first")
    assert [one.rule for one in loaded.diagnostics] == ["no-pack"]
    assert loaded.scenario is not None


_DAMAGE = st.tuples(st.integers(0, 2_000), st.integers(0, 40), st.binary(max_size=6))


@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_whatever_is_damaged_or_deleted_nothing_raises(shelf: Shelf, data: st.DataObject) -> None:
    root = Path(tempfile.mkdtemp(dir=shelf.root))
    for folder in ("pack", "moves"):
        shutil.copytree(shelf.root / folder, root / folder)
    files = sorted(root.rglob("*.yaml"))
    library = Library([root])
    if data.draw(st.booleans()):
        library.load("first")  # What it then remembers of the folders may no longer be so.
    damaged = data.draw(st.lists(st.sampled_from(files), min_size=1, max_size=2, unique=True))
    for file in damaged:
        content = file.read_bytes()
        lines = content.splitlines(keepends=True)
        match data.draw(st.sampled_from(["delete", "cut", "drop lines", "overwrite"])):
            case "delete":
                file.unlink()
            case "cut":
                file.write_bytes(content[: data.draw(st.integers(0, len(content)))])
            case "drop lines":
                start = data.draw(st.integers(0, len(lines)))
                del lines[start : start + data.draw(st.integers(1, 9))]
                file.write_bytes(b"".join(lines))
            case "overwrite":
                at, length, put = data.draw(_DAMAGE)
                file.write_bytes(content[:at] + put + content[at + length :])
    assert all(entry.title for entry in library.entries())
    for file in filter(Path.exists, files):
        library.check_file(file)
        if file.parent.name == "pack" and file.name != "pack.yaml":
            loaded = library.load(str(file))
            is_sound = not any(one.severity is Severity.ERROR for one in loaded.diagnostics)
            assert (loaded.scenario is not None) == is_sound
            assert "unusable" not in [one.rule for one in loaded.diagnostics]
    shutil.rmtree(root)


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
