"""Every example of the author's page is what the scorer does."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from trainer.language.word_classes import built_in_class_names
from trainer.scoring.assessment import Assessment

PAGE = Path(__file__).parents[2] / "scenarios" / "README.md"
_ROW = re.compile(r"^\| `(.+?)` \| (.+?) \| (.+?) \|$", re.MULTILINE)
GROUPS = {"her_talk": ["grand rounds", "talk", "lecture"]}


def _rows() -> list[tuple[str, str, str]]:
    page = PAGE.read_text(encoding="utf-8")
    table = page[page.index("| you write") : page.index("The groups of that table")]
    return [(one.replace("\\|", "|"), yes, no) for one, yes, no in _ROW.findall(table)]


@pytest.mark.parametrize(("phrase", "heard", "not_heard"), _rows())
def test_each_form_hears_what_the_page_says(
    phrase: str, heard: str, not_heard: str, assess: Callable[..., Assessment]
) -> None:
    criteria = {"it": {"any": [phrase]}}
    (yes,) = assess(heard, criteria, GROUPS).verdicts
    (no,) = assess(not_heard, criteria, GROUPS).verdicts
    assert (yes.was_heard, no.was_heard) == (True, False)


def test_every_form_of_the_grammar_has_a_row() -> None:
    forms = ["|", "*", "...", "=", "$", "&", "$pause"]
    phrases = [phrase for phrase, _, _ in _rows()]
    assert all(any(form in phrase for phrase in phrases) for form in forms)


def test_every_class_the_page_names_exists() -> None:
    named = set(re.findall(r"\$([a-z_]+)", PAGE.read_text(encoding="utf-8")))
    assert named - {"her_talk"} <= built_in_class_names()


@pytest.mark.parametrize(
    ("reply", "phrase", "reason"),
    [
        ("I won't ask for 20 minutes.", "$duration", "negated"),
        ("I should have asked for 20 minutes.", "$duration", "unreal"),
        ("She told me to send a summary.", "send ... summary", "attributed"),
        ("summary agenda thanks follow-up deadline", "summary", "stuffed"),
    ],
)
def test_what_never_counts_is_told_with_its_reason(
    reply: str, phrase: str, reason: str, assess: Callable[..., Assessment]
) -> None:
    assert reply in PAGE.read_text(encoding="utf-8")
    others = ["agenda", "thanks", "follow-up", "deadline"]
    (verdict,) = assess(reply, {"it": {"any": [phrase, *others]}}).verdicts
    assert not verdict.was_heard
    assert {one.reason.value for one in verdict.blocked} == {reason}
