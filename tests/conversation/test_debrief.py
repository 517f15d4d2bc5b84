"""What is said afterwards, and in which order."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import asking, criterion, document, ending, start
from trainer.conversation.conversation import Conversation
from trainer.conversation.debrief import make_debrief
from trainer.conversation.debrief_page import NOTHING_HEARD, ReplyReview, Standing, VerdictLine
from trainer.conversation.quotation import LONG_REPLY
from trainer.language.model import Ask, Outcome, Scenario
from trainer.plain.debrief_text import debrief_lines
from trainer.scoring.assessment import (
    Assessment,
    Blocked,
    BlockReason,
    CriterionVerdict,
    Found,
    Span,
    Verdict,
)

RUBRIC: dict[str, Any] = {
    "why": criterion("why", points=2, wordings=["Your talk moved me.", "Your read-back works."]),
    "goal": criterion("goal"),
    "thanks": criterion("thanks", points=3),
    "perhaps": criterion("perhaps", points=5, reading="tentative"),
    "own": criterion("own", points=9, reading="self_check"),
    "press": criterion("press", fault=True, wordings=["No rush."]),
    "blame": criterion("blame", fault=True, points=4),
}


def talk(*listen_for: str, **changes: Any) -> dict[str, Any]:
    return document(
        {
            "open": asking(
                [{"say": [{"ana": "I see."}], "other_side": "She nodded.", "goto": "good_end"}],
                listen_for=listen_for,
            ),
            **changes,
        },
        rubric=RUBRIC,
    )


def replied(reply: str, *listen_for: str) -> Conversation:
    conversation = start(talk(*(listen_for or tuple(RUBRIC))))
    conversation.submit_reply(reply)
    return conversation


def review(conversation: Conversation) -> ReplyReview:
    (only,) = make_debrief(conversation).reviews
    return only


def marked(one: ReplyReview, mark: int) -> list[str]:
    return [piece.text for piece in one.whole if mark in piece.marks]


def standing(one: ReplyReview, criterion_id: str) -> Standing:
    return next(line.standing for line in one.verdicts if line.criterion == criterion_id)


def first_page(conversation: Conversation) -> str:
    return "\n".join(debrief_lines(make_debrief(conversation)))


def test_it_opens_with_the_ending_and_her_side() -> None:
    debrief = make_debrief(replied("why"))
    assert debrief.outcome is Outcome.STRONG
    assert debrief.ending_title == "A good end"
    assert (debrief.reviews[0].side_label, debrief.reviews[0].other_side) == (
        "Her side",
        "She nodded.",
    )


def test_stopping_early_has_a_debrief_too() -> None:
    debrief = make_debrief(start(talk("why")))
    assert debrief.outcome is None
    assert debrief.ending_title == "Left before the end"
    assert debrief.reviews == ()


def test_what_landed_is_what_is_worth_most() -> None:
    one = review(replied("goal why thanks", "goal", "why", "thanks"))
    assert one.landed is not None
    assert one.landed.criterion == "thanks"
    assert one.landed.sentence == "thanks was heard."
    assert one.also_heard == ("The goal thing", "The why thing")


def test_what_cost_comes_before_what_was_missed() -> None:
    one = review(replied("press"))
    assert one.to_try is not None
    assert one.to_try.criterion == "press"
    assert one.to_try.is_fault
    assert one.to_try.wordings == ("No rush.",)


def test_of_two_faults_the_costlier_comes_first() -> None:
    one = review(replied("press blame"))
    assert one.to_try is not None
    assert one.to_try.criterion == "blame"


def test_of_what_was_missed_the_most_valuable_comes_first() -> None:
    one = review(replied("thanks", "goal", "why", "thanks"))
    assert one.to_try is not None
    assert one.to_try.criterion == "why"
    assert one.to_try.sentence == "why would help."
    assert len(one.to_try.wordings) == 2


def test_what_was_partly_heard_comes_after_what_was_not() -> None:
    one = review(replied("half-thanks why", "thanks", "why", "goal"))
    assert one.to_try is not None
    assert one.to_try.criterion == "goal"
    alone = review(replied("half-thanks why", "thanks", "why"))
    assert alone.to_try is not None
    assert alone.to_try.sentence == "thanks nearly came through."


def test_with_everything_heard_there_is_nothing_to_try() -> None:
    assert review(replied("why goal", "why", "goal")).to_try is None


def test_a_tentative_reading_is_said_to_be_one() -> None:
    heard = replied("perhaps", "perhaps")
    landed = review(heard).landed
    assert landed is not None
    assert landed.is_tentative
    assert "The perhaps thing (as far as we can tell)." in first_page(heard)
    missed = review(replied("why", "perhaps", "why")).to_try
    assert missed is not None
    assert missed.is_tentative


def line_of(one: ReplyReview, criterion_id: str) -> VerdictLine:
    return next(line for line in one.verdicts if line.criterion == criterion_id)


def test_behind_more_an_unsure_verdict_is_never_stated_flatly() -> None:
    one = review(replied("perhaps own why", "perhaps", "own", "why", "goal"))
    assert line_of(one, "why").verdict == "heard"
    assert line_of(one, "perhaps").verdict == "heard, as far as we can tell"
    assert line_of(one, "own").verdict == "for you to judge"
    assert [quote.text for quote in line_of(one, "own").quotes] == ["own"]
    missed = review(replied("why", "perhaps", "own", "why"))
    assert line_of(missed, "perhaps").verdict == "not heard, as far as we can tell"
    assert line_of(missed, "own").verdict == "for you to judge"


def test_what_the_learner_says_of_an_unsure_verdict_stands() -> None:
    conversation = replied("why", "perhaps", "own", "why")
    conversation.contest(1, "perhaps", was_said=True)
    conversation.contest(1, "own", was_said=True)
    one = review(conversation)
    assert line_of(one, "perhaps").verdict == "said, by your own word"
    assert line_of(one, "own").verdict == "said, by your own word"
    assert one.also_heard == ("The perhaps thing", "The own thing")


def test_the_first_page_keeps_apart_what_was_only_perhaps_heard() -> None:
    conversation = replied("perhaps thanks why goal", "thanks", "perhaps", "why", "goal")
    conversation.contest(1, "perhaps", was_said=True)
    assert review(conversation).perhaps_heard == ()
    one = review(replied("perhaps thanks", "thanks", "perhaps"))
    assert one.landed is not None
    assert {one.landed.criterion, *one.also_heard, *one.perhaps_heard} == {
        "perhaps",
        "The thanks thing",
    }


def test_a_slip_is_shown_with_what_it_was_read_as() -> None:
    class Mending:
        def __init__(self, scenario: Scenario, ask: Ask) -> None:
            pass

        def assess(self, reply: str, *, is_exercise: bool = False) -> Assessment:
            found = Found(Span(0, 6, "agneda"), "agenda", ("agneda -> agenda",))
            return Assessment(
                (CriterionVerdict("why", Verdict.HEARD, False, 2, 2, (found,)),),
                read_to=len(reply),
            )

    conversation = start(talk("why"), scorer_maker=Mending)
    conversation.submit_reply("agneda")
    (quote,) = line_of(review(conversation), "why").quotes
    assert quote.said == "“agneda” (reading agneda as agenda)"


def test_a_self_check_is_never_judged_on_the_first_page() -> None:
    heard, missed = replied("own why", "own", "why"), replied("why", "own", "why")
    for conversation in (heard, missed):
        assert "own thing" not in first_page(conversation)
        assert any(line.criterion == "own" for line in review(conversation).verdicts)


def test_a_reply_that_showed_nothing_gets_one_sentence() -> None:
    conversation = replied("hello there")
    page = first_page(conversation)
    assert review(conversation).showed_nothing
    assert NOTHING_HEARD in page
    assert "thing" not in page.replace(NOTHING_HEARD, "")


def test_the_first_page_makes_at_most_three_judgements() -> None:
    conversation = replied("why goal thanks press blame half-perhaps")
    one = review(conversation)
    sentences = [f"{name} was heard." for name in RUBRIC] + [
        f"{name} would help." for name in RUBRIC
    ]
    assert sum(first_page(conversation).count(sentence) for sentence in sentences) <= 3
    assert one.landed is not None
    assert one.to_try is not None


def test_evidence_is_marked_on_its_own_words() -> None:
    one = review(replied("so why and goal and press", "why", "goal", "press"))
    assert (marked(one, 1), marked(one, 2), marked(one, 3)) == (["why"], ["press"], ["goal"])


def test_half_heard_words_carry_no_number_that_no_sentence_explains() -> None:
    one = review(replied("half-why goal", "why", "goal"))
    assert one.to_try is not None
    assert one.to_try.criterion == "why"
    assert not any(2 in piece.marks for piece in one.whole)


def test_a_number_beside_a_title_is_always_in_the_quotation() -> None:
    long_tail = " ".join(["and so on"] * 30)
    page = first_page(replied(f"It is thanks . {long_tail}. And goal .", "thanks", "goal"))
    assert "[1]" in page
    assert "Also heard: The goal thing." in page


def test_a_long_reply_is_quoted_by_the_sentences_that_matter() -> None:
    filler = "Nothing of note happens in this sentence at all, and it goes on. " * 3
    reply = f"{filler}Now thanks here. {filler}A press too. {filler}"
    assert len(reply) > LONG_REPLY
    one = review(replied(reply, "thanks", "press"))
    quotation = "".join(piece.text for piece in one.pieces)
    assert quotation == "… Now thanks here. … A press too. …"
    assert "".join(piece.text for piece in one.whole) == reply.strip()


def test_a_long_reply_without_evidence_is_quoted_by_its_first_sentence() -> None:
    filler = "Nothing of note happens in this sentence at all, and it goes on. " * 4
    one = review(replied(f"First things. {filler}", "thanks"))
    assert "".join(piece.text for piece in one.pieces) == "First things. …"


def test_a_short_reply_is_quoted_whole() -> None:
    one = review(replied("Hello. Then thanks . Bye.", "thanks"))
    assert one.pieces == one.whole


def test_a_reply_read_in_part_says_so() -> None:
    assert review(replied("word " * 600)).was_cut
    assert not review(replied("word")).was_cut


def test_what_did_not_apply_is_listed_and_not_held_against_the_reply() -> None:
    class Unfitting:
        def __init__(self, scenario: Scenario, ask: Ask) -> None:
            pass

        def assess(self, reply: str, *, is_exercise: bool = False) -> Assessment:
            return Assessment(
                (
                    CriterionVerdict("why", Verdict.NOT_APPLICABLE, False, 0, 0),
                    CriterionVerdict("goal", Verdict.HEARD, False, 1, 1),
                ),
                read_to=len(reply),
            )

    conversation = start(talk("why", "goal"), scorer_maker=Unfitting)
    conversation.submit_reply("goal")
    one = review(conversation)
    assert one.did_not_apply == ("The why thing",)
    assert one.to_try is None
    assert standing(one, "why") is Standing.NOT_APPLICABLE
    assert "Did not apply: The why thing." in first_page(conversation)


def test_what_came_near_says_why_it_did_not_count() -> None:
    class Nearly:
        def __init__(self, scenario: Scenario, ask: Ask) -> None:
            pass

        def assess(self, reply: str, *, is_exercise: bool = False) -> Assessment:
            blocked = Blocked(Span(6, 9, "why"), "why", BlockReason.NEGATED, Span(0, 5, "never"))
            return Assessment(
                (CriterionVerdict("why", Verdict.NOT_HEARD, False, 0, 2, (), (blocked,)),),
                read_to=len(reply),
            )

    conversation = start(talk("why"), scorer_maker=Nearly)
    conversation.submit_reply("never why")
    (line,) = review(conversation).verdicts
    (nearly,) = line.nearly
    assert nearly.text == "why"
    assert nearly.why == "it was said not to be so, by “never”"


def test_a_contested_miss_is_no_longer_something_to_try() -> None:
    conversation = replied("hm goal", "why", "goal")
    before = review(conversation).to_try
    assert before is not None
    conversation.contest(1, "why", was_said=True)
    after = review(conversation)
    assert after.to_try is None
    assert standing(after, "why") is Standing.CLAIMED
    assert "The why thing" in after.also_heard


def test_a_contested_credit_or_fault_no_longer_leads_the_page() -> None:
    conversation = replied("why press goal", "why", "press", "goal")
    conversation.contest(1, "why", was_said=False)
    conversation.contest(1, "press", was_said=False)
    after = review(conversation)
    assert after.landed is not None
    assert after.landed.criterion == "goal"
    assert after.to_try is None
    assert standing(after, "why") is standing(after, "press") is Standing.DISOWNED


@pytest.mark.parametrize(
    ("reply", "contested", "said"),
    [
        ("hm", "why", "I did do that"),
        ("why", "why", "I did not do that"),
        ("press", "press", "I did not do that"),
    ],
)
def test_contesting_says_the_opposite_of_the_verdict(reply: str, contested: str, said: str) -> None:
    one = review(replied(reply))
    line = next(line for line in one.verdicts if line.criterion == contested)
    assert line.can_be_contested
    assert line.contest_words == said


def test_a_claim_that_moved_the_story_is_shown_as_one() -> None:
    conversation = replied("hm goal", "why", "goal")
    conversation.claim("why")
    assert standing(review(conversation), "why") is Standing.CLAIMED
    assert not review(conversation).showed_nothing


def test_what_was_disowned_before_a_claim_stays_disowned_after_it() -> None:
    conversation = replied("hm goal", "why", "goal")
    conversation.contest(1, "goal", was_said=False)
    conversation.claim("why")
    assert standing(review(conversation), "goal") is Standing.DISOWNED
    assert standing(review(conversation), "why") is Standing.CLAIMED


def test_a_reply_typed_again_after_a_step_back_is_judged_for_itself() -> None:
    conversation = replied("goal", "why", "goal")
    conversation.contest(1, "goal", was_said=False)
    conversation.undo()
    conversation.submit_reply("goal")
    assert standing(review(conversation), "goal") is Standing.HEARD


def test_the_path_names_what_was_done_and_what_else_was_on_offer() -> None:
    options = [
        {"id": "left", "text": "Go left", "goto": "good_end"},
        {"id": "right", "text": "Go right", "goto": "good_end"},
    ]
    conversation = start(
        document({"open": asking([{"goto": "fork"}]), "fork": {"choices": options}})
    )
    conversation.submit_reply("hello")
    conversation.choose("right")
    typed, chosen = make_debrief(conversation).forks
    assert (typed.did, typed.others) == ("hello", ())
    assert (chosen.did, chosen.others) == ("Go right", ("Go left",))


def test_only_the_branch_that_stands_is_talked_about() -> None:
    conversation = replied("why")
    conversation.undo()
    conversation.submit_reply("goal")
    assert "".join(piece.text for piece in review(conversation).whole) == "goal"


class SpanScorer:
    """Finds what it is told to find, wherever it lies."""

    spans: tuple[tuple[str, int, int], ...] = ()

    def __init__(self, scenario: Scenario, ask: Ask) -> None:
        self._criteria = ask.listen_for

    def assess(self, reply: str, *, is_exercise: bool = False) -> Assessment:
        def found(name: str) -> tuple[Found, ...]:
            return tuple(
                Found(Span(start, end, reply[start:end]), name)
                for criterion_id, start, end in self.spans
                if criterion_id == name and end <= len(reply)
            )

        return Assessment(
            tuple(
                CriterionVerdict(
                    name,
                    Verdict.HEARD if found(name) else Verdict.NOT_HEARD,
                    RUBRIC[name].get("fault", False),
                    1 if found(name) else 0,
                    1,
                    found(name),
                )
                for name in self._criteria
            ),
            read_to=len(reply),
        )


names = st.sampled_from(["why", "goal", "thanks", "press", "blame"])
spans = st.lists(
    st.tuples(names, st.integers(0, 80), st.integers(1, 30)).map(
        lambda one: (one[0], one[1], one[1] + one[2])
    ),
    max_size=6,
)
replies = st.text(st.sampled_from("ab .!?\n\tÄ“é́🙂"), min_size=1, max_size=400).filter(str.strip)


@given(reply=replies, spans=spans)
@settings(max_examples=150, deadline=None)
def test_the_pieces_of_the_whole_joined_are_the_reply(
    reply: str, spans: list[tuple[str, int, int]]
) -> None:
    scorer_maker = type("Told", (SpanScorer,), {"spans": tuple(spans)})
    conversation = start(talk("why", "goal", "thanks", "press", "blame"), scorer_maker=scorer_maker)
    conversation.submit_reply(reply)
    one = review(conversation)
    assert "".join(piece.text for piece in one.whole) == reply.strip()
    kept = "".join(piece.text for piece in one.pieces if "…" not in piece.text)
    assert len(kept) <= len(reply)
    for piece in one.pieces:
        assert "…" in piece.text or piece.text in reply


def test_her_side_is_told_by_whom_the_reply_was_meant_for() -> None:
    plain = document(
        {"open": asking([{"say": [{"bo": "Hm."}], "goto": "good_end"}]), "other": ending()},
        cast={
            "ana": {"name": "Ana", "role": "Mentor", "pronoun": "she"},
            "bo": {"name": "Bo", "role": "Chief", "pronoun": "he"},
        },
    )
    conversation = start(plain)
    conversation.submit_reply("hello")
    assert review(conversation).side_label == "His side"
