"""Rules about names in the files beside scenarios: moves and packs."""

from collections.abc import Iterator

from trainer.language.findings import Finding
from trainer.language.located import (
    LocatedScenario,
    Moment,
    group_phrases,
    phrase_findings,
    phrase_lists,
    texts_in,
)
from trainer.language.name_rules import condition_error, unknown
from trainer.language.nodes import MappingNode
from trainer.language.word_classes import built_in_class_names


def move_rules(root: MappingNode) -> Iterator[Finding]:
    """Hold a move's phrases and condition against what a move may name."""
    known = built_in_class_names() | set(root.mapping("groups").entries)
    yield from phrase_findings(phrase_lists(root), frozenset(known))
    condition = LocatedScenario(root).condition(root.value("applies_when"), Moment.IN_RUBRIC)
    if condition is not None:
        yield from condition_error(condition)


def pack_rules(root: MappingNode, scenarios: frozenset[str]) -> Iterator[Finding]:
    """Hold a pack's ids against each other and against the scenarios beside it."""
    known = built_in_class_names() | set(root.mapping("groups").entries)
    yield from phrase_findings(group_phrases(root.mapping("groups")), frozenset(known))
    sources = root.value("sources")
    for entry in root.mapping("objectives").entries.values():
        if isinstance(entry.value, MappingNode) and isinstance(sources, MappingNode):
            yield from unknown("unknown-source", entry.value.value("source"), sources.entries)
    for _, node in texts_in(root.value("scenarios")):
        yield from unknown("unknown-scenario", node, scenarios)
