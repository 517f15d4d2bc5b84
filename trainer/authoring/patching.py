"""Changes the evidence in a scenario's or a move's file, and nothing else in it.

Lines are inserted and taken out where the reader found the phrases; the rest of
the file, comments and layout, stays byte for byte. The changed text is read and
checked again before anybody sees it.
"""

import difflib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import replace
from typing import Any

from trainer.authoring.calibration import Change, parts
from trainer.authoring.list_edits import Edit, FileText, written
from trainer.authoring.subject import Subject, root_of
from trainer.language.diagnostics import Diagnostic
from trainer.language.evidence import Phrase, PhraseError, phrase_from_plain
from trainer.language.library import Library
from trainer.language.nodes import MappingNode, Node, to_plain

_SWALLOWED = "swallowed-phrase"
_MOST_ROUNDS = 8


class PatchRefused(Exception):
    """The file cannot be changed by machine; the message is a sentence."""


def patched(
    subject: Subject, library: Library, changes: Sequence[Change]
) -> tuple[bytes, tuple[Change, ...]]:
    """Return the file's bytes with the changes, and the changes as they came to be made.

    What the changed file's check finds superfluous is left out, or taken out.
    Raises PatchRefused, OSError.
    """
    content = subject.file.read_bytes()
    before = Counter(map(_told, library.check_file(subject.file, content)))
    made = {change.criterion: change for change in changes}
    for _ in range(_MOST_ROUNDS):
        changed = _changed(subject, content, tuple(made.values()))
        diagnostics = library.check_file(subject.file, changed)
        new = [one for one in diagnostics if before[_told(one)] == 0]
        if not new:
            return changed, tuple(one for one in made.values() if one.drop or one.add)
        if any(one.rule != _SWALLOWED for one in new):
            break
        made = _without_superfluous(subject, root_of(changed), made, new)
    raise PatchRefused(
        f"{subject.file} would not pass `trainer check` with these changes: make them by hand."
    )


def as_diff(name: str, old: bytes, new: bytes) -> str:
    """Return the change as a unified diff, as `git apply` and `patch -p1` take it."""
    lines = difflib.unified_diff(_lines(old), _lines(new), f"a/{name}", f"b/{name}")
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines
    )


def _lines(content: bytes) -> list[str]:
    return re.findall(r"[^\n]*\n|[^\n]+", content.decode("utf-8"))


def _told(diagnostic: Diagnostic) -> tuple[str, str]:
    return diagnostic.rule, diagnostic.message


def _changed(subject: Subject, content: bytes, changes: Sequence[Change]) -> bytes:
    root = root_of(content)
    text = FileText(content.decode("utf-8"))
    expected: dict[str, Any] = deepcopy(to_plain(root))
    edits: list[Edit] = []
    for change in changes:
        entry = _entry(subject, root, change.criterion)
        plain = expected if subject.is_move else expected["rubric"][change.criterion]
        own, of_move = _whose(subject, change, entry)
        if own or change.add:
            sources = [written(phrase) for phrase in change.add]
            edits += text.edit_list(entry, "any", own, sources)
            _edit_plain(plain, "any", entry, own, [_plain(phrase) for phrase in change.add])
        if of_move:
            edits += text.edit_list(entry, "without", (), [written(one) for one in of_move])
            _edit_plain(plain, "without", entry, (), [one.source for one in of_move])
    changed = text.with_edits(edits).encode("utf-8")
    if to_plain(root_of(changed)) != expected:
        raise PatchRefused(
            f"{subject.file} is laid out so that it cannot be changed by machine: "
            "make the changes by hand."
        )
    return changed


def _entry(subject: Subject, root: MappingNode, criterion: str) -> MappingNode:
    """Return where a criterion's evidence stands: a move's at the top of its file."""
    return root if subject.is_move else root.mapping("rubric").mapping(criterion)


def _whose(subject: Subject, change: Change, entry: MappingNode) -> tuple[list[Node], list[Phrase]]:
    """Part the phrases to drop: the file's own by their nodes, and those of the move it uses.

    A move's phrase is left out by its notation: where another has the same, or
    there is none, it stays.
    """
    own = [node for node in entry.items("any") if _phrase(node) in change.drop]
    found = [_phrase(node) for node in own]
    if "use" not in entry.entries:
        return own, []
    notations = Counter(
        phrase.source for _, phrase in parts(subject.rubric.criteria[change.criterion].evidence)
    )
    return own, [
        phrase
        for phrase in change.drop
        if phrase not in found and phrase.sequence is not None and notations[phrase.source] == 1
    ]


def _phrase(node: Node) -> Phrase | None:
    try:
        return phrase_from_plain(to_plain(node))
    except PhraseError:
        return None


def _plain(phrase: Phrase) -> Any:
    if phrase.weight == 1:
        return phrase.source
    return {"phrase": phrase.source, "weight": phrase.weight}


def _edit_plain(
    plain: dict[str, Any], key: str, entry: MappingNode, drop: Sequence[Node], add: Sequence[Any]
) -> None:
    """Do to the data what `edit_list` does to the text."""
    kept = [to_plain(node) for node in entry.items(key) if not any(node is one for one in drop)]
    plain[key] = [*kept, *add]
    if not plain[key]:
        del plain[key]


def _without_superfluous(
    subject: Subject,
    root: MappingNode,
    made: Mapping[str, Change],
    found: Sequence[Diagnostic],
) -> dict[str, Change]:
    """Leave out what would be added in vain, and drop what the added makes vain."""
    places = {one.place for one in found}
    changes = dict(made)
    for name, change in made.items():
        entry = _entry(subject, root, name)
        vain = [_phrase(node) for node in entry.items("any") if node.place in places]
        phrases = tuple(phrase for phrase in vain if phrase is not None)
        changes[name] = replace(
            change,
            drop=change.drop + tuple(one for one in phrases if one not in change.add),
            add=tuple(one for one in change.add if one not in phrases),
        )
    return changes
