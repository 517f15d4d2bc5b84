"""The words a file may choose among, apart from the model so that checks need not load it."""

from enum import StrEnum


class Outcome(StrEnum):
    """How a conversation closed."""

    STRONG = "strong"
    MIXED = "mixed"
    MISSED = "missed"


class AskKind(StrEnum):
    """How a typed reply is sent."""

    MESSAGE = "message"
    """A letter: Enter is a new line."""
    SPEECH = "speech"
    """Said aloud: Enter sends."""


class Says(StrEnum):
    """Which polarity of its evidence a criterion listens for."""

    AFFIRMED = "affirmed"
    DENIED = "denied"
    EITHER = "either"


class Reading(StrEnum):
    """How far a criterion's verdicts can be trusted, from calibration."""

    SCORED = "scored"
    TENTATIVE = "tentative"
    SELF_CHECK = "self_check"


class Pronoun(StrEnum):
    """How a character is spoken of in the debrief."""

    SHE = "she"
    HE = "he"
    THEY = "they"


SCENE = "scene"
"""The speaker id of a line nobody says: what the learner sees."""
