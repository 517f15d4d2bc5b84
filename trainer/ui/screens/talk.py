"""Talk: the conversation as a chat, and the box where a reply is written."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import Button, OptionList, TextArea
from textual.widgets.option_list import Option

from trainer.commands import Where, commands_at
from trainer.conversation.conversation import ActionRefused, Conversation
from trainer.conversation.telling import Chose, Entry, Replied, Spoken, SupportOffered
from trainer.conversation.wording import (
    NOT_THE_EXERCISE,
    NOTHING_MISSED,
    TALK_TO_SOMEONE,
    left_out,
)
from trainer.language.model import AskKind
from trainer.ui.key_line import KeyLine, bindings_at
from trainer.ui.reply_box import ReplyBox, counter
from trainer.ui.safe_text import Options, PushButton, Words, joined, option, words
from trainer.ui.screens.pick import PickScreen

if TYPE_CHECKING:
    from trainer.ui.app import TrainerApp

_SPEAKER_COLOURS = 3
_PAUSE_SECONDS = 2.0
"""What is half written is kept when typing stops for so long."""
_READ_DEBRIEF = "read-debrief"
_TAKE_BACK = "take-back"


class Choices(Options):
    """What can be chosen. Page up and down turn the conversation above, not the choices."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("pageup", "screen.turn('pageup')", show=False),
        Binding("pagedown", "screen.turn('pagedown')", show=False),
    ]


