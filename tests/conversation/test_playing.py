"""What a scenario's file means when it is played."""

from typing import Any

import pytest

from tests.builders import asking, criterion, document, ending, said, start
from trainer.conversation.conversation import ActionRefused, Conversation, make_scorer
from trainer.conversation.events import (
    Actor,
    ChoiceTaken,
    EndingReached,
    HintShown,
    ReplySubmitted,
    Returned,
    ReturnReason,
    branch_to,
)
from trainer.conversation.machine import StoryStuck


def test_the_first_route_that_holds_is_taken() -> None:
    routes = [
        {"when": "why and goal", "goto": "both"},
        {"when": "why", "goto": "one"},
        {"when": "goal", "goto": "one"},
        {"goto": "none"},
    ]
    plain = document(
        {
            "open": asking(routes, listen_for=["why", "goal"]),
            **{name: ending(title=name) for name in ("both", "one", "none")},
        },
        rubric=["why", "goal"],
    )

    def end(reply: str) -> str:
        conversation = start(plain)
        conversation.submit_reply(reply)
        return conversation.telling.state

    assert [end("why goal"), end("goal"), end("why"), end("hm")] == ["both", "one", "one", "none"]


@pytest.mark.parametrize(
    ("when", "reply", "holds"),
    [
        ("partly(why)", "half-why", True),
        ("partly(why)", "why", False),
        ("why", "half-why", False),
        ("count(why, goal, ask) >= 2", "why ask", True),
        ("count(why, goal, ask) >= 2", "why half-ask", False),
        ("points >= 2", "why goal", True),
        ("points >= 2", "why", False),
        ("not why", "goal", True),
        ("tries == 1", "hm", True),
        ("visits(open) == 1", "hm", True),
        ("ever(why)", "why", True),
    ],
)
def test_a_route_reads_what_the_reply_showed(when: str, reply: str, holds: bool) -> None:
    plain = document(
        {
            "open": asking(
                [{"when": when, "goto": "yes"}, {"goto": "good_end"}],
                listen_for=["why", "goal", "ask"],
            ),
            "yes": ending(),
        },
        rubric=["why", "goal", "ask"],
    )
    conversation = start(plain)
    conversation.submit_reply(reply)
    assert (conversation.telling.state == "yes") is holds


def test_vars_are_clamped_to_their_range() -> None:
    more = {"id": "more", "text": "More", "add": {"trust": 2}, "goto": "open"}
    less = {"id": "less", "text": "Less", "add": {"trust": -5}, "goto": "open"}
    conversation = start(
        document(
            {"open": {"choices": [more, less]}},
            vars={"trust": {"initial": 0, "min": -1, "max": 3}},
        )
    )

    def after(*choices: str) -> int:
        for choice in choices:
            conversation.choose(choice)
        return conversation.telling.variables["trust"]

    assert [after("more"), after("more"), after("less"), after("more")] == [2, 3, -1, 1]


def test_a_line_is_said_only_while_its_condition_holds() -> None:
    again = {"id": "again", "text": "Again", "add": {"trust": 1}, "goto": "open"}
    plain = document(
        {
            "open": {
                "say": [
                    {"ana": "First time.", "when": "visits(open) == 1"},
                    {"ana": "You again.", "when": "visits(open) >= 2"},
                    {"scene": "She smiles.", "when": "trust >= 2"},
                ],
                "choices": [again],
            }
        },
        vars={"trust": {"initial": 0, "min": 0, "max": 3}},
    )
    conversation = start(plain)
    conversation.choose("again")
    conversation.choose("again")
    assert said(conversation) == [
        "First time.",
        "You: Again",
        "You again.",
        "You: Again",
        "You again.",
        "She smiles.",
    ]


def test_a_route_speaks_before_the_state_it_leads_to() -> None:
    plain = document(
        {
            "open": asking([{"say": [{"ana": "Thank you."}], "goto": "late"}]),
            "late": {"say": [{"scene": "It is late."}], "goto": "good_end"},
        }
    )
    conversation = start(plain)
    conversation.submit_reply("hello")
    assert said(conversation) == ["You: hello", "Thank you.", "It is late."]


