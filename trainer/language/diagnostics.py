"""What is wrong in an author's file: located, in plain words, with the mend."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from trainer.language.places import Place


class Severity(StrEnum):
    """How much it matters."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One mistake in one place. Text comes from the catalogue, never from here."""

    file: Path
    place: Place
    code: str
    rule: str
    severity: Severity
    message: str
    mend: str
