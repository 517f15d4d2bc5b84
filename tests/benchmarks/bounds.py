"""Bounds are printed beside what was measured; TRAINER_BENCH_STRICT=1 holds them too.

A loaded machine must not turn a sound change away, so CI only prints.
"""

import os


def hold(name: str, measured: float, bound: float, unit: str = "x") -> None:
    """Print a figure with its bound, and fail above it where that was asked for."""
    print(f"\n{name}: {measured:.2f} {unit} (bound {bound} {unit})")
    if os.environ.get("TRAINER_BENCH_STRICT") == "1":
        assert measured <= bound
