"""What is pasted and typed into the reply box: kept whole, cut with a word, never a crash."""

import time

import pytest
from textual.events import Paste
from textual.pilot import Pilot

from tests.ui.stage import Stage, box, conversation, notices, settle, shown
from trainer.scoring.assessment import LONGEST_REPLY


async def paste(pilot: Pilot[None], text: str) -> None:
    assert pilot.app.focused is not None
    pilot.app.focused.post_message(Paste(text))
    await settle(pilot)


async def test_a_letter_of_several_lines_is_pasted_whole(stage: Stage) -> None:
    app = stage.talking()
    letter = "Dear Dr. Rao,\n\nfifteen minutes?\n\n  Ana"
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await paste(pilot, letter)
        assert box(app).text == letter
        assert conversation(app).last_decision is None, "pasting sends nothing"


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ("a\r\nb", "a \nb"),
        ("a\rb", "a\nb"),
        ("a\tb", "a\tb"),
        ("a\x1b[31mb\x00c\x9bd", "a\ufffd[31mb\ufffdc\ufffdd"),
        ("a\u202eb\u2066c", "a\ufffdb\ufffdc"),
    ],
)
async def test_what_a_terminal_could_obey_is_made_harmless(
    stage: Stage, pasted: str, kept: str
) -> None:
    app = stage.talking()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await paste(pilot, pasted)
        assert box(app).text == kept


async def test_a_megabyte_is_cut_with_a_notice_and_at_once(stage: Stage) -> None:
    app = stage.talking()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        started = time.process_time()
        await paste(pilot, "word\x1b " * 180_000)
        spent = time.process_time() - started
        assert len(box(app).text) == LONGEST_REPLY
        assert f"A reply holds {LONGEST_REPLY:,} characters" in notices(app)
        assert f"{180_000 * 6 - LONGEST_REPLY:,} were left out" in notices(app)
    assert spent < 2.0


async def test_a_paste_over_marked_words_may_take_their_room(stage: Stage) -> None:
    app = stage.talking()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await paste(pilot, "a" * LONGEST_REPLY)
        box(app).select_all()
        await paste(pilot, "b" * LONGEST_REPLY)
        assert box(app).text == "b" * LONGEST_REPLY
        assert notices(app) == ""


async def test_a_full_box_takes_no_more_letters_lines_or_clipboard_and_says_so(
    stage: Stage,
) -> None:
    app = stage.talking()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await paste(pilot, "a" * LONGEST_REPLY)
        for key in ("b", "enter", "ctrl+v"):
            app.copy_to_clipboard("from here")
            await pilot.press(key)
            await settle(pilot)
            assert len(box(app).text) == LONGEST_REPLY, key
        assert f"A reply holds {LONGEST_REPLY:,} characters" in notices(app)
        await pilot.press("backspace", "c")
        assert box(app).text.endswith("c")


async def test_the_room_left_is_told_once_it_matters(stage: Stage) -> None:
    app = stage.talking()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await paste(pilot, "a" * (LONGEST_REPLY // 2))
        assert "characters left" not in shown(app)
        await paste(pilot, "a" * (LONGEST_REPLY // 2 - 100))
        assert "100 characters left" in shown(app)


@pytest.mark.parametrize("size", [(40, 12), (80, 24), (120, 40)])
@pytest.mark.parametrize(
    "text",
    [
        "x" * (LONGEST_REPLY - 1),
        "請問我可以佔用您十五分鐘嗎？" * 20,
        "👩🏽‍⚕️🙏🏾 thank you 👍" * 30,
        "e\u0301" * 600,
        "\n" * 1_000,
    ],
    ids=["one long word", "Chinese", "emoji", "combining", "empty lines"],
)
async def test_odd_replies_are_sent_and_shown(
    stage: Stage, size: tuple[int, int], text: str
) -> None:
    app = stage.talking()
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await paste(pilot, text)
        assert box(app).text == text
        await pilot.press("ctrl+s")
        await settle(pilot)
        shown(app)
        decision = conversation(app).last_decision
    if text.strip():
        assert decision is not None
        assert decision.reply is not None
        assert decision.reply.text == text.strip()
    else:
        assert decision is None
        assert "Nothing is written yet." in notices(app)
