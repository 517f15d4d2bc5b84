"""Talk: writing, sending, taking back and leaving."""

import pytest

from tests.ui.stage import (
    GOOD_NOTE,
    Stage,
    box,
    conversation,
    damage,
    notices,
    send,
    settle,
    shown,
    to_choices,
)
from trainer.language.library import Library, shipped_scenarios
from trainer.ui.app import Opening
from trainer.ui.screens.home import HomeScreen
from trainer.ui.screens.talk import TalkScreen


async def test_enter_in_a_letter_starts_a_new_line_and_sends_nothing(stage: Stage) -> None:
    app = stage.talking()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("a", "enter", "b", "enter", "enter", "c")
        assert box(app).text == "a\nb\n\nc"
        assert conversation(app).last_decision is None


async def test_enter_in_speech_sends(stage: Stage) -> None:
    app = stage.talking()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await send(pilot, GOOD_NOTE)
        await pilot.press("h", "i", "enter")
        await settle(pilot)
        decision = conversation(app).last_decision
    assert decision is not None
    assert decision.reply is not None
    assert decision.reply.text == "hi"


async def test_tab_and_enter_send_a_letter(stage: Stage) -> None:
    app = stage.talking()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("h", "i", "tab", "enter")
        await settle(pilot)
        assert len(conversation(app).telling.decisions) == 1


async def test_a_click_on_send_sends(stage: Stage) -> None:
    app = stage.talking()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("h", "i")
        await pilot.click("#send")
        await settle(pilot)
        assert len(conversation(app).telling.decisions) == 1


async def test_the_box_says_how_a_letter_and_how_speech_is_sent(stage: Stage) -> None:
    app = stage.talking()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "Ctrl+S sends, and so does Tab, then Enter." in shown(app)
        await send(pilot, GOOD_NOTE)
        assert "Say it. Enter sends." in shown(app)


async def test_an_empty_send_says_so_and_moves_nothing(stage: Stage) -> None:
    app = stage.talking()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await send(pilot, "  \n ")
        assert "Nothing is written yet." in notices(app)
        assert conversation(app).last_decision is None


async def test_ok_is_answered_in_character_with_another_try(stage: Stage) -> None:
    app = stage.talking()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await send(pilot, "ok")
        assert "What is it that you need?" in shown(app)
        assert conversation(app).telling.ask is not None


async def test_a_character_is_named_once_for_lines_that_follow_each_other(stage: Stage) -> None:
    app = stage.talking()
    async with app.run_test(size=(80, 40)) as pilot:
        await settle(pilot)
        await send(pilot, GOOD_NOTE)
        text = shown(app)
    assert text.count("Dr. Rao\n") == 1
    assert text.index("Gladly.") < text.index("Tell me when you are here.")


async def test_what_there_is_to_see_of_the_story_shows_once_it_rises(stage: Stage) -> None:
    app = stage.talking()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "Minutes left" not in shown(app)
        await send(pilot, GOOD_NOTE)
        assert "Minutes left 3" in shown(app).splitlines()[1]


async def test_a_digit_takes_the_option_it_names(stage: Stage) -> None:
    app = stage.talking()
    async with app.run_test(size=(80, 24)) as pilot:
        await to_choices(pilot)
        await pilot.press("2")
        await settle(pilot)
        assert conversation(app).telling.state == "drifting"
        assert "Read what was heard" in shown(app)


async def test_a_click_takes_an_option(stage: Stage) -> None:
    app = stage.talking()
    async with app.run_test(size=(80, 24)) as pilot:
        await to_choices(pilot)
        await pilot.click("#choices", offset=(8, 1))
        await settle(pilot)
        assert conversation(app).telling.state == "drifting"


async def test_the_last_step_can_be_taken_back_at_the_ending(stage: Stage) -> None:
    app = stage.talking()
    async with app.run_test(size=(80, 24)) as pilot:
        await to_choices(pilot)
        await pilot.press("2")
        await settle(pilot)
        await pilot.press("2")
        await settle(pilot)
        assert conversation(app).telling.state == "offer"


async def test_taking_back_brings_the_words_into_the_box_to_be_sent_again(stage: Stage) -> None:
    app = stage.talking()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await send(pilot, GOOD_NOTE)
        await pilot.press("ctrl+r")
        await settle(pilot)
        assert box(app).text == GOOD_NOTE
        assert "Gladly." not in shown(app)
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert "Gladly." in shown(app)


async def test_there_is_nothing_to_take_back_at_the_start(stage: Stage) -> None:
    app = stage.talking()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("ctrl+r")
        await settle(pilot)
        assert "there is nothing to take back" in notices(app)


async def test_what_was_missed_is_taken_at_the_learners_word(stage: Stage) -> None:
    app = stage.talking()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await send(pilot, "Might we meet, briefly? Thank you.")
        assert "What is it about?" in shown(app)
        await pilot.press("ctrl+n")
        await settle(pilot)
        assert "One small ask" in shown(app)
        await pilot.press("enter")
        await settle(pilot)
        assert "Gladly." in shown(app)
        assert "What is it about?" not in shown(app)


