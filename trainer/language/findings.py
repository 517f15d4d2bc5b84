"""What a rule finds: which rule, where, and the particulars its message needs."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from trainer.language.places import Place


@dataclass(frozen=True, slots=True)
class Finding:
    """One mistake, before the catalogue gives it words.

    `rule` is the rule's name, `details` fill the placeholders of its message,
    `write` is the line to write instead, where it is known.
    """

    rule: str
    place: Place
    details: Mapping[str, object] = field(default_factory=dict)
    write: str = ""
