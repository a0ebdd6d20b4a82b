"""Named places at which a test kills this process or makes one call fail; off, each costs one comparison.

`CRASH_POINT=after_append:3` ends the process by SIGKILL when it reaches that place for the third time.
`FAULT_POINT=commit:7` makes the seventh call of that kind fail, once. Both are read when the process starts and are for
`tests/crash` only.
"""

import os
import signal
import sys
from typing import Final


class _Armed:
    """The place that a variable names, and how often it is still to be passed."""

    def __init__(self, variable: str) -> None:
        self.name, _, count = os.environ.get(variable, "").partition(":")
        self._left = int(count or 1)

    def is_due(self) -> bool:
        """Count one more visit; true for the one that was asked for."""
        self._left -= 1
        return self._left == 0


_crash: Final = _Armed("CRASH_POINT")
_fault: Final = _Armed("FAULT_POINT")


def reach(place: str) -> None:
    """Die here, without a word to anybody, if the test wants it."""
    if place == _crash.name and _crash.is_due():
        os.kill(os.getpid(), signal.SIGKILL)


def fails(call: str) -> bool:
    """Tell whether this call is the one to fail."""
    if call == _fault.name and _fault.is_due():
        sys.stderr.write(f"fault point {call} reached\n")
        sys.stderr.flush()
        return True
    return False
