"""Words and their base forms: inflection, British and American spelling, short forms.

Every table is a file in `data/`. Lookups in the lemma dictionary are slow and
are cached; the dictionary itself is loaded at the first word it is needed for.
"""

from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from importlib import resources
from typing import Any

_DERIVED_ENDINGS = ("ment", "ness", "tion", "sion", "ity", "ance", "ence", "ful", "able", "ive")
_INFLECTED_ENDINGS = ("s", "ed", "ing")


def data_lines(name: str) -> Iterator[str]:
    """Yield the lines of a table in `data/` that are neither empty nor comments."""
    text = resources.files("trainer.scoring").joinpath("data", name).read_text(encoding="utf-8")
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            yield line


def _pairs(name: str) -> dict[str, str]:
    return dict(line.rstrip().split("\t", 1) for line in data_lines(name))


@cache
def function_words() -> frozenset[str]:
    """Words that carry grammar rather than meaning."""
    return frozenset(word for line in data_lines("function_words.txt") for word in line.split())


@cache
def _word_sets() -> Mapping[str, frozenset[str]]:
    gathered: dict[str, list[str]] = {}
    name = ""
    for line in data_lines("word_sets.txt"):
        if line.startswith("["):
            name = line[1:].partition("]")[0]
        else:
            gathered.setdefault(name, []).extend(line.split())
    return {one: frozenset(words) for one, words in gathered.items()}


def word_set(name: str) -> frozenset[str]:
    """Return one of the small closed sets of `data/word_sets.txt`; KeyError if there is none."""
    return _word_sets()[name]


@cache
def contractions() -> Mapping[str, tuple[str, ...]]:
    """Forms typed as one word, without apostrophe, and the words they stand for."""
    return {form: tuple(words.split()) for form, words in _pairs("contractions.tsv").items()}


@cache
def short_forms() -> Mapping[str, str]:
    """Abbreviations and variants, and the one word each is read as."""
    return _pairs("short_forms.tsv")


@cache
def number_words() -> Mapping[str, int]:
    """Number words and their values."""
    return {word: int(value) for word, value in _pairs("number_words.txt").items()}


@cache
def _lemma_corrections() -> Mapping[str, str]:
    return _pairs("lemmas.tsv")


@cache
def _americanised() -> Mapping[str, str]:
    from breame.data.spelling_constants import BRITISH_ENGLISH_SPELLINGS

    return dict(BRITISH_ENGLISH_SPELLINGS)


def _lemma(word: str) -> str:
    from simplemma import lemmatize

    corrections = _lemma_corrections()
    for _ in range(4):
        if word in corrections:
            return corrections[word]
        shorter = str(lemmatize(word, lang="en")).lower()
        if shorter == word:
            break
        word = shorter
    return word


@lru_cache(maxsize=20_000)
def base_form(word: str) -> str:
    """Return what all inflections and spellings of a lower-case `word` share.

    Function words are their own base: treating "are" as "be" makes unlike
    sentences alike.
    """
    if len(word) < 3 or word in function_words() or not word.isalpha():
        return word
    american = _americanised().get(word, word)
    lemma = _lemma(american)
    if lemma == american and lemma.endswith(_INFLECTED_ENDINGS) and len(lemma) > 4:
        lemma = _stemmed(lemma)
    return _americanised().get(lemma, lemma)


def _stemmed(word: str) -> str:
    if word in _lemma_corrections() or word.endswith((*_DERIVED_ENDINGS, "ss", "us", "is")):
        return word
    if word.isascii() and word.endswith("ies"):
        return word[:-3] + "y"
    return str(_stemmer().stemWord(word)) if word.endswith("s") else word


@cache
def _stemmer() -> Any:
    import snowballstemmer

    return snowballstemmer.stemmer("english")


def is_content(word: str) -> bool:
    """Whether a word carries meaning of its own."""
    return word not in function_words()
