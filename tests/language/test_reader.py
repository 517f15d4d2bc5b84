"""How a file's bytes are read: as YAML 1.2 core, located, and never to anyone's harm."""

import json
import time
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from trainer.language.nodes import MappingNode, ScalarNode, to_plain
from trainer.language.places import Place
from trainer.language.reader import ParsedFile, read, read_header
from trainer.language.shipped import shipped_scenarios


def plain(text: str) -> object:
    reading = read(text.encode())
    assert reading.findings == ()
    assert reading.root is not None
    return to_plain(reading.root)


def rules(content: str | bytes) -> list[str]:
    reading = read(content if isinstance(content, bytes) else content.encode())
    return [finding.rule for finding in reading.findings]


def only(text: str) -> tuple[str, int, int, str]:
    (finding,) = read(text.encode()).findings
    return finding.rule, finding.place.line, finding.place.column, finding.write


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("yes", "yes"),
        ("no", "no"),
        ("on", "on"),
        ("off", "off"),
        ("1:30", "1:30"),
        ("2026-11-03", "2026-11-03"),
        ("010", 10),
        ("0o10", 8),
        ("0x1F", 31),
        ("-3", -3),
        ("+3", 3),
        ("1_000", "1_000"),
        ("1.5", 1.5),
        ("0E0", 0.0),
        ("true", True),
        ("True", True),
        ("FALSE", False),
        ("null", None),
        ("~", None),
        ("", None),
        ('"12"', "12"),
        ("'true'", "true"),
        ("123456789012345678901234567890", "123456789012345678901234567890"),
    ],
)
def test_values_are_typed_as_yaml_1_2_core_types_them(written: str, meant: object) -> None:
    value = plain(f"key: {written}\n")
    assert value == {"key": meant}
    assert isinstance(value, dict)
    assert type(value["key"]) is type(meant)


def test_keys_always_stay_text() -> None:
    assert plain("on: 1\n12: 2\nnull: 3\n1:30: 4\n") == {"on": 1, "12": 2, "null": 3, "1:30": 4}


def test_places_count_code_points_from_one() -> None:
    root = read("a: é😀 x\nb: {c: d}\n".encode()).root
    assert root is not None
    assert root.entries["a"].value.place == Place(1, 4, 1, 8)
    inner = root.entries["b"].value
    assert isinstance(inner, MappingNode)
    assert inner.entries["c"].key_place == Place(2, 5, 2, 6)


def test_a_fragment_of_text_is_located_inside_its_quotes() -> None:
    root = read(b'a: "one two"\n').root
    assert root is not None
    node = root.entries["a"].value
    assert isinstance(node, ScalarNode)
    assert node.within(4, 3) == Place(1, 9, 1, 12)


def test_a_fragment_of_escaped_text_is_located_as_the_whole() -> None:
    root = read(b'a: "one\\ttwo"\n').root
    assert root is not None
    node = root.entries["a"].value
    assert isinstance(node, ScalarNode)
    assert node.within(4, 3) == node.place


def test_unsafe_code_points_are_replaced_in_text_of_every_style() -> None:
    read_back = plain('a: "x\\x1b[2Jy"\nb: |\n  one\u202etwo\nc: z\u2066z\n')
    assert read_back == {"a": "x�[2Jy", "b": "one�two\n", "c": "z�z"}


def test_unusual_line_separators_do_not_shift_the_lines() -> None:
    (finding,) = read("a: one\u2028two\u0085three\nb: 1\nb: 2\n".encode()).findings
    assert (finding.rule, finding.place.line) == ("duplicate-key", 3)


def test_windows_lines_are_read_as_others() -> None:
    assert plain("a: 1\r\nb:\r\n  - c\r\n") == {"a": 1, "b": ["c"]}


def test_a_byte_order_mark_is_no_part_of_the_first_key() -> None:
    assert plain("\ufeffa: 1\n") == {"a": 1}


def test_utf_16_is_refused_rather_than_guessed() -> None:
    assert rules("a: 1\n".encode("utf-16")) == ["not-utf8"]


def test_a_hundred_thousand_brackets_do_no_harm() -> None:
    assert rules(b"[" * 100_000) == ["too-deep"]
    assert rules(b"- " * 100_000) == ["too-deep"]
    assert rules(b"a: " + b"{x: " * 100_000) == ["too-deep"]


