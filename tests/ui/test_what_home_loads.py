"""What must not be loaded before home's first frame."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


def test_home_loads_nothing_that_only_checking_scoring_or_playing_needs(tmp_path: Path) -> None:
    script = f"""
import asyncio, sys
from pathlib import Path
from trainer.cli import front_door
from trainer.language.library import Library, shipped_scenarios
from trainer.records.places import Places
from trainer.records.store import open_records
from trainer.ui.app import TrainerApp

async def main():
    records = open_records(Places(Path({str(tmp_path)!r})))
    app = TrainerApp(Library([shipped_scenarios()]), records, None, None)
    async with app.run_test() as pilot:
        await pilot.pause()
    print(*sorted(set(sys.modules) & {{
        "jsonschema", "simplemma", "symspellpy", "snowballstemmer", "breame", "rapidfuzz",
        "transitions", "filelock", "trainer.scoring.scorer", "trainer.language.model",
    }}))

asyncio.run(main())
"""
    loaded = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, check=True, capture_output=True, text=True
    )
    assert loaded.stdout.split() == []
