"""Labelled replies to the small scenario's only ask, and how it is calibrated on them."""

from collections.abc import Iterable, Sequence

from tests.language.small_library import Shelf
from trainer.authoring.calibration import Calibrated, Calibration, calibrate
from trainer.authoring.labelled import Labelled
from trainer.authoring.subject import Subject, scenario_subject

WHO = ("Ana", "Ben", "Chidi", "Dana", "Emeka", "Farah", "Gus", "Hana", "Ivo", "Jun")


def labelled(texts: Iterable[tuple[str, bool]], criterion: str = "why_you") -> list[Labelled]:
    """Return replies labelled for one criterion by one rater."""
    return [
        Labelled(line, "first_message", text, {criterion: {"1": said}})
        for line, (text, said) in enumerate(texts, 2)
    ]


def varied(text: str, count: int) -> list[str]:
    """Return a reply in so many variants: it is written to others, by others."""
    return [f"{WHO[number % 10]}, {text} {WHO[number // 10]}" for number in range(count)]


def small_subject(shelf: Shelf) -> Subject:
    """Return the scenario on the shelf, as it stands there."""
    path = shelf.root / "pack" / "first.yaml"
    scenario = shelf.library.load_file(path).scenario
    assert scenario is not None
    return scenario_subject(scenario, path)


def calibrated(
    shelf: Shelf, replies: Sequence[Labelled], **how: float
) -> tuple[Calibration, Calibrated]:
    """Calibrate the scenario; return the whole, and its first criterion."""
    whole = calibrate(
        small_subject(shelf), replies, share=how.get("share", 0), seed=int(how.get("seed", 0))
    )
    return whole, whole.criteria[0]
