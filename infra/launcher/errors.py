"""Why the product could not be started, or could not go on."""

from collections.abc import Sequence
from typing import Self


class LauncherError(Exception):
    """One line for the person at the terminal, and the end of a log where one says more."""

    def __init__(self, reason: str, log_tail: Sequence[str] = ()) -> None:
        super().__init__(reason)
        self.reason = reason
        self.log_tail = tuple(log_tail)


class CannotStart(LauncherError):
    """The product did not come up."""

    @classmethod
    def because_of(cls, setting: str, reason: str) -> Self:
        """Name the setting that somebody can change."""
        return cls(f"{setting}: {reason}")


class CannotGoOn(LauncherError):
    """The product was up and is not any more."""
