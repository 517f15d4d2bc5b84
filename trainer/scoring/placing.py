"""Where a phrase may stand: its length of reply, its sentence, its company."""

from trainer.language.evidence import Phrase, Position
from trainer.scoring.matching import Match
from trainer.scoring.reading import Reading, opening_sentence

_NEAR_REACH = 14


def fits_length(phrase: Phrase, reading: Reading) -> bool:
    """Whether the reply is as long as the phrase asks."""
    count = len(reading.tokens)
    return not (
        (phrase.words_at_most is not None and count > phrase.words_at_most)
        or (phrase.words_at_least is not None and count < phrase.words_at_least)
    )


def whole_matches(phrase: Phrase, reading: Reading) -> list[Match]:
    """Return what a phrase without words matches: every question, or the whole reply."""
    if phrase.asks:
        return [
            Match(one.first, one.last, frozenset(range(one.first, one.last)))
            for one in reading.sentences
            if one.is_question
        ]
    if not reading.tokens:
        return []
    return [Match(0, len(reading.tokens), frozenset(range(len(reading.tokens))))]


def is_in_place(phrase: Phrase, match: Match, reading: Reading) -> bool:
    """Whether a match stands in the sentence the phrase asks for."""
    sentence = reading.sentence_of[match.first]
    is_question = reading.sentences[sentence].is_question
    if phrase.asks and not is_question:
        return False
    match phrase.position:
        case Position.FIRST_SENTENCE:
            return sentence <= opening_sentence(reading)
        case Position.LAST_SENTENCE:
            return sentence == reading.sentence_of[-1]
        case Position.QUESTION:
            return is_question
        case Position.STATEMENT:
            return not is_question
    return True


def is_near(match: Match, other: Match, reading: Reading) -> bool:
    """Whether two matches stand close together in one sentence, sharing no word."""
    if match.consumed & other.consumed:
        return False
    if reading.sentence_of[match.first] != reading.sentence_of[other.first]:
        return False
    return max(other.first - match.last, match.first - other.last) <= _NEAR_REACH
