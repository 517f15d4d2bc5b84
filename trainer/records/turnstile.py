"""One window at a time on a conversation.

The operating system holds the lock and drops it when the process dies, however
it dies. Where locks cannot be made (a read-only folder, a disk without them)
the conversation goes on without: the journal still refuses a diverging event.
"""

import hashlib
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from trainer.records.places import make_private_folder

if TYPE_CHECKING:
    from filelock import BaseFileLock

MAKING_RECORDS = "making the records file"
"""What is held while the records file is laid out. No conversation is called so."""


class ConversationOpenElsewhere(Exception):
    """Another window has this conversation. Its message is one plain sentence."""

    def __init__(self) -> None:
        super().__init__(
            "This conversation is open in another window: close it there, or start a new one here."
        )


class Hold:
    """A conversation held by this window until `release`, or the end of the process."""

    def __init__(self, lock: "BaseFileLock | None" = None) -> None:
        self._lock = lock

    def release(self) -> None:
        """Let another window have it; releasing again does nothing."""
        lock, self._lock = self._lock, None
        if lock is not None:
            with suppress(OSError):
                # While still held, so that nobody else's lock is removed.
                Path(lock.lock_file).unlink(missing_ok=True)
            with suppress(OSError):
                lock.release()

    def __enter__(self) -> "Hold":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()


def hold(folder: Path, conversation: str) -> Hold:
    """Hold `conversation`, or raise ConversationOpenElsewhere.

    `folder` is where the lock files are; it is made when it is missing.
    """
    held = try_to_hold(folder, conversation)
    if held is None:
        raise ConversationOpenElsewhere
    return held


def try_to_hold(folder: Path, name: str, *, wait_seconds: float = 0.0) -> Hold | None:
    """Hold `name`, or return None when it is still held elsewhere after the wait."""
    # Slow to import: it brings asyncio. Only someone about to write needs it.
    from filelock import BaseFileLock, FileLock, SoftFileLock, Timeout

    # Any name makes a safe file name this way, and the folder tells nothing.
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    try:
        make_private_folder(folder)
        lock: BaseFileLock = FileLock(folder / f"{digest}.lock", timeout=wait_seconds, mode=0o600)
        lock.acquire()
    except Timeout:
        return None
    except (OSError, NotImplementedError):
        return Hold()
    if isinstance(lock, SoftFileLock):
        # The disk knows no locks, and this stand-in would outlive a crash.
        lock.release()
        return Hold()
    return Hold(lock)