def again_document(routes: list[dict[str, Any]]) -> dict[str, Any]:
    return document(
        {
            "open": asking(routes, listen_for=["why", "press"], again=[{"ana": "Say it again?"}]),
            "pressed": ending(),
        },
        rubric={"why": criterion("why"), "press": criterion("press", fault=True)},
    )


def test_nothing_heard_is_asked_again_once_a_visit() -> None:
    plain = again_document(
        [
            {"when": "why", "goto": "good_end"},
            {"when": "tries >= 3", "goto": "pressed"},
            {"goto": "open"},
        ]
    )
    conversation = start(plain)
    conversation.submit_reply("hm")
    assert said(conversation) == ["You: hm", "Say it again?"]
    assert conversation.telling.visits == {"open": 1}
    conversation.submit_reply("hm")
    assert conversation.telling.visits == {"open": 2}
    conversation.submit_reply("hm")
    assert said(conversation).count("Say it again?") == 2


@pytest.mark.parametrize("reply", ["why", "half-why", "press"])
def test_something_heard_is_never_asked_again(reply: str) -> None:
    conversation = start(again_document([{"goto": "good_end"}]))
    conversation.submit_reply(reply)
    assert conversation.is_finished


def test_ever_remembers_replies_and_what_choices_show() -> None:
    shows = {"id": "press", "text": "Now!", "shows": ["press"], "goto": "late"}
    plain = document(
        {
            "open": asking([{"goto": "middle"}], listen_for=["why"]),
            "middle": {"choices": [shows]},
            "late": {
                "say": [
                    {"ana": "You said why.", "when": "ever(why)"},
                    {"ana": "You pressed.", "when": "ever(press)"},
                    {"ana": "You had a goal.", "when": "ever(goal)"},
                ],
                "goto": "good_end",
            },
        },
        rubric={
            "why": criterion("why"),
            "press": criterion("press", fault=True),
            "goal": criterion("goal"),
        },
    )
    conversation = start(plain)
    conversation.submit_reply("why")
    conversation.choose("press")
    assert said(conversation)[2:] == ["You said why.", "You pressed."]


def test_points_add_up_and_a_fault_never_makes_a_reply_cost_more_than_it_earned() -> None:
    plain = document(
        {"open": asking([{"goto": "open"}], listen_for=["why", "press"])},
        rubric={
            "why": criterion("why", points=2),
            "press": criterion("press", fault=True, points=3),
        },
    )
    conversation = start(plain)
    points = []
    for reply in ("why", "half-why", "press", "why press"):
        conversation.submit_reply(reply)
        points.append(conversation.telling.points)
    assert points == [2, 3, 3, 3]


def test_a_choice_is_offered_only_while_its_condition_holds() -> None:
    trusting = {"id": "ask", "text": "Ask", "when": "trust >= 1", "goto": "good_end"}
    talk = {"id": "talk", "text": "Talk", "add": {"trust": 1}, "goto": "open"}
    conversation = start(
        document(
            {"open": {"choices": [trusting, talk]}},
            vars={"trust": {"initial": 0, "min": 0, "max": 3}},
        )
    )
    assert [choice.id for choice in conversation.telling.choices] == ["talk"]
    with pytest.raises(ActionRefused):
        conversation.choose("ask")
    conversation.choose("talk")
    assert [choice.id for choice in conversation.telling.choices] == ["ask", "talk"]
    conversation.choose("ask")
    assert conversation.is_finished


def test_states_pass_on_one_after_another() -> None:
    count = 300
    states: dict[str, Any] = {
        f"s{number}": {"say": [{"scene": str(number)}], "goto": f"s{number + 1}"}
        for number in range(count)
    }
    conversation = start(document({**states, f"s{count}": ending("missed", "Far away")}))
    assert said(conversation) == [str(number) for number in range(count)]
    assert conversation.telling.ending is not None
    assert conversation.telling.ending.title == "Far away"


