import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from trainer.language.evidence import parse_phrase
from trainer.language.model import Criterion, Evidence, Rubric
from trainer.scoring.assessment import (
    LONGEST_REPLY,
    Assessment,
    BlockReason,
    CriterionVerdict,
    Verdict,
    from_plain,
    to_plain,
)
from trainer.scoring.scorer import Scorer

Judge = Callable[..., CriterionVerdict]
Assess = Callable[..., Assessment]


def test_heard_words_are_shown_in_place_with_the_phrase_that_found_them(judge: Judge) -> None:
    verdict = judge("Hi! Could I have fifteen  minutes?", any=["$duration"], points=2)
    (found,) = verdict.evidence
    assert verdict.verdict is Verdict.HEARD
    assert (found.span.start, found.span.end, found.span.text) == (17, 33, "fifteen  minutes")
    assert found.because == "$duration"
    assert (verdict.points, verdict.out_of) == (2, 2)


def test_a_mended_slip_is_told(judge: Judge) -> None:
    verdict = judge("I wrote an agneda.", any=["agenda"])
    assert verdict.evidence[0].changed == ("agneda -> agenda",)


def test_letters_that_changed_places_are_the_likelier_slip(judge: Judge) -> None:
    verdict = judge("A shrot one.", any=["shoot", "short"])
    assert [found.because for found in verdict.evidence] == ["short"]


def test_nothing_stands_between_an_exact_word_and_a_pause(judge: Judge) -> None:
    assert judge("You: the table.", any=["=you $pause"]).verdict is Verdict.HEARD
    assert judge("You kept it, I think.", any=["=you $pause"]).verdict is Verdict.NOT_HEARD


def test_an_empty_reply_shows_nothing(assess: Assess) -> None:
    assessment = assess("", {"a": {"any": ["x"]}, "b": {"any": ["y"], "applies_when": "a"}})
    assert [one.verdict for one in assessment.verdicts] == [
        Verdict.NOT_HEARD,
        Verdict.NOT_APPLICABLE,
    ]
    assert assessment.showed_nothing


def test_all_needs_every_phrase(judge: Judge) -> None:
    assert not judge("I will send notes.", all=["notes", "friday"]).was_heard
    assert judge("I will send notes on Friday.", all=["notes", "friday"]).was_heard


def test_any_and_all_must_both_hold(judge: Judge) -> None:
    evidence = {"any": ["send", "email"], "all": ["notes"]}
    assert judge("I will email the notes.", **evidence).was_heard
    assert not judge("I will email you.", **evidence).was_heard
    assert not judge("The notes are here.", **evidence).was_heard


def test_at_least_counts_each_phrase_once(judge: Judge) -> None:
    evidence = {"at_least": {"n": 2, "of": ["agenda", "notes", "plan"]}}
    assert not judge("An agenda for us, and an agenda for them.", **evidence).was_heard
    assert judge("An agenda is ready and the notes will follow.", **evidence).was_heard


def test_none_cancels_evidence_of_its_own_sentence_only(judge: Judge) -> None:
    evidence = {"any": ["follow up"], "none": ["patient"]}
    alone = judge("The patient needs a follow up.", **evidence)
    assert not alone.was_heard
    assert alone.blocked[0].reason is BlockReason.CANCELLED
    assert alone.blocked[0].by is not None
    assert alone.blocked[0].by.text == "patient"
    assert judge("The patient is well. I will follow up with you.", **evidence).was_heard


def test_none_is_itself_read_in_context(judge: Judge) -> None:
    evidence = {"any": ["follow up"], "none": ["patient"]}
    assert judge("I will follow up, and that is not about a patient.", **evidence).was_heard


def test_partly_is_worth_half_the_points(judge: Judge) -> None:
    verdict = judge("Let's meet some time.", any=["$duration"], partly=["meet"], points=2)
    assert verdict.verdict is Verdict.PARTLY
    assert (verdict.points, verdict.out_of) == (1, 2)
    assert verdict.evidence[0].span.text == "meet"


