"""Rules about evidence: phrases and sums that can never make a difference."""

from trainer.language.diagnostics import Severity
from trainer.language.rule import Rule

EVIDENCE_RULES = (
    Rule(
        code="T501",
        name="swallowed-phrase",
        message='Whatever "{phrase}" catches, "{wider}" in the same list catches too.',
        why="It makes the list longer and the listening no better; calibration would never "
        "find it useful.",
        mend="Delete it, or delete the shorter one if that catches too much.",
        failing="    any: [thank you, thank you so much]",
        mended="    any: [thank you]",
        severity=Severity.WARNING,
    ),
    Rule(
        code="T502",
        name="phrase-never-matches",
        message="No reply can fit this phrase: {cause}.",
        why="Evidence that can never be found looks like cover and is none.",
        mend="Change one of the two.",
        failing="      - {phrase: my question, asks: true, in: statement}",
        mended="      - {phrase: my question, in: statement}",
    ),
    Rule(
        code="T503",
        name="evidence-never-enough",
        message="{needed} are needed, and all phrases together come to {most}.",
        why="The criterion could never be heard.",
        mend="Lower the number, or add phrases.",
        failing="    at_least: {n: 3, of: [Thursday, at four]}",
        mended="    at_least: {n: 2, of: [Thursday, at four]}",
    ),
)
