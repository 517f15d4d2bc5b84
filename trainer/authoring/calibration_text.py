"""A calibration as an author reads it, and as programs do."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from trainer.authoring.agreement import Agreement
from trainer.authoring.calibration import Calibrated, Calibration, Case, Change, PhraseRecord
from trainer.authoring.candidates import Candidate
from trainer.authoring.wording import excerpt, heard_words, stopped_words

_MOST_REPLIES = 6
_MOST_PHRASES = 12
_MOST_CANDIDATES = 8
_MOST_NAMES = 6
_MOST_LEAKS = 10
_FEWEST_LEAKED = 2
_FEW = 10
"""With fewer replies that say it, or that do not, a figure is hardly one."""


def as_text(calibration: Calibration, seed: int) -> Iterator[str]:
    """Yield the report, line by line."""
    yield from _head(calibration, seed)
    for one in calibration.criteria:
        yield ""
        yield from _criterion(one)
    leaks = [leak for leak in calibration.leaks if leak.heard >= _FEWEST_LEAKED]
    if leaks:
        yield ""
        yield "Heard in replies that say something else, and not it:"
        for leak in leaks[:_MOST_LEAKS]:
            yield (
                f"  {leak.criterion} in {leak.heard} of {leak.replies} that say {leak.said}: "
                f"{_named([f'{source} ({count})' for source, count in leak.phrases], 2)}"
            )
        yield from _more(len(leaks) - _MOST_LEAKS)


def _head(calibration: Calibration, seed: int) -> Iterator[str]:
    if calibration.share:
        how = (
            "are marked as held back" if calibration.is_marked else f"were held back (seed {seed})"
        )
        yield f"{calibration.quoted} replies {how}: all figures of agreement are of those alone."
        yield (
            f"What is said of phrases, and of replies missed or wrongly heard, is of the other "
            f"{calibration.tuned}."
        )
    else:
        yield (
            f"{calibration.quoted} replies with labels. Phrases are suggested from the very "
            "replies the figures are of:"
        )
        yield "hold a part back with --split before you believe what a change brought."
    if calibration.distressed:
        sound = "reply that sounds" if calibration.distressed == 1 else "replies that sound"
        yield f"Nothing was heard in {calibration.distressed} {sound} like distress."
    yield "Kappa is agreement beyond chance: 1 is full agreement, 0 is what chance would bring."


def _criterion(one: Calibrated) -> Iterator[str]:
    figures = one.figures
    whom = "you" if figures.raters <= 1 else "the raters"
    yield f"{one.criterion}  agreed with {whom} on {_agreed(figures)}"
    yield (
        f"    heard in {figures.heard}, rightly in {_part(figures.precision, figures.heard)} "
        f"(precision {_figure(figures.precision)}); said in {figures.said:.0f}, "
        f"heard in {_part(figures.recall, figures.said)} of them "
        f"(recall {_figure(figures.recall)})"
    )
    raters = f"; the raters with each other {_figure(figures.raters_kappa)}"
    yield (
        f"    F1 {_figure(figures.f1)}, kappa {_figure(figures.kappa)}"
        f"{raters if figures.raters > 1 else ''}"
    )
    fewest = min(figures.said, figures.replies - figures.said)
    if fewest < _FEW:
        which = "say it" if figures.said <= figures.replies - figures.said else "do not say it"
        yield f"    Only {fewest:.0f} of these replies {which}: figures from so few mean little."
    yield from _false(one)
    yield from _missed(one)
    yield from _candidates(one.candidates)
    yield from _phrases(one.phrases)
    if one.change is not None:
        yield from _change(one, one.change)


def _false(one: Calibrated) -> Iterator[str]:
    if one.false:
        yield f"  Heard wrongly in {_counted(len(one.false), 'reply', 'replies')}:"
    for case in one.false[:_MOST_REPLIES]:
        yield f"    line {case.reply.line}  {excerpt(case.reply.text)}"
        for words in heard_words(case.verdicts[one.criterion]):
            yield f"        {words}"
    yield from _more(len(one.false) - _MOST_REPLIES)


def _missed(one: Calibrated) -> Iterator[str]:
    if one.missed:
        yield f"  Missed in {_counted(len(one.missed), 'reply', 'replies')}:"
    for case in one.missed[:_MOST_REPLIES]:
        yield f"    line {case.reply.line}  {excerpt(case.reply.text)}"
        verdict = case.verdicts.get(one.criterion)
        for words in stopped_words(verdict) if verdict is not None else ():
            yield f"        {words}"
        catching = _catching(one, case)
        if catching is not None:
            yield f"        would be caught by: {catching.phrase.source}"
    yield from _more(len(one.missed) - _MOST_REPLIES)


def _catching(one: Calibrated, case: Case) -> Candidate | None:
    return next((c for c in one.candidates if case.number in c.catches), None)


def _candidates(candidates: Sequence[Candidate]) -> Iterator[str]:
    if not candidates:
        return
    yield "  Phrases that would have caught them, each with what the ones above it leave:"
    shown = candidates[:_MOST_CANDIDATES]
    width = max(len(one.phrase.source) for one in shown)
    for one in shown:
        chance = ", which may be chance" if one.may_be_chance else ""
        yield (
            f"    {one.phrase.source:{width}}  adds {one.adds}, wrongly hits {one.wrong}{chance}"
        )
    yield from _more(len(candidates) - _MOST_CANDIDATES)


def _phrases(records: Sequence[PhraseRecord]) -> Iterator[str]:
    wrong = sorted((one for one in records if one.wrong), key=lambda one: (-one.wrong, one.right))
    if wrong:
        yield "  Phrases that were wrong at times: in how many replies right, in how many wrong"
    for one in wrong[:_MOST_PHRASES]:
        yield f"    {one.right:4} {one.wrong:4}  {one.phrase.source}{_role(one)}"
    yield from _more(len(wrong) - _MOST_PHRASES)
    right = sorted((one for one in records if one.right and not one.wrong), key=_by_right)
    if right:
        named = [f"{one.phrase.source} ({one.right})" for one in right]
        count = _counted(len(right), "phrase", "phrases")
        yield f"  {count} never wrong: {_named(named, _MOST_NAMES)}"
    never = [one.phrase.source for one in records if not one.right and not one.wrong]
    if never:
        count = _counted(len(never), "phrase", "phrases")
        yield f"  {count} never found: {_named(never, _MOST_NAMES)}"


def _by_right(record: PhraseRecord) -> tuple[int, str]:
    return -record.right, record.phrase.source


def _role(record: PhraseRecord) -> str:
    if record.part != "any":
        return f"  ({record.part})"
    return "  (speaks against it)" if record.phrase.weight < 0 else ""


def _change(one: Calibrated, change: Change) -> Iterator[str]:
    yield "  A patch would"
    for verb, phrases in (("drop", change.drop), ("add", change.add)):
        for phrase in phrases:
            yield f"    {verb}  {phrase.source}"
    if one.after is None:
        return
    yield (
        f"    and then agree on {_agreed(one.after)} of those held back, "
        f"kappa {_figure(one.after.kappa)}"
    )
    if one.is_worse_after:
        yield "    That is worse than without, so the patch leaves it out."


def _agreed(figures: Agreement) -> str:
    return (
        f"{figures.agreed:.0f} of {figures.replies} "
        f"(between {figures.low:.0f} and {figures.high:.0f})"
    )


def _part(share: float | None, of: float) -> str:
    return "0" if share is None else f"{share * of:.0f}"


def _figure(value: float | None) -> str:
    return "unknown" if value is None else f"{value:.2f}"


def _counted(count: int, one: str, several: str) -> str:
    return f"{count} {one if count == 1 else several}"


def _named(names: Sequence[str], most: int) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return "; ".join(names[:most]) + more


def _more(count: int) -> Iterator[str]:
    if count > 0:
        yield f"    and {count} more"


def as_json(calibration: Calibration, seed: int) -> Iterator[str]:
    """Yield one line of JSON for the whole, then one a criterion, then one a pair that leaks."""
    yield _line(
        kind="calibration",
        held_back=calibration.share,
        seed=seed,
        quoted=calibration.quoted,
        tuned=calibration.tuned,
        distressed=calibration.distressed,
    )
    for one in calibration.criteria:
        yield _line(kind="criterion", criterion=one.criterion, **_plain(one))
    for leak in calibration.leaks:
        yield _line(
            kind="cross",
            said=leak.said,
            criterion=leak.criterion,
            replies=leak.replies,
            heard=leak.heard,
            phrases=dict(leak.phrases),
        )


def _plain(one: Calibrated) -> dict[str, Any]:
    return {
        "agreement": _plain_figures(one.figures),
        "phrases": [
            {
                "phrase": record.phrase.source,
                "part": record.part,
                "weight": record.phrase.weight,
                "right": record.right,
                "wrong": record.wrong,
            }
            for record in one.phrases
        ],
        "missed": [
            {
                "line": case.reply.line,
                "text": case.reply.text,
                "caught_by": catching.phrase.source
                if (catching := _catching(one, case)) is not None
                else None,
            }
            for case in one.missed
        ],
        "false": [
            {
                "line": case.reply.line,
                "text": case.reply.text,
                "words": list(heard_words(case.verdicts[one.criterion])),
            }
            for case in one.false
        ],
        "candidates": [
            {
                "phrase": candidate.phrase.source,
                "adds": candidate.adds,
                "wrong": candidate.wrong,
                "may_be_chance": candidate.may_be_chance,
            }
            for candidate in one.candidates
        ],
        "change": None
        if one.change is None
        else {
            "drop": [phrase.source for phrase in one.change.drop],
            "add": [phrase.source for phrase in one.change.add],
            "after": None if one.after is None else _plain_figures(one.after),
        },
    }


def _plain_figures(figures: Agreement) -> dict[str, Any]:
    return {name: getattr(figures, name) for name in Agreement.__dataclass_fields__}


def _line(**plain: Any) -> str:
    return json.dumps(plain, ensure_ascii=False)
