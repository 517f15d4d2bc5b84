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
from trainer.records.store import Records
from trainer.records.turnstile import Hold
from trainer.ui.key_line import NARROW, bindings_at
from trainer.ui.screens.home import HomeScreen
from trainer.ui.themes import DARK, THEMES

if TYPE_CHECKING:
    from trainer.conversation.conversation import Clock, Conversation

_BROKE = "Something broke in trainer, so it closed. "
_TELL = "To see what broke, do it again with TRAINER_DEBUG=1 set."
BROKEN = f"{_BROKE}Everything you sent is kept:\n`trainer resume` goes on from there. {_TELL}"
BROKEN_UNKEPT = f"{_BROKE}Nothing of it was kept.\n{_TELL}"
_CANNOT_GO_ON = "This conversation cannot be taken up again: begin it anew from the list."
_CANNOT = 3
"""The exit code that says so; `trainer.cli` names all of them."""


@dataclass(frozen=True, slots=True)
class Opening:
    """What the app opens on: home, unless one of these is given."""

    document: Mapping[str, Any] | None = None
    resume: str | None = None


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
        self.drafts: dict[str, str] = {}
        """Replies begun and not sent, by conversation, while the app is open."""
        self._opening = opening or Opening()
        self._hold: Hold | None = None
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = DARK

    def get_default_screen(self) -> Screen[None]:
        """Return home: the screen under all others."""
        return HomeScreen()

    async def on_mount(self) -> None:
        """Open on what was asked for, and leave the terminal whole when told to end."""
        for name in ("SIGTERM", "SIGHUP"):
            # Windows has neither the signal nor the handler.
            with suppress(NotImplementedError, AttributeError, ValueError, RuntimeError):
                asyncio.get_running_loop().add_signal_handler(
                    getattr(signal, name), self.exit, None, _CANNOT
                )
        if self._opening.resume is not None:
            self.resume(self._opening.resume)
        elif self._opening.document is not None:
            self.begin(self._opening.document)

    def begin(self, document: Mapping[str, Any]) -> None:
        """Start a conversation on a resolved scenario."""
        from trainer.conversation.conversation import Conversation
        from trainer.conversation.machine import StoryStuck
        from trainer.language.document import DocumentError

        identifier = self.new_identifier()
        hold = self.records.hold(identifier)
        try:
            conversation = Conversation.start(
                identifier, document, self.records.journal, self.clock
            )
        except (DocumentError, StoryStuck) as mistake:
            hold.release()
            self.tell(f"This scenario cannot be played: {mistake}.")
            return
        self._hold = hold
        self._talk(conversation)

    def resume(self, identifier: str) -> None:
        """Go on with a kept conversation, unless another window has it."""
        from trainer.conversation.conversation import Conversation
        from trainer.conversation.journal import JournalUnavailable
        from trainer.conversation.machine import StoryStuck
        from trainer.language.document import DocumentError
        from trainer.records.turnstile import ConversationOpenElsewhere

        try:
            hold = self.records.hold(identifier)
        except ConversationOpenElsewhere as refusal:
            self.tell(str(refusal))
            return
        try:
            conversation = Conversation.resume(identifier, self.records.journal, self.clock)
        except (JournalUnavailable, DocumentError, StoryStuck, KeyError) as failure:
            hold.release()
            why = str(failure) if isinstance(failure, JournalUnavailable) else _CANNOT_GO_ON
            self.tell(why)
            return
        self._hold = hold
        self._talk(conversation)

    def _talk(self, conversation: "Conversation") -> None:
        from trainer.ui.screens.talk import TalkScreen

        self.push_screen(TalkScreen(conversation))

    def go_home(self) -> None:
        """Leave the conversation on screen, so that another window may have it."""
        if self._hold is not None:
            self._hold.release()
            self._hold = None
        while len(self.screen_stack) > 1:
            self.pop_screen()

    def tell(self, sentence: str) -> None:
        """Say something in passing."""
        self.notify(clean_text(sentence), markup=False, timeout=8)

    def action_help_quit(self) -> None:
        """Say how to close: Ctrl+C copies in a box, so it closes nothing."""
        self.tell("Ctrl+Q closes the trainer.")

    def _handle_exception(self, error: Exception) -> None:
        super()._handle_exception(error)
        self._return_code = _CANNOT

    def _fatal_error(self) -> None:
        """Close with a sentence: Textual's own traceback would show what was typed."""
        if os.environ.get("TRAINER_DEBUG"):
            super()._fatal_error()
            return
        from rich.text import Text

        self._exit_renderables[:] = [Text(BROKEN if self.records.is_kept else BROKEN_UNKEPT)]
        self._close_messages_no_wait()

    def action_support(self) -> None:
        """Show the support text."""
        from trainer.ui.screens.support import SupportScreen

        if not isinstance(self.screen, SupportScreen):
            self.push_screen(SupportScreen(self.support_text()))

    def support_text(self) -> str:
        """Return the support text of the conversation on screen, else of the first pack."""
        support = getattr(self.screen, "support_text", "")
        if isinstance(support, str) and support:
            return support
        return next((pack.support for pack in self.library.packs() if pack.support), "")

    def action_help(self) -> None:
        """Show the keys of the screen."""
        from trainer.ui.screens.help import HelpScreen

        places = getattr(self.screen, "PLACES", ())
        if not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen(places))
