import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.records.builders import choice, ending, event, started
from trainer.conversation.events import Returned, ReturnReason
from trainer.language.model import Outcome
from trainer.records.places import Places, ProfileNameRefused
from trainer.records.store import Records, open_records
from trainer.records.turnstile import ConversationOpenElsewhere

CHECKOUT = Path(__file__).parents[2]


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(tmp_path / "home")


def play(records: Records, conversation: str, outcome: Outcome | None = None) -> None:
    records.journal.append(started(conversation))
    records.journal.append(choice(1, conversation=conversation))
    if outcome is not None:
        records.journal.append(ending(2, outcome, conversation=conversation))


def test_looking_around_on_a_fresh_machine_writes_nothing(places: Places) -> None:
    with closing(open_records(places)) as records:
        assert records.is_kept
        assert (records.notice, records.first_run) == ("", True)
        assert (records.conversations(), records.last_unfinished()) == ((), None)
        assert records.status("cold_ask").attempts == 0
        records.forget_all()
    assert not places.home.exists()


def test_what_was_played_is_there_the_next_time(places: Places) -> None:
    with closing(open_records(places)) as records:
        play(records, "monday", Outcome.STRONG)
        play(records, "tuesday")
    with closing(open_records(places)) as records:
        assert [one.id for one in records.conversations()] == ["tuesday", "monday"]
        assert records.status("cold_ask").last_outcome is Outcome.STRONG
        assert len(records.journal.events("monday")) == 3


def test_the_last_unfinished_conversation_is_the_one_to_continue(places: Places) -> None:
    with closing(open_records(places)) as records:
        for name, outcome in (("a", None), ("b", None), ("c", Outcome.MIXED)):
            play(records, name, outcome)
        last = records.last_unfinished()
        assert last is not None
        assert last.id == "b"
        went_back = event(3, Returned(ReturnReason.UNDO), conversation="c", parent=0)
        records.journal.append(went_back)
        last = records.last_unfinished()
        assert last is not None
        assert last.id == "c"


def test_it_is_a_first_run_until_one_conversation_has_ended(places: Places) -> None:
    with closing(open_records(places)) as records:
        play(records, "monday")
        assert records.first_run
        play(records, "tuesday", Outcome.MISSED)
        assert not records.first_run


def test_profiles_are_stores_of_their_own(places: Places) -> None:
    with closing(open_records(places, "ana")) as records:
        play(records, "monday")
    with closing(open_records(places, "ben")) as records:
        assert records.conversations() == ()
    with closing(open_records(places, "Ana")) as records:
        assert len(records.conversations()) == 1
    assert places.profiles() == ("ana",)


def test_a_profile_that_cannot_be_a_folder_is_refused(places: Places) -> None:
    with pytest.raises(ProfileNameRefused):
        open_records(places, "../ana")


def test_private_records_touch_no_disk(places: Places) -> None:
    with closing(open_records(places, private=True)) as records, records.hold("monday"):
        play(records, "monday", Outcome.STRONG)
        assert not records.is_kept
        assert records.notice == ""
        assert records.status("cold_ask").attempts == 1
        assert not records.first_run
    assert not places.home.exists()


def test_a_conversation_is_for_one_window(places: Places) -> None:
    with closing(open_records(places)) as one, closing(open_records(places)) as other:
        with one.hold("monday"), pytest.raises(ConversationOpenElsewhere):
            other.hold("monday")
        with other.hold("monday"):
            pass


def test_one_profile_does_not_hold_for_another(places: Places) -> None:
    ana, ben = open_records(places, "ana"), open_records(places, "ben")
    with ana.hold("monday"), ben.hold("monday"):
        pass


def test_forgetting_reaches_one_or_all(places: Places) -> None:
    with closing(open_records(places)) as records:
        play(records, "monday")
        play(records, "tuesday")
        records.forget("tuesday")
        assert [one.id for one in records.conversations()] == ["monday"]
        records.forget_all()
        assert records.conversations() == ()


def assert_playable_but_unkept(records: Records) -> None:
    assert not records.is_kept
    assert records.notice.endswith("Until then nothing you type is kept.")
    with records.hold("monday"):
        play(records, "monday", Outcome.MIXED)
    assert len(records.conversations()) == 1


def test_where_nothing_can_be_written_one_plays_on_and_is_told(places: Places) -> None:
    places.home.write_text("a file in the way")
    with closing(open_records(places)) as records:
        assert_playable_but_unkept(records)
        assert str(places.home) in records.notice


def test_an_account_without_a_home_plays_on_and_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with closing(open_records(Places(Path("~/.local/share/trainer")))) as records:
        assert_playable_but_unkept(records)
        assert "TRAINER_HOME" in records.notice
    assert list(tmp_path.iterdir()) == []


def test_damaged_records_are_left_alone_and_one_plays_on(places: Places) -> None:
    database = places.database("default")
    database.parent.mkdir(parents=True)
    database.write_text("not a database")
    with closing(open_records(places)) as records:
        assert_playable_but_unkept(records)
        assert "damaged" in records.notice
    assert database.read_text() == "not a database"


def test_opening_records_loads_nothing_that_home_does_not_need(places: Places) -> None:
    program = (
        "import sys; from pathlib import Path\n"
        "from trainer.records.places import Places\n"
        "from trainer.records.store import open_records\n"
        f"records = open_records(Places(Path({str(places.home)!r})))\n"
        "assert records.first_run\n"
        "print(*{'sqlite3', 'filelock', 'asyncio', 'platformdirs', 'textual'} & {*sys.modules})"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=CHECKOUT, check=True
    )
    assert ran.stdout.split() == []


def test_erasing_says_that_all_is_gone_only_where_it_is(places: Places) -> None:
    with closing(open_records(places)) as records:
        play(records, "monday")
        assert records.why_not_erased == ""
        assert records.forget_all().startswith("Erased.")
        assert records.conversations() == ()


def test_erasing_in_private_names_the_file_it_does_not_reach(places: Places) -> None:
    with closing(open_records(places, private=True)) as records:
        assert records.forget_all() == "Nothing is kept here, so there is nothing to erase."
    with closing(open_records(places)) as records:
        play(records, "monday")
    with closing(open_records(places, private=True)) as records:
        said = records.forget_all()
    assert said.startswith(f"Nothing was erased: {places.database('default')} is not open here.")
    assert "without --private" in said


def test_erasing_says_nothing_false_of_records_that_could_not_be_opened(places: Places) -> None:
    with closing(open_records(places)) as records:
        play(records, "monday")
    with closing(sqlite3.connect(places.database("default"))) as connection:
        connection.execute("PRAGMA user_version = 99")
    with closing(open_records(places)) as records:
        said = records.forget_all()
    assert said == f"Nothing was erased: {places.database('default')} is not open here."


def test_what_is_set_aside_is_not_offered_again_in_this_sitting(places: Places) -> None:
    with closing(open_records(places)) as records:
        play(records, "monday")
        play(records, "tuesday")
        records.set_aside("tuesday")
        last = records.last_unfinished()
        assert last is not None
        assert last.id == "monday"
        assert len(records.conversations()) == 2
    with closing(open_records(places)) as records:
        last = records.last_unfinished()
        assert last is not None
        assert last.id == "tuesday"
