"""How much memory this process holds, where the system tells."""

import re
from pathlib import Path

STATUS = Path("/proc/self/status")
_RESIDENT = re.compile(r"^VmRSS:\s*(\d+) kB$", re.MULTILINE)


def resident_megabytes() -> int | None:
    """Return the resident set in MiB, or None on systems without /proc."""
    try:
        found = _RESIDENT.search(STATUS.read_text("ascii", "replace"))
    except OSError:
        return None
    return int(found[1]) // 1024 if found else None