def test_a_fault_costs_points_and_adds_none_to_the_most(assess: Assess) -> None:
    assessment = assess(
        "Thanks. I need it today!",
        {
            "thanks": {"any": ["thanks"]},
            "presses": {"any": ["need ... today"], "fault": True, "points": 2},
        },
    )
    fault = assessment.verdict("presses")
    assert fault is not None
    assert (fault.points, fault.out_of) == (-2, 0)
    assert (assessment.points, assessment.out_of) == (0, 1)


def test_a_criterion_may_listen_for_a_denial(judge: Judge) -> None:
    evidence = {"any": ["my fault"], "says": "denied"}
    assert judge("It is not my fault.", **evidence).was_heard
    affirmed = judge("It is my fault.", **evidence)
    assert affirmed.blocked[0].reason is BlockReason.NOT_DENIED


def test_a_criterion_may_listen_for_either(judge: Judge) -> None:
    assert judge("I do not know my goals.", any=["goals"], says="either").was_heard
    assert judge("I know my goals.", any=["goals"], says="either").was_heard


def test_near_gives_a_phrase_its_sense(judge: Judge) -> None:
    evidence = {"any": [{"phrase": "$duration", "near": ["$meet"]}]}
    assert judge("Could we talk for ten minutes?", **evidence).was_heard
    driving = judge("The drive takes ten minutes.", **evidence)
    assert driving.blocked[0].reason is BlockReason.WRONG_SENSE
    assert not judge("The drive takes ten minutes. Then we talk.", **evidence).was_heard


def test_words_denied_are_told_as_denied_even_in_the_wrong_company(judge: Judge) -> None:
    evidence = {"any": [{"phrase": "agenda", "near": ["$meet"]}]}
    refused = judge("I won't send an agenda.", **evidence)
    assert refused.blocked[0].reason is BlockReason.NEGATED
    assert refused.blocked[0].by is not None
    assert refused.blocked[0].by.text == "n't"


def test_words_in_the_wrong_company_are_no_evidence_of_a_denial(judge: Judge) -> None:
    evidence = {"any": [{"phrase": "agenda", "near": ["$meet"]}], "says": "denied"}
    assert not judge("I won't send an agenda.", **evidence).was_heard


@pytest.mark.parametrize(
    ("where", "right", "wrong"),
    [
        ("first_sentence", "Thanks for this. Bye.", "Well then. Thanks for this."),
        (
            "first_sentence",
            "Dear Dr. Okafor, \n\nThanks for this. Bye.",
            "Dear all, hi. No. Thanks.",
        ),
        ("last_sentence", "Well then. Thanks for this.", "Thanks for this. Bye."),
        ("question", "May I say thanks?", "I say thanks."),
        ("statement", "I say thanks.", "May I say thanks?"),
    ],
)
def test_a_phrase_may_be_bound_to_a_place(judge: Judge, where: str, right: str, wrong: str) -> None:
    evidence = {"any": [{"phrase": "thanks", "in": where}]}
    assert judge(right, **evidence).was_heard
    assert not judge(wrong, **evidence).was_heard


@pytest.mark.parametrize(
    "question", ["What would you read first?", "could you look at it", "So, would that work?"]
)
def test_a_question_is_known_by_its_mark_or_its_word_order(judge: Judge, question: str) -> None:
    assert judge(question, any=[{"asks": True}]).was_heard


def test_a_statement_is_no_question(judge: Judge) -> None:
    assert not judge("I could look at it.", any=[{"asks": True}]).was_heard


def test_length_may_be_evidence(judge: Judge) -> None:
    assert judge("Short and clear.", any=[{"words": {"at_most": 5}}]).was_heard
    assert not judge("This one is longer than that.", any=[{"words": {"at_most": 5}}]).was_heard


def test_weights_add_up_to_a_threshold(judge: Judge) -> None:
    evidence = {
        "any": [{"phrase": "agenda", "weight": 2}, "notes", {"phrase": "maybe", "weight": -1}],
        "threshold": 2,
    }
    assert judge("Here is an agenda.", **evidence).was_heard
    assert not judge("Here are notes.", **evidence).was_heard
    assert not judge("Maybe there is an agenda.", **evidence).was_heard
    assert judge("Maybe an agenda, and here are notes.", **evidence).was_heard


def test_a_phrase_that_weighs_against_is_never_shown_as_evidence(judge: Judge) -> None:
    verdict = judge(
        "Maybe here is an agenda.",
        any=[{"phrase": "agenda", "weight": 2}, {"phrase": "maybe", "weight": -1}],
        threshold=1,
    )
    assert [found.span.text for found in verdict.evidence] == ["agenda"]


