"""A reply as it is read: tokens, sentences, clauses, questions and quotations."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from trainer.scoring.assessment import LONGEST_REPLY
from trainer.scoring.tokens import Token, tokenise
from trainer.scoring.words import base_form, number_words, word_set

NUMBER_KEY = "#number"
"""The form every number has besides its own."""

_PLAIN_JOINTS = frozenset({" ", ""})
"""What mostly stands between two words; looked up first because a search is slow."""
_SENTENCE_END = re.compile(r"[.!?\u2026\u3002\uff1f\uff01]")
_QUESTION = re.compile(r"[?\uff1f]")
_STRONG_BREAK = re.compile(r"[;:()\[\]\u2013\u2014/]|\s-+\s|--")
_NO_STOP_AFTER = word_set("abbreviations")
_SUBJECTS = word_set("subjects")
_AUXILIARIES = word_set("auxiliaries")
_OPENERS = word_set("clause_openers")
_CONJUNCTIONS = word_set("conjunctions")
_MAY_START_CLAUSE = _CONJUNCTIONS | {"so", "and", "or"}
"""The words that may begin a clause with nothing but a space before them."""
_CONTRAST = word_set("contrasting")
_GREETINGS = word_set("greetings")
_LONGEST_GREETING = 5
_QUESTION_WORDS = word_set("question_words")
_OPENING_FILLERS = word_set("opening_fillers")
_SO_DEGREE = word_set("after_so_of_degree")
_DIRECTED_QUOTES = (
    "|\u201c[^\u201d]{2,}?\u201d|\u00ab[^\u00bb]{2,}?\u00bb"
    "|(?<!\\w)['\u2018][^'\u2018\u2019\n]*(?:\\w['\u2019]\\w[^'\u2018\u2019\n]*)*['\u2019](?!\\w)"
)
_QUOTES = re.compile('"[^"]{2,}?"' + _DIRECTED_QUOTES)
_QUOTES_OF_A_LINE = re.compile('"[^"\n]{2,}?"' + _DIRECTED_QUOTES)
"""For a reply with an odd one among its straight quotes: it must not turn the others about."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A stretch of tokens, `first` to `last` exclusive."""

    first: int
    last: int
    is_question: bool


@dataclass(frozen=True, slots=True)
class Quotation:
    """Tokens between quotation marks, `first` to `last` exclusive."""

    first: int
    last: int


@dataclass(slots=True)
class Reading:
    """One reply, read once for all criteria."""

    text: str
    tokens: list[Token]
    keys: list[frozenset[str]]
    """For each token, the forms a phrase's word may match."""
    sentence_of: list[int]
    clause_of: list[int]
    sentences: list[Sentence]
    quotations: list[Quotation]
    changed: dict[int, str] = field(default_factory=dict)
    """For tokens mended: the word they were read as."""
    places: dict[str, int] = field(default_factory=dict)
    """The tokens each form stands at, as bits."""

    def place_table(self) -> dict[str, int]:
        """Return `places`, filled."""
        places = self.places
        if not places:
            bit = 1
            for keys in self.keys:
                for key in keys:
                    places[key] = places.get(key, 0) | bit
                bit <<= 1
        return places


def cut_point(text: str) -> int:
    """Return how many code points of `text` are read: all, or up to the cap.

    A longer reply is cut at the end of a sentence when there is one in the
    last fifth, else at a space.
    """
    if len(text) <= LONGEST_REPLY:
        return len(text)
    head = text[:LONGEST_REPLY]
    for pattern in (r"[.!?\n]\s", r"\s"):
        ends = [found.end() for found in re.finditer(pattern, head)]
        if ends and ends[-1] >= LONGEST_REPLY * 4 // 5:
            return ends[-1]
    return LONGEST_REPLY


def read(text: str) -> Reading:
    """Read `text`: its words, sentences, clauses and quotations."""
    tokens = tokenise(text)
    sentence_of: list[int] = []
    clause_of: list[int] = []
    sentence = clause = 0
    for index, token in enumerate(tokens):
        # Most words follow a space and join nothing: they are not asked about further.
        if token.before in _PLAIN_JOINTS and token.word not in _MAY_START_CLAUSE:
            pass
        elif index and _ends_sentence(tokens[index - 1], token):
            sentence += 1
            clause += 1
        elif index and _starts_clause(tokens, index):
            clause += 1
        sentence_of.append(sentence)
        clause_of.append(clause)
    return Reading(
        text=text,
        tokens=tokens,
        keys=[_forms_of(token.word, token.is_number) for token in tokens],
        sentence_of=sentence_of,
        clause_of=clause_of,
        sentences=_sentences(text, tokens, sentence_of),
        quotations=_quotations(text, tokens),
    )


def number_form(word: str) -> str:
    """Return what a number in digits and the same number in words share."""
    return f"#{number_words().get(word, word)}"


@lru_cache(maxsize=20_000)
def _forms_of(word: str, is_number: bool) -> frozenset[str]:
    if is_number:
        return frozenset({word, NUMBER_KEY, number_form(word)})
    return frozenset({word, base_form(word)})


