"""Talk when it is no exercise any more, and when nothing more can be kept."""

import pytest

from tests.ui.stage import (
    GOOD_NOTE,
    SUPPORT,
    Stage,
    box,
    conversation,
    notices,
    send,
    settle,
    shown,
    to_choices,
    to_debrief,
)
from trainer.conversation.events import DistressShown, ReplySubmitted
from trainer.conversation.journal import JournalUnavailable
from trainer.records.store import Records
from trainer.ui.screens.home import HomeScreen
from trainer.ui.screens.pick import PickScreen
from trainer.ui.screens.support import SupportScreen

DESPAIR = "I want to kill myself."


class FailingJournal:
    """Keeps what it is given until told to fail."""

    def __init__(self, records: Records) -> None:
        self.kept = records.journal
        self.is_broken = False

    def append(self, event: object) -> None:
        if self.is_broken:
            raise JournalUnavailable("The disk is full.")
        self.kept.append(event)  # type: ignore[arg-type]

    def __getattr__(self, name: str) -> object:
        return getattr(self.kept, name)


async def test_a_conversation_goes_on_unkept_when_the_journal_fails(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    records = stage.records()
    journal = FailingJournal(records)
    monkeypatch.setattr(Records, "journal", property(lambda self: journal))
    app = stage.talking(records)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "not kept" not in shown(app)
        journal.is_broken = True
        await send(pilot, GOOD_NOTE)
        assert "Gladly." in shown(app)
        assert "The disk is full." in notices(app)
        assert "not kept" in shown(app).splitlines()[1]
        await send(pilot, "Thank you.")
        assert "Thursday, gladly." in shown(app)
        assert notices(app).count("The disk is full.") == 1


async def test_despair_is_met_with_support_and_neither_read_nor_kept(stage: Stage) -> None:
    app = stage.talking()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await send(pilot, DESPAIR)
        assert isinstance(app.screen, PickScreen)
        text = " ".join(shown(app).split())
        assert SUPPORT in text
        for answer in ("Try again", "It was part of the exercise", "Stop here"):
            assert answer in text
        events = conversation(app).events
        assert isinstance(events[-1].happened, DistressShown)
        await pilot.press("enter")
        await settle(pilot)
        assert SUPPORT in shown(app)
        assert box(app).text == ""
        assert app.focused is box(app)
    records = [path for path in (stage.folder / "home").rglob("*") if path.is_file()]
    assert records
    assert all(b"kill myself" not in path.read_bytes() for path in records)


async def test_despair_that_was_part_of_the_exercise_is_read_after_all(stage: Stage) -> None:
    app = stage.talking()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await send(pilot, DESPAIR)
        await pilot.press("down", "enter")
        await settle(pilot)
        submitted = [
            one for one in conversation(app).events if isinstance(one.happened, ReplySubmitted)
        ]
        assert len(submitted) == 1


async def test_one_may_stop_after_despair_and_find_no_draft_of_it(stage: Stage) -> None:
    app = stage.talking()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await send(pilot, DESPAIR)
        await pilot.press("down", "down", "enter")
        await settle(pilot)
        assert isinstance(app.screen, HomeScreen)
        assert app.drafts.of("c1", "first_note") == ""


async def test_the_answers_after_despair_are_seen_on_the_smallest_screen(stage: Stage) -> None:
    app = stage.talking()
    async with app.run_test(size=(40, 12)) as pilot:
        await settle(pilot)
        await send(pilot, DESPAIR)
        text = shown(app)
        await pilot.press("pagedown")
        await settle(pilot)
        turned = shown(app)
    for word in ("talk to someone now", "Try again", "Stop here"):
        assert word in " ".join(text.split())
    assert "not kept" in turned or "not kept" in text


@pytest.mark.parametrize("where", ["home", "writing", "listening", "choices", "debrief"])
async def test_the_packs_support_text_is_one_key_away(stage: Stage, where: str) -> None:
    app = stage.app() if where == "home" else stage.talking()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        if where == "listening":
            await pilot.press("escape")
        elif where == "choices":
            await to_choices(pilot)
        elif where == "debrief":
            await to_debrief(pilot)
        below = app.screen
        await pilot.press("ctrl+g")
        await settle(pilot)
        assert isinstance(app.screen, SupportScreen)
        assert SUPPORT in shown(app)
        await pilot.press("ctrl+g", "escape")
        await settle(pilot)
        assert app.screen is below
