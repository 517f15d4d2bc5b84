"""Asking and reading, one line at a time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TextIO

from trainer.commands import Command, plain_everywhere_commands


class LeftEarly(Exception):
    """The learner stopped, or the input ended."""


@dataclass(frozen=True, slots=True)
class Dialogue:
    """What is said to the learner, and what she writes back.

    `support` is what is said of someone to talk to, whatever was asked.
    """

    source: TextIO
    say: Callable[[str], None]
    support: Sequence[str] = ()

    def read_line(self) -> str:
        """Return the next line without its end; LeftEarly when the input has ended."""
        line = self.source.readline()
        if not line:
            raise LeftEarly
        return line.rstrip("\r\n")

    def obeys(self, line: str, here: Sequence[Command] = ()) -> bool:
        """Carry out a /word that is known at every question; False when the line is none.

        `here` are the other words known at this one, for /help. Raises LeftEarly on /quit.
        """
        typed = line.strip().lower()
        known = {f"/{one.word}": one.id for one in plain_everywhere_commands()}
        match known.get(typed):
            case None:
                return False
            case "quit":
                raise LeftEarly
            case "support":
                for one in self.support:
                    self.say(one)
            case "help":
                self.tell_words(here)
        return True

    def tell_words(self, here: Sequence[Command]) -> None:
        """Say the words known at this question, and what each does."""
        for one in dict.fromkeys((*here, *plain_everywhere_commands())):
            if one.id != "help":
                self.say(f"/{one.word}: {one.help}")

    def offer(self, options: Sequence[str]) -> None:
        """Say the options, numbered from 1."""
        for number, option in enumerate(options, start=1):
            self.say(f"{number}. {option}")

    def pick(self, question: str, options: Sequence[str]) -> int | None:
        """Return the index of the option chosen, or None; ask until a number fits."""
        self.say(f"{question} Choose by number, or write 0 for none:")
        self.offer(options)
        while True:
            answer = self.read_line()
            if not self.obeys(answer):
                if answer.strip().rstrip(".") == "0":
                    return None
                chosen = index_of(answer, len(options))
                if chosen is not None:
                    return chosen
            self.say(f"Write a number from 1 to {len(options)}, or 0 for none.")


def index_of(answer: str, count: int) -> int | None:
    """Return the index that a typed number from 1 to `count` means, or None."""
    written = answer.strip().rstrip(".")
    return next((number for number in range(count) if written == str(number + 1)), None)
