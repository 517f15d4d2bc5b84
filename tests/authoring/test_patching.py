"""A patch changes the evidence it is about, passes `check`, and leaves every other byte alone."""

import difflib
import subprocess
from pathlib import Path
from shutil import which

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.authoring.replies import labelled, small_subject
from tests.language.small_library import MOVE, SCENARIO, Shelf
from trainer.authoring.calibration import Change, calibrate
from trainer.authoring.patching import PatchRefused, as_diff, patched
from trainer.authoring.subject import move_subject, root_of
from trainer.language.evidence import Phrase, parse_phrase, phrase_from_plain
from trainer.language.nodes import to_plain

FLOW = "    any: [your $her_talk, phrase two]\n"
BLOCK = """\
    any:
      - your $her_talk  # her own words
      # the next is for those who were there
      - phrase two
      - phrase: used it
        in: statement
        near:
          - on nights

      # nothing else
"""
MOVE_WITH_BLOCK = MOVE.format(id="bounded_ask", fault="false").replace(
    "any: [one thing, small thing, $asked]\n",
    "any:\n- one thing\n- small thing   # small\n- $asked\n",
)


def change(drop: tuple[str, ...] = (), add: tuple[str, ...] = ()) -> Change:
    return Change("why_you", tuple(map(parse_phrase, drop)), tuple(map(parse_phrase, add)))


def patch(shelf: Shelf, made: Change, text: str = SCENARIO) -> str:
    """Patch the scenario and return its new text, having seen that it passes `check`."""
    path = shelf.root / "pack" / "first.yaml"
    path.write_bytes(text.encode())
    before = shelf.library.check_file(path)
    content, _ = patched(small_subject(shelf), shelf.library, [made])
    path.write_bytes(content)
    assert shelf.library.check_file(path) == before == ()
    return content.decode()


def differing(old: str, new: str) -> list[str]:
    """Return the lines taken out and put in."""
    lines = difflib.ndiff(old.splitlines(), new.splitlines())
    return [line for line in lines if line[0] in "-+"]


def phrases_of(shelf: Shelf) -> list[str]:
    criterion = small_subject(shelf).rubric.criteria["why_you"]
    return [phrase.source for phrase in criterion.evidence.any]


def test_a_list_in_lines_gains_and_loses_whole_lines(shelf: Shelf) -> None:
    text = SCENARIO.replace(FLOW, BLOCK)
    new = patch(shelf, change(("phrase two",), ("since you", "$thank")), text)
    assert differing(text, new) == [
        "-       - phrase two",
        "+       - since you",
        "+       - $thank",
    ]
    assert phrases_of(shelf) == ["your $her_talk", "used it", "since you", "$thank"]


def test_a_phrase_of_several_lines_goes_with_all_of_them_and_no_comment(shelf: Shelf) -> None:
    text = SCENARIO.replace(FLOW, BLOCK)
    path = shelf.write(text)
    used = small_subject(shelf).rubric.criteria["why_you"].evidence.any[2]
    content, _ = patched(small_subject(shelf), shelf.library, [Change("why_you", (used,), ())])
    assert differing(text, content.decode()) == [
        "-       - phrase: used it",
        "-         in: statement",
        "-         near:",
        "-           - on nights",
    ]
    assert path.read_text() == text


def test_a_list_in_brackets_is_changed_within_them(shelf: Shelf) -> None:
    new = patch(shelf, change(("your $her_talk",), ("a|b c",)))
    assert "    any: [phrase two, a|b c]\n" in new
    assert new.replace("[phrase two, a|b c]", "[your $her_talk, phrase two]") == SCENARIO


def test_what_yaml_would_read_otherwise_is_put_in_quotes(shelf: Shelf) -> None:
    patch(shelf, change(add=("yes", "on", "null", "15", "=no more", "isn't")))
    assert phrases_of(shelf)[2:] == ["yes", "on", "null", "15", "=no more", "isn't"]


