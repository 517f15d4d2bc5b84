"""Phrases that would have caught missed replies, made of those replies' own words.

A run of up to four words, a built-in class in place of the words it stands for,
two words or classes with a gap between: what missed replies share is kept, an
index of sentences tells roughly where else such words stand, and the real
matcher counts the promising ones exactly.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import comb

from trainer.language.evidence import Phrase, PhraseError, parse_phrase
from trainer.language.model import Evidence, Rubric
from trainer.scoring.anchors import ClassTable
from trainer.scoring.classes import compiled_classes
from trainer.scoring.matching import Matcher
from trainer.scoring.patterns import CUE_PREFIX, GAP_WORDS, NUMBER
from trainer.scoring.reading import Reading, read
from trainer.scoring.scorer import Scorer
from trainer.scoring.words import base_form, is_content

GAP = "..."
_LONGEST_RUN = 4
_BESIDE_CLASS = 2
"""Words that are taken along on either side of a class."""
_MOST_SEARCHED = 200
"""Missed replies of one criterion that candidates are made of."""
_MOST_PER_REPLY = 8
_MOST_TRIED = 150
_MANY_SAMPLES = 40
"""Among so many, a phrase must stand in two replies that say it: once is a name, or a slip."""
_MOST_BY_CHANCE = 0.05
"""Measured on a third held back, with the shipped moves cut to a third of their phrases: so
strictly chosen, of 24 changes 19 did better there; one chosen by its counts alone, as often worse.
"""
_FEW_MISSED = 6
"""With so few missed replies, what stands in only one of them is worth a look."""

Pieces = tuple[str, ...]
"""A candidate's words, classes (`$duration`) and gaps, in order."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A reply as the search sees it; `number` is its own among all samples."""

    number: int
    ask: str
    text: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is searched for one criterion, by the numbers of samples.

    `missed` say it and were not heard, `denied` do not say it; `false` are those of
    `denied` that are heard all the same.
    """

    missed: frozenset[int]
    denied: frozenset[int]
    false: frozenset[int]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A phrase that would catch `adds` of the missed replies and wrongly hit `wrong` others.

    `by_chance` is how many phrases as good, among all that were tried, chance
    alone would bring: each meaningless one by the binomial tail among the replies
    not heard so far. `catches` are the numbers of the missed replies that no
    better candidate catches.
    """

    phrase: Phrase
    adds: int
    wrong: int
    by_chance: float
    catches: frozenset[int]

    @property
    def may_be_chance(self) -> bool:
        """Whether some phrase would look as good though it meant nothing."""
        return self.by_chance > _MOST_BY_CHANCE


