"""Talk by its keys: paging, leaving the box, the hint, emptying the box, and other sizes."""

import pytest
from textual.pilot import Pilot

from tests.ui.stage import (
    GOOD_NOTE,
    Stage,
    box,
    conversation,
    notices,
    send,
    settle,
    shown,
    stands_on,
    write_pack,
)
from trainer.ui.app import TrainerApp
from trainer.ui.screens.home import HomeScreen
from trainer.ui.screens.talk import TalkScreen

HINT = "What could she give in a lunch break?"


async def to_choices_after_long_words(pilot: Pilot[None]) -> None:
    await settle(pilot)
    await send(pilot, GOOD_NOTE + "\nline" * 60)
    await send(pilot, "Thank you.")


def position(app: TrainerApp) -> float:
    return app.screen.query_one("#transcript").scroll_y


async def test_pages_turn_the_conversation_while_there_is_something_to_choose(
    stage: Stage,
) -> None:
    app = stage.talking()
    async with app.run_test(size=(80, 24)) as pilot:
        await to_choices_after_long_words(pilot)
        at_the_end = position(app)
        await pilot.press("pageup", "pageup")
        await settle(pilot)
        turned_back = position(app)
        assert turned_back < at_the_end
        await pilot.press("pagedown")
        await settle(pilot)
        assert position(app) > turned_back
        await pilot.press("2")
        await settle(pilot)
        assert conversation(app).telling.state == "drifting"


async def test_escape_leaves_the_box_and_goes_back_to_it(stage: Stage) -> None:
    app = stage.talking()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("h", "i", "escape")
        assert app.focused is not box(app)
        await pilot.press("escape")
        await settle(pilot)
        assert app.focused is box(app)
        assert box(app).text == "hi"


async def test_escape_at_a_choice_goes_nowhere_and_q_goes_home(stage: Stage) -> None:
    app = stage.talking()
    async with app.run_test(size=(80, 24)) as pilot:
        await to_choices_after_long_words(pilot)
        await pilot.press("escape", "escape")
        await settle(pilot)
        assert stands_on(app, TalkScreen)
        await pilot.press("q")
        await settle(pilot)
        assert stands_on(app, HomeScreen)


async def test_the_hint_stands_under_what_is_asked_and_is_gone_with_the_next(
    stage: Stage,
) -> None:
    app = stage.talking()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert HINT not in shown(app)
        await pilot.press("ctrl+t")
        await settle(pilot)
        lines = [line.strip() for line in shown(app).splitlines()]
        assert lines[lines.index("Write to Dr. Rao.") + 1] == HINT
        assert not notices(app)
        await pilot.press("ctrl+t")
        await settle(pilot)
        assert shown(app).count(HINT) == 1
        await send(pilot, GOOD_NOTE)
        assert HINT not in shown(app)
        await pilot.press("ctrl+t")
        await settle(pilot)
        assert "There is no hint here." in notices(app)


async def test_the_hint_that_stands_there_is_offered_no_more(stage: Stage) -> None:
    app = stage.talking()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "hint" in shown(app).splitlines()[-1]
        await pilot.press("ctrl+t")
        await settle(pilot)
        assert "hint" not in shown(app).splitlines()[-1]


async def test_the_box_is_emptied_by_a_key_and_filled_again_by_another(stage: Stage) -> None:
    app = stage.talking()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("h", "i", "ctrl+l")
        await settle(pilot)
        assert box(app).text == ""
        await pilot.press("ctrl+z")
        await settle(pilot)
        assert box(app).text == "hi"


@pytest.mark.parametrize("size", [(40, 12), (64, 18), (120, 40)])
async def test_resizing_keeps_the_newest_answer_in_view(
    stage: Stage, size: tuple[int, int]
) -> None:
    app = stage.talking()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await send(pilot, GOOD_NOTE + "\n" + "a line that is long enough to be broken " * 40)
        assert "Gladly." in shown(app)
        await pilot.resize_terminal(*size)
        await settle(pilot)
        assert "Gladly." in shown(app)
        await pilot.resize_terminal(80, 24)
        await settle(pilot)
        assert "Gladly." in shown(app)


async def test_resizing_leaves_who_reads_further_up_there(stage: Stage) -> None:
    app = stage.talking()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await send(pilot, GOOD_NOTE + "\nline" * 60)
        app.screen.query_one("#transcript").scroll_home(animate=False)
        await settle(pilot)
        await pilot.resize_terminal(64, 18)
        await settle(pilot)
        assert "Monday. An empty letter" in shown(app)
        assert "Gladly." not in shown(app)


async def test_on_the_smallest_screen_choices_leave_the_conversation_five_lines(
    stage: Stage,
) -> None:
    write_pack(stage.folder, choice="Thursday, and thank you for the time. " * 5)
    app = stage.talking()
    async with app.run_test(size=(40, 12)) as pilot:
        await to_choices_after_long_words(pilot)
        assert app.screen.query_one("#transcript").size.height >= 5
        assert app.screen.query_one("#choices").size.height in (3, 4)