async def test_nothing_can_be_claimed_when_all_was_heard(stage: Stage) -> None:
    app = stage.talking()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await send(pilot, "Thank you. Could I have fifteen minutes?")
        await pilot.press("ctrl+n")
        await settle(pilot)
        assert isinstance(app.screen, TalkScreen)
        assert "Nothing was missed" in notices(app)


async def test_leaving_keeps_the_draft_and_going_on_from_home_brings_it_back(stage: Stage) -> None:
    app = stage.talking()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("h", "a", "l", "f", "escape", "q")
        await settle(pilot)
        assert isinstance(app.screen, HomeScreen)
        assert "Go on: A small ask" in shown(app)
        await pilot.press("enter")
        await settle(pilot)
        assert box(app).text == "half"


async def test_another_window_is_refused_kindly_and_let_in_once_this_one_leaves(
    stage: Stage,
) -> None:
    app = stage.talking()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("escape", "q")
        await settle(pilot)
        with stage.records().hold("c1"):
            await pilot.press("enter")
            await settle(pilot)
            assert app.screen is app.screen_stack[0], "still at home"
            assert "open in another window" in notices(app)
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(app.screen, TalkScreen)


async def test_a_conversation_goes_on_where_it_stood_in_a_new_process(stage: Stage) -> None:
    first = stage.talking()
    async with first.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await send(pilot, GOOD_NOTE)
    first.go_home()
    second = stage.resuming()
    async with second.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        text = shown(second)
    assert "Gladly." in text
    assert "What do you say?" in text


async def test_what_is_to_be_told_first_is_told_on_opening(stage: Stage) -> None:
    app = stage.app(Opening(sentences=("The cold ask cannot be taken up again.",)))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert isinstance(app.screen, HomeScreen)
        assert "The cold ask cannot be taken up again." in notices(app)


async def test_a_scenario_that_cannot_be_played_is_told_of_at_home(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        app.begin({**stage.document(), "format": 99})
        await settle(pilot)
        assert isinstance(app.screen, HomeScreen)
        assert "This scenario cannot be played" in notices(app)


async def test_going_on_is_refused_for_one_and_offered_for_the_one_before(stage: Stage) -> None:
    records = stage.records()
    for title in ("An older one", "A newer one"):
        document = {**stage.document(), "title": title}
        stage.desk(records).begin(document).hold.release()
    damage(stage, "c2")
    app = stage.app(records=records)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "Go on: A newer one" in shown(app)
        await pilot.press("enter")
        await settle(pilot)
        assert len(app.screen_stack) == 1, "still at home"
        assert "A newer one, left on 05 March, cannot be taken up again" in notices(app)
        assert "Go on: An older one" in shown(app)
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(app.screen, TalkScreen)
        assert conversation(app).identifier == "c1"


async def test_a_half_written_reply_outlives_taking_back(stage: Stage) -> None:
    app = stage.talking()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await send(pilot, GOOD_NOTE)
        box(app).load_text("Hello, I am half")
        await pilot.press("ctrl+r")
        await settle(pilot)
        assert box(app).text == GOOD_NOTE
        await send(pilot, GOOD_NOTE)
        assert box(app).text == "Hello, I am half"


async def test_a_half_written_reply_outlives_i_did_say_that(stage: Stage) -> None:
    app = stage.talking()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await send(pilot, GOOD_NOTE)
        box(app).load_text("Hello, I am half")
        await pilot.press("ctrl+n", "enter")
        await settle(pilot)
        assert isinstance(app.screen, TalkScreen)
        assert box(app).text == "Hello, I am half"


async def test_ctrl_c_says_how_to_close_and_loses_nothing(stage: Stage) -> None:
    app = stage.talking()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("h", "i", "ctrl+c")
        await settle(pilot)
        assert "Ctrl+Q closes the trainer." in notices(app)
        assert box(app).text == "hi"
        assert app.return_code is None


@pytest.mark.parametrize("size", [(64, 18), (80, 24), (120, 40)])
async def test_the_answer_and_the_choices_are_seen_together(
    stage: Stage, size: tuple[int, int]
) -> None:
    app = stage.talking()
    async with app.run_test(size=size) as pilot:
        await to_choices(pilot)
        text = shown(app)
    for words in ("Thursday, or next month?", "1  Thursday, gladly.", "2  Next month, perhaps."):
        assert words in text


async def test_resizing_keeps_the_words_and_the_place(stage: Stage) -> None:
    app = stage.talking()
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("h", "i")
        for size in ((40, 12), (200, 60), (20, 6), (80, 24)):
            await pilot.resize_terminal(*size)
            await settle(pilot)
        assert box(app).text == "hi"
        assert app.focused is box(app)
        assert "hi" in shown(app)


async def test_the_shipped_scenario_is_played_from_home_to_its_debrief(stage: Stage) -> None:
    app = stage.app(library=Library([shipped_scenarios()]))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "Start here: The cold ask" in shown(app)
        await pilot.press("enter")
        await settle(pilot)
        for _ in range(20):
            if conversation(app).telling.ask is not None:
                await send(pilot, "Thank you. Could I have fifteen minutes? No rush at all.")
            elif conversation(app).is_finished:
                break
            else:
                await pilot.press("1")
                await settle(pilot)
        assert conversation(app).is_finished
        await pilot.press("enter")
        await settle(pilot)
        assert "You wrote" in shown(app)