def test_a_circle_of_states_is_refused_before_anything_is_kept() -> None:
    plain = document(
        {
            "open": asking([{"goto": "round"}]),
            "round": {"goto": "about"},
            "about": {"goto": "round"},
        }
    )
    with pytest.raises(StoryStuck, match="circle"):
        start(plain)


def test_a_story_without_a_way_on_says_so_and_can_be_taken_back() -> None:
    hidden = {"id": "x", "text": "X", "when": "visits(open) >= 2", "goto": "good_end"}
    conversation = start(
        document({"open": asking([{"goto": "shut"}]), "shut": {"choices": [hidden]}})
    )
    stood = [conversation.telling.is_stuck]
    conversation.submit_reply("hello")
    stood.append(conversation.telling.is_stuck)
    conversation.undo()
    stood.append(conversation.telling.is_stuck)
    assert stood == [False, True, False]


def test_an_ending_is_an_event_with_its_outcome() -> None:
    conversation = start(document({"open": asking([{"goto": "poor"}]), "poor": ending("missed")}))
    conversation.submit_reply("hello")
    assert conversation.events[-1].happened == EndingReached("poor", "missed", "A good end")
    with pytest.raises(ActionRefused):
        conversation.submit_reply("one more thing")


def test_an_ending_is_told_once_for_each_arrival() -> None:
    conversation = start(document({"open": asking()}))
    conversation.submit_reply("hello")
    arrived = conversation.events[-1].number
    conversation.return_to(arrived, ReturnReason.FORK)
    assert endings(conversation) == 1
    conversation.undo()
    conversation.submit_reply("hello again")
    assert endings(conversation) == 2


def endings(conversation: Conversation) -> int:
    return sum(isinstance(event.happened, EndingReached) for event in conversation.events)


def test_a_hint_is_given_noted_and_changes_nothing_else() -> None:
    conversation = start(document({"open": asking(hint="What can she say yes to?")}))
    before = conversation.telling
    assert conversation.show_hint() == "What can she say yes to?"
    assert conversation.events[-1].happened == HintShown("first")
    assert conversation.telling == before


def test_where_there_is_no_hint_none_is_noted() -> None:
    conversation = start(document({"open": asking()}))
    assert conversation.show_hint() == ""
    assert len(conversation.events) == 1


@pytest.mark.parametrize("reply", ["", "   ", "\n\t\n"])
def test_an_empty_reply_is_refused_and_leaves_no_trace(reply: str) -> None:
    conversation = start(document({"open": asking()}))
    with pytest.raises(ActionRefused, match="Nothing is written"):
        conversation.submit_reply(reply)
    assert len(conversation.events) == 1


def test_a_reply_is_cleaned_before_it_is_kept() -> None:
    conversation = start(document({"open": asking()}))
    conversation.submit_reply("\x1b[2Jhello\u202e\r\nthere")
    kept = conversation.events[1].happened
    assert isinstance(kept, ReplySubmitted)
    assert kept.text == "\ufffd[2Jhello\ufffd \nthere"


def test_undo_appends_and_overwrites_nothing() -> None:
    conversation = start(branching())
    conversation.choose("left")
    first_branch = conversation.events
    undone = conversation.undo()
    conversation.choose("right")
    assert undone.choice is not None
    assert undone.choice.id == "left"
    assert conversation.events[: len(first_branch)] == first_branch
    assert conversation.events[len(first_branch)].happened == Returned(ReturnReason.UNDO)
    assert [d.choice.id for d in conversation.telling.decisions if d.choice] == ["right"]


def test_undo_at_the_start_is_refused() -> None:
    with pytest.raises(ActionRefused, match="the start"):
        start(branching()).undo()


