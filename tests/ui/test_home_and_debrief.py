"""Home in each of its states, and what can be done from the debrief."""

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
    stands_on,
    to_debrief,
)
from trainer.conversation.journal import JournalUnavailable
from trainer.language.library import Library
from trainer.records.places import Places
from trainer.records.store import Records, open_records
from trainer.ui.screens.debrief import DebriefScreen
from trainer.ui.screens.home import HomeScreen
from trainer.ui.screens.pick import PickScreen
from trainer.ui.screens.talk import TalkScreen

PRIVACY = "No patient details. What you type stays on this machine; x erases."


async def test_the_first_run_recommends_one_scenario_and_enter_begins_it(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        text = shown(app)
        assert "Start here: A small ask" in text
        assert "You need fifteen minutes of somebody's day." in text
        assert "5 minutes" in text
        assert PRIVACY in text
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(app.screen, TalkScreen)


async def test_home_offers_to_go_on_before_all_else(stage: Stage) -> None:
    app = stage.talking()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await send(pilot, GOOD_NOTE)
        await pilot.press("escape", "q")
        await settle(pilot)
        text = shown(app)
    assert "Go on: A small ask" in text
    assert "you stopped on 05 March" in text
    assert "Start here" not in text
    assert text.index("Go on") < text.index("Find people")


async def test_home_says_how_a_scenario_ended_last_time(stage: Stage) -> None:
    app = stage.talking()
    async with app.run_test(size=(80, 24)) as pilot:
        await to_debrief(pilot)
        await pilot.press("q")
        await settle(pilot)
        text = shown(app)
    assert "last time: it worked out" in text
    assert "Go on" not in text
    assert "Start here" not in text


async def test_a_broken_scenario_is_listed_and_says_what_to_do(stage: Stage) -> None:
    (stage.root / "small_pack" / "small_ask.yaml").write_text("format: 1\nid: [", encoding="utf-8")
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "its file has mistakes" in shown(app)
        await pilot.press("enter")
        await settle(pilot)
        assert "`trainer check` names them" in notices(app)
        assert isinstance(app.screen, HomeScreen)


async def test_a_scenario_that_went_away_is_told_of(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        (stage.root / "small_pack" / "small_ask.yaml").unlink()
        await pilot.press("enter")
        await settle(pilot)
        assert "cannot be read any more" in notices(app)


async def test_home_without_scenarios_says_so_and_its_keys_do_no_harm(stage: Stage) -> None:
    app = stage.app(library=Library([stage.folder / "nowhere"]))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "There are no scenarios here." in shown(app)
        await pilot.press("enter", "down", "up", "ctrl+g", "escape")
        await settle(pilot)
        assert isinstance(app.screen, HomeScreen)


async def test_home_says_when_nothing_is_kept_and_why(stage: Stage) -> None:
    blocked = stage.folder / "file"
    blocked.write_text("")
    app = stage.app(records=open_records(Places(blocked / "home")))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        text = " ".join(shown(app).split())
    assert "Until then nothing you type is kept." in text
    assert PRIVACY not in text


async def test_home_in_private_promises_to_keep_nothing(stage: Stage) -> None:
    app = stage.app(records=open_records(Places(stage.folder), private=True))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "No patient details. Nothing you type is kept." in shown(app)


async def test_home_names_a_profile_that_was_asked_for(stage: Stage) -> None:
    records = open_records(Places(stage.folder / "home"), profile="ana")
    app = stage.app(records=records)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "profile ana" in shown(app).splitlines()[1]
    records.close()


async def test_home_names_no_profile_where_none_was_asked_for(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "profile" not in shown(app)


async def test_home_opens_though_the_records_can_no_longer_be_read(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(records: Records) -> None:
        raise JournalUnavailable("The disk failed.")

    app = stage.app()
    monkeypatch.setattr(Records, "conversations", fail)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        text = shown(app)
    assert "The disk failed." in text
    assert "A small ask" in text


async def test_erasing_asks_first_and_keeps_by_default(stage: Stage) -> None:
    app = stage.talking()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("escape", "q", "x")
        await settle(pilot)
        assert isinstance(app.screen, PickScreen)
        assert "This cannot be undone." in shown(app)
        await pilot.press("enter")
        await settle(pilot)
        assert len(app.records.conversations()) == 1


async def test_erasing_erases_everything_and_says_so(stage: Stage) -> None:
    app = stage.talking()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await send(pilot, GOOD_NOTE)
        await pilot.press("escape", "q", "x", "down", "enter")
        await settle(pilot)
        assert app.records.conversations() == ()
        assert "Erased." in notices(app)
        assert "Start here" in shown(app)


async def test_what_cannot_be_reached_is_not_said_to_be_erased(stage: Stage) -> None:
    app = stage.talking()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await send(pilot, "My own words. " + GOOD_NOTE)
        await pilot.press("escape", "q")
        await settle(pilot)
        assert "x erase" in shown(app).splitlines()[-1]
    app.records.close()
    database = Places(stage.folder / "home").database("default")
    before = database.read_bytes()
    app = stage.app(records=open_records(Places(stage.folder / "home"), private=True))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "x erase" not in shown(app).splitlines()[-1]
        await pilot.press("x")
        await settle(pilot)
        assert isinstance(app.screen, HomeScreen)
        assert f"Nothing was erased: {database} is not open here." in notices(app)
    assert database.read_bytes() == before


async def test_erasing_says_when_it_could_not(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(records: Records) -> None:
        raise JournalUnavailable("The disk failed.")

    monkeypatch.setattr(Records, "forget_all", fail)
    app = stage.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("x", "down", "enter")
        await settle(pilot)
        assert "The disk failed." in notices(app)
        assert "Erased" not in notices(app)


async def test_erasing_forgets_half_written_replies_too(stage: Stage) -> None:
    app = stage.talking()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("h", "i", "escape", "q", "x", "down", "enter")
        await settle(pilot)
        assert app.drafts.of("c1", "first_note") == ""


async def test_the_first_page_shows_her_side_the_words_what_landed_and_one_thing_to_try(
    stage: Stage,
) -> None:
    app = stage.talking()
    async with app.run_test(size=(80, 30)) as pilot:
        await to_debrief(pilot)
        text = shown(app)
    for words in (
        "Thursday at noon",
        "It worked out. You have a day and an hour.",
        "Her side       She had the time.",
        "fifteen minutes¹",
        "¹ Landed       One small ask. She saw how small it was.",
        "Try            Thanks.",
        "Spelling and tone aren't judged.",
        "reply 1 of 2",
    ):
        assert words in text


async def test_the_wordings_stand_close_under_what_to_try(stage: Stage) -> None:
    app = stage.talking()
    async with app.run_test(size=(80, 30)) as pilot:
        await to_debrief(pilot)
        lines = shown(app).splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("  Try "))
    column = lines[at].index("Thanks")
    assert lines[at + 1][column:] == "  “Thank you for reading this.”"
    assert lines[at + 2][column:] == "  “Thank you, I will try it on Friday.”"


async def test_more_shows_every_criterion_and_the_path_and_less_hides_them(stage: Stage) -> None:
    app = stage.talking()
    async with app.run_test(size=(80, 60)) as pilot:
        await to_debrief(pilot)
        await pilot.press("m")
        await settle(pilot)
        text = shown(app)
        for words in ("One small ask¹  heard", "Thanks  not heard", "Pressure  avoided"):
            assert words in text
        assert "or: Next month, perhaps." in text
        await pilot.press("m")
        await settle(pilot)
        assert "Pressure  avoided" not in shown(app)


async def test_rewriting_brings_the_words_back_and_a_second_debrief_reads_the_new_ones(
    stage: Stage,
) -> None:
    app = stage.talking()
    async with app.run_test(size=(80, 30)) as pilot:
        await to_debrief(pilot)
        await pilot.press("r")
        await settle(pilot)
        assert box(app).text == GOOD_NOTE
        await send(pilot, "Thank you for your talk. May I ask one question?")
        await send(pilot, "Thank you.")
        await pilot.press("1")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert "one question" in shown(app)
        assert "Dear Dr. Rao" not in shown(app)


async def test_rewriting_says_where_one_is_and_that_the_first_attempt_is_kept(
    stage: Stage,
) -> None:
    app = stage.talking()
    async with app.run_test(size=(80, 30)) as pilot:
        await to_debrief(pilot)
        await pilot.press("r")
        await settle(pilot)
        assert "You are back at this reply. Your first attempt is kept." in notices(app)


async def test_rewriting_promises_nothing_in_private(stage: Stage) -> None:
    app = stage.talking(open_records(Places(stage.folder / "home"), private=True))
    async with app.run_test(size=(80, 30)) as pilot:
        await to_debrief(pilot)
        await pilot.press("r")
        await settle(pilot)
        assert notices(app) == "You are back at this reply."


async def test_escape_closes_more_first_and_goes_home_from_the_first_page(stage: Stage) -> None:
    app = stage.talking()
    async with app.run_test(size=(80, 60)) as pilot:
        await to_debrief(pilot)
        await pilot.press("m", "escape")
        await settle(pilot)
        assert "You wrote" in shown(app)
        assert "Pressure  avoided" not in shown(app)
        await pilot.press("escape")
        await settle(pilot)
        assert isinstance(app.screen, HomeScreen)


async def test_home_reads_the_debrief_of_what_was_finished_last(stage: Stage) -> None:
    app = stage.talking()
    async with app.run_test(size=(80, 30)) as pilot:
        await to_debrief(pilot)
        await pilot.press("q")
        await settle(pilot)
        assert "Read the debrief: A small ask" in shown(app)
        with stage.records().hold("c1"):
            await pilot.press("enter")
            await settle(pilot)
            assert stands_on(app, HomeScreen)
            assert "open in another window" in notices(app)
        await pilot.press("enter")
        await settle(pilot)
        assert stands_on(app, DebriefScreen)
        assert "She saw how small it was." in shown(app)
        await pilot.press("q")
        await settle(pilot)
        assert stands_on(app, HomeScreen)
        stage.records().hold("c1").release()


async def test_a_debrief_that_cannot_be_read_any_more_is_told_of_and_offered_no_longer(
    stage: Stage,
) -> None:
    app = stage.talking()
    async with app.run_test(size=(80, 30)) as pilot:
        await to_debrief(pilot)
        await pilot.press("q")
        await settle(pilot)
        damage(stage, "c1")
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(app.screen, HomeScreen)
        assert "cannot be taken up again" in notices(app)
        assert "Read the debrief" not in shown(app)


async def test_home_goes_on_before_it_reads_a_debrief(stage: Stage) -> None:
    app = stage.talking()
    async with app.run_test(size=(80, 30)) as pilot:
        await to_debrief(pilot)
        await pilot.press("q", "down", "enter")
        await settle(pilot)
        assert isinstance(app.screen, TalkScreen)
        await pilot.press("escape", "q")
        await settle(pilot)
        text = shown(app)
    assert text.index("Go on: ") < text.index("Read the debrief: ") < text.index("Find people")


async def test_rewriting_the_second_reply_leaves_the_first(stage: Stage) -> None:
    app = stage.talking()
    async with app.run_test(size=(80, 30)) as pilot:
        await to_debrief(pilot)
        await pilot.press("right", "r")
        await settle(pilot)
        assert box(app).text == "Thank you."
        assert len(conversation(app).telling.decisions) == 1


async def test_a_contested_miss_shows_as_said_by_the_learners_own_word(stage: Stage) -> None:
    app = stage.talking()
    async with app.run_test(size=(80, 60)) as pilot:
        await to_debrief(pilot)
        await pilot.press("w")
        await settle(pilot)
        assert "I did do that: Thanks" in shown(app)
        await pilot.press("down", "enter")
        await settle(pilot)
        assert "Noted, at your word." in notices(app)
        await pilot.press("m")
        await settle(pilot)
        assert "Thanks  said, by your own word" in shown(app)


async def test_in_private_a_contested_verdict_is_not_said_to_be_kept(stage: Stage) -> None:
    app = stage.talking(open_records(Places(stage.folder / "home"), private=True))
    async with app.run_test(size=(80, 60)) as pilot:
        await to_debrief(pilot)
        await pilot.press("w", "down", "enter")
        await settle(pilot)
        assert "Noted, at your word." in notices(app)
        assert "not kept" in notices(app)
        assert "on this machine" not in notices(app)


async def test_nothing_is_contested_by_leaving_the_question(stage: Stage) -> None:
    app = stage.talking()
    async with app.run_test(size=(80, 30)) as pilot:
        await to_debrief(pilot)
        before = len(conversation(app).events)
        await pilot.press("w", "escape")
        await settle(pilot)
        assert len(conversation(app).events) == before


async def test_a_reply_that_showed_nothing_gets_one_sentence_and_no_list(stage: Stage) -> None:
    app = stage.talking()
    async with app.run_test(size=(80, 30)) as pilot:
        await settle(pilot)
        await send(pilot, "Never mind about all that then.")
        await send(pilot, "Well, hello there I suppose.")
        await send(pilot, "Well, hello there I suppose.")
        await send(pilot, "Well, hello there I suppose.")
        await pilot.press("1")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        text = shown(app)
    assert "Nothing was heard in this one yet." in text
    assert "Landed" not in text
    assert "Also heard" not in text


async def test_leaving_the_debrief_lets_another_window_have_the_conversation(
    stage: Stage,
) -> None:
    app = stage.talking()
    async with app.run_test(size=(80, 24)) as pilot:
        await to_debrief(pilot)
        await pilot.press("q")
        await settle(pilot)
        stage.records().hold("c1").release()


@pytest.mark.parametrize("size", [(40, 12), (64, 18), (80, 24), (120, 40), (200, 60)])
async def test_home_title_list_and_keys_share_one_left_edge(
    stage: Stage, size: tuple[int, int]
) -> None:
    app = stage.app()
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        lines = shown(app).splitlines()
        title = next(line.index("trainer") for line in lines if "trainer" in line)
        assert lines[-1].index("Enter start") == title
        assert next(line.index("Start here") for line in lines if "Start here" in line) == title
        await pilot.press("enter")
        await settle(pilot)
        talk = shown(app).splitlines()
    assert next(line.index("A small ask") for line in talk if "A small ask" in line) == title
    assert next(line.index("Write to Dr.") for line in talk if "Write to Dr." in line) == title
    assert talk[-1].index("^S") == title
    if size[0] >= 110:
        assert title == (size[0] - 72) // 2
