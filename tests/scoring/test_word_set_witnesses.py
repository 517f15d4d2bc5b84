"""No small set of words is idle: of each, a word without which a reply is read otherwise."""

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import pytest
import yaml

from trainer.language.evidence import phrase_from_plain
from trainer.language.model import Criterion, Evidence, Rubric
from trainer.scoring import context, gaps, reading, stuffing, tokens, words
from trainer.scoring.scorer import Scorer
from trainer.scoring.words import data_lines, word_set

FILE = Path(__file__).parent / "data" / "word_set_witnesses.tsv"
READERS: tuple[ModuleType, ...] = (context, gaps, reading, stuffing, tokens)
"""The modules that keep a set under a name of their own."""
NAMES = [line[1:].partition("]")[0] for line in data_lines("word_sets.txt") if line[0] == "["]


class Witness(NamedTuple):
    name: str
    word: str
    phrase: str
    verdict: str
    reply: str


WITNESSES = [
    Witness(*row.split("\t"))
    for row in FILE.read_text(encoding="utf-8").splitlines()
    if row and not row.startswith("#")
]


@pytest.fixture
def fresh_words() -> Iterator[None]:
    """Forget before and after what words were read as with another table."""
    tokens._read_word.cache_clear()
    yield
    tokens._read_word.cache_clear()


def was_heard(witness: Witness) -> bool:
    phrase = phrase_from_plain(yaml.safe_load(witness.phrase))
    rubric = Rubric({"it": Criterion("it", "", "", "", Evidence(any=(phrase,)))})
    return Scorer(rubric, ("it",)).assess(witness.reply).verdicts[0].was_heard


def take_out(word: str, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Take a word out of a set, for the modules that hold the set and for who asks for it anew."""
    whole = word_set(name)
    assert word in whole
    sets = {**words._word_sets(), name: whole - {word}}
    monkeypatch.setattr(words, "_word_sets", lambda: sets)
    for module in READERS:
        for own_name, value in vars(module).items():
            if value is whole:
                monkeypatch.setattr(module, own_name, whole - {word})


def test_every_set_has_a_witness() -> None:
    assert [one.name for one in WITNESSES] == NAMES


@pytest.mark.usefixtures("fresh_words")
@pytest.mark.parametrize("witness", WITNESSES, ids=NAMES)
def test_a_reply_is_read_otherwise_without_the_word_it_hangs_on(
    witness: Witness, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_heard = {"heard": True, "not heard": False}[witness.verdict]
    assert was_heard(witness) is is_heard
    take_out(witness.word, witness.name, monkeypatch)
    tokens._read_word.cache_clear()
    assert was_heard(witness) is not is_heard
