"""A question with a few answers, over whatever is on screen."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import OptionList

from trainer.commands import Where
from trainer.ui.key_line import bindings_at
from trainer.ui.safe_text import Options, Words, option


class PickScreen(ModalScreen[str | None]):
    """Dismisses with the id of the answer, or None."""

    PLACES = (Where.EVERYWHERE,)
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings_at(Where.EVERYWHERE),
        Binding("escape,q", "leave", show=False),
        Binding("pageup", "turn(-1)", show=False, priority=True),
        Binding("pagedown", "turn(1)", show=False, priority=True),
    ]

    def __init__(
        self, question: str, answers: Sequence[tuple[str, str]], *, explanation: str = ""
    ) -> None:
        super().__init__()
        self._question = question
        self._answers = answers
        self._explanation = explanation

    def compose(self) -> ComposeResult:
        """Lay out the screen."""
        with Vertical(classes="card"):
            yield Words(self._question, classes="heading")
            if self._explanation:
                with VerticalScroll(classes="explanation", can_focus=False):
                    yield Words(self._explanation)
            yield Options(option(label, identifier) for identifier, label in self._answers)

    def on_mount(self) -> None:
        """Mark the first answer, the harmless one."""
        answers = self.query_one(Options)
        answers.highlighted = 0
        answers.focus()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Answer."""
        self.dismiss(event.option_id)

    def action_turn(self, pages: int) -> None:
        """Turn the explanation, where there is more of it than fits."""
        for explanation in self.query(VerticalScroll):
            explanation.scroll_relative(
                y=pages * max(1, explanation.size.height - 1), animate=False
            )

    def action_leave(self) -> None:
        """Answer nothing."""
        self.dismiss(None)
