"""The names of the built-in word classes, for the rules to know; what they match is scoring's."""

from functools import cache
from importlib import resources

_MEASURED = frozenset({"number", "pause"})
"""Classes that scoring finds by rule rather than by phrases."""


@cache
def built_in_class_names() -> frozenset[str]:
    """Return the names that phrases may use as $name without any group."""
    table = resources.files("trainer") / "scoring" / "data" / "classes.txt"
    text = table.read_text(encoding="utf-8")
    headings = (line[1:].partition("]")[0] for line in text.splitlines() if line.startswith("["))
    return frozenset(headings) | _MEASURED
