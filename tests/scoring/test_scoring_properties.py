"""What must hold for every reply, whatever is typed."""

import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trainer.language.library import Library, shipped_scenarios
from trainer.language.model import Criterion, Evidence, Rubric
from trainer.scoring.assessment import LONGEST_REPLY, Assessment, Blocked, Found
from trainer.scoring.scorer import Scorer

HERE = Path(__file__).parent
REPLIES = [
    json.loads(line)["text"]
    for line in (HERE / "data" / "pilot_replies.jsonl").read_text(encoding="utf-8").splitlines()
]
CURLY = str.maketrans({"'": "\N{RIGHT SINGLE QUOTATION MARK}"})


def load_rubric() -> Rubric:
    scenario = Library([shipped_scenarios()]).load("cold_ask").scenario
    assert scenario is not None
    return scenario.rubric


RUBRIC = load_rubric()
NAMES = tuple(RUBRIC.criteria)
SCORER = Scorer(RUBRIC, NAMES)

replies = st.sampled_from(REPLIES)
pieces = st.lists(
    st.sampled_from(
        [word for reply in REPLIES[:40] for word in reply.split()]
        + [
            "not",
            "never",
            '"',
            "'",
            "(",
            "\n",
            "if",
            "20",
            "\N{ZERO WIDTH JOINER}",
            "😀",
            "e\u0301",
        ]
    ),
    max_size=60,
).map(" ".join)
texts = st.text(max_size=300) | pieces


def verdicts(assessment: Assessment) -> dict[str, str]:
    return {one.criterion: one.verdict.value for one in assessment.verdicts}


@given(texts)
@settings(max_examples=150, deadline=None)
def test_no_text_raises_and_every_span_is_in_its_place(text: str) -> None:
    for verdict in SCORER.assess(text).verdicts:
        noted: list[Found | Blocked] = [*verdict.evidence, *verdict.blocked]
        for one in noted:
            assert 0 <= one.span.start < one.span.end <= len(text)
            assert text[one.span.start : one.span.end] == one.span.text
            assert not one.span.text[0].isspace()
            assert not one.span.text[-1].isspace()
        for blocked in verdict.blocked:
            if blocked.by is not None:
                assert text[blocked.by.start : blocked.by.end] == blocked.by.text


@given(replies)
@settings(max_examples=60, deadline=None)
def test_a_full_stop_at_the_end_changes_nothing(reply: str) -> None:
    bare = reply.rstrip(". \n")
    assert verdicts(SCORER.assess(bare + ".")) == verdicts(SCORER.assess(bare))


@given(replies)
@settings(max_examples=60, deadline=None)
def test_case_changes_nothing(reply: str) -> None:
    assert verdicts(SCORER.assess(reply.casefold())) == verdicts(SCORER.assess(reply.lower()))
    assert verdicts(SCORER.assess(reply.upper().lower())) == verdicts(SCORER.assess(reply))


@given(replies)
@settings(max_examples=60, deadline=None)
def test_curly_apostrophes_change_nothing(reply: str) -> None:
    straight = reply.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    assert verdicts(SCORER.assess(straight.translate(CURLY))) == verdicts(SCORER.assess(straight))


@given(replies)
@settings(max_examples=60, deadline=None)
def test_non_breaking_spaces_change_nothing(reply: str) -> None:
    assert verdicts(SCORER.assess(reply.replace(" ", "\u00a0"))) == verdicts(SCORER.assess(reply))


@given(replies, st.randoms(use_true_random=False))
@settings(max_examples=6, deadline=None)
def test_the_order_of_criteria_and_phrases_changes_nothing(reply: str, shuffler: object) -> None:
    names = list(NAMES)
    shuffler.shuffle(names)  # type: ignore[attr-defined]  # hypothesis types it as object

    def reordered(criterion: Criterion) -> Criterion:
        evidence = criterion.evidence
        return Criterion(
            **{
                **{name: getattr(criterion, name) for name in Criterion.__slots__},
                "evidence": Evidence(
                    any=evidence.any[::-1],
                    all=evidence.all[::-1],
                    at_least=evidence.at_least,
                    none=evidence.none[::-1],
                    partly=evidence.partly[::-1],
                    says=evidence.says,
                    threshold=evidence.threshold,
                ),
            }
        )

    shuffled = Rubric({name: reordered(RUBRIC.criteria[name]) for name in names}, RUBRIC.groups)
    assessment = Scorer(shuffled, names).assess(reply)
    assert verdicts(assessment) == verdicts(SCORER.assess(reply))


@given(replies)
@settings(max_examples=30, deadline=None)
def test_the_same_reply_is_always_read_the_same(reply: str) -> None:
    assert SCORER.assess(reply) == SCORER.assess(reply)


NO_DISTRESS = [reply for reply in REPLIES if not SCORER.assess(reply).is_distress]
NORMAL = "\n".join(NO_DISTRESS * 2)[:LONGEST_REPLY]
HOSTILE = {
    "one word": "a",
    "one word in accents": "\N{LATIN SMALL LETTER E WITH ACUTE}",
    "letters that unfold": "\N{ARABIC LIGATURE SALLALLAHOU ALAYHE WASALLAM}",
    "quotes never closed": "\N{LEFT DOUBLE QUOTATION MARK}",
    "guillemets never closed": "\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}",
    "quotation after quotation": '"a b" ',
    "apostrophes": "a'",
    "hyphens": "a-",
    "lines of one letter": "a\n",
    "evidence again and again": "fifteen minutes meet ",
    "denials again and again": "not thank you ",
    "speakers again and again": "she said ",
}
MUCH_SLOWER = 4


def seconds(text: str) -> float:
    """Return the best of three readings; the first also fills what is kept of words."""
    SCORER.assess(text)
    took = []
    for _ in range(3):
        began = time.process_time()
        SCORER.assess(text)
        took.append(time.process_time() - began)
    return min(took)


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE.keys())
def test_no_reply_is_much_slower_to_read_than_another_of_its_length(piece: str) -> None:
    text = (piece * LONGEST_REPLY)[:LONGEST_REPLY]
    normal, hostile = seconds(NORMAL), seconds(text)
    print(f"normal {normal * 1e3:.0f} ms, this {hostile * 1e3:.0f} ms: x{hostile / normal:.1f}")
    assert hostile < MUCH_SLOWER * normal
