"""`trainer resume`: the last unfinished conversation."""

import argparse

from trainer.cli.output import Terminal


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the verb's own arguments."""
    parser.add_argument("--plain", action="store_true", help="line by line")


def run(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Go on, and return the exit code."""
    from trainer.cli.front_door import FrontDoor

    return FrontDoor(arguments, terminal).resume()
