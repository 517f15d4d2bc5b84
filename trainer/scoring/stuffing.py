"""Sentences that list a rubric's words without saying anything."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise

from trainer.scoring.matching import Match
from trainer.scoring.reading import Reading
from trainer.scoring.words import function_words, is_content, word_set

_FEWEST_WORDS = 4
_FEWEST_SCRAPS = 4
_FEWEST_BARE = 4
_FEWEST_CUT_OFF = 3
_LONGEST_SCRAP = 3
_SCRAP_END = re.compile(r"[,;/|\u2022\u00b7]")
_FEWEST_PLACES = 3
_MOSTLY = 0.6
_REPEATED = 0.5
_REPEATED_AT_LEAST = 3
_PARTICLES = word_set("particles")
_LEAVES_OPEN = word_set("leaves_open")
_SAYING = word_set("signs_of_a_sentence")
_TELLING = word_set("telling")


def stuffed_sentences(
    reading: Reading,
    matches: Sequence[Match],
    by_criterion: Callable[[], Iterable[Sequence[Match]]] = tuple,
) -> frozenset[int]:
    """Return the sentences that are mostly matched words, with no subject or auxiliary.

    Short honest replies ("Thank you, she watched me today.") are not caught:
    four content words are needed, and matches in three places. A row of scraps
    ("your schedule; flexible; suits you; works for you") is a list of one
    criterion's words when three of its scraps are `by_criterion` matches of the same,
    and anyone's when it is bare words ("pick, brain, mentor, advice") or stops short
    again and again.
    """
    covered = {index for match in matches for index in match.consumed}
    without_meaning = function_words()
    stuffed = set()
    for number, sentence in enumerate(reading.sentences):
        words = [token.word for token in reading.tokens[sentence.first : sentence.last]]
        content = [
            index for index, word in enumerate(words, sentence.first) if word not in without_meaning
        ]
        if len(content) < _FEWEST_WORDS or not covered.intersection(content):
            continue
        if _is_repetitive([reading.tokens[index].word for index in content]):
            stuffed.add(number)
        elif not sentence.is_question and not _SAYING.intersection(words):
            share = len(covered.intersection(content)) / len(content)
            if share >= _MOSTLY and _is_many(matches, sentence.first, sentence.last):
                stuffed.add(number)
    for scraps in _rows_of_scraps(reading):
        tells = any(reading.tokens[index].word in _TELLING for one in scraps for index in one)
        is_bare = len(scraps) >= _FEWEST_BARE + tells and _are_bare(reading, scraps)
        is_bare = is_bare or _are_cut_off(reading, scraps)
        if is_bare or (not tells and any(_fits_many(ones, scraps) for ones in by_criterion())):
            stuffed.add(reading.sentence_of[scraps[0].start])
    return frozenset(stuffed)


def _is_repetitive(words: Sequence[str]) -> bool:
    # Counting is slow, and in most sentences no word comes three times.
    if len(words) - len(set(words)) < _REPEATED_AT_LEAST - 1:
        return False
    most_common = Counter(words).most_common(1)[0][1]
    return most_common >= _REPEATED_AT_LEAST and most_common >= _REPEATED * len(words)


def _rows_of_scraps(reading: Reading) -> Iterator[list[range]]:
    """Yield, for each sentence that is scraps between commas and nothing else, those scraps."""
    for sentence in reading.sentences:
        starts = [
            index
            for index in range(sentence.first + 1, sentence.last)
            if reading.tokens[index].before != " "
            and _SCRAP_END.search(reading.tokens[index].before)
        ]
        bounds = [sentence.first, *starts, sentence.last]
        scraps = [range(first, last) for first, last in pairwise(bounds)]
        if (
            len(scraps) >= _FEWEST_SCRAPS
            and not sentence.is_question
            and all(len(scrap) <= _LONGEST_SCRAP for scrap in scraps)
        ):
            yield scraps


def _are_bare(reading: Reading, scraps: Sequence[range]) -> bool:
    """Whether the scraps are words without a single one that joins them, most of them alone."""
    words = [reading.tokens[index] for scrap in scraps for index in scrap]
    return 2 * len(scraps) > len(words) and all(
        (is_content(token.word) or token.word in _PARTICLES) and not token.is_number
        for token in words
    )


def _are_cut_off(reading: Reading, scraps: Sequence[range]) -> bool:
    """Whether several scraps stop where more must follow: "I hope to, I want to, I plan to"."""
    ends = [reading.tokens[scrap[-1]].word for scrap in scraps]
    return sum(word in _LEAVES_OPEN for word in ends) >= _FEWEST_CUT_OFF


def _fits_many(matches: Sequence[Match], scraps: Sequence[range]) -> bool:
    return sum(any(one.first in scrap for one in matches) for scrap in scraps) >= _FEWEST_PLACES


def _is_many(matches: Sequence[Match], first: int, last: int) -> bool:
    """Whether a list's worth of places is matched, none of which touch the same words."""
    ends = 0
    count = 0
    for match in sorted(matches, key=lambda one: one.last):
        if first <= match.first and match.last <= last and match.first >= ends:
            count += 1
            ends = match.last
    return count >= _FEWEST_PLACES
