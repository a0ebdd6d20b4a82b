"""The process that started the launcher, where the launcher is to end with it: `make`.

GNU make hands SIGTERM on to what it runs. A SIGINT of its own it does not: it takes it for a Ctrl-C that everybody got,
blocks the signal and waits for us. A kill it cannot hand on at all. Both are seen from here.
"""

import os
import re
import signal
from dataclasses import dataclass
from pathlib import Path

BLOCKED = re.compile(r"^SigBlk:\s*([0-9a-f]+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Parent:
    """`pid` None: nobody, such as a shell that may go while we stay."""

    pid: int | None

    def is_ending(self) -> bool:
        """It is gone, or waits for our end without having told us."""
        return self.pid is not None and (os.getppid() != self.pid or _blocks_interrupts(self.pid))


def _blocks_interrupts(pid: int) -> bool:
    try:
        status = Path(f"/proc/{pid}/status").read_text("ascii", "replace")
    except OSError:  # no Linux, or gone this moment
        return False
    found = BLOCKED.search(status)
    return found is not None and bool(int(found[1], 16) >> (signal.SIGINT - 1) & 1)
