"""How long a check takes, against importing yaml and jsonschema and validating the same file."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.benchmarks.bounds import hold
from trainer.language.shipped import shipped_scenarios, shipped_schemas

pytestmark = pytest.mark.benchmark

MOST = 1.5
ROUNDS = 9

_BASELINE = """
import json, sys, yaml
from pathlib import Path
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
file, folder = Path(sys.argv[1]), Path(sys.argv[2])
data = yaml.load(file.read_bytes(), Loader=yaml.CSafeLoader)
names = ("scenario.schema.json", "move.schema.json")
schemas = {name: json.loads((folder / name).read_text()) for name in names}
registry = Registry().with_resources((n, Resource.from_contents(s)) for n, s in schemas.items())
validator = Draft202012Validator(schemas["scenario.schema.json"], registry=registry)
assert not list(validator.iter_errors(data))
"""
_CHECK = """
import sys
from pathlib import Path
from trainer.language.library import Library
assert not Library([Path(sys.argv[2])]).check_file(Path(sys.argv[1]))
"""


def _seconds(program: str, *words: str, compiled: Path) -> float:
    # As it is when installed: every module is compiled beforehand.
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(compiled)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    started = time.perf_counter()
    subprocess.run([sys.executable, "-c", program, *words], check=True, env=environment)
    return time.perf_counter() - started


def _without(text: str, keys: frozenset[str]) -> str:
    """Return a scenario's text without what stands under some keys, and without comments."""
    kept: list[str] = []
    left_out: int | None = None
    for line in filter(str.strip, text.splitlines(keepends=True)):
        indent = len(line) - len(line.lstrip())
        if left_out is None or indent <= left_out:
            left_out = indent if line.strip().partition(":")[0] in keys else None
            if left_out is None and not line.lstrip().startswith("#"):
                kept.append(line)
    return "".join(kept)


def _smaller_library(folder: Path) -> tuple[Path, Path]:
    """Copy the shipped library; bring its first scenario towards 20 kB. Return file and folder."""
    root = folder / "scenarios"
    shutil.copytree(shipped_scenarios(), root)
    file = next(root.glob("*/cold_ask.yaml"))
    optional = frozenset({"examples", "tests", "group", "other_side", "hint"})
    file.write_text(_without(file.read_text(encoding="utf-8"), optional), encoding="utf-8")
    return file, root


def test_checking_a_scenario_with_its_moves_takes_little_more_than_validating_it(
    tmp_path: Path,
) -> None:
    file, root = _smaller_library(tmp_path)

    def baseline() -> float:
        return _seconds(_BASELINE, str(file), str(shipped_schemas()), compiled=tmp_path / "pyc")

    def check() -> float:
        return _seconds(_CHECK, str(file), str(root), compiled=tmp_path / "pyc")

    baseline(), check()  # The first time only compiles.
    times = [(baseline(), check()) for _ in range(ROUNDS)]
    least, checked = (min(column) for column in zip(*times, strict=True))
    size = len(file.read_bytes()) // 1000
    print(f"\n{file.name} ({size} kB): {checked * 1000:.0f} ms, baseline {least * 1000:.0f} ms")
    hold("check / import yaml and jsonschema and validate", checked / least, MOST)
