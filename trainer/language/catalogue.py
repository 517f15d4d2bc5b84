"""The one catalogue of what can be wrong with a file, and all the words for it."""

from pathlib import Path

from trainer.language.catalogue_evidence import EVIDENCE_RULES
from trainer.language.catalogue_names import NAME_RULES
from trainer.language.catalogue_reading import READING_RULES
from trainer.language.catalogue_shape import SHAPE_RULES
from trainer.language.catalogue_story import STORY_RULES
from trainer.language.diagnostics import Diagnostic
from trainer.language.findings import Finding
from trainer.language.rule import Rule

RULES: tuple[Rule, ...] = (
    *READING_RULES,
    *SHAPE_RULES,
    *NAME_RULES,
    *STORY_RULES,
    *EVIDENCE_RULES,
)
"""Every rule, in the order of their codes."""

_BY_NAME = {rule.name: rule for rule in RULES}
_BY_CODE = {rule.code: rule for rule in RULES}


def rule_called(name_or_code: str) -> Rule | None:
    """Return a rule by its name or its code, None when there is none."""
    return _BY_NAME.get(name_or_code.lower()) or _BY_CODE.get(name_or_code.upper())


def diagnose(file: Path, finding: Finding) -> Diagnostic:
    """Give a finding its words."""
    rule = _BY_NAME[finding.rule]
    return Diagnostic(
        file=file,
        place=finding.place,
        code=rule.code,
        rule=rule.name,
        severity=rule.severity,
        message=rule.message.format_map(dict(finding.details)),
        mend=finding.write,
    )
