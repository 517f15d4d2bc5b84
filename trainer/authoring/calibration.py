"""Holds a criterion's evidence against replies with labels, and says what would mend it.

With a part held back, every figure of agreement is of that part, and all that is
said of phrases is of the other, so that no phrase is judged by the replies that
suggested it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random

from trainer.authoring.agreement import Agreement, Heard, agreement
from trainer.authoring.candidates import Candidate, Sample, Wanted, search
from trainer.authoring.labelled import Labelled
from trainer.authoring.subject import Subject
from trainer.language.evidence import Phrase
from trainer.language.model import Criterion, Evidence, Rubric
from trainer.scoring.assessment import CriterionVerdict
from trainer.scoring.scorer import Scorer

DEFAULT_SHARE = 1 / 3
_AGAINST = ".none"
"""Stands behind a criterion's id where its `none` is measured by itself."""
_FEWEST_FALSE = 2
"""One wrong hit condemns no phrase."""
_FEWEST_ADDED = 2
_RIGHT_FOR_WRONG = 3
"""A phrase is proposed only where it adds so many for each that it wrongly hits."""
_MOST_ADDED = 10


@dataclass(frozen=True, slots=True)
class Case:
    """One reply as it was read; `number` is its own, whatever the order of the file.

    `counted` are the phrases that count in it, by criterion; those of a
    criterion's `none` under its id with `.none` behind.
    """

    number: int
    reply: Labelled
    verdicts: Mapping[str, CriterionVerdict]
    counted: Mapping[str, tuple[Phrase, ...]]
    is_distress: bool

    def was_heard(self, criterion: str) -> bool:
        """Whether it was heard in full."""
        verdict = self.verdicts.get(criterion)
        return verdict is not None and verdict.was_heard


@dataclass(frozen=True, slots=True)
class PhraseRecord:
    """One phrase of a criterion's `part`: how often it counted rightly and wrongly.

    A phrase that speaks against the criterion (in `none`, or of negative weight)
    is right where the reply does not say it.
    """

    phrase: Phrase
    part: str
    right: int
    wrong: int


@dataclass(frozen=True, slots=True)
class Leak:
    """`heard` of `replies` that say `said`, and not `criterion`, were heard to say that.

    `phrases` are what did it, the most frequent first, with how often.
    """

    said: str
    criterion: str
    replies: int
    heard: int
    phrases: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Change:
    """What a patch would do to one criterion's `any`."""

    criterion: str
    drop: tuple[Phrase, ...]
    add: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class Calibrated:
    """One criterion held against the labels.

    `figures` are of the replies quoted; `missed` and `false` of those tuned on.
    `change` is what a patch would do, None for nothing; `after` are the figures
    with it, only where a part was held back.
    """

    criterion: str
    figures: Agreement
    phrases: tuple[PhraseRecord, ...]
    missed: tuple[Case, ...]
    false: tuple[Case, ...]
    candidates: tuple[Candidate, ...]
    change: Change | None = None
    after: Agreement | None = None

    @property
    def is_worse_after(self) -> bool:
        """Whether the change does worse on the replies held back: then no patch makes it."""
        return self.after is not None and self.after.agreed < self.figures.agreed


@dataclass(frozen=True, slots=True)
class Calibration:
    """All criteria held against the labels.

    `share` of the replies was held back, 0 for none; `is_marked` when the file
    itself says which.
    """

    share: float
    is_marked: bool
    quoted: int
    tuned: int
    distressed: int
    """Replies that sound like distress: nothing is heard in them."""
    criteria: tuple[Calibrated, ...]
    leaks: tuple[Leak, ...]


class TooFewReplies(Exception):
    """Nothing is left to measure; the message is a sentence."""


