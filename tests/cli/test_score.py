import argparse
import io
import json
from pathlib import Path
from typing import Any

import pytest

from trainer.cli import score
from trainer.cli.exit_codes import ExitCode
from trainer.cli.output import Terminal
from trainer.language.library import shipped_scenarios


class Run:
    """One run of the verb, with what it wrote."""

    def __init__(self, *words: str, typed: str | bytes = "") -> None:
        parser = argparse.ArgumentParser()
        score.add_arguments(parser)
        arguments = parser.parse_args(["cold_ask", "--ask", "first_message", *words])
        arguments.library_roots = (shipped_scenarios(),)
        output, errors = io.StringIO(), io.StringIO()
        given = typed if isinstance(typed, bytes) else typed.encode()
        # As the command line gives it: an odd byte is forgiven where somebody talks.
        stdin = io.TextIOWrapper(io.BytesIO(given), encoding="utf-8", errors="replace")
        self.code = score.run(arguments, Terminal(output, errors, stdin))
        self.output = output.getvalue()
        self.errors = errors.getvalue()

    @property
    def replies(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.output.splitlines()]


def test_json_has_the_shape_of_the_contract() -> None:
    text = "I’m an intern. Could we talk for fifteen minutes? I won't ask to meet every week."
    (reply,) = Run("--text", text, "--json").replies
    assert (reply["format"], reply["id"], reply["text"]) == (1, "r1", text)
    assert reply["points"] <= reply["out_of"]
    asked = reply["criteria"]["bounded_ask"]
    assert (asked["verdict"], asked["fault"], asked["points"]) == ("heard", False, 2)
    for criterion in reply["criteria"].values():
        for one in (*criterion["evidence"], *criterion["blocked"]):
            assert text[one["start"] : one["end"]] == one["text"]
    blocked = reply["criteria"]["asks_to_be_mentor"]["blocked"]
    assert blocked[0]["reason"] == "negated"
    assert blocked[0]["by"]["text"] == "n't"


def test_a_readable_form_names_each_criterion_and_its_words() -> None:
    run = Run("--text", "I'm an intern. Could we talk for fifteen minutes?")
    assert "introduces_self: heard" in run.output
    assert 'fifteen minutes"' in run.output
    assert "presses: not committed" in run.output


def test_json_lines_are_scored_one_by_one(tmp_path: Path) -> None:
    file = tmp_path / "replies.jsonl"
    file.write_text('{"id": "a", "text": "Hello."}\n\n{"text": "Hi."}\n', encoding="utf-8")
    assert [reply["id"] for reply in Run("--replies", str(file), "--json").replies] == ["a", "r3"]


def test_csv_is_read_with_its_quoted_lines(tmp_path: Path) -> None:
    file = tmp_path / "replies.csv"
    file.write_text('\ufeffid,text\na,"Dear Dr. O,\nhello"\nb,Hi\n', encoding="utf-8")
    replies = Run("--replies", str(file), "--json").replies
    assert [(reply["id"], reply["text"]) for reply in replies] == [
        ("a", "Dear Dr. O,\nhello"),
        ("b", "Hi"),
    ]


def test_standard_input_takes_either_form() -> None:
    assert len(Run("--replies", "-", "--json", typed='{"text": "Hi"}\n').replies) == 1
    assert len(Run("--replies", "-", "--json", typed="text\nHi\nHello\n").replies) == 2


def test_bad_lines_are_told_with_their_place_and_the_rest_is_scored() -> None:
    typed = '{"text": "Hi"}\nnonsense\n{"id": 3}\n{"text": "Hello"}\n'
    run = Run("--replies", "-", "--json", typed=typed)
    assert run.code == ExitCode.FINDINGS
    assert run.errors.splitlines() == [
        "-:2: this line is not JSON",
        "-:3: this line has no `text`",
    ]
    assert len(run.replies) == 2


def test_a_short_csv_row_is_told_with_its_line() -> None:
    run = Run("--replies", "-", "--json", typed="id,text\na,Hi\nb\nc,Hello\n")
    assert run.code == ExitCode.FINDINGS
    assert run.errors == "-:3: this row has no `text`\n"


def test_offsets_stay_true_when_unsafe_characters_are_replaced() -> None:
    (reply,) = Run("--text", "\x1b[2J Thanks! Fifteen minutes, could we talk?", "--json").replies
    (found,) = reply["criteria"]["bounded_ask"]["evidence"]
    assert reply["text"][found["start"] : found["end"]] == found["text"]
    assert "\x1b" not in reply["text"]


def test_an_empty_file_is_no_mistake() -> None:
    assert Run("--replies", "-", typed="").code == ExitCode.CLEAN


def test_a_csv_without_a_text_column_cannot_be_read() -> None:
    assert Run("--replies", "-", typed="id,words\na,b\n").code == ExitCode.CANNOT


def test_a_missing_file_cannot_be_read(tmp_path: Path) -> None:
    run = Run("--replies", str(tmp_path / "none.jsonl"))
    assert run.code == ExitCode.CANNOT
    assert "cannot be read" in run.errors


def test_a_file_that_is_not_utf8_is_told(tmp_path: Path) -> None:
    file = tmp_path / "replies.jsonl"
    file.write_bytes(b'{"text": "caf\xe9"}\n')
    assert Run("--replies", str(file)).code == ExitCode.CANNOT


@pytest.mark.parametrize("given", ["text\ncaf\xe9\n".encode("latin-1"), b"text\nHi\ncaf\xe9\n"])
def test_standard_input_is_read_by_the_rules_of_a_file(tmp_path: Path, given: bytes) -> None:
    file = tmp_path / "replies.csv"
    file.write_bytes(given)
    named, piped = Run("--replies", str(file)), Run("--replies", "-", typed=given)
    assert (named.code, piped.code) == (ExitCode.CANNOT, ExitCode.CANNOT)
    assert named.errors.replace(str(file), "-") == piped.errors
    assert "is not UTF-8 text" in piped.errors


def test_line_ends_within_a_piped_reply_are_kept_as_in_a_file(tmp_path: Path) -> None:
    given = b'\xef\xbb\xbfid,text\r\na,"one\r\ntwo"\r\n'
    file = tmp_path / "replies.csv"
    file.write_bytes(given)
    named, piped = (
        Run("--replies", str(file), "--json"),
        Run("--replies", "-", "--json", typed=given),
    )
    assert named.replies == piped.replies


@pytest.mark.parametrize(
    ("scenario", "ask", "code"),
    [("cold_aks", "first_message", ExitCode.CANNOT), ("cold-ask", "fist", ExitCode.WRONG_USE)],
)
def test_unknown_names_are_told(scenario: str, ask: str, code: ExitCode) -> None:
    parser = argparse.ArgumentParser()
    score.add_arguments(parser)
    arguments = parser.parse_args([scenario, "--ask", ask, "--text", "Hi"])
    arguments.library_roots = (shipped_scenarios(),)
    errors = io.StringIO()
    assert score.run(arguments, Terminal(io.StringIO(), errors, io.StringIO())) == code
    assert errors.getvalue()
