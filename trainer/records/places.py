"""Where records live, and who may read them.

    HOME/                           TRAINER_HOME, else the platform's data folder
      profiles/NAME/                0700
        records.sqlite3             0600, like its -wal and -shm
        locks/                      one small file for each open conversation

Nothing here is read at import: the environment is handed in.
"""

import os
import re
import stat
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

DEFAULT_PROFILE = "default"

_PROFILE_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,31}")
# Windows opens a device, not a folder, by these names.
_DEVICE_NAME = re.compile(r"con|prn|aux|nul|(com|lpt)[0-9]")


class ProfileNameRefused(ValueError):
    """A profile cannot be called so. Its message is one plain sentence."""


def profile_name(typed: str) -> str:
    """Return the name of the profile meant by `typed`, or raise ProfileNameRefused.

    Case is folded: on some disks "Ana" and "ana" would be one folder.
    """
    name = typed.strip().lower()
    if not _PROFILE_NAME.fullmatch(name):
        raise ProfileNameRefused(
            f"A profile cannot be called {typed!r}: use up to 32 letters a-z, digits, - and _, "
            "starting with a letter or digit."
        )
    if _DEVICE_NAME.fullmatch(name):
        raise ProfileNameRefused(f"Windows keeps the name {typed!r} for itself: choose another.")
    return name


@dataclass(frozen=True, slots=True)
class Places:
    """Where one person's records live."""

    home: Path

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Places":
        """Find the home: TRAINER_HOME, XDG_DATA_HOME, or what the platform uses."""
        if chosen := environment.get("TRAINER_HOME", "").strip():
            with suppress(RuntimeError):  # "~name" of nobody: taken as it is written
                return cls(Path(chosen).expanduser().absolute())
            return cls(Path(chosen).absolute())
        shared = environment.get("XDG_DATA_HOME", "").strip()
        if shared and Path(shared).is_absolute():
            return cls(Path(shared) / "trainer")
        import platformdirs  # only here: it costs more than all the rest of this module

        return cls(Path(platformdirs.user_data_dir("trainer", appauthor=False)))

    @property
    def is_known(self) -> bool:
        """Whether there is a home at all: an account without a home folder has none."""
        return self.home.is_absolute()

    def profile_folder(self, profile: str) -> Path:
        """Return the folder of `profile`; ProfileNameRefused when it cannot be called so."""
        return self.home / "profiles" / profile_name(profile)

    def database(self, profile: str) -> Path:
        """Return the place of the profile's records file."""
        return self.profile_folder(profile) / "records.sqlite3"

    def locks(self, profile: str) -> Path:
        """Return the folder that says which of the profile's conversations are open."""
        return self.profile_folder(profile) / "locks"

    def profiles(self) -> tuple[str, ...]:
        """Return the names of the profiles that have a folder, sorted."""
        try:
            with os.scandir(self.home / "profiles") as entries:
                names = [entry.name for entry in entries if entry.is_dir()]
        except OSError:
            return ()
        return tuple(sorted(name for name in names if _PROFILE_NAME.fullmatch(name)))


def can_be_written(folder: Path) -> bool:
    """Whether files can be made in `folder`, or it can be made. Touches nothing."""
    nearest = folder
    try:
        while not nearest.exists() and nearest != nearest.parent:
            nearest = nearest.parent
    except PermissionError:
        return False
    effective = os.access in os.supports_effective_ids
    return nearest.is_dir() and os.access(nearest, os.W_OK | os.X_OK, effective_ids=effective)


def make_private_folder(folder: Path) -> None:
    """Make `folder`, and every folder above it that is missing, for its owner only; OSError."""
    missing = [folder, *folder.parents]
    missing = missing[: next(i for i, one in enumerate(missing) if one.exists())]
    for one in reversed(missing):
        one.mkdir(mode=0o700, exist_ok=True)
        # The umask can only have taken rights away: give the owner's back.
        one.chmod(0o700)
    folder.mkdir(exist_ok=True)  # says so when a file stands there
    keep_private(folder)


def make_private_file(path: Path) -> None:
    """Make an empty file for its owner only, unless it is there; OSError."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    keep_private(path)


def keep_private(path: Path) -> None:
    """Take other people's rights away, where the platform knows of any and they are ours to take.

    A file that was restored or copied often comes back readable by everyone.
    """
    with suppress(OSError):
        wanted = 0o700 if path.is_dir() else 0o600
        if stat.S_IMODE(path.stat().st_mode) != wanted:
            path.chmod(wanted)
