import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.language.evidence import (
    Alternatives,
    ClassName,
    Gap,
    PhraseError,
    Position,
    Sequence,
    Together,
    Word,
    class_names,
    parse_phrase,
    phrase_from_plain,
)


def pieces(source: str) -> tuple[object, ...]:
    sequence = parse_phrase(source).sequence
    assert sequence is not None
    return sequence.pieces


def test_words_follow_each_other() -> None:
    assert pieces("quarter of an hour") == (Word("quarter"), Word("of"), Word("an"), Word("hour"))


def test_alternatives_may_be_words_and_classes() -> None:
    assert pieces("short|brief $meet|call") == (
        Alternatives((Word("short"), Word("brief"))),
        Alternatives((ClassName("meet"), Word("call"))),
    )


def test_a_star_stands_for_any_ending() -> None:
    assert pieces("intern*") == (Word("intern", is_stem=True),)


def test_three_dots_are_a_gap() -> None:
    assert pieces("send ... summary") == (Word("send"), Gap(), Word("summary"))


def test_a_typographic_ellipsis_is_a_gap_too() -> None:
    assert pieces("send \N{HORIZONTAL ELLIPSIS} summary") == pieces("send ... summary")


def test_a_leading_equals_sign_makes_the_whole_phrase_exact() -> None:
    assert pieces("=exactly this") == (
        Word("exactly", is_exact=True),
        Word("this", is_exact=True),
    )


def test_an_equals_sign_further_on_makes_one_word_exact() -> None:
    assert pieces("medical =student") == (Word("medical"), Word("student", is_exact=True))


def test_parentheses_hold_words_in_any_order() -> None:
    assert pieces("(agenda & prepare $it)") == (
        Together((Sequence((Word("agenda"),)), Sequence((Word("prepare"), ClassName("it"))))),
    )


def test_words_are_kept_in_small_letters_with_their_apostrophes_and_hyphens() -> None:
    assert pieces("I'd Read-Back") == (Word("i'd"), Word("read-back"))


@pytest.mark.parametrize(
    ("source", "offset", "length"),
    [
        ("", 0, 1),
        ("   ", 0, 3),
        ("one |two", 4, 4),
        ("(agenda & ", 9, 1),
        ("(agenda & prepare", 0, 1),
        ("()", 1, 1),
        ("agenda & prepare", 7, 1),
        ("send ...", 5, 3),
        ("... send", 0, 3),
        ("send $Notes", 5, 6),
        ("send $", 5, 1),
        ("send *", 5, 1),
        ("say {this}", 4, 6),
        ("one, two", 0, 4),
        ("what?", 0, 5),
        ("(a) b) c", 5, 1),
    ],
)
def test_a_malformed_phrase_says_where(source: str, offset: int, length: int) -> None:
    with pytest.raises(PhraseError) as caught:
        parse_phrase(source)
    assert (caught.value.offset, caught.value.length) == (offset, length)


def test_a_malformed_phrase_quotes_the_fragment() -> None:
    with pytest.raises(PhraseError, match=r'"\{this\}": "\{" cannot stand in a phrase'):
        parse_phrase("say {this}")


def test_a_mapping_carries_the_rest() -> None:
    phrase = phrase_from_plain(
        {
            "phrase": "$duration",
            "near": ["$meet", "you"],
            "in": "last_sentence",
            "asks": True,
            "words": {"at_most": 120, "at_least": 3},
            "weight": 2,
        }
    )
    assert phrase.source == "$duration"
    assert [one.source for one in phrase.near] == ["$meet", "you"]
    assert phrase.position is Position.LAST_SENTENCE
    assert phrase.asks
    assert (phrase.words_at_most, phrase.words_at_least, phrase.weight) == (120, 3, 2)


def test_a_mapping_may_ask_for_a_question_or_a_length_alone() -> None:
    assert phrase_from_plain({"asks": True}).source == "a question"
    assert phrase_from_plain({"words": {"at_most": 120}}).source == "at most 120 words"


def test_one_phrase_to_be_near_needs_no_list() -> None:
    assert [one.source for one in phrase_from_plain({"phrase": "a", "near": "b"}).near] == ["b"]


@pytest.mark.parametrize(
    "plain",
    [
        {},
        {"near": ["a"]},
        {"phrase": "a", "nere": ["b"]},
        {"phrase": 3},
        {"phrase": "a", "in": "middle"},
        {"phrase": "a", "asks": "yes"},
        {"phrase": "a", "near": [True]},
        {"phrase": "a", "words": 120},
        {"phrase": "a", "words": {"at_most": "120"}},
        {"phrase": "a", "weight": 0},
        {"phrase": "a", "weight": True},
    ],
)
def test_a_malformed_mapping_is_refused(plain: dict[str, object]) -> None:
    with pytest.raises(PhraseError):
        phrase_from_plain(plain)


def test_the_classes_a_phrase_names_are_known_wherever_they_stand() -> None:
    phrase = phrase_from_plain({"phrase": "$a b|$c ($d & e)", "near": ["$f"]})
    assert class_names(phrase) == {"a", "c", "d", "f"}


def mistake_in(source: str) -> PhraseError | None:
    try:
        parse_phrase(source)
    except PhraseError as error:
        return error
    return None


@given(st.text(max_size=60) | st.text(alphabet="(&)| .=$*ab", max_size=300))
def test_any_text_is_a_phrase_or_a_located_mistake(source: str) -> None:
    mistake = mistake_in(source)
    if mistake is None:
        assert pieces(source)
    else:
        assert 0 <= mistake.offset <= max(len(source), 1)
        assert mistake.length >= 1
