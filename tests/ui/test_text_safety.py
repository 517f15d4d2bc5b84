"""Text from files and people never becomes markup, a link or a command to the terminal."""

import ast
import copy
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

import trainer.ui
from tests.ui.stage import Stage, box, notices, send, settle, shown, strips, write_pack
from trainer.ui.app import TrainerApp

UI = Path(trainer.ui.__file__).parent
GATE = UI / "safe_text.py"

# Widgets and options that read square brackets in a plain string, or show one as it is.
MARKUP_READERS = frozenset(
    (
        *("Button", "Checkbox", "Collapsible", "DataTable", "Digits", "Footer", "Header", "Input"),
        *("Label", "Link", "ListItem", "Markdown", "MaskedInput", "Option", "OptionList"),
        *("Placeholder", "Pretty", "RadioButton", "RadioSet", "RichLog", "Select", "Static"),
        *("SelectionList", "Switch", "Tab", "TabPane", "Tabs", "Tooltip", "Tree"),
    )
)
SHOWING_METHODS = frozenset(
    {"update", "from_markup", "from_ansi", "add_option", "replace_option_prompt", "print"}
)
SHOWN_ATTRIBUTES = frozenset(
    {"border_title", "border_subtitle", "tooltip", "placeholder", "label", "sub_title"}
)
SAFE_MAKERS = frozenset({"words", "joined"})


def dangers(source: str) -> list[str]:
    """Return what in a module could let text be read as markup."""
    return [f"{node.lineno}: {what}" for node, what in _dangers(ast.parse(source))]


