"""A reply and a rubric in, an assessment out: deterministic, offline, explained."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from trainer.language.conditions import holds, mentions
from trainer.language.evidence import Phrase
from trainer.language.model import Criterion, Rubric
from trainer.scoring.anchors import AnchorIndex, ClassTable
from trainer.scoring.assessment import Assessment, BlockReason, CriterionVerdict, Verdict
from trainer.scoring.classes import compiled_classes
from trainer.scoring.context import Context, Turned
from trainer.scoring.explaining import blocked_of, evidence_of
from trainer.scoring.hearing import CompiledCriterion, Heard, Hit, earned, hear, take_away
from trainer.scoring.matching import Match, Matcher
from trainer.scoring.patterns import (
    CUE_PREFIX,
    Pattern,
    compile_sequence,
    content_words,
)
from trainer.scoring.placing import fits_length, is_in_place, is_near, whole_matches
from trainer.scoring.reading import Reading, cut_point, read
from trainer.scoring.slips import SlipMender
from trainer.scoring.stuffing import stuffed_sentences
from trainer.scoring.this_reply import ThisReply
from trainer.scoring.words import base_form

_DESCRIBED_AS_READER = {
    "she": "you",
    "he": "you",
    "her": "you",
    "him": "you",
    "his": "your",
    "hers": "yours",
}


_WRONG_SENSE = Turned(BlockReason.WRONG_SENSE, range(0))


@dataclass(frozen=True, slots=True)
class _Compiled:
    """A phrase ready to match."""

    phrase: Phrase
    pattern: Pattern
    near: AnchorIndex | None
    """The phrases it must stand near."""


class Scorer:
    """One ask's criteria, compiled once; `assess` is pure and may run in any thread.

    Criteria named by an `applies_when` are read as well, without being
    reported unless they are listened for.
    """

    def __init__(self, rubric: Rubric, listen_for: Sequence[str]) -> None:
        self._listen_for = tuple(listen_for)
        self._phrases: list[_Compiled] = []
        self._sources: list[Phrase] = []
        """The phrases by their number, as their author wrote them."""
        self._ids: dict[Phrase, int] = {}
        self._companies: dict[tuple[Phrase, ...], AnchorIndex] = {}
        self._table = ClassTable(_classes_of(rubric))
        self._index = AnchorIndex()
        self._criteria = {
            name: self._compile(rubric.criteria[name])
            for name in _with_conditions(rubric, self._listen_for)
            if name in rubric.criteria
        }
        self._mender = SlipMender(
            {
                word
                for pattern in self._all_patterns()
                for word in content_words(pattern)
                if len(word) > 3
            }
        )

    def assess(self, reply: str, *, is_exercise: bool = False) -> Assessment:
        """Return the verdicts on `reply`; never raises, whatever the text.

        `is_exercise`: words of despair were part of the exercise, so read it all the same.
        """
        read_to = cut_point(reply)
        return self._assessment(self._listen(reply[:read_to], is_exercise=is_exercise), read_to)

    def assess_closely(self, reply: str) -> tuple[Assessment, Mapping[str, tuple[Phrase, ...]]]:
        """Return the verdicts and, for each criterion, the phrases that count in `reply`.

        For authors, who want to know what each phrase is worth: the phrases are
        neither weighed together nor held against other criteria.
        """
        read_to = cut_point(reply)
        listened = self._listen(reply[:read_to], is_exercise=False)
        heard = {} if listened is None else listened[1]
        counted = {
            name: tuple(self._phrases[number].phrase for number in heard[name].found)
            for name in self._listen_for
            if name in heard
        }
        return self._assessment(listened, read_to), counted

    def _listen(self, text: str, *, is_exercise: bool) -> tuple[Reading, dict[str, Heard]] | None:
        """Return the text as read and what was heard in it; None where it sounds like distress."""
        reading = read(text)
        self._mend(reading)
        matcher = self._matcher(reading)
        if not is_exercise and matcher.find_cue("distress"):
            return None
        hits = self._all_hits(reading, matcher)
        return reading, {
            name: hear(compiled, hits, reading, self._sources)
            for name, compiled in self._criteria.items()
        }

    def _assessment(
        self, listened: tuple[Reading, dict[str, Heard]] | None, read_to: int
    ) -> Assessment:
        if listened is None:
            return Assessment((), is_distress=True, read_to=read_to)
        reading, heard = listened
        self._apply_exclusions(heard)
        return Assessment(
            tuple(
                self._verdict(self._criteria[name].criterion, heard, reading)
                for name in self._listen_for
                if name in heard
            ),
            read_to=read_to,
        )

    def _compile(self, criterion: Criterion) -> CompiledCriterion:
        evidence = criterion.evidence
        some = self._numbers(evidence.any)
        every = self._numbers(evidence.all)
        at_least = self._numbers(evidence.at_least.of if evidence.at_least else ())
        partly = self._numbers(evidence.partly)
        return CompiledCriterion(
            criterion,
            any=some,
            all=every,
            at_least=at_least,
            none=self._numbers(evidence.none),
            partly=partly,
            wanted=some | every | at_least | partly,
        )

    def _numbers(self, phrases: Iterable[Phrase]) -> frozenset[int]:
        return frozenset(self._number(phrase) for phrase in phrases)

    def _number(self, phrase: Phrase) -> int:
        if phrase not in self._ids:
            pattern = compile_sequence(phrase.sequence) if phrase.sequence else ()
            near = self._near(phrase.near) if phrase.near else None
            self._ids[phrase] = len(self._phrases)
            self._sources.append(phrase)
            self._phrases.append(_Compiled(phrase, self._table.add(self._index, pattern), near))
        return self._ids[phrase]

    def _near(self, phrases: tuple[Phrase, ...]) -> AnchorIndex:
        """Return the index of phrases to be near; one for all that name the same."""
        if phrases not in self._companies:
            index = self._companies[phrases] = AnchorIndex()
            for phrase in phrases:
                if phrase.sequence:
                    self._table.add(index, compile_sequence(phrase.sequence))
        return self._companies[phrases]

    def _all_patterns(self) -> Iterator[Pattern]:
        for compiled in self._phrases:
            yield compiled.pattern
            yield from compiled.near.patterns if compiled.near else ()
        for name, phrases in self._table.classes.items():
            if not name.startswith(CUE_PREFIX):
                yield from phrases

    def _mend(self, reading: Reading) -> None:
        for index, token in enumerate(reading.tokens):
            if token.is_number:
                continue
            mended = self._mender.mend(token.word)
            if mended is not None:
                reading.changed[index] = mended
                reading.keys[index] |= {mended, base_form(mended)}

    def _matcher(self, reading: Reading) -> Matcher:
        """Return what finds phrases, "her" in "I'd just thank her" read as the reader."""
        matcher = Matcher(reading, self._table)
        if reading.place_table().keys().isdisjoint(_DESCRIBED_AS_READER) or not matcher.find_cue(
            "describes_answer"
        ):
            return matcher
        reading.places.clear()
        for index, token in enumerate(reading.tokens):
            reader = _DESCRIBED_AS_READER.get(token.word)
            if reader == "you" and token.word == "her":
                reading.keys[index] |= {"you", "your"}
            elif reader:
                reading.keys[index] |= {reader}
        return Matcher(reading, self._table)

    def _all_hits(self, reading: Reading, matcher: Matcher) -> dict[int, list[Hit]]:
        found = {
            number: matches
            for number, sentences in matcher.candidates(self._index)
            if (matches := self._matches(self._phrases[number], sentences, reading, matcher))
        }
        if not found:
            return {}
        context = Context(reading, matcher)
        stuffed = stuffed_sentences(
            reading,
            [match for matches in found.values() for match, _ in matches],
            lambda: [
                [match for number in one.wanted & found.keys() for match, _ in found[number]]
                for one in self._criteria.values()
            ],
        )
        return {
            number: [
                Hit(match, self._turned(match, reading, context, stuffed), misplaced)
                for match, misplaced in matches
            ]
            for number, matches in found.items()
        }

    def _turned(
        self, match: Match, reading: Reading, context: Context, stuffed: frozenset[int]
    ) -> Turned | None:
        sentence = reading.sentence_of[match.first]
        if sentence in stuffed:
            whole = reading.sentences[sentence]
            return Turned(BlockReason.STUFFED, range(whole.first, whole.last))
        return context.turned(match)

    def _matches(
        self, compiled: _Compiled, sentences: int, reading: Reading, matcher: Matcher
    ) -> list[tuple[Match, Turned | None]]:
        """Return the matches of a phrase, those in the wrong place or company marked."""
        phrase = compiled.phrase
        if not fits_length(phrase, reading):
            return []
        if not compiled.pattern:
            return [(match, None) for match in whole_matches(phrase, reading)]
        results: list[tuple[Match, Turned | None]] = []
        for match in matcher.find_within(compiled.pattern, sentences):
            is_right = is_in_place(phrase, match, reading)
            if is_right and compiled.near:
                near = matcher.find_any(compiled.near)
                is_right = any(is_near(match, one, reading) for one in near)
            results.append((match, None if is_right else _WRONG_SENSE))
        return results

    def _apply_exclusions(self, heard: dict[str, Heard]) -> None:
        """Let words count for one only of two criteria that exclude each other.

        The one listened for first keeps them; the other is weighed again without.
        """
        order = {name: place for place, name in enumerate(self._criteria)}
        pairs = {
            (min(order[name], order[other]), max(order[name], order[other]))
            for name, compiled in self._criteria.items()
            for other in compiled.criterion.exclusive
            if other in order and other != name
        }
        names = tuple(order)
        for first, second in sorted(pairs):
            keeper, loser = names[first], names[second]
            taken = [
                match for match, _ in earned(self._criteria[keeper], heard[keeper], self._sources)
            ]
            if taken:
                take_away(taken, self._criteria[loser], heard[loser], self._sources)

    def _verdict(
        self, criterion: Criterion, heard: dict[str, Heard], reading: Reading
    ) -> CriterionVerdict:
        mine = heard[criterion.id]
        counted = earned(self._criteria[criterion.id], mine, self._sources)
        verdict = mine.verdict
        applies = criterion.applies_when is None or holds(
            criterion.applies_when, ThisReply({name: one.verdict for name, one in heard.items()})
        )
        # What a reply did do counts even where it was not asked of it.
        if not applies and verdict is Verdict.NOT_HEARD:
            verdict = Verdict.NOT_APPLICABLE
        points = {Verdict.HEARD: criterion.points, Verdict.PARTLY: criterion.points // 2}
        worth = points.get(verdict, 0)
        is_counted = not criterion.is_fault and verdict is not Verdict.NOT_APPLICABLE
        return CriterionVerdict(
            criterion=criterion.id,
            verdict=verdict,
            is_fault=criterion.is_fault,
            points=-worth if criterion.is_fault else worth,
            out_of=criterion.points if is_counted else 0,
            evidence=evidence_of(counted, reading),
            blocked=blocked_of(mine.blocked, counted, reading),
        )


def _classes_of(rubric: Rubric) -> dict[str, tuple[Pattern, ...]]:
    classes = dict(compiled_classes())
    for name, phrases in rubric.groups.items():
        own = tuple(
            compile_sequence(phrase.sequence) for phrase in phrases if phrase.sequence is not None
        )
        classes[name] = classes.get(name, ()) + own
    return classes


def _with_conditions(rubric: Rubric, listen_for: Sequence[str]) -> list[str]:
    """Return the criteria listened for, in that order, then those their `applies_when` name."""
    names = dict.fromkeys(listen_for)
    for name in listen_for:
        criterion = rubric.criteria.get(name)
        if criterion is not None and criterion.applies_when is not None:
            for mention in mentions(criterion.applies_when):
                if mention.kind == "criterion":
                    names.setdefault(mention.name)
    return list(names)
