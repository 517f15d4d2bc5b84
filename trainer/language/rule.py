"""One rule of the catalogue."""

from dataclasses import dataclass

from trainer.language.diagnostics import Severity


@dataclass(frozen=True, slots=True)
class Rule:
    """What can be wrong, and every word said about it.

    `message` has placeholders for a finding's details. `failing` and `mended`
    are pieces of a file: the mistake, and the same without it.
    """

    code: str
    name: str
    message: str
    why: str
    mend: str
    failing: str
    mended: str
    severity: Severity = Severity.ERROR
