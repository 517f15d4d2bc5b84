"""Any conversation, straight through and saved and loaded after every step, is the same one."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from tests.builders import TickingClock, WordScorer, asking, document, resume, said, start
from tests.conversation.generated import Act, acts, documents
from trainer.conversation.conversation import Conversation, Scorer
from trainer.conversation.debrief import make_debrief
from trainer.conversation.events import (
    ChoiceTaken,
    Happening,
    ReplySubmitted,
    branch_to,
    happening_from_plain,
    happening_to_plain,
    kind_of,
)
from trainer.conversation.journal import Journal, MemoryJournal
from trainer.conversation.machine import Story, StoryStuck
from trainer.conversation.telling import Chose, Replied, Spoken, Teller, Telling
from trainer.language.document import build_scenario, content_hash
from trainer.language.model import Ask, Scenario
from trainer.records.sqlite_journal import SqliteJournal
from trainer.scoring.assessment import Assessment

Plain = dict[str, Any]
quick = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def deaf_scorer(scenario: Scenario, ask: Ask) -> Scorer:
    raise AssertionError("a replay never scores")


def played(plain: Plain, deeds: list[Act], journal: Journal | None = None) -> Conversation:
    conversation = start(plain, journal)
    for deed in deeds:
        deed.do(conversation)
    return conversation


def played_in_pieces(
    plain: Plain, deeds: list[Act], journal: Journal, reopened: Callable[[], Journal]
) -> Conversation:
    clock: Callable[[], datetime] = TickingClock()
    conversation = Conversation.start("talk", plain, journal, clock, scorer_maker=WordScorer)
    for deed in deeds:
        conversation = Conversation.resume("talk", reopened(), clock, WordScorer)
        deed.do(conversation)
    return conversation


@given(plain=documents(), deeds=acts)
@quick
def test_saving_and_loading_after_every_step_changes_nothing_in_memory(
    plain: Plain, deeds: list[Act]
) -> None:
    journal = MemoryJournal()
    straight = played(plain, deeds)
    pieces = played_in_pieces(plain, deeds, journal, lambda: journal)
    assert pieces.telling == straight.telling
    assert pieces.events == straight.events == journal.events("talk")


@given(plain=documents(), deeds=acts)
@settings(quick, max_examples=12)
def test_saving_and_loading_after_every_step_changes_nothing_on_disk(
    plain: Plain, deeds: list[Act]
) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "records.sqlite3"
        opened = [SqliteJournal(path)]

        def reopened() -> Journal:
            opened[-1].close()
            opened.append(SqliteJournal(path))
            return opened[-1]

        straight = played(plain, deeds)
        pieces = played_in_pieces(plain, deeds, opened[0], reopened)
        assert pieces.telling == straight.telling
        assert pieces.events == straight.events == reopened().events("talk")
        opened[-1].close()


@given(plain=documents(), deeds=acts)
@quick
def test_a_replay_never_scores(plain: Plain, deeds: list[Act]) -> None:
    journal = MemoryJournal()
    conversation = played(plain, deeds, journal)
    again = resume(journal, scorer_maker=deaf_scorer)
    assert again.telling == conversation.telling
    assert make_debrief(again) == make_debrief(conversation)


@given(plain=documents(), deeds=acts)
@quick
def test_any_prefix_of_any_branch_can_be_told(plain: Plain, deeds: list[Act]) -> None:
    conversation = played(plain, deeds)
    story = Story(build_scenario(plain))
    for event in conversation.events:
        teller = Teller(story)
        for one in branch_to(conversation.events, event.number):
            teller.tell(one)
        telling = teller.telling()
        assert telling.state in plain["states"]
        awaited = [telling.ask is not None, bool(telling.choices), telling.ending is not None]
        assert sum(awaited) == 1


@given(plain=documents(), deeds=acts)
@quick
def test_taking_a_step_back_and_doing_it_again_tells_the_same(
    plain: Plain, deeds: list[Act]
) -> None:
    conversation = played(plain, deeds)
    decision = conversation.last_decision
    if decision is None or (decision.reply is not None and decision.reply.claims):
        return
    before = unnumbered(conversation.telling)
    conversation.undo()
    if decision.reply is not None:
        conversation.submit_reply(decision.reply.text, is_exercise=True)
    elif decision.choice is not None:
        conversation.choose(decision.choice.id)
    # What came after the decision and changed nothing in the story is not done again.
    assert without_support(unnumbered(conversation.telling)) == without_support(before)


@given(plain=documents(), deeds=acts)
@quick
def test_vars_stay_in_their_range_and_points_never_fall_below_zero(
    plain: Plain, deeds: list[Act]
) -> None:
    telling = played(plain, deeds).telling
    for name, variable in plain["vars"].items():
        assert variable["min"] <= telling.variables[name] <= variable["max"]
    assert telling.points >= 0


@given(plain=documents(), deeds=acts)
@quick
def test_every_event_survives_the_plain_form_that_journals_keep(
    plain: Plain, deeds: list[Act]
) -> None:
    for event in played(plain, deeds).events:
        kept = json.loads(json.dumps(happening_to_plain(event.happened)))
        assert happening_from_plain(kind_of(event.happened), kept) == event.happened


@given(plain=documents(), deeds=acts)
@quick
def test_events_are_only_ever_appended(plain: Plain, deeds: list[Act]) -> None:
    conversation = start(plain)
    for deed in deeds:
        before = conversation.events
        deed.do(conversation)
        assert conversation.events[: len(before)] == before
    assert [event.number for event in conversation.events] == list(range(len(conversation.events)))


def unnumbered(telling: Telling) -> tuple[object, ...]:
    entries = []
    for entry in telling.entries:
        match entry:
            case Spoken(line):
                entries.append(line.text)
            case Replied(text=text) | Chose(text=text):
                entries.append(f"You: {text}")
            case _:
                entries.append("(support)")
    return (
        entries,
        telling.state,
        dict(telling.variables),
        telling.points,
        dict(telling.visits),
        telling.ever_heard,
    )


def without_support(told: tuple[object, ...]) -> tuple[object, ...]:
    entries = told[0]
    assert isinstance(entries, list)
    return ([entry for entry in entries if entry != "(support)"], *told[1:])


def test_an_edited_scenario_leaves_a_saved_run_as_it_was() -> None:
    journal = MemoryJournal()
    plain = document({"open": asking([{"goto": "late"}]), "late": asking(ask="second")})
    conversation = start(plain, journal)
    conversation.submit_reply("hello")
    told = said(conversation)
    plain["states"]["late"] = {"say": [{"scene": "Rewritten."}], "goto": "good_end"}
    plain["states"]["open"]["routes"] = [{"goto": "good_end"}]
    plain["title"] = "Another talk"
    again = resume(MemoryCopy(journal))
    assert said(again) == told
    assert again.scenario.title == "Small talk"
    again.submit_reply("bye")
    assert again.is_finished


class MemoryCopy(MemoryJournal):
    """What another process would read: the same events and documents, from their plain form."""

    def __init__(self, kept: Journal) -> None:
        super().__init__()
        for event in kept.events("talk"):
            self.append(event)
        self._kept = kept

    def document(self, content_hash: str) -> Plain:
        plain: Plain = json.loads(json.dumps(self._kept.document(content_hash)))
        return plain


def test_a_crash_between_the_last_reply_and_its_ending_is_made_good() -> None:
    whole = start(document({"open": asking()}))
    whole.submit_reply("bye")
    torn = MemoryJournal()
    plain = document({"open": asking()})
    torn.keep_document(content_hash(plain), plain)
    for event in whole.events[:-1]:
        torn.append(event)
    again = resume(torn)
    assert [event.happened for event in again.events] == [e.happened for e in whole.events]
    assert torn.events("talk") == again.events
    assert len(resume(torn).events) == len(whole.events)


@pytest.mark.parametrize(
    "happened",
    [ChoiceTaken("gone"), ReplySubmitted("first", "hi", Assessment(()), route=7)],
    ids=["choice", "reply"],
)
def test_events_that_do_not_fit_the_kept_story_are_told_as_that(happened: Happening) -> None:
    journal = MemoryJournal()
    begun = start(document({"open": asking()}), journal).events[0]
    journal.append(replace(begun, number=1, parent=0, happened=happened))
    with pytest.raises(StoryStuck):
        resume(journal)
