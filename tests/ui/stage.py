"""What the screens' tests stand on: a small pack, a records folder, a clock that stands still."""

import itertools
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.screen import Screen
from textual.strip import Strip

from trainer.conversation.conversation import Conversation
from trainer.language.library import Library
from trainer.records.desk import Desk, Held
from trainer.records.places import Places
from trainer.records.store import Records, open_records
from trainer.ui.app import Opening, TrainerApp
from trainer.ui.reply_box import ReplyBox
from trainer.ui.screens.talk import TalkScreen

NOON = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)
GOOD_NOTE = "Dear Dr. Rao,\n\nCould I have fifteen minutes?\n\nAna"
SUPPORT = "Peer support, day and night: extension 4040."

PACK = """\
format: 1
id: small_pack
title: A small pack
summary: Enough to open every screen.
practices:
  find:
    title: Find people
    summary: Ask those you do not know.
objectives:
  ask_small:
    text: Ask for something small.
    source: notes
sources:
  notes:
    citation: Notes for the tests.
scenarios: [small_ask]
support: |
  {support}
"""

SCENARIO = """\
format: 1
id: small_ask
title: {title}
summary: {summary}
practice: find
level: foundation
minutes: 5
objectives: [ask_small]
sources: [notes]
cast:
  rao:
    name: {name}
    role: Cardiologist
    pronoun: she
  kim:
    name: Jo Kim
    role: Resident
    pronoun: they
vars:
  minutes_left:
    label: Minutes left
    initial: 0
    min: 0
    max: 9
    show: true
rubric:
  small_ask:
    title: One small ask
    meaning: Asks for something with a size.
    why: A small thing is answered.
    points: 2
    any: [fifteen minutes, one question]
    feedback:
      heard: She saw how small it was.
      not_heard: Say how many minutes it would take.
    wordings:
      - Could I have fifteen minutes?
      - May I ask one question, by e-mail?
  thanks:
    title: Thanks
    meaning: Thanks the other person.
    why: People like to be thanked.
    any: [thank you]
    feedback:
      heard: She was glad to read it.
      not_heard: A word of thanks would not hurt.
    wordings:
      - Thank you for reading this.
      - Thank you, I will try it on Friday.
  presses:
    title: Pressure
    meaning: Pushes for an answer.
    why: A push is pushed back.
    fault: true
    points: 1
    any: [by tomorrow]
    feedback:
      heard: She felt a push.
      not_heard: You did not push.
    wordings:
      - Whenever it suits you.
      - There is no hurry.
start: desk
states:
  desk:
    say:
      - scene: Monday. An empty letter lies on the desk.
      - kim: {line}
    ask:
      id: first_note
      kind: message
      prompt: {prompt}
      listen_for: [small_ask, thanks, presses]
      hint: What could she give in a lunch break?
      again:
        - rao: What is it that you need?
    routes:
      - when: presses
        say:
          - rao: I do not like to be hurried.
        goto: corridor
      - when: small_ask
        add: {{minutes_left: 3}}
        other_side: She had the time.
        say:
          - rao: Gladly.
          - rao: Tell me when you are here.
        goto: corridor
      - say:
          - rao: What is it about?
        goto: corridor
  corridor:
    say:
      - scene: Tuesday, in the corridor.
    ask:
      id: hello
      kind: speech
      prompt: What do you say?
      listen_for: [thanks]
      again:
        - rao: Sorry, I did not catch that.
    routes:
      - goto: offer
  offer:
    say:
      - rao: Thursday, or next month?
    choices:
      - id: thursday
        text: {choice}
        other_side: She likes a plain yes.
        goto: agreed
      - id: later
        text: Next month, perhaps.
        goto: drifting
  agreed:
    outcome: strong
    title: {ending}
    debrief: You have a day and an hour.
  drifting:
    outcome: mixed
    title: Next month, perhaps
    debrief: Nothing is fixed yet.
tests:
  - name: a small ask gets Thursday
    do:
      - type: Could I have fifteen minutes?
      - type: Thank you.
      - choose: thursday
    expect:
      ending: agreed
"""

WORDS = {
    "title": "A small ask",
    "summary": "You need fifteen minutes of somebody's day.",
    "name": "Dr. Rao",
    "line": "Write to her, she reads everything.",
    "prompt": "Write to Dr. Rao.",
    "choice": "Thursday, gladly.",
    "ending": "Thursday at noon",
}


