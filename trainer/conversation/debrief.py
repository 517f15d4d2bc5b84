"""What is said about a conversation afterwards, in the learner's own words.

Built from a telling alone: no scoring happens here. Front ends show it; the
words they share (labels, the sentences about what was not judged) live here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from trainer.conversation.conversation import Conversation
from trainer.conversation.telling import Decision, Spoken
from trainer.language.model import (
    CastMember,
    Criterion,
    Outcome,
    Pronoun,
    Reading,
)
from trainer.scoring.assessment import (
    Assessment,
    Blocked,
    BlockReason,
    CriterionVerdict,
    Span,
    Verdict,
)

NOT_JUDGED = "Spelling and tone aren't judged."
NOTHING_HEARD = "Nothing was heard in this one yet. Try it once more, with one thing you need."
READ_IN_PART = "Only the beginning was read: replies are read up to 2,000 characters."
LONG_REPLY = 160
"""Code points; the first page quotes a longer reply by the sentences that matter to it."""
_LEADING_MARKS = frozenset({1, 2})

_SIDE = {Pronoun.SHE: "Her side", Pronoun.HE: "His side", Pronoun.THEY: "Their side"}

_BECAUSE = {
    BlockReason.NEGATED: "it was said not to be so",
    BlockReason.UNREAL: "it was only imagined",
    BlockReason.ATTRIBUTED: "somebody else said it",
    BlockReason.STUFFED: "it stood in a list of words, not in a sentence",
    BlockReason.CANCELLED: "something else in the sentence took it back",
    BlockReason.WRONG_SENSE: "it seemed to mean something else here",
    BlockReason.NOT_DENIED: "it was not said to be otherwise",
}


class Standing(StrEnum):
    """How one criterion stands after a reply."""

    HEARD = "heard"
    PARTLY = "partly"
    NOT_HEARD = "not heard"
    NOT_APPLICABLE = "did not apply"
    COMMITTED = "heard, and it cost you"
    AVOIDED = "avoided"
    CLAIMED = "said, by your own word"
    DISOWNED = "not meant, by your own word"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the quoted reply; `marks` are numbers of the judgements it shows."""

    text: str
    marks: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Judgement:
    """Something said about one criterion on the first page."""

    criterion: str
    title: str
    sentence: str
    wordings: tuple[str, ...] = ()
    is_fault: bool = False
    is_tentative: bool = False


@dataclass(frozen=True, slots=True)
class NearlyHeard:
    """Words that came close, and why they did not count."""

    text: str
    why: str


@dataclass(frozen=True, slots=True)
class VerdictLine:
    """One criterion on the page behind *more*."""

    criterion: str
    title: str
    standing: Standing
    meaning: str
    why: str
    quotes: tuple[str, ...]
    nearly: tuple[NearlyHeard, ...]
    wordings: tuple[str, ...]
    can_be_contested: bool

    @property
    def was_missed(self) -> bool:
        """Whether contesting it says "I did say that", rather than "I did not mean that"."""
        return self.standing in {Standing.NOT_HEARD, Standing.PARTLY}

    @property
    def contest_words(self) -> str:
        """What the learner says by contesting it."""
        return "I did do that" if self.was_missed else "I did not do that"


@dataclass(frozen=True, slots=True)
class ReplyReview:
    """The first page about one reply, and the verdicts behind it.

    `pieces` quotes the reply, cut at the marks: 1 is `landed`, 2 is a fault in
    `to_try`, 3 and on are `also_heard` in order.
    """

    event: int
    before: int
    ask: str
    prompt: str
    side_label: str
    other_side: str
    pieces: tuple[Piece, ...]
    whole: tuple[Piece, ...]
    """The same marks in the whole reply."""
    landed: Judgement | None
    to_try: Judgement | None
    also_heard: tuple[str, ...]
    did_not_apply: tuple[str, ...]
    showed_nothing: bool
    was_cut: bool
    verdicts: tuple[VerdictLine, ...]


@dataclass(frozen=True, slots=True)
class Fork:
    """A point of the path: what was done, and what else was on offer."""

    event: int
    before: int
    state: str
    did: str
    was_typed: bool
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Debrief:
    """Everything said about a finished (or stopped) conversation."""

    title: str
    outcome: Outcome | None
    ending_title: str
    ending_text: str
    reviews: tuple[ReplyReview, ...]
    forks: tuple[Fork, ...]


OUTCOME_WORDS: Mapping[Outcome, str] = {
    Outcome.STRONG: "It worked out",
    Outcome.MIXED: "Something came of it",
    Outcome.MISSED: "Not this time",
}


def make_debrief(conversation: Conversation) -> Debrief:
    """Return the debrief of the conversation's present branch."""
    scenario, telling = conversation.scenario, conversation.telling
    reviews = tuple(
        _review(conversation, decision)
        for decision in telling.decisions
        if decision.reply is not None
    )
    ending = telling.ending
    return Debrief(
        title=scenario.title,
        outcome=ending.outcome if ending else None,
        ending_title=ending.title if ending else "Left before the end",
        ending_text=ending.debrief if ending else "",
        reviews=reviews,
        forks=tuple(_fork(decision) for decision in telling.decisions),
    )


