"""A pack of one short scenario on disk, and the command line played in memory."""

from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from trainer.cli.main import run
from trainer.cli.output import Terminal

PACK = """\
format: 1
id: tiny
title: Tiny pack
summary: For tests.
practices:
  identify: {title: Identify, summary: Find people.}
objectives:
  find_mentors: {text: Find mentors., source: book}
sources:
  book: {citation: A book.}
scenarios: [quick_word]
support: Call somebody.
"""
SCENARIO = """\
format: 1
id: quick_word
title: A quick word
summary: One question in a corridor.
practice: identify
level: foundation
minutes: 2
objectives: [find_mentors]
sources: [book]
cast:
  ana: {name: Dr. Ana Lopes, role: Mentor, pronoun: she}
rubric:
  thanks:
    title: Thanks
    meaning: Thanks her.
    why: People like it.
    any: [thank you]
    wordings:
      - Thank you for your time.
      - I am glad you asked me.
    feedback:
      heard: She heard your thanks.
      not_heard: A thank-you would have landed.
start: corridor
states:
  corridor:
    say:
      - ana: You wanted a word?
    ask:
      id: opening
      kind: message
      prompt: What do you write?
      listen_for: [thanks]
      hint: What did she do for you?
      again:
        - ana: I did not catch that.
    routes:
      - when: thanks
        goto: door
      - say:
          - ana: I see.
        goto: door
  door:
    say:
      - ana: Coffee, or another day?
    choices:
      - id: coffee
        text: Coffee, please.
        goto: coffee_end
      - id: later
        text: Another day.
        goto: later_end
  coffee_end:
    outcome: strong
    title: Coffee
    debrief: It was warm.
  later_end:
    outcome: mixed
    title: Another day
    debrief: It never came.
"""


def write_pack(folder: Path) -> Path:
    """Write the pack and return the folder to give as `--scenarios`."""
    pack = folder / "packs" / "tiny"
    pack.mkdir(parents=True)
    (pack / "pack.yaml").write_text(PACK, encoding="utf-8")
    (pack / "quick_word.yaml").write_text(SCENARIO, encoding="utf-8")
    return pack.parent


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command wrote, and how it ended."""

    code: int
    output: str
    errors: str

    @property
    def lines(self) -> list[str]:
        """The lines of stdout."""
        return self.output.splitlines()


def trainer(*words: str, typed: str = "") -> Answer:
    """Run the command line in this process, reading `typed`."""
    output, errors = StringIO(), StringIO()
    code = run(words, Terminal(output=output, errors=errors, input=StringIO(typed)))
    return Answer(code, output.getvalue(), errors.getvalue())
