"""Draw the pictures of every screen from the running app.

    python tests/pictures/make_pictures.py            the README's, into tests/pictures
    python tests/pictures/make_pictures.py --all DIR  every screen, look and size

Nothing is staged: a pilot presses keys, and the app draws itself.
"""

import argparse
import asyncio
import itertools
import re
import tempfile
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

from textual.pilot import Pilot

from trainer.language.library import Library, shipped_scenarios
from trainer.records.places import Places
from trainer.records.store import open_records
from trainer.ui.app import TrainerApp
from trainer.ui.reply_box import ReplyBox
from trainer.ui.themes import DARK, HIGH_CONTRAST, LIGHT

HERE = Path(__file__).parent
SIZES = ((80, 24), (120, 40), (64, 18), (40, 12))
LETTER = """Dear Dr. Okafor,

I'm an intern on nights this month. After your grand rounds I tried the read-back \
with our night team, and the day team caught a dose I had left out.

I want teaching to be part of my career and can't see the first step from here. \
Could I ask you about it for fifteen minutes some time, whenever suits you?

No rush, and skip this if it's a bad month.

Pete"""

Scene = Callable[[Pilot[None]], Awaitable[None]]


async def home(pilot: Pilot[None]) -> None:
    await pilot.pause()


async def begun(pilot: Pilot[None]) -> None:
    await pilot.press("enter")
    await pilot.pause()


async def letter(pilot: Pilot[None]) -> None:
    await begun(pilot)
    pilot.app.screen.query_one(ReplyBox).insert(LETTER)
    await pilot.pause()


async def answered(pilot: Pilot[None]) -> None:
    await letter(pilot)
    await pilot.press("ctrl+s")
    await pilot.pause()


async def finished(pilot: Pilot[None]) -> None:
    await answered(pilot)
    for _ in range(20):
        screen = pilot.app.screen
        if screen.query("#page"):
            return
        if not screen.query_one("#choices").has_class("-away"):
            await pilot.press("1" if screen.query("#choices") else "enter")
        else:
            box = screen.query_one(ReplyBox)
            box.insert("Thank you. One question: which single step would you take first? ")
            box.insert("I'll write to you by Friday with what came of it.")
            await pilot.press("ctrl+s")
        await pilot.pause()
    raise RuntimeError("the scenario did not come to an end")


async def more(pilot: Pilot[None]) -> None:
    await finished(pilot)
    await pilot.press("m")
    await pilot.pause()


async def keys(pilot: Pilot[None]) -> None:
    await begun(pilot)
    await pilot.press("escape", "question_mark")
    await pilot.pause()


async def support(pilot: Pilot[None]) -> None:
    await begun(pilot)
    await pilot.press("ctrl+g")
    await pilot.pause()


SCENES: dict[str, Scene] = {
    "home": home,
    "begun": begun,
    "letter": letter,
    "answered": answered,
    "debrief": finished,
    "more": more,
    "keys": keys,
    "support": support,
}
README = (("home", (80, 24)), ("letter", (80, 30)), ("debrief", (80, 30)))


async def draw(scene: str, size: tuple[int, int], look: str) -> str:
    """Return one picture as SVG."""
    identifiers = map(str, itertools.count())
    with tempfile.TemporaryDirectory() as home:
        app = TrainerApp(
            Library([shipped_scenarios()]),
            open_records(Places(Path(home))),
            lambda: datetime(2026, 3, 5, 21, 40, tzinfo=UTC),
            lambda: next(identifiers),
        )
        app.theme = look
        async with app.run_test(size=size) as pilot:
            await SCENES[scene](pilot)
            picture = app.export_screenshot(title="trainer")
        app.records.close()
    # Textual numbers the styles of each picture at random.
    return re.sub(r"terminal-\d+", "terminal", picture)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", type=Path, metavar="DIR")
    parser.add_argument("--scene", choices=SCENES)
    arguments = parser.parse_args()
    if arguments.all is None:
        for scene, size in README:
            (HERE / f"{scene}.svg").write_text(asyncio.run(draw(scene, size, DARK)))
        return
    arguments.all.mkdir(parents=True, exist_ok=True)
    scenes = [arguments.scene] if arguments.scene else list(SCENES)
    looks = (DARK, LIGHT, HIGH_CONTRAST)
    for scene, (width, height), look in itertools.product(scenes, SIZES, looks):
        name = f"{scene}-{width}x{height}-{look}.svg"
        (arguments.all / name).write_text(asyncio.run(draw(scene, (width, height), look)))


if __name__ == "__main__":
    main()
