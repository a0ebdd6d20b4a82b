"""`python -m tests.support.watched MODULE`: its process, which says on SIGUSR1 whether it still looks for garbage."""

import gc
import runpy
import signal
import sys
from types import FrameType

LOOKS = "looks for garbage"
LOOKS_NOT = "never looks for garbage"


def _tell(_number: int, _frame: FrameType | None) -> None:
    sys.stderr.write(f"{LOOKS if gc.isenabled() else LOOKS_NOT}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    signal.signal(signal.SIGUSR1, _tell)
    module = sys.argv.pop(1)
    runpy.run_module(module, run_name="__main__", alter_sys=True)
