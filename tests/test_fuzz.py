"""Damage without end: whatever a file or a reply holds, there is an answer and no fault."""

import random
import shutil
from pathlib import Path

import pytest

from trainer.language.library import Library, shipped_scenarios
from trainer.scoring.assessment import to_plain
from trainer.scoring.scorer import Scorer

pytestmark = pytest.mark.slow

FILES = 3_000
REPLIES = 6_000
SPLINTERS = (
    *("\t", "\u00a0", "\x00", "\ufeff", "\u202e", "\ud7ff", "é", "💊", "\r\n"),
    *(": ", " #", "- ", "{", "}", "[", "]", "&a ", "*a", "!t ", "|", ">", "'", '"', "%", "@", "`"),
    *("$", "$duration", "...", "(", ")", "&", "=", "?", "<<: ", "---\n", "...\n", "null", "1e9"),
)


def damaged(text: str, chance: random.Random) -> str:
    """Return `text` with one to four splinters in it, or pieces of it gone, doubled or moved."""
    for _ in range(chance.randint(1, 4)):
        start = chance.randrange(len(text) + 1)
        end = min(len(text), start + chance.choice((0, 1, 3, 20, 200)))
        piece = text[start:end]
        match chance.randrange(4):
            case 0:
                text = text[:start] + chance.choice(SPLINTERS) + text[start:]
            case 1:
                text = text[:start] + text[end:]
            case 2:
                text = text[:end] + piece + text[end:]
            case _:
                rest = text[:start] + text[end:]
                at = chance.randrange(len(rest) + 1)
                text = rest[:at] + piece + rest[at:]
    return text


def test_no_damage_to_a_shipped_file_makes_check_fail(tmp_path: Path) -> None:
    root = tmp_path / "scenarios"
    shutil.copytree(shipped_scenarios(), root)
    files = sorted(root.rglob("*.yaml"))
    whole = {file: file.read_text(encoding="utf-8") for file in files}
    chance = random.Random(5)
    library = Library([root])
    for _ in range(FILES):
        file = chance.choice(files)
        file.write_text(damaged(whole[file], chance), encoding="utf-8", newline="")
        lines = file.read_bytes().count(b"\n") + 2
        for one in library.check_file(file):
            assert 1 <= one.place.line <= lines
            assert one.message
        file.write_text(whole[file], encoding="utf-8", newline="")


def test_no_reply_makes_the_scorer_fail_and_every_span_is_true() -> None:
    scenario = Library([shipped_scenarios()]).load("cold_ask").scenario
    assert scenario is not None
    scorers = [
        Scorer(scenario.rubric, state.ask.listen_for)
        for state in scenario.states.values()
        if state.ask
    ]
    words = [
        word
        for criterion in scenario.rubric.criteria.values()
        for phrase in criterion.evidence.any
        for word in phrase.source.replace("|", " ").split()
    ]
    chance = random.Random(6)
    for _ in range(REPLIES):
        reply = " ".join(chance.choices(words, k=chance.randint(0, 40)))
        reply = damaged(reply, chance) if reply else ""
        assessment = chance.choice(scorers).assess(reply)
        for verdict in assessment.verdicts:
            for found in verdict.evidence:
                assert reply[found.span.start : found.span.end] == found.span.text
        assert to_plain(assessment)
