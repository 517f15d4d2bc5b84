"""A scenario, its pack and the moves it uses, brought together in one document.

Lists join, the move's first; scalars replace; `feedback` is replaced sentence by
sentence and `wordings` as a pair; `without` takes phrases of the move away by
their exact notation; a move's word classes come along and join the scenario's of
the same name. Works on data that the schema has found sound.
"""

from collections.abc import Mapping
from typing import Any

from trainer.language.word_classes import built_in_class_names

FORMAT = 1
"""The only format of scenarios, moves and packs so far."""
PHRASE_LISTS = ("any", "all", "none", "partly")
_READ_OTHERWISE = frozenset(
    {
        *PHRASE_LISTS,
        *("at_least", "says", "threshold", "without", "fault"),
        *("applies_when", "exclusive", "reading"),
    }
)
"""Keys by which a scenario's entry makes a move hear other replies than it was calibrated to."""
_NOT_KEPT = frozenset({"examples", "use", "without", "groups", "format", "id"})
_JOINED = (*PHRASE_LISTS, "exclusive")

Plain = Mapping[str, Any]


def resolve(scenario: Plain, pack: Plain | None, moves: Mapping[str, Plain]) -> dict[str, Any]:
    """Return the resolved document; KeyError when `moves` lacks one that is used."""
    groups: dict[str, list[Any]] = {}
    rubric: dict[str, Any] = {}
    authored = [scenario.get("groups", {}), (pack or {}).get("groups", {})]
    for entry in scenario["rubric"].values():
        move = moves[entry["use"]] if "use" in entry else None
        if move is not None:
            _join(groups, move.get("groups", {}))
        authored.append(entry.get("groups", {}))
    for wordlists in reversed(authored):
        _join(groups, wordlists)
    for name, entry in scenario["rubric"].items():
        move = moves[entry["use"]] if "use" in entry else None
        rubric[name] = _criterion(entry, move, scenario["practice"])
        if move is not None:
            rubric[name]["move"] = entry["use"]
            rubric[name]["move_unchanged"] = not _READ_OTHERWISE & entry.keys() and _has_its_own(
                move, groups
            )
    for name in _sharing(rubric):
        if "move" in rubric[name]:
            rubric[name]["move_unchanged"] = False
    document = {key: _thawed(value) for key, value in scenario.items()}
    document.update(format=FORMAT, rubric=rubric, groups=groups)
    document["support"] = (pack or {}).get("support", "")
    return document


def _has_its_own(move: Plain, groups: Plain) -> bool:
    """Whether a move's words, beside all the word classes of a scenario, are still its own.

    A class of a built-in one's name adds to that one, which the move or another
    built-in class may name: then they count as others.
    """
    own: dict[str, list[Any]] = {}
    _join(own, move.get("groups", {}))  # As they are joined: a phrase given twice counts once.
    return all(groups[name] == phrases for name, phrases in own.items()) and not (
        (groups.keys() - own.keys()) & built_in_class_names()
    )


def _sharing(rubric: Mapping[str, Plain]) -> set[str]:
    """Return the criteria of which one may take words away from another."""
    pairs = [(name, other) for name, one in rubric.items() for other in one.get("exclusive", ())]
    return {name for pair in pairs if pair[1] in rubric for name in pair}


def _join(groups: dict[str, list[Any]], more: Plain) -> None:
    for name, phrases in more.items():
        known = groups.setdefault(name, [])
        known.extend(_thawed(phrase) for phrase in phrases if phrase not in known)


def _criterion(entry: Plain, move: Plain | None, practice: str) -> dict[str, Any]:
    merged: dict[str, Any] = {"practice": practice}
    if move is not None:
        merged.update({key: _thawed(move[key]) for key in move if key not in _NOT_KEPT})
        unwanted = entry.get("without", ())
        for key in PHRASE_LISTS:
            if key in merged:
                merged[key] = [one for one in merged[key] if notation(one) not in unwanted]
        if "at_least" in merged:
            of = merged["at_least"]["of"]
            merged["at_least"]["of"] = [one for one in of if notation(one) not in unwanted]
    for key, value in entry.items():
        if key in _NOT_KEPT:
            continue
        if key in _JOINED and key in merged:
            merged[key] = merged[key] + _thawed(value)
        elif key == "feedback":
            merged[key] = {**merged.get(key, {}), **value}
        elif key == "at_least" and key in merged:
            merged[key] = {"n": value["n"], "of": merged[key]["of"] + _thawed(value["of"])}
        else:
            merged[key] = _thawed(value)
    return merged


def notation(phrase: object) -> str:
    """Return the phrase as its author wrote it, without what a mapping adds; "" for no words."""
    return str(phrase.get("phrase", "") if isinstance(phrase, Mapping) else phrase)


def _thawed(value: Any) -> Any:
    """Return a copy that shares nothing and holds only JSON's own types."""
    if isinstance(value, Mapping):
        return {key: _thawed(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_thawed(one) for one in value]
    return value