def calibrate(
    subject: Subject,
    replies: Sequence[Labelled],
    *,
    only: str | None = None,
    share: float = 0,
    seed: int = 0,
) -> Calibration:
    """Hold the subject's criteria, or `only` one, against labelled replies.

    The part held back is drawn by `seed` from the texts alone, so that neither
    the order of the file nor the number of raters changes it; without a `share`
    it is what the file marks so, if anything. Raises TooFewReplies.
    """
    labelled = [reply for reply in replies if reply.labels]
    if not labelled:
        raise TooFewReplies("No reply has a label for what its ask listens for.")
    is_marked = not share and any(reply.is_held_back for reply in labelled)
    held_back = _held_back(labelled, share, seed)
    cases = _read(subject, labelled)
    quoted = [case for case in cases if not held_back or case.reply.text in held_back]
    tuned = [case for case in cases if not held_back or case.reply.text not in held_back]
    if not quoted or not tuned:
        raise TooFewReplies("There are too few different replies to hold a part of them back.")
    names = [
        name
        for name in subject.rubric.criteria
        if only in {None, name} and any(name in case.reply.labels for case in cases)
    ]
    if not names:
        raise TooFewReplies(f"No reply has a label for {only}.")
    wanted = {name: _wanted(name, tuned) for name in names}
    samples = [Sample(case.number, case.reply.ask, case.reply.text) for case in tuned]
    candidates = search(subject.rubric, subject.listening.asks, samples, wanted)
    calibrated = [
        Calibrated(
            criterion=name,
            figures=_figures(name, quoted),
            phrases=_records(subject.rubric.criteria[name], tuned),
            missed=_by_line(case for case in tuned if case.number in wanted[name].missed),
            false=_by_line(case for case in tuned if case.number in wanted[name].false),
            candidates=candidates.get(name, ()),
        )
        for name in names
    ]
    return Calibration(
        share=len(quoted) / len(cases) if held_back else 0,
        is_marked=is_marked,
        quoted=len(quoted),
        tuned=len(tuned),
        distressed=sum(case.is_distress for case in cases),
        criteria=_with_changes(subject, calibrated, tuned, quoted if held_back else None),
        leaks=_leaks(names, tuned),
    )


def _held_back(replies: Sequence[Labelled], share: float, seed: int) -> frozenset[str]:
    if not share:
        return frozenset(reply.text for reply in replies if reply.is_held_back)
    texts = sorted({reply.text for reply in replies})
    Random(seed).shuffle(texts)
    return frozenset(texts[: max(1, round(len(texts) * share))])


def _read(subject: Subject, replies: Sequence[Labelled]) -> list[Case]:
    """Assess each reply once, in an order that the file's does not change."""
    rubric = _with_none_apart(subject.rubric)
    scorers = {
        ask: Scorer(rubric, [*names, *(name + _AGAINST for name in names)])
        for ask, names in subject.listening.asks.items()
    }
    cases: list[Case] = []
    for reply in sorted(replies, key=lambda one: (one.ask, one.text, one.line)):
        assessment, counted = scorers[reply.ask].assess_closely(reply.text)
        verdicts = {
            one.criterion: one for one in assessment.verdicts if one.criterion in reply.labels
        }
        cases.append(Case(len(cases), reply, verdicts, counted, assessment.is_distress))
    return cases


def _with_none_apart(rubric: Rubric) -> Rubric:
    """Return the rubric with each criterion's `none` beside it as one of its own.

    The scorer reads those phrases in any case; so it tells which of them count.
    """
    criteria = dict(rubric.criteria)
    for name, criterion in rubric.criteria.items():
        criteria[name + _AGAINST] = replace(
            criterion,
            id=name + _AGAINST,
            applies_when=None,
            exclusive=frozenset(),
            evidence=Evidence(any=criterion.evidence.none),
        )
    return Rubric(criteria, rubric.groups)


def _figures(criterion: str, cases: Iterable[Case]) -> Agreement:
    return agreement(
        Heard(case.was_heard(criterion), case.reply.labels[criterion])
        for case in cases
        if criterion in case.reply.labels
    )


def _wanted(criterion: str, cases: Iterable[Case]) -> Wanted:
    missed, denied, false = set(), set(), set()
    for case in cases:
        said = case.reply.said(criterion) if criterion in case.reply.labels else None
        if said is False:
            denied.add(case.number)
            if case.was_heard(criterion):
                false.add(case.number)
        elif said and not case.was_heard(criterion) and not case.is_distress:
            missed.add(case.number)
    return Wanted(frozenset(missed), frozenset(denied), frozenset(false))


def _by_line(cases: Iterable[Case]) -> tuple[Case, ...]:
    return tuple(sorted(cases, key=lambda case: case.reply.line))


def _records(criterion: Criterion, cases: Sequence[Case]) -> tuple[PhraseRecord, ...]:
    said: Counter[tuple[str, Phrase]] = Counter()
    unsaid: Counter[tuple[str, Phrase]] = Counter()
    for case in cases:
        label = case.reply.said(criterion.id) if criterion.id in case.reply.labels else None
        if label is None:
            continue
        for name in (criterion.id, criterion.id + _AGAINST):
            (said if label else unsaid).update(
                (name, phrase) for phrase in case.counted.get(name, ())
            )
    records = []
    for part, phrase in parts(criterion.evidence):
        name = criterion.id + _AGAINST if part == "none" else criterion.id
        right, wrong = said[name, phrase], unsaid[name, phrase]
        if part == "none" or phrase.weight < 0:
            right, wrong = wrong, right
        records.append(PhraseRecord(phrase, part, right, wrong))
    return tuple(records)


