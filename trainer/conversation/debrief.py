"""What is said about a conversation afterwards, in the learner's own words.

Built from a conversation's telling and what the learner contested in it: no
scoring happens here. Front ends show it.
"""

from collections.abc import Mapping, Sequence

from trainer.conversation.conversation import Conversation
from trainer.conversation.debrief_page import (
    Debrief,
    Fork,
    Judgement,
    NearlyHeard,
    Quote,
    ReplyReview,
    Standing,
    VerdictLine,
)
from trainer.conversation.quotation import Mark, cut, join_spans, worth_quoting
from trainer.conversation.telling import Decision, Spoken
from trainer.language.model import (
    CastMember,
    Criterion,
    Pronoun,
    Reading,
)
from trainer.scoring.assessment import (
    Assessment,
    Blocked,
    BlockReason,
    CriterionVerdict,
    Found,
    Verdict,
)

LANDED_MARK, FAULT_MARK = 1, 2

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
        and (one.criterion in claims or criteria[one.criterion].reading is not Reading.SELF_CHECK)
    )

    def unsure(name: str) -> bool:
        return criteria[name].reading is Reading.TENTATIVE

    other = _other_person(conversation, decision)
    numbers = _numbers(landed, to_try, also_heard)
    marks = _marks(reply.text, assessment, numbers)
    leading = [mark for mark in marks if mark.number in {LANDED_MARK, FAULT_MARK}]
    return ReplyReview(
        event=decision.event,
        before=decision.before,
        ask=reply.ask,
        prompt=scenario.ask(reply.ask).prompt,
        side_label=_SIDE[other.pronoun if other else Pronoun.THEY],
        other_side=decision.other_side,
        pieces=cut(reply.text, leading, worth_quoting(reply.text, leading)),
        whole=cut(reply.text, marks, [(0, len(reply.text))]),
        landed=landed,
        to_try=to_try,
        also_heard=tuple(
            criteria[name].title for name in also_heard if name in claims or not unsure(name)
        ),
        perhaps_heard=tuple(
            criteria[name].title for name in also_heard if name not in claims and unsure(name)
        ),
        did_not_apply=tuple(
            criteria[one.criterion].title
            for one in assessment.verdicts
            if one.verdict is Verdict.NOT_APPLICABLE and not one.is_fault
        ),
        showed_nothing=assessment.showed_nothing and not claims,
        was_cut=reply.was_cut,
        verdicts=tuple(
            _verdict_line(
                criteria[one.criterion], one, claims, disowned, numbers.get(one.criterion)
            )
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


def _numbers(
    landed: Judgement | None, to_try: Judgement | None, also_heard: Sequence[str]
) -> dict[str, int]:
    """Return the mark of each criterion whose words are marked."""
    numbers = {name: number for number, name in enumerate(also_heard, start=3)}
    if landed:
        numbers[landed.criterion] = LANDED_MARK
    if to_try and to_try.is_fault:
        numbers[to_try.criterion] = FAULT_MARK
    return numbers


def _marks(text: str, assessment: Assessment, numbers: Mapping[str, int]) -> list[Mark]:
    """Return the words behind each numbered criterion."""
    return [
        Mark(start, end, numbers[one.criterion])
        for one in assessment.verdicts
        if one.criterion in numbers
        for start, end in join_spans(text, [found.span for found in one.evidence])
    ]


def _verdict_line(
    criterion: Criterion,
    one: CriterionVerdict,
    claims: set[str],
    disowned: set[str],
    mark: int | None,
) -> VerdictLine:
    is_settled = one.criterion in claims | disowned
    if one.criterion in disowned:
        standing = Standing.DISOWNED
    elif criterion.reading is Reading.SELF_CHECK and not is_settled:
        standing = Standing.YOURS_TO_JUDGE
    else:
        standing = _standing(one, one.criterion in claims)
    return VerdictLine(
        criterion=criterion.id,
        title=criterion.title,
        standing=standing,
        meaning=criterion.meaning,
        why=criterion.why,
        quotes=tuple(Quote(found.span.text, _slips(found)) for found in one.evidence),
        nearly=() if one.was_heard else tuple(map(_nearly, one.blocked)),
        wordings=criterion.wordings,
        can_be_contested=standing
        in {
            Standing.HEARD,
            Standing.PARTLY,
            Standing.NOT_HEARD,
            Standing.COMMITTED,
            Standing.YOURS_TO_JUDGE,
        },
        mark=mark if one.evidence else None,
        is_tentative=criterion.reading is Reading.TENTATIVE
        and not is_settled
        and standing is not Standing.NOT_APPLICABLE,
    )


def _slips(found: Found) -> tuple[tuple[str, str], ...]:
    pairs = (change.partition(" -> ") for change in found.changed)
    return tuple((typed, read) for typed, _, read in pairs)


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
