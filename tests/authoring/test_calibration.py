"""What replies with labels say of a criterion's evidence."""

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.authoring.replies import calibrated, labelled, small_subject, varied
from tests.language.small_library import SCENARIO, Shelf
from trainer.authoring.calibration import Calibrated, TooFewReplies, calibrate
from trainer.authoring.labelled import Labelled

HEARD = [(text, True) for text in varied("I used your lecture on nights.", 6)]
UNSAID = [(text, False) for text in varied("the lift is out of order again.", 12)]
MISSED = [
    ("Your read-back saved my patient. Pia", True),
    ("We tried the read-back at three. Noor", True),
    ("I taught the read-back to my team. Sol", True),
    ("Our nights are calm now, by the read-back. Kit", True),
]
FALSE = [
    ("Your lecture hall was cold. Rui", False),
    ("Is your lecture next week? Bo", False),
    ("Your lecture was cancelled, they say. Lee", False),
]
TWO_PHRASES = SCENARIO.replace("any: [your $her_talk, phrase two]", "any: [lecture hall, used]")


def sources(one: Calibrated) -> list[str]:
    return [candidate.phrase.source for candidate in one.candidates]


def test_agreement_is_counted_with_its_interval(shelf: Shelf) -> None:
    whole, one = calibrated(shelf, labelled(HEARD + UNSAID + MISSED))
    assert (whole.quoted, whole.tuned, whole.share) == (22, 22, 0)
    assert (one.criterion, one.figures.agreed, one.figures.replies) == ("why_you", 18, 22)
    assert one.figures.low < 18 < one.figures.high
    assert [case.reply.text for case in one.missed] == [text for text, _ in MISSED]


def test_what_missed_replies_share_is_suggested_with_both_counts(shelf: Shelf) -> None:
    _, one = calibrated(shelf, labelled(HEARD + UNSAID + MISSED))
    best = one.candidates[0]
    assert "back" in best.phrase.source
    assert (best.adds, best.wrong) == (4, 0)
    assert best.catches == {case.number for case in one.missed}


def test_a_word_that_stands_as_often_where_it_is_not_said_is_not_suggested(shelf: Shelf) -> None:
    elsewhere = [(text, False) for text in varied("the read-back form is in the tray.", 8)]
    _, one = calibrated(shelf, labelled(HEARD + UNSAID + MISSED + elsewhere))
    for candidate in one.candidates:
        assert candidate.adds > candidate.wrong
    assert not {"read-back", "back", "read"} & set(sources(one))


def test_a_built_in_class_stands_for_the_words_that_differ(shelf: Shelf) -> None:
    missed = [
        ("Spare me five minutes. Pia", True),
        ("Spare me a quarter of an hour. Noor", True),
        ("Spare me half an hour. Sol", True),
        ("Spare me 20 min. Kit", True),
    ]
    spare = [(text, False) for text in varied("spare me the details of it.", 8)]
    _, one = calibrated(shelf, labelled(HEARD + spare + missed))
    assert "$" in one.candidates[0].phrase.source
    assert (one.candidates[0].adds, one.candidates[0].wrong) == (4, 0)


def test_words_with_others_between_them_are_found(shelf: Shelf) -> None:
    missed = [
        ("Your talk with those seven short words. Pia", True),
        ("Your talk and its famous words. Noor", True),
        ("Your talk had good words. Sol", True),
    ]
    plain = [("Your talk, when is it?", False), ("In other words no.", False)] * 5
    _, one = calibrated(shelf, labelled(HEARD + UNSAID + missed + plain))
    assert one.candidates[0].adds == 3
    assert "..." in one.candidates[0].phrase.source


def test_each_phrase_has_its_right_and_wrong_hits(shelf: Shelf) -> None:
    _, one = calibrated(shelf, labelled(HEARD + UNSAID + FALSE))
    records = {record.phrase.source: record for record in one.phrases}
    assert (records["your $her_talk"].right, records["your $her_talk"].wrong) == (6, 3)
    assert (records["phrase two"].right, records["phrase two"].wrong) == (0, 0)
    assert records["talk"].part == "partly"
    assert {case.reply.text for case in one.false} == {text for text, _ in FALSE}


def test_a_phrase_of_none_is_right_where_it_stops_what_was_not_said(shelf: Shelf) -> None:
    text = SCENARIO.replace("    partly: [talk]\n", "    none: [hall, nights]\n")
    shelf.write(text)
    _, one = calibrated(shelf, labelled(HEARD + UNSAID + FALSE))
    records = {record.phrase.source: record for record in one.phrases}
    assert (records["hall"].right, records["hall"].wrong) == (1, 0)
    assert (records["nights"].right, records["nights"].wrong) == (0, 6)


def test_a_phrase_wrong_more_often_than_right_would_be_dropped(shelf: Shelf) -> None:
    shelf.write(TWO_PHRASES)
    halls = [(text, False) for text in varied("the lecture hall is cold.", 3)]
    _, one = calibrated(shelf, labelled(HEARD + UNSAID + halls))
    assert one.change is not None
    assert [phrase.source for phrase in one.change.drop] == ["lecture hall"]


