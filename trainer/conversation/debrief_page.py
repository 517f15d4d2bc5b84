"""What a debrief is made of, and the words every front end shows it in."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from trainer.conversation.quotation import Piece
from trainer.conversation.wording import TENTATIVELY
from trainer.language.model import Outcome
from trainer.scoring.assessment import LONGEST_REPLY

NOT_JUDGED = "Spelling and tone aren't judged."
NOTHING_HEARD = "Nothing was heard in this one yet. Try it once more, in one plain sentence."
READ_IN_PART = f"Only the beginning was read: replies are read up to {LONGEST_REPLY:,} characters."

OUTCOME_WORDS: Mapping[Outcome, str] = {
    Outcome.STRONG: "It worked out",
    Outcome.MIXED: "Something came of it",
    Outcome.MISSED: "Not this time",
}


class Standing(StrEnum):
    """How one criterion stands after a reply."""

    HEARD = "heard"
    PARTLY = "partly"
    NOT_HEARD = "not heard"
    NOT_APPLICABLE = "did not apply"
    COMMITTED = "heard, and it cost you"
    AVOIDED = "avoided"
    YOURS_TO_JUDGE = "for you to judge"
    """Heard too unsurely for a verdict: the words are shown, and nothing is claimed."""
    CLAIMED = "said, by your own word"
    DISOWNED = "not meant, by your own word"


@dataclass(frozen=True, slots=True)
class Judgement:
    """Something said about one criterion on the first page."""

    criterion: str
    title: str
    sentence: str
    wordings: tuple[str, ...] = ()
    is_fault: bool = False
    is_tentative: bool = False


@dataclass(frozen=True, slots=True)
class NearlyHeard:
    """Words that came close, and why they did not count."""

    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Quote:
    """Words that counted; `read_as` are mistyped words as they were read, each with its mending."""

    text: str
    read_as: tuple[tuple[str, str], ...] = ()

    @property
    def said(self) -> str:
        """The words in quotation marks, and what was made of slips in them."""
        slips = ", ".join(f"{typed} as {read}" for typed, read in self.read_as)
        return f"“{self.text}”" + (f" (reading {slips})" if slips else "")


@dataclass(frozen=True, slots=True)
class VerdictLine:
    """One criterion on the page behind *more*.

    `is_tentative`: the verdict is given as far as can be told.
    """

    criterion: str
    title: str
    standing: Standing
    meaning: str
    why: str
    quotes: tuple[Quote, ...]
    nearly: tuple[NearlyHeard, ...]
    wordings: tuple[str, ...]
    can_be_contested: bool
    mark: int | None = None
    """Its number in the whole reply, where its words are marked."""
    is_tentative: bool = False

    @property
    def verdict(self) -> str:
        """The standing in words, with how sure it is."""
        return f"{self.standing}, {TENTATIVELY}" if self.is_tentative else str(self.standing)

    @property
    def was_missed(self) -> bool:
        """Whether contesting it says "I did say that", rather than "I did not mean that"."""
        return self.standing in {Standing.NOT_HEARD, Standing.PARTLY, Standing.YOURS_TO_JUDGE}

    @property
    def contest_words(self) -> str:
        """What the learner says by contesting it."""
        return "I did do that" if self.was_missed else "I did not do that"


@dataclass(frozen=True, slots=True)
class ReplyReview:
    """The first page about one reply, and the verdicts behind it.

    `pieces` quotes what the page speaks of: mark 1 is `landed`, 2 a fault in
    `to_try`. `whole` is the whole reply, where what was heard besides is marked
    too, in order from 3.
    """

    event: int
    before: int
    ask: str
    prompt: str
    side_label: str
    other_side: str
    pieces: tuple[Piece, ...]
    whole: tuple[Piece, ...]
    landed: Judgement | None
    to_try: Judgement | None
    also_heard: tuple[str, ...]
    perhaps_heard: tuple[str, ...]
    """Heard beside what landed, as far as can be told."""
    did_not_apply: tuple[str, ...]
    showed_nothing: bool
    was_cut: bool
    verdicts: tuple[VerdictLine, ...]


@dataclass(frozen=True, slots=True)
class Fork:
    """A point of the path: what was done, and what else was on offer."""

    event: int
    before: int
    state: str
    did: str
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Debrief:
    """Everything said about a finished (or stopped) conversation."""

    title: str
    outcome: Outcome | None
    ending_title: str
    ending_text: str
    reviews: tuple[ReplyReview, ...]
    forks: tuple[Fork, ...]