def _ends_sentence(previous: Token, token: Token) -> bool:
    between = token.before
    if between in _PLAIN_JOINTS:
        return False
    if "\n" in between:
        return True
    found = _SENTENCE_END.search(between)
    if found is None:
        return False
    return not (
        between.startswith(".")
        and between.strip() == "."
        and (
            previous.word in _NO_STOP_AFTER or len(previous.word) == 1 or not between[-1].isspace()
        )
    )


def _starts_clause(tokens: Sequence[Token], index: int) -> bool:
    token, between = tokens[index], tokens[index].before
    following = tokens[index + 1].word if index + 1 < len(tokens) else ""
    if between not in _PLAIN_JOINTS and _STRONG_BREAK.search(between):
        return True
    if "," in between and (token.word in _OPENERS or token.word in _CONJUNCTIONS):
        return True
    if token.word == "so":
        return "," in between or (
            following in _OPENERS and following not in _SO_DEGREE and following != "that"
        )
    if token.word in {"and", "or"}:
        return following in _SUBJECTS or following in {"please", "thank", "thanks", "if"}
    return token.word in _CONJUNCTIONS and not _is_not_yet(tokens, index)


def _is_not_yet(tokens: Sequence[Token], index: int) -> bool:
    """Whether this "yet" is a time, as in "I have not yet", rather than a "but"."""
    return index > 0 and tokens[index].word == "yet" and tokens[index - 1].word in {"not", "as"}


def ends_negation(tokens: Sequence[Token], index: int) -> bool:
    """Whether a negation to the left stops counting at this token."""
    token, between = tokens[index], tokens[index].before
    following = tokens[index + 1].word if index + 1 < len(tokens) else ""
    if _STRONG_BREAK.search(between):
        return True
    if token.word in _CONTRAST:
        return not _is_not_yet(tokens, index)
    if token.word in {"if", "when", "unless", "until", "while", "since"}:
        return True
    if token.word == "so":
        return following not in _SO_DEGREE
    if token.word in {"and", "or"}:
        # "No agenda and no questions" denies twice, one thing after the other.
        return following in _SUBJECTS or following in {"please", "thank", "thanks", "no", "not"}
    if "," in between:
        return not any(later.word in {"or", "nor"} for later in tokens[index : index + 4])
    return False


def opening_sentence(reading: Reading) -> int:
    """Return the number of the first sentence that is more than a greeting."""
    for number, sentence in enumerate(reading.sentences):
        first = reading.tokens[sentence.first].word
        if first not in _GREETINGS or sentence.last - sentence.first > _LONGEST_GREETING:
            return number
    return 0


def _sentences(text: str, tokens: Sequence[Token], sentence_of: Sequence[int]) -> list[Sentence]:
    sentences: list[Sentence] = []
    first = 0
    for index in range(1, len(tokens) + 1):
        if index < len(tokens) and sentence_of[index] == sentence_of[first]:
            continue
        closing = tokens[index].before if index < len(tokens) else text[tokens[-1].end :]
        inside = any(
            token.before not in _PLAIN_JOINTS and _QUESTION.search(token.before)
            for token in tokens[first + 1 : index]
        )
        is_question = bool(_QUESTION.search(closing)) or inside or _is_inverted(tokens[first:index])
        sentences.append(Sentence(first, index, is_question))
        first = index
    return sentences


def _is_inverted(tokens: Sequence[Token]) -> bool:
    """Whether a sentence is a question by its word order, as when the mark was left out."""
    words = [token.word for token in tokens]
    while words and words[0] in _OPENING_FILLERS:
        words = words[1:]
    if len(words) < 3:
        return False
    is_asking = words[0] in _AUXILIARIES and words[1] in _SUBJECTS
    is_negative_asking = words[0] in _AUXILIARIES and words[1] == "not" and words[2] in _SUBJECTS
    is_wh = words[0] in _QUESTION_WORDS and words[1] in _AUXILIARIES and words[2] in _SUBJECTS
    return is_asking or is_negative_asking or is_wh


def _quotations(text: str, tokens: Sequence[Token]) -> list[Quotation]:
    if not any(mark in text for mark in "\"'\u201c\u2018\u00ab\u2019"):
        return []
    starts = [token.start for token in tokens]
    ends = [token.end for token in tokens]
    quotations = []
    quotes = _QUOTES_OF_A_LINE if text.count('"') % 2 else _QUOTES
    for found in quotes.finditer(_without_unclosed(text)):
        first = bisect_right(starts, found.start())
        last = bisect_left(ends, found.end())
        if first < last:
            quotations.append(Quotation(first, last))
    return quotations


def _without_unclosed(text: str) -> str:
    """Return `text` with a space for each opening mark that nothing closes.

    Each of them would be followed to the end of the reply in vain.
    """
    for opening, closing in ("\u201c\u201d", "\u00ab\u00bb"):
        closed = text.rfind(closing) + 1
        text = text[:closed] + text[closed:].replace(opening, " ")
    return text
