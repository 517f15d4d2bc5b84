"""After the ending, line by line: the debrief, what was misread, another try."""

from collections.abc import Sequence
from dataclasses import dataclass

from trainer.commands import Command, plain_debrief_commands, plain_everywhere_commands
from trainer.conversation.conversation import Conversation
from trainer.conversation.debrief import make_debrief
from trainer.conversation.debrief_page import Debrief, ReplyReview
from trainer.conversation.events import ReturnReason
from trainer.conversation.wording import NO_TYPED_REPLY, NOTHING_TO_CONTEST, contest_noted
from trainer.plain.debrief_text import debrief_lines, verdict_lines
from trainer.plain.dialogue import Dialogue, LeftEarly


@dataclass(frozen=True, slots=True)
class Afterwards:
    """The debrief of a finished conversation, and what the learner may do with it."""

    conversation: Conversation
    dialogue: Dialogue
    is_interactive: bool
    is_kept: bool = True

    def goes_back(self) -> bool:
        """Say the debrief; True when the learner went back to a reply to write it again."""
        self.dialogue.say("")
        for line in debrief_lines(self._debrief):
            self.dialogue.say(line)
        commands = plain_debrief_commands()
        if self.is_interactive:
            self.dialogue.say("")
            self.dialogue.say(f"Write {_named(commands)}, or press Enter to close.")
            self.dialogue.say(f"At any time: {_named(plain_everywhere_commands())}.")
        try:
            while answer := self.dialogue.read_line().strip():
                named = next((one for one in commands if answer.lower() == f"/{one.word}"), None)
                if named is not None:
                    if self._obey(named):
                        return True
                elif not self.dialogue.obeys(answer, commands):
                    self.dialogue.tell_words(commands)
        except LeftEarly:
            pass
        return False

    @property
    def _debrief(self) -> Debrief:
        return make_debrief(self.conversation)

    def _obey(self, command: Command) -> bool:
        """Carry out a command; True when it went back into the conversation."""
        if command.id == "more":
            self._say_more()
            return False
        review = self._which_reply()
        if review is None:
            return False
        if command.id == "contest":
            self._contest(review)
            return False
        self.conversation.return_to(review.before, ReturnReason.FORK)
        self.dialogue.say("You are there again.")
        return True

    def _say_more(self) -> None:
        for review in self._debrief.reviews:
            self.dialogue.say("")
            self.dialogue.say(review.prompt)
            for line in verdict_lines(review.verdicts):
                self.dialogue.say(line)

    def _which_reply(self) -> ReplyReview | None:
        reviews = self._debrief.reviews
        if not reviews:
            self.dialogue.say(NO_TYPED_REPLY)
            return None
        if len(reviews) == 1:
            return reviews[0]
        chosen = self.dialogue.pick("Which reply?", [review.prompt for review in reviews])
        return None if chosen is None else reviews[chosen]

    def _contest(self, review: ReplyReview) -> None:
        verdicts = [verdict for verdict in review.verdicts if verdict.can_be_contested]
        if not verdicts:
            self.dialogue.say(NOTHING_TO_CONTEST)
            return
        chosen = self.dialogue.pick(
            "What was misread?", [f"{one.contest_words}: {one.title}" for one in verdicts]
        )
        if chosen is None:
            return
        contested = verdicts[chosen]
        self.conversation.contest(review.event, contested.criterion, was_said=contested.was_missed)
        is_kept = self.is_kept and not self.conversation.notice
        self.dialogue.say(contest_noted(is_kept=is_kept))


def _named(commands: Sequence[Command]) -> str:
    return ", ".join(f"/{one.word}" for one in commands)
