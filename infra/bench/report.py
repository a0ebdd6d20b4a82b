"""Figures for people and for `grep`: one a line, with its unit and, where there is one, its target."""

import math
import sys
from collections.abc import Sequence


def say(line: str) -> None:
    """Print at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def figure(name: str, value: float, unit: str = "", *, most: float | None = None) -> bool:
    """Print a figure; False when it is above the most that it may be."""
    holds = most is None or value <= most
    target = "" if most is None else f"   (at most {most:g}{'' if holds else ': MISSED'})"
    digits = f"{value:.3g}" if value < 1_000 else f"{value:.0f}"
    say(f"{name:<44} {digits:>8} {unit}{target}")
    return holds


def percentile(values: Sequence[float], percent: float) -> float:
    """The value below which so many percent lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, math.ceil(len(ordered) * percent / 100) - 1)]
