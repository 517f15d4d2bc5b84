"""Home, line by line: the scenarios by number, what is unfinished first."""

from collections.abc import Sequence
from dataclasses import dataclass

from trainer.language.library import ScenarioEntry
from trainer.plain.dialogue import Dialogue, LeftEarly, index_of
from trainer.records.conversations import ConversationRecord

_CLOSE = "0"


@dataclass(frozen=True, slots=True)
class PlainHome:
    """What can be begun or gone on with, and the question which it shall be."""

    dialogue: Dialogue
    entries: Sequence[ScenarioEntry]
    unfinished: ConversationRecord | None

    def choose(self) -> ScenarioEntry | ConversationRecord | None:
        """Ask until a number fits; None when the learner closes instead."""
        self.dialogue.say("Which one? Write its number, or 0 to close.")
        self.dialogue.offer(self._options())
        offered: list[ScenarioEntry | ConversationRecord] = [*self.entries]
        if self.unfinished is not None:
            offered.insert(0, self.unfinished)
        try:
            while (answer := self.dialogue.read_line().strip()) != _CLOSE:
                if (chosen := index_of(answer, len(offered))) is not None:
                    return offered[chosen]
                if not self.dialogue.obeys(answer):
                    self.dialogue.say(f"Write a number from 1 to {len(offered)}, or 0 to close.")
        except (LeftEarly, KeyboardInterrupt):
            pass
        self.dialogue.say("Closed. Nothing was started.")
        return None

    def _options(self) -> list[str]:
        options = [f"{one.title}. {one.summary} {one.minutes} minutes." for one in self.entries]
        if self.unfinished is not None:
            options.insert(0, f"Go on with {self.unfinished.title}, where you stopped.")
        return options
