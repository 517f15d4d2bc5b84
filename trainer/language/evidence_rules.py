"""Rules about a criterion's evidence: what can never match, or never make a difference."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from trainer.language.evidence import (
    Alternatives,
    ClassName,
    Phrase,
    PhraseError,
    Position,
    Word,
    phrase_from_plain,
)
from trainer.language.findings import Finding
from trainer.language.located import EVIDENCE_LISTS
from trainer.language.nodes import MappingNode, Node, ScalarNode, to_plain
from trainer.language.phrases import parsed

_TURNING = frozenset(
    [
        *("no", "not", "never", "nothing", "nobody", "none", "neither", "nor", "without"),
        *("hardly", "cannot", "instead", "rather", "if", "was", "were", "had"),
        *("would", "could", "should", "might"),
    ]
)
"""Words that turn what stands beside them: a phrase that takes one in means something else."""

Options = frozenset[str]
"""The notations a piece of a phrase stands for."""


@dataclass(frozen=True, slots=True)
class _Written:
    """A phrase as it was written: one set of notations for each piece."""

    notation: str
    pieces: tuple[Options, ...]


def evidence_rules(criterion: MappingNode, move: Mapping[str, Any] | None) -> Iterator[Finding]:
    """Find what can never be heard in a criterion, or in the move it adds to."""
    for key in EVIDENCE_LISTS:
        yield from _never_matching(criterion.items(key))
    at_least = criterion.mapping("at_least")
    yield from _never_matching(at_least.items("of"))
    yield from _too_few(at_least, move)
    if _weighs(criterion, move):
        yield from _too_light(criterion, move)
        return
    for key in EVIDENCE_LISTS:
        more = (move or {}).get(key, ())
        yield from _swallowed(criterion.items(key), more if isinstance(more, Sequence) else ())


def _weighs(criterion: MappingNode, move: Mapping[str, Any] | None) -> bool:
    return "threshold" in criterion.entries or "threshold" in (move or {})


def _phrase(plain: object) -> Phrase | None:
    try:
        if isinstance(plain, str):
            return parsed(plain)
        return phrase_from_plain(plain) if isinstance(plain, Mapping) else None
    except (PhraseError, TypeError):
        return None  # Said elsewhere.


def _never_matching(nodes: Sequence[Node]) -> Iterator[Finding]:
    for node in nodes:
        if not isinstance(node, MappingNode):
            continue
        phrase = _phrase(to_plain(node))
        if phrase is None:
            continue
        cause = _contradiction(phrase)
        if cause:
            first = next(iter(node.entries.values()))
            yield Finding("phrase-never-matches", first.key_place, {"cause": cause})


def _contradiction(phrase: Phrase) -> str:
    if phrase.asks and phrase.position is Position.STATEMENT:
        return "it must stand in a question and in no question"
    most, fewest = phrase.words_at_most, phrase.words_at_least
    if most is not None and fewest is not None and fewest > most:
        return f"a reply of at most {most} words has not {fewest}"
    if most is not None and most < 1:
        return "a reply has at least one word"
    return ""


def _too_few(at_least: MappingNode, move: Mapping[str, Any] | None) -> Iterator[Finding]:
    number = at_least.value("n")
    if not isinstance(number, ScalarNode) or not isinstance(number.value, int):
        return
    brought = (move or {}).get("at_least", {})
    more = brought.get("of", ()) if isinstance(brought, Mapping) else ()
    most = len(at_least.items("of")) + len(more)
    if number.value > most:
        details: dict[str, object] = {"needed": f"{number.value} phrases", "most": most}
        yield Finding("evidence-never-enough", number.place, details)


def _too_light(criterion: MappingNode, move: Mapping[str, Any] | None) -> Iterator[Finding]:
    node = criterion.value("threshold")
    threshold = node.value if isinstance(node, ScalarNode) else None
    if not isinstance(threshold, int) or isinstance(threshold, bool):
        return
    plain = [to_plain(one) for one in criterion.items("any")] + list((move or {}).get("any", ()))
    weights = [phrase.weight for one in plain if (phrase := _phrase(one)) is not None]
    most = sum(weight for weight in weights if weight > 0)
    if weights and node is not None and threshold > most:
        details: dict[str, object] = {"needed": f"{threshold} points", "most": most}
        yield Finding("evidence-never-enough", node.place, details)


def _swallowed(nodes: Sequence[Node], more: Sequence[object]) -> Iterator[Finding]:
    """Find phrases in whose every match a shorter one of the list, or of the move, matches."""
    own = [(node, one) for node in nodes if (one := _written(to_plain(node))) is not None]
    if not own:
        return  # Most criteria take a move as it is: its hundreds of phrases are not compared.
    wider = [one for _, one in own]
    wider += [one for plain in more if (one := _written(plain)) is not None]
    by_first: dict[str, list[_Written]] = {}
    for one in wider:
        for option in one.pieces[0]:
            by_first.setdefault(option, []).append(one)
    told: set[tuple[Options, ...]] = set()
    for node, one in own:
        found = one if one.pieces in told else _swallower(one, by_first)
        told.add(one.pieces)
        if found is not None:
            details = {"phrase": one.notation, "wider": found.notation}
            yield Finding("swallowed-phrase", node.place, details)


def _swallower(one: _Written, by_first: Mapping[str, list[_Written]]) -> _Written | None:
    for start, piece in enumerate(one.pieces):
        for other in by_first.get(next(iter(piece), ""), ()):
            stop = start + len(other.pieces)
            if stop > len(one.pieces) or other.pieces == one.pieces:
                continue
            covered = one.pieces[start:stop]
            left = (*one.pieces[:start], *one.pieces[stop:])
            if all(map(Options.issuperset, other.pieces, covered)) and all(map(_is_plain, left)):
                return other
    return None


def _is_plain(piece: Options) -> bool:
    """Whether a piece is words that turn nothing: a class or a gap may hold such words."""
    return not any(
        option in _TURNING or option.endswith("n't") or not option.strip("=*").isalnum()
        for option in piece
    )


def _written(plain: object) -> _Written | None:
    """Return a phrase that is words and nothing else; None for one that also asks for a place."""
    phrase = _phrase(plain) if isinstance(plain, str) else None
    if phrase is None or phrase.sequence is None:
        return None
    pieces: list[Options] = []
    for piece in phrase.sequence.pieces:
        match piece:
            case Word() | ClassName():
                pieces.append(Options({_notation(piece)}))
            case Alternatives(options):
                pieces.append(Options(map(_notation, options)))
            case _:
                pieces.append(Options({f"{piece!r}..."}))
    return _Written(phrase.source, tuple(pieces))


def _notation(option: Word | ClassName) -> str:
    if isinstance(option, ClassName):
        return f"${option.name}"
    return f"{'=' if option.is_exact else ''}{option.text}{'*' if option.is_stem else ''}"
