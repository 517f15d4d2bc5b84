"""Opens records and scenarios, and hands them to the front end that fits the terminal."""

import argparse
import os
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from trainer.cli.exit_codes import ExitCode
from trainer.cli.output import Terminal
from trainer.conversation.journal import JournalUnavailable
from trainer.language.library import Library, ScenarioEntry
from trainer.records.places import Places, ProfileNameRefused
from trainer.records.store import Records, open_records

if TYPE_CHECKING:
    from trainer.records.desk import Desk, Held


def _now() -> datetime:
    return datetime.now(UTC)


def _new_identifier() -> str:
    return os.urandom(8).hex()


class FrontDoor:
    """What `home`, `play` and `resume` share."""

    def __init__(self, arguments: argparse.Namespace, terminal: Terminal) -> None:
        self._arguments = arguments
        self._terminal = terminal
        self._library = Library(arguments.library_roots)

    def home(self) -> int:
        """Open the app at home; in plain mode, offer the list first."""
        return self._with_records(self._plain_home if self._is_plain() else self._open_app)

    def play(self, scenario: str | None) -> int:
        """Play one scenario."""
        document = self._document(scenario)
        if isinstance(document, int):
            return document
        return self._with_records(lambda records: self._begin(records, document))

    def resume(self) -> int:
        """Go on with the last unfinished conversation that can be taken up."""
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
        except JournalUnavailable as refusal:
            self._terminal.message(str(refusal))
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
        self, records: Records, held: "Held | None" = None, told: tuple[str, ...] = ()
    ) -> int:
        from trainer.ui.app import Opening, TrainerApp

        app = TrainerApp(self._library, records, _now, _new_identifier, Opening(held, told))
        app.run()
        if app.return_code:
            return ExitCode.CANNOT
        if app.conversation is not None:
            self._terminal.data(records.what_is_kept(app.conversation))
        return ExitCode.CLEAN

    def _desk(self, records: Records) -> "Desk":
        from trainer.records.desk import Desk

        return Desk(records, _now, _new_identifier)

    def _begin(self, records: Records, document: Mapping[str, Any]) -> int:
        from trainer.records.desk import ConversationRefused

        try:
            held = self._desk(records).begin(document)
        except ConversationRefused as refusal:
            self._terminal.message(str(refusal))
            return ExitCode.CANNOT
        return self._play(records, held)

    def _resume(self, records: Records) -> int:
        from trainer.records.desk import ConversationRefused

        passed_over: list[str] = []
        try:
            held = self._desk(records).take_up_last(passed_over.append)
        except ConversationRefused as refusal:
            passed_over.append(str(refusal))
            held = None
        # Said before the screen changes, and once more where it is seen.
        for why in passed_over:
            self._terminal.message(why)
        if held is not None:
            return self._play(records, held, tuple(passed_over))
        if not passed_over:
            self._terminal.message(
                records.notice or "Nothing is unfinished. `trainer play` starts something."
            )
        return ExitCode.CANNOT

    def _play(self, records: Records, held: "Held", told: tuple[str, ...] = ()) -> int:
        """Play in the front end that fits, as long as the learner likes."""
        if not self._is_plain():
            return self._open_app(records, held, told)
        from trainer.plain.session import PlainSession

        if records.notice:
            self._terminal.data(f"Notice: {records.notice}")
        with held.hold:
            PlainSession(
                held.conversation,
                self._terminal.input,
                self._terminal.data,
                is_interactive=self._terminal.input.isatty(),
                is_kept=records.is_kept,
                how_to_go_on=records.resume_command,
            ).play()
        return ExitCode.CLEAN

    def _plain_home(self, records: Records) -> int:
        """Offer the list until something can be played, or nothing is wanted."""
        from trainer.plain.dialogue import Dialogue
        from trainer.plain.home import PlainHome
        from trainer.records.desk import ConversationRefused

        support = next((pack.support for pack in self._library.packs() if pack.support), "")
        dialogue = Dialogue(
            self._terminal.input,
            self._terminal.data,
            [line for line in support.splitlines() if line.strip()],
        )
        while True:
            unfinished = records.last_unfinished()
            chosen = PlainHome(dialogue, self._library.entries(), unfinished).choose()
            if chosen is None:
                return ExitCode.CLEAN
            if isinstance(chosen, ScenarioEntry):
                document = self._document(chosen.id)
                return document if isinstance(document, int) else self._begin(records, document)
            try:
                return self._play(records, self._desk(records).take_up(chosen))
            except ConversationRefused as refusal:
                self._terminal.message(str(refusal))
