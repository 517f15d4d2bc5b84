"""Where the state machine library could be led astray by what a file says."""

import gc
import subprocess
import sys
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest
from transitions import Machine

from tests.builders import asking, document, ending, start
from trainer.conversation.machine import Story, Walker
from trainer.language.document import build_scenario

TEMPTING = (
    "os.system",
    "builtins.print",
    "trigger",
    "state",
    "reply",
    "pass_on",
    "to_good_end",
    "is_good_end",
    "may_trigger",
    "visits",
    "variables",
    "hear",
    "begin",
    "initial",
    "__init__",
    "__class__",
    "on_enter_open",
)


@pytest.mark.parametrize("name", TEMPTING)
def test_a_state_may_be_called_anything(name: str) -> None:
    states: dict[str, Any] = {
        "open": asking([{"goto": name}]),
        name: {
            "say": [{"scene": "Inside."}],
            "choices": [{"id": "on", "text": "On", "goto": "open"}],
        },
    }
    conversation = start(document(states))
    conversation.submit_reply("hello")
    assert conversation.telling.state == name
    assert conversation.telling.visits == {"open": 1, name: 1}
    conversation.choose("on")
    assert conversation.telling.state == "open"


@pytest.mark.parametrize("name", TEMPTING)
def test_a_choice_may_be_called_anything(name: str) -> None:
    choices = [{"id": name, "text": "On", "goto": "late"}]
    conversation = start(document({"open": {"choices": choices}, "late": ending()}))
    conversation.choose(name)
    assert conversation.is_finished


@pytest.mark.parametrize("name", TEMPTING)
def test_a_var_may_be_called_anything(name: str) -> None:
    choices = [{"id": "on", "text": "On", "add": {name: 1}, "goto": "good_end"}]
    conversation = start(
        document({"open": {"choices": choices}}, vars={name: {"initial": 0, "min": 0, "max": 3}})
    )
    conversation.choose("on")
    assert conversation.telling.variables == {name: 1}


def test_nothing_a_file_names_is_imported_or_run(tmp_path: Path) -> None:
    (tmp_path / "boobytrap.py").write_text(
        "def spring(*_: object) -> None: print('sprung')\nprint('imported')\n", encoding="utf-8"
    )
    script = """
import sys
from tests.builders import asking, criterion, document, start

name = "boobytrap.spring"
plain = document(
    {
        name: {"say": [{"scene": name}], "choices": [{"id": name, "text": name, "goto": "ask"}]},
        "ask": asking([{"when": "why", "goto": "good_end"}, {"goto": name}], ask=name),
    },
    rubric={"why": criterion("why")},
)
conversation = start(plain)
conversation.choose(name)
conversation.submit_reply(name)
assert conversation.telling.state == name
assert "boobytrap" not in sys.modules
print("played")
"""
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": f"{Path.cwd()}:{tmp_path}", "PATH": ""},
    )
    assert (done.stdout, done.stderr) == ("played\n", "")


def test_building_a_story_adds_no_transition_between_every_two_states() -> None:
    count = 300
    states: dict[str, Any] = {
        f"s{number}": {"choices": [{"id": "on", "text": "On", "goto": f"s{number + 1}"}]}
        for number in range(count)
    }
    scenario = build_scenario(document({**states, f"s{count}": ending()}))

    def seconds(build: Any) -> float:
        taken = []
        for _ in range(3):
            begun = perf_counter()
            build()
            taken.append(perf_counter() - begun)
        return min(taken)

    ours = seconds(lambda: Story(scenario).begin())
    quadratic = seconds(
        lambda: Machine(states=list(scenario.states), initial="s0", auto_transitions=True)
    )
    assert ours * 5 < quadratic


def test_going_back_and_forth_leaves_no_walker_behind_in_the_machine() -> None:
    conversation = start(
        document({"open": {"choices": [{"id": "on", "text": "On", "goto": "open"}]}})
    )
    for _ in range(50):
        conversation.choose("on")
        conversation.undo()
    gc.collect()
    mine = [one for one in gc.get_objects() if isinstance(one, Walker)]
    assert len(mine) < 25, "walkers of undone branches are kept"
