import os
import stat
import sys
from pathlib import Path

import pytest

from trainer.records.places import (
    Places,
    ProfileNameRefused,
    can_be_written,
    make_private_file,
    make_private_folder,
    profile_name,
)

needs_file_modes = pytest.mark.skipif(sys.platform == "win32", reason="no POSIX file modes")


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_trainer_home_comes_before_everything(tmp_path: Path) -> None:
    environment = {"TRAINER_HOME": str(tmp_path / "mine"), "XDG_DATA_HOME": str(tmp_path)}
    assert Places.from_environment(environment).home == tmp_path / "mine"


def test_a_relative_trainer_home_is_taken_from_where_one_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert Places.from_environment({"TRAINER_HOME": "here"}).home == tmp_path / "here"


def test_the_home_of_an_unknown_user_is_a_folder_of_that_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    places = Places.from_environment({"TRAINER_HOME": "~nobody_is_called_so/x"})
    assert places.home == tmp_path / "~nobody_is_called_so/x"


def test_the_shared_data_folder_is_honoured_when_it_is_absolute(tmp_path: Path) -> None:
    assert Places.from_environment({"XDG_DATA_HOME": str(tmp_path)}).home == tmp_path / "trainer"


def test_a_relative_shared_data_folder_is_ignored_as_its_specification_asks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    home = Places.from_environment({"XDG_DATA_HOME": "share"}).home
    assert home.name == "trainer"
    assert home.is_relative_to(tmp_path) or sys.platform == "win32"


@pytest.mark.parametrize(
    ("typed", "name"),
    [("default", "default"), ("Ana", "ana"), (" ward_3-b ", "ward_3-b"), ("2026", "2026")],
)
def test_profile_names_are_folded_to_one_spelling(typed: str, name: str) -> None:
    assert profile_name(typed) == name


@pytest.mark.parametrize(
    "typed", ["", " ", "..", "a/b", "a\\b", "-x", "josé", "a b", "a" * 33, "con", "LPT1", "a\nb"]
)
def test_names_that_are_no_safe_folder_are_refused_in_a_sentence(typed: str) -> None:
    with pytest.raises(ProfileNameRefused, match=r"\.$"):
        profile_name(typed)


def test_profiles_lists_only_folders_that_are_profiles(tmp_path: Path) -> None:
    places = Places(tmp_path)
    assert places.profiles() == ()
    for folder in ("ana", "default", ".hidden", "Not One"):
        (tmp_path / "profiles" / folder).mkdir(parents=True)
    (tmp_path / "profiles" / "file").touch()
    assert places.profiles() == ("ana", "default")


@needs_file_modes
@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077, 0o777])
def test_folders_and_files_are_the_owners_whatever_the_umask(tmp_path: Path, umask: int) -> None:
    old = os.umask(umask)
    try:
        make_private_folder(tmp_path / "a" / "b")
        make_private_file(tmp_path / "a" / "b" / "file")
    finally:
        os.umask(old)
    assert [mode_of(tmp_path / "a"), mode_of(tmp_path / "a" / "b")] == [0o700, 0o700]
    assert mode_of(tmp_path / "a" / "b" / "file") == 0o600


@needs_file_modes
def test_a_folder_that_was_open_to_others_is_closed(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a").chmod(0o755)
    make_private_folder(tmp_path / "a")
    assert mode_of(tmp_path / "a") == 0o700


@needs_file_modes
def test_a_file_in_the_folders_way_is_not_touched(tmp_path: Path) -> None:
    in_the_way = tmp_path / "a"
    in_the_way.write_text("mine")
    in_the_way.chmod(0o644)
    with pytest.raises(OSError, match="exists"):
        make_private_folder(in_the_way)
    assert (in_the_way.read_text(), mode_of(in_the_way)) == ("mine", 0o644)


def test_asking_whether_a_folder_can_be_written_makes_nothing(tmp_path: Path) -> None:
    assert can_be_written(tmp_path / "a" / "b")
    assert not (tmp_path / "a").exists()


def test_nothing_can_be_written_under_a_file(tmp_path: Path) -> None:
    (tmp_path / "a").touch()
    assert not can_be_written(tmp_path / "a" / "b")
