"""Rules that keep imperfect listening from being held against a learner."""

from collections.abc import Iterator

from trainer.language.conditions import (
    AllOf,
    AnyOf,
    Comparison,
    Condition,
    Count,
    EverHeard,
    Heard,
    Not,
    Number,
    PartlyHeard,
    Points,
    Tries,
    VariableValue,
    mentions,
)
from trainer.language.findings import Finding
from trainer.language.located import (
    LocatedCondition,
    LocatedScenario,
    Moment,
    Way,
    snake_case,
    texts_in,
)
from trainer.language.neighbours import Neighbours
from trainer.language.nodes import MappingNode, ScalarNode, text_of
from trainer.language.story_graph import StoryGraph
from trainer.language.terms import Outcome, Reading


def listening(scenario: LocatedScenario) -> Iterator[Finding]:
    """Find conditions that ask for what cannot have been heard, and criteria never heard."""
    rubric = scenario.section("rubric") or {}
    named: set[str] = set()
    for condition in scenario.conditions:
        if condition.tree is None:
            continue
        if condition.moment is Moment.ANY_TIME:
            yield from _told_from_reply(condition)
            continue
        if condition.moment is not Moment.AFTER_REPLY or condition.ask is None:
            continue
        listened = {text for text, _ in texts_in(condition.ask.value("listen_for"))}
        if not listened:
            continue
        for name in dict.fromkeys(_heard_now(condition.tree)):
            named.add(name)
            if name in rubric and name not in listened:
                details = {"ask": condition.ask.text("id") or "this ask", "name": name}
                yield Finding("not-listened-here", condition.place_of(name), details)
    listened = {text for state in scenario.states.values() for text in _listened(state)}
    shown = (way.node.value("shows") for ways in scenario.choices.values() for way in ways)
    listened |= {text for node in shown for text, _ in texts_in(node)}
    for name, entry in rubric.items():
        if not {name, snake_case(name)} & (listened | named) and scenario.states:
            yield Finding("never-listened-for", entry.key_place, {"name": name})


def trust(scenario: LocatedScenario, neighbours: Neighbours) -> Iterator[Finding]:
    """Find conditions that lean on verdicts too uncertain to bear it."""
    readings = {
        name: _reading(criterion, neighbours) for name, criterion in scenario.maps("rubric")
    }
    tentative = {name for name, reading in readings.items() if reading == Reading.TENTATIVE}
    for condition in scenario.conditions:
        if condition.tree is None or condition.moment is Moment.IN_RUBRIC:
            continue
        for mention in dict.fromkeys(mentions(condition.tree)):
            if mention.kind == "criterion" and readings.get(mention.name) == Reading.SELF_CHECK:
                place = condition.place_of(mention.name)
                yield Finding("self-check-in-when", place, {"name": mention.name})
        if condition.moment is not Moment.AFTER_REPLY:
            # A line spoken in error is a small slip; a turn of the story is none.
            continue
        for name in dict.fromkeys(_deciding_alone(condition.tree, tentative)):
            yield Finding("tentative-alone", condition.place_of(name), {"name": name})


def punishment(
    scenario: LocatedScenario, neighbours: Neighbours, graph: StoryGraph | None
) -> Iterator[Finding]:
    """Find routes that cost the learner something though no fault was heard.

    A route costs when it lowers a var further than another route of the same
    ask does (time that passes on every route is no cost), or when it leads only
    to missed endings and another route does not. An earlier fault may stand in
    a var, so a var that has fallen excuses the second.
    """
    faults = {
        name for name, criterion in scenario.maps("rubric") if _is_fault(criterion, neighbours)
    }
    for routes in scenario.routes.values():
        hopes = [_hope(route, graph) for route in routes]
        for route, hope in zip(routes, hopes, strict=True):
            if route.when is not None and route.when.tree is None:
                continue
            tree = None if route.when is None else route.when.tree
            if _needs_fault(tree, faults):
                continue
            if _is_costly(route, routes):
                yield Finding("punishing-route", route.node.entries["add"].key_place)
            elif not hope and any(hopes) and not _reads_fallen_var(tree):
                goto = route.node.value("goto")
                place = goto.place if isinstance(goto, ScalarNode) else route.place
                yield Finding("punishing-route", place)


def _listened(state: MappingNode) -> Iterator[str]:
    for text, _ in texts_in(state.mapping("ask").value("listen_for")):
        yield text