def _dangers(tree: ast.Module) -> Iterator[tuple[Any, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = _name(node.func)
            if name in MARKUP_READERS:
                yield node, f"{name} is made outside safe_text"
            if name in SHOWING_METHODS:
                yield node, f"{name}() outside safe_text"
            if name == "notify" and not any(
                word.arg == "markup" and getattr(word.value, "value", None) is False
                for word in node.keywords
            ):
                yield node, "notify() without markup=False"
            for word in node.keywords:
                if word.arg in SHOWN_ATTRIBUTES and not _is_safe(word.value):
                    yield node, f"{word.arg}= is no Content"
                if word.arg == "markup" and getattr(word.value, "value", None) is not False:
                    yield node, "markup= is not False"
        if isinstance(node, ast.ClassDef):
            for base in node.bases:
                if _name(base) in MARKUP_READERS:
                    yield node, f"{_name(base)} is extended outside safe_text"
        if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                is_shown = isinstance(target, ast.Attribute) and target.attr in SHOWN_ATTRIBUTES
                if is_shown and not _is_safe(node.value):
                    yield node, f"{ast.unparse(target)} is no Content"


def _name(function: ast.expr) -> str:
    return getattr(function, "attr", getattr(function, "id", ""))


def _is_safe(value: ast.expr) -> bool:
    return isinstance(value, ast.Call) and _name(value.func) in SAFE_MAKERS


@pytest.mark.parametrize(
    "path", [path for path in sorted(UI.rglob("*.py")) if path != GATE], ids=lambda path: path.name
)
def test_no_screen_shows_text_past_the_gate(path: Path) -> None:
    assert dangers(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "source",
    [
        "Static(name)",
        "widgets.Label('x')",
        "OptionList('a')",
        "self.query_one('#a').update(name)",
        "self.notify(name)",
        "self.say(name, markup=True)",
        "Content.from_markup(name)",
        "box.border_title = name",
        "box.tooltip = f'{name}'",
        "Box(placeholder='x')",
        "Words('x', markup=True)",
        "class Mine(Static): pass",
    ],
)
def test_the_gate_is_watched(source: str) -> None:
    assert len(dangers(source)) == 1


MARKUP = [
    "[/]",
    "[/home]",
    "[bold]loud",
    "[@click=app.exit]x[/]",
    "[link=https://example.org]y[/link]",
    "[red",
    "]]][[[",
    "[$own on $nothing]z[/]",
    "{name} %s $label",
    "`code` **b** _i_",
]
CONTROL = [
    "a\x1b[31mred",
    "a\x1b]8;;https://example.org\x07link\x1b]8;;\x07",
    "a\x1b]0;title\x07",
    "a\x9b31mred",
    "a\x00b",
    "a\x07b\x08c",
    "a\u202egnp.exe\u2066",
    "a\u200e\u061cb",
    "a\ud800b",
    "a\ue000\U000e0041b",
]
OUR_ACTIONS = ("screen.", "app.")


def assert_harmless(app: TrainerApp) -> None:
    """No control reaches the terminal, and nothing can be clicked but the key line's commands."""
    lines = strips(app)
    for number, line in enumerate(lines):
        for segment in line:
            assert segment.control is None
            for character in segment.text:
                assert unicodedata.category(character) not in {"Cc", "Cs", "Co"}, repr(segment)
                assert unicodedata.bidirectional(character) not in {
                    *("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")
                }, repr(segment)
            if segment.style is None:
                continue
            assert not segment.style.link
            action = segment.style.meta.get("@click")
            if action is not None:
                assert number == len(lines) - 1
                assert str(action).startswith(OUR_ACTIONS)


async def every_screen(pilot: Pilot[None], app: TrainerApp, reply: str) -> str:
    """Walk through all screens, the reply sent twice, and return everything that was shown."""
    seen = []

    async def look() -> None:
        await settle(pilot)
        assert_harmless(app)
        seen.append(shown(app))

    await look()
    for key in ("f1", "escape", "ctrl+g", "escape", "ctrl+t"):
        await pilot.press(key)
        await look()
    for _ in range(2):
        await send(pilot, f"fifteen minutes, thank you by tomorrow\n{reply}")
        await look()
    await pilot.press("1")
    await look()
    await pilot.press("enter")
    await look()
    for key in ("m", "w", "escape", "right", "q"):
        await pilot.press(key)
        await look()
    await pilot.press("x")
    await look()
    return "\n".join(seen)


@pytest.mark.parametrize("text", MARKUP)
async def test_brackets_are_shown_as_they_are_on_every_screen(stage: Stage, text: str) -> None:
    write_pack(
        stage.folder,
        support="Call 4040, " + text.replace("{", "(").replace("}", ")") + ".",
        **{name: f"{name} {text}" for name in ("title", "summary", "name", "line", "prompt")},
        **{name: f"{name} {text}" for name in ("choice", "ending")},
    )
    app = stage.app()
    async with app.run_test(size=(118, 50)) as pilot:
        await settle(pilot)
        assert_harmless(app)
        home = shown(app)
        await pilot.press("enter")
        seen = home + await every_screen(pilot, app, text)
    for name in ("title", "summary", "name", "line", "prompt", "choice", "ending"):
        assert f"{name} {text}" in seen
    assert any(line.strip(" ▌") == text for line in seen.splitlines()), "the reply"


@pytest.mark.parametrize("text", CONTROL, ids=ascii)
async def test_controls_in_a_kept_scenario_and_in_replies_reach_no_terminal(
    stage: Stage, text: str
) -> None:
    app = stage.talking(document=_replaced(stage.document(), text))
    async with app.run_test(size=(118, 50)) as pilot:
        await settle(pilot)
        box(app).load_text("")
        await every_screen(pilot, app, text)


def _replaced(document: Mapping[str, Any], text: str) -> Mapping[str, Any]:
    """The scenario with `text` in everything that people read."""
    changed: Any = copy.deepcopy(document)
    # A file with half a character in it cannot be read, so no scenario has one.
    text = text.replace("\ud800", "")
    changed["title"] += text
    changed["cast"]["rao"]["name"] += text
    changed["support"] = text
    _change_prose(changed["states"], text)
    _change_prose(changed["rubric"], text)
    return changed  # type: ignore[no-any-return]


def _change_prose(node: Any, text: str) -> None:
    prose = {"text", "prompt", "title", "debrief", "other_side", "meaning", "why"}
    if isinstance(node, dict):
        for key, value in node.items():
            if isinstance(value, str) and key in prose:
                node[key] = value + text
            else:
                _change_prose(value, text)
    elif isinstance(node, list):
        for one in node:
            _change_prose(one, text)


async def test_a_name_in_brackets_is_told_of_in_passing_without_being_read(stage: Stage) -> None:
    app = stage.app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        app.tell("[@click=app.exit]x[/] [/]")
        await settle(pilot)
        assert "[@click=app.exit]x[/] [/]" in shown(app)
        assert_harmless(app)
        assert "[/]" in notices(app)