def test_a_criterion_does_not_apply_where_its_condition_fails(assess: Assess) -> None:
    criteria = {
        "asks": {"any": ["meet"]},
        "fits": {"any": ["your schedule"], "applies_when": "asks", "points": 3},
    }
    verdict = assess("Hello there.", criteria).verdict("fits")
    assert verdict is not None
    assert (verdict.verdict, verdict.out_of) == (Verdict.NOT_APPLICABLE, 0)
    applied = assess("Could we meet?", criteria).verdict("fits")
    assert applied is not None
    assert (applied.verdict, applied.out_of) == (Verdict.NOT_HEARD, 3)


def test_what_was_said_counts_even_where_it_was_not_asked_for(assess: Assess) -> None:
    criteria = {
        "asks": {"any": ["meet"]},
        "fits": {"any": ["your schedule"], "applies_when": "asks"},
    }
    verdict = assess("I can fit around your schedule.", criteria).verdict("fits")
    assert verdict is not None
    assert verdict.was_heard


def test_a_condition_may_name_a_criterion_that_is_not_reported() -> None:
    rubric = Rubric(
        {
            "asks": Criterion("asks", "", "", "", Evidence(any=(parse_phrase("meet"),))),
            "other": Criterion("other", "", "", "", Evidence(any=(parse_phrase("x"),))),
        }
    )
    assessment = Scorer(rubric, ("other",)).assess("meet x")
    assert [one.criterion for one in assessment.verdicts] == ["other"]


def test_evidence_is_shared_unless_criteria_exclude_each_other(assess: Assess) -> None:
    shared = {"action": {"any": ["send the notes"]}, "follow_up": {"any": ["send the notes"]}}
    both = assess("I will send the notes.", shared)
    assert [one.was_heard for one in both.verdicts] == [True, True]
    apart = assess(
        "I will send the notes.",
        {**shared, "action": {"any": ["send the notes"], "exclusive": ["follow_up"]}},
    )
    assert sorted(one.was_heard for one in apart.verdicts) == [False, True]


def test_exclusion_is_symmetric(assess: Assess) -> None:
    one = {"a": {"any": ["notes"], "exclusive": ["b"]}, "b": {"any": ["notes"]}}
    other = {"a": {"any": ["notes"]}, "b": {"any": ["notes"], "exclusive": ["a"]}}
    assert assess("The notes.", one) == assess("The notes.", other)


THANKS = {"any": ["thank you"]}
THANKS_AND_DAY = {"all": ["thank you", "monday"]}


@pytest.mark.parametrize("names", ["ab", "ba"])
def test_of_two_that_exclude_each_other_the_one_listened_for_first_keeps_the_words(
    assess: Assess, names: str
) -> None:
    first, second = names[0], names[1]
    criteria = {first: {**THANKS, "exclusive": [second]}, second: THANKS}
    heard = assess("Thank you.", criteria)
    assert [one.was_heard for one in heard.verdicts] == [True, False]


@pytest.mark.parametrize(
    "weaker",
    [
        THANKS_AND_DAY,
        {"at_least": {"n": 2, "of": ["thank you", "monday"]}},
        {"any": ["thank you", "monday"], "threshold": 2},
    ],
)
def test_without_the_words_another_rests_on_a_criterion_is_weighed_anew(
    assess: Assess, weaker: dict[str, Any]
) -> None:
    reply = "Thank you, see you on Monday."
    assert assess(reply, {"it": weaker}).verdicts[0].was_heard
    first, second = assess(
        reply, {"it": {**THANKS, "exclusive": ["other"]}, "other": weaker}
    ).verdicts
    assert first.was_heard
    assert not second.was_heard
    assert not second.evidence
    assert [one.reason for one in second.blocked] == [BlockReason.CANCELLED]


