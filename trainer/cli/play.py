"""`trainer play`: practise a scenario, full screen or line by line."""

import argparse

from trainer.cli.output import Terminal


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the verb's own arguments."""
    parser.add_argument(
        "scenario",
        nargs="?",
        metavar="SCENARIO",
        help="an id or a file; without it, the first in the list",
    )
    parser.add_argument(
        "--plain", action="store_true", help="line by line: reads stdin, needs no terminal"
    )
    parser.add_argument("--private", action="store_true", help="keep nothing of this")


def run(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Play, and return the exit code."""
    from trainer.cli.front_door import FrontDoor

    door = FrontDoor(arguments, terminal)
    return door.play(arguments.scenario)
