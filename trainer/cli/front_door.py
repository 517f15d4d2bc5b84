"""Opens records and scenarios, and hands them to the front end that fits the terminal."""

import argparse
import os
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from trainer.cli.exit_codes import ExitCode
from trainer.cli.output import Terminal
from trainer.conversation.journal import JournalUnavailable
from trainer.language.cleaning import clean_line
from trainer.language.library import Library
from trainer.records.places import DEFAULT_PROFILE, Places, ProfileNameRefused
from trainer.records.store import Records, open_records
from trainer.records.turnstile import ConversationOpenElsewhere

if TYPE_CHECKING:
    from trainer.conversation.conversation import Conversation


def _now() -> datetime:
    return datetime.now(UTC)


def _new_identifier() -> str:
    return os.urandom(8).hex()


def _mistakes_in_a_story() -> tuple[type[Exception], ...]:
    """Return what a story that cannot be played raises; asked, and loaded, only after a fault."""
    from trainer.conversation.machine import StoryStuck
    from trainer.language.document import DocumentError

    return DocumentError, StoryStuck


class FrontDoor:
    """What `home`, `play` and `resume` share."""

    def __init__(self, arguments: argparse.Namespace, terminal: Terminal) -> None:
        self._arguments = arguments
        self._terminal = terminal
        self._library = Library(arguments.library_roots)

    def home(self) -> int:
        """Open the app at home; in plain mode, offer the list first."""
        if not self._is_plain():
            return self._with_records(lambda records: self._open_app(records, None, None))
        return self._with_records(self._plain_home)

    def play(self, scenario: str | None) -> int:
        """Play one scenario."""
        document = self._document(scenario)
        if isinstance(document, int):
            return document
        if not self._is_plain():
            return self._with_records(lambda records: self._open_app(records, document, None))
        return self._with_records(lambda records: self._play_plain(records, document))

    def resume(self) -> int:
        """Go on with the last unfinished conversation."""
        return self._with_records(self._resume)

    def _is_plain(self) -> bool:
        """Whether the full screen is unwanted or cannot be."""
        has_screen = self._terminal.input.isatty() and self._terminal.output.isatty()
        return (
            bool(self._arguments.plain)
            or bool(os.environ.get("TRAINER_PLAIN"))
            or os.environ.get("TERM") == "dumb"
            or not has_screen
        )

    def _with_records(self, use: Callable[[Records], int]) -> int:
        is_private = bool(getattr(self._arguments, "private", False))
        try:
            records = open_records(
                Places.from_environment(os.environ), self._arguments.profile, is_private
            )
        except ProfileNameRefused as refusal:
            self._terminal.message(str(refusal))
            return ExitCode.WRONG_USE
        try:
            return use(records)
        except (ConversationOpenElsewhere, JournalUnavailable) as refusal:
            self._terminal.message(str(refusal))
            return ExitCode.CANNOT
        except _mistakes_in_a_story() as mistake:
            self._terminal.message(f"This scenario cannot be played: {clean_line(str(mistake))}.")
            return ExitCode.CANNOT
        finally:
            records.close()

    def _document(self, scenario: str | None) -> Mapping[str, Any] | int:
        """Return a scenario's resolved document, or the exit code after saying why not."""
        if scenario is None:
            entries = self._library.entries()
            if not entries:
                self._terminal.message("There are no scenarios here. `trainer doctor` says why.")
                return ExitCode.CANNOT
            scenario = entries[0].id
        from trainer.cli.loading import load  # Home, drawn first, loads none.

        usable = load(scenario, self._library, self._terminal)
        return usable if isinstance(usable, int) else usable.document

    def _open_app(
        self, records: Records, document: Mapping[str, Any] | None, resume: str | None
    ) -> int:
        from trainer.ui.app import Opening, TrainerApp

        app = TrainerApp(self._library, records, _now, _new_identifier, Opening(document, resume))
        app.run()
        return app.return_code or 0

    def _resume(self, records: Records) -> int:
        unfinished = records.last_unfinished()
        if unfinished is None:
            self._terminal.message(
                records.notice or "Nothing is unfinished. `trainer play` starts something."
            )
            return ExitCode.CANNOT
        # Held here first, so that a refusal is said before the screen changes.
        with records.hold(unfinished.id):
            if self._is_plain():
                return self._resume_plain(records, unfinished.id)
        return self._open_app(records, None, unfinished.id)

    def _resume_plain(self, records: Records, identifier: str) -> int:
        from trainer.conversation.conversation import Conversation

        try:
            conversation = Conversation.resume(identifier, records.journal, _now)
        except KeyError:
            self._terminal.message(
                "The last conversation is no longer whole. `trainer play` starts a new one."
            )
            return ExitCode.CANNOT
        return self._run_plain(records, conversation)

    def _plain_home(self, records: Records) -> int:
        """Offer the list, what is unfinished first, until a number fits."""
        from trainer.plain.dialogue import Dialogue, LeftEarly, index_of

        entries = self._library.entries()
        unfinished = records.last_unfinished()
        options = [f"{one.title}. {one.summary} {one.minutes} minutes." for one in entries]
        if unfinished is not None:
            options.insert(0, f"Go on with {unfinished.title}, where you stopped.")
        dialogue = Dialogue(self._terminal.input, self._terminal.data)
        dialogue.say("Which one? Write its number, or 0 to close.")
        dialogue.offer(options)
        try:
            while (answer := dialogue.read_line().strip()) not in {"0", "/quit"}:
                chosen = index_of(answer, len(options))
                if chosen is None:
                    dialogue.say(f"Write a number from 1 to {len(options)}, or 0 to close.")
                elif unfinished is not None and chosen == 0:
                    return self._resume(records)
                else:
                    entry = entries[chosen - (unfinished is not None)]
                    document = self._document(entry.id)
                    if isinstance(document, int):
                        return document
                    return self._play_plain(records, document)
        except (LeftEarly, KeyboardInterrupt):
            pass
        dialogue.say("Closed. Nothing was started.")
        return ExitCode.CLEAN

    def _play_plain(self, records: Records, document: Mapping[str, Any]) -> int:
        from trainer.conversation.conversation import Conversation

        identifier = _new_identifier()
        with records.hold(identifier):
            conversation = Conversation.start(identifier, document, records.journal, _now)
            return self._run_plain(records, conversation)

    def _run_plain(self, records: Records, conversation: "Conversation") -> int:
        from trainer.plain.session import PlainSession

        if records.notice:
            self._terminal.data(f"Notice: {records.notice}")
        session = PlainSession(
            conversation,
            self._terminal.input,
            self._terminal.data,
            is_interactive=self._terminal.input.isatty(),
            is_kept=records.is_kept,
            how_to_go_on=self._how_to_go_on(),
        )
        session.play()
        return ExitCode.CLEAN

    def _how_to_go_on(self) -> str:
        profile = self._arguments.profile
        return "trainer resume" + ("" if profile == DEFAULT_PROFILE else f" --profile {profile}")
