"""A small library in a temporary folder, and a scenario to vary."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from trainer.language.diagnostics import Diagnostic
from trainer.language.library import Library, Loaded

PACK = """\
format: 1
id: pack
title: A pack
summary: It has one of everything.
practices:
  identify: {title: Find mentors, summary: Look through many channels.}
objectives:
  find_mentors: {text: Give time to finding mentors., source: cruz_2015}
sources:
  cruz_2015: {citation: Cruz 2015}
scenarios: [second, first]
support: Call somebody you trust.
groups:
  ward: [ward, floor]
"""

MOVE = """\
format: 1
id: {id}
title: The title of {id}
meaning: What it means.
why: Why it matters.
fault: {fault}
points: 2
any: [one thing, small thing, $asked]
none: [never mind]
feedback:
  heard: It landed.
  not_heard: It would help.
wordings: [One way., Another way.]
groups:
  asked: [may i ask]
examples:
  heard: [May I ask you one thing?]
  not_heard: [Nothing.]
"""

SCENARIO = """\
format: 1
id: first
title: The first
summary: You want a word with somebody busy.
practice: identify
level: foundation
minutes: 5
objectives: [find_mentors]
sources: [cruz_2015]
cast:
  okafor: {name: Amara Okafor, role: Programme director, pronoun: she}
vars:
  trust: {initial: 0, min: -3, max: 3, label: Trust, show: true}
groups:
  her_talk: [grand rounds, lecture]
rubric:
  bounded_ask: {use: bounded_ask}
  why_you:
    title: A reason only she fits
    meaning: Says why her.
    why: It shows care.
    any: [your $her_talk, phrase two]
    partly: [talk]
    feedback: {heard: It landed., not_heard: It would help.}
    wordings: [I used it., It helped.]
    applies_when: bounded_ask
  presses: {use: presses}
start: inbox
states:
  inbox:
    say:
      - scene: Her slides are still open in a tab.
      - okafor: You again.
        when: visits(inbox) >= 2
    ask:
      id: first_message
      kind: message
      prompt: Write to her.
      listen_for: [bounded_ask, why_you, presses]
      hint: What could she say yes to?
      again:
        - okafor: What are you asking me?
    routes:
      - {when: presses, add: {trust: -1}, goto: chilly}
      - {when: bounded_ask and not presses, goto: warm}
      - goto: between
        other_side: She was puzzled.
        say:
          - okafor: Say that once more?
    group:
      notes: [Ask who has sent one.]
      question: What makes it easy?
      drafts: [One., Two., Three.]
      what_if: [{type: One thing?}, {undo: true}]
  between:
    goto: inbox
  warm:
    choices:
      - id: accept
        text: Thursday suits me.
        add: {trust: 1}
        goto: agreed
      - id: wait
        text: Could it be in December?
        when: trust >= 0 and ever(bounded_ask)
        shows: [presses]
        goto: chilly
  chilly:
    outcome: mixed
    title: In December
    debrief: She forgot, and so did you.
  agreed:
    outcome: strong
    title: Thursday at four
    debrief: She answered within the hour.
tests:
  - name: a bounded ask gets Thursday
    do: [{type: One thing?}, {choose: accept}]
    expect: {ending: agreed, heard: [bounded_ask], not_heard: [presses], vars: {trust: 1}}
"""


@dataclass
class Shelf:
    """A library in a temporary folder."""

    root: Path

    def write(self, text: str, name: str = "first") -> Path:
        path = self.root / "pack" / f"{name}.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    def write_move(self, move_id: str, text: str) -> None:
        (self.root / "moves" / f"{move_id}.yaml").write_text(text, encoding="utf-8")

    @property
    def library(self) -> Library:
        return Library([self.root])

    def load(self, text: str, name: str = "first") -> Loaded:
        return self.library.load_file(self.write(text, name))

    def check(self, changes: Mapping[str, str], text: str = SCENARIO) -> tuple[Diagnostic, ...]:
        """Check the scenario with some of its text replaced."""
        for old, new in changes.items():
            assert old in text, old
            text = text.replace(old, new)
        return self.load(text).diagnostics

    def rules(self, changes: Mapping[str, str]) -> list[str]:
        return [diagnostic.rule for diagnostic in self.check(changes)]
