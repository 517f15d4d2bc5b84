"""How long a check takes, against importing yaml and jsonschema and validating the same file."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from trainer.language.shipped import shipped_scenarios, shipped_schemas

pytestmark = pytest.mark.benchmark

MOST = 1.5
ROUNDS = 7

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


def _seconds(program: str, *words: str) -> float:
    started = time.perf_counter()
    subprocess.run([sys.executable, "-c", program, *words], check=True)
    return time.perf_counter() - started


def test_checking_a_scenario_with_its_moves_takes_little_more_than_validating_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    root = shipped_scenarios()
    file = max(
        root.glob("*/*.yaml"),
        key=lambda path: "start:" in path.read_text() and len(path.read_bytes()),
    )
    times = [
        (
            _seconds(_BASELINE, str(file), str(shipped_schemas())),
            _seconds(_CHECK, str(file), str(root)),
        )
        for _ in range(ROUNDS)
    ]
    baseline, checked = (min(column) for column in zip(*times, strict=True))
    with capsys.disabled():
        size = len(Path(file).read_bytes()) // 1000
        print(
            f"\ncheck of {file.name} ({size} kB): {checked * 1000:.0f} ms, "
            f"{checked / baseline:.2f} x the baseline of {baseline * 1000:.0f} ms"
        )
    assert checked <= MOST * baseline
