"""The resolved document: a scenario with every `use:` expanded, as plain data.

It is what a conversation keeps, by its content hash, so that an edit of a file,
a move or the pack changes no saved run. It holds no positions and needs no
file: `build_scenario` makes the frozen model of it, today or in years.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from trainer.language.conditions import Condition, ConditionError, parse_condition
from trainer.language.evidence import PhraseError
from trainer.language.model import (
    SCENE,
    Action,
    Ask,
    AskKind,
    AtLeast,
    CastMember,
    Choice,
    Criterion,
    Ending,
    Evidence,
    Expectation,
    Feedback,
    GroupNotes,
    Line,
    Outcome,
    Pronoun,
    Reading,
    Route,
    Rubric,
    Says,
    Scenario,
    ScenarioTest,
    State,
    Variable,
)
from trainer.language.phrases import phrases
from trainer.language.resolve import FORMAT

Document = Mapping[str, Any]
T = TypeVar("T")


class DocumentError(ValueError):
    """A resolved document that cannot be understood: damaged, or of a later format."""


def content_hash(document: Document) -> str:
    """Return the SHA-256 of the document's canonical JSON, in hexadecimal."""
    canonical = json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def build_scenario(document: Document) -> Scenario:
    """Build the model; raise DocumentError when the document is damaged."""
    try:
        if document["format"] != FORMAT:
            raise DocumentError(f"format {document['format']!r} is not known here")
        return _Builder(document).scenario()
    except (PhraseError, ConditionError) as error:
        raise DocumentError(f"the document is damaged: {error}") from error
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        if isinstance(error, DocumentError):
            raise
        raise DocumentError(f"the document is damaged: {error!r}") from error


def build_criterion(
    criterion_id: str, entry: Document, condition: Callable[[str], Condition]
) -> Criterion:
    """Build one criterion of a resolved rubric; `condition` parses its `applies_when`."""
    feedback = entry.get("feedback", {})
    applies_when = entry.get("applies_when")
    return Criterion(
        id=criterion_id,
        title=_text(entry["title"]),
        meaning=_text(entry["meaning"]),
        why=_text(entry["why"]),
        evidence=_evidence(entry),
        is_fault=_flag(entry.get("fault", False)),
        points=_whole(entry.get("points", 1)),
        reading=Reading(entry.get("reading", "scored")),
        applies_when=None if applies_when is None else condition(_text(applies_when)),
        exclusive=frozenset(_texts(entry.get("exclusive", ()))),
        feedback=Feedback(
            heard=_text(feedback.get("heard", "")),
            not_heard=_text(feedback.get("not_heard", "")),
            partly=_text(feedback.get("partly", "")),
        ),
        wordings=_texts(entry.get("wordings", ())),
        practice=_text(entry.get("practice", "")),
        source=_text(entry.get("source", "")),
        move=None if entry.get("move") is None else _text(entry["move"]),
        is_move_unchanged=_flag(entry.get("move_unchanged", False)),
    )


def _evidence(entry: Document) -> Evidence:
    at_least = entry.get("at_least")
    threshold = entry.get("threshold")
    return Evidence(
        any=phrases(entry.get("any", ())),
        all=phrases(entry.get("all", ())),
        at_least=at_least and AtLeast(_whole(at_least["n"]), phrases(at_least["of"])),
        none=phrases(entry.get("none", ())),
        partly=phrases(entry.get("partly", ())),
        says=Says(entry.get("says", "affirmed")),
        threshold=None if threshold is None else _whole(threshold),
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is not text")
    return value


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"{value!r} is not a whole number")
    return value


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError(f"{value!r} is not true or false")
    return value


def _sequence(value: object) -> Sequence[Any]:
    if not isinstance(value, list | tuple):
        raise TypeError(f"{value!r} is not a list")
    return value


def _texts(value: object) -> tuple[str, ...]:
    return tuple(_text(item) for item in _sequence(value))


def _numbers(value: Mapping[str, object]) -> dict[str, int]:
    return {_text(name): _whole(number) for name, number in value.items()}


def _each(value: object, build: Callable[[Any], T]) -> tuple[T, ...]:
    return tuple(build(item) for item in _sequence(value))


