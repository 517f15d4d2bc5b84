"""Replies with labels as people keep them: spreadsheets, JSON Lines, one rater or several."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.authoring.labelled import (
    Labelled,
    Listening,
    RepliesRefused,
    read_file,
    replies_beside,
)

ASKS = Listening({"first": ("thanks", "asks_small"), "second": ("thanks",)})
ONE_ASK = Listening({"first": ("thanks", "asks_small")})


def read(
    folder: Path, text: str | bytes, name: str = "r.csv", listening: Listening = ASKS
) -> tuple[Labelled, ...]:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_file(path, listening)


def refused(folder: Path, text: str | bytes, name: str = "r.csv") -> tuple[int, str]:
    with pytest.raises(RepliesRefused) as refusal:
        read(folder, text, name)
    return refusal.value.line, str(refusal.value)


def test_a_spreadsheet_is_read_with_its_quoted_lines_and_blanks(tmp_path: Path) -> None:
    one, two = read(
        tmp_path,
        '\ufeffask,text,thanks,asks_small\nfirst,"Dear Ana,\nthank you",1,0\n\nsecond,Hi,no,\n',
    )
    assert (one.line, one.ask, one.text) == (2, "first", "Dear Ana,\nthank you")
    assert one.labels == {"thanks": {"1": True}, "asks_small": {"1": False}}
    assert (two.line, two.labels) == (5, {"thanks": {"1": False}})


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_other_spreadsheets_delimiters_are_understood(tmp_path: Path, delimiter: str) -> None:
    (one,) = read(tmp_path, "ask,text,thanks\nfirst,Hello,yes\n".replace(",", delimiter))
    assert one.said("thanks") is True


def test_several_raters_rows_are_one_reply(tmp_path: Path) -> None:
    (one,) = read(
        tmp_path,
        "ask,text,rater,thanks\nfirst,Hi,a,1\nfirst,Hi,b,0\nfirst,Hi,c,1\n",
    )
    assert one.labels == {"thanks": {"a": True, "b": False, "c": True}}
    assert one.said("thanks") is True


def test_raters_who_are_divided_say_nothing(tmp_path: Path) -> None:
    (one,) = read(tmp_path, "ask,text,rater,thanks\nfirst,Hi,a,1\nfirst,Hi,b,0\n")
    assert one.said("thanks") is None


def test_the_same_words_twice_are_two_replies(tmp_path: Path) -> None:
    rows = "first,ok,a,1\nfirst,ok,a,0\nfirst,ok,b,1\nfirst,ok,b,0\n"
    replies = read(tmp_path, "ask,text,rater,thanks\n" + rows)
    assert [one.said("thanks") for one in replies] == [True, False]


def test_json_lines_take_one_raters_labels_or_a_list(tmp_path: Path) -> None:
    lines = [
        {"ask": "first", "text": "Hi", "labels": {"thanks": True, "asks-small": None}},
        {"ask": "second", "text": "Hello", "labels": [{"thanks": 1}, {"thanks": "no"}]},
    ]
    one, two = read(tmp_path, "\n".join(map(json.dumps, lines)), "r.jsonl")
    assert one.labels == {"thanks": {"1": True}}
    assert two.labels == {"thanks": {"1": True, "2": False}}


def test_the_only_ask_need_not_be_named(tmp_path: Path) -> None:
    (one,) = read(tmp_path, "text,thanks\nHi,1\n", listening=ONE_ASK)
    assert one.ask == "first"


def test_labels_for_what_an_ask_does_not_listen_for_are_left_out(tmp_path: Path) -> None:
    (one,) = read(tmp_path, "ask,text,thanks,asks_small\nsecond,Hi,1,1\n")
    assert one.labels == {"thanks": {"1": True}}


def test_a_move_takes_replies_to_any_ask_and_passes_over_other_labels(tmp_path: Path) -> None:
    move = Listening({"thanks": ("thanks",)}, is_one_move=True)
    (one,) = read(tmp_path, "ask,text,thanks,presses\nwherever,Hi,1,0\n", listening=move)
    assert one.labels == {"thanks": {"1": True}}


def test_what_a_terminal_would_obey_is_cleaned_where_it_enters(tmp_path: Path) -> None:
    (one,) = read(tmp_path, "ask,text,thanks\nfirst,\x1b[2JHi,1\n")
    assert "\x1b" not in one.text


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("", 0, "holds no replies"),
        ("ask,text,thanks\n", 0, "holds no replies"),
        ("ask,words,thanks\nfirst,Hi,1\n", 1, "no column `text`"),
        ("ask,text\nfirst,Hi\n", 1, "names no criterion"),
        ("ask,text,thank\nfirst,Hi,1\n", 1, "Did you mean thanks?"),
        ("ask,text,thanks,thanks\nfirst,Hi,1,0\n", 1, '"thanks" twice'),
        ("ask,text,thanks\nfirst,Hi,maybe\n", 2, 'labels thanks "maybe" here'),
        ("ask,text,thanks\nfrist,Hi,1\n", 2, "Did you mean first?"),
        ("ask,text,thanks\n,Hi,1\n", 2, "does not say which ask"),
        ("ask,text,thanks\nfirst,Hi,1\nfirst,,1\n", 3, "has no `text` here"),
        ("ask,text,thanks\nfirst,Yes, thanks,1\n", 2, "4 entries here for 3 columns"),
        ('ask,text,thanks\nfirst,"Hi,1\nfirst,Ho,0\n', 2, "quotation mark"),
        (b"ask,text,thanks\nfirst,Hi,1\nfirst,caf\xe9,1\n", 3, "is not UTF-8 text"),
    ],
)
def test_a_damaged_spreadsheet_is_told_with_its_line(
    tmp_path: Path, text: str | bytes, line: int, told: str
) -> None:
    at, message = refused(tmp_path, text)
    assert told in message
    assert at == line


@pytest.mark.parametrize(
    ("second", "told"),
    [
        ("nonsense", "is not JSON here"),
        ('{"ask": "first", "labels": {}}', "has no `text` here"),
        ('{"ask": "first", "text": "Hi"}', "has no `labels` here"),
        ('{"ask": "first", "text": "Hi", "labels": []}', "has no `labels` here"),
        ('{"ask": "first", "text": "Hi", "labels": {"thanks": 2}}', 'labels thanks "2" here'),
        ('{"ask": "first", "text": "Hi", "labels": {"thank": true}}', "Did you mean thanks?"),
        ('{"ask": 3, "text": "Hi", "labels": {}}', "does not say which ask"),
    ],
)
def test_a_damaged_line_of_json_is_told(tmp_path: Path, second: str, told: str) -> None:
    first = '{"ask": "first", "text": "Hi", "labels": {"thanks": true}}\n'
    line, message = refused(tmp_path, first + second, name="r.jsonl")
    assert line == 2
    assert told in message


FRAGMENTS = st.lists(
    st.sampled_from(
        [
            *(
                b"ask",
                b"text",
                b"thanks",
                b"first",
                b"1",
                b"0",
                b"{",
                b"}",
                b'"',
                b"\\",
                b":",
                b"[",
            ),
            *(b",", b",", b"\n", b"\r", b"\x00", b"\xff", b"\xef\xbb\xbf", b"\xc3\xa9", b";", b" "),
            *(b'{"ask": "first", "text": "Hi", "labels": {"thanks": true}}\n',),
            *(b"ask,text,thanks\nfirst,Hi,1\n",),
        ]
    ),
    max_size=25,
).map(b"".join)


@given(content=FRAGMENTS, name=st.sampled_from(["r.csv", "r.jsonl"]))
def test_any_bytes_are_read_or_refused_in_one_sentence(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, name: str
) -> None:
    replies: tuple[Labelled, ...] = ()
    told = ""
    try:
        replies = read(tmp_path_factory.getbasetemp(), content, name)
    except RepliesRefused as refusal:
        told = str(refusal)
    assert bool(told) != bool(replies)
    assert "\n" not in told
    assert all(reply.text.strip() and reply.ask in ASKS.asks for reply in replies)


def test_moves_share_one_file_of_replies_unless_one_has_its_own(tmp_path: Path) -> None:
    moves = tmp_path / "moves"
    moves.mkdir()
    assert replies_beside(moves / "thanks.yaml") == moves / "moves.replies.csv"
    (moves / "thanks.replies.csv").touch()
    assert replies_beside(moves / "thanks.yaml") == moves / "thanks.replies.csv"
    assert replies_beside(tmp_path / "talk.yaml") == tmp_path / "talk.replies.csv"


def test_a_column_says_which_replies_were_held_back(tmp_path: Path) -> None:
    file = tmp_path / "talk.replies.csv"
    file.write_text("part,text,thanks\nheld-back,Thank you.,1\ntuning,Fine.,0\n,Good.,0\n")
    replies = read_file(file, Listening({"close": ["thanks"]}))
    assert [one.is_held_back for one in replies] == [True, False, False]
