"""What must hold for every reply, whatever is typed."""

import json
import random
import re
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.scoring.agreement import FLAGSHIPS, labelled_replies
from trainer.language.evidence import Phrase
from trainer.language.library import Library, shipped_scenarios
from trainer.language.model import Criterion, Rubric
from trainer.scoring.assessment import LONGEST_REPLY, Assessment, Blocked, Found, Span
from trainer.scoring.scorer import Scorer
from trainer.scoring.tokens import tokenise

DATA = Path(__file__).parent / "data"
REPLIES = [
    *(reply.text for scenario in FLAGSHIPS for reply in labelled_replies(scenario)),
    *(
        json.loads(line)["text"]
        for line in (DATA / "probe.jsonl").read_text(encoding="utf-8").splitlines()
    ),
]
SENTENCES = sorted(
    {one for reply in REPLIES for one in re.split(r"(?<=[.!?])\s+|\n+", reply) if one.strip()}
)


def load_rubric() -> Rubric:
    scenario = Library([shipped_scenarios()]).load("cold_ask").scenario
    assert scenario is not None
    return scenario.rubric


RUBRIC = load_rubric()
NAMES = tuple(RUBRIC.criteria)
SCORER = Scorer(RUBRIC, NAMES)

mixtures = st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=8).flatmap(
    lambda sentences: st.sampled_from([" ", "\n", "\n\n"]).map(lambda gap: gap.join(sentences))
)
replies = st.sampled_from(REPLIES) | mixtures
strange = st.sampled_from(
    [
        *(
            "not",
            "never",
            "if",
            "20",
            '"',
            "'",
            "(",
            "\n",
            "\t",
            "\x00",
            "\x1b[31m",
            "\x7f",
            "\ufeff",
        ),
        *("\N{ZERO WIDTH JOINER}", "\N{RIGHT-TO-LEFT OVERRIDE}", "\N{POP DIRECTIONAL ISOLATE}"),
        *(
            "😀",
            "👩🏽\N{ZERO WIDTH JOINER}⚕\N{VARIATION SELECTOR-16}",
            "e\u0301",
            "ﬁfteen",
            "１５",
            "½",
        ),
        *("שלום", "你好。"),
    ]
)
pieces = st.lists(
    st.sampled_from(sorted({word for reply in REPLIES for word in reply.split()})) | strange,
    max_size=60,
).flatmap(lambda words: st.sampled_from([" ", ""]).map(lambda gap: gap.join(words)))
texts = st.text(max_size=300) | pieces | replies

Place = tuple[int, int]


def place(span: Span | None) -> Place | None:
    return (span.start, span.end) if span else None


def shape(assessment: Assessment) -> object:
    """Return all of an assessment but the words themselves, which a rewriting changes."""
    return assessment.is_distress, {
        one.criterion: (
            (one.verdict, one.points, one.out_of),
            [(place(found.span), found.because) for found in one.evidence],
            [(place(no.span), no.because, no.reason, place(no.by)) for no in one.blocked],
        )
        for one in assessment.verdicts
    }


def assert_read_alike(reply: str, rewritten: str) -> None:
    assert shape(SCORER.assess(rewritten)) == shape(SCORER.assess(reply))


@given(texts)
@settings(max_examples=150, deadline=None)
def test_no_text_raises_and_every_span_is_whole_words_in_their_place(text: str) -> None:
    words = tokenise(text)
    starts, ends = {word.start for word in words}, {word.end for word in words}
    for verdict in SCORER.assess(text).verdicts:
        noted: list[Found | Blocked] = [*verdict.evidence, *verdict.blocked]
        spans = [one.span for one in noted] + [one.by for one in verdict.blocked if one.by]
        for span in spans:
            assert 0 <= span.start < span.end <= len(text)
            assert text[span.start : span.end] == span.text
            assert span.start in starts
            assert span.end in ends


@given(
    st.text(alphabet=st.characters(categories=("L", "M", "N", "P", "S")), min_size=1, max_size=4)
)
@settings(max_examples=15, deadline=None)
def test_ten_thousand_letters_and_more_are_read(letters: str) -> None:
    text = (letters * LONGEST_REPLY)[: LONGEST_REPLY + 5]
    assert SCORER.assess(text).read_to == LONGEST_REPLY


