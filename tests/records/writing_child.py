"""Run as a program: a window that writes a conversation and says what was kept.

    python -m tests.records.writing_child DATABASE CONVERSATION [--events N] [--file-bytes N]

Prints the number of each event once `append` has returned; when the journal
gives up, prints its sentence and ends with 1. Without --events it goes on until
it is killed.
"""

import argparse
import itertools
from pathlib import Path

from tests.records.builders import reply, started
from trainer.conversation.events import Event
from trainer.conversation.journal import JournalUnavailable
from trainer.records.sqlite_journal import SqliteJournal

DOCUMENT = {"title": "The cold ask", "states": {"inbox": ["word"] * 500}}


def main() -> int:
    """Write until killed, until done, or until nothing more can be kept."""
    parser = argparse.ArgumentParser()
    parser.add_argument("database", type=Path)
    parser.add_argument("conversation")
    parser.add_argument("--events", type=int)
    parser.add_argument("--file-bytes", type=int)
    wanted = parser.parse_args()
    if wanted.file_bytes:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (wanted.file_bytes, wanted.file_bytes))
    journal = SqliteJournal(wanted.database)
    journal.keep_document("sha", DOCUMENT)
    try:
        for number in itertools.islice(itertools.count(), wanted.events):
            journal.append(event_of(number, wanted.conversation))
            print(number, flush=True)
    except JournalUnavailable as error:
        print(error, flush=True)
        return 1
    return 0


def event_of(number: int, conversation: str) -> Event:
    """Return event `number` of any such conversation."""
    if number == 0:
        return started(conversation)
    text = f"reply {number}: " + "could you spare ten minutes? " * (number % 40)
    return reply(number, text, conversation=conversation)


if __name__ == "__main__":
    raise SystemExit(main())
