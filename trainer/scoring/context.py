"""What turns the meaning of matched words: negation, the unreal, other people's words.

Cues are phrases too, in `data/cues.txt`, matched with the same engine.
"""

from dataclasses import dataclass

from trainer.scoring.assessment import BlockReason
from trainer.scoring.matching import Match, Matcher
from trainer.scoring.reading import Quotation, Reading, ends_negation
from trainer.scoring.tokens import Token
from trainer.scoring.words import word_set

_NEGATION_REACH = 7
_SAYING_REACH = 4
_PREDICATE_REACH = 3
_VERBATIM_REACH = 3
"""How many words may stand between a verb of saying and the words given: "write this to you:"."""
_ASKING_VERBS = word_set("asking_verbs")
_ASKED = word_set("asked_persons")
_RESUMES = word_set("resuming")
_QUESTION_WORDS = word_set("question_words")
_OWN_DRAFT_REACH = 10
_FIRST_PERSON = frozenset({"i", "we"})
_BEFORE_OBJECTS = word_set("prepositions")
_WRITTEN = frozenset({"email", "letter", "message", "note", "draft", "text"})
_JOINING = frozenset({"and", "or", "nor", "but"})
_TOPIC_WORDS = frozenset({"about", "of", "highly", "hello", "hi"})


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue and the tokens it reaches, `start` to `stop` exclusive."""

    words: range
    start: int
    stop: int
    is_predicate: bool = False

    def reaches(self, match: Match) -> bool:
        """Whether the match begins within reach."""
        return self.start <= match.first < self.stop

    def covers(self, other: "Cue") -> bool:
        """Whether another cue stands within reach."""
        return self.start <= other.words.start < self.stop

    def is_inside(self, match: Match) -> bool:
        """Whether the cue stands between words of the match."""
        return match.first < self.words.start < match.last


@dataclass(frozen=True, slots=True)
class Turned:
    """That a match does not count as it stands, why, and the tokens that say so."""

    reason: BlockReason
    by: range


class Context:
    """The cues of one reply."""

    def __init__(self, reading: Reading, matcher: Matcher) -> None:
        self._reading = reading
        self._matcher = matcher
        self._cues: dict[str, list[Match]] = {}
        self._idle: set[int] = set()
        """Words of idioms that sound like denials and are none."""
        self._negations = self._find_negations()
        self._unreal = self._find_unreal()
        self._sayings = self._find_sayings()

    def turned(self, match: Match) -> Turned | None:
        """Return why `match` does not count as it stands, or None when it does."""
        return self.unreal(match) or self.attributed(match) or self.negated(match)

    def negated(self, match: Match) -> Turned | None:
        """Return the negation a match stands under, unless two cancel each other."""
        over = [cue for cue in self._negations if _is_negating(cue, match)]
        # In "I wouldn't send it without your advice" the first denial ends before
        # the advice, and turns the second one all the same.
        behind = [
            cue
            for cue in self._negations
            if cue not in over and any(self._denies(cue, other) for other in over)
        ]
        if not over or (len(over) + len(behind)) % 2 == 0:
            return None
        return Turned(BlockReason.NEGATED, over[-1].words)

    def _denies(self, cue: Cue, other: Cue) -> bool:
        """Whether a denial stands under another one, with nothing between that joins two things."""
        if cue.is_predicate or not cue.covers(other):
            return False
        between = self._reading.tokens[cue.words.stop : other.words.start + 1]
        return not any(token.word in _JOINING or "," in token.before for token in between)

    def unreal(self, match: Match) -> Turned | None:
        """Return what makes a match unreal, such as "I should have"."""
        for cue in self._unreal:
            is_over = cue.reaches(match) or cue.is_inside(match)
            if is_over and not match.consumed.issuperset(cue.words):
                return Turned(BlockReason.UNREAL, cue.words)
        return None

    def attributed(self, match: Match) -> Turned | None:
        """Return who else said it, if somebody did."""
        for quotation in self._reading.quotations:
            inside = quotation.first <= match.first and match.last <= quotation.last
            if inside and not self._is_own(quotation):
                return Turned(BlockReason.ATTRIBUTED, range(quotation.first, quotation.last))
        for cue in self._sayings:
            if cue.reaches(match) and not match.consumed.intersection(cue.words):
                return Turned(BlockReason.ATTRIBUTED, cue.words)
        return None

    def _find(self, name: str) -> list[Match]:
        if name not in self._cues:
            self._cues[name] = self._matcher.find_cue(name)
        return self._cues[name]

    def _scope_end(self, first: int, reach: int) -> int:
        reading = self._reading
        stop = first
        while stop < len(reading.tokens) and stop - first < reach:
            if reading.sentence_of[stop] != reading.sentence_of[first - 1]:
                break
            given = self._end_of_given_words(first, stop)
            # "I do not know what to write: ..." denies nothing of what is written.
            if given is not None and not self._asks_what(first, stop):
                return given
            if ends_negation(reading.tokens, stop):
                break
            stop += 1
        return stop

    def _end_of_given_words(self, first: int, index: int) -> int | None:
        """Return where the words end that a verb, not before `first`, gives from `index` on.

        In "I would never write: may I have ten minutes?" those are all after the
        colon. None where none are given.
        """
        if not self._are_verbatim(index):
            return None
        for verb in (*self._find("says"), *self._find("gives_words")):
            if first <= verb.first and 0 <= index - verb.last <= _VERBATIM_REACH:
                return self._end_of_verbatim(index)
        return None

    def _find_negations(self) -> list[Cue]:
        negators = sorted(self._find("negator"), key=lambda one: (one.first, -one.last))
        whole = {match.first for match in self._find("denies_clause")} if negators else set()
        for match in self._find("pseudo_negation") if negators else ():
            self._idle |= match.consumed
        cues: list[Cue] = []
        taken: set[int] = set()
        for match in negators:
            words = range(match.first, match.last)
            if taken.intersection(words) or self._idle.intersection(words):
                continue
            if self._is_negative_request(match.first):
                continue
            taken.update(words)
            reach = len(self._reading.tokens) if match.first in whole else _NEGATION_REACH
            cues.append(Cue(words, match.last, self._scope_end(match.last, reach)))
        for match in self._find("following_negation"):
            words = range(match.first, match.last)
            clause = self._reading.clause_of[match.first]
            start = self._reading.clause_of.index(clause)
            cues.append(Cue(words, start, match.first, is_predicate=True))
        return cues

    def _is_negative_request(self, index: int) -> bool:
        """Whether this "not" belongs to "couldn't you spare ..." """
        tokens = self._reading.tokens
        if tokens[index].word != "not" or index == 0 or index + 1 >= len(tokens):
            return False
        before, after = tokens[index - 1].word, tokens[index + 1].word
        if before not in _ASKING_VERBS or after not in _ASKED:
            return False
        sentence = self._reading.sentence_of[index]
        return self._reading.sentences[sentence].is_question

    def _find_unreal(self) -> list[Cue]:
        cues: list[Cue] = []
        for match in self._find("unreal"):
            # "I could not have asked for a better talk" is praise.
            if self._idle.intersection(match.consumed):
                continue
            stop = match.last
            while (
                stop < len(self._reading.tokens)
                and self._reading.sentence_of[stop] == self._reading.sentence_of[match.first]
                and self._reading.tokens[stop].word not in {"but", "so", "then", "now"}
            ):
                stop += 1
            cues.append(Cue(range(match.first, match.last), match.first, stop))
        return cues

    def _find_sayings(self) -> list[Cue]:
        reading = self._reading
        cues = [
            Cue(range(match.first, match.last), match.last, self._saying_end(match.last))
            for match in self._find("was_told")
        ]
        speakers = self._matcher.find_every_end("third_party")
        if not speakers:
            return cues
        sayings = self._find("says")
        for speaker in speakers:
            for saying in sayings:
                distance = saying.first - speaker.last
                if not 0 <= distance <= _SAYING_REACH:
                    continue
                if reading.sentence_of[saying.first] != reading.sentence_of[speaker.first]:
                    continue
                between = reading.tokens[speaker.last : saying.first]
                if any(_parts_speaker(token) for token in between):
                    continue
                if not self._reports(speaker, saying):
                    continue
                cues.append(
                    Cue(
                        range(speaker.first, saying.last),
                        saying.last,
                        self._saying_end(saying.last),
                    )
                )
                break
        return cues

    def _reports(self, speaker: Match, saying: Match) -> bool:
        """Whether words follow as said, rather than a topic, an "if", or a person told."""
        tokens = self._reading.tokens
        if speaker.first > 0 and tokens[speaker.first - 1].word == "if":
            return False
        if self._are_verbatim(saying.last):
            return True
        after = [token.word for token in tokens[saying.last : saying.last + 2]]
        return not _TOPIC_WORDS.intersection(after)

    def _asks_what(self, first: int, stop: int) -> bool:
        return any(token.word in _QUESTION_WORDS for token in self._reading.tokens[first:stop])

    def _are_verbatim(self, index: int) -> bool:
        """Whether the words from here on are given as they were said: after a colon or a quote."""
        tokens = self._reading.tokens
        return index < len(tokens) and (
            ":" in tokens[index].before or self._quotation_from(index) is not None
        )

    def _end_of_verbatim(self, index: int) -> int:
        """Return where words given from here on end: with the quotation, else the sentence."""
        quotation = self._quotation_from(index)
        if quotation is not None:
            return quotation.last
        return self._reading.sentences[self._reading.sentence_of[index]].last

    def _quotation_from(self, index: int) -> Quotation | None:
        return next((one for one in self._reading.quotations if one.first == index), None)

    def _saying_end(self, index: int) -> int:
        """Return where reported words end: at the sentence's, or where the learner resumes."""
        reading = self._reading
        first = index - 1
        drafts = {draft.first for draft in self._find("own_draft")}
        while index < len(reading.tokens) and (
            reading.sentence_of[index] == reading.sentence_of[first]
        ):
            given = self._end_of_given_words(first, index)
            if given is not None:
                return given
            token = reading.tokens[index]
            is_after_comma = "," in token.before or ";" in token.before
            if token.word in _RESUMES or index in drafts:
                break
            if is_after_comma and token.word in {"and", "i", "we", "then"}:
                break
            following = reading.tokens[index + 1].word if index + 1 < len(reading.tokens) else ""
            if token.word == "and" and following in {"i", "then", "my"}:
                break
            index += 1
        return index

    def _is_own(self, quotation: Quotation) -> bool:
        """Whether a quotation is the learner's own draft rather than someone's words."""
        length = quotation.last - quotation.first
        words = [token.word for token in self._reading.tokens[quotation.first : quotation.last]]
        if length <= 1:
            return True
        is_first_person = self._is_led_in_by_writer(quotation)
        if is_first_person is not None:
            return is_first_person
        if length >= 0.6 * len(self._reading.tokens):
            return True
        if any(
            quotation.first - _OWN_DRAFT_REACH <= draft.last <= quotation.first
            for draft in self._find("own_draft")
        ):
            return True
        return length >= 12 and words[0] in {"dear", "hi", "hello", "doctor", "hey"}

    def _is_led_in_by_writer(self, quotation: Quotation) -> bool | None:
        """Whether the writer, rather than another, leads in a quotation; None where nobody does.

        The nearest before it in the sentence tells: "My tutor said", "you called
        it", "I would write".
        """
        reading = self._reading
        words = [token.word for token in reading.tokens[: quotation.first]]
        others = {match.last - 1: match.first for match in self._find("third_party")}
        first = reading.sentences[reading.sentence_of[quotation.first]].first
        for index in range(quotation.first - 1, first - 1, -1):
            if words[index] in _FIRST_PERSON:
                return True
            # "you called it", but not "I send you"
            if words[index] == "you" and index + 1 < quotation.first:
                return False
            if index not in others or words[max(others[index] - 1, 0)] in _BEFORE_OBJECTS:
                continue
            if words[index] not in _WRITTEN:
                return False
            if words[index - 1] == "my":
                return True
        return None


def _is_negating(cue: Cue, match: Match) -> bool:
    if match.consumed.intersection(cue.words):
        return False
    if cue.is_predicate:
        return 0 <= cue.words.start - match.last < _PREDICATE_REACH and cue.start <= match.first
    return cue.is_inside(match) or cue.reaches(match)


def _parts_speaker(token: Token) -> bool:
    return token.word in {"i", "we", "you", "to", *_RESUMES} or "," in token.before
