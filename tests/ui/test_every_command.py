"""Every key of the command table does what the table says, in every place it is offered."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.ui.stage import (
    GOOD_NOTE,
    SUPPORT,
    Stage,
    box,
    conversation,
    send,
    settle,
    shown,
)
from tests.ui.stage import to_choices as choices_scene
from tests.ui.stage import to_debrief as debrief_scene
from trainer.commands import COMMANDS, Command, Where
from trainer.ui.app import TrainerApp
from trainer.ui.screens.debrief import DebriefScreen
from trainer.ui.screens.help import HelpScreen
from trainer.ui.screens.home import HomeScreen
from trainer.ui.screens.pick import PickScreen
from trainer.ui.screens.support import SupportScreen
from trainer.ui.screens.talk import TalkScreen

Scene = Callable[[Pilot[None]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Trial:
    """Go to a scene, look, press the key, look again: `holds` compares the two."""

    scene: Scene
    look: Callable[[TrainerApp], Any]
    holds: Callable[[Any, Any, str], bool]


def becomes(wanted: object) -> Callable[[Any, Any, str], bool]:
    return lambda before, after, key: before != wanted and after == wanted


def screen_kind(app: TrainerApp) -> type:
    return type(app.screen)


def decisions(app: TrainerApp) -> int:
    return len(conversation(app).telling.decisions)


def is_writing(app: TrainerApp) -> bool:
    return app.focused is box(app)


def shows_hint(app: TrainerApp) -> bool:
    return "What could she give in a lunch break?" in shown(app)


def position(app: TrainerApp) -> float:
    return app.screen.query_one("#transcript").scroll_y


def turned(before: float, after: float, key: str) -> bool:
    return after < before if key == "pageup" else after > before


def which_reply(app: TrainerApp) -> str:
    return shown(app).splitlines()[1].rpartition("reply ")[2]


async def written(pilot: Pilot[None]) -> None:
    await settle(pilot)
    await pilot.press("o", "k")


async def left_the_box(pilot: Pilot[None]) -> None:
    await settle(pilot)
    await pilot.press("escape")


async def second_ask(pilot: Pilot[None]) -> None:
    await settle(pilot)
    await send(pilot, GOOD_NOTE)


async def second_ask_left(pilot: Pilot[None]) -> None:
    await second_ask(pilot)
    await pilot.press("escape")


async def middle_of_a_long_talk(pilot: Pilot[None]) -> None:
    await settle(pilot)
    await send(pilot, "line\n" * 60)
    pilot.app.screen.query_one("#transcript").scroll_to(y=20, animate=False)
    await settle(pilot)


async def middle_of_a_long_talk_left(pilot: Pilot[None]) -> None:
    await middle_of_a_long_talk(pilot)
    await pilot.press("escape")


def took_option(before: str | None, after: str | None, key: str) -> bool:
    if int(key) > 2:
        return before == after == "offer"
    return before == "offer" and after == ("agreed", "drifting")[int(key) - 1]


HERE, ALOUD = Where.LISTENING, Where.WRITING
TRIALS: dict[tuple[str, Where], Trial] = {
    ("start", Where.HOME): Trial(settle, screen_kind, becomes(TalkScreen)),
    ("erase", Where.HOME): Trial(settle, screen_kind, becomes(PickScreen)),
    ("quit_home", Where.HOME): Trial(settle, lambda app: app.return_code, becomes(0)),
    ("send", ALOUD): Trial(written, decisions, becomes(1)),
    ("stop_writing", ALOUD): Trial(written, is_writing, becomes(False)),
    ("clear", ALOUD): Trial(written, lambda app: box(app).text, becomes("")),
    ("choose", HERE): Trial(
        choices_scene, lambda app: conversation(app).telling.state, took_option
    ),
    ("write", HERE): Trial(left_the_box, is_writing, becomes(True)),
    ("turn", HERE): Trial(middle_of_a_long_talk_left, position, turned),
    ("turn", ALOUD): Trial(middle_of_a_long_talk, position, turned),
    ("hint", HERE): Trial(left_the_box, shows_hint, becomes(True)),
    ("hint", ALOUD): Trial(written, shows_hint, becomes(True)),
    ("undo", HERE): Trial(second_ask_left, decisions, becomes(0)),
    ("undo", ALOUD): Trial(second_ask, lambda app: box(app).text, becomes(GOOD_NOTE)),
    ("claim", HERE): Trial(second_ask_left, screen_kind, becomes(PickScreen)),
    ("claim", ALOUD): Trial(second_ask, screen_kind, becomes(PickScreen)),
    ("leave", HERE): Trial(left_the_box, screen_kind, becomes(HomeScreen)),
    ("rewrite", Where.DEBRIEF): Trial(debrief_scene, screen_kind, becomes(TalkScreen)),
    ("contest", Where.DEBRIEF): Trial(debrief_scene, screen_kind, becomes(PickScreen)),
    ("more", Where.DEBRIEF): Trial(
        debrief_scene, lambda app: bool(app.screen.query(".more-heading")), becomes(True)
    ),
    ("next", Where.DEBRIEF): Trial(debrief_scene, which_reply, becomes("2 of 2")),
    ("previous", Where.DEBRIEF): Trial(debrief_scene, which_reply, becomes("2 of 2")),
    ("back", Where.DEBRIEF): Trial(debrief_scene, screen_kind, becomes(HomeScreen)),
    ("home", Where.DEBRIEF): Trial(debrief_scene, screen_kind, becomes(HomeScreen)),
}
EVERYWHERE: dict[str, tuple[Callable[[TrainerApp], Any], object]] = {
    "support": (screen_kind, SupportScreen),
    "help": (screen_kind, HelpScreen),
    "quit": (lambda app: app.return_code, 0),
}
SCENES: dict[Where, Scene] = {
    Where.HOME: settle,
    ALOUD: written,
    HERE: left_the_box,
    Where.DEBRIEF: debrief_scene,
}


def is_typed(key: str) -> bool:
    return len(key) == 1 or key == "question_mark"


def cases() -> list[Any]:
    """Every command in every place with every key that works there."""
    return [
        pytest.param(command, place, key, id=f"{command.id}-{place}-{key}")
        for command in COMMANDS
        for place in (SCENES if Where.EVERYWHERE in command.where else command.where)
        for key in command.keys
        if not (place is Where.WRITING and is_typed(key))
    ]


def trial_of(command: Command, place: Where) -> Trial:
    if Where.EVERYWHERE in command.where:
        look, wanted = EVERYWHERE[command.id]
        return Trial(SCENES[place], look, becomes(wanted))
    return TRIALS[command.id, place]


def test_every_command_of_the_table_is_tried() -> None:
    tried = {name for name, _ in TRIALS} | set(EVERYWHERE)
    assert {command.id for command in COMMANDS if command.keys} == tried
    assert {(c.id, w) for c in COMMANDS for w in c.where if w is not Where.EVERYWHERE} == set(
        TRIALS
    )


@pytest.mark.parametrize(("command", "place", "key"), cases())
async def test_a_key_does_what_the_table_says(
    stage: Stage, command: Command, place: Where, key: str
) -> None:
    app = stage.app() if place is Where.HOME else stage.talking()
    trial = trial_of(command, place)
    async with app.run_test(size=(80, 24)) as pilot:
        await trial.scene(pilot)
        before = trial.look(app)
        await pilot.press(key)
        if app.return_code is None:
            await settle(pilot)
        after = trial.look(app)
    assert trial.holds(before, after, key), (before, after)


@pytest.mark.parametrize("command", [one for one in COMMANDS if one.in_footer], ids=lambda c: c.id)
def test_a_label_of_the_key_line_is_short(command: Command) -> None:
    assert 0 < len(command.label) <= 14
    assert len(command.short) < len(command.label)


async def test_help_lists_every_command_of_the_screen(stage: Stage) -> None:
    app = stage.talking()
    async with app.run_test(size=(100, 50)) as pilot:
        await settle(pilot)
        await pilot.press("f1")
        await settle(pilot)
        text = " ".join(shown(app).split())
    here = (Where.WRITING, Where.LISTENING, Where.EVERYWHERE)
    for command in COMMANDS:
        start = " ".join(command.help.split()[:4])
        is_said_elsewhere = command.id in {"home", "quit_home"}
        is_here = bool(set(command.where) & set(here))
        assert (start in text) == is_here or is_said_elsewhere, command.id


@pytest.mark.parametrize("size", [(40, 12), (64, 18)])
async def test_help_can_be_read_to_its_end_on_a_small_screen(
    stage: Stage, size: tuple[int, int]
) -> None:
    app = stage.talking()
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await pilot.press("f1")
        await settle(pilot)
        assert "trainer doctor" not in shown(app)
        await pilot.press("end")
        await settle(pilot)
        assert "trainer doctor" in shown(app)
        await pilot.press("escape")
        await settle(pilot)
        assert isinstance(app.screen, TalkScreen)


async def to_help(pilot: Pilot[None]) -> None:
    await settle(pilot)
    await pilot.press("f1")


async def to_pick(pilot: Pilot[None]) -> None:
    await second_ask(pilot)
    await pilot.press("ctrl+n")


async def to_support(pilot: Pilot[None]) -> None:
    await settle(pilot)
    await pilot.press("ctrl+g")


@pytest.mark.parametrize(
    ("scene", "key", "screen"),
    [
        (to_help, "ctrl+g", SupportScreen),
        (to_pick, "ctrl+g", SupportScreen),
        (to_pick, "f1", HelpScreen),
        (to_support, "f1", HelpScreen),
    ],
)
async def test_what_lies_over_a_screen_knows_the_keys_of_everywhere(
    stage: Stage, scene: Scene, key: str, screen: type
) -> None:
    app = stage.talking()
    async with app.run_test(size=(80, 24)) as pilot:
        await scene(pilot)
        await settle(pilot)
        below = app.screen
        await pilot.press(key)
        await settle(pilot)
        assert isinstance(app.screen, screen)
        assert (SUPPORT if screen is SupportScreen else "Someone to talk to") in shown(app)
        await pilot.press("escape")
        await settle(pilot)
        assert app.screen is below


async def test_a_click_on_the_key_line_does_what_its_key_does(stage: Stage) -> None:
    app = stage.talking()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        line = shown(app).splitlines()[-1]
        for word, screen in (("support", SupportScreen), ("help", HelpScreen)):
            await pilot.click(offset=(line.index(word) + 1, 23))
            await settle(pilot)
            assert isinstance(app.screen, screen), word
            await pilot.press("escape")
            await settle(pilot)
        await pilot.click(offset=(line.index("hint") + 1, 23))
        await settle(pilot)
        assert "lunch break" in shown(app)


async def test_the_key_line_offers_only_what_would_do_something(stage: Stage) -> None:
    app = stage.talking()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "take back" not in shown(app).splitlines()[-1]
        await send(pilot, GOOD_NOTE)
        line = shown(app).splitlines()[-1]
        assert "take back" in line
        assert "I did say that" in line
        assert "hint" not in line, "the second ask has no hint"


@pytest.mark.parametrize("size", [(40, 12), (64, 18), (80, 24), (120, 40)])
async def test_the_key_line_always_has_room_for_send_leaving_the_box_and_help(
    stage: Stage, size: tuple[int, int]
) -> None:
    app = stage.talking()
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        line = shown(app).splitlines()[-1]
    assert "^S send" in line
    assert "Esc" in line
    assert "F1 help" in line


async def test_the_debrief_names_its_ways_on_in_forty_columns(stage: Stage) -> None:
    app = stage.talking()
    async with app.run_test(size=(40, 12)) as pilot:
        await debrief_scene(pilot)
        line = shown(app).splitlines()[-1]
        assert isinstance(app.screen, DebriefScreen)
    assert [word in line for word in ("r rewrite", "w misread", "m more", "F1 help")] == [True] * 4
