"""The three looks: every word stands out from its ground, on real screens; no meaning by colour."""

from collections.abc import Awaitable, Callable, Iterator

import pytest
from rich.color import Color
from rich.segment import Segment
from textual.pilot import Pilot

from tests.ui.stage import (
    GOOD_NOTE,
    Stage,
    box,
    send,
    settle,
    shown,
    strips,
    to_choices,
    to_debrief,
)
from trainer.ui.app import TrainerApp
from trainer.ui.themes import THEMES

LEAST = 4.5
"""WCAG 2.2, success criterion 1.4.3."""
LOOKS = [theme.name for theme in THEMES]
PAIRS = [
    *(
        (text, ground)
        for text in ("foreground", "quiet", "own")
        for ground in ("background", "raised")
    ),
    *((text, "background") for text in ("other", "speaker-0", "speaker-1", "speaker-2", "warm")),
    ("other", "raised"),
    ("warm", "raised"),
    ("background", "own"),
    ("background", "other"),
    ("block-cursor-foreground", "block-cursor-background"),
    ("block-cursor-blurred-foreground", "block-cursor-blurred-background"),
    ("input-cursor-foreground", "input-cursor-background"),
    ("link-color", "background"),
    ("link-color-hover", "link-background-hover"),
]


def contrast(text: Color, ground: Color) -> float:
    lighter, darker = sorted((_luminance(text), _luminance(ground)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(color: Color) -> float:
    def linear(channel: int) -> float:
        part = channel / 255
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    red, green, blue = color.get_truecolor()
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)


def test_contrast_is_what_the_standard_says() -> None:
    assert contrast(Color.parse("#000000"), Color.parse("#ffffff")) == pytest.approx(21)
    assert contrast(Color.parse("#777777"), Color.parse("#ffffff")) == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_every_pair_of_colours_that_is_used_stands_out(look: str, text: str, ground: str) -> None:
    theme = next(one for one in THEMES if one.name == look)
    colours = {**theme.to_color_system().generate(), **theme.variables}
    assert contrast(Color.parse(colours[text]), Color.parse(colours[ground])) >= LEAST


async def home(pilot: Pilot[None]) -> None:
    await settle(pilot)
    await pilot.press("escape", "q")
    await settle(pilot)


async def an_empty_box(pilot: Pilot[None]) -> None:
    await settle(pilot)


async def a_notice(pilot: Pilot[None]) -> None:
    await settle(pilot)
    await pilot.press("ctrl+t")
    await settle(pilot)


async def send_marked(pilot: Pilot[None]) -> None:
    await settle(pilot)
    await pilot.press("o", "k", "tab")
    await settle(pilot)


async def marked_words(pilot: Pilot[None]) -> None:
    await settle(pilot)
    assert isinstance(pilot.app, TrainerApp)
    box(pilot.app).load_text(GOOD_NOTE)
    box(pilot.app).select_all()
    await settle(pilot)


async def an_almost_full_box(pilot: Pilot[None]) -> None:
    await settle(pilot)
    assert isinstance(pilot.app, TrainerApp)
    box(pilot.app).load_text("a " * 950)
    await settle(pilot)


async def several_speakers(pilot: Pilot[None]) -> None:
    await settle(pilot)
    await send(pilot, GOOD_NOTE)


async def an_option_under_the_mouse(pilot: Pilot[None]) -> None:
    await to_choices(pilot)
    await pilot.hover("#choices", offset=(8, 1))
    await settle(pilot)


async def a_command_under_the_mouse(pilot: Pilot[None]) -> None:
    await settle(pilot)
    await pilot.hover("KeyLine", offset=(4, 0))
    await settle(pilot)


async def everything_heard(pilot: Pilot[None]) -> None:
    await to_debrief(pilot)
    await pilot.press("m")
    await settle(pilot)


async def a_question(pilot: Pilot[None]) -> None:
    await to_debrief(pilot)
    await pilot.press("w")
    await settle(pilot)


async def the_keys(pilot: Pilot[None]) -> None:
    await settle(pilot)
    await pilot.press("f1")
    await settle(pilot)


async def someone_to_talk_to(pilot: Pilot[None]) -> None:
    await settle(pilot)
    await pilot.press("ctrl+g")
    await settle(pilot)


async def despair(pilot: Pilot[None]) -> None:
    await settle(pilot)
    await send(pilot, "I want to die.")
    await pilot.press("escape")
    await settle(pilot)


SCENES: list[Callable[[Pilot[None]], Awaitable[None]]] = [
    home,
    an_empty_box,
    a_notice,
    send_marked,
    marked_words,
    an_almost_full_box,
    several_speakers,
    to_choices,
    an_option_under_the_mouse,
    a_command_under_the_mouse,
    to_debrief,
    everything_heard,
    a_question,
    the_keys,
    someone_to_talk_to,
    despair,
]


def words_on_screen(app: TrainerApp) -> Iterator[Segment]:
    """Every stretch of text; of a screen under a card only the card, for the rest is put back."""
    cards = list(app.screen.query(".card"))
    for row, strip in enumerate(strips(app)):
        if cards:
            region = cards[0].region
            if not region.y <= row < region.bottom:
                continue
            strip = strip.crop(region.x, region.right)
        for segment in strip:
            if any(character.isalnum() for character in segment.text):
                yield segment


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
async def test_every_word_on_every_screen_stands_out_in_every_look(
    stage: Stage, scene: Callable[[Pilot[None]], Awaitable[None]]
) -> None:
    app = stage.talking()
    seen: list[tuple[str, Segment]] = []
    async with app.run_test(size=(80, 40), notifications=True) as pilot:
        await scene(pilot)
        for look in LOOKS:
            app.theme = look
            await settle(pilot)
            seen += [(look, segment) for segment in words_on_screen(app)]
    grounds = {look: one.style.bgcolor for look, one in seen if one.style is not None}
    assert len(set(grounds.values())) == len(LOOKS), "each look was drawn"
    for look, segment in seen:
        style = segment.style
        assert style is not None
        assert style.color is not None
        assert style.bgcolor is not None
        assert contrast(style.color, style.bgcolor) >= LEAST, (look, segment.text, str(style))
        assert not style.dim, segment.text


@pytest.mark.parametrize("scene", [to_choices, home, a_question], ids=lambda scene: scene.__name__)
async def test_the_marked_option_is_told_by_a_bar_not_by_colour_alone(
    stage: Stage, scene: Callable[[Pilot[None]], Awaitable[None]]
) -> None:
    app = stage.talking()
    async with app.run_test(size=(80, 24)) as pilot:
        await scene(pilot)
        first = [line for line in shown(app).splitlines() if "▌" in line]
        await pilot.press("down")
        await settle(pilot)
        second = [line for line in shown(app).splitlines() if "▌" in line]
    assert first
    assert second
    assert first != second


async def test_evidence_is_underlined_and_numbered_not_only_coloured(stage: Stage) -> None:
    app = stage.talking()
    async with app.run_test(size=(80, 30)) as pilot:
        await to_debrief(pilot)
        marked = [
            one for strip in strips(app) for one in strip if one.style and one.style.underline
        ]
        assert [one.text for one in marked] == ["fifteen minutes"]
        assert "fifteen minutes¹" in shown(app)


async def test_without_colour_every_word_still_stands_out(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = stage.talking()
    async with app.run_test(size=(80, 40)) as pilot:
        await to_choices(pilot)
        assert app.no_color
        for segment in words_on_screen(app):
            assert segment.style is not None
            colours = (segment.style.color, segment.style.bgcolor)
            assert colours[0] is not None
            assert colours[1] is not None
            grey = [Color.from_rgb(*_grey(one)) for one in colours if one is not None]
            assert contrast(*grey) >= LEAST, segment.text


def _grey(color: Color) -> tuple[int, int, int]:
    """The grey that Textual's monochrome filter makes of a colour."""
    from textual.color import Color as Shade

    shade = Shade.from_rich_color(color)
    brightness = round(shade.brightness * 255)
    return brightness, brightness, brightness