def test_an_alias_bomb_does_no_harm() -> None:
    bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [{','.join(['*' + chr(97 + n)] * 9)}]\n" for n in range(9)
    )
    started = time.perf_counter()
    assert set(rules(bomb)) == {"alias"}
    assert time.perf_counter() - started < 5


def test_a_list_that_holds_itself_is_refused() -> None:
    assert rules("a: &a [*a]\n")[0] == "alias"


def test_merge_keys_are_ordinary_keys() -> None:
    assert plain("<<: {a: 1}\n") == {"<<": {"a": 1}}


def test_of_a_key_written_twice_the_first_stands() -> None:
    reading = read(b"a: 1\na: 2\n")
    assert reading.root is not None
    assert to_plain(reading.root) == {"a": 1}
    assert [finding.rule for finding in reading.findings] == ["duplicate-key"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("title: One: two\n", ("second-colon", 1, 11, 'title: "One: two"')),
        ('title: He said "a: b"\n', ("second-colon", 1, 18, "title: 'He said \"a: b\"'")),
        ("say:\n  - okafor: One: two\n", ("second-colon", 2, 16, '- okafor: "One: two"')),
        ("- {a: one: two}\n", ("second-colon", 1, 10, '- a: "one: two"')),
        (
            "say:\n  - {okafor: Yes, come Thursday.}\n",
            ("comma-in-braces", 2, 17, "- okafor: Yes, come Thursday."),
        ),
        ("a: [ok, ?what now]\n", ("comma-in-braces", 1, 10, "")),
        ("a: @home\n", ("leading-sign", 1, 4, 'a: "@home"')),
        ("a: `home`\n", ("leading-sign", 1, 4, 'a: "`home`"')),
        ("a: %home\n", ("leading-sign", 1, 4, 'a: "%home"')),
        ("a: - home\n", ("leading-sign", 1, 4, 'a: "- home"')),
        ("a: ? home\n", ("leading-sign", 1, 4, 'a: "? home"')),
        ("a: *home* now\n", ("leading-sign", 1, 4, 'a: "*home* now"')),
        ("a: | home\n", ("leading-sign", 1, 4, 'a: "| home"')),
        ("a: [laughs] Sure.\n", ("leading-sign", 1, 4, 'a: "[laughs] Sure."')),
        ("a: !Really now\n", ("alias", 1, 4, 'a: "!Really now"')),
        ("a: 'it's'\n", ("text-after-quote", 1, 8, 'a: "it\'s"')),
        ('a: "Yes" she said\n', ("text-after-quote", 1, 10, "a: '\"Yes\" she said'")),
        ('a: "Yes\nb: 1\n', ("open-quote", 1, 4, 'a: "Yes"')),
        ('a: "Yes\nb: "No"\n', ("open-quote", 1, 4, 'a: "Yes"')),
        ("a: [one, two\nb: 1\n", ("open-bracket", 1, 4, "")),
        ("a: {b: c\n", ("open-bracket", 1, 4, "")),
        ("a:\n\tb: 1\n", ("tab-indent", 2, 1, "")),
        ("a: |\n\tb\n", ("tab-indent", 2, 1, "")),
        ("a:\n  b: 1\n c: 2\n", ("misaligned", 3, 2, "")),
        ("a: 1\n  b: 2\n", ("misaligned", 2, 3, "")),
        ("a:\n  - b\n c\n", ("misaligned", 3, 2, "")),
        ("a: 1\nb:2\nc: 3\n", ("no-colon", 2, 1, "b: 2")),
        ("a: 1\nfoo\nb: 2\n", ("no-colon", 2, 1, "")),
        ("a: one # two\n  three\n", ("cut-prose", 1, 8, "")),
        ("a: 1\n---\nb: 2\n", ("several-documents", 2, 1, "")),
        ("? [a]\n: b\n", ("key-not-text", 1, 3, "")),
        ("- a\n", ("no-keys", 1, 1, "")),
        ("just words\n", ("no-keys", 1, 1, "")),
        ("", ("empty-file", 1, 1, "")),
        ("\u00a0\u00a0a: 1\n", ("strange-indent", 1, 1, "")),
        ("a:\n  b: 1\n\u00a0\u00a0c: 1\n", ("strange-indent", 3, 1, "")),
    ],
)
def test_what_cannot_be_read_is_told_where_it_is_with_the_line_to_write(
    text: str, expected: tuple[str, int, int, str]
) -> None:
    assert only(text) == expected


