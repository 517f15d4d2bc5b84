"""`trainer` alone: the app, or a numbered list where there is no terminal for it."""

import argparse

from trainer.cli.output import Terminal


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the verb's own arguments."""
    parser.add_argument("--plain", action="store_true", help="line by line")
    parser.add_argument("--private", action="store_true", help="keep nothing of this")


def run(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Open the app, and return the exit code."""
    from trainer.cli.front_door import FrontDoor

    return FrontDoor(arguments, terminal).home()