class TalkScreen(Screen[None]):
    """Shows one conversation and sends it what the learner does."""

    CSS_PATH = "talk.tcss"
    PLACES = (Where.WRITING, Where.LISTENING, Where.EVERYWHERE)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_at(Where.WRITING, Where.LISTENING)]
    AUTO_FOCUS = None

    app: "TrainerApp"

    def __init__(self, conversation: Conversation, draft: str = "") -> None:
        super().__init__()
        self.conversation = conversation
        self._draft = draft
        """What the box opens with, in place of what was half written there."""
        self._writing_to = ""
        """The ask that the words in the box are meant for; empty once they were sent."""
        self._shown: tuple[Entry, ...] = ()
        self._told = ""
        self._hinted = ""
        """The ask whose hint is shown."""
        self._pause: Timer | None = None
        """Runs out when nothing was typed for a moment."""
        self._answer: Words | None = None
        """The newest answer's first passage."""
        self._keeps_answer_in_view = False

    @property
    def support_text(self) -> str:
        """The support text of this scenario's pack."""
        return self.conversation.scenario.support

    def compose(self) -> ComposeResult:
        """Lay out the screen."""
        with Horizontal(classes="title-line"):
            yield Words(self.conversation.scenario.title, classes="title")
            yield Words(id="aside", classes="aside")
        yield VerticalScroll(id="transcript")
        with Vertical(id="composer"):
            yield Words(id="prompt")
            yield Words(id="hint", classes="-away")
            yield ReplyBox(id="reply")
            with Horizontal(id="sending"):
                yield PushButton("Send", id="send")
                yield Words(id="room")
            yield Choices(id="choices")
        yield KeyLine()

    async def on_mount(self) -> None:
        """Show the conversation as it stands."""
        await self._show()

    async def _show(self) -> None:
        """Bring the screen up to the telling."""
        await self._show_entries()
        self._show_aside()
        self._show_awaited()
        self._offer_keys()
        if self.conversation.notice and self.conversation.notice != self._told:
            self._told = self.conversation.notice
            self.app.tell(self._told)

    async def _show_entries(self) -> None:
        transcript = self.query_one("#transcript", VerticalScroll)
        entries = self.conversation.telling.entries
        if entries[: len(self._shown)] != self._shown:
            await transcript.remove_children()
            self._shown, self._answer = (), None
        fresh = list(self._passages(entries, len(self._shown)))
        await transcript.mount_all(fresh)
        is_retold = not self._shown
        self._shown = entries
        own = [index for index, one in enumerate(fresh) if one.has_class("own")]
        self._answer = next(iter(fresh[own[-1] + 1 if own else 0 :]), self._answer)
        if is_retold and self.conversation.telling.decisions:
            transcript.scroll_end(animate=False)
        elif fresh and not is_retold:
            # The answer is read from its beginning, however long it is.
            self.call_after_refresh(self._turn_to_answer)

    def _turn_to_answer(self) -> None:
        self._keeps_answer_in_view = False
        if self._answer is not None:
            self._answer.scroll_visible(top=True, animate=False)

    def on_resize(self) -> None:
        """Keep the newest answer in view, where it was: other widths break other lines."""
        transcript = self.query_one("#transcript", VerticalScroll)
        # Screens are laid out after this, so the regions are still the old ones.
        if self._answer is None or self._keeps_answer_in_view or not self._shown:
            return
        if self.conversation.telling.decisions and self._answer.region.overlaps(transcript.region):
            self._keeps_answer_in_view = True
            self.call_after_refresh(self._turn_to_answer)

    def _passages(self, entries: tuple[Entry, ...], start: int) -> Iterator[Words]:
        speaker_before = None
        if start and isinstance(before := entries[start - 1], Spoken):
            speaker_before = before.line.speaker
        for entry in entries[start:]:
            yield self._passage(entry, speaker_before)
            speaker_before = entry.line.speaker if isinstance(entry, Spoken) else None

    def _passage(self, entry: Entry, speaker_before: str | None) -> Words:
        match entry:
            case Spoken(line) if line.is_scene:
                return Words(line.text, classes="scene")
            case Spoken(line):
                if line.speaker == speaker_before:
                    return Words(line.text, classes="continued")
                cast = self.conversation.scenario.cast
                colour = f"$speaker-{list(cast).index(line.speaker) % _SPEAKER_COLOURS}"
                return Words(
                    joined(words(cast[line.speaker].name, f"bold {colour}"), f"\n{line.text}")
                )
            case Replied(text=text) | Chose(text=text):
                return Words(joined(words("You", "bold $own"), f"\n{text}"), classes="own")
            case SupportOffered():
                return Words(
                    joined(
                        words(NOT_THE_EXERCISE, "bold $warm"),
                        f"\n{self.support_text.strip()}",
                    ),
                    classes="support",
                )

    def _show_aside(self) -> None:
        facts = [f"{label} {value}" for label, value in self.conversation.telling.shown_variables]
        if not self.app.records.keeps(self.conversation):
            facts.append("not kept")
        self.query_one("#aside", Words).show("  ·  ".join(facts))

    def put_by(self) -> None:
        """Keep what is half written now."""
        self._stop_waiting()
        if self._writing_to:
            written = self.query_one(ReplyBox).text
            self.app.drafts.keep(self.conversation.identifier, self._writing_to, written)

    def _stop_waiting(self) -> None:
        if self._pause is not None:
            self._pause.stop()
            self._pause = None

    def _leave_the_ask(self) -> None:
        """Put by what is half written, until the same ask is awaited again."""
        self.put_by()
        self._writing_to = ""

    def _show_awaited(self) -> None:
        self._leave_the_ask()
        telling = self.conversation.telling
        prompt, box = self.query_one("#prompt", Words), self.query_one(ReplyBox)
        choices = self.query_one("#choices", Options)
        is_writing = telling.ask is not None
        for name in ("#prompt", "#reply", "#sending"):
            self.query_one(name).set_class(not is_writing, "-away")
        choices.set_class(is_writing, "-away")
        if telling.ask is None or telling.ask.id != self._hinted:
            self._hinted = ""
            self.query_one("#hint").add_class("-away")
        if telling.ask is not None:
            prompt.show(telling.ask.prompt)
            box.await_reply(sends_on_enter=telling.ask.kind is AskKind.SPEECH)
            box.set_class(telling.ask.kind is AskKind.SPEECH, "-speech")
            half_written = self.app.drafts.of(self.conversation.identifier, telling.ask.id)
            box.load_text(self._draft or half_written)
            box.move_cursor(box.document.end)
            self._draft, self._writing_to = "", telling.ask.id
            box.focus()
            # Compiled while she reads and writes, so that sending waits for nothing.
            self.run_worker(self.conversation.prepare, thread=True, exit_on_error=False)
        else:
            choices.replace(self._choices())
            choices.focus()

    def _choices(self) -> Iterator[Option]:
        telling = self.conversation.telling
        if telling.ending is not None:
            yield option(words("Read what was heard", "bold"), _READ_DEBRIEF)
            yield option("Take the last step back", _TAKE_BACK)
            return
        for number, choice in enumerate(telling.choices, start=1):
            yield option(joined(words(f"{number}  ", "bold $own"), choice.text), choice.id)

    def on_descendant_focus(self) -> None:
        """Offer the keys that work where the cursor is."""
        self._offer_keys()

    def _offer_keys(self) -> None:
        is_writing = isinstance(self.focused, ReplyBox)
        place = Where.WRITING if is_writing else Where.LISTENING
        offered = [
            one
            for one in commands_at(place, Where.EVERYWHERE)
            if one.id != "quit" and self._is_open(one.id)
        ]
        self.query_one(KeyLine).offer(offered, is_writing=is_writing)

    def _is_open(self, command: str) -> bool:
        """Whether a command would do anything now."""
        telling = self.conversation.telling
        decision = self.conversation.last_decision
        match command:
            case "hint":
                ask = telling.ask
                return ask is not None and bool(ask.hint) and ask.id != self._hinted
            case "undo":
                return decision is not None
            case "claim":
                return bool(self.conversation.claimable())
            case "write":
                return telling.ask is not None
        return True

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Say how much room is left, once it matters; keep the words once typing stops."""
        if isinstance(event.text_area, ReplyBox):
            self._stop_waiting()
            self._pause = self.set_timer(_PAUSE_SECONDS, self.put_by)
            self.query_one("#room", Words).show(counter(event.text_area))

    def on_reply_box_paged(self, event: ReplyBox.Paged) -> None:
        """Turn the conversation while writing."""
        self._turn(event.pages)

    def on_reply_box_cut(self, event: ReplyBox.Cut) -> None:
        """Say that a reply has its length."""
        self.app.tell(left_out(event.left_out))

    async def on_reply_box_sent(self) -> None:
        """Send what was said."""
        await self.action_send()

    async def on_button_pressed(self, event: Button.Pressed) -> None:
        """Send the letter."""
        if event.button.id == "send":
            await self.action_send()

    async def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Take the option."""
        match event.option_id:
            case None:
                return
            case _ if event.option_id == _READ_DEBRIEF:
                self._read_debrief()
            case _ if event.option_id == _TAKE_BACK:
                await self.action_undo()
            case choice:
                self.conversation.choose(choice)
                await self._show()

    async def action_send(self) -> None:
        """Send the reply."""
        if self.conversation.telling.ask is None:
            return
        await self._submit(self.query_one(ReplyBox).text, is_exercise=False)

    async def _submit(self, text: str, *, is_exercise: bool) -> None:
        try:
            assessment = self.conversation.submit_reply(text, is_exercise=is_exercise)
        except ActionRefused as refusal:
            self.app.tell(str(refusal))
            return
        self._drop_draft(is_distress=assessment.is_distress)
        await self._show()
        if assessment.is_distress:
            self._ask_about_distress(text)

    def _drop_draft(self, *, is_distress: bool) -> None:
        """Forget what was half written, now that it is sent; despair without a trace."""
        sent = self.conversation.identifier, self._writing_to
        self._writing_to = ""
        if is_distress:
            self.app.drafts.forget(*sent)
        else:
            self.app.drafts.keep(*sent, "")

    def _ask_about_distress(self, text: str) -> None:
        async def answered(answer: str | None) -> None:
            if answer == "exercise":
                await self._submit(text, is_exercise=True)
            elif answer == "stop":
                self.action_leave()

        self.app.push_screen(
            PickScreen(
                TALK_TO_SOMEONE,
                (
                    ("again", "Try again"),
                    ("exercise", "It was part of the exercise: read it"),
                    ("stop", "Stop here"),
                ),
                explanation=f"{self.support_text.strip()}\n\nThis was not read for the exercise, "
                "and it is not kept.",
            ),
            answered,
        )

    def _read_debrief(self) -> None:
        from trainer.ui.screens.debrief import DebriefScreen

        self.app.switch_screen(DebriefScreen(self.conversation))

    def action_choose(self, key: str) -> None:
        """Take the option with this number."""
        choices = self.query_one("#choices", Options)
        index = int(key) - 1
        if not choices.has_class("-away") and index < choices.option_count:
            choices.highlighted = index
            choices.action_select()

    def action_turn(self, key: str) -> None:
        """Turn the conversation by a page."""
        self._turn(-1 if key == "pageup" else 1)

    def _turn(self, pages: int) -> None:
        transcript = self.query_one("#transcript", VerticalScroll)
        page = max(1, transcript.size.height - 1)
        transcript.scroll_relative(y=pages * page, animate=False)

    def action_write(self) -> None:
        """Go to the reply box."""
        if self.conversation.telling.ask is not None:
            self.query_one(ReplyBox).focus()

    def action_stop_writing(self) -> None:
        """Leave the reply box; what is in it stays. A second Esc goes back to it."""
        if self.focused is self.query_one(ReplyBox):
            self.query_one("#transcript").focus()
        else:
            self.action_write()

    def action_clear(self) -> None:
        """Empty the reply box."""
        if self.focused is self.query_one(ReplyBox):
            self.query_one(ReplyBox).clear()

    def action_hint(self) -> None:
        """Show the hint under what is asked, until something else is asked."""
        ask = self.conversation.telling.ask
        if ask is None or not ask.hint:
            self.app.tell("There is no hint here.")
        elif self._hinted != ask.id:
            self._hinted = ask.id
            hint = self.query_one("#hint", Words)
            hint.show(self.conversation.show_hint())
            hint.remove_class("-away")
            self._offer_keys()

    async def action_undo(self) -> None:
        """Take back the last decision; a reply comes back into the box."""
        try:
            decision = self.conversation.undo()
        except ActionRefused as refusal:
            self.app.tell(str(refusal))
            return
        self._draft = decision.reply.text if decision.reply else ""
        await self._show()

    def action_claim(self) -> None:
        """Ask what was missed in the last reply."""
        missed = self.conversation.claimable()
        if not missed:
            self.app.tell(NOTHING_MISSED)
            return

        async def answered(criterion: str | None) -> None:
            if criterion:
                self.conversation.claim(criterion)
                await self._show()

        self.app.push_screen(
            PickScreen(
                "What did your last reply do, that was not heard?",
                [(one.id, one.title) for one in missed],
                explanation="It is taken at your word, and the conversation goes on from there.",
            ),
            answered,
        )

    def action_leave(self) -> None:
        """Go home; what is half written waits there."""
        self._leave_the_ask()
        self.app.go_home()