def _told_from_reply(condition: LocatedCondition) -> Iterator[Finding]:
    if condition.tree is None:
        return
    for name in dict.fromkeys(_heard_now(condition.tree)):
        details = {"name": name, "instead": f"Write ever({name}), or read a var."}
        yield Finding("heard-outside-reply", condition.place_of(name), details)
    for term in _terms(condition.tree):
        if isinstance(term, Tries | Points):
            name = "tries" if isinstance(term, Tries) else "points"
            details = {"name": name, "instead": "Read a var, ever(...) or visits(...)."}
            yield Finding("heard-outside-reply", condition.place_of(name), details)


def _terms(condition: Condition) -> Iterator[object]:
    match condition:
        case Comparison(left, _, right):
            yield left
            yield right
        case Not(operand):
            yield from _terms(operand)
        case AllOf(operands) | AnyOf(operands):
            for operand in operands:
                yield from _terms(operand)


def _heard_now(condition: Condition) -> Iterator[str]:
    """Yield the criteria that a condition wants to have been heard in this very reply."""
    match condition:
        case Heard(criterion) | PartlyHeard(criterion):
            yield criterion
        case Comparison(left, _, right):
            for term in (left, right):
                if isinstance(term, Count):
                    yield from term.criteria
        case Not(operand):
            yield from _heard_now(operand)
        case AllOf(operands) | AnyOf(operands):
            for operand in operands:
                yield from _heard_now(operand)


def _reading(criterion: MappingNode, neighbours: Neighbours) -> str:
    own = criterion.text("reading")
    if own is not None:
        return own
    move = neighbours.moves.plain(criterion.text("use") or "") or {}
    return str(move.get("reading", Reading.SCORED))


def _is_fault(criterion: MappingNode, neighbours: Neighbours) -> bool:
    own = criterion.value("fault")
    if isinstance(own, ScalarNode) and isinstance(own.value, bool):
        return own.value
    move = neighbours.moves.plain(criterion.text("use") or "") or {}
    return move.get("fault") is True


def _deciding_alone(condition: Condition, tentative: set[str]) -> Iterator[str]:
    match condition:
        case Heard(name) | PartlyHeard(name) | EverHeard(name):
            if name in tentative:
                yield name
        case Comparison(left, _, right):
            for term in (left, right):
                if isinstance(term, Count) and set(term.criteria) <= tentative:
                    yield term.criteria[0]
        case Not(operand):
            yield from _deciding_alone(operand, tentative)
        case AnyOf(operands):
            for operand in operands:
                yield from _deciding_alone(operand, tentative)
        case AllOf(operands):
            alone = [list(_deciding_alone(operand, tentative)) for operand in operands]
            if all(alone):
                yield from alone[0]


def _needs_fault(condition: Condition | None, faults: set[str]) -> bool:
    """Tell whether the condition holds only when some fault was committed."""
    match condition:
        case Heard(name) | EverHeard(name):
            return name in faults
        case Comparison(Count(criteria), sign, Number(value)):
            least = value + 1 if sign == ">" else value
            return set(criteria) <= faults and sign in {">", ">=", "=="} and least >= 1
        case AllOf(operands):
            return any(_needs_fault(operand, faults) for operand in operands)
        case AnyOf(operands):
            return all(_needs_fault(operand, faults) for operand in operands)
    return False


def _reads_fallen_var(condition: Condition | None) -> bool:
    match condition:
        case Comparison(VariableValue(), sign, Number()):
            return sign in {"<", "<=", "=="}
        case AllOf(operands):
            return any(_reads_fallen_var(operand) for operand in operands)
        case AnyOf(operands):
            return all(_reads_fallen_var(operand) for operand in operands)
    return False


def _change(way: Way, name: str) -> int:
    value = way.node.mapping("add").value(name)
    return value.value if isinstance(value, ScalarNode) and isinstance(value.value, int) else 0


def _is_costly(route: Way, routes: tuple[Way, ...]) -> bool:
    return any(
        _change(route, name) < 0
        and _change(route, name) < max(_change(other, name) for other in routes)
        for name in route.node.mapping("add").entries
    )


def _hope(route: Way, graph: StoryGraph | None) -> bool:
    """Tell whether the route can still lead to an ending that is not missed."""
    goto = text_of(route.node.value("goto"))
    if graph is None or goto is None:
        return True
    return graph.outcomes_from(goto) != {Outcome.MISSED.value}