@pytest.mark.parametrize(
    ("text", "write"),
    [
        ("title: One: two\n", {"title": "One: two"}),
        ("title: @home\n", {"title": "@home"}),
        ("title: 'it's'\n", {"title": "it's"}),
        ('title: "Yes" she said: no\n', {"title": '"Yes" she said: no'}),
    ],
)
def test_the_line_to_write_reads_as_it_was_meant(text: str, write: dict[str, str]) -> None:
    (finding,) = read(text.encode()).findings
    assert plain(finding.write + "\n") == write


def test_reading_goes_on_behind_a_mistake() -> None:
    assert rules("a: b: c\nd: @e\nf: 1\nf: 2\n") == [
        "second-colon",
        "leading-sign",
        "duplicate-key",
    ]


def test_non_breaking_spaces_inside_block_text_are_text() -> None:
    assert plain("a: |\n  one\n  \u00a0 two\nb: 1\n") == {"a": "one\n\u00a0 two\n", "b": 1}


def test_a_comment_set_off_by_two_spaces_is_a_comment() -> None:
    root = read(b"level: foundation  # or stretch\n").root
    assert root is not None
    value = root.entries["level"].value
    assert isinstance(value, ScalarNode)
    assert value.comment is None


def test_a_hash_that_cuts_text_is_remembered() -> None:
    root = read(b"text: Room #4 upstairs\n").root
    assert root is not None
    value = root.entries["text"].value
    assert isinstance(value, ScalarNode)
    assert value.comment == Place(1, 12, 1, 13)


def test_the_head_of_a_file_is_read_without_the_rest() -> None:
    text = b"id: x\ntitle: A\nstates:\n  a: {title: inner}\nminutes: 5\nbroken: a: b\n"
    assert read_header(text, frozenset({"id", "title", "minutes"})) == {
        "id": "x",
        "title": "A",
        "minutes": 5,
    }


@pytest.mark.parametrize("content", [b"\xff", b"a: b: c", b"[" * 1000, b"a: *b"])
def test_a_head_that_cannot_be_read_is_a_value_error_or_nothing(content: bytes) -> None:
    try:
        header = read_header(content, frozenset({"id"}))
    except ValueError:
        return
    assert header == {}


def _is_told(reading: ParsedFile) -> bool:
    return reading.root is not None or bool(reading.findings)


@given(st.binary(max_size=300))
def test_no_bytes_make_the_reader_raise(content: bytes) -> None:
    assert _is_told(read(content))


_YAML_LIKE = st.lists(
    st.sampled_from(
        [*"abc012 \n\n:-#&*!|>'\"%@`{}[],?\t\\~.é\u00a0\u2028\r\x1b", ": ", "- ", "  ", "\n  "]
    ),
    max_size=60,
).map("".join)


@given(_YAML_LIKE)
def test_no_text_like_yaml_makes_the_reader_raise(text: str) -> None:
    reading = read(text.encode())
    assert _is_told(reading)
    lines = text.count("\n") + text.count("\r") + 1
    for finding in reading.findings:
        assert 1 <= finding.place.line <= lines + 1
        assert finding.place.column >= 1


_SAFE_TEXT = st.text(
    st.characters(codec="utf-8", categories=["L", "N", "P", "Zs", "S"]), max_size=30
)
_PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**17), 10**17) | _SAFE_TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_SAFE_TEXT, inner, max_size=4),
    max_leaves=15,
)


def _quoted(data: object) -> str:
    dumped: str = yaml.safe_dump(data, allow_unicode=True, default_style='"', width=10_000)
    return dumped


@given(st.dictionaries(_SAFE_TEXT, _SAFE_TEXT | st.lists(_SAFE_TEXT, max_size=3), min_size=1))
def test_quoted_text_that_yaml_wrote_is_read_back_the_same(data: dict[str, object]) -> None:
    reading = read(_quoted(data).encode())
    assert reading.findings == ()
    assert reading.root is not None
    assert to_plain(reading.root) == data


@given(st.dictionaries(st.from_regex(r"[a-z_]{1,8}", fullmatch=True), _PLAIN, min_size=1))
def test_json_is_read_as_json(data: dict[str, object]) -> None:
    reading = read(json.dumps(data, ensure_ascii=False).encode())
    assert reading.findings == ()
    assert reading.root is not None
    assert to_plain(reading.root) == data


def test_shipped_files_are_read_without_a_finding() -> None:
    files = sorted(Path(shipped_scenarios()).rglob("*.yaml"))
    assert files
    for file in files:
        assert read(file.read_bytes()).findings == (), file
