"""Help: the keys of the screen beneath, from the command table."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.screen import ModalScreen

from trainer.commands import Command, Where, commands_at
from trainer.ui.key_line import bindings_at, spoken_key
from trainer.ui.safe_text import Words


class HelpScreen(ModalScreen[None]):
    """Every command of some places, with its keys and what it does."""

    BINDINGS: ClassVar[list[BindingType]] = [
        # First: here the keys of help close it.
        Binding("escape,q,f1,question_mark,enter", "leave", show=False),
        *bindings_at(Where.EVERYWHERE),
    ]

    def __init__(self, places: Sequence[Where]) -> None:
        super().__init__()
        self._places = tuple(places)

    def compose(self) -> ComposeResult:
        """Lay out the screen."""
        with VerticalScroll(classes="card"):
            yield Words("Keys. Esc closes this.", classes="heading")
            for one in commands_at(*self._places):
                yield Horizontal(
                    Words(_spoken_keys(one), classes="keys"),
                    Words(one.help, classes="what"),
                    classes="key-row",
                )
            yield Words("`trainer doctor` shows what this terminal can do.", classes="closing")

    def on_mount(self) -> None:
        """Let the arrow keys scroll."""
        self.query_one(VerticalScroll).focus()

    def action_leave(self) -> None:
        """Go back."""
        self.dismiss()


def _spoken_keys(one: Command) -> str:
    spoken = [spoken_key(key) for key in one.keys]
    return f"{spoken[0]} to {spoken[-1]}" if len(spoken) > 2 else " ".join(spoken)
