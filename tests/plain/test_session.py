"""Line mode as someone hears it who reads with a screen reader, and as a pipe sees it."""

import re
import unicodedata
from io import StringIO
from typing import Any

import pytest

from tests.builders import ANA, asking, criterion, document, ending, start
from trainer.commands import plain_commands, plain_debrief_commands
from trainer.conversation.conversation import Conversation
from trainer.conversation.events import Event, ReplySubmitted
from trainer.conversation.journal import JournalUnavailable, MemoryJournal
from trainer.plain.session import PlainSession
from trainer.scoring.assessment import LONGEST_REPLY

Plain = dict[str, Any]


def a_story(**changes: Any) -> Plain:
    fork = [
        {"id": "left", "text": "Go left", "goto": "letter"},
        {"id": "right", "text": "Go right", "goto": "good_end"},
    ]
    return document(
        {
            "open": {
                "say": [{"scene": "A corridor."}, {"ana": "You wanted a word?"}],
                **asking(
                    [
                        {"when": "press", "say": [{"ana": "Hm."}], "goto": "poor_end"},
                        {"when": "why", "say": [{"ana": "I see why."}], "goto": "fork"},
                        {"say": [{"ana": "Go on."}], "goto": "fork"},
                    ],
                    listen_for=["why", "press"],
                    hint="What would she ask?",
                ),
            },
            "fork": {"say": [{"ana": "Left or right?"}], "choices": fork},
            "letter": asking(kind="message", ask="letter", listen_for=["goal"]),
            "poor_end": ending("missed", "A poor end"),
        },
        rubric={
            "why": criterion("why", points=2),
            "press": criterion("press", fault=True),
            "goal": criterion("goal"),
        },
        vars={"time": {"label": "Minutes left", "initial": 5, "min": 0, "max": 5, "show": True}},
        **changes,
    )


def session(
    typed: str, conversation: Conversation | None = None, **changes: Any
) -> tuple[list[str], PlainSession]:
    heard: list[str] = []
    whole = PlainSession(
        conversation or start(a_story()),
        StringIO(typed),
        heard.append,
        **{"is_interactive": False, **changes},
    )
    whole.play()
    return heard, whole


def played(*lines: str, **changes: Any) -> list[str]:
    return session("".join(f"{line}\n" for line in lines), **changes)[0]


def test_the_first_line_says_which_mode_it_is() -> None:
    assert played()[0] == "Plain mode: one line at a time, no full-screen display."


def test_a_whole_conversation_is_labelled_turn_by_turn() -> None:
    heard = played("because why", "1", "my goal is this")
    assert heard[4:17] == [
        "Scene: A corridor.",
        f"{ANA}: You wanted a word?",
        "Minutes left: 5.",
        "",
        "Your turn. What do you say?",
        "You: because why",
        f"{ANA}: I see why.",
        f"{ANA}: Left or right?",
        "",
        "Your turn. Choose by number:",
        "1. Go left",
        "2. Go right",
        "You: Go left",
    ]
    assert "Debrief: Small talk" in heard
    assert "Ending: It worked out: A good end" in heard
    assert "Reply 1 of 2. What do you say?" in heard
    assert "You wrote: “because why[1]”" in heard
    assert "Landed [1]: The why thing. why was heard." in heard
    assert "Spelling and tone aren't judged." in heard


def test_the_end_of_the_input_is_a_way_to_stop() -> None:
    heard, whole = session("because why\n")
    assert heard[-1] == "Stopped here. `trainer resume` goes on from this point."
    assert not whole.conversation.is_finished


def test_a_last_line_without_its_end_still_counts() -> None:
    _, whole = session("because why\n2")
    assert whole.conversation.is_finished


def test_stopping_a_private_conversation_promises_nothing() -> None:
    assert played(is_kept=False)[-1] == "Stopped here. Nothing of it is kept."


def test_stopping_names_the_profile_to_go_on_with() -> None:
    heard = played(how_to_go_on="trainer resume --profile ana")
    assert heard[-1] == "Stopped here. `trainer resume --profile ana` goes on from this point."


def test_an_interrupt_is_a_way_to_stop() -> None:
    class Interrupted(StringIO):
        # StringIO overrides its own base with another type, as typeshed says too.
        def readline(self, size: int | None = -1, /) -> str:  # type: ignore[override]
            raise KeyboardInterrupt

    heard: list[str] = []
    whole = PlainSession(start(a_story()), Interrupted(), heard.append, is_interactive=True)
    assert whole.play() is False
    assert heard[-1].startswith("Stopped here.")


@pytest.mark.parametrize("wrong", ["3", "0", "-1", "left", "1.5", "9" * 5000, "²", ""])
def test_a_wrong_number_is_asked_for_again(wrong: str) -> None:
    heard = played("why", wrong, "2")
    assert "Write a number from 1 to 2." in heard
    assert heard.count("Your turn. Choose by number:") == 2
    assert "You: Go right" in heard


@pytest.mark.parametrize("answer", ["2", " 2 ", "2."])
def test_a_number_may_be_written_with_a_stop_or_spaces(answer: str) -> None:
    assert "You: Go right" in played("why", answer)


def test_an_empty_line_is_answered_and_the_question_asked_again() -> None:
    heard = played("", "why")
    assert "Nothing is written yet." in heard
    assert heard.count("Your turn. What do you say?") == 2


def test_ok_is_a_reply_like_any_other() -> None:
    assert "You: ok" in played("ok")


def test_help_lists_every_word() -> None:
    heard = played("/help")
    for one in plain_commands():
        if one.id != "help":
            assert f"/{one.word}: {one.help}" in heard


def test_every_word_of_the_introduction_is_known() -> None:
    introduction = played()[2]
    words = re.findall(r"/\w+", introduction)
    assert len(words) == len(plain_commands())
    for word in words:
        assert not any(line.startswith("There is no") for line in played("why", word, "0"))


def test_hint_tells_the_hint() -> None:
    assert "Hint: What would she ask?" in played("/hint")
    assert "Hint: There is none here." in played("why", "/hint")


def test_support_is_one_word_away() -> None:
    assert "Call somebody." in played("/support")


def test_quit_stops() -> None:
    assert played("/quit", "why")[-1].startswith("Stopped here.")


EVERY_QUESTION = {
    "a reply": (),
    "a choice": ("why",),
    "what was said": ("hm", "/said"),
    "after the ending": ("press",),
    "which reply": ("hm", "1", "hm", "/rewrite"),
    "what was misread": ("press", "/misread"),
}


@pytest.mark.parametrize("typed", EVERY_QUESTION.values(), ids=EVERY_QUESTION.keys())
def test_support_help_and_quit_are_answered_at_every_question(typed: tuple[str, ...]) -> None:
    before = played(*typed)
    assert "Call somebody." in played(*typed, "/support")[len(before) - 2 :]
    assert "/support: Someone to talk to, now." in played(*typed, "/help")
    heard, whole = session("".join(f"{line}\n" for line in (*typed, "/quit", "1", "why")))
    assert whole.source.read() == "1\nwhy\n"
    assert not [line for line in heard if line.startswith("Write a number")]


def test_a_question_by_number_still_stands_after_support_was_said() -> None:
    heard = played("hm", "/said", "/support", "1")
    asked = heard.index("Call somebody.")
    assert heard[asked + 1] == "Write a number from 1 to 1, or 0 for none."
    assert "Taken at your word. The conversation goes on from there." in heard


def test_undo_takes_back_and_says_where_she_is() -> None:
    heard = played("why", "/undo", "press")
    taken_back = heard.index("Taken back. You are here again:")
    assert heard[taken_back + 1 : taken_back + 4] == [
        f"{ANA}: You wanted a word?",
        "",
        "Your turn. What do you say?",
    ]
    assert "Ending: Not this time: A poor end" in heard
    assert "This is the start: there is nothing to take back." in played("/undo")


def test_repeat_says_the_last_turn_again() -> None:
    heard = played("why", "/repeat")
    first = heard.index("You: why")
    again = heard.index("You: why", first + 1)
    assert heard[again : again + 3] == [
        "You: why",
        f"{ANA}: I see why.",
        f"{ANA}: Left or right?",
    ]
    assert heard[again + 3] == "Minutes left: 5."
    assert heard.count("Scene: A corridor.") == 1


def test_said_takes_her_word_and_goes_on_from_there() -> None:
    heard = played("hm", "/said", "1")
    asked = heard.index("What did your last reply do? Choose by number, or write 0 for none:")
    assert heard[asked + 1] == "1. The why thing"
    assert "Taken at your word. The conversation goes on from there." in heard
    assert heard[heard.index("You: hm", asked) + 1] == f"{ANA}: I see why."


@pytest.mark.parametrize("wrong", ["7", "9" * 5000, "why"])
def test_said_can_be_answered_wrongly_and_left(wrong: str) -> None:
    heard = played("hm", "/said", wrong, "0", "2")
    assert "Write a number from 1 to 1, or 0 for none." in heard
    assert "Left as it was." in heard
    assert "You: Go right" in heard


def test_said_with_nothing_missed_says_so() -> None:
    assert "Nothing was missed in your last reply." in played("/said")
    assert "Nothing was missed in your last reply." in played("why", "/said")


@pytest.mark.parametrize("typed", ["/nothing", "/", "/hint please", "/" + "x" * 100_000])
def test_an_unknown_word_is_told_briefly_and_sends_nothing(typed: str) -> None:
    heard, whole = session(f"{typed}\n")
    (answer,) = [line for line in heard if line.startswith("There is no")]
    assert len(answer) < 100
    assert answer.endswith("/help lists what there is.")
    assert len(whole.conversation.events) == 1


HOSTILE = (
    "\x1b[2J\x1b]0;owned\x07",
    "\u202eevil\u2066",
    "[/] [bold]x[/bold] [@click=app.quit]y[/]",
    "\x00\x9b31m",
    "/\x1b[2J",
    "\ud800",
)


@pytest.mark.parametrize("typed", HOSTILE)
def test_nothing_typed_reaches_the_terminal_as_a_command_to_it(typed: str) -> None:
    heard = "\n".join(played(typed, "why", "2"))
    assert not [one for one in heard if one != "\n" and unicodedata.category(one) in {"Cc", "Cs"}]
    assert not set(heard) & set("\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u2069")


def test_a_line_of_a_megabyte_is_cut_at_the_longest_reply_and_says_so() -> None:
    heard, whole = session("why." * 250_000 + "\n")
    assert "A reply holds 10,000 characters: the last 990,000 were left out." in heard
    assert [len(text) for text in texts(whole.conversation)] == [LONGEST_REPLY]
    assert max(map(len, heard)) < 25_000


def test_no_box_no_colour_and_no_control_code_is_ever_written() -> None:
    everything = "\n".join(
        played("/help", "/hint", "despair", "hm", "/said", "0", "/undo", "press", "/more")
    )
    assert "\x1b" not in everything
    drawn = [one for one in everything if "\u2500" <= one <= "\u259f"]
    assert not drawn
    assert all(one == "\n" or one.isprintable() for one in everything)


def test_support_is_offered_and_the_reply_after_it_is_heard() -> None:
    heard, whole = session("despair\nwhy\n")
    assert "Call somebody." in heard
    assert "That reply was not read for the exercise, and it is not kept." in heard
    assert "You: despair" not in heard
    assert "You: why" in heard
    assert whole.conversation.telling.state == "fork"


def test_it_can_be_said_to_be_part_of_the_exercise() -> None:
    heard = played("despair", "/hint", "/exercise")
    assert "Hint: What would she ask?" in heard
    assert "You: despair" in heard


def test_exercise_means_nothing_once_another_reply_was_sent() -> None:
    heard = played("despair", "why", "/exercise")
    assert "There is no /exercise. /help lists what there is." in heard
    assert "You: despair" not in heard


def test_a_letter_at_a_terminal_has_many_lines_and_ends_with_a_full_stop() -> None:
    heard, whole = session("why\n1\nDear Ana,\n\nmy goal.\n.\n", is_interactive=True)
    assert "Your turn. What do you say? End with a line that holds only a full stop." in heard
    assert texts(whole.conversation)[-1] == "Dear Ana,\n\nmy goal."


def test_a_word_works_in_the_middle_of_a_letter_and_the_letter_stands() -> None:
    heard, whole = session("why\n1\nDear Ana,\n/hint\nmy goal.\n.\n", is_interactive=True)
    assert "Hint: There is none here." in heard
    assert "Your letter so far stands. Go on writing:" in heard
    assert texts(whole.conversation)[-1] == "Dear Ana,\nmy goal."


def test_a_letter_can_be_left_by_taking_the_choice_back() -> None:
    heard, whole = session("why\n1\nDear Ana,\n/undo\n2\n", is_interactive=True)
    assert texts(whole.conversation) == ["why"]
    assert whole.conversation.is_finished
    assert heard.count("1. Go left") == 2


