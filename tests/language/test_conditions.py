"""The `when` language: what it takes, what it refuses, and what it means."""

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.language.conditions import (
    AllOf,
    AnyOf,
    Comparison,
    ConditionError,
    Count,
    EverHeard,
    Heard,
    Not,
    Number,
    PartlyHeard,
    Points,
    Tries,
    VariableValue,
    Visits,
    holds,
    mentions,
    parse_condition,
)

CRITERIA = {"thanks", "why_you", "presses"}
VARIABLES = {"trust", "minutes"}


def parse(text: str) -> object:
    return parse_condition(text, CRITERIA.__contains__, VARIABLES.__contains__)


def refused(text: str) -> tuple[int, int, str]:
    with pytest.raises(ConditionError) as caught:
        parse(text)
    return caught.value.offset, caught.value.length, str(caught.value)


@dataclass
class Moment:
    heard: set[str] = field(default_factory=set)
    partly: set[str] = field(default_factory=set)
    ever: set[str] = field(default_factory=set)
    variables: dict[str, int] = field(default_factory=dict)
    states: dict[str, int] = field(default_factory=dict)
    points: int = 0
    tries: int = 1

    def variable(self, name: str) -> int:
        return self.variables[name]

    def was_heard(self, criterion: str) -> bool:
        return criterion in self.heard

    def was_partly_heard(self, criterion: str) -> bool:
        return criterion in self.partly

    def was_ever_heard(self, criterion: str) -> bool:
        return criterion in self.ever

    def visits(self, state: str) -> int:
        return self.states.get(state, 0)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("presses", Heard("presses")),
        ("partly(why_you)", PartlyHeard("why_you")),
        ("ever(thanks)", EverHeard("thanks")),
        ("not presses", Not(Heard("presses"))),
        ("thanks and presses", AllOf((Heard("thanks"), Heard("presses")))),
        ("thanks or presses", AnyOf((Heard("thanks"), Heard("presses")))),
        ("trust >= 1", Comparison(VariableValue("trust"), ">=", Number(1))),
        ("trust >= -1", Comparison(VariableValue("trust"), ">=", Number(-1))),
        ("1 < trust", Comparison(VariableValue("trust"), ">", Number(1))),
        (
            "0 < trust <= 2",
            AllOf(
                (
                    Comparison(VariableValue("trust"), ">", Number(0)),
                    Comparison(VariableValue("trust"), "<=", Number(2)),
                )
            ),
        ),
        ("trust < minutes", Comparison(VariableValue("trust"), "<", VariableValue("minutes"))),
        (
            "count(thanks, why_you) == 2",
            Comparison(Count(("thanks", "why_you")), "==", Number(2)),
        ),
        ("visits(inbox) != 1", Comparison(Visits("inbox"), "!=", Number(1))),
        ("tries > 1", Comparison(Tries(), ">", Number(1))),
        ("points >= 3", Comparison(Points(), ">=", Number(3))),
        ("unknown", Heard("unknown")),
        (
            "thanks\n  and (presses or not why_you)",
            AllOf((Heard("thanks"), AnyOf((Heard("presses"), Not(Heard("why_you")))))),
        ),
    ],
)
def test_the_language_is_parsed_to_a_typed_tree(text: str, tree: object) -> None:
    assert parse(text) == tree


@pytest.mark.parametrize(
    ("text", "offset", "length"),
    [
        ("thanks & presses", 7, 1),
        ("thanks && presses", 7, 2),
        ("thanks || presses", 7, 2),
        ("trust = 1", 6, 1),
        ("!thanks", 0, 1),
        ("thanks AND presses", 7, 3),
        ("$thanks", 0, 1),
        ("why-you", 3, 1),
        ("trust", 0, 5),
        ("thanks and trust", 11, 5),
        ("thanks >= 1", 0, 6),
        ("count(thanks)", 0, 13),
        ("visits(inbox)", 0, 13),
        ("partly(thanks, presses)", 0, 23),
        ("count() >= 1", 0, 7),
        ("count(1) >= 1", 6, 1),
        ("ever(thanks=presses)", 11, 1),
        ("open('x')", 5, 1),
        ("thanks.real", 0, 11),
        ("trust in minutes", 0, 16),
        ("trust >= 1.5", 9, 3),
        ("trust >= True", 9, 4),
        ("lambda: 1", 6, 1),
        ("thanks if presses else why_you", 0, 30),
        ("[thanks]", 0, 1),
        ("'thanks'", 0, 1),
        ("trust > 1 # note", 10, 1),
        ("3trust > 1", 0, 1),
    ],
)
def test_what_is_not_in_the_language_is_refused_in_its_place(
    text: str, offset: int, length: int
) -> None:
    assert refused(text)[:2] == (offset, length)


@pytest.mark.parametrize("text", ["", "  ", "thanks and", "(thanks", "thanks)", "a b"])
def test_what_cannot_be_read_is_refused_inside_the_text(text: str) -> None:
    offset, length, _ = refused(text)
    assert 0 <= offset <= max(0, len(text) - 1)
    assert length >= 1


def test_a_place_behind_an_accent_is_counted_in_letters() -> None:
    assert refused("é and trust")[:2] == (6, 5)


def test_a_condition_of_endless_length_is_refused() -> None:
    assert "500" in refused("thanks and " * 100 + "thanks")[2]


def test_conditions_hold_as_they_read() -> None:
    moment = Moment(
        heard={"thanks", "why_you"},
        partly={"presses"},
        ever={"presses"},
        variables={"trust": 2},
        states={"inbox": 2},
        points=4,
        tries=2,
    )

    def is_so(text: str) -> bool:
        return holds(parse_condition(text, CRITERIA.__contains__, VARIABLES.__contains__), moment)

    for text in (
        "thanks",
        "not presses",
        "partly(presses)",
        "ever(presses)",
        "count(thanks, why_you, presses) == 2",
        "0 < trust <= 2",
        "visits(inbox) >= 2 and visits(elsewhere) == 0",
        "tries == 2",
        "points > 3",
        "presses or thanks",
    ):
        assert is_so(text), text
        assert not is_so(f"not ({text})"), text


def test_every_name_a_condition_reads_is_mentioned() -> None:
    tree = parse_condition(
        "thanks and (count(why_you, presses) >= 1 or not ever(thanks)) and trust > visits(inbox)",
        CRITERIA.__contains__,
        VARIABLES.__contains__,
    )
    assert [(one.kind, one.name) for one in mentions(tree)] == [
        ("criterion", "thanks"),
        ("criterion", "why_you"),
        ("criterion", "presses"),
        ("criterion", "thanks"),
        ("variable", "trust"),
        ("state", "inbox"),
    ]


@given(st.text(max_size=60) | st.text("ab()<>=!&|,.'\"\\ \n[]{}:not 12é", max_size=60))
def test_no_text_makes_parsing_raise_anything_else(text: str) -> None:
    try:
        parse(text)
    except ConditionError as error:
        where = (error.offset, error.length)
    else:
        where = (0, 1)
    assert where >= (0, 1)