def _fork(decision: Decision) -> Fork:
    reply, choice = decision.reply, decision.choice
    return Fork(
        event=decision.event,
        before=decision.before,
        state=decision.state,
        did=reply.text if reply else (choice.text if choice else ""),
        was_typed=reply is not None,
        others=tuple(
            other.text for other in decision.offered if choice is None or other.id != choice.id
        ),
    )


def _other_person(conversation: Conversation, decision: Decision) -> CastMember | None:
    """Who the reply was meant for: the first to speak after it, else the first of the cast."""
    cast = conversation.scenario.cast
    for entry in conversation.telling.entries[decision.before_entries : decision.entries_after]:
        if isinstance(entry, Spoken) and not entry.line.is_scene:
            return cast[entry.line.speaker]
    return next(iter(cast.values()), None)


def _review(conversation: Conversation, decision: Decision) -> ReplyReview:
    scenario, reply = conversation.scenario, decision.reply
    if reply is None:
        raise ValueError("only a typed reply is reviewed")
    assessment = reply.assessment
    contested = conversation.contested(decision.event)
    claims = {*reply.claims, *(name for name, was_said in contested.items() if was_said)}
    disowned = {name for name, was_said in contested.items() if not was_said}
    criteria = scenario.rubric.criteria
    landed = _landed(criteria, assessment, disowned)
    to_try = _to_try(criteria, assessment, claims | disowned)
    also_heard = tuple(
        one.criterion
        for one in assessment.verdicts
        if not one.is_fault
        and (one.was_heard or one.criterion in claims)
        and one.criterion not in disowned
        and (landed is None or one.criterion != landed.criterion)
        and criteria[one.criterion].reading is not Reading.SELF_CHECK
    )
    other = _other_person(conversation, decision)
    marks = _marks(assessment, landed, to_try, also_heard)
    return ReplyReview(
        event=decision.event,
        before=decision.before,
        ask=reply.ask,
        prompt=scenario.ask(reply.ask).prompt,
        side_label=_SIDE[other.pronoun if other else Pronoun.THEY],
        other_side=decision.other_side,
        pieces=_cut(reply.text, marks, _worth_quoting(reply.text, marks)),
        whole=_cut(reply.text, marks, [(0, len(reply.text))]),
        landed=landed,
        to_try=to_try,
        also_heard=tuple(criteria[name].title for name in also_heard),
        did_not_apply=tuple(
            criteria[one.criterion].title
            for one in assessment.verdicts
            if one.verdict is Verdict.NOT_APPLICABLE and not one.is_fault
        ),
        showed_nothing=assessment.showed_nothing and not claims,
        was_cut=reply.was_cut,
        verdicts=tuple(
            _verdict_line(criteria[one.criterion], one, claims, disowned)
            for one in assessment.verdicts
        ),
    )


def _landed(
    criteria: Mapping[str, Criterion], assessment: Assessment, disowned: set[str]
) -> Judgement | None:
    """The heard criterion worth most; among equals the one with the most words of evidence."""
    heard = [
        one
        for one in assessment.verdicts
        if one.was_heard
        and not one.is_fault
        and one.criterion not in disowned
        and criteria[one.criterion].reading is not Reading.SELF_CHECK
    ]
    best = max(
        heard,
        key=lambda one: (one.points, sum(len(found.span.text) for found in one.evidence)),
        default=None,
    )
    if best is None:
        return None
    criterion = criteria[best.criterion]
    return Judgement(
        criterion=criterion.id,
        title=criterion.title,
        sentence=criterion.feedback.heard or criterion.why,
        is_tentative=criterion.reading is Reading.TENTATIVE,
    )


def _to_try(
    criteria: Mapping[str, Criterion], assessment: Assessment, settled: set[str]
) -> Judgement | None:
    """The costliest fault; else what is worth most of the unheard; else of the partly heard.

    `settled` are those on which the learner's own word stands.
    """

    def worth(one: CriterionVerdict) -> tuple[bool, bool, int]:
        value = -one.points if one.is_fault else one.out_of
        return (one.is_fault, one.verdict is Verdict.NOT_HEARD, value)

    open_ones = [
        one
        for one in assessment.verdicts
        if one.criterion not in settled
        and criteria[one.criterion].reading is not Reading.SELF_CHECK
        and (one.was_heard if one.is_fault else one.verdict in {Verdict.NOT_HEARD, Verdict.PARTLY})
    ]
    first = max(open_ones, key=worth, default=None)
    if first is None:
        return None
    criterion = criteria[first.criterion]
    feedback = criterion.feedback
    if first.is_fault:
        sentence = feedback.heard
    elif first.verdict is Verdict.PARTLY:
        sentence = feedback.partly or feedback.not_heard
    else:
        sentence = feedback.not_heard
    return Judgement(
        criterion=criterion.id,
        title=criterion.title,
        sentence=sentence or criterion.why,
        wordings=criterion.wordings,
        is_fault=first.is_fault,
        is_tentative=criterion.reading is Reading.TENTATIVE,
    )


