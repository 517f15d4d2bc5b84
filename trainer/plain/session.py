"""A conversation line by line: for pipes, screen readers and bare terminals.

Turns are labelled, choices numbered, nothing is redrawn and nothing depends on
colour. In a terminal a letter may have many lines and ends with a line that
holds only a full stop; through a pipe every line is one reply.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import TextIO

from trainer.commands import plain_commands
from trainer.conversation.conversation import ActionRefused, Conversation
from trainer.conversation.telling import Chose, Entry, Replied, Spoken, SupportOffered
from trainer.conversation.wording import NOTHING_MISSED, TALK_TO_SOMEONE, left_out
from trainer.language.cleaning import clean_line
from trainer.language.model import Ask, AskKind, Choice, Line, Scenario
from trainer.plain.afterwards import Afterwards
from trainer.plain.dialogue import Dialogue, LeftEarly, index_of
from trainer.scoring.assessment import LONGEST_REPLY

_LETTER_END = "."
_COMMAND = "/"
_KEEP_WORD = "exercise"
_LONGEST_ECHO = 40


class Obeyed(Enum):
    """What came of a line that might be a /word."""

    NO_WORD = auto()
    TOLD = auto()
    """Something was said; the conversation stands where it stood."""
    MOVED = auto()


@dataclass(slots=True)
class PlainSession:
    """Plays one conversation from `source` to `say`."""

    conversation: Conversation
    source: TextIO
    say: Callable[[str], None]
    is_interactive: bool
    is_kept: bool = True
    how_to_go_on: str = "trainer resume"
    _shown: int = 0
    _before_today: int = 0
    """Entries of an earlier sitting: the learner's own were not echoed by this terminal."""
    _notice: str = ""
    _variables_shown: tuple[tuple[str, int], ...] = ()
    _held_back: str = ""
    """A reply that sounded like despair, until she says whether it was part of the exercise."""
    _dialogue: Dialogue = field(init=False)

    def __post_init__(self) -> None:
        support = tuple(support_lines(self.conversation.scenario))
        self._dialogue = Dialogue(self.source, self.say, support)

    def play(self) -> bool:
        """Play until the debrief was read or the learner left; True when an ending was reached."""
        try:
            self._introduce()
            self._play_on()
            afterwards = Afterwards(
                self.conversation, self._dialogue, self.is_interactive, self.is_kept
            )
            while afterwards.goes_back():
                self._shown = self._turn_start()
                self._play_on()
        except (LeftEarly, KeyboardInterrupt):
            if not self.conversation.is_finished:
                self.say("")
                self.say(self._farewell())
        return self.conversation.is_finished

    def _play_on(self) -> None:
        self._show_notice()
        while not self.conversation.is_finished:
            self._show_new_entries()
            self._take_turn()
            self._show_notice()
        self._show_new_entries()

    def _introduce(self) -> None:
        scenario = self.conversation.scenario
        words = ", ".join(f"{_COMMAND}{one.word}" for one in plain_commands())
        self.say("Plain mode: one line at a time, no full-screen display.")
        self.say(f"{scenario.title}. {scenario.summary} About {scenario.minutes} minutes.")
        self.say(f"At any time: {words}.")
        self.say("No patient details, please.")
        if self.conversation.last_decision is not None:
            self._before_today = len(self.conversation.telling.entries)
            self.say("You have been here before. Up to now:")

    def _farewell(self) -> str:
        if not self.is_kept:
            return "Stopped here. Nothing of it is kept."
        if self.conversation.notice:
            return f"Stopped here. `{self.how_to_go_on}` goes on from what was kept."
        return f"Stopped here. `{self.how_to_go_on}` goes on from this point."

    def _show_notice(self) -> None:
        if self.conversation.notice and self.conversation.notice != self._notice:
            self._notice = self.conversation.notice
            self.say(f"Notice: {self._notice}")

    def _show_new_entries(self) -> None:
        entries = self.conversation.telling.entries
        self._show_entries(self._shown, is_echoed=self.is_interactive)
        self._shown = len(entries)
        shown = self.conversation.telling.shown_variables
        if shown and shown != self._variables_shown:
            self._variables_shown = shown
            self._show_variables()

    def _show_entries(self, first: int, *, is_echoed: bool) -> None:
        for index, entry in enumerate(self.conversation.telling.entries[first:], start=first):
            is_own_left_out = is_echoed and index >= self._before_today
            for line in entry_lines(entry, self.conversation.scenario, is_own_left_out):
                self.say(line)

    def _show_variables(self) -> None:
        shown = self.conversation.telling.shown_variables
        self.say(". ".join(f"{label}: {value}" for label, value in shown) + ".")

    def _take_turn(self) -> None:
        telling = self.conversation.telling
        self.say("")
        if telling.ask is not None:
            self._take_reply(telling.ask)
        elif telling.is_stuck:
            self._take_way_back()
        else:
            self._take_choice(telling.choices)

    def _take_reply(self, ask: Ask) -> None:
        is_letter = ask.kind is AskKind.MESSAGE and self.is_interactive
        how = " End with a line that holds only a full stop." if is_letter else ""
        self.say(f"Your turn. {ask.prompt}{how}")
        text = self._read_letter() if is_letter else self._dialogue.read_line()
        if text is not None and (is_letter or self._obey(text) is Obeyed.NO_WORD):
            self._submit(text)

    def _submit(self, text: str, *, is_exercise: bool = False) -> None:
        self._held_back = ""
        written = text.strip()
        text = written[:LONGEST_REPLY]
        try:
            assessment = self.conversation.submit_reply(text, is_exercise=is_exercise)
        except ActionRefused as refusal:
            self.say(str(refusal))
            return
        if assessment.is_distress:
            self._held_back = text
            self._show_new_entries()
            self.say("That reply was not read for the exercise, and it is not kept.")
            self.say(f"If it was part of the exercise, write {_COMMAND}{_KEEP_WORD}. Else go on.")
            return
        if len(written) > len(text):
            self.say(left_out(len(written) - len(text)))

    def _take_choice(self, choices: tuple[Choice, ...]) -> None:
        self.say("Your turn. Choose by number:")
        self._dialogue.offer([choice.text for choice in choices])
        answer = self._dialogue.read_line()
        if self._obey(answer) is not Obeyed.NO_WORD:
            return
        chosen = index_of(answer, len(choices))
        if chosen is None:
            self.say(f"Write a number from 1 to {len(choices)}.")
            return
        self._held_back = ""
        self.conversation.choose(choices[chosen].id)

    def _take_way_back(self) -> None:
        self.say("The scenario has a mistake: there is no way on from here.")
        self.say(f"{_COMMAND}undo takes back your last step, {_COMMAND}quit stops.")
        self._obey(self._dialogue.read_line())

    def _obey(self, text: str) -> Obeyed:
        """Carry out a /word."""
        word = text.strip().lower()
        if not word.startswith(_COMMAND):
            return Obeyed.NO_WORD
        if word == f"{_COMMAND}{_KEEP_WORD}" and self._held_back:
            self._submit(self._held_back, is_exercise=True)
            return Obeyed.MOVED
        if self._dialogue.obeys(word, plain_commands()):
            return Obeyed.TOLD
        known = {f"{_COMMAND}{one.word}": one for one in plain_commands()}
        match known.get(word):
            case None:
                echo = clean_line(text[: _LONGEST_ECHO + 1])
                echo = echo if len(echo) <= _LONGEST_ECHO else f"{echo[: _LONGEST_ECHO - 1]}…"
                self.say(f"There is no {echo}. {_COMMAND}help lists what there is.")
            case one if one.id == "hint":
                self.say(f"Hint: {self.conversation.show_hint() or 'There is none here.'}")
            case one if one.id == "repeat":
                self._show_entries(self._turn_start(), is_echoed=False)
                self._show_variables_again()
            case one if one.id == "undo":
                return self._undo()
            case one if one.id == "claim":
                return self._claim()
        return Obeyed.TOLD

    def _turn_start(self) -> int:
        """Return where the entries begin that came of the last decision, its own included."""
        decision = self.conversation.last_decision
        return 0 if decision is None else decision.before_entries

    def _show_variables_again(self) -> None:
        if self.conversation.telling.shown_variables:
            self._show_variables()

    def _undo(self) -> Obeyed:
        try:
            self.conversation.undo()
        except ActionRefused as refusal:
            self.say(str(refusal))
            return Obeyed.TOLD
        self._held_back = ""
        self.say("Taken back. You are here again:")
        self._go_on_from_last_line()
        return Obeyed.MOVED

    def _go_on_from_last_line(self) -> None:
        """Have the last thing anybody said be said again, and what is awaited after it."""
        entries = self.conversation.telling.entries
        spoken = [index for index, entry in enumerate(entries) if isinstance(entry, Spoken)]
        self._shown = spoken[-1] if spoken else len(entries)

    def _claim(self) -> Obeyed:
        decision = self.conversation.last_decision
        missed = self.conversation.claimable()
        if decision is None or not missed:
            self.say(NOTHING_MISSED)
            return Obeyed.TOLD
        chosen = self._dialogue.pick(
            "What did your last reply do?", [criterion.title for criterion in missed]
        )
        if chosen is None:
            self.say("Left as it was.")
            return Obeyed.TOLD
        self.conversation.claim(missed[chosen].id)
        self.say("Taken at your word. The conversation goes on from there.")
        self._shown = decision.before_entries
        return Obeyed.MOVED

    def _read_letter(self) -> str | None:
        """Return a letter, or None when a /word came of it instead."""
        words = {f"{_COMMAND}{one.word}" for one in plain_commands()}
        lines: list[str] = []
        while True:
            line = self._dialogue.read_line()
            if line.strip() == _LETTER_END:
                return "\n".join(lines)
            is_first = not lines and line.startswith(_COMMAND)
            if is_first or line.strip().lower() in words:
                if self._obey(line) is Obeyed.MOVED or not lines:
                    return None
                self.say("Your letter so far stands. Go on writing:")
            else:
                lines.append(line)


def entry_lines(entry: Entry, scenario: Scenario, is_own_left_out: bool) -> Iterator[str]:
    """Yield one turn, labelled; the learner's own is left out where the terminal echoed it."""
    match entry:
        case Spoken(Line(text=text) as line):
            speaker = "Scene" if line.is_scene else scenario.cast[line.speaker].name
            yield f"{speaker}: {text}"
        case Replied(text=text) | Chose(text=text):
            if not is_own_left_out:
                yield f"You: {text}"
        case SupportOffered():
            yield from support_lines(scenario)


def support_lines(scenario: Scenario) -> Iterator[str]:
    """Yield the pack's support text, labelled."""
    yield f"Support: {TALK_TO_SOMEONE}"
    yield from (line for line in scenario.support.splitlines() if line.strip())