def test_what_is_left_may_still_be_enough_or_half_of_it(assess: Assess) -> None:
    reply = "Thank you, see you on Monday at noon."
    taker = {**THANKS, "exclusive": ["other"]}
    enough = {"at_least": {"n": 2, "of": ["thank you", "monday", "noon"]}}
    half = {**THANKS_AND_DAY, "partly": ["noon"]}
    assert assess(reply, {"it": taker, "other": enough}).verdicts[1].was_heard
    other = assess(reply, {"it": taker, "other": half}).verdicts[1]
    assert other.verdict is Verdict.PARTLY
    assert [one.span.text for one in other.evidence] == ["noon"]


def test_words_that_speak_against_a_criterion_are_not_taken_from_it(assess: Assess) -> None:
    against = {"any": ["monday", {"phrase": "thank you", "weight": -1}], "threshold": 1}
    criteria = {"it": {**THANKS, "exclusive": ["other"]}, "other": against}
    assert not assess("Thank you for Monday.", criteria).verdicts[1].was_heard


def test_a_group_of_the_scenario_joins_a_built_in_class(assess: Assess) -> None:
    criteria = {"it": {"any": ["$meet"]}}
    assert not assess("A huddle is fine.", criteria).verdicts[0].was_heard
    assert assess("A huddle is fine.", criteria, {"meet": ["huddle"]}).verdicts[0].was_heard
    assert assess("A call is fine.", criteria, {"meet": ["huddle"]}).verdicts[0].was_heard


def test_a_class_that_names_itself_is_harmless(assess: Assess) -> None:
    groups = {"loop": ["$loop again", "once"]}
    assert assess("Just once.", {"it": {"any": ["$loop"]}}, groups).verdicts[0].was_heard


@pytest.mark.parametrize(
    ("reply", "reason", "by"),
    [
        ("I won't send an agenda.", BlockReason.NEGATED, "n't"),
        ("I should have sent an agenda.", BlockReason.UNREAL, "should have sent"),
        ("People say an agenda is best.", BlockReason.ATTRIBUTED, "People say"),
        ('The guide has "send an agenda first" in it.', BlockReason.ATTRIBUTED, None),
        ("agenda, agenda, agenda, agenda", BlockReason.STUFFED, None),
    ],
)
def test_what_did_not_count_says_why_and_by_which_words(
    judge: Judge, reply: str, reason: BlockReason, by: str | None
) -> None:
    verdict = judge(reply, any=["agenda"])
    assert not verdict.was_heard
    assert verdict.blocked[0].reason is reason
    assert verdict.blocked[0].by is not None
    if by is not None:
        assert verdict.blocked[0].by.text == by


def test_a_short_honest_reply_without_a_pronoun_is_no_list(judge: Judge) -> None:
    reply = "Thank you, Dr. Rahman watched me today."
    assert judge(reply, any=["thank you", "watched ... today"]).was_heard


@pytest.mark.parametrize(
    "reply",
    [
        "I'd just thank her and let her go.",
        "Honestly I would thank him first.",
        "My e-mail would thank her for the talk.",
    ],
)
def test_a_move_described_as_ones_answer_counts(judge: Judge, reply: str) -> None:
    assert judge(reply, any=["thank you"]).was_heard


def test_a_hypothetical_writer_is_not_the_speaker(judge: Judge) -> None:
    reply = "If she wrote that to me I would say something like: understood, no rush."
    assert judge(reply, any=["understood"]).was_heard


@pytest.mark.parametrize(
    "reply",
    [
        "I don't want to be here anymore.",
        "never mind, see you in december if I'm still here",
        "Honestly I want to die.",
        "they would be better off without me",
    ],
)
def test_despair_stops_assessment(assess: Assess, reply: str) -> None:
    assessment = assess(reply, {"thanks": {"any": ["thanks"]}})
    assert assessment.is_distress
    assert assessment.verdicts == ()


@pytest.mark.parametrize(
    "reply",
    [
        "This rotation is killing me, but I love it.",
        "I'm dying to hear how you started.",
        "I'd hate myself if I missed it.",
        "I'm here three years.",
    ],
)
def test_idioms_are_not_despair(assess: Assess, reply: str) -> None:
    assert not assess(reply, {"thanks": {"any": ["thanks"]}}).is_distress


def test_despair_that_was_part_of_the_exercise_is_read_when_the_learner_says_so() -> None:
    rubric = Rubric({"it": Criterion("it", "", "", "", Evidence(any=(parse_phrase("thanks"),)))})
    reply = "Thanks. See you in December if I'm still here."
    assert not Scorer(rubric, ("it",)).assess(reply, is_exercise=True).is_distress


