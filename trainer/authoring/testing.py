"""A scenario's or a move's file, held to everything its author wrote down about it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from trainer.authoring.agreement import Agreement, Heard, agreement
from trainer.authoring.holding import (
    Kind,
    Mismatch,
    example_mismatches,
    mismatches_of_test,
    what_if_mismatches,
)
from trainer.authoring.labelled import Labelled, RepliesRefused, read_file
from trainer.authoring.labelled import replies_beside as replies_beside
from trainer.authoring.playing import Stage
from trainer.authoring.subject import (
    HasMistakes,
    Subject,
    is_move,
    move_subject,
    root_of,
    scenario_subject,
)
from trainer.conversation.machine import StoryStuck
from trainer.language.diagnostics import Diagnostic
from trainer.language.library import Library
from trainer.language.model import Action, Scenario
from trainer.language.nodes import MappingNode
from trainer.language.places import Place
from trainer.scoring.scorer import Scorer


@dataclass(frozen=True, slots=True)
class ChangedMove:
    """A criterion that makes a move hear otherwise than the move alone does."""

    criterion: str
    move: str
    place: Place


@dataclass(frozen=True, slots=True)
class Report:
    """What came of one file. `counts` says how much of each kind was held against it.

    `errors` are mistakes of the file itself: then nothing else was looked at.
    `refusal` is why its labelled replies could not be read.
    """

    file: Path
    counts: Mapping[Kind, int] = field(default_factory=dict)
    mismatches: tuple[Mismatch, ...] = ()
    changed_moves: tuple[ChangedMove, ...] = ()
    agreements: Mapping[str, Agreement] = field(default_factory=dict)
    refusal: RepliesRefused | None = None
    errors: tuple[Diagnostic, ...] = ()


def agreements(subject: Subject, replies: Sequence[Labelled]) -> Mapping[str, Agreement]:
    """Return how far what is heard agrees with the labels, by criterion, over all asks."""
    readings: dict[str, list[Heard]] = defaultdict(list)
    scorers: dict[str, Scorer] = {}
    for reply in replies:
        if not reply.labels:
            continue
        if reply.ask not in scorers:
            scorers[reply.ask] = Scorer(subject.rubric, subject.listening.asks[reply.ask])
        assessment = scorers[reply.ask].assess(reply.text)
        for criterion, raters in reply.labels.items():
            verdict = assessment.verdict(criterion)
            readings[criterion].append(Heard(verdict is not None and verdict.was_heard, raters))
    order = subject.rubric.criteria
    return {name: agreement(readings[name]) for name in order if name in readings}


def hold(path: Path, library: Library) -> Report:
    """Hold a scenario's or a move's file to its author's expectations.

    Raises OSError when the file cannot be read.
    """
    try:
        return _hold_move(path, library) if is_move(path) else _hold_scenario(path, library)
    except HasMistakes as mistakes:
        return Report(path, errors=mistakes.errors)


def _hold_move(path: Path, library: Library) -> Report:
    subject = move_subject(path, library)
    root = root_of(path.read_bytes())
    mismatches = tuple(example_mismatches(path.stem, subject.rubric, path, root))
    figures, refusal = _labelled(subject)
    counts = {Kind.EXAMPLE: _examples_in(root)}
    return Report(path, counts, mismatches, agreements=figures, refusal=refusal)


def _hold_scenario(path: Path, library: Library) -> Report:
    loaded = library.load_file(path)
    if loaded.scenario is None or loaded.document is None:
        raise HasMistakes(loaded.diagnostics)
    scenario, root = loaded.scenario, root_of(path.read_bytes())
    rubric = root.mapping("rubric")
    stage = Stage(loaded.document)
    reached: dict[str, tuple[Action, ...]] = {}
    mismatches = [
        *_played(scenario, stage, reached, path, root),
        *what_if_mismatches(scenario, stage, reached, path, root),
    ]
    for name in scenario.rubric.criteria:
        mismatches += example_mismatches(name, scenario.rubric, path, rubric.mapping(name))
    figures, refusal = _labelled(scenario_subject(scenario, path))
    return Report(
        path,
        {
            Kind.TEST: len(scenario.tests),
            Kind.WHAT_IF: sum(
                bool(state.group and state.group.what_if) for state in scenario.states.values()
            ),
            Kind.EXAMPLE: sum(_examples_in(rubric.mapping(name)) for name in rubric.entries),
        },
        tuple(sorted(mismatches, key=lambda one: one.place)),
        tuple(_changed_moves(scenario, rubric)),
        figures,
        refusal,
    )


def _played(
    scenario: Scenario,
    stage: Stage,
    reached: dict[str, tuple[Action, ...]],
    path: Path,
    root: MappingNode,
) -> Iterator[Mismatch]:
    """Play the tests, noting in `reached` the steps that lead to each state they pass."""
    for test, node in zip(scenario.tests, root.items("tests"), strict=True):
        if not isinstance(node, MappingNode):
            continue
        try:
            played = stage.play(test.do)
        except StoryStuck as stuck:
            yield Mismatch(
                Kind.TEST, path, node.place, test.name, 0, "can be played", f"the story: {stuck}"
            )
            continue
        for step in played.steps:
            reached.setdefault(step.state, test.do[: step.number - 1])
        yield from mismatches_of_test(test, played, path, node)


def _changed_moves(scenario: Scenario, rubric: MappingNode) -> Iterator[ChangedMove]:
    for name, criterion in scenario.rubric.criteria.items():
        if criterion.move is not None and not criterion.is_move_unchanged:
            yield ChangedMove(name, criterion.move, rubric.entries[name].key_place)


def _labelled(subject: Subject) -> tuple[Mapping[str, Agreement], RepliesRefused | None]:
    path = replies_beside(subject.file)
    if not path.is_file():
        return {}, None
    try:
        return agreements(subject, read_file(path, subject.listening)), None
    except RepliesRefused as refusal:
        return {}, refusal


def _examples_in(entry: MappingNode) -> int:
    examples = entry.mapping("examples")
    return sum(len(examples.items(key)) for key in ("heard", "not_heard"))
