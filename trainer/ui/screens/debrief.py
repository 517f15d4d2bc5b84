"""Debrief: a short first page about one reply at a time, and more behind one key."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget

from trainer.commands import Where, commands_at
from trainer.conversation.conversation import Conversation
from trainer.conversation.debrief import make_debrief
from trainer.conversation.debrief_page import (
    NOT_JUDGED,
    NOTHING_HEARD,
    OUTCOME_WORDS,
    READ_IN_PART,
    Fork,
    Judgement,
    ReplyReview,
    Standing,
    VerdictLine,
)
from trainer.conversation.events import ReturnReason
from trainer.conversation.quotation import Piece
from trainer.conversation.wording import (
    BACK_AT_A_REPLY,
    NO_TYPED_REPLY,
    NOTHING_TO_CONTEST,
    TENTATIVELY,
)
from trainer.ui.key_line import KeyLine, bindings_at
from trainer.ui.safe_text import Words, joined, words
from trainer.ui.screens.pick import PickScreen

if TYPE_CHECKING:
    from trainer.ui.app import TrainerApp

_RAISED_DIGITS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_SIGN = {
    Standing.HEARD: "●",
    Standing.CLAIMED: "●",
    Standing.PARTLY: "◐",
    Standing.NOT_HEARD: "○",
    Standing.NOT_APPLICABLE: "–",
    Standing.YOURS_TO_JUDGE: "?",
    Standing.COMMITTED: "▲",
    Standing.AVOIDED: "–",
    Standing.DISOWNED: "–",
}


class DebriefScreen(Screen[None]):
    """What was heard in each typed reply, in the learner's own words."""

    CSS_PATH = "debrief.tcss"
    PLACES = (Where.DEBRIEF, Where.EVERYWHERE)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_at(Where.DEBRIEF)]

    app: "TrainerApp"

    def __init__(self, conversation: Conversation) -> None:
        super().__init__()
        self.conversation = conversation
        self._debrief = make_debrief(conversation)
        self._index = 0
        self._shows_more = False

    @property
    def support_text(self) -> str:
        """The support text of this scenario's pack."""
        return self.conversation.scenario.support

    def compose(self) -> ComposeResult:
        """Lay out the screen."""
        with Horizontal(classes="title-line"):
            yield Words(self._debrief.ending_title, classes="title")
            yield Words(id="which", classes="aside")
        yield VerticalScroll(id="page")
        yield KeyLine()

    async def on_mount(self) -> None:
        """Show the first reply."""
        await self._show()
        self.query_one("#page").focus()

    @property
    def _review(self) -> ReplyReview | None:
        reviews = self._debrief.reviews
        return reviews[self._index] if reviews else None

    async def _show(self) -> None:
        count = len(self._debrief.reviews)
        self.query_one("#which", Words).show(f"reply {self._index + 1} of {count}" if count else "")
        page = self.query_one("#page", VerticalScroll)
        await page.remove_children()
        await page.mount_all(self._page())
        page.scroll_home(animate=False)
        self.query_one(KeyLine).offer(
            [
                one
                for one in commands_at(*self.PLACES)
                if one.id != "quit" and (one.id != "next" or count > 1)
            ]
        )

    def _page(self) -> Iterator[Widget]:
        if self._index == 0 and self._debrief.ending_text:
            outcome = self._debrief.outcome
            yield Words(
                joined(
                    words(f"{OUTCOME_WORDS[outcome]}. " if outcome else "", "bold"),
                    self._debrief.ending_text,
                ),
                classes="ending",
            )
        review = self._review
        if review is None:
            yield Words(NO_TYPED_REPLY, classes="quiet")
        else:
            yield from self._first_page(review)
        if self._shows_more:
            yield from self._more(review)

    def _first_page(self, review: ReplyReview) -> Iterator[Widget]:
        if review.other_side:
            yield _row(review.side_label, review.other_side)
        yield _row("You wrote", _marked(review.pieces))
        if review.was_cut:
            yield _row("", words(READ_IN_PART, "$quiet"))
        if review.showed_nothing:
            yield _row("", NOTHING_HEARD)
            return
        if review.landed:
            yield _row("¹ Landed", _sentence(review.landed))
        if review.to_try:
            yield _row(
                "² Change" if review.to_try.is_fault else "Try",
                _sentence(review.to_try),
                *(f"“{wording}”" for wording in review.to_try.wordings),
            )
        if review.also_heard:
            yield _row("Also heard", ", ".join(review.also_heard))
        if review.perhaps_heard:
            yield _row("Perhaps", ", ".join(review.perhaps_heard))
        if review.did_not_apply:
            yield _row("Did not apply", ", ".join(review.did_not_apply))
        yield _row("", words(NOT_JUDGED, "$quiet"))

    def _more(self, review: ReplyReview | None) -> Iterator[Widget]:
        if review is not None:
            if review.whole != review.pieces:
                yield Words("Your whole reply", classes="more-heading")
                yield Words(_marked(review.whole), classes="whole")
            yield Words("Everything that was listened for", classes="more-heading")
            for verdict in review.verdicts:
                yield _verdict(verdict)
        yield Words("The path you took", classes="more-heading")
        for number, fork in enumerate(self._debrief.forks, start=1):
            yield _fork(number, fork)

    async def action_next(self) -> None:
        """The next reply, round to the first."""
        await self._turn(1)

    async def action_previous(self) -> None:
        """The reply before, round to the last."""
        await self._turn(-1)

    async def _turn(self, step: int) -> None:
        if self._debrief.reviews:
            self._index = (self._index + step) % len(self._debrief.reviews)
            await self._show()

    async def action_more(self) -> None:
        """Show or hide what stands behind the first page."""
        self._shows_more = not self._shows_more
        await self._show()
        if self._shows_more:
            heading = self.query(".more-heading").first()
            self.query_one("#page").call_after_refresh(
                lambda: heading.scroll_visible(top=True, animate=False)
            )

    def action_rewrite(self) -> None:
        """Go back to this reply, its words in the box."""
        from trainer.ui.screens.talk import TalkScreen

        review = self._review
        if review is None:
            self.app.tell(NO_TYPED_REPLY)
            return
        text = "".join(
            decision.reply.text
            for decision in self.conversation.telling.decisions
            if decision.event == review.event and decision.reply
        )
        self.conversation.return_to(review.before, ReturnReason.FORK)
        self.app.switch_screen(TalkScreen(self.conversation, draft=text))
        is_kept = self.app.records.keeps(self.conversation)
        self.app.tell(BACK_AT_A_REPLY + (" Your first attempt is kept." if is_kept else ""))

    def action_contest(self) -> None:
        """Say what was missed or credited in error."""
        review = self._review
        verdicts = () if review is None else review.verdicts
        answers = [
            (
                verdict.criterion,
                f"{verdict.contest_words}: {verdict.title}",
            )
            for verdict in verdicts
            if verdict.can_be_contested
        ]
        if not answers or review is None:
            self.app.tell(NOTHING_TO_CONTEST)
            return

        async def answered(criterion: str | None) -> None:
            if criterion is None:
                return
            was_missed = next(one.was_missed for one in verdicts if one.criterion == criterion)
            self.conversation.contest(review.event, criterion, was_said=was_missed)
            self._debrief = make_debrief(self.conversation)
            await self._show()
            self.app.tell(self.app.records.contest_noted(self.conversation))

        self.app.push_screen(PickScreen("What was misread in this reply?", answers), answered)

    async def action_back(self) -> None:
        """Close what stands behind the first page; from there, go home."""
        if self._shows_more:
            await self.action_more()
        else:
            self.action_home()

    def action_home(self) -> None:
        """Back to the scenarios."""
        self.app.go_home()


