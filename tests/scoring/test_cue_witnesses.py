"""No cue is idle: for each line of the tables there is a reply that is read otherwise without it.

Each line is taken out of the compiled table in memory, one at a time, and its
reply in `data/cue_witnesses.tsv` or `data/distress_witnesses.tsv` read with and
without it. A new cue needs a new reply there.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from trainer.language.evidence import parse_phrase
from trainer.language.model import Criterion, Evidence, Rubric
from trainer.scoring import scorer
from trainer.scoring.assessment import Assessment
from trainer.scoring.classes import compiled_classes
from trainer.scoring.patterns import CUE_PREFIX, Pattern
from trainer.scoring.words import data_lines

DATA = Path(__file__).parent / "data"
SETS_DENIAL_ASIDE = frozenset({"pseudo_negation", "own_draft", "describes_answer"})
"""Sections whose cues let words count that would not."""

Classes = Mapping[str, tuple[Pattern, ...]]


class Witness(NamedTuple):
    """A reply whose reading hangs on one line of a section."""

    section: str
    line: str
    phrase: str
    reply: str


def lines_by_section(table: str) -> dict[str, list[str]]:
    sections: dict[str, list[str]] = {}
    name = ""
    for line in data_lines(table):
        if line.startswith("["):
            name = line[1:].partition("]")[0]
        else:
            sections.setdefault(name, []).append(line)
    return sections


LINES = {**lines_by_section("cues.txt"), **lines_by_section("distress.txt")}


def witnesses(file: str) -> list[Witness]:
    found = []
    section = ""
    for row in (DATA / file).read_text(encoding="utf-8").splitlines():
        if row.startswith("["):
            section = row.strip("[]")
        elif row and not row.startswith("#"):
            line, *phrase, reply = row.split("\t")
            found.append(Witness(section, line, "".join(phrase) or "agenda", reply))
    return found


CUES = witnesses("cue_witnesses.tsv")
DESPAIR = witnesses("distress_witnesses.tsv")


def without(section: str, line: str) -> Classes:
    """Return the compiled tables, one line of one section gone."""
    name = CUE_PREFIX + section
    patterns = compiled_classes()[name]
    assert len(patterns) == len(LINES[section])
    place = LINES[section].index(line)
    return {**compiled_classes(), name: patterns[:place] + patterns[place + 1 :]}


def assess(witness: Witness, classes: Classes, monkeypatch: pytest.MonkeyPatch) -> Assessment:
    monkeypatch.setattr(scorer, "compiled_classes", lambda: classes)
    evidence = Evidence(any=(parse_phrase(witness.phrase),))
    rubric = Rubric({"it": Criterion("it", "", "", "", evidence)})
    return scorer.Scorer(rubric, ("it",)).assess(witness.reply)


def test_every_cue_has_a_witness_and_every_witness_a_cue() -> None:
    shown = {(one.section, one.line) for one in CUES + DESPAIR}
    assert shown == {(section, line) for section, lines in LINES.items() for line in lines}


@pytest.mark.parametrize("witness", CUES, ids=[f"{one.section}: {one.line[:40]}" for one in CUES])
def test_a_reply_is_read_otherwise_without_the_cue_it_hangs_on(
    witness: Witness, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_heard = witness.section in SETS_DENIAL_ASIDE
    with_it = assess(witness, compiled_classes(), monkeypatch).verdicts[0]
    without_it = assess(witness, without(witness.section, witness.line), monkeypatch).verdicts[0]
    assert with_it.was_heard is is_heard
    assert without_it.was_heard is not is_heard


@pytest.mark.parametrize("witness", DESPAIR, ids=[one.line for one in DESPAIR])
def test_despair_is_missed_without_the_words_it_is_known_by(
    witness: Witness, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert assess(witness, compiled_classes(), monkeypatch).is_distress
    assert not assess(witness, without(witness.section, witness.line), monkeypatch).is_distress
