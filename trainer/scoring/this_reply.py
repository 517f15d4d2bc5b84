"""What a criterion's `applies_when` may read: the other criteria of the same reply."""

from collections.abc import Mapping
from dataclasses import dataclass

from trainer.scoring.assessment import Verdict


@dataclass(frozen=True, slots=True)
class ThisReply:
    """The verdicts on one reply; of the story around it nothing is known here."""

    verdicts: Mapping[str, Verdict]
    points: int = 0
    tries: int = 0

    def variable(self, name: str) -> int:
        """Value of a var: none is known."""
        return 0

    def was_heard(self, criterion: str) -> bool:
        """Whether this reply does it."""
        return self.verdicts.get(criterion) is Verdict.HEARD

    def was_partly_heard(self, criterion: str) -> bool:
        """Whether this reply does it in part."""
        return self.verdicts.get(criterion) is Verdict.PARTLY

    def was_ever_heard(self, criterion: str) -> bool:
        """Whether this reply does it: there is no other here."""
        return self.was_heard(criterion)

    def visits(self, state: str) -> int:
        """How often a state was entered: none is known."""
        return 0
