"""Help: the keys of the screen beneath, from the command table."""

from collections.abc import Iterator, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen

from trainer.commands import Where, commands_at
from trainer.ui.key_line import spoken_key
from trainer.ui.safe_text import Words, joined, words


class HelpScreen(ModalScreen[None]):
    """Every command of some places, with its keys and what it does."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,f1,question_mark,enter", "leave", show=False)
    ]

    def __init__(self, places: Sequence[Where]) -> None:
        super().__init__()
        self._places = tuple(places)

    def compose(self) -> ComposeResult:
        """Lay out the screen."""
        with Vertical(classes="card"):
            yield Words("Keys", classes="heading")
            with VerticalScroll():
                for line in self._lines():
                    yield Words(line)
            yield Words("Esc closes this. `trainer doctor` shows what this terminal can do.")

    def _lines(self) -> Iterator[Content]:
        for one in commands_at(*self._places):
            keys = " ".join(spoken_key(key) for key in one.keys)
            yield joined(words(f"{keys:<10} ", "bold $other"), words(one.help))

    def on_mount(self) -> None:
        """Let the arrow keys scroll."""
        self.query_one(VerticalScroll).focus()

    def action_leave(self) -> None:
        """Go back."""
        self.dismiss()
