"""One conversation: actions in, events kept, a telling out.

Every front end drives this very class: the full screen, plain mode, a
facilitator's projector, an author's tests and the machine that plays all
branches.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Protocol

from trainer.conversation.events import (
    Actor,
    ChoiceTaken,
    ConversationStarted,
    DistressShown,
    EndingReached,
    Event,
    Happening,
    HintShown,
    ReplySubmitted,
    Returned,
    ReturnReason,
    VerdictContested,
    branch_to,
)
from trainer.conversation.journal import Journal, JournalUnavailable, MemoryJournal
from trainer.conversation.machine import Story
from trainer.conversation.telling import Decision, Teller, Telling
from trainer.language.cleaning import clean_text
from trainer.language.document import build_scenario, content_hash
from trainer.language.model import Ask, Criterion, Scenario
from trainer.scoring.assessment import Assessment

Clock = Callable[[], datetime]


class Scorer(Protocol):
    """Reads replies to one ask."""

    def assess(self, reply: str, *, is_exercise: bool = False) -> Assessment:
        """Return what was heard. `is_exercise`: never taken for the learner's own distress."""


ScorerMaker = Callable[[Scenario, Ask], Scorer]


class ActionRefused(Exception):
    """The action does not fit here; its message is one plain sentence for the person who acted."""


def make_scorer(scenario: Scenario, ask: Ask) -> Scorer:
    """Return the product's own scorer for `ask`; imported late, it is heavy."""
    from trainer.scoring.scorer import Scorer as KeywordScorer

    return KeywordScorer(scenario.rubric, ask.listen_for)


