"""The core knows no screen, no database and no network: at run time, and in its imports."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SCREENS_AND_STORES = ("textual", "rich", "sqlite3", "_sqlite3")
NETWORK = ("socket", "asyncio", "http", "urllib.request", "ssl")


def modules_after(statement: str) -> set[str]:
    """Return the names of every module that a fresh interpreter has after `statement`."""
    done = subprocess.run(
        [sys.executable, "-c", f"{statement}\nimport sys\nprint(*sorted(sys.modules))"],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    return set(done.stdout.split())


def importing_all_of(layer: str) -> str:
    return (
        "import importlib, pkgutil\n"
        f"package = importlib.import_module('trainer.{layer}')\n"
        "for module in pkgutil.walk_packages(package.__path__, package.__name__ + '.'):\n"
        "    importlib.import_module(module.name)"
    )


@pytest.mark.parametrize("layer", ["language", "scoring", "conversation", "authoring"])
def test_the_core_loads_no_screen_no_database_and_no_network(layer: str) -> None:
    loaded = modules_after(importing_all_of(layer))
    assert f"trainer.{layer}" in loaded
    assert not loaded & {*SCREENS_AND_STORES, *NETWORK}


def test_playing_a_whole_conversation_loads_none_of_them_either() -> None:
    loaded = modules_after(
        "from tests.builders import asking, criterion, document, start\n"
        "from trainer.conversation.conversation import make_scorer\n"
        "from trainer.conversation.debrief import make_debrief\n"
        "plain = document({'open': asking(listen_for=['why'])}, rubric=['why'])\n"
        "conversation = start(plain, scorer_maker=make_scorer)\n"
        "conversation.submit_reply('I ask why you teach so gladly.')\n"
        "assert conversation.is_finished and make_debrief(conversation).reviews"
    )
    assert "trainer.scoring.scorer" in loaded
    assert not loaded & {*SCREENS_AND_STORES, *NETWORK}


def test_plain_mode_knows_no_full_screen() -> None:
    loaded = modules_after(importing_all_of("plain"))
    assert "trainer.plain.session" in loaded
    assert not loaded & set(SCREENS_AND_STORES)


def test_only_one_module_of_ours_knows_the_state_machine_library() -> None:
    importing = [
        path.name
        for path in (ROOT / "trainer").rglob("*.py")
        if any(
            line.startswith(("from transitions", "import transitions"))
            for line in map(str.strip, path.read_text(encoding="utf-8").splitlines())
        )
    ]
    assert importing == ["machine.py"]


def test_imports_run_one_way() -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports_command; lint_imports_command()",
            "--no-cache",
        ],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout
