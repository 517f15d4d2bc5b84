"""One object through which every front end reaches the learner's records."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from trainer.conversation.journal import Journal, JournalUnavailable
from trainer.records.conversations import (
    ConversationRecord,
    KeepsRecords,
    ScenarioStatus,
    statuses_of,
)
from trainer.records.database import holds_something
from trainer.records.places import DEFAULT_PROFILE, Places, can_be_written, profile_name
from trainer.records.sqlite_journal import SqliteJournal
from trainer.records.turnstile import Hold, hold
from trainer.records.unkept import UnkeptRecords

if TYPE_CHECKING:
    from trainer.conversation.conversation import Conversation

_ERASED = "Erased. Nothing about you is kept here now."
_NOTHING_TO_ERASE = "Nothing is kept here, so there is nothing to erase."


@dataclass(frozen=True, slots=True)
class Records:
    """A profile's records, or ones that end with the process.

    `notice` is one sentence for the learner when something keeps her records
    from being kept though she did not ask for that; else empty.
    """

    _kept: KeepsRecords
    _locks: Path | None
    notice: str = ""
    _profile: str = DEFAULT_PROFILE
    _out_of_reach: Path | None = None
    """The profile's file that is there, or may be, and is not open here."""
    _set_aside: set[str] = field(default_factory=set)

    @property
    def journal(self) -> Journal:
        """What a conversation writes to."""
        return self._kept

    @property
    def named_profile(self) -> str:
        """The profile's name; "" for the one that needs no name."""
        return "" if self._profile == DEFAULT_PROFILE else self._profile

    @property
    def is_kept(self) -> bool:
        """Whether anything outlives the process."""
        return self._locks is not None

    def conversations(self) -> tuple[ConversationRecord, ...]:
        """Return every conversation, the one last touched first."""
        return self._kept.conversations()

    def last_unfinished(self) -> ConversationRecord | None:
        """Return the conversation to continue, if there is one."""
        return self._last(is_finished=False)

    def last_finished(self) -> ConversationRecord | None:
        """Return the newest conversation that stands at an ending, if there is one."""
        return self._last(is_finished=True)

    def _last(self, *, is_finished: bool) -> ConversationRecord | None:
        return next(
            (
                one
                for one in self.conversations()
                if one.is_finished == is_finished and one.id not in self._set_aside
            ),
            None,
        )

    def set_aside(self, conversation: str) -> None:
        """Offer a conversation no more in this sitting, so that an older one can be had."""
        self._set_aside.add(conversation)

    def keeps(self, conversation: "Conversation") -> bool:
        """Whether everything in a conversation outlives the process."""
        return self.is_kept and not conversation.notice

    def what_is_kept(self, conversation: "Conversation") -> str:
        """Say what is kept of a conversation that stops now, and how to go on with it."""
        if not self.is_kept:
            return "Nothing of it is kept."
        command = f"`{self.resume_command}`"
        if conversation.notice:
            return f"{command} goes on from what was kept."
        if conversation.is_finished:
            return "Everything you sent is kept."
        return f"Everything you sent is kept: {command} goes on from there."

    def contest_noted(self, conversation: "Conversation") -> str:
        """Say what became of a verdict that was contested."""
        # Not needed before a debrief: home opens without it.
        from trainer.conversation.wording import contest_noted

        return contest_noted(is_kept=self.keeps(conversation))

    @property
    def resume_command(self) -> str:
        """What goes on, typed into a shell, with what is unfinished in this profile."""
        named = f" --profile {self.named_profile}" if self.named_profile else ""
        return f"trainer resume{named}"

    def statuses(self) -> Mapping[str, ScenarioStatus]:
        """Return the status of every scenario that was ever played, in one query."""
        return statuses_of(self.conversations())

    def status(self, scenario: str) -> ScenarioStatus:
        """Return the status of one scenario; all zero when it was never played."""
        return self.statuses().get(scenario, ScenarioStatus())

    @property
    def first_run(self) -> bool:
        """Whether no conversation ever reached an ending."""
        return all(one.outcome is None for one in self.conversations())

    def keep_draft(self, conversation: str, ask: str, text: str) -> None:
        """Keep a reply that is not sent yet; "" erases it. JournalUnavailable when it cannot."""
        self._kept.keep_draft(conversation, ask, text)

    def draft(self, conversation: str, ask: str) -> str:
        """Return a reply that was not sent; "" when there is none."""
        return self._kept.draft(conversation, ask)

    def forget_draft(self, conversation: str, ask: str) -> None:
        """Erase a reply that was not sent, leaving no trace of it."""
        self._kept.forget_draft(conversation, ask)

    def hold(self, conversation: str) -> Hold:
        """Take a conversation for this window; ConversationOpenElsewhere when another has it."""
        return hold(self._locks, conversation) if self._locks is not None else Hold()

    def forget(self, conversation: str) -> None:
        """Erase one conversation."""
        self._kept.forget(conversation)

    def forget_all(self) -> str:
        """Erase everything in this profile that can be reached; return what is true then."""
        self._kept.forget_all()
        self._set_aside.clear()
        return _ERASED if self.is_kept else self.why_not_erased

    @property
    def why_not_erased(self) -> str:
        """Say what erasing does not reach; empty where it reaches all that is kept."""
        if self.is_kept:
            return ""
        if self._out_of_reach is None:
            return _NOTHING_TO_ERASE
        how = "" if self.notice else " Close this, and erase without --private."
        return f"Nothing was erased: {self._out_of_reach} is not open here.{how}"

    def close(self) -> None:
        """Let go of the records; called once, at the end."""
        self._kept.close()


def open_records(places: Places, profile: str = DEFAULT_PROFILE, private: bool = False) -> Records:
    """Open a profile's records without writing anything.

    Where nothing can be kept, the records end with the process and `notice`
    says why. ProfileNameRefused when no profile can be called so.
    """
    name = profile_name(profile)
    database = places.database(name)
    if private:
        return _unkept(name, database if places.is_known else None)
    if not places.is_known:
        return _unkept(
            name,
            None,
            "This account has no home folder: set TRAINER_HOME to a folder of yours to keep "
            "conversations.",
        )
    folder = places.profile_folder(name)
    if not can_be_written(folder):
        return _unkept(
            name,
            database,
            f"Nothing can be written in {folder}: make that folder yours to write, or set "
            "TRAINER_HOME to another one.",
        )
    journal = SqliteJournal(database)
    try:
        journal.conversations()
    except JournalUnavailable as error:
        journal.close()
        return _unkept(name, database, str(error))
    return Records(journal, places.locks(name), _profile=name)


def _unkept(profile: str, database: Path | None, why: str = "") -> Records:
    return Records(
        UnkeptRecords(),
        None,
        notice=f"{why} Until then nothing you type is kept." if why else "",
        _profile=profile,
        _out_of_reach=database if database is not None and _may_hold_something(database) else None,
    )


def _may_hold_something(database: Path) -> bool:
    """Whether a records file has something in it, or hides whether it has."""
    try:
        return holds_something(database)
    except JournalUnavailable:
        return True