@pytest.mark.parametrize("reason", list(ReturnReason))
def test_any_event_of_any_branch_can_be_gone_back_to(reason: ReturnReason) -> None:
    conversation = start(branching())
    conversation.choose("left")
    on_the_left = conversation.telling
    left_event = conversation.events[-1].number
    conversation.undo()
    conversation.choose("right")
    conversation.return_to(left_event, reason)
    assert conversation.telling == on_the_left
    assert conversation.events[-1].happened == Returned(reason)
    assert conversation.events[-1].parent == left_event
    kinds = [type(e.happened) for e in branch_to(conversation.events, left_event)]
    assert ChoiceTaken in kinds


@pytest.mark.parametrize("event", [-1, 5])
def test_a_place_that_is_not_there_cannot_be_gone_back_to(event: int) -> None:
    with pytest.raises(ActionRefused):
        start(branching()).return_to(event, ReturnReason.REWIND)


def branching() -> dict[str, Any]:
    left = {"id": "left", "text": "Left", "goto": "open"}
    right = {"id": "right", "text": "Right", "goto": "open"}
    return document({"open": {"say": [{"scene": "A fork."}], "choices": [left, right]}})


def claimable_document() -> dict[str, Any]:
    return document(
        {
            "open": asking(
                [
                    {"when": "why and points >= 2", "goto": "warm"},
                    {"goto": "cool"},
                ],
                listen_for=["why", "press"],
            ),
            "warm": asking([{"goto": "good_end"}], ask="second"),
            "cool": asking([{"goto": "good_end"}], ask="third"),
        },
        rubric={
            "why": criterion("why", points=2),
            "press": criterion("press", fault=True),
        },
    )


def test_i_did_say_that_sends_the_reply_again_and_earns_its_points() -> None:
    conversation = start(claimable_document())
    conversation.submit_reply("because of your talk")
    assert conversation.telling.state == "cool"
    first = conversation.events[1]
    conversation.claim("why")
    assert conversation.telling.state == "warm"
    assert conversation.telling.points == 2
    assert "why" in conversation.telling.ever_heard
    assert conversation.events[1] == first
    assert conversation.contested(1) == {"why": True}
    assert said(conversation) == ["You: because of your talk"]


def test_the_first_reading_stays_beside_the_claim() -> None:
    conversation = start(claimable_document())
    conversation.submit_reply("hm")
    conversation.claim("why")
    replies = [e.happened for e in conversation.events if isinstance(e.happened, ReplySubmitted)]
    assert replies[0].assessment == replies[1].assessment
    assert [reply.claims for reply in replies] == [(), ("why",)]


def test_a_claim_is_one_event_in_the_place_of_the_reply() -> None:
    conversation = start(claimable_document())
    conversation.submit_reply("hm")
    conversation.show_hint()
    before = conversation.events
    conversation.claim("why")
    (claimed,) = conversation.events[len(before) :]
    assert isinstance(claimed.happened, ReplySubmitted)
    assert claimed.parent == before[1].parent


@pytest.mark.parametrize("claimed", ["press", "unknown", "os.system"])
def test_only_what_was_missed_can_be_claimed(claimed: str) -> None:
    conversation = start(claimable_document())
    with pytest.raises(ActionRefused, match="no reply"):
        conversation.claim("why")
    conversation.submit_reply("hm")
    before = conversation.events
    with pytest.raises(ActionRefused, match="not missed"):
        conversation.claim(claimed)
    assert conversation.events == before


def test_what_was_heard_or_claimed_already_cannot_be_claimed() -> None:
    conversation = start(claimable_document())
    conversation.submit_reply("why")
    with pytest.raises(ActionRefused):
        conversation.claim("why")
    conversation.undo()
    conversation.submit_reply("hm")
    conversation.claim("why")
    with pytest.raises(ActionRefused):
        conversation.claim("why")


def test_a_contested_verdict_is_kept_and_moves_nothing() -> None:
    conversation = start(claimable_document())
    conversation.submit_reply("why press")
    before = conversation.telling
    conversation.contest(1, "press", was_said=False)
    assert conversation.telling == before
    assert conversation.contested(1) == {"press": False}


