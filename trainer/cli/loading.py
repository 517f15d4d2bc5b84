"""Loads the scenario a verb is about, or says why it cannot be used: one answer for every verb."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from trainer.cli.exit_codes import ExitCode
from trainer.cli.output import Terminal
from trainer.language.cleaning import clean_line
from trainer.language.diagnostics import Severity
from trainer.language.library import Library, UnknownScenario
from trainer.language.model import Scenario


@dataclass(frozen=True, slots=True)
class Usable:
    """A scenario without errors, built and as its resolved document."""

    scenario: Scenario
    document: Mapping[str, Any]


def load(id_or_path: str, library: Library, terminal: Terminal) -> Usable | ExitCode:
    """Load a scenario; when it cannot be used, say why on stderr and return the exit code."""
    try:
        loaded = library.load(id_or_path)
    except UnknownScenario as unknown:
        terminal.message(f"{clean_line(str(unknown))} `trainer list` shows what there is.")
        return ExitCode.CANNOT
    except OSError as error:
        terminal.message(f"{clean_line(id_or_path)} cannot be read: {error.strerror or error}.")
        return ExitCode.CANNOT
    if loaded.scenario is None or loaded.document is None:
        from trainer.language.rendering import as_text

        for diagnostic in loaded.diagnostics:
            if diagnostic.severity is Severity.ERROR:
                terminal.message(as_text(diagnostic))
        return ExitCode.CANNOT
    return Usable(loaded.scenario, loaded.document)