def test_a_letter_of_very_many_lines_is_cut_and_says_so() -> None:
    heard, whole = session("why\n1\n" + "yes\n" * 300_000 + ".\n", is_interactive=True)
    assert "A reply holds 10,000 characters: the last 1,189,999 were left out." in heard
    assert texts(whole.conversation)[-1] == "yes\n" * 2499 + "yes"


def test_a_reply_of_just_the_longest_length_is_not_said_to_be_cut() -> None:
    heard, whole = session("x" * LONGEST_REPLY + "\n")
    assert not [line for line in heard if "left out" in line]
    assert len(texts(whole.conversation)[-1]) == LONGEST_REPLY


def test_a_terminal_shows_her_own_words_once() -> None:
    assert "You: why" not in played("why", is_interactive=True)


def test_an_earlier_sitting_is_told_with_her_own_words() -> None:
    conversation = start(a_story())
    conversation.submit_reply("why")
    heard, _ = session("", conversation, is_interactive=True)
    assert "You have been here before. Up to now:" in heard
    assert "You: why" in heard


def test_a_full_disk_is_told_once_and_the_conversation_goes_on() -> None:
    class FullJournal(MemoryJournal):
        def append(self, event: Event) -> None:
            if event.number >= 1:
                raise JournalUnavailable("The disk is full.")
            super().append(event)

    heard, _ = session("why\n", start(a_story(), FullJournal()))
    notices = [line for line in heard if line.startswith("Notice:")]
    assert notices == [
        "Notice: The disk is full. The conversation goes on, but nothing more of it is kept."
    ]
    assert heard[-1] == "Stopped here. `trainer resume` goes on from what was kept."


def test_a_story_without_a_way_on_says_so_and_can_be_left() -> None:
    hidden = {"id": "x", "text": "X", "when": "visits(shut) >= 9", "goto": "good_end"}
    plain = document({"open": asking([{"goto": "shut"}]), "shut": {"choices": [hidden]}})
    heard, whole = session("hello\nwhat\n/undo\n", start(plain))
    assert "The scenario has a mistake: there is no way on from here." in heard
    assert whole.conversation.telling.state == "open"


def test_the_debrief_offers_its_words_at_a_terminal() -> None:
    heard = played("why", "2", "", is_interactive=True)
    words = ", ".join(f"/{one.word}" for one in plain_debrief_commands())
    assert f"Write {words}, or press Enter to close." in heard
    assert "At any time: /support, /help, /quit." in heard


def test_more_tells_every_verdict() -> None:
    heard = played("why", "2", "/more")
    assert "The why thing, heard: “why”" in heard
    assert "The press thing, avoided" in heard


def test_a_verdict_can_be_contested_after_the_ending() -> None:
    heard, whole = session("hm\n2\n/misread\n1\n")
    assert "1. I did do that: The why thing" in heard
    assert "Noted, at your word. It stays with this reply, on this machine." in heard
    assert whole.conversation.contested(1) == {"why": True}


def test_a_contested_verdict_is_not_said_to_be_kept_where_nothing_is() -> None:
    heard = played("hm", "2", "/misread", "1", is_kept=False)
    assert "Noted, at your word. Like this conversation, it is not kept." in heard


def test_a_reply_can_be_written_again_after_the_ending() -> None:
    heard, whole = session("press\n/rewrite\nwhy\n2\n")
    assert "You are there again." in heard
    assert [line for line in heard if line.startswith("Ending:")] == [
        "Ending: Not this time: A poor end",
        "Ending: It worked out: A good end",
    ]
    assert texts(whole.conversation) == ["press", "why"]


def test_with_several_replies_it_asks_which_one() -> None:
    heard, whole = session("hm\n1\nhm\n/rewrite\n2\ngoal\n")
    assert "Which reply? Choose by number, or write 0 for none:" in heard
    assert texts(whole.conversation) == ["hm", "hm", "goal"]
    assert whole.conversation.is_finished


@pytest.mark.parametrize("closing", ["", "/quit"])
def test_the_debrief_is_closed_by_enter_or_quit(closing: str) -> None:
    heard = played("why", "2", closing, "/more")
    assert not any("avoided" in line for line in heard)


def test_any_other_word_after_the_ending_lists_the_words() -> None:
    heard = played("why", "2", "what now")
    assert [line for line in heard if line.startswith("/more: ")]


def texts(conversation: Conversation) -> list[str]:
    return [e.happened.text for e in conversation.events if isinstance(e.happened, ReplySubmitted)]
