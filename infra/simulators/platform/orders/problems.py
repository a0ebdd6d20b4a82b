"""What can be wrong with an orders file."""

from dataclasses import dataclass


class CsvRefused(Exception):
    """The orders file cannot be used at all: absent, unreadable, or not headed as an orders file."""


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that was not loaded: its number in the file (the header is 1) and the reason."""

    line: int
    reason: str
