"""Sentences every front end says in the same words about what a conversation did."""

from trainer.scoring.assessment import LONGEST_REPLY

NOTHING_MISSED = "Nothing was missed in your last reply."
NOTHING_TO_CONTEST = "Nothing here can be read otherwise."
BACK_AT_A_REPLY = "You are back at this reply."
NO_TYPED_REPLY = "There was no typed reply."
TENTATIVELY = "as far as we can tell"
NOT_THE_EXERCISE = "If any of that was you rather than the exercise"
TALK_TO_SOMEONE = f"{NOT_THE_EXERCISE}, talk to someone now."


def left_out(count: int) -> str:
    """Say that a reply was cut at its longest, `count` code points before its end."""
    return f"A reply holds {LONGEST_REPLY:,} characters: the last {count:,} were left out."


def contest_noted(*, is_kept: bool) -> str:
    """Say what became of a verdict that was contested."""
    noted = "Noted, at your word."
    if is_kept:
        return f"{noted} It stays with this reply, on this machine."
    return f"{noted} Like this conversation, it is not kept."