class SentenceIndex:
    """Which sentences of all samples hold a word, in any inflection, or a class."""

    def __init__(self, samples: Iterable[Sample]) -> None:
        self._table = ClassTable(compiled_classes())
        self._classes = [name for name in self._table.classes if not name.startswith(CUE_PREFIX)]
        self._classes.append(NUMBER)
        self._readings: dict[int, range] = {}
        places: dict[str, list[int]] = defaultdict(list)
        self._count = 0
        for sample in samples:
            reading = read(sample.text)
            first = self._count
            for token, sentence in zip(reading.tokens, reading.sentence_of, strict=True):
                places[base_form(token.word)].append(first + sentence)
            for name, spans in self._spans(reading).items():
                places[name].extend(first + reading.sentence_of[start] for start, _ in spans)
            self._count += len(reading.sentences)
            self._readings[sample.number] = range(first, self._count)
        self._masks = {piece: self._mask(sentences) for piece, sentences in places.items()}

    def sentences_of(self, numbers: Collection[int]) -> int:
        """Return the sentences of these samples, as bits."""
        return self._mask(one for number in numbers for one in self._readings[number])

    def sentences_with(self, pieces: Pieces) -> int:
        """Return the sentences that hold all of the pieces, in whatever order, as bits."""
        mask = -1
        for piece in pieces:
            if piece != GAP:
                mask &= self._masks.get(piece, 0)
        return mask

    def candidates_in(self, text: str) -> set[Pieces]:
        """Return every candidate that a reply's own words give."""
        reading = read(text)
        found: set[Pieces] = set()
        spans = self._spans(reading)
        for sentence in reading.sentences:
            words = [_word(reading, index) for index in range(sentence.first, sentence.last)]
            classes = [
                (start - sentence.first, end - sentence.first, name)
                for name, ones in spans.items()
                for start, end in ones
                if sentence.first <= start < sentence.last
            ]
            found.update(_runs(words))
            found.update(_around_classes(words, classes))
            found.update(_with_gap(words, classes))
        return found

    def _spans(self, reading: Reading) -> dict[str, list[tuple[int, int]]]:
        matcher = Matcher(reading, self._table)
        found = {}
        for name in self._classes:
            matches = matcher.find_class(name)
            if matches:
                found[f"${name}"] = [(one.first, one.last) for one in matches]
        return found

    def _mask(self, sentences: Iterable[int]) -> int:
        bits = bytearray(self._count // 8 + 1)
        for sentence in sentences:
            bits[sentence >> 3] |= 1 << (sentence & 7)
        return int.from_bytes(bits, "little")


def _word(reading: Reading, index: int) -> str | None:
    """Return a token as a phrase would name it; None for what no phrase should name."""
    token = reading.tokens[index]
    if token.is_number or not token.word.isalpha():
        return None
    return base_form(token.word)


def _runs(words: Sequence[str | None]) -> Iterator[Pieces]:
    """Yield runs of words with a content word; of three or four words any run."""
    for start in range(len(words)):
        run: list[str] = []
        for word in words[start : start + _LONGEST_RUN]:
            if word is None:
                break
            run.append(word)
            if len(run) > 2 or any(map(is_content, run)):
                yield tuple(run)


def _around_classes(
    words: Sequence[str | None], classes: Sequence[tuple[int, int, str]]
) -> Iterator[Pieces]:
    """Yield each class with up to two words before and after it."""
    for start, end, name in classes:
        for left in range(_BESIDE_CLASS + 1):
            before = words[max(0, start - left) : start]
            if len(before) < left or None in before:
                break
            for right in range(_BESIDE_CLASS + 1):
                after = words[end : end + right]
                if len(after) < right or None in after:
                    break
                pieces = (*before, name, *after)
                yield tuple(piece for piece in pieces if piece is not None)


def _with_gap(
    words: Sequence[str | None], classes: Sequence[tuple[int, int, str]]
) -> Iterator[Pieces]:
    """Yield two content words or classes with some words between them."""
    units = [
        (index, index + 1, word)
        for index, word in enumerate(words)
        if word is not None and is_content(word)
    ]
    units = sorted([*units, *classes])
    for place, (_, end, first) in enumerate(units):
        for start, _, second in units[place + 1 :]:
            if start > end + GAP_WORDS:
                break
            if start > end:
                yield first, GAP, second


def search(
    rubric: Rubric,
    listen_for: Mapping[str, Sequence[str]],
    samples: Sequence[Sample],
    wanted: Mapping[str, Wanted],
) -> Mapping[str, tuple[Candidate, ...]]:
    """Return, for each criterion wanted, the candidates that complement each other, best first.

    `listen_for` are the criteria of each ask. Each candidate was counted by the
    real matcher over all samples of the asks that listen for its criterion.
    """
    open_to_more = {
        name: one
        for name, one in wanted.items()
        if one.missed and can_take_more(rubric.criteria[name].evidence)
    }
    if not open_to_more:
        return {}
    index = SentenceIndex(samples)
    texts = {sample.number: sample.text for sample in samples}
    tried = {name: _promising(one, texts, index) for name, one in open_to_more.items()}
    hits = _hits(rubric, listen_for, samples, tried)
    fewest = 2 if len(samples) >= _MANY_SAMPLES else 1
    return {
        name: tuple(_complementing(hits[name], one, fewest)) for name, one in open_to_more.items()
    }


def can_take_more(evidence: Evidence) -> bool:
    """Whether one more phrase under `any` can make a criterion heard where it was not.

    Where there is no `any` yet, its first phrase would be one more thing to ask for.
    """
    return bool(evidence.any) or (not evidence.all and evidence.at_least is None)


def _promising(wanted: Wanted, texts: Mapping[int, str], index: SentenceIndex) -> list[Phrase]:
    """Return what missed replies share and others, as far as the index tells, do not."""
    searched = sorted(wanted.missed, key=lambda number: (texts[number], number))[:_MOST_SEARCHED]
    by_pieces: dict[Pieces, int] = defaultdict(int)
    of_reply: list[list[Pieces]] = []
    for number in searched:
        found = sorted(index.candidates_in(texts[number]))
        of_reply.append(found)
        for pieces in found:
            by_pieces[pieces] += 1
    fewest = 1 if len(searched) <= _FEW_MISSED else 2
    denied = index.sentences_of(wanted.denied)
    worth: dict[Pieces, tuple[int, int, Pieces]] = {}
    for pieces, adds in by_pieces.items():
        if adds >= fewest:
            wrong = (index.sentences_with(pieces) & denied).bit_count()
            if wrong < 2 * adds + 2:
                worth[pieces] = (wrong - adds, len(pieces), pieces)
    chosen: set[Pieces] = set()
    for found in of_reply:
        known = sorted((pieces for pieces in found if pieces in worth), key=worth.__getitem__)
        chosen.update(known[:_MOST_PER_REPLY])
    best = sorted(chosen, key=worth.__getitem__)[:_MOST_TRIED]
    return [phrase for pieces in best if (phrase := _phrase(pieces)) is not None]


def _phrase(pieces: Pieces) -> Phrase | None:
    try:
        return parse_phrase(" ".join(pieces))
    except PhraseError:
        return None


def _hits(
    rubric: Rubric,
    listen_for: Mapping[str, Sequence[str]],
    samples: Sequence[Sample],
    tried: Mapping[str, Sequence[Phrase]],
) -> Mapping[str, Mapping[Phrase, frozenset[int]]]:
    """Return the samples in which each candidate counts, read as the criterion's own phrase."""
    criteria = {
        name: replace(
            rubric.criteria[name],
            applies_when=None,
            evidence=Evidence(
                any=tuple(phrases),
                none=rubric.criteria[name].evidence.none,
                says=rubric.criteria[name].evidence.says,
            ),
        )
        for name, phrases in tried.items()
    }
    trial = Rubric(criteria, rubric.groups)
    found: dict[str, dict[Phrase, set[int]]] = {
        name: {phrase: set() for phrase in phrases} for name, phrases in tried.items()
    }
    for ask, names in listen_for.items():
        listened = [name for name in names if name in criteria]
        if not listened:
            continue
        scorer = Scorer(trial, listened)
        for sample in samples:
            if sample.ask == ask:
                for name, phrases in scorer.assess_closely(sample.text)[1].items():
                    for phrase in phrases:
                        if phrase in found[name]:
                            found[name][phrase].add(sample.number)
    return {
        name: {phrase: frozenset(numbers) for phrase, numbers in ones.items()}
        for name, ones in found.items()
    }


def _complementing(
    hits: Mapping[Phrase, frozenset[int]], wanted: Wanted, fewest: int
) -> Iterator[Candidate]:
    """Yield the best candidate, then the best for what it leaves, and so on.

    Only such as stand in at least `fewest` replies that say it.
    """
    left = wanted.missed
    sound = {
        phrase: numbers
        for phrase, numbers in hits.items()
        if len(numbers & wanted.missed) > len(numbers & wanted.denied)
        and len(numbers - wanted.denied) >= fewest
    }
    counted = wanted.false
    while left and sound:
        best = min(
            (_worth(phrase, numbers, left, wanted.denied, counted), phrase)
            for phrase, numbers in sound.items()
        )[1]
        numbers = sound.pop(best)
        caught = numbers & left
        new_wrong = (numbers & wanted.denied) - counted
        if len(caught) <= len(new_wrong):
            return
        yield Candidate(
            best,
            adds=len(numbers & wanted.missed),
            wrong=len(numbers & wanted.denied),
            by_chance=len(hits) * _tail(numbers, wanted),
            catches=caught,
        )
        left -= caught
        counted |= new_wrong


def _worth(
    phrase: Phrase,
    numbers: frozenset[int],
    left: frozenset[int],
    denied: frozenset[int],
    counted: frozenset[int],
) -> tuple[int, int, int, int, str]:
    """Return what orders candidates, the best first: what they gain, then how surely."""
    wrong = numbers & denied
    gain = len(numbers & left) - len(wrong - counted)
    return -gain, len(wrong), -len(numbers), len(phrase.source), phrase.source


def _tail(numbers: frozenset[int], wanted: Wanted) -> float:
    unheard = wanted.missed | (wanted.denied - wanted.false)
    share = len(wanted.missed) / len(unheard)
    hits, adds = len(numbers & unheard), len(numbers & wanted.missed)
    return sum(
        comb(hits, more) * share**more * (1 - share) ** (hits - more)
        for more in range(adds, hits + 1)
    )
