"""Rules about the story itself: its ways, its ranges, and the length of what is read."""

from collections.abc import Iterator

from trainer.language.findings import Finding
from trainer.language.located import LocatedScenario
from trainer.language.nodes import MappingNode, ScalarNode, text_of
from trainer.language.story_graph import StoryGraph

LONGEST_LINE = 50
LONGEST_PROMPT = 25


def order_of_routes(scenario: LocatedScenario) -> Iterator[Finding]:
    """Find a last route with a `when`, and earlier ones without."""
    for routes in scenario.routes.values():
        early = [route for route in routes[:-1] if "when" not in route.node.entries]
        for route in early:
            yield Finding("early-route-without-when", route.place)
        # One route without `when`, only not at the end, is one mistake.
        if routes and not early and "when" in routes[-1].node.entries:
            yield Finding("last-route-has-when", routes[-1].node.entries["when"].key_place)


def ways(scenario: LocatedScenario, graph: StoryGraph) -> Iterator[Finding]:
    """Find states nothing leads to and states that lead nowhere, one for each cause."""
    lost = [name for name in scenario.states if name not in graph.reachable_from(graph.start)]
    followed = {after for name in lost for after in graph.next_states[name] if after != name}
    told: set[str] = set()
    # A state that only lost states lead to is no mistake of its own; of a lost
    # circle the first is told.
    for name in [*(name for name in lost if name not in followed), *lost]:
        if name not in told:
            told |= graph.reachable_from(name)
            yield _about("unreachable-state", scenario, name)
    stuck = [name for name in scenario.states if not graph.outcomes_from(name)]
    told = set()
    for name in stuck:
        circle = graph.reachable_from(name)
        if name not in told and all(name in graph.reachable_from(other) for other in circle):
            told |= circle
            yield _about("dead-end", scenario, name)


def _about(rule: str, scenario: LocatedScenario, state: str) -> Finding:
    entries = scenario.section("states") or {}
    return Finding(rule, entries[state].key_place, {"state": state})


def ranges(scenario: LocatedScenario) -> Iterator[Finding]:
    """Find vars whose range is empty or does not hold their initial value."""
    for name, variable in scenario.maps("vars"):
        numbers = [_number(variable, key) for key in ("initial", "min", "max")]
        initial, minimum, maximum = numbers
        if minimum is None or maximum is None:
            continue
        details: dict[str, object] = {"name": name, "minimum": minimum, "maximum": maximum}
        if minimum >= maximum:
            yield Finding("empty-range", variable.entries["min"].value.place, details)
        elif initial is not None and not minimum <= initial <= maximum:
            place = variable.entries["initial"].value.place
            yield Finding("outside-range", place, {**details, "value": initial})


def _number(variable: MappingNode, key: str) -> int | None:
    node = variable.value(key)
    if isinstance(node, ScalarNode) and isinstance(node.value, int):
        return None if isinstance(node.value, bool) else node.value
    return None


def lengths(scenario: LocatedScenario) -> Iterator[Finding]:
    """Find lines and prompts too long to be read in passing."""
    for line in scenario.line_nodes:
        for key, entry in line.entries.items():
            words = len((text_of(entry.value) or "").split())
            if key != "when" and words > LONGEST_LINE:
                yield Finding("long-line", entry.key_place, {"words": words})
    for state in scenario.states.values():
        prompt = state.mapping("ask").entries.get("prompt")
        words = len((text_of(prompt.value) or "").split()) if prompt else 0
        if prompt is not None and words > LONGEST_PROMPT:
            yield Finding("long-prompt", prompt.key_place, {"words": words})
