"""Holds a scenario or a move to what its author expects: tests, examples, what-ifs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from trainer.authoring.playing import Played, Stage, told
from trainer.authoring.wording import excerpt, heard_words, stopped_words
from trainer.conversation.machine import StoryStuck
from trainer.language.model import Action, Expectation, Rubric, Scenario, ScenarioTest
from trainer.language.nodes import MappingNode, Node, text_of
from trainer.language.places import Place
from trainer.scoring.assessment import CriterionVerdict, Verdict
from trainer.scoring.scorer import Scorer

_SAID = {
    Verdict.HEARD: "heard",
    Verdict.PARTLY: "heard only in part",
    Verdict.NOT_HEARD: "not heard",
    Verdict.NOT_APPLICABLE: "not heard: it did not apply",
}


class Kind(StrEnum):
    """What an author can expect something by."""

    TEST = "test"
    EXAMPLE = "example"
    WHAT_IF = "what_if"


@dataclass(frozen=True, slots=True)
class Mismatch:
    """Something that did not go as its author expects.

    `step` is the step of a test it shows at, counted from 1, 0 where it is about
    the whole; `words` are lines that say what was heard or stopped, and the way
    that was taken.
    """

    kind: Kind
    file: Path
    place: Place
    name: str
    step: int
    expected: str
    got: str
    words: tuple[str, ...] = ()


def mismatches_of_test(
    test: ScenarioTest, played: Played, file: Path, node: MappingNode
) -> Iterator[Mismatch]:
    """Yield where a scenario's test, played, is not what it expects; `node` is the test's own."""

    def missed(
        place: Place, expected: str, got: str, words: Sequence[str], step: int = 0
    ) -> Mismatch:
        return Mismatch(Kind.TEST, file, place, test.name, step, expected, got, tuple(words))

    way = [told(step) for step in played.steps]
    if played.stopped_at:
        done = _done(test.do[played.stopped_at - 1])
        place = node.items("do")[played.stopped_at - 1].place
        yield missed(place, f"can {done}", played.why_stopped, way, played.stopped_at)
        return
    expect, wanted = test.expect, node.mapping("expect")
    for name, item in zip(expect.heard, wanted.items("heard"), strict=True):
        if not any(verdict.was_heard for _, verdict in played.verdicts(name)):
            got = "not heard in any reply"
            yield missed(item.place, f"{name} heard", got, list(_why_unheard(played, name)))
    for name, item in zip(expect.not_heard, wanted.items("not_heard"), strict=True):
        for step, verdict in played.verdicts(name):
            if verdict.was_heard:
                words = list(heard_words(verdict))
                got = f"heard in step {step.number}"
                yield missed(item.place, f"{name} not heard", got, words, step.number)
    for place, expected, got in _whereabouts(expect, wanted, played):
        yield missed(place, expected, got, way)


def _whereabouts(
    expect: Expectation, wanted: MappingNode, played: Played
) -> Iterator[tuple[Place, str, str]]:
    """Yield what is expected of the end of the way, and differs."""
    telling = played.telling
    at = f"state {telling.state}" if telling.ending is None else f"ending {telling.state}"
    if expect.ending is not None and (telling.ending is None or telling.state != expect.ending):
        yield _place(wanted.value("ending"), wanted), f"ending {expect.ending}", at
    if expect.state is not None and telling.state != expect.state:
        yield _place(wanted.value("state"), wanted), f"state {expect.state}", at
    for name, value in expect.vars.items():
        if telling.variables[name] != value:
            place = _place(wanted.mapping("vars").value(name), wanted)
            yield place, f"{name} = {value}", f"{name} = {telling.variables[name]}"


def _why_unheard(played: Played, criterion: str) -> Iterator[str]:
    listened = False
    for step, verdict in played.verdicts(criterion):
        listened = True
        found = list(stopped_words(verdict)) or ["no words of it were found"]
        if verdict.verdict is not Verdict.NOT_HEARD:
            found = [_SAID[verdict.verdict], *heard_words(verdict)]
        yield from (f"step {step.number}  {line}" for line in found)
    if not listened:
        yield "no reply on this way was listened to for it"


def what_if_mismatches(
    scenario: Scenario, stage: Stage, reached: dict[str, tuple[Action, ...]], file: Path, root: Node
) -> Iterator[Mismatch]:
    """Yield the what-ifs of groups that cannot be played.

    Each is played where a test of the scenario (`reached`: the steps to each
    state) or else the story itself would come to stand.
    """
    states = root.mapping("states") if isinstance(root, MappingNode) else None
    for state in scenario.states.values():
        if states is None or state.group is None or not state.group.what_if:
            continue
        before = reached.get(state.id, ())
        actions = (*before, *state.group.what_if)
        name = f"what if at {state.id}"
        place = states.mapping(state.id).mapping("group").place
        items = states.mapping(state.id).mapping("group").items("what_if")
        try:
            start = None if state.id in reached else state.id
            played = stage.play(actions, start=start)
        except StoryStuck as stuck:
            yield Mismatch(Kind.WHAT_IF, file, place, name, 0, "can be played", str(stuck))
            continue
        if played.stopped_at > len(before):
            step = played.stopped_at - len(before)
            expected = f"can {_done(state.group.what_if[step - 1])}"
            place = items[step - 1].place
            yield Mismatch(Kind.WHAT_IF, file, place, name, step, expected, played.why_stopped)


def example_mismatches(
    criterion: str, rubric: Rubric, file: Path, entry: MappingNode
) -> Iterator[Mismatch]:
    """Yield the examples under a criterion or a move that are not heard as they should be."""
    examples = entry.mapping("examples")
    if not examples.entries:
        return
    scorer = Scorer(rubric, (criterion,))
    for key, should_be_heard in (("heard", True), ("not_heard", False)):
        for number, item in enumerate(examples.items(key), 1):
            text = text_of(item)
            if text is None:
                continue
            assessment = scorer.assess(text)
            verdict = assessment.verdict(criterion)
            if verdict is not None and verdict.was_heard == should_be_heard:
                continue
            if verdict is None and not should_be_heard:
                continue
            yield Mismatch(
                Kind.EXAMPLE,
                file,
                item.place,
                f"{criterion}, {key} {number}",
                0,
                "heard" if should_be_heard else "not heard",
                "it sounds like distress" if verdict is None else _SAID[verdict.verdict],
                (excerpt(text), *_words_of(verdict)),
            )


def _words_of(verdict: CriterionVerdict | None) -> Iterator[str]:
    if verdict is None:
        return
    lines = [*heard_words(verdict), *stopped_words(verdict)]
    yield from lines or ["no words of it were found"]


def _done(action: Action) -> str:
    if action.type is not None:
        return f"type {excerpt(action.type, 40)}"
    return "undo" if action.undo else f"choose {action.choose}"


def _place(node: Node | None, otherwise: Node) -> Place:
    return (node or otherwise).place
