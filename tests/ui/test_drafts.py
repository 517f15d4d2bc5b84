"""What is half written: where it waits, when it is kept, and when it is gone."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from tests.ui.stage import GOOD_NOTE, Stage, box, conversation, notices, send, settle, to_choices
from trainer.conversation.journal import JournalUnavailable
from trainer.language.library import Library, shipped_scenarios
from trainer.records.places import Places
from trainer.records.store import Records, open_records
from trainer.ui.screens.home import HomeScreen
from trainer.ui.screens.talk import TalkScreen

DESPAIR = "I want to kill myself."


@dataclass(slots=True)
class Wait:
    """A timer that runs out when it is told to."""

    run_out: Callable[[], None]
    is_stopped: bool = False

    def stop(self) -> None:
        self.is_stopped = True


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[Wait]:
    """The timers that talk starts, which only a test lets run out."""
    started: list[Wait] = []

    def start(screen: TalkScreen, seconds: float, run_out: Callable[[], None]) -> Wait:
        started.append(Wait(run_out))
        return started[-1]

    monkeypatch.setattr(TalkScreen, "set_timer", start)
    return started


def let_typing_rest(waits: list[Wait]) -> None:
    """Let the time pass after which what is written is kept."""
    running = [wait for wait in waits if not wait.is_stopped]
    assert len(running) == 1
    running[0].run_out()


def kept_draft(stage: Stage, ask: str = "first_note") -> str:
    return stage.records().draft("c1", ask)


async def test_what_was_sent_is_in_no_later_box(stage: Stage) -> None:
    app = stage.app(library=Library([shipped_scenarios()]))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        await send(pilot, "Thank you. Could I have fifteen minutes? No rush at all.")
        assert conversation(app).telling.choices
        await pilot.press("q")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        while conversation(app).telling.choices:
            await pilot.press("1")
            await settle(pilot)
        assert conversation(app).telling.ask is not None
        assert box(app).text == ""


async def test_closing_keeps_what_is_half_written_for_the_next_process(stage: Stage) -> None:
    app = stage.talking()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("h", "a", "l", "f", "ctrl+q")
    app.go_home()
    app = stage.resuming()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert box(app).text == "half"


async def test_what_is_half_written_is_kept_once_typing_stops(
    stage: Stage, waits: list[Wait]
) -> None:
    app = stage.talking()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("h", "a")
        await settle(pilot)
        assert kept_draft(stage) == ""
        let_typing_rest(waits)
        assert kept_draft(stage) == "ha"
        await pilot.press("l", "f")
        await settle(pilot)
        let_typing_rest(waits)
        assert kept_draft(stage) == "half"


async def test_leaving_keeps_what_is_half_written(stage: Stage) -> None:
    app = stage.talking()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("h", "i", "escape", "q")
        await settle(pilot)
        assert isinstance(app.screen, HomeScreen)
        assert kept_draft(stage) == "hi"


async def test_what_is_sent_is_no_draft_any_more(stage: Stage, waits: list[Wait]) -> None:
    app = stage.talking()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        box(app).load_text(GOOD_NOTE)
        await settle(pilot)
        let_typing_rest(waits)
        assert kept_draft(stage) == GOOD_NOTE
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert kept_draft(stage) == ""


async def test_an_emptied_box_leaves_no_draft(stage: Stage) -> None:
    app = stage.talking()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("h", "i", "escape", "q", "enter")
        await settle(pilot)
        assert box(app).text == "hi"
        await pilot.press("ctrl+l", "escape", "q")
        await settle(pilot)
        assert kept_draft(stage) == ""


async def test_nothing_is_put_by_from_a_box_that_is_not_shown(stage: Stage) -> None:
    app = stage.talking()
    async with app.run_test(size=(80, 24)) as pilot:
        await to_choices(pilot)
        box(app).load_text("not meant for anything")
        await settle(pilot)
        await pilot.press("q")
        await settle(pilot)
    assert [kept_draft(stage, ask) for ask in ("first_note", "hello")] == ["", ""]


async def test_despair_that_was_kept_while_it_was_written_leaves_no_trace_once_sent(
    stage: Stage, waits: list[Wait]
) -> None:
    app = stage.talking()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        box(app).load_text(DESPAIR)
        await settle(pilot)
        let_typing_rest(waits)
        assert kept_draft(stage) == DESPAIR
        stage.close()
        await pilot.press("ctrl+s")
        await settle(pilot)
        files = [path for path in (stage.folder / "home").rglob("*") if path.is_file()]
        assert files
        assert all(b"kill myself" not in path.read_bytes() for path in files)
        await pilot.press("enter")
        await settle(pilot)
        assert box(app).text == ""


async def test_in_private_a_draft_waits_while_the_app_is_open_and_no_file_is_made(
    stage: Stage,
) -> None:
    home = stage.folder / "home"
    app = stage.talking(open_records(Places(home), private=True))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("h", "i", "escape", "q", "enter")
        await settle(pilot)
        assert box(app).text == "hi"
    assert not [path for path in home.rglob("*") if path.is_file()]


async def test_a_draft_that_cannot_be_kept_waits_while_the_app_is_open_and_says_nothing(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(records: Records, conversation: str, ask: str, text: str) -> None:
        raise JournalUnavailable("The disk is full.")

    monkeypatch.setattr(Records, "keep_draft", fail)
    app = stage.talking()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("h", "i", "escape", "q", "enter")
        await settle(pilot)
        assert box(app).text == "hi"
        assert not notices(app)
