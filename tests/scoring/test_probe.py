import json
from collections import Counter
from pathlib import Path

import pytest
import yaml

from trainer.language.evidence import phrase_from_plain
from trainer.language.model import Criterion, Evidence, Rubric
from trainer.scoring.assessment import Verdict
from trainer.scoring.scorer import Scorer

HERE = Path(__file__).parent
MECHANICAL = [
    *("plain", "typo", "inflection", "word_order", "gap", "negation", "scope", "double_neg"),
    *("pseudo_neg", "quoted", "draft_quote", "hypothetical", "polite_if", "stuffing", "list_ok"),
    *("off_topic", "empty", "very_long", "emoji", "non_english", "spelling_variant", "curly"),
    *("numeral", "false_fuzzy", "vague"),
]


def probe_rubric() -> Rubric:
    plain = yaml.safe_load((HERE / "probe_rubric.yaml").read_text(encoding="utf-8"))
    return Rubric(
        criteria={
            name: Criterion(
                id=name,
                title=name,
                meaning="",
                why="",
                evidence=Evidence(
                    any=tuple(map(phrase_from_plain, one["any"])),
                    none=tuple(map(phrase_from_plain, one.get("none", ()))),
                ),
                is_fault=one.get("is_fault", False),
            )
            for name, one in plain["criteria"].items()
        },
        groups={
            name: tuple(map(phrase_from_plain, phrases))
            for name, phrases in plain["groups"].items()
        },
    )


def read_probe(name: str) -> dict[str, list[tuple[str, bool]]]:
    """Return the items by kind, each with whether it was read as expected."""
    rubric = probe_rubric()
    scorer = Scorer(rubric, tuple(rubric.criteria))
    by_kind: dict[str, list[tuple[str, bool]]] = {}
    for line in (HERE / "data" / name).read_text(encoding="utf-8").splitlines():
        item = json.loads(line)
        verdict = scorer.assess(item["text"]).verdict(item["criterion"])
        assert verdict is not None
        is_right = (verdict.verdict is Verdict.HEARD) == item["expected"]
        by_kind.setdefault(item["kind"], []).append((item["text"], is_right))
    return by_kind


@pytest.fixture(scope="module")
def outcomes() -> dict[str, list[tuple[str, bool]]]:
    return read_probe("probe.jsonl")


@pytest.mark.parametrize("kind", MECHANICAL)
def test_every_item_of_a_mechanical_kind_is_read_as_a_sensible_reader_would(
    kind: str, outcomes: dict[str, list[tuple[str, bool]]]
) -> None:
    assert [text for text, is_right in outcomes[kind] if not is_right] == []


@pytest.mark.parametrize(("kind", "share"), [("wrong_sense", 0.75), ("paraphrase", 0.60)])
def test_harder_kinds_reach_their_share(
    kind: str, share: float, outcomes: dict[str, list[tuple[str, bool]]]
) -> None:
    right = Counter(is_right for _, is_right in outcomes[kind])[True]
    assert right / len(outcomes[kind]) >= share


@pytest.mark.parametrize("number", range(1, 7))
def test_probes_by_other_hands_lose_nothing_of_what_was_mended(number: int) -> None:
    by_kind = read_probe(f"fresh_probe_{number}.jsonl")
    judged = [
        is_right
        for kind, items in by_kind.items()
        if kind not in {"wrong_sense", "paraphrase"}
        for _, is_right in items
    ]
    assert sum(judged) / len(judged) >= 0.95
