"""A file's whole check: reading, shape, names, story; every mistake, in file order."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from trainer.language import evidence_rules, fairness_rules, name_rules, story_rules
from trainer.language.diagnostics import Diagnostic, Severity
from trainer.language.findings import Finding
from trainer.language.located import LocatedScenario
from trainer.language.move_rules import move_rules, pack_rules
from trainer.language.neighbours import Neighbours
from trainer.language.nodes import MappingNode, text_of, to_plain
from trainer.language.places import Place
from trainer.language.quoting import LINE_BREAK, take_apart
from trainer.language.reader import read
from trainer.language.shape import shape_findings
from trainer.language.story_graph import StoryGraph

# Where one of these was found, nobody can tell what is listened for or what is a fault.
_UNHEARD = {"unknown-criterion", "malformed-condition", "unknown-move", "broken-move"}


class Kind(StrEnum):
    """The kinds of files."""

    SCENARIO = "scenario"
    MOVE = "move"
    PACK = "pack"


@dataclass(frozen=True, slots=True)
class Checked:
    """A checked file. `plain` is its data, None when it could not be read as a mapping."""

    path: Path
    kind: Kind
    root: MappingNode | None
    plain: Mapping[str, Any] | None
    diagnostics: tuple[Diagnostic, ...]

    @property
    def is_sound(self) -> bool:
        """Whether it has no error; warnings do not count."""
        return not any(one.severity is Severity.ERROR for one in self.diagnostics)

    def unexplained(self, cause: str) -> Diagnostic:
        """Return the diagnostic for a mistake that no rule found."""
        from trainer.language.catalogue import diagnose

        return diagnose(self.path, Finding("unusable", Place(1, 1, 1, 2), {"cause": cause}))


def check(kind: Kind, path: Path, content: bytes, neighbours: Neighbours) -> Checked:
    """Check the bytes of one file; `path` names it in messages and holds its id."""
    reading = read(content)
    findings = list(reading.findings)
    plain = None
    if reading.root is not None:
        plain = to_plain(reading.root)
        shape = shape_findings(kind, reading.root)
        further = [*shape, *_meaning(kind, path, reading.root, neighbours, shape)]
        findings += (one for one in further if one.place.line not in reading.doubtful)
    return Checked(path, kind, reading.root, plain, _diagnostics(path, findings, content))


def _diagnostics(path: Path, findings: list[Finding], content: bytes) -> tuple[Diagnostic, ...]:
    if not findings:
        return ()  # And no words are needed, with their examples and explanations.
    from trainer.language.catalogue import diagnose

    told = [diagnose(path, _with_line(finding, content)) for finding in findings]
    return tuple(sorted(told, key=lambda one: (one.place, one.code)))


def _with_line(finding: Finding, content: bytes) -> Finding:
    """Return the finding of a cut text with the line to write, which only the source can tell."""
    if finding.rule != "cut-prose" or finding.write:
        return finding
    line = LINE_BREAK.split(content.decode("utf-8-sig", "replace"))[finding.place.line - 1]
    entry = take_apart(line)
    if entry.rest[:1] in {"", "{", "["}:
        return finding
    return replace(finding, write=entry.with_quotes().strip())


def _meaning(
    kind: Kind, path: Path, root: MappingNode, neighbours: Neighbours, shape: list[Finding]
) -> Iterator[Finding]:
    """Hold what a file says against itself and its neighbours."""
    yield from _own_id(kind, path, root)
    if kind is Kind.MOVE:
        yield from move_rules(root)
        yield from evidence_rules.evidence_rules(root, None)
    elif kind is Kind.PACK:
        yield from pack_rules(root, neighbours.scenarios)
    else:
        yield from _scenario_rules(root, neighbours, shape)


def _scenario_rules(
    root: MappingNode, neighbours: Neighbours, shape: list[Finding]
) -> Iterator[Finding]:
    misspelt = {one.place for one in shape if one.rule == "unknown-key"}
    scenario = LocatedScenario(
        root, may_lack_sections=any(one.key_place in misspelt for one in root.entries.values())
    )
    named = list(name_rules.names(scenario, neighbours))
    yield from named
    if neighbours.pack is None:
        yield Finding("no-pack", Place(1, 1, 1, 2))
    for _, criterion in scenario.maps("rubric"):
        move = neighbours.moves.plain(criterion.text("use") or "")
        yield from evidence_rules.evidence_rules(criterion, move)
    yield from story_rules.order_of_routes(scenario)
    yield from story_rules.ranges(scenario)
    yield from story_rules.lengths(scenario)
    yield from fairness_rules.trust(scenario, neighbours)
    is_heard = not any(finding.rule in _UNHEARD for finding in named)
    if is_heard:
        yield from fairness_rules.listening(scenario)
    graph = None
    # Where a way on is misspelt or missing, every state behind it would be called unreachable.
    is_drawn = scenario.known("states") is not None and "start" in root.entries
    if is_drawn and not any(finding.rule == "unknown-state" for finding in named):
        states = root.entries["states"].value.place
        if not any(states.line <= finding.place.line <= states.end_line for finding in shape):
            graph = StoryGraph(scenario)
            yield from story_rules.ways(scenario, graph)
    if is_heard and scenario.known("rubric") is not None:
        yield from fairness_rules.punishment(scenario, neighbours, graph)


def _own_id(kind: Kind, path: Path, root: MappingNode) -> Iterator[Finding]:
    node = root.value("id")
    own = text_of(node)
    wanted = path.resolve().parent.name if kind is Kind.PACK else path.stem
    if own is not None and own != wanted and node is not None:
        yield Finding("id-differs", node.place, {"id": own, "file": wanted})
