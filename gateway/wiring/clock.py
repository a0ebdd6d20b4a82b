"""The time."""

import time


def clock() -> int:
    """Unix milliseconds."""
    return time.time_ns() // 1_000_000
