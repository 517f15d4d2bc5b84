"""Where a reply is written: a letter, or something said aloud."""

from textual.content import Content
from textual.events import Key, Paste
from textual.message import Message
from textual.widgets import TextArea

from trainer.language.cleaning import clean_text
from trainer.scoring.assessment import LONGEST_REPLY
from trainer.ui.safe_text import words

_LETTER = "Enter starts a new line. Ctrl+S sends, and so does Tab, then Enter."
_SPEECH = "Say it. Enter sends."


class ReplyBox(TextArea):
    """A box for one reply.

    In a letter Enter starts a new line; in speech (`sends_on_enter`) it sends.
    Textual's own paste would let a megabyte in: this one cuts, and says so.
    """

    class Sent(Message):
        """Enter was pressed in speech."""

    class Paged(Message):
        """Page up or down was pressed: it turns the conversation above, not the letter."""

        def __init__(self, pages: int) -> None:
            super().__init__()
            self.pages = pages

    class Cut(Message):
        """A paste was longer than a reply may be."""

        def __init__(self, left_out: int) -> None:
            super().__init__()
            self.left_out = left_out

    def __init__(self, *, id: str) -> None:
        super().__init__(
            id=id,
            soft_wrap=True,
            show_line_numbers=False,
            tab_behavior="focus",
            highlight_cursor_line=False,
            compact=True,
        )
        # A blinking cursor writes 2 kB a second to the terminal, over ssh too.
        self.cursor_blink = False
        self.sends_on_enter = False

    def await_reply(self, *, sends_on_enter: bool) -> None:
        """Await a letter or something said, and say in the empty box how it is sent."""
        self.sends_on_enter = sends_on_enter
        self.placeholder = words(_SPEECH if sends_on_enter else _LETTER)

    @property
    def room_left(self) -> int:
        """How many more code points fit."""
        return max(0, LONGEST_REPLY - len(self.text))

    def action_cursor_page_up(self) -> None:
        """Turn the conversation back."""
        self.post_message(self.Paged(-1))

    def action_cursor_page_down(self) -> None:
        """Turn the conversation on."""
        self.post_message(self.Paged(1))

    async def _on_key(self, event: Key) -> None:
        if event.key == "enter" and self.sends_on_enter:
            event.stop()
            event.prevent_default()
            self.post_message(self.Sent())
            return
        if event.key == "escape":
            return
        is_written = event.is_printable or event.key == "enter"
        if is_written and not self.room_left and not self.selected_text:
            event.stop()
            event.prevent_default()
            self.post_message(self.Cut(1))
            return
        await super()._on_key(event)

    async def _on_paste(self, event: Paste) -> None:
        event.stop()
        event.prevent_default()
        self._take_in(event.text)

    def action_paste(self) -> None:
        """Paste what was copied here; the terminal's own paste arrives as an event."""
        self._take_in(self.app.clipboard)

    def _take_in(self, pasted: str) -> None:
        room = self.room_left + len(self.selected_text)
        # Cleaning keeps the length, so cutting first spares cleaning a megabyte.
        text = clean_text(pasted[:room])
        if text:
            result = self.replace(text, *self.selection)
            self.move_cursor(result.end_location)
        if len(pasted) > room:
            self.post_message(self.Cut(len(pasted) - room))


def counter(box: ReplyBox) -> Content:
    """Return how much of the room is used, once it matters."""
    if box.room_left > LONGEST_REPLY // 4:
        return words("")
    return words(f"{box.room_left:,} characters left", "$quiet")
