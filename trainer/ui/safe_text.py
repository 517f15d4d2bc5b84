"""The only way text reaches a screen: never as markup.

Names, replies and lines come from files and people. Textual reads square
brackets in plain strings as markup, which can crash, vanish or become a live
link. Every widget that shows text is made here, and a test forbids the rest.
"""

from collections.abc import Iterable
from typing import ClassVar

from rich.segment import Segment
from textual.content import Content
from textual.strip import Strip
from textual.widgets import Button, OptionList, Static
from textual.widgets.option_list import Option

from trainer.language.cleaning import clean_text


def words(text: str, style: str = "") -> Content:
    """Return `text` exactly as it is, in one style (`"bold $accent"`).

    Replies are cleaned when they are sent; a scenario kept long ago, or a name
    in a message, comes through here first.
    """
    safe = clean_text(text)
    return Content.styled(safe, style) if style else Content(safe)


def joined(*parts: Content | str, between: str = "") -> Content:
    """Return the parts one after the other."""
    return Content(between).join(
        part if isinstance(part, Content) else words(part) for part in parts
    )


def key_link(text: str, action: str, style: str) -> Content:
    """Return a clickable label for an action (`screen.hint`, `app.help`)."""
    return Content.from_markup(f"[@click={action}][{style}]$label[/][/]", label=text)


class Words(Static):
    """A stretch of text on a screen."""

    def __init__(
        self, text: str | Content = "", *, id: str | None = None, classes: str | None = None
    ) -> None:
        super().__init__(words(text) if isinstance(text, str) else text, id=id, classes=classes)

    def show(self, text: str | Content) -> None:
        """Show another text."""
        self.update(words(text) if isinstance(text, str) else text)


class PushButton(Button):
    """A button whose label is never markup."""

    def __init__(self, label: str, *, id: str) -> None:
        super().__init__(words(label), id=id)


def option(prompt: str | Content, identifier: str | None, *, is_heading: bool = False) -> Option:
    """Return an option for a list; a heading cannot be chosen."""
    content = words(prompt) if isinstance(prompt, str) else prompt
    return Option(content, id=identifier, disabled=is_heading)


class Options(OptionList):
    """A list to choose from. A bar stands beside the marked option: its ground alone is faint."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"options--mark"}
    DEFAULT_CSS = """
    Options > .options--mark { color: $own; }
    """

    def __init__(
        self, options: Iterable[Option] = (), *, id: str | None = None, classes: str | None = None
    ) -> None:
        super().__init__(*options, id=id, classes=classes, markup=False)

    def replace(self, options: Iterable[Option]) -> None:
        """Offer other options, the first that can be chosen marked."""
        self.clear_options()
        self.add_options(list(options))
        self.highlighted = next(
            (index for index, one in enumerate(self.options) if not one.disabled), None
        )

    def render_line(self, y: int) -> Strip:
        """Draw one line, the bar in its margin when it belongs to the marked option."""
        strip = super().render_line(y)
        line = self.scroll_offset.y + y
        if line >= len(self._lines) or self._lines[line][0] != self.highlighted:
            return strip
        ground = next((one.style for one in strip if one.style is not None), None)
        style = self.get_visual_style("options--mark").rich_style
        if ground is not None:
            style += ground.from_color(bgcolor=ground.bgcolor)
        return Strip.join([Strip([Segment("▌", style)]), strip.crop(1)])
