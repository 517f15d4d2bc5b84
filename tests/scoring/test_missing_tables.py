"""A table that is not there is told at once: reading on without it would change verdicts."""

from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest

from trainer.language.evidence import parse_phrase
from trainer.language.model import Criterion, Evidence, Rubric
from trainer.scoring import slips
from trainer.scoring.anchors import ClassTable
from trainer.scoring.matching import Matcher
from trainer.scoring.reading import read
from trainer.scoring.scorer import Scorer
from trainer.scoring.slips import WordListMissing

RUBRIC = Rubric({"it": Criterion("it", "", "", "", Evidence(any=(parse_phrase("agenda"),)))})


def test_no_scorer_is_made_where_the_package_of_the_word_list_is_not_installed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(slips, "find_spec", lambda name: None)
    with pytest.raises(WordListMissing, match="Install the trainer anew"):
        Scorer(RUBRIC, ("it",))


def test_no_scorer_is_made_where_the_package_is_there_without_its_word_list(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    hollow = ModuleSpec("symspellpy", None, is_package=True)
    hollow.submodule_search_locations = [str(tmp_path)]
    monkeypatch.setattr(slips, "find_spec", lambda name: hollow)
    with pytest.raises(WordListMissing):
        Scorer(RUBRIC, ("it",))


def test_a_cue_that_no_table_holds_is_no_cue_that_was_not_found() -> None:
    with pytest.raises(KeyError, match="distress"):
        Matcher(read("I feel hopeless."), ClassTable({})).find_cue("distress")
