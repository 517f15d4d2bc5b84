"""What the scorer is measured against: the same phrases looked for in the same reply.

None of the others reads context: they say where words stand, not whether they
are meant. spaCy comes with the extra `benchmark`; without it its columns are
left out, and the reason is told.
"""

import re
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

from rapidfuzz import fuzz, process

from trainer.language.evidence import parse_phrase
from trainer.language.model import Criterion, Evidence, Rubric
from trainer.scoring.scorer import Scorer

Engine = Callable[[str], object]
"""Reads one reply; whatever it was told to look for was made ready before."""

_CRITERIA = 10
_CLOSE_ENOUGH = 85
_WORD = re.compile(r"\w+")


def floor(phrases: Sequence[str]) -> Engine:
    """Cut a reply into words and look each up: less cannot be done."""
    vocabulary = frozenset(word for phrase in phrases for word in phrase.split())

    def probe(reply: str) -> list[bool]:
        return [word in vocabulary for word in _WORD.findall(reply.lower())]

    return probe


def ours(phrases: Sequence[str]) -> Engine:
    """Assess a reply by ten criteria that share the phrases: context, verdicts and spans."""
    names = [f"criterion_{number}" for number in range(_CRITERIA)]
    rubric = Rubric(
        {
            name: Criterion(
                name, "", "", "", Evidence(any=tuple(map(parse_phrase, phrases[number::_CRITERIA])))
            )
            for number, name in enumerate(names)
        }
    )
    return Scorer(rubric, names).assess


def plain_rapidfuzz(phrases: Sequence[str]) -> Engine:
    """Compare every phrase with the best-fitting stretch of letters."""

    def compare(reply: str) -> object:
        return process.extract(
            reply.lower(),
            phrases,
            scorer=fuzz.partial_ratio,
            score_cutoff=_CLOSE_ENOUGH,
            limit=None,
        )

    return compare


def _lemma_pipeline() -> Any:
    pipeline = import_module("spacy").blank("en")
    pipeline.add_pipe("lemmatizer", config={"mode": "lookup"})
    pipeline.initialize()
    return pipeline


def spacy_matcher(phrases: Sequence[str]) -> Engine:
    """Run spaCy's token patterns over the lemmas of a reply."""
    pipeline = _lemma_pipeline()
    matcher = import_module("spacy.matcher").Matcher(pipeline.vocab)
    for number, phrase in enumerate(pipeline.pipe(phrases)):
        matcher.add(str(number), [[{"LEMMA": token.lemma_} for token in phrase]])
    return lambda reply: matcher(pipeline(reply))


def spacy_phrase_matcher(phrases: Sequence[str]) -> Engine:
    """Run spaCy's phrase table over the lemmas of a reply."""
    pipeline = _lemma_pipeline()
    matcher = import_module("spacy.matcher").PhraseMatcher(pipeline.vocab, attr="LEMMA")
    for number, phrase in enumerate(pipeline.pipe(phrases)):
        matcher.add(str(number), [phrase])
    return lambda reply: matcher(pipeline(reply))


def why_no_spacy() -> str | None:
    """Return why spaCy cannot be measured here, or None when it can."""
    for module in ("spacy", "spacy_lookups_data"):
        try:
            import_module(module)
        except ImportError:
            return f"{module} is not installed: pip install 'trainer[benchmark]'"
    return None
