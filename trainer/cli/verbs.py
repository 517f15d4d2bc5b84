"""The table of verbs: what `trainer --help` lists and which module answers."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Verb:
    """One word after `trainer`; `module` is imported only when it is used."""

    name: str
    module: str
    summary: str
    example: str


VERBS = (
    Verb("home", "trainer.cli.home", "open the app (what plain `trainer` does)", "trainer"),
    Verb("play", "trainer.cli.play", "practise a scenario", "trainer play cold-ask"),
    Verb("resume", "trainer.cli.resume", "go on where you stopped", "trainer resume"),
    Verb("list", "trainer.cli.list_scenarios", "what there is to practise", "trainer list"),
    Verb(
        "score",
        "trainer.cli.score",
        "see how replies are read",
        'trainer score cold-ask --ask first_message --text "Dear Dr. Okafor, ..."',
    ),
    Verb(
        "check",
        "trainer.cli.check",
        "find mistakes in scenario files",
        "trainer check scenarios/mentee_driven_mentoring/cold_ask.yaml",
    ),
    Verb(
        "test",
        "trainer.cli.test",
        "see whether scenarios do what their authors expect",
        "trainer test cold-ask",
    ),
    Verb(
        "calibrate",
        "trainer.cli.calibrate",
        "hold evidence against replies with labels",
        "trainer calibrate cold-ask --split",
    ),
    Verb("doctor", "trainer.cli.doctor", "see what this machine offers", "trainer doctor"),
)
