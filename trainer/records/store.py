"""One object through which every front end reaches the learner's records."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from trainer.conversation.journal import Journal, JournalUnavailable
from trainer.records.conversations import (
    ConversationRecord,
    KeepsRecords,
    ScenarioStatus,
    statuses_of,
)
from trainer.records.places import DEFAULT_PROFILE, Places, can_be_written
from trainer.records.sqlite_journal import SqliteJournal
from trainer.records.turnstile import Hold, hold
from trainer.records.unkept import UnkeptRecords


@dataclass(frozen=True, slots=True)
class Records:
    """A profile's records, or ones that end with the process.

    `notice` is one sentence for the learner when something keeps her records
    from being kept though she did not ask for that; else empty.
    """

    _kept: KeepsRecords
    _locks: Path | None
    notice: str = ""

    @property
    def journal(self) -> Journal:
        """What a conversation writes to."""
        return self._kept

    @property
    def is_kept(self) -> bool:
        """Whether anything outlives the process."""
        return self._locks is not None

    def conversations(self) -> tuple[ConversationRecord, ...]:
        """Return every conversation, the one last touched first."""
        return self._kept.conversations()

    def last_unfinished(self) -> ConversationRecord | None:
        """Return the conversation to continue, if there is one."""
        return next((one for one in self.conversations() if not one.is_finished), None)

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

    def hold(self, conversation: str) -> Hold:
        """Take a conversation for this window; ConversationOpenElsewhere when another has it."""
        return hold(self._locks, conversation) if self._locks is not None else Hold()

    def forget(self, conversation: str) -> None:
        """Erase one conversation."""
        self._kept.forget(conversation)

    def forget_all(self) -> None:
        """Erase everything in this profile."""
        self._kept.forget_all()

    def close(self) -> None:
        """Let go of the records; called once, at the end."""
        self._kept.close()


def open_records(places: Places, profile: str = DEFAULT_PROFILE, private: bool = False) -> Records:
    """Open a profile's records without writing anything.

    Where nothing can be kept, the records end with the process and `notice`
    says why. ProfileNameRefused when no profile can be called so.
    """
    if private:
        return Records(UnkeptRecords(), None)
    folder = places.profile_folder(profile)
    if not places.is_known:
        return _unkept(
            "This account has no home folder: set TRAINER_HOME to a folder of yours to keep "
            "conversations."
        )
    if not can_be_written(folder):
        return _unkept(
            f"Nothing can be written in {folder}: make that folder yours to write, or set "
            "TRAINER_HOME to another one."
        )
    journal = SqliteJournal(places.database(profile))
    try:
        journal.conversations()
    except JournalUnavailable as error:
        journal.close()
        return _unkept(str(error))
    return Records(journal, places.locks(profile))


def _unkept(why: str) -> Records:
    return Records(UnkeptRecords(), None, notice=f"{why} Until then nothing you type is kept.")