@given(replies)
@settings(max_examples=60, deadline=None)
def test_a_full_stop_at_the_end_changes_nothing(reply: str) -> None:
    bare = reply.rstrip(". \n")
    assume(bare and bare[-1].isalnum())
    assert_read_alike(bare, bare + ".")


def every_other_letter_raised(text: str) -> str:
    return "".join(
        letter.upper() if number % 2 else letter.lower() for number, letter in enumerate(text)
    )


@pytest.mark.parametrize("rewrite", [str.upper, str.lower, str.swapcase, every_other_letter_raised])
@given(reply=replies)
@settings(max_examples=25, deadline=None)
def test_case_changes_nothing(rewrite: Callable[[str], str], reply: str) -> None:
    assume(len(rewrite(reply)) == len(reply))
    assert_read_alike(reply, rewrite(reply))


@given(replies)
@settings(max_examples=60, deadline=None)
def test_curly_apostrophes_change_nothing(reply: str) -> None:
    straight = reply.translate(
        {ord("\N{RIGHT SINGLE QUOTATION MARK}"): "'", ord("\N{LEFT SINGLE QUOTATION MARK}"): "'"}
    )
    assert_read_alike(
        straight, re.sub(r"(?<=\w)'(?=\w)", "\N{RIGHT SINGLE QUOTATION MARK}", straight)
    )


def with_curly_quotes(straight: str) -> str:
    return re.sub(
        r'"([^"]*)"', "\N{LEFT DOUBLE QUOTATION MARK}\\1\N{RIGHT DOUBLE QUOTATION MARK}", straight
    )


quoting = st.sampled_from(
    [one for one in REPLIES if '"' in one or "\N{LEFT DOUBLE QUOTATION MARK}" in one]
)
unquoted = [
    one for one in (*SENTENCES, *REPLIES) if not re.search('["\N{LEFT DOUBLE QUOTATION MARK}]', one)
]
framed = st.builds(
    lambda before, quoted, after: f'{before} "{quoted}" {after}',
    st.sampled_from(["I would write", "My chief said", "She likes to say:", "I'd say, and", "Hm."]),
    st.sampled_from(unquoted),
    st.sampled_from(unquoted),
)


@given(quoting | framed)
@settings(max_examples=60, deadline=None)
def test_curly_quotes_change_nothing(reply: str) -> None:
    straight = re.sub("[\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}]", '"', reply)
    assume(straight.count('"') % 2 == 0)
    assert_read_alike(straight, with_curly_quotes(straight))


@pytest.mark.parametrize(
    "space", ["\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}", "\N{THIN SPACE}"]
)
@given(reply=replies)
@settings(max_examples=25, deadline=None)
def test_spaces_of_another_kind_change_nothing(space: str, reply: str) -> None:
    assert_read_alike(reply, reply.replace(" ", space))


def shuffled(chance: random.Random) -> Scorer:
    """Return the same criteria with all that has an order in another one."""

    def mixed(phrases: tuple[Phrase, ...]) -> tuple[Phrase, ...]:
        return tuple(chance.sample(phrases, len(phrases)))

    def reordered(criterion: Criterion) -> Criterion:
        evidence = criterion.evidence
        some = evidence.at_least
        return replace(
            criterion,
            evidence=replace(
                evidence,
                any=mixed(evidence.any),
                all=mixed(evidence.all),
                at_least=replace(some, of=mixed(some.of)) if some else None,
                none=mixed(evidence.none),
                partly=mixed(evidence.partly),
            ),
        )

    names = chance.sample(NAMES, len(NAMES))
    groups = chance.sample(sorted(RUBRIC.groups), len(RUBRIC.groups))
    return Scorer(
        Rubric(
            {name: reordered(RUBRIC.criteria[name]) for name in names},
            {name: mixed(RUBRIC.groups[name]) for name in groups},
        ),
        names,
    )


SHUFFLED = [shuffled(random.Random(seed)) for seed in range(3)]


@given(replies, st.sampled_from(SHUFFLED))
@settings(max_examples=60, deadline=None)
def test_the_order_of_criteria_phrases_and_groups_changes_nothing(
    reply: str, other: Scorer
) -> None:
    assert shape(other.assess(reply)) == shape(SCORER.assess(reply))


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
