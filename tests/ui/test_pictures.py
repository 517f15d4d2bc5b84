"""Every screen as it looks in four sizes, kept as text beside a digest of its styles.

`pytest tests/ui --update-pictures` draws them anew; look at what changed before
you commit it.
"""

import difflib
import hashlib
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.ui.stage import Stage, send, settle, strips, to_choices, to_debrief
from trainer.ui.app import TrainerApp

PICTURES = Path(__file__).parent / "pictures"
SIZES = [(40, 12), (64, 18), (80, 24), (120, 40)]


def picture(app: TrainerApp) -> str:
    """Return the screen's lines between bars, and a digest of every cell's look."""
    lines = ["".join(segment.text for segment in strip) for strip in strips(app)]
    digest = hashlib.sha256()
    for strip in strips(app):
        for segment in strip.simplify():
            style = segment.style
            assert style is not None
            look = (style.color, style.bgcolor, style.bold, style.italic, style.underline)
            digest.update(repr((segment.cell_length, *map(str, look))).encode())
    drawn = "".join(f"|{line}|\n" for line in lines)
    return f"{drawn}styles {digest.hexdigest()[:16]}\n"


async def home(pilot: Pilot[None]) -> None:
    await settle(pilot)
    await pilot.press("escape", "q")
    await settle(pilot)


async def begun(pilot: Pilot[None]) -> None:
    await settle(pilot)


async def answered(pilot: Pilot[None]) -> None:
    await settle(pilot)
    await send(pilot, "Dear Dr. Rao,\n\nCould I have fifteen minutes some day? Thank you.\n\nAna")


async def more(pilot: Pilot[None]) -> None:
    await to_debrief(pilot)
    await pilot.press("m")
    await settle(pilot)


async def keys(pilot: Pilot[None]) -> None:
    await settle(pilot)
    await pilot.press("f1")
    await settle(pilot)


async def support(pilot: Pilot[None]) -> None:
    await settle(pilot)
    await pilot.press("ctrl+g")
    await settle(pilot)


SCENES: dict[str, Callable[[Pilot[None]], Awaitable[None]]] = {
    "home": home,
    "begun": begun,
    "answered": answered,
    "choices": to_choices,
    "debrief": to_debrief,
    "more": more,
    "help": keys,
    "support": support,
}


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("scene", SCENES)
async def test_a_screen_looks_as_it_did(
    stage: Stage, scene: str, size: tuple[int, int], request: pytest.FixtureRequest
) -> None:
    app = stage.talking()
    async with app.run_test(size=size) as pilot:
        await SCENES[scene](pilot)
        drawn = picture(app)
    kept = PICTURES / f"{scene}-{size[0]}x{size[1]}.txt"
    if request.config.getoption("--update-pictures", default=False):
        kept.parent.mkdir(exist_ok=True)
        kept.write_text(drawn, encoding="utf-8")
    before = kept.read_text(encoding="utf-8") if kept.exists() else ""
    changes = "".join(difflib.unified_diff(before.splitlines(True), drawn.splitlines(True)))
    assert drawn == before, f"{kept.name} looks different:\n{changes}"


def test_no_picture_is_left_of_a_scene_that_is_gone() -> None:
    wanted = {f"{scene}-{width}x{height}.txt" for scene in SCENES for width, height in SIZES}
    assert {path.name for path in PICTURES.iterdir()} == wanted
