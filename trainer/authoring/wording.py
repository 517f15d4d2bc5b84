"""The words of a reply that counted, and those that did not, one line each."""

from collections.abc import Iterator

from trainer.language.cleaning import clean_line
from trainer.scoring.assessment import CriterionVerdict

_WIDEST = 72


def heard_words(verdict: CriterionVerdict) -> Iterator[str]:
    """Yield what was heard and the phrase it fits."""
    for found in verdict.evidence:
        changed = f" (read as {', '.join(found.changed)})" if found.changed else ""
        yield f'"{clean_line(found.span.text)}"{changed}  because: {found.because}'


def stopped_words(verdict: CriterionVerdict) -> Iterator[str]:
    """Yield what nearly counted and what stopped it."""
    for blocked in verdict.blocked:
        by = f' by "{clean_line(blocked.by.text)}"' if blocked.by else ""
        reason = blocked.reason.value.replace("_", " ")
        yield f'"{clean_line(blocked.span.text)}" did not count: {reason}{by}'


def excerpt(text: str, widest: int = _WIDEST) -> str:
    """Return a reply's beginning, on one line, in quotation marks."""
    line = clean_line(text)
    return f'"{line}"' if len(line) <= widest else f'"{line[: widest - 3].rstrip()}..."'
