"""Start a part so that it ends with the process that started it: `python -m infra.launcher.tied MODULE …`.

A supervisor that is killed cannot stop what it started. Linux can: each part asks to be sent SIGTERM when its parent
ends. Other systems have no such thing; there the next launcher says what is left and how to end it.
"""

import argparse
import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1  # linux/prctl.h
INIT = 1


def tie_to_parent(parent: int | None = None) -> None:
    """Ask for SIGTERM at the parent's end; end at once if `parent` is gone already."""
    if sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    now = os.getppid()
    if now not in ({parent} if parent else {now} - {INIT}):
        os._exit(1)


def main() -> None:
    """Replace this process by the part."""
    parser = argparse.ArgumentParser(prog="python -m infra.launcher.tied", description=__doc__)
    parser.add_argument("--without", default="", help="variables that the part must not see")
    parser.add_argument("module")
    parser.add_argument("arguments", nargs=argparse.REMAINDER)
    asked = parser.parse_args()
    for name in asked.without.split(","):
        os.environ.pop(name, None)
    tie_to_parent()
    os.execv(sys.executable, [sys.executable, "-m", asked.module, *asked.arguments])  # noqa: S606 - the point of it


if __name__ == "__main__":
    main()
