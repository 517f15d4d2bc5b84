"""No module of the language imports itself, by whatever way round."""

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import trainer.language

FOLDER = Path(trainer.language.__file__).parent
PREFIX = "trainer.language."


def imported(path: Path) -> Iterator[str]:
    """Yield what a module imports of its layer, inside functions and for types alone too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module is not None:
            if node.module.startswith(PREFIX):
                yield node.module.removeprefix(PREFIX)
            elif node.module == PREFIX.rstrip("."):
                yield from (one.name for one in node.names)


def test_the_modules_of_the_language_stand_in_an_order() -> None:
    imports = {path.stem: set(imported(path)) for path in FOLDER.glob("*.py")}
    assert imports["checking"] >= {"name_rules", "fairness_rules"}
    order = list(TopologicalSorter(imports).static_order())  # A circle raises, and is named.
    assert set(order) == imports.keys()
