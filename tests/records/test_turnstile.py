import subprocess
import sys
from pathlib import Path

import pytest

from trainer.records.turnstile import ConversationOpenElsewhere, hold

CHECKOUT = Path(__file__).parents[2]
HOLD_UNTIL_KILLED = """
import sys
from pathlib import Path
from trainer.records.turnstile import hold
held = hold(Path(sys.argv[1]), "monday")
print("held", flush=True)
sys.stdin.read()
"""


def test_a_conversation_that_is_held_is_refused_kindly(tmp_path: Path) -> None:
    with hold(tmp_path, "monday"), pytest.raises(ConversationOpenElsewhere) as refused:
        hold(tmp_path, "monday")
    assert "open in another window: close it there" in str(refused.value)


def test_another_conversation_may_be_held_meanwhile(tmp_path: Path) -> None:
    with hold(tmp_path, "monday"), hold(tmp_path, "tuesday"):
        pass


def test_a_released_conversation_can_be_held_again(tmp_path: Path) -> None:
    first = hold(tmp_path, "monday")
    first.release()
    first.release()
    with hold(tmp_path, "monday"):
        pass


def test_releasing_twice_does_not_free_the_next_holder(tmp_path: Path) -> None:
    first = hold(tmp_path, "monday")
    first.release()
    with hold(tmp_path, "monday"):
        first.release()
        with pytest.raises(ConversationOpenElsewhere):
            hold(tmp_path, "monday")


def test_nothing_is_left_behind(tmp_path: Path) -> None:
    with hold(tmp_path / "locks", "monday"):
        pass
    assert list((tmp_path / "locks").iterdir()) == []


@pytest.mark.parametrize("conversation", ["../../etc", "", "a/b", "x" * 5000, "\ud800", "con"])
def test_any_id_can_be_held(tmp_path: Path, conversation: str) -> None:
    with hold(tmp_path / "locks", conversation):
        assert len(list((tmp_path / "locks").iterdir())) == 1
    assert list(tmp_path.iterdir()) == [tmp_path / "locks"]


def test_a_killed_window_lets_go(tmp_path: Path) -> None:
    other = subprocess.Popen(
        [sys.executable, "-c", HOLD_UNTIL_KILLED, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=CHECKOUT,
    )
    try:
        assert other.stdout is not None
        assert other.stdout.readline().strip() == b"held"
        with pytest.raises(ConversationOpenElsewhere):
            hold(tmp_path, "monday")
    finally:
        other.kill()
        other.communicate()
    with hold(tmp_path, "monday"):
        pass


def test_where_no_lock_can_be_made_the_conversation_goes_on(tmp_path: Path) -> None:
    in_the_way = tmp_path / "locks"
    in_the_way.touch()
    with hold(in_the_way, "monday"), hold(in_the_way, "monday"):
        pass