def write_pack(folder: Path, support: str = SUPPORT, **changed: str) -> Path:
    """Write the small pack into `folder`, with some of its words changed; return its root."""
    pack = folder / "packs" / "small_pack"
    pack.mkdir(parents=True, exist_ok=True)
    (pack / "pack.yaml").write_text(PACK.format(support=support), encoding="utf-8")
    words = {name: _quoted(text) for name, text in {**WORDS, **changed}.items()}
    (pack / "small_ask.yaml").write_text(SCENARIO.format(**words), encoding="utf-8")
    return pack.parent


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


class Stage:
    """One learner's folder, and apps opened on it one after the other."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.root = write_pack(folder)
        self._numbers = itertools.count(1)
        self._opened: list[Records] = []

    def records(self) -> Records:
        """Open the learner's records, as another window would."""
        records = open_records(Places(self.folder / "home"))
        self._opened.append(records)
        return records

    def library(self) -> Library:
        """The small pack, as its files are now."""
        return Library([self.root])

    def app(
        self,
        opening: Opening | None = None,
        records: Records | None = None,
        library: Library | None = None,
    ) -> TrainerApp:
        """An app at home, or where `opening` says."""
        return TrainerApp(
            library or self.library(),
            records or self.records(),
            lambda: NOON,
            self._new_identifier,
            opening,
        )

    def _new_identifier(self) -> str:
        return f"c{next(self._numbers)}"

    def desk(self, records: Records) -> Desk:
        """Where the front doors have conversations from."""
        return Desk(records, lambda: NOON, self._new_identifier)

    def document(self) -> Mapping[str, Any]:
        """The small scenario, resolved."""
        document = self.library().load("small_ask").document
        assert document is not None
        return document

    def talking(
        self, records: Records | None = None, document: Mapping[str, Any] | None = None
    ) -> TrainerApp:
        """An app with the small scenario begun, or the one of `document`."""
        records = records or self.records()
        return self.holding(records, self.desk(records).begin(document or self.document()))

    def resuming(self) -> TrainerApp:
        """An app that takes up, in a new process, what is unfinished."""
        records = self.records()
        held = self.desk(records).take_up_last(pytest.fail)
        assert held is not None
        return self.holding(records, held)

    def holding(self, records: Records, held: Held) -> TrainerApp:
        """An app that opens on a conversation."""
        return self.app(Opening(held), records)

    def close(self) -> None:
        """Let go of every records file."""
        for records in self._opened:
            records.close()


def shown(app: TrainerApp) -> str:
    """Return what the screen shows now, as lines without trailing spaces."""
    return "\n".join(line.text.rstrip() for line in strips(app))


def strips(app: TrainerApp) -> Sequence[Strip]:
    """Return the screen's lines as they are drawn."""
    return app.screen._compositor.render_strips()


def conversation(app: TrainerApp) -> Conversation:
    """Return the conversation on screen."""
    screen = next(one for one in reversed(app.screen_stack) if hasattr(one, "conversation"))
    talked = screen.conversation
    assert isinstance(talked, Conversation)
    return talked


def box(app: TrainerApp) -> ReplyBox:
    """Return the reply box of the talk screen."""
    talk = next(one for one in app.screen_stack if isinstance(one, TalkScreen))
    return talk.query_one(ReplyBox)


async def settle(pilot: Pilot[None]) -> None:
    """Wait until nothing more is about to be drawn."""
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()
    await pilot.pause()


async def send(pilot: Pilot[None], text: str) -> None:
    """Put `text` into the reply box and send it."""
    assert isinstance(pilot.app, TrainerApp)
    box(pilot.app).load_text(text)
    await pilot.press("ctrl+s")
    await settle(pilot)


async def to_choices(pilot: Pilot[None]) -> None:
    """Write, and say, until there is something to choose."""
    await settle(pilot)
    await send(pilot, GOOD_NOTE)
    await send(pilot, "Thank you.")


async def to_debrief(pilot: Pilot[None]) -> None:
    """Play to the end, and read what was heard."""
    await to_choices(pilot)
    await pilot.press("1")
    await settle(pilot)
    await pilot.press("enter")
    await settle(pilot)


def notices(app: TrainerApp) -> str:
    """Return everything said in passing that still stands."""
    return "\n".join(notification.message for notification in app._notifications)


def damage(stage: Stage, identifier: str) -> None:
    """Spoil what is kept of one conversation, and of no other."""
    database = Places(stage.folder / "home").database("default")
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("UPDATE events SET content = '{' WHERE conversation = ?", (identifier,))


def stands_on(app: TrainerApp, kind: type[Screen[None]]) -> bool:
    """Whether a screen of this kind is in front, asked anew each time."""
    return isinstance(app.screen, kind)