def test_a_very_long_reply_is_read_to_the_cap_and_says_so(assess: Assess) -> None:
    reply = "We talked about the ward. " * 1000 + "Thanks!"
    assessment = assess(reply, {"thanks": {"any": ["thanks"]}})
    assert LONGEST_REPLY * 4 // 5 <= assessment.read_to <= LONGEST_REPLY
    assert reply[assessment.read_to - 2 : assessment.read_to] == ". "
    assert not assessment.verdicts[0].was_heard


def test_an_assessment_survives_its_plain_form(assess: Assess) -> None:
    assessment = assess(
        "I won't bring an agneda. Thnak you!",
        {"agenda": {"any": ["agenda"]}, "thanks": {"any": ["thank you"]}},
    )
    assert from_plain(json.loads(json.dumps(to_plain(assessment)))) == assessment


def test_a_scorer_may_be_shared_between_threads() -> None:
    rubric = Rubric({"it": Criterion("it", "", "", "", Evidence(any=(parse_phrase("agenda"),)))})
    scorer = Scorer(rubric, ("it",))
    replies = [f"Here is agneda number {number}." for number in range(200)]
    expected = [Scorer(rubric, ("it",)).assess(reply) for reply in replies]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(scorer.assess, replies)) == expected


@pytest.mark.parametrize(
    "reply",
    [
        "I'll never forget your talk.",
        "I don't suppose I could ask you about your talk?",
        "I have never heard anyone give a talk like your talk.",
        "If I had to pick one thing, it would be your talk.",
        "We have never met, but your talk helped.",
        "I can't stop thinking about your talk.",
        "You don't know me. Your talk helped.",
        "I could not have asked for a better start than your talk.",
        "I do not know what to write: your talk was so good.",
        "I would never write 'sure thing', and your talk is why.",
    ],
)
def test_negative_words_that_deny_nothing_block_nothing(judge: Judge, reply: str) -> None:
    assert judge(reply, any=["your talk"]).was_heard


@pytest.mark.parametrize(
    "reply",
    [
        "If I had heard your talk I would know.",
        "I wish I had seen your talk.",
        "I was going to mention your talk.",
        "I did not like your talk.",
        "My chief said your talk was good.",
        "Neither your talk nor the paper.",
        "I have not yet heard your talk.",
        "I am not at all fond of your talk.",
        "I would never write: one of the few good things this year was your talk.",
        "I will not write you this: your talk was good.",
        'I would never write "one of the few good things this year was your talk".',
        'My chief said: "I will send your talk."',
        'My chief told me to write "I will come. Your talk was good." and I am tired.',
        "It is not true that all of the other interns in my year know your talk.",
    ],
)
def test_words_denied_imagined_or_reported_earn_nothing(judge: Judge, reply: str) -> None:
    assert not judge(reply, any=["your talk"]).was_heard


def test_a_phrase_that_spans_what_makes_it_unreal_earns_nothing(judge: Judge) -> None:
    verdict = judge("I should have written to you.", any=["i write"])
    assert not verdict.was_heard
    assert verdict.blocked[0].reason is BlockReason.UNREAL


def test_an_ordinal_in_capitals_is_one_word(judge: Judge) -> None:
    assert judge("SAY YES BY THE 31ST.", any=["the 31st"]).was_heard


def test_a_straight_quotation_may_run_over_lines_unless_one_of_its_marks_is_left_over(
    judge: Judge,
) -> None:
    told = (
        'She has a draft on her wall, it reads "Many thanks\nand the agenda" and I read it daily.'
    )
    assert judge(told, any=["agenda"]).blocked[0].reason is BlockReason.ATTRIBUTED
    assert judge(f'A 5" screen? {told}', any=["agenda"]).was_heard