def _marks(
    assessment: Assessment,
    landed: Judgement | None,
    to_try: Judgement | None,
    also_heard: Sequence[str],
) -> list[tuple[int, int, int]]:
    """Return (start, end, mark) for the words behind what the first page says."""
    numbers = {name: number for number, name in enumerate(also_heard, start=3)}
    if landed:
        numbers[landed.criterion] = 1
    if to_try and to_try.is_fault:
        numbers[to_try.criterion] = 2
    return [
        (start, end, numbers[one.criterion])
        for one in assessment.verdicts
        if one.criterion in numbers
        for start, end in _joined_spans([found.span for found in one.evidence])
    ]


def _joined_spans(spans: Sequence[Span]) -> list[tuple[int, int]]:
    """Return (start, end) of the spans, those that overlap or touch made one."""
    joined: list[tuple[int, int]] = []
    for span in sorted(spans, key=lambda one: one.start):
        if joined and span.start <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(joined[-1][1], span.end))
        else:
            joined.append((span.start, span.end))
    return joined


def _worth_quoting(text: str, marks: Sequence[tuple[int, int, int]]) -> list[tuple[int, int]]:
    """Return the (start, end) of what the first page quotes.

    A short reply whole; of a long one the sentences behind what landed and what
    cost, or the first where there are none.
    """
    if len(text) <= LONG_REPLY:
        return [(0, len(text))]
    sentences = _sentences(text)
    leading = [
        (start, end)
        for start, end in sentences
        if any(
            mark_start < end and mark_end > start
            for mark_start, mark_end, mark in marks
            if mark in _LEADING_MARKS
        )
    ]
    return leading or sentences[:1]


def _cut(
    text: str, marks: Sequence[tuple[int, int, int]], kept: Sequence[tuple[int, int]]
) -> tuple[Piece, ...]:
    """Cut the kept stretches of `text` at its marks, an ellipsis for what is left out."""
    pieces: list[Piece] = []
    at = 0
    for start, end in kept:
        if text[at:start].strip():
            pieces.append(Piece(" … " if at else "… "))
        cuts = {start, end}
        for mark_start, mark_end, _ in marks:
            cuts |= {max(start, min(end, mark_start)), max(start, min(end, mark_end))}
        for left, right in pairwise(sorted(cuts)):
            numbers = {
                number
                for mark_start, mark_end, number in marks
                if mark_start <= left and right <= mark_end
            }
            pieces.append(Piece(text[left:right], tuple(sorted(numbers))))
        at = end
    if text[at:].strip():
        pieces.append(Piece(" …"))
    return tuple(pieces)


def _sentences(text: str) -> list[tuple[int, int]]:
    """Return rough (start, end) of sentences: enough to shorten a quotation by."""
    bounds: list[tuple[int, int]] = []
    start = 0
    for index, character in enumerate(text):
        is_stop = character in ".!?" and text[index + 1 : index + 2] in {" ", "\n", ""}
        if is_stop or character == "\n":
            bounds.append((start, index + 1))
            start = index + 1
    bounds.append((start, len(text)))
    return [
        (end - len(text[start:end].lstrip()), start + len(text[start:end].rstrip()))
        for start, end in bounds
        if text[start:end].strip()
    ]


def _verdict_line(
    criterion: Criterion, one: CriterionVerdict, claims: set[str], disowned: set[str]
) -> VerdictLine:
    standing = (
        Standing.DISOWNED if one.criterion in disowned else _standing(one, one.criterion in claims)
    )
    return VerdictLine(
        criterion=criterion.id,
        title=criterion.title,
        standing=standing,
        meaning=criterion.meaning,
        why=criterion.why,
        quotes=tuple(found.span.text for found in one.evidence),
        nearly=() if one.was_heard else tuple(map(_nearly, one.blocked)),
        wordings=criterion.wordings,
        can_be_contested=standing
        in {Standing.HEARD, Standing.PARTLY, Standing.NOT_HEARD, Standing.COMMITTED},
    )


def _nearly(blocked: Blocked) -> NearlyHeard:
    why = _BECAUSE[blocked.reason]
    if blocked.by is not None:
        why = f"{why}, by “{blocked.by.text}”"
    return NearlyHeard(blocked.span.text, why)


def _standing(one: CriterionVerdict, is_claimed: bool) -> Standing:
    if one.is_fault:
        return Standing.COMMITTED if one.was_heard else Standing.AVOIDED
    if is_claimed and not one.was_heard:
        return Standing.CLAIMED
    match one.verdict:
        case Verdict.HEARD:
            return Standing.HEARD
        case Verdict.PARTLY:
            return Standing.PARTLY
        case Verdict.NOT_APPLICABLE:
            return Standing.NOT_APPLICABLE
    return Standing.NOT_HEARD
