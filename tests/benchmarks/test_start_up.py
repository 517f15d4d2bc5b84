"""How long a learner waits for the first words, against what Python and Textual cost by themselves.

Both sides are measured in one run, by turns, each in a process of its own. The
ratios are printed; they are held to their bounds where TRAINER_BENCH_STRICT=1.
"""

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.benchmarks.bounds import hold

if sys.platform == "win32":
    pytest.skip("there are no ptys here", allow_module_level=True)

from tests.pty_terminal import PtyTerminal

pytestmark = pytest.mark.benchmark

ROOT = Path(__file__).parent.parent.parent
BLANK_APP = """
from textual.app import App
from textual.widgets import Static

class Blank(App):
    def compose(self):
        yield Static("Start here")

Blank().run()
"""
HOME_TITLE = "Start here"
"""What home's first frame marks the recommended scenario with."""


def medians_by_turns(runs: int, *measures: Callable[[], float]) -> list[float]:
    """Return the median of each measure, taken by turns so that a slow spell meets all."""
    taken: list[list[float]] = [[] for _ in measures]
    for _ in range(runs):
        for measure, times in zip(measures, taken, strict=True):
            times.append(measure())
    return [statistics.median(times) for times in taken]


def seconds_to_run(*words: str) -> float:
    started = time.perf_counter()
    subprocess.run([sys.executable, *words], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started


def seconds_to_show(home: Path, *words: str) -> float:
    """Return how long it takes until the title stands on an emulated screen."""
    started = time.perf_counter()
    environment = {"TRAINER_HOME": str(home)}
    command = [sys.executable, *words]
    with PtyTerminal(command, environment=environment, folder=ROOT) as terminal:
        terminal.wait_for(HOME_TITLE)
        return time.perf_counter() - started


def test_the_version_costs_little_more_than_python_itself() -> None:
    version, bare = medians_by_turns(
        11,
        lambda: seconds_to_run("-m", "trainer", "--version"),
        lambda: seconds_to_run("-c", "pass"),
    )
    hold("trainer --version / bare interpreter", version / bare, 2.0)


def test_home_shows_its_first_title_soon_after_a_blank_app_would(tmp_path: Path) -> None:
    home, blank = medians_by_turns(
        7,
        lambda: seconds_to_show(tmp_path, "-m", "trainer"),
        lambda: seconds_to_show(tmp_path, "-c", BLANK_APP),
    )
    print(f"home {home * 1000:.0f} ms, blank app {blank * 1000:.0f} ms")
    hold("home's first title / blank Textual app", home / blank, 1.6)
