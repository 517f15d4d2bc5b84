"""The `trainer` command: fast answers first, everything else by its verb."""

import sys


def main() -> int:
    """Run the command line and return its exit code."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        from trainer import __version__

        print(f"trainer {__version__}")  # noqa: T201 - the fast path imports nothing, not even cli
        return 0
    from trainer.cli.main import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