class Conversation:
    """A scenario being played.

    Each event is journalled before its effect can be seen. When the journal
    gives out, the conversation goes on in memory and `notice` says so.
    """

    def __init__(
        self,
        identifier: str,
        scenario: Scenario,
        document: Mapping[str, Any],
        journal: Journal,
        clock: Clock,
        scorer_maker: ScorerMaker = make_scorer,
    ) -> None:
        self.identifier = identifier
        self.scenario = scenario
        self.notice = ""
        """Set once nothing can be kept any more: a sentence for the learner."""
        self._document = document
        self._journal = journal
        self._clock = clock
        self._scorer_maker = scorer_maker
        self._scorers: dict[str, Scorer] = {}
        self._story = Story(scenario)
        self._events: list[Event] = []
        self._teller = Teller(self._story)
        self._telling: Telling | None = None

    @classmethod
    def start(
        cls,
        identifier: str,
        document: Mapping[str, Any],
        journal: Journal,
        clock: Clock,
        actor: Actor = Actor.LEARNER,
        scorer_maker: ScorerMaker = make_scorer,
    ) -> "Conversation":
        """Begin a conversation on a resolved scenario document.

        Raises DocumentError when the document is not a whole scenario, StoryStuck
        when its states pass on to each other in a circle.
        """
        scenario = build_scenario(document)
        conversation = cls(identifier, scenario, document, journal, clock, scorer_maker)
        content = content_hash(document)
        conversation._keep(lambda: conversation._journal.keep_document(content, document))
        conversation._happen(ConversationStarted(scenario.id, content), actor)
        return conversation

    @classmethod
    def resume(
        cls,
        identifier: str,
        journal: Journal,
        clock: Clock,
        scorer_maker: ScorerMaker = make_scorer,
    ) -> "Conversation":
        """Take up a kept conversation where it stands, on the scenario it began with.

        Raises KeyError when it is not in the journal, or its document is not;
        JournalUnavailable when the journal cannot be read, DocumentError when the
        document is no whole scenario for this version, StoryStuck when the events
        do not fit it or its states pass on to each other in a circle.
        """
        events = journal.events(identifier)
        if not events or not isinstance(events[0].happened, ConversationStarted):
            raise KeyError(identifier)
        document = journal.document(events[0].happened.document)
        scenario = build_scenario(document)
        conversation = cls(identifier, scenario, document, journal, clock, scorer_maker)
        conversation._events = list(events)
        conversation._retell()
        conversation._note_ending(events[-1].actor)
        return conversation

    @property
    def telling(self) -> Telling:
        """What was said on the present branch, and what is awaited."""
        if self._telling is None:
            self._telling = self._teller.telling()
        return self._telling

    @property
    def events(self) -> tuple[Event, ...]:
        """Every event of every branch, in order."""
        return tuple(self._events)

    @property
    def is_finished(self) -> bool:
        """Whether the present branch has reached an ending."""
        return self.telling.ending is not None

    @property
    def last_decision(self) -> Decision | None:
        """The newest reply or choice of the present branch."""
        return self.telling.decisions[-1] if self.telling.decisions else None

    def prepare(self) -> None:
        """Load what reading a reply to the present ask needs; may run on another thread."""
        ask = self.telling.ask
        if ask is not None:
            self._scorer(ask).assess("Thank you.")

    def submit_reply(
        self, text: str, actor: Actor = Actor.LEARNER, *, is_exercise: bool = False
    ) -> Assessment:
        """Send a typed reply, and return what was heard in it.

        A reply that sounds like despair is neither assessed nor kept, unless
        `is_exercise` says that it was part of the exercise; its assessment says
        `is_distress`. Raises ActionRefused when nothing was written, or no reply
        is awaited.
        """
        ask = self.telling.ask
        if ask is None:
            raise ActionRefused("Nobody is waiting for a reply here.")
        reply = clean_text(text).strip()
        if not reply:
            raise ActionRefused("Nothing is written yet.")
        assessment = self._scorer(ask).assess(reply, is_exercise=is_exercise)
        if assessment.is_distress:
            self._happen(DistressShown(ask.id), actor)
            return assessment
        route = self._story.decide_route(self._teller.walker.hearing(assessment))
        self._happen(ReplySubmitted(ask.id, reply, assessment, route), actor)
        return assessment

    def claimable(self) -> tuple[Criterion, ...]:
        """Return the criteria that the last reply may be said to do though unheard."""
        decision = self.last_decision
        if decision is None or decision.reply is None:
            return ()
        return tuple(
            self.scenario.rubric.criteria[one.criterion]
            for one in decision.reply.assessment.verdicts
            if not one.is_fault and not one.was_heard and one.criterion not in decision.reply.claims
        )

    def claim(self, criterion: str, actor: Actor = Actor.LEARNER) -> None:
        """ "I did say that": send the last reply again, with `criterion` taken as said.

        The learner's word is enough. One event says it all, beside the first
        reading and in its place. Raises ActionRefused when the last decision was
        no reply, or the reply was not listened to for it.
        """
        decision = self.last_decision
        if decision is None or decision.reply is None:
            raise ActionRefused("There is no reply to claim it for.")
        if all(one.id != criterion for one in self.claimable()):
            raise ActionRefused("That was not missed in this reply.")
        reply = decision.reply
        claims = (*reply.claims, criterion)
        before = self._told_up_to(decision.before)
        route = self._story.decide_route(before.walker.hearing(reply.assessment, claims))
        before.close()
        self._happen(replace(reply, route=route, claims=claims), actor, after=decision.before)

    def choose(self, choice: str, actor: Actor = Actor.LEARNER) -> None:
        """Take an option. Raises ActionRefused when it is not on offer."""
        if all(open_choice.id != choice for open_choice in self.telling.choices):
            raise ActionRefused("That option is not on offer here.")
        self._happen(ChoiceTaken(choice), actor)

    def show_hint(self, actor: Actor = Actor.LEARNER) -> str:
        """Return the present ask's hint and note that it was wanted; "" when there is none."""
        ask = self.telling.ask
        if ask is None or not ask.hint:
            return ""
        self._happen(HintShown(ask.id), actor)
        return ask.hint

    def undo(self, actor: Actor = Actor.LEARNER) -> Decision:
        """Go back to before the last decision and return it; the old branch is kept.

        Raises ActionRefused at the start.
        """
        decision = self.last_decision
        if decision is None:
            raise ActionRefused("This is the start: there is nothing to take back.")
        self.return_to(decision.before, ReturnReason.UNDO, actor)
        return decision

    def return_to(self, event: int, reason: ReturnReason, actor: Actor = Actor.LEARNER) -> None:
        """Go back to an earlier event, on any branch. Raises ActionRefused for an unknown one."""
        if not 0 <= event < len(self._events):
            raise ActionRefused("There is no such place in this conversation.")
        self._happen(Returned(reason), actor, after=event)

    def contest(
        self, reply: int, criterion: str, *, was_said: bool, actor: Actor = Actor.LEARNER
    ) -> None:
        """Keep that the learner disagrees with a verdict on the reply of event `reply`.

        Raises ActionRefused when there is no such reply, or no verdict on `criterion`.
        """
        happened = self._events[reply].happened if 0 <= reply < len(self._events) else None
        if not isinstance(happened, ReplySubmitted):
            raise ActionRefused("There is no such reply in this conversation.")
        if happened.assessment.verdict(criterion) is None:
            raise ActionRefused("That was not listened for in this reply.")
        self._happen(VerdictContested(reply, criterion, was_said), actor)

    def contested(self, reply: int) -> Mapping[str, bool]:
        """Return the contested criteria of a reply: True for "I did say that".

        A reply sent again with a claim is the same reply: what was said of it stands.
        """
        if not 0 <= reply < len(self._events):
            return {}
        sent = [one for one in self._events if _is_same_reply(self._events[reply], one)]
        numbers = {event.number for event in sent}
        told: dict[str, bool] = {}
        for event in self._events:
            match event.happened:
                case VerdictContested(of, criterion, was_said) if of in numbers:
                    told[criterion] = was_said
                case ReplySubmitted(claims=claims) if event.number in numbers:
                    told.update(dict.fromkeys(claims, True))
        return told

    def _scorer(self, ask: Ask) -> Scorer:
        if ask.id not in self._scorers:
            self._scorers[ask.id] = self._scorer_maker(self.scenario, ask)
        return self._scorers[ask.id]

    def _happen(self, happened: Happening, actor: Actor, *, after: int | None = None) -> None:
        """Keep and tell what happened, under event `after`, or under the newest."""
        newest = len(self._events) - 1 if self._events else None
        event = Event(
            conversation=self.identifier,
            number=len(self._events),
            parent=newest if after is None else after,
            at=self._clock(),
            actor=actor,
            happened=happened,
        )
        self._keep(lambda: self._journal.append(event))
        self._events.append(event)
        if event.parent == newest:
            self._teller.tell(event)
            self._telling = None
        else:
            self._retell()
        if not isinstance(happened, EndingReached):
            self._note_ending(actor)

    def _note_ending(self, actor: Actor) -> None:
        """Keep that an ending was reached, once for each arrival."""
        ending = self.telling.ending
        if ending is None:
            return
        for event in reversed(branch_to(self._events, len(self._events) - 1)):
            if isinstance(event.happened, EndingReached):
                return
            if isinstance(event.happened, ReplySubmitted | ChoiceTaken | ConversationStarted):
                break
        self._happen(EndingReached(self.telling.state, ending.outcome.value, ending.title), actor)

    def _retell(self) -> None:
        self._teller.close()
        self._teller = self._told_up_to(len(self._events) - 1)
        self._telling = None

    def _told_up_to(self, number: int) -> Teller:
        """Return a teller that was told the branch that ends at event `number`."""
        teller = Teller(self._story)
        for event in branch_to(self._events, number):
            teller.tell(event)
        return teller

    def _keep(self, write: Callable[[], None]) -> None:
        try:
            write()
        except JournalUnavailable as failure:
            self.notice = f"{failure} The conversation goes on, but nothing more of it is kept."
            memory = MemoryJournal()
            memory.keep_document(content_hash(self._document), self._document)
            for event in self._events:
                memory.append(event)
            self._journal = memory
            write()


def _is_same_reply(one: Event, other: Event) -> bool:
    """Whether two events are one reply, sent again with a claim: the same words in one place."""
    if not isinstance(one.happened, ReplySubmitted):
        return False
    if not isinstance(other.happened, ReplySubmitted):
        return False
    return one.parent == other.parent and one.happened.text == other.happened.text