@pytest.mark.parametrize(("event", "one"), [(0, "why"), (9, "why"), (-1, "why"), (1, "unknown")])
def test_only_a_verdict_that_was_given_can_be_contested(event: int, one: str) -> None:
    conversation = start(claimable_document())
    conversation.submit_reply("hm")
    before = conversation.events
    with pytest.raises(ActionRefused):
        conversation.contest(event, one, was_said=True)
    assert conversation.events == before


@pytest.mark.parametrize("actor", list(Actor))
def test_every_event_names_who_acted(actor: Actor) -> None:
    conversation = start(claimable_document(), actor=actor)
    conversation.submit_reply("hm", actor)
    conversation.claim("why", actor)
    conversation.undo(actor)
    conversation.submit_reply("why", actor)
    conversation.submit_reply("bye", actor)
    assert conversation.is_finished
    assert {event.actor for event in conversation.events} == {actor}


def test_the_shipped_way_of_reading_drives_the_same_routes() -> None:
    plain = document(
        {
            "open": asking(
                [{"when": "thanks", "goto": "warm"}, {"goto": "good_end"}], listen_for=["thanks"]
            ),
            "warm": ending("strong", "Warm"),
        },
        rubric={"thanks": criterion("thanks", any=["thank you", "grateful"])},
    )
    warm = start(plain, scorer_maker=make_scorer)
    warm.submit_reply("Thank you for your time.")
    cool = start(plain, scorer_maker=make_scorer)
    cool.submit_reply("I will not say thank you.")
    assert (warm.telling.state, cool.telling.state) == ("warm", "good_end")


def test_getting_ready_to_read_a_reply_leaves_no_trace() -> None:
    conversation = start(claimable_document())
    before = conversation.telling
    conversation.prepare()
    assert conversation.telling == before
    assert len(conversation.events) == 1


def test_tries_are_counted_anew_at_each_visit() -> None:
    routes = [{"when": "tries >= 2", "goto": "good_end"}, {"goto": "between"}]
    back = {"id": "back", "text": "Back", "goto": "open"}
    conversation = start(document({"open": asking(routes), "between": {"choices": [back]}}))
    for _ in range(3):
        conversation.submit_reply("hm")
        conversation.choose("back")
    assert conversation.telling.visits["open"] == 4


def test_what_was_half_heard_and_then_claimed_is_no_longer_half_heard() -> None:
    routes = [{"when": "partly(why)", "goto": "half"}, {"goto": "good_end"}]
    plain = document(
        {"open": asking(routes, listen_for=["why"]), "half": asking(ask="second")}, rubric=["why"]
    )
    conversation = start(plain)
    conversation.submit_reply("half-why")
    assert conversation.telling.state == "half"
    conversation.claim("why")
    assert conversation.telling.state == "good_end"


def test_a_reply_is_at_hand_only_while_its_route_is_chosen() -> None:
    plain = document(
        {
            "open": asking(
                [
                    {"when": "why", "say": [{"ana": "Now.", "when": "why"}], "goto": "late"},
                    {"goto": "good_end"},
                ],
                listen_for=["why"],
            ),
            "late": {"say": [{"ana": "Later.", "when": "why"}], "goto": "good_end"},
        },
        rubric=["why"],
    )
    conversation = start(plain)
    conversation.submit_reply("why")
    assert said(conversation) == ["You: why"]


def test_a_shown_var_is_seen_while_something_is_left_of_it() -> None:
    more = {"id": "more", "text": "More", "add": {"minutes": 5}, "goto": "open"}
    less = {"id": "less", "text": "Less", "add": {"minutes": -5}, "goto": "open"}
    conversation = start(
        document(
            {"open": {"choices": [more, less]}},
            vars={
                "minutes": {"label": "Minutes", "initial": 0, "min": 0, "max": 9, "show": True},
                "trust": {"initial": 3, "min": 0, "max": 9},
            },
        )
    )
    shown = [conversation.telling.shown_variables]
    for choice in ("more", "less"):
        conversation.choose(choice)
        shown.append(conversation.telling.shown_variables)
    assert shown == [(), (("Minutes", 5),), ()]