def parts(evidence: Evidence) -> Iterable[tuple[str, Phrase]]:
    """Yield a criterion's phrases, each once in the part it stands in."""
    at_least = evidence.at_least.of if evidence.at_least else ()
    for part, phrases in (
        ("any", evidence.any),
        ("all", evidence.all),
        ("at_least", at_least),
        ("partly", evidence.partly),
        ("none", evidence.none),
    ):
        for phrase in dict.fromkeys(phrases):
            yield part, phrase


def _leaks(names: Sequence[str], cases: Sequence[Case]) -> tuple[Leak, ...]:
    """Return how often each criterion is heard in replies that say another, and not it."""
    replies: Counter[tuple[str, str]] = Counter()
    heard: Counter[tuple[str, str]] = Counter()
    phrases: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for case in cases:
        labels = {name: case.reply.said(name) for name in case.reply.labels}
        said = [name for name, label in labels.items() if label]
        for criterion in names:
            if labels.get(criterion) is not False:
                continue
            for other in said:
                replies[other, criterion] += 1
                if case.was_heard(criterion):
                    heard[other, criterion] += 1
                    at_fault = case.counted.get(criterion, ())
                    phrases[other, criterion].update(
                        phrase.source for phrase in at_fault if phrase.weight > 0
                    )
    leaks = [
        Leak(
            *pair,
            replies=count,
            heard=heard[pair],
            phrases=tuple(sorted(phrases[pair].items(), key=lambda one: (-one[1], one[0]))),
        )
        for pair, count in replies.items()
    ]
    return tuple(sorted(leaks, key=lambda one: (-one.heard, one.replies, one.said, one.criterion)))


def _with_changes(
    subject: Subject,
    calibrated: Sequence[Calibrated],
    tuned: Sequence[Case],
    held_back: Sequence[Case] | None,
) -> tuple[Calibrated, ...]:
    """Add what a patch would do, where that serves the replies tuned on, and its figures."""
    changes = {
        one.criterion: change
        for one in calibrated
        if (change := _change(one, subject.rubric.criteria[one.criterion])) is not None
    }
    if not changes:
        return tuple(calibrated)
    reread = _read_changed(subject, changes, tuned)
    changes = {
        name: change
        for name, change in changes.items()
        if _figures(name, reread).agreed > _figures(name, tuned).agreed
    }
    if held_back is None:
        return tuple(replace(one, change=changes.get(one.criterion)) for one in calibrated)
    reread = _read_changed(subject, changes, held_back)
    return tuple(
        replace(one, change=changes[one.criterion], after=_figures(one.criterion, reread))
        if one.criterion in changes
        else one
        for one in calibrated
    )


def _change(calibrated: Calibrated, criterion: Criterion) -> Change | None:
    drop = tuple(
        one.phrase
        for one in calibrated.phrases
        if one.part == "any"
        and one.phrase.weight > 0
        and one.wrong > one.right
        and one.wrong >= _FEWEST_FALSE
    )
    # A phrase that reaches the threshold by itself, as it was when it was counted.
    weight = max(1, criterion.evidence.threshold or 1)
    add = tuple(
        replace(one.phrase, weight=weight)
        for one in calibrated.candidates
        if one.adds >= _FEWEST_ADDED
        and one.adds >= _RIGHT_FOR_WRONG * one.wrong
        and not one.may_be_chance
    )[:_MOST_ADDED]
    if not add and len(drop) == len(criterion.evidence.any):
        drop = drop[1:]  # A criterion without evidence would be none.
    return Change(criterion.id, drop, add) if drop or add else None


def changed_rubric(rubric: Rubric, changes: Mapping[str, Change]) -> Rubric:
    """Return the rubric as it would be with the changes."""
    criteria = dict(rubric.criteria)
    for name, change in changes.items():
        evidence = criteria[name].evidence
        kept = tuple(phrase for phrase in evidence.any if phrase not in change.drop)
        criteria[name] = replace(criteria[name], evidence=replace(evidence, any=kept + change.add))
    return Rubric(criteria, rubric.groups)


def _read_changed(
    subject: Subject, changes: Mapping[str, Change], cases: Sequence[Case]
) -> list[Case]:
    """Read the cases again as they would be read with the changes, for the changed alone.

    Criteria that share words by `exclusive` are read beside them.
    """
    rubric = changed_rubric(subject.rubric, changes)
    beside = {name for one in changes for name in rubric.criteria[one].exclusive} | {
        name for name, one in rubric.criteria.items() if one.exclusive & changes.keys()
    }
    asks = {
        ask: [name for name in names if name in changes or name in beside]
        for ask, names in subject.listening.asks.items()
    }
    changed = replace(subject, rubric=rubric, listening=replace(subject.listening, asks=asks))
    return _read(changed, [case.reply for case in cases])