@pytest.mark.parametrize(
    ("entry", "changed"),
    [
        ("bounded_ask: {use: bounded_ask}", "bounded_ask: {use: bounded_ask, any: [a word]}"),
        (
            "bounded_ask:\n    use: bounded_ask  # as it is\n    points: 3",
            "bounded_ask:\n    use: bounded_ask  # as it is\n    any:\n      - a word\n"
            "    points: 3",
        ),
    ],
)
def test_a_scenario_that_uses_a_move_gains_evidence_of_its_own(
    shelf: Shelf, entry: str, changed: str
) -> None:
    text = SCENARIO.replace("bounded_ask: {use: bounded_ask}", entry)
    made = Change("bounded_ask", (), (parse_phrase("a word"),))
    assert patch(shelf, made, text) == text.replace(entry, changed)


def test_a_moves_phrase_is_left_out_where_a_scenario_uses_it(shelf: Shelf) -> None:
    made = Change("bounded_ask", (parse_phrase("one thing"),), ())
    new = patch(shelf, made)
    assert "bounded_ask: {use: bounded_ask, without: [one thing]}" in new
    assert "one thing" in (shelf.root / "moves" / "bounded_ask.yaml").read_text()
    evidence = small_subject(shelf).rubric.criteria["bounded_ask"].evidence
    assert "one thing" not in [phrase.source for phrase in evidence.any]


def test_a_move_is_changed_in_its_own_file(shelf: Shelf) -> None:
    shelf.write_move("bounded_ask", MOVE_WITH_BLOCK)
    path = shelf.root / "moves" / "bounded_ask.yaml"
    subject = move_subject(path, shelf.library)
    made = Change("bounded_ask", (parse_phrase("small thing"),), (parse_phrase("a word"),))
    content, _ = patched(subject, shelf.library, [made])
    assert differing(MOVE_WITH_BLOCK, content.decode()) == [
        "- - small thing   # small",
        "+ - a word",
    ]


def test_a_list_of_a_scenarios_own_that_nothing_is_left_of_goes(shelf: Shelf) -> None:
    own = "bounded_ask:\n    use: bounded_ask\n    any:\n      - a word\n    points: 3"
    text = SCENARIO.replace("bounded_ask: {use: bounded_ask}", own)
    made = Change("bounded_ask", (parse_phrase("a word"),), ())
    assert differing(text, patch(shelf, made, text)) == ["-     any:", "-       - a word"]


def test_a_phrase_the_new_one_makes_vain_goes_with_it(shelf: Shelf) -> None:
    """`check` would call it swallowed."""
    patch(shelf, change(add=("phrase",)))
    assert phrases_of(shelf) == ["your $her_talk", "phrase"]


def test_a_new_phrase_that_would_be_vain_is_left_out(shelf: Shelf) -> None:
    shelf.write(SCENARIO)
    content, made = patched(
        small_subject(shelf), shelf.library, [change(add=("my phrase two", "a word"))]
    )
    assert [phrase.source for phrase in made[0].add] == ["a word"]
    assert b"my phrase two" not in content


def test_a_weight_that_reaches_the_threshold_is_written_with_the_phrase(shelf: Shelf) -> None:
    text = SCENARIO.replace(FLOW, FLOW + "    threshold: 2\n").replace(
        "your $her_talk, phrase two", "{phrase: your $her_talk, weight: 2}"
    )
    heavy = phrase_from_plain({"phrase": "a word", "weight": 2})
    new = patch(shelf, Change("why_you", (), (heavy,)), text)
    assert "{phrase: a word, weight: 2}]" in new


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_a_byte_order_mark_stay(shelf: Shelf, newline: str, mark: str) -> None:
    text = mark + SCENARIO.replace(FLOW, BLOCK).replace("\n", newline)
    new = patch(shelf, change(add=("a word",)), text)
    added = f"      - a word{newline}"
    assert new.count(added) == 1
    assert new.replace(added, "") == text


def test_a_file_that_would_not_pass_its_check_is_refused(shelf: Shelf) -> None:
    shelf.write(SCENARIO)
    with pytest.raises(PatchRefused, match="by hand"):
        patched(small_subject(shelf), shelf.library, [change(add=("$nowhere",))])