def _row(label: str, said: str | Content, *under: str) -> Horizontal:
    """A label and what is said to it; `under` are wordings, in a hanging indent."""
    return Horizontal(
        Words(label, classes="label"),
        Vertical(Words(said), *(Words(one, classes="hanging") for one in under), classes="said"),
        classes="row" if label else "row -unlabelled",
    )


def _marked(pieces: tuple[Piece, ...]) -> Content:
    """Return the reply with its evidence underlined and numbered: no meaning by colour alone."""
    parts: list[Content | str] = ["“"]
    for piece in pieces:
        if piece.marks:
            parts.append(words(piece.text, "underline $own"))
            parts.append("·".join(str(mark).translate(_RAISED_DIGITS) for mark in piece.marks))
        else:
            parts.append(piece.text)
    return joined(*parts, "”")


def _sentence(judgement: Judgement) -> Content:
    return joined(
        words(judgement.title, "bold"),
        words(f" ({TENTATIVELY})" if judgement.is_tentative else "", "$quiet"),
        f". {judgement.sentence}",
    )


def _verdict(verdict: VerdictLine) -> Vertical:
    under: list[Content] = [words(quote.said, "$own") for quote in verdict.quotes]
    under += [words(f"nearly: “{nearly.text}”, but {nearly.why}") for nearly in verdict.nearly]
    under.append(words(verdict.meaning, "$quiet"))
    mark = "" if verdict.mark is None else str(verdict.mark).translate(_RAISED_DIGITS)
    heading = joined(
        f"{_SIGN[verdict.standing]} ",
        words(verdict.title, "bold"),
        words(f"{mark}  {verdict.verdict}", "$quiet"),
    )
    return _entry(heading, under)


def _fork(number: int, fork: Fork) -> Vertical:
    did = " ".join(fork.did.split())
    short = did if len(did) <= 68 else f"{did[:67]}…"
    return _entry(
        joined(words(f"{number} ", "$quiet"), short),
        [words(f"or: {other}", "$quiet") for other in fork.others],
    )


def _entry(heading: Content, under: Iterable[Content]) -> Vertical:
    return Vertical(
        Words(heading), *(Words(one, classes="hanging") for one in under), classes="entry"
    )
