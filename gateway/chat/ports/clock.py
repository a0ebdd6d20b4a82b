"""The time."""

from typing import Protocol


class Clock(Protocol):
    """The time, as Unix milliseconds."""

    def __call__(self) -> int: ...
