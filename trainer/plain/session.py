"""A conversation line by line: for pipes, screen readers and bare terminals.

Turns are labelled, choices numbered, nothing is redrawn and nothing depends on
colour. In a terminal a letter may have many lines and ends with a line that
holds only a full stop; through a pipe every line is one reply.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TextIO

from trainer.commands import plain_commands
from trainer.conversation.conversation import ActionRefused, Conversation
from trainer.conversation.debrief import make_debrief
from trainer.conversation.telling import Chose, Entry, Replied, Spoken, SupportOffered
from trainer.language.cleaning import clean_text
from trainer.language.model import Ask, AskKind, Choice, Line, Scenario
from trainer.plain.debrief_text import debrief_lines, verdict_lines

LONGEST_LETTER = 20_000
"""Code points of one reply that are taken in; the scorer reads far fewer and says so."""
_LETTER_END = "."
_COMMAND = "/"
_KEEP_WORD = "exercise"


class LeftEarly(Exception):
    """The learner stopped, or the input ended, before the ending."""


@dataclass(slots=True)
class PlainSession:
    """Plays one conversation from `source` to `say`."""

    conversation: Conversation
    source: TextIO
    say: Callable[[str], None]
    is_interactive: bool
    is_kept: bool = True
    _shown: int = 0
    _notice: str = ""
    _variables_shown: tuple[tuple[str, int], ...] = ()

    def play(self) -> bool:
        """Play until the debrief was read or the learner left; True when an ending was reached."""
        self._introduce()
        try:
            while not self.conversation.is_finished:
                self._show_new_entries()
                self._take_turn()
                self._show_notice()
            self._show_new_entries()
        except LeftEarly:
            self.say("")
            self.say(self._farewell())
            return False
        self.say("")
        for line in debrief_lines(make_debrief(self.conversation)):
            self.say(line)
        self._offer_more()
        return True

    def _introduce(self) -> None:
        scenario = self.conversation.scenario
        words = ", ".join(f"{_COMMAND}{one.word}" for one in plain_commands())
        self.say("Plain mode: one line at a time, no full-screen display.")
        self.say(f"{scenario.title}. {scenario.summary}")
        self.say(f"At any time: {words}.")
        self.say("No patient details, please.")

    def _farewell(self) -> str:
        if self.conversation.notice or not self.is_kept:
            return "Stopped here. Nothing of it is kept."
        return "Stopped here. `trainer resume` goes on from this point."

    def _show_notice(self) -> None:
        if self.conversation.notice and self.conversation.notice != self._notice:
            self._notice = self.conversation.notice
            self.say(f"Notice: {self._notice}")

    def _show_new_entries(self) -> None:
        entries = self.conversation.telling.entries
        for entry in entries[self._shown :]:
            for line in entry_lines(entry, self.conversation.scenario, self.is_interactive):
                self.say(line)
        self._shown = len(entries)
        self._show_variables()

    def _show_variables(self) -> None:
        shown = self.conversation.telling.shown_variables
        if shown and shown != self._variables_shown:
            self._variables_shown = shown
            self.say(". ".join(f"{label}: {value}" for label, value in shown) + ".")

    def _take_turn(self) -> None:
        telling = self.conversation.telling
        if telling.ask is not None:
            self._take_reply(telling.ask)
        else:
            self._take_choice(telling.choices)

    def _take_reply(self, ask: Ask) -> None:
        self.say("")
        is_letter = ask.kind is AskKind.MESSAGE and self.is_interactive
        how = " End with a line that holds only a full stop." if is_letter else ""
        self.say(f"Your turn. {ask.prompt}{how}")
        text = self._read_letter() if is_letter else self._read_line()
        if self._obey(text):
            return
        try:
            assessment = self.conversation.submit_reply(text)
        except ActionRefused as refusal:
            self.say(str(refusal))
            return
        if assessment.is_distress:
            self._show_new_entries()
            self._offer_to_keep(text)
        elif assessment.read_to < len(clean_text(text).strip()):
            self.say(f"Only the first {assessment.read_to} characters were read.")

    def _offer_to_keep(self, text: str) -> None:
        self.say("That reply was not read for the exercise, and it is not kept.")
        self.say(f"If it was part of the exercise, write {_COMMAND}{_KEEP_WORD}. Else go on.")
        answer = self._read_line().strip().lower()
        if answer == f"{_COMMAND}{_KEEP_WORD}":
            self.conversation.submit_reply(text, is_exercise=True)
        elif answer:
            self._obey(answer)

    def _take_choice(self, choices: tuple[Choice, ...]) -> None:
        self.say("")
        self.say("Your turn. Choose by number:")
        for number, choice in enumerate(choices, start=1):
            self.say(f"{number}. {choice.text}")
        answer = self._read_line().strip()
        if self._obey(answer):
            return
        chosen = next(
            (
                choice
                for number, choice in enumerate(choices, start=1)
                if answer.rstrip(".") == str(number) or answer == choice.id
            ),
            None,
        )
        if chosen is None:
            self.say(f"Write a number from 1 to {len(choices)}.")
            return
        self.conversation.choose(chosen.id)

    def _obey(self, text: str) -> bool:
        """Carry out a /word; True when the text was one."""
        word = text.strip().lower()
        if not word.startswith(_COMMAND) or "\n" in word:
            return False
        known = {one.word: one for one in plain_commands()}
        match known.get(word[1:]):
            case None:
                self.say(f"There is no {word}. /help lists what there is.")
            case one if one.id == "leave":
                raise LeftEarly
            case one if one.id == "help":
                for each in known.values():
                    self.say(f"{_COMMAND}{each.word}: {each.help}")
            case one if one.id == "hint":
                self.say(f"Hint: {self.conversation.show_hint() or 'There is none here.'}")
            case one if one.id == "support":
                for line in support_lines(self.conversation.scenario):
                    self.say(line)
            case one if one.id == "undo":
                self._undo()
            case one if one.id == "claim":
                self._claim()
        return True

    def _undo(self) -> None:
        try:
            decision = self.conversation.undo()
        except ActionRefused as refusal:
            self.say(str(refusal))
            return
        self.say("Taken back.")
        self._shown = min(decision.before_entries, len(self.conversation.telling.entries))
        self._repeat_last_line()

    def _repeat_last_line(self) -> None:
        spoken = [
            entry
            for entry in self.conversation.telling.entries[: self._shown]
            if isinstance(entry, Spoken)
        ]
        if spoken:
            for line in entry_lines(spoken[-1], self.conversation.scenario, True):
                self.say(line)

    def _claim(self) -> None:
        decision = self.conversation.last_decision
        missed = () if decision is None else self.conversation.claimable(decision)
        if not missed:
            self.say("Nothing was missed in your last reply.")
            return
        self.say("What did your last reply do? Choose by number, or write 0 for none:")
        for number, criterion in enumerate(missed, start=1):
            self.say(f"{number}. {criterion.title}")
        answer = self._read_line().strip().rstrip(".")
        if answer.isdecimal() and 1 <= int(answer) <= len(missed):
            shown_before = 0 if decision is None else decision.before_entries
            self.conversation.claim(missed[int(answer) - 1].id)
            self.say("Taken at your word. The conversation goes on from there.")
            self._shown = shown_before
        else:
            self.say("Left as it was.")

    def _offer_more(self) -> None:
        if not self.is_interactive:
            return
        self.say("")
        self.say("Write more for every criterion, or press Enter to close.")
        if self.source.readline().strip().lower() == "more":
            for review in make_debrief(self.conversation).reviews:
                self.say("")
                self.say(review.prompt)
                for line in verdict_lines(review.verdicts):
                    self.say(line)

    def _read_line(self) -> str:
        line = self.source.readline()
        if not line:
            raise LeftEarly
        return line.rstrip("\n")[:LONGEST_LETTER]

    def _read_letter(self) -> str:
        lines: list[str] = []
        while True:
            line = self._read_line()
            if line.strip() == _LETTER_END:
                return "\n".join(lines)
            if not lines and line.startswith(_COMMAND):
                return line
            if sum(map(len, lines)) < LONGEST_LETTER:
                lines.append(line)


def entry_lines(entry: Entry, scenario: Scenario, is_echoed: bool) -> Iterator[str]:
    """Yield one turn, labelled; the learner's own is left out where the terminal echoed it."""
    match entry:
        case Spoken(Line(text=text) as line):
            speaker = "Scene" if line.is_scene else scenario.cast[line.speaker].name
            yield f"{speaker}: {text}"
        case Replied(text=text) | Chose(text=text):
            if not is_echoed:
                yield f"You: {text}"
        case SupportOffered():
            yield from support_lines(scenario)


def support_lines(scenario: Scenario) -> Iterator[str]:
    """Yield the pack's support text, labelled."""
    yield "Support: if any of that was you rather than the exercise, talk to someone now."
    yield from (line for line in scenario.support.splitlines() if line.strip())