class _Builder:
    """Builds one scenario; knows its criteria and vars to read conditions with."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._criteria = document["rubric"]
        self._variables = document.get("vars", {})

    def scenario(self) -> Scenario:
        document = self._document
        scenario = Scenario(
            id=_text(document["id"]),
            title=_text(document["title"]),
            summary=_text(document["summary"]),
            practice=_text(document["practice"]),
            level=_text(document["level"]),
            minutes=_whole(document["minutes"]),
            cast={name: self._member(name, one) for name, one in document["cast"].items()},
            vars={name: self._variable(name, one) for name, one in self._variables.items()},
            rubric=Rubric(
                criteria={
                    name: build_criterion(name, one, self._condition)
                    for name, one in self._criteria.items()
                },
                groups={name: phrases(one) for name, one in document.get("groups", {}).items()},
            ),
            start=_text(document["start"]),
            states={name: self._state(name, one) for name, one in document["states"].items()},
            objectives=_texts(document.get("objectives", ())),
            sources=_texts(document.get("sources", ())),
            tests=_each(document.get("tests", ()), self._test),
            support=_text(document.get("support", "")),
        )
        self._hold_together(scenario)
        return scenario

    def _hold_together(self, scenario: Scenario) -> None:
        """Refuse a document whose states point nowhere: playing it would break off."""
        targets = [scenario.start]
        for state in scenario.states.values():
            targets += [route.goto for route in state.routes]
            targets += [choice.goto for choice in state.choices]
            if state.goto is not None:
                targets.append(state.goto)
            for criterion in state.ask.listen_for if state.ask else ():
                scenario.rubric.criteria[criterion]
        for target in targets:
            scenario.states[target]

    def _condition(self, text: str) -> Condition:
        return parse_condition(text, self._criteria.__contains__, self._variables.__contains__)

    def _when(self, plain: Document) -> Condition | None:
        return self._condition(_text(plain["when"])) if "when" in plain else None

    @staticmethod
    def _member(name: str, plain: Document) -> CastMember:
        pronoun = Pronoun(plain.get("pronoun", "they"))
        return CastMember(name, _text(plain["name"]), _text(plain["role"]), pronoun)

    @staticmethod
    def _variable(name: str, plain: Document) -> Variable:
        return Variable(
            id=name,
            initial=_whole(plain["initial"]),
            minimum=_whole(plain["min"]),
            maximum=_whole(plain["max"]),
            label=_text(plain.get("label", "")),
            is_shown=_flag(plain.get("show", False)),
        )

    def _lines(self, plain: object) -> tuple[Line, ...]:
        return _each(plain, self._line)

    def _line(self, plain: Document) -> Line:
        ((speaker, text),) = ((key, value) for key, value in plain.items() if key != "when")
        if speaker != SCENE and speaker not in self._document["cast"]:
            raise KeyError(speaker)
        return Line(_text(speaker), _text(text), self._when(plain))

    def _state(self, name: str, plain: Document) -> State:
        ending = None
        if "outcome" in plain:
            ending = Ending(
                Outcome(plain["outcome"]), _text(plain["title"]), _text(plain["debrief"])
            )
        state = State(
            id=name,
            say=self._lines(plain.get("say", ())),
            ask=self._ask(plain["ask"]) if "ask" in plain else None,
            routes=_each(plain.get("routes", ()), self._route),
            choices=_each(plain.get("choices", ()), self._choice),
            goto=_text(plain["goto"]) if "goto" in plain else None,
            ending=ending,
            group=self._group(plain["group"]) if "group" in plain else None,
        )
        ways = [state.ask is not None and bool(state.routes), bool(state.choices)]
        ways += [state.goto is not None, state.ending is not None]
        if sum(ways) != 1 or (state.routes and state.routes[-1].when is not None):
            raise DocumentError(f'the document is damaged: no one way on from state "{name}"')
        return state

    def _ask(self, plain: Document) -> Ask:
        return Ask(
            id=_text(plain["id"]),
            kind=AskKind(plain["kind"]),
            prompt=_text(plain["prompt"]),
            listen_for=_texts(plain["listen_for"]),
            hint=_text(plain.get("hint", "")),
            again=self._lines(plain.get("again", ())),
        )

    def _route(self, plain: Document) -> Route:
        return Route(
            goto=_text(plain["goto"]),
            when=self._when(plain),
            add=_numbers(plain.get("add", {})),
            say=self._lines(plain.get("say", ())),
            other_side=_text(plain.get("other_side", "")),
        )

    def _choice(self, plain: Document) -> Choice:
        return Choice(
            id=_text(plain["id"]),
            text=_text(plain["text"]),
            goto=_text(plain["goto"]),
            when=self._when(plain),
            add=_numbers(plain.get("add", {})),
            say=self._lines(plain.get("say", ())),
            shows=_texts(plain.get("shows", ())),
            other_side=_text(plain.get("other_side", "")),
        )

    def _group(self, plain: Document) -> GroupNotes:
        return GroupNotes(
            notes=_texts(plain.get("notes", ())),
            question=_text(plain.get("question", "")),
            drafts=_texts(plain.get("drafts", ())),
            what_if=_each(plain.get("what_if", ()), self._action),
        )

    @staticmethod
    def _action(plain: Document) -> Action:
        if len(plain) != 1:
            raise ValueError("an action does one thing")
        if "undo" in plain:
            return Action(undo=_flag(plain["undo"]))
        if "type" in plain:
            return Action(type=_text(plain["type"]))
        return Action(choose=_text(plain["choose"]))

    def _test(self, plain: Document) -> ScenarioTest:
        expect = plain["expect"]
        return ScenarioTest(
            name=_text(plain["name"]),
            do=_each(plain["do"], self._action),
            expect=Expectation(
                ending=_text(expect["ending"]) if "ending" in expect else None,
                state=_text(expect["state"]) if "state" in expect else None,
                heard=_texts(expect.get("heard", ())),
                not_heard=_texts(expect.get("not_heard", ())),
                vars=_numbers(expect.get("vars", {})),
            ),
        )
