"""A thread that ends the process when the event loop no longer turns while runs are under way.

A tool that blocks the loop takes everything with it: heartbeats, requests to stop, other runs. Nothing on the loop can
end that. (Code that never gives the interpreter's lock back blocks this thread too; then the gateway's own limits
count.)
"""

import asyncio
import logging
import os
import sys
import threading
import time
from collections.abc import Callable
from typing import NoReturn

EXIT_BLOCKED = 71
TICK_SECONDS = 0.5
# The log may be what blocks, such as a pipe that nobody reads: the process ends all the same.
LOG_SECONDS = 1.0

log = logging.getLogger(__name__)


class Watchdog:
    """Watches the loop that `run` is awaited on."""

    def __init__(self, *, limit_seconds: float, is_busy: Callable[[], bool]) -> None:
        self._limit_seconds = limit_seconds
        self._is_busy = is_busy
        self._turns = 0
        self._loop_thread = threading.get_ident()
        self._over = threading.Event()

    async def run(self) -> None:
        """Watch until cancelled."""
        self._loop_thread = threading.get_ident()
        threading.Thread(target=self._watch, name="watchdog", daemon=True).start()
        try:
            while True:
                self._turns += 1
                await asyncio.sleep(TICK_SECONDS)
        finally:
            self._over.set()

    def _watch(self) -> None:
        seen, silent_seconds, looked_at = -1, 0.0, time.monotonic()
        while not self._over.wait(TICK_SECONDS):
            # A process that was paused as a whole must not be taken for one whose loop stood still.
            passed = min(time.monotonic() - looked_at, 2 * TICK_SECONDS)
            looked_at = time.monotonic()
            if self._turns != seen or not self._is_busy():
                seen, silent_seconds = self._turns, 0.0
            else:
                silent_seconds += passed
            if silent_seconds > self._limit_seconds:
                self._leave(silent_seconds)

    def _leave(self, silent_seconds: float) -> NoReturn:
        backstop = threading.Timer(LOG_SECONDS, os._exit, (EXIT_BLOCKED,))
        backstop.daemon = True
        backstop.start()
        log.critical(
            "event loop blocked; leaving",
            extra={"seconds": round(silent_seconds, 1), "at": self._place(), "exit_code": EXIT_BLOCKED},
        )
        os._exit(EXIT_BLOCKED)

    def _place(self) -> str:
        """Name the function that the loop's thread is in."""
        frame = sys._current_frames().get(self._loop_thread)  # noqa: SLF001 - documented, named like this to warn
        return f"{frame.f_code.co_filename}:{frame.f_lineno} {frame.f_code.co_name}" if frame else "unknown"