@pytest.mark.parametrize(
    ("reply", "heard"),
    [
        ("your schedule; your convenience; flexible; suits you; works for you", False),
        ("no rush, your schedule, flexible, suits you", False),
        ("Ten minutes, your office, any Tuesday, thanks.", True),
        ("Any day suits you, works for you, fits your schedule, and I am flexible too.", True),
    ],
)
def test_a_row_of_scraps_is_a_list_only_of_one_criterions_words(
    reply: str, heard: bool, assess: Callable[..., Assessment]
) -> None:
    criteria = {
        "flexible": {"any": ["your schedule", "flexible", "suit you", "work for you", "any $day"]},
        "thanks": {"any": ["thanks"]},
    }
    assert assess(reply, criteria).verdicts[0].was_heard is heard


@pytest.mark.parametrize(
    ("reply", "heard"),
    [
        ("I wouldn't want to hand this essay in without your feedback.", True),
        ("I wouldn't want to hand this long essay in with your feedback.", True),
        ("It is not my goal, and I come without your feedback.", False),
        ("I want to hand this long essay in without your feedback.", False),
    ],
)
def test_a_denial_of_a_denial_affirms(
    reply: str, heard: bool, assess: Callable[..., Assessment]
) -> None:
    assert assess(reply, {"it": {"any": ["your feedback"]}}).verdicts[0].was_heard is heard


def test_of_two_people_named_the_one_beside_the_verb_speaks(
    assess: Callable[..., Assessment],
) -> None:
    (verdict,) = assess(
        "The handbook tells students to send a summary within two days.",
        {"it": {"any": ["send a summary"]}},
    ).verdicts
    assert not verdict.was_heard
    assert verdict.blocked[0].reason is BlockReason.ATTRIBUTED


@pytest.mark.parametrize(
    ("reply", "heard"),
    [
        ("I will send you, once we have spoken at length, a summary.", True),
        ("I will send you flowers and cakes and cards and wine and a summary.", False),
        ("I will send you, not before we have spoken, a summary.", False),
    ],
)
def test_a_gap_steps_over_what_stands_between_commas(
    reply: str, heard: bool, assess: Callable[..., Assessment]
) -> None:
    (verdict,) = assess(reply, {"it": {"any": ["send ... summary"]}}).verdicts
    assert verdict.was_heard is heard


@pytest.mark.parametrize(
    ("word", "typed"),
    [
        *(("thank", one) for one in ("thanks", "thanked", "thanking")),
        *(("write", one) for one in ("writes", "writing", "wrote", "written")),
        *(("grow", one) for one in ("grows", "growing", "grew")),
        *(("prefer", one) for one in ("prefers", "preferred", "preferring")),
        *(("book", one) for one in ("books", "booked", "booking")),
        *(("hear", one) for one in ("hears", "hearing", "heard")),
    ],
)
def test_a_word_is_heard_in_every_inflection(
    word: str, typed: str, assess: Callable[..., Assessment]
) -> None:
    (verdict,) = assess(f"Today I {typed} it.", {"it": {"any": [f"i {word} it"]}}).verdicts
    assert verdict.was_heard


@pytest.mark.parametrize(
    ("reply", "heard"),
    [
        ("pick, brain, mentor, advice, anything", False),
        ("agenda / list / questions / points / prepared", False),
        ("Tuesday, Wednesday, at noon, after rounds, with an agenda", True),
        ("I have no agenda and no list of points.", False),
        ("I have an agenda and no list of points.", True),
    ],
)
def test_bare_words_in_a_row_and_things_denied_in_a_row_earn_nothing(
    reply: str, heard: bool, assess: Callable[..., Assessment]
) -> None:
    criteria = {"it": {"any": ["agenda", "advice", "list of points"]}}
    assert assess(reply, criteria).verdicts[0].was_heard is heard


@pytest.mark.parametrize(
    ("reply", "heard"),
    [
        ('This is what I wrote for the mentor: "Could we meet for 30 minutes?"', True),
        ('I have put this as my last line: "I would need 30 minutes, no more."', True),
        ('The chair of the committee announced, "You will have 30 minutes for this."', False),
        ('At grand rounds you said "30 minutes are enough for any patient."', False),
        ('My mentor looked up, and then I said "Could we meet for 30 minutes?"', True),
        ('"Could we meet for 30 minutes?"', True),
    ],
)
def test_whose_words_are_quoted_is_told_by_whoever_leads_them_in(
    reply: str, heard: bool, assess: Callable[..., Assessment]
) -> None:
    assert assess(reply, {"it": {"any": ["$duration"]}}).verdicts[0].was_heard is heard
