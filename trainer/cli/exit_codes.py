"""What the trainer's exit codes mean, everywhere."""

from enum import IntEnum


class ExitCode(IntEnum):
    """0 clean, 1 findings, 2 wrong use, 3 cannot."""

    CLEAN = 0
    FINDINGS = 1
    WRONG_USE = 2
    CANNOT = 3
