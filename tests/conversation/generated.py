"""Random small scenarios, and random things a learner does in them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from tests.builders import asking, criterion, document, ending
from trainer.conversation.conversation import ActionRefused, Conversation
from trainer.conversation.events import ReturnReason

Plain = dict[str, Any]

CRITERIA = ("why", "goal", "press")
VARS = ("trust", "time")
REPLIES = ("why", "goal", "press", "half-why", "why goal", "goal press", "hm", "despair", " ")


def _terms(states: tuple[str, ...], in_route: bool) -> st.SearchStrategy[str]:
    names = st.sampled_from(CRITERIA)
    number = st.integers(-2, 3)
    signs = st.sampled_from(["<", "<=", "==", "!=", ">=", ">"])
    anywhere = [
        st.builds("ever({})".format, names),
        st.builds("visits({}) {} {}".format, st.sampled_from(states), signs, number),
        st.builds("{} {} {}".format, st.sampled_from(VARS), signs, number),
    ]
    on_routes = [
        names,
        st.builds("partly({})".format, names),
        st.builds("count(why, goal) {} {}".format, signs, number),
        st.builds("{} {} {}".format, st.sampled_from(["tries", "points"]), signs, number),
    ]
    return st.one_of(*anywhere, *(on_routes if in_route else []))


def _conditions(states: tuple[str, ...], in_route: bool) -> st.SearchStrategy[str]:
    return st.recursive(
        _terms(states, in_route),
        lambda inner: st.one_of(
            st.builds("not ({})".format, inner),
            st.builds("({}) and ({})".format, inner, inner),
            st.builds("({}) or ({})".format, inner, inner),
        ),
        max_leaves=3,
    )


@st.composite
def documents(draw: st.DrawFn) -> Plain:
    """A whole resolved document of up to six states; no circle of states that pass on."""
    names = tuple(f"s{number}" for number in range(draw(st.integers(1, 5))))
    everywhere = (*names, "good_end")
    adds = st.dictionaries(st.sampled_from(VARS), st.integers(-3, 3), max_size=2)

    def lines(state: str) -> list[Plain]:
        whens = draw(st.lists(st.none() | _conditions(everywhere, False), max_size=2))
        return [
            {"ana": f"{state} line {index}", **({"when": when} if when else {})}
            for index, when in enumerate(whens)
        ]

    def way(index: int, name: str, *, when: str | None) -> Plain:
        return {
            "goto": draw(st.sampled_from(everywhere)),
            "add": draw(adds),
            "say": lines(f"{name} way {index}"),
            **({"when": when} if when else {}),
        }

    def state(position: int, name: str) -> Plain:
        kind = draw(st.sampled_from(["ask", "ask", "choices", "goto"]))
        if kind == "goto":
            # Only onwards, so that nobody is passed round for ever.
            return {"say": lines(name), "goto": draw(st.sampled_from(everywhere[position + 1 :]))}
        if kind == "choices":
            whens = draw(st.lists(st.none() | _conditions(everywhere, False), max_size=3))
            shows = st.lists(st.sampled_from(CRITERIA), max_size=1)
            return {
                "say": lines(name),
                "choices": [
                    {
                        "id": f"c{index}",
                        "text": f"Option {index}",
                        "shows": draw(shows),
                        **way(index, name, when=when),
                    }
                    for index, when in enumerate([None, *whens])
                ],
            }
        whens = draw(st.lists(_conditions(everywhere, True), max_size=3))
        return asking(
            [way(index, name, when=when) for index, when in enumerate([*whens, None])],
            listen_for=CRITERIA,
            ask=f"ask_{name}",
            say=lines(name),
            hint=draw(st.sampled_from(["", "A hint"])),
            again=draw(st.sampled_from([[], [{"ana": "Again?"}]])),
        )

    return document(
        {name: state(position, name) for position, name in enumerate(names)}
        | {"good_end": ending()},
        start=names[0],
        rubric={
            "why": criterion("why", points=2),
            "goal": criterion("goal"),
            "press": criterion("press", fault=True),
        },
        vars={
            "trust": {"initial": 0, "min": -2, "max": 2},
            "time": {"initial": 3, "min": 0, "max": 3, "show": True},
        },
    )


@dataclass(frozen=True, slots=True)
class Act:
    """Something a learner does, wherever she stands: it fits any state or is refused."""

    kind: str
    number: int
    reply: str

    def do(self, conversation: Conversation) -> None:
        """Do it; what is refused is no event."""
        try:
            _DEEDS[self.kind](conversation, self)
        except ActionRefused:
            return


def _go_on(conversation: Conversation, act: Act) -> None:
    telling = conversation.telling
    if telling.choices:
        conversation.choose(telling.choices[act.number % len(telling.choices)].id)
    else:
        conversation.submit_reply(act.reply, is_exercise=act.number % 3 == 0)


def _claim(conversation: Conversation, act: Act) -> None:
    conversation.claim(CRITERIA[act.number % len(CRITERIA)])


def _go_back(conversation: Conversation, act: Act) -> None:
    reasons = list(ReturnReason)
    conversation.return_to(
        act.number % len(conversation.events), reasons[act.number % len(reasons)]
    )


def _contest(conversation: Conversation, act: Act) -> None:
    conversation.contest(
        act.number % len(conversation.events),
        CRITERIA[act.number % len(CRITERIA)],
        was_said=bool(act.number % 2),
    )


_DEEDS: dict[str, Callable[[Conversation, Act], object]] = {
    "go on": _go_on,
    "hint": lambda conversation, act: conversation.show_hint(),
    "undo": lambda conversation, act: conversation.undo(),
    "claim": _claim,
    "go back": _go_back,
    "contest": _contest,
}

acts: st.SearchStrategy[list[Act]] = st.lists(
    st.builds(
        Act,
        kind=st.sampled_from(["go on"] * 6 + list(_DEEDS)),
        number=st.integers(0, 20),
        reply=st.sampled_from(REPLIES),
    ),
    max_size=12,
)
