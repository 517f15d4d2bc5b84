"""Support: someone to talk to, one key away everywhere."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen

from trainer.commands import Where
from trainer.ui.key_line import bindings_at
from trainer.ui.safe_text import Words


class SupportScreen(ModalScreen[None]):
    """The pack's support text, as it stands in the pack."""

    PLACES = (Where.EVERYWHERE,)
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings_at(Where.EVERYWHERE),
        Binding("escape,q,enter", "leave", show=False),
    ]

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    def compose(self) -> ComposeResult:
        """Lay out the screen."""
        with VerticalScroll(classes="card"):
            yield Words("Someone to talk to", classes="heading")
            yield Words(self._text.strip() or "Your programme has not filled this in yet.")
            yield Words("Esc closes this. Nobody is told that you looked.", classes="closing")

    def on_mount(self) -> None:
        """Let the arrow keys scroll."""
        self.query_one(VerticalScroll).focus()

    def action_leave(self) -> None:
        """Go back."""
        self.dismiss()
