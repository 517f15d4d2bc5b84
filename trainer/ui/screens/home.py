"""Home: what to practise, and one key to begin."""

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.screen import Screen
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from trainer.commands import Where, commands_at
from trainer.language.library import ScenarioEntry
from trainer.records.conversations import ConversationRecord, ScenarioStatus
from trainer.ui.key_line import KeyLine, bindings_at
from trainer.ui.safe_text import Options, Words, joined, option, words

if TYPE_CHECKING:
    from trainer.ui.app import TrainerApp

_NO_PATIENTS = "No patient details."
PRIVACY = f"{_NO_PATIENTS} What you type stays on this machine; x erases."
_NO_SCENARIOS = "There are no scenarios here. `trainer doctor` says where it looked."
_RESUME = "resume"
_READ_DEBRIEF = "read-debrief"
_PLAY = "play:"


class HomeScreen(Screen[None]):
    """The scenarios, the conversation to go on with, and one line on privacy."""

    PLACES = (Where.HOME, Where.EVERYWHERE)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_at(Where.HOME)]

    app: "TrainerApp"

    def __init__(self) -> None:
        super().__init__()
        self._unfinished: ConversationRecord | None = None
        self._finished: ConversationRecord | None = None

    def compose(self) -> ComposeResult:
        """Lay out the screen."""
        with Horizontal(classes="title-line"):
            yield Words("trainer", classes="title")
            profile = self.app.records.named_profile
            yield Words(
                f"profile {profile}" if profile else "hard conversations, practised",
                classes="aside",
            )
        yield Words(
            "Pick a conversation, write what you would say, and see what was heard.",
            id="welcome",
        )
        yield Options(id="scenarios")
        yield Words(id="notice")
        yield Words(self._privacy(), id="privacy")
        yield KeyLine()

    def _privacy(self) -> str:
        records = self.app.records
        if records.is_kept:
            return PRIVACY
        # The notice above says already that nothing is kept, and why.
        return _NO_PATIENTS if records.notice else f"{_NO_PATIENTS} Nothing you type is kept."

    def on_mount(self) -> None:
        """Offer the keys."""
        self.query_one(KeyLine).offer(
            [
                one
                for one in commands_at(*self.PLACES)
                if one.id != "quit" and (one.id != "erase" or self.app.records.is_kept)
            ]
        )

    def on_screen_resume(self) -> None:
        """Fill the list, at first and again with what has changed since."""
        self._fill()

    def _fill(self) -> None:
        from trainer.conversation.journal import JournalUnavailable

        records, notice = self.app.records, self.app.records.notice
        self._unfinished, self._finished, first_run = None, None, False
        statuses: Mapping[str, ScenarioStatus] = {}
        try:
            self._unfinished, first_run = records.last_unfinished(), records.first_run
            statuses, self._finished = records.statuses(), records.last_finished()
        except JournalUnavailable as failure:
            notice = str(failure)
        options = list(self._options(statuses, first_run=first_run))
        if not options:
            notice = f"{notice}\n{_NO_SCENARIOS}".strip()
        shown_notice = self.query_one("#notice", Words)
        shown_notice.show(notice)
        shown_notice.set_class(bool(notice), "-shown")
        scenarios = self.query_one("#scenarios", Options)
        scenarios.replace(options)
        scenarios.focus()

    def _options(
        self,
        statuses: Mapping[str, ScenarioStatus],
        *,
        first_run: bool,
    ) -> Iterator[Option]:
        unfinished, finished = self._unfinished, self._finished
        if unfinished is not None:
            yield option(
                joined(
                    words("Go on: ", "$own"),
                    words(unfinished.title, "bold"),
                    words(f"\nyou stopped on {unfinished.last_at:%d %B}", "$quiet"),
                    words("\n"),
                ),
                _RESUME,
            )
        if finished is not None:
            yield option(
                joined(
                    words("Read the debrief: ", "$own"), words(finished.title, "bold"), words("\n")
                ),
                _READ_DEBRIEF,
            )
        is_first = unfinished is None and first_run
        for practice, entries in groupby(self.app.library.entries(), _practice):
            if not is_first:
                yield option(words(practice, "$quiet"), None, is_heading=True)
            for entry in entries:
                status = statuses.get(entry.id, ScenarioStatus())
                yield option(
                    _entry_lines(entry, status, is_recommended=is_first), f"{_PLAY}{entry.id}"
                )
                is_first = False

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Begin, or go on."""
        chosen = event.option_id or ""
        if chosen == _RESUME and self._unfinished is not None:
            self.app.resume(self._unfinished)
            # Refused for good, it has made room for the one before.
            if self.is_current:
                self._fill()
        elif chosen == _READ_DEBRIEF and self._finished is not None:
            self.app.read_debrief(self._finished)
            if self.is_current:
                self._fill()
        elif chosen.startswith(_PLAY):
            self._play(chosen.removeprefix(_PLAY))

    def _play(self, scenario: str) -> None:
        from trainer.language.library import UnknownScenario

        try:
            loaded = self.app.library.load(scenario)
        except (OSError, UnknownScenario):
            self.app.tell(f"The file of {scenario} cannot be read any more.")
            return
        if loaded.document is None:
            self.app.tell(f"{scenario} has mistakes in its file: `trainer check` names them.")
            return
        self.app.begin(loaded.document)

    def action_start(self) -> None:
        """Begin what is marked; the list does so itself when it has the cursor."""
        self.query_one("#scenarios", Options).action_select()

    def action_erase(self) -> None:
        """Ask, then erase everything kept here; say so where that reaches nothing."""
        from trainer.ui.screens.pick import PickScreen

        if refusal := self.app.records.why_not_erased:
            self.app.tell(refusal)
            return
        self.app.push_screen(
            PickScreen(
                "Erase every conversation kept here? This cannot be undone.",
                (("keep", "Keep them"), ("erase", "Erase everything")),
            ),
            self._erase,
        )

    def _erase(self, answer: str | None) -> None:
        from trainer.conversation.journal import JournalUnavailable

        if answer != "erase":
            return
        try:
            what_is_true_now = self.app.records.forget_all()
        except JournalUnavailable as failure:
            self.app.tell(str(failure))
            return
        self.app.drafts.clear()
        self._fill()
        self.app.tell(what_is_true_now)

    def action_quit_home(self) -> None:
        """Close the trainer."""
        self.app.exit()


def _practice(entry: ScenarioEntry) -> str:
    return entry.practice_title or entry.pack


def _entry_lines(entry: ScenarioEntry, status: ScenarioStatus, *, is_recommended: bool) -> Content:
    facts = [f"{entry.minutes} minutes", entry.practice_title]
    if status.last_outcome is not None:
        from trainer.conversation.debrief_page import OUTCOME_WORDS

        facts.append(f"last time: {OUTCOME_WORDS[status.last_outcome].lower()}")
    elif status.attempts:
        facts.append("begun")
    if entry.is_broken:
        facts = ["its file has mistakes: see `trainer check`"]
    return joined(
        words("Start here: " if is_recommended else "", "$own"),
        words(entry.title, "bold"),
        words(f"\n{entry.summary}" if entry.summary else ""),
        words(f"\n{'  ·  '.join(fact for fact in facts if fact)}", "$quiet"),
        words("\n"),
    )