def test_what_may_be_chance_is_shown_and_not_proposed(shelf: Shelf) -> None:
    _, one = calibrated(shelf, labelled(HEARD + UNSAID[:3] + MISSED))
    assert one.candidates[0].may_be_chance
    assert one.change is None
    _, surer = calibrated(shelf, labelled(HEARD + UNSAID + MISSED * 2))
    assert not surer.candidates[0].may_be_chance
    assert surer.change is not None
    assert surer.change.add[0] == surer.candidates[0].phrase


def test_one_wrong_hit_condemns_no_phrase(shelf: Shelf) -> None:
    shelf.write(TWO_PHRASES)
    _, one = calibrated(shelf, labelled([*HEARD, *UNSAID, ("The lecture hall is cold.", False)]))
    assert one.change is None


def test_a_leak_names_the_phrases_that_let_it_through(shelf: Shelf) -> None:
    replies = [
        Labelled(line, "first_message", text, {"why_you": {"1": False}, "bounded_ask": {"1": True}})
        for line, text in enumerate(varied("one thing about your lecture?", 3))
    ]
    whole, _ = calibrated(shelf, replies)
    leak = next(leak for leak in whole.leaks if leak.criterion == "why_you")
    assert (leak.said, leak.replies, leak.heard) == ("bounded_ask", 3, 3)
    assert leak.phrases == (("your $her_talk", 3),)


def test_a_reply_that_sounds_like_distress_is_heard_to_say_nothing(shelf: Shelf) -> None:
    despair = [("I used your lecture and I want to die.", True)]
    whole, one = calibrated(shelf, labelled(HEARD + UNSAID + despair))
    assert whole.distressed == 1
    assert one.missed == ()
    assert one.figures.agreed == 18


def test_a_part_held_back_is_all_that_figures_are_quoted_of(shelf: Shelf) -> None:
    replies = labelled(HEARD + UNSAID + MISSED + FALSE)
    whole, one = calibrated(shelf, replies, share=1 / 3, seed=3)
    assert whole.quoted + whole.tuned == len(replies)
    assert whole.quoted == round(len(replies) / 3)
    assert one.figures.replies == whole.quoted
    hits = sum(record.right + record.wrong for record in one.phrases if record.part == "any")
    assert hits < len(HEARD) + len(FALSE)


def test_no_phrase_is_suggested_by_replies_held_back(shelf: Shelf) -> None:
    replies = labelled(HEARD + UNSAID + MISSED)
    whole, one = calibrated(shelf, replies, share=0.9, seed=1)
    assert whole.tuned == 2
    assert len(one.missed) <= 2
    assert all(candidate.adds <= 2 for candidate in one.candidates)


def test_a_file_may_mark_what_is_held_back_itself(shelf: Shelf) -> None:
    kept = [replace(one, is_held_back=True) for one in labelled(HEARD[:4] + UNSAID[:4])]
    written_from = labelled(HEARD[4:] + UNSAID[4:] + MISSED)
    whole, one = calibrated(shelf, [*kept, *written_from])
    assert whole.is_marked
    assert (whole.quoted, whole.tuned) == (len(kept), len(written_from))
    assert one.figures.replies == len(kept)
    drawn, _ = calibrated(shelf, [*kept, *written_from], share=0.5)
    assert not drawn.is_marked


def test_all_raters_of_a_reply_stay_on_one_side(shelf: Shelf) -> None:
    twice = [
        Labelled(line, "first_message", text, {"why_you": {"a": said, "b": not said}})
        for line, (text, said) in enumerate(HEARD + UNSAID)
    ]
    whole, one = calibrated(shelf, twice, share=0.5)
    assert one.figures.raters == 2
    assert one.figures.agreed == whole.quoted / 2


def test_another_seed_holds_another_part_back(shelf: Shelf) -> None:
    replies = labelled(HEARD + UNSAID + MISSED + FALSE)
    agreed = {calibrated(shelf, replies, share=0.4, seed=seed)[1].figures for seed in range(6)}
    assert len(agreed) > 1


@settings(max_examples=6, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_of_the_file_changes_nothing(shelf_once: Shelf, chance: random.Random) -> None:
    replies = labelled(HEARD + UNSAID + MISSED + FALSE)
    shuffled = list(replies)
    chance.shuffle(shuffled)
    for share in (0.0, 0.4):
        one = calibrate(small_subject(shelf_once), replies, share=share)
        assert calibrate(small_subject(shelf_once), shuffled, share=share) == one


def test_too_few_replies_are_said_to_be_too_few(shelf: Shelf) -> None:
    with pytest.raises(TooFewReplies, match="hold a part"):
        calibrated(shelf, labelled(HEARD[:1]), share=0.5)
    with pytest.raises(TooFewReplies, match="has a label for presses"):
        calibrate(small_subject(shelf), labelled(HEARD), only="presses")
    with pytest.raises(TooFewReplies, match="No reply has a label"):
        calibrate(small_subject(shelf), [Labelled(2, "first_message", "Hi", {})])
