"""The app: what every screen shares, and which screen comes first."""

import asyncio
import os
import signal
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import App
from textual.binding import BindingType
from textual.screen import Screen

from trainer.commands import Where
from trainer.language.cleaning import clean_text
from trainer.language.library import Library
from trainer.records.conversations import ConversationRecord
from trainer.records.store import Records
from trainer.ui.drafts import Drafts
from trainer.ui.key_line import NARROW, bindings_at
from trainer.ui.screens.home import HomeScreen
from trainer.ui.themes import DARK, THEMES

if TYPE_CHECKING:
    from rich.console import RenderableType

    from trainer.conversation.conversation import Clock, Conversation
    from trainer.records.desk import Desk, Held

_BROKE = "Something broke in trainer, so it closed."
_TELL = "To see what broke, do it again with TRAINER_DEBUG=1 set."
_CUT_SHORT = 1
"""The return code of an app that did not end of itself; Textual's own for a fault."""


@dataclass(frozen=True, slots=True)
class Opening:
    """What the app opens on: home, unless a conversation is given; and what it says first."""

    held: "Held | None" = None
    sentences: tuple[str, ...] = ()


class TrainerApp(App[None]):
    """Home, talk and debrief over one library and one learner's records."""

    TITLE = "trainer"
    # Home is the default screen, whose own style sheet Textual never loads.
    CSS_PATH: ClassVar[list[str | PurePath]] = ["app.tcss", "screens/home.tcss"]
    ENABLE_COMMAND_PALETTE = False
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012 - typed so by the base class
        (0, "-narrow"),
        (NARROW, "-normal"),
        (110, "-wide"),
    ]
    VERTICAL_BREAKPOINTS = [  # noqa: RUF012 - as above
        (0, "-low"),
        (16, "-middling"),
        (22, "-tall"),
    ]
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_at(Where.EVERYWHERE)]

    def __init__(
        self,
        library: Library,
        records: Records,
        clock: "Clock",
        new_identifier: Callable[[], str],
        opening: Opening | None = None,
    ) -> None:
        super().__init__()
        self.library = library
        self.records = records
        self.clock = clock
        self.new_identifier = new_identifier
        self.drafts = Drafts(records)
        self._opening = opening or Opening()
        self._held: Held | None = None
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = DARK

    def get_default_screen(self) -> Screen[None]:
        """Return home: the screen under all others."""
        return HomeScreen()

    @property
    def conversation(self) -> "Conversation | None":
        """The conversation that is on, if any: it outlives the screens."""
        return None if self._held is None else self._held.conversation

    async def on_mount(self) -> None:
        """Open on what was asked for, and leave the terminal whole when told to end."""
        for name in ("SIGTERM", "SIGHUP"):
            # Windows has neither the signal nor the handler.
            with suppress(NotImplementedError, AttributeError, ValueError, RuntimeError):
                asyncio.get_running_loop().add_signal_handler(
                    getattr(signal, name), self.exit, None, _CUT_SHORT
                )
        if self._opening.held is not None:
            self._talk(self._opening.held)
        for sentence in self._opening.sentences:
            self.tell(sentence)

    def begin(self, document: Mapping[str, Any]) -> None:
        """Start a conversation on a resolved scenario, or say why it cannot be."""
        self._take(lambda desk: desk.begin(document))

    def resume(self, record: ConversationRecord) -> None:
        """Go on with a kept conversation, or say why it cannot be."""
        self._take(lambda desk: desk.take_up(record))

    def read_debrief(self, record: ConversationRecord) -> None:
        """Read what was heard in a kept conversation, or say why it cannot be."""
        self._take(lambda desk: desk.take_up(record), self._show_debrief)

    def _take(
        self,
        take: "Callable[[Desk], Held]",
        show: "Callable[[Held], None] | None" = None,
    ) -> None:
        from trainer.records.desk import ConversationRefused, Desk

        try:
            held = take(Desk(self.records, self.clock, self.new_identifier))
        except ConversationRefused as refusal:
            self.tell(str(refusal))
            return
        (show or self._talk)(held)

    def _talk(self, held: "Held") -> None:
        from trainer.ui.screens.talk import TalkScreen

        self._held = held
        self.push_screen(TalkScreen(held.conversation))

    def _show_debrief(self, held: "Held") -> None:
        from trainer.ui.screens.debrief import DebriefScreen

        self._held = held
        self.push_screen(DebriefScreen(held.conversation))

    def go_home(self) -> None:
        """Leave the conversation on screen, so that another window may have it."""
        if self._held is not None:
            self._held.hold.release()
            self._held = None
        while len(self.screen_stack) > 1:
            self.pop_screen()

    def exit(
        self,
        result: None = None,
        return_code: int = 0,
        message: "RenderableType | None" = None,
    ) -> None:
        """Close, whoever asks for it; what is half written is kept first."""
        for screen in self.screen_stack:
            put_by = getattr(screen, "put_by", None)
            if callable(put_by):
                put_by()
        super().exit(result, return_code, message)

    def tell(self, sentence: str) -> None:
        """Say something in passing."""
        self.notify(clean_text(sentence), markup=False, timeout=8)

    def action_help_quit(self) -> None:
        """Say how to close: Ctrl+C copies in a box, so it closes nothing."""
        self.tell("Ctrl+Q closes the trainer.")

    def _fatal_error(self) -> None:
        """Close with a sentence: Textual's own traceback would show what was typed."""
        if os.environ.get("TRAINER_DEBUG"):
            super()._fatal_error()
            return
        from rich.text import Text

        kept = ""
        if self._held is not None:
            # What broke may be the very conversation that is asked about.
            with suppress(Exception):
                kept = f"{self.records.what_is_kept(self._held.conversation)}\n"
        self._exit_renderables[:] = [Text(f"{_BROKE}\n{kept}{_TELL}")]
        self._close_messages_no_wait()

    def action_support(self) -> None:
        """Show the support text."""
        from trainer.ui.screens.support import SupportScreen

        if not isinstance(self.screen, SupportScreen):
            self.push_screen(SupportScreen(self.support_text()))

    def support_text(self) -> str:
        """Return the support text of the conversation on screen, else of the first pack."""
        for screen in reversed(self.screen_stack):
            support = getattr(screen, "support_text", "")
            if isinstance(support, str) and support:
                return support
        return next((pack.support for pack in self.library.packs() if pack.support), "")

    def action_help(self) -> None:
        """Show the keys of the screen."""
        from trainer.ui.screens.help import HelpScreen

        places = getattr(self.screen, "PLACES", ())
        if not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen(places))
