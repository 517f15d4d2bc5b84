"""Replies with labels: what raters heard in them, read from CSV or JSON Lines.

A CSV names its columns in the first line: `text`, `ask` (which may be left out
where there is only one), optionally `rater` and `part` (`held_back` for replies no
phrase was written from), then one column a criterion with 1, 0 or nothing. A line
of JSON is `{"ask", "text", "labels"}`, where `labels` is
`{criterion: true}` or a list of such, one a rater. Several raters' rows of one
reply are one reply here.
"""

import csv
import io
import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from trainer.language.cleaning import clean_line, clean_text
from trainer.language.library import MOVES_FOLDER
from trainer.language.near_misses import did_you_mean

LARGEST_FILE = 50_000_000
"""Bytes; a thousand replies by two raters take half of one of them."""
HELD_BACK = "held_back"
"""The part of the replies that evidence is measured on and never written from."""
_BESIDE_CRITERIA = frozenset({"ask", "text", "rater", "id", "part"})
_YES = frozenset({"1", "true", "yes"})
_NO = frozenset({"0", "false", "no"})
_ONLY_RATER = "1"


class RepliesRefused(Exception):
    """Replies that cannot be used: one sentence, and the line it is about, 0 for none."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True, slots=True)
class Labelled:
    """One reply: `line` is where it first stands, `labels` are by criterion, then by rater."""

    line: int
    ask: str
    text: str
    labels: Mapping[str, Mapping[str, bool]]
    is_held_back: bool = False

    def said(self, criterion: str) -> bool | None:
        """Return what most raters heard; None where as many heard it as did not."""
        raters = self.labels[criterion].values()
        balance = 2 * sum(raters) - len(raters)
        return None if balance == 0 else balance > 0


@dataclass(frozen=True, slots=True)
class Listening:
    """What replies may be labelled for: each ask with its criteria."""

    asks: Mapping[str, Sequence[str]]
    ask: str = ""
    """The ask of replies that name none; needless where there is only one."""
    is_one_move: bool = False
    """Whether the one ask stands for a move: then other asks and labels are passed over."""

    @property
    def criteria(self) -> frozenset[str]:
        """Every criterion of every ask."""
        return frozenset(name for names in self.asks.values() for name in names)


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    ask: str
    text: str
    rater: str
    labels: Mapping[str, bool]
    is_held_back: bool = False


def replies_beside(path: Path) -> Path:
    """Return where the labelled replies of a scenario's or a move's file lie.

    Moves share one file: a reply is labelled for all that may be done in it.
    """
    own = path.with_name(f"{path.stem}.replies.csv")
    shared = path.with_name(f"{MOVES_FOLDER}.replies.csv")
    return shared if path.parent.name == MOVES_FOLDER and not own.is_file() else own


def read_file(path: Path, listening: Listening) -> tuple[Labelled, ...]:
    """Read labelled replies; raise RepliesRefused, or OSError when the file cannot be opened.

    Labels for what an ask does not listen for are left out.
    """
    content = path.read_bytes()
    if len(content) > LARGEST_FILE:
        raise RepliesRefused(f"is larger than {LARGEST_FILE // 1_000_000} megabytes.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise RepliesRefused("is not UTF-8 text. Save it as UTF-8 and try again.", line) from error
    is_csv = path.suffix.lower() == ".csv" or not text.lstrip().startswith("{")
    rows = _csv_rows(text, listening) if is_csv else _json_rows(text, listening)
    replies = _gathered(rows)
    if not replies:
        raise RepliesRefused("holds no replies.")
    return replies


def _gathered(rows: Iterator[_Row]) -> tuple[Labelled, ...]:
    """Bring the raters' rows of each reply together.

    The same words twice from one rater are two replies that happen to be alike.
    """
    seen: Counter[tuple[str, str, str]] = Counter()
    first_rows: dict[tuple[str, str, int], _Row] = {}
    labels: dict[tuple[str, str, int], dict[str, dict[str, bool]]] = defaultdict(dict)
    for row in rows:
        seen[row.ask, row.text, row.rater] += 1
        reply = row.ask, row.text, seen[row.ask, row.text, row.rater]
        first_rows.setdefault(reply, row)
        for criterion, label in row.labels.items():
            labels[reply].setdefault(criterion, {})[row.rater] = label
    return tuple(
        Labelled(row.line, row.ask, row.text, labels[reply], row.is_held_back)
        for reply, row in first_rows.items()
    )


def _csv_rows(text: str, listening: Listening) -> Iterator[_Row]:
    csv.field_size_limit(LARGEST_FILE)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    columns: list[str] = []
    line = 1
    while True:
        try:
            row = next(rows, None)
        except csv.Error as error:
            raise RepliesRefused(
                "is not a table from here on: look for a quotation mark without its other half.",
                line,
            ) from error
        if row is None:
            return
        if any(cell.strip() for cell in row):
            if not columns:
                columns = _columns(row, line, listening)
            else:
                yield _csv_row(row, columns, line, listening)
        line = rows.line_num + 1


def _delimiter(text: str) -> str:
    """Return what stands between columns: some spreadsheets write semicolons or tabs."""
    header = text.lstrip().partition("\n")[0]
    return max(",;\t", key=header.count)


def _columns(row: Sequence[str], line: int, listening: Listening) -> list[str]:
    columns = [clean_line(name).lower().replace("-", "_") for name in row]
    if "text" not in columns:
        raise RepliesRefused("names no column `text` in its first line.", line)
    for name, count in Counter(columns).items():
        if count > 1 and name:
            raise RepliesRefused(f'names the column "{name}" twice.', line)
    labelled = [name for name in columns if name and name not in _BESIDE_CRITERIA]
    for name in labelled:
        _known_criterion(name, line, listening)
    if not listening.criteria.intersection(labelled):
        raise RepliesRefused(
            f"names no criterion in its first line: a column may be "
            f"{_listed(sorted(listening.criteria))}.",
            line,
        )
    return columns


def _csv_row(row: Sequence[str], columns: list[str], line: int, listening: Listening) -> _Row:
    if len(row) > len(columns) and any(cell.strip() for cell in row[len(columns) :]):
        raise RepliesRefused(
            f"has {len(row)} entries here for {len(columns)} columns: "
            "put a text with commas in quotation marks.",
            line,
        )
    cells = dict(zip(columns, row, strict=False))
    text = clean_text(cells.get("text", ""))
    if not text.strip():
        raise RepliesRefused("has no `text` here.", line)
    ask = _ask(cells.get("ask", ""), line, listening)
    labels = {}
    for name in listening.asks[ask]:
        label = _label(cells.get(name, ""), name, line)
        if label is not None:
            labels[name] = label
    rater = clean_line(cells.get("rater", "")) or _ONLY_RATER
    is_held_back = clean_line(cells.get("part", "")).lower().replace("-", "_") == HELD_BACK
    return _Row(line, ask, text, rater, labels, is_held_back)


def _json_rows(text: str, listening: Listening) -> Iterator[_Row]:
    for line, source in enumerate(text.split("\n"), 1):
        if source.strip():
            yield from _json_row(source, line, listening)


def _json_row(source: str, line: int, listening: Listening) -> Iterator[_Row]:
    try:
        plain = json.loads(source)
    except (ValueError, RecursionError) as error:
        raise RepliesRefused("is not JSON here.", line) from error
    text = plain.get("text") if isinstance(plain, dict) else None
    if not isinstance(text, str) or not text.strip():
        raise RepliesRefused("has no `text` here.", line)
    ask = _ask(plain.get("ask", ""), line, listening)
    labels = plain.get("labels")
    raters = labels if isinstance(labels, list) else [labels]
    if not raters or not all(isinstance(one, dict) for one in raters):
        raise RepliesRefused(
            'has no `labels` here: write "labels": {"criterion": true}, or a list of such.', line
        )
    for number, one in enumerate(raters, 1):
        own: dict[str, bool] = {}
        for key, value in one.items():
            name = clean_line(key).lower().replace("-", "_")
            _known_criterion(name, line, listening)
            label = _label(value, name, line)
            if label is not None and name in listening.asks[ask]:
                own[name] = label
        rater = plain.get("rater") if len(raters) == 1 else None
        yield _Row(line, ask, clean_text(text), clean_line(str(rater or number)), own)


def _ask(given: object, line: int, listening: Listening) -> str:
    name = clean_line(given).replace("-", "_") if isinstance(given, str) else ""
    name = name or listening.ask
    if name in listening.asks:
        return name
    if listening.is_one_move or (not name and len(listening.asks) == 1):
        return next(iter(listening.asks))
    asks = _listed(list(listening.asks))
    if not name:
        raise RepliesRefused(f"does not say which ask this reply answers: {asks}.", line)
    hint = did_you_mean(name, listening.asks)
    raise RepliesRefused(f'names an ask "{name}" that is not there: there is {asks}.{hint}', line)


def _known_criterion(name: str, line: int, listening: Listening) -> None:
    if name not in listening.criteria and not listening.is_one_move:
        hint = did_you_mean(name, listening.criteria)
        raise RepliesRefused(f'names a criterion "{name}" that nothing listens for.{hint}', line)


def _label(value: Any, criterion: str, line: int) -> bool | None:
    word = "" if value is None else clean_line(str(value)).lower()
    if not word:
        return None
    if word in _YES or word in _NO:
        return word in _YES
    raise RepliesRefused(
        f'labels {criterion} "{word[:40]}" here: write 1 or yes, 0 or no, or nothing.', line
    )


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:12]) + (f" and {len(names) - 12} more" if len(names) > 12 else "")