@pytest.mark.skipif(which("git") is None, reason="git applies the diff")
@pytest.mark.parametrize("end", ["\n", ""])
def test_the_diff_is_what_git_applies(shelf: Shelf, tmp_path: Path, end: str) -> None:
    text = (
        MOVE_WITH_BLOCK.replace("any:\n", "").replace(
            "- one thing\n- small thing   # small\n- $asked\n", ""
        )
        + "any:\n- one thing\n- small thing"
    )
    old = (text + end).encode()
    (tmp_path / "moves" / "bounded_ask.yaml").write_bytes(old)
    subject = move_subject(tmp_path / "moves" / "bounded_ask.yaml", shelf.library)
    made = Change("bounded_ask", (), (parse_phrase("a word"),))
    new, _ = patched(subject, shelf.library, [made])
    diff = as_diff("moves/bounded_ask.yaml", old, new)
    subprocess.run(["git", "apply", "-"], input=diff.encode(), cwd=tmp_path, check=True)
    assert (tmp_path / "moves" / "bounded_ask.yaml").read_bytes() == new


WORDS = st.lists(
    st.sampled_from(["nights", "quiet", "sheet", "walk", "yes", "off", "12", "$thank", "..."]),
    min_size=1,
    max_size=4,
).map(" ".join)


def is_phrase(text: str) -> bool:
    return not text.startswith("...") and not text.endswith("...") and "... ..." not in text


LAYOUTS = st.sampled_from(
    [
        FLOW,
        BLOCK,
        "    any:\n    - your $her_talk\n    - phrase two   # last\n",
        "    any: [\n      your $her_talk,\n      phrase two,\n    ]\n",
        "    any: [ 'your $her_talk' , \"phrase two\" ]  # both\n",
    ]
)


@settings(max_examples=30, deadline=None)
@given(
    layout=LAYOUTS,
    add=st.lists(WORDS.filter(is_phrase), max_size=4, unique=True),
    is_dropped=st.booleans(),
)
def test_whatever_the_layout_only_the_evidence_changes(
    shelf_once: Shelf, layout: str, add: list[str], is_dropped: bool
) -> None:
    text = SCENARIO.replace(FLOW, layout)
    path = shelf_once.write(text)
    drop = (parse_phrase("phrase two"),) if is_dropped else ()
    asked = Change("why_you", drop, tuple(map(parse_phrase, add)))
    content, _ = patched(small_subject(shelf_once), shelf_once.library, [asked])
    assert shelf_once.library.check_file(path, content) == ()
    old, new = to_plain(root_of(text.encode())), to_plain(root_of(content))
    kept = [one for one in new["rubric"]["why_you"].pop("any") if _is_added(one, asked.add)]
    assert len(kept) <= len(add)
    old["rubric"]["why_you"].pop("any")
    assert new == old
    lines, new_lines = text.splitlines(), content.decode().splitlines()
    start, end = lines.index("  why_you:"), lines.index("    partly: [talk]")
    assert new_lines[: start + 4] == lines[: start + 4]
    assert new_lines[-(len(lines) - end) :] == lines[end:]


REPLIES = st.lists(
    st.tuples(
        st.lists(
            st.sampled_from(
                [
                    *("phrase two", "your lecture", "your talk"),
                    "read-back",
                    "nights",
                    "a quick call",
                ]
            ),
            min_size=1,
            max_size=4,
        ).map(" ".join),
        st.booleans(),
    ),
    min_size=2,
    max_size=40,
)


@settings(max_examples=30, deadline=None)
@given(replies=REPLIES, layout=LAYOUTS)
def test_what_any_replies_propose_passes_the_check_and_is_then_heard(
    shelf_once: Shelf, replies: list[tuple[str, bool]], layout: str
) -> None:
    path = shelf_once.write(SCENARIO.replace(FLOW, layout))
    subject = small_subject(shelf_once)
    before = calibrate(subject, labelled(replies)).criteria[0]
    asked = [before.change] if before.change else []
    content, made = patched(subject, shelf_once.library, asked)
    assert shelf_once.library.check_file(path, content) == ()
    path.write_bytes(content)
    after = calibrate(small_subject(shelf_once), labelled(replies)).criteria[0]
    if made:
        assert after.figures.agreed > before.figures.agreed
    else:
        assert after.figures == before.figures


def _is_added(plain: object, added: tuple[Phrase, ...]) -> bool:
    return plain in [phrase.source for phrase in added]
