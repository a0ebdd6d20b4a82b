"""Watch over the container's runs and memory, and end it in good order when its time has come.

- Worn out (as many runs as it may have, or more memory than it may hold): no new runs, those under way are finished,
  exit 0.
- Stuck (a run that should have ended holds a thread or a task that will not): no new runs, other runs get a little
  time, exit 70. Threads cannot be ended from outside; the process can.
"""

import asyncio
import contextlib
import logging
import os
from collections.abc import Callable

from crew_container.engine.runs import Runs
from crew_container.gateway_client.membership import Membership
from crew_container.lifetime.memory import resident_megabytes

EXIT_STUCK = 70
WORN_SECONDS = 60.0
STUCK_SECONDS = 20.0
CHECK_SECONDS = 1.0
# Answers that say that a run will not end are on their way.
FLUSH_SECONDS = 0.2

log = logging.getLogger(__name__)


class Lifetime:
    """`retire` ends the server in good order; `leave` ends the process at once."""

    def __init__(
        self,
        runs: Runs,
        membership: Membership,
        *,
        max_megabytes: int,
        retire: Callable[[], None],
        leave: Callable[[int], object] = os._exit,
    ) -> None:
        self._runs = runs
        self._membership = membership
        self._max_megabytes = max_megabytes
        self._retire = retire
        self._leave = leave

    async def run(self) -> None:
        """Wait for the end of the container's time and bring it about."""
        while not self._runs.is_draining:
            await self._next_change(CHECK_SECONDS)
            self._check()
        self._membership.hurry()
        loop = asyncio.get_running_loop()
        began_at = loop.time()
        stuck_at: float | None = None
        while self._runs.running > self._runs.overdue:
            if stuck_at is None and self._runs.overdue:
                stuck_at = loop.time()
            until = began_at + WORN_SECONDS if stuck_at is None else stuck_at + STUCK_SECONDS
            if loop.time() >= until:
                break
            await self._next_change(until - loop.time())
        if self._runs.overdue:
            await self._leave_stuck()
        else:
            log.info("worn out; leaving", extra={"runs_cut": self._runs.running})
            self._retire()

    def _check(self) -> None:
        held = resident_megabytes()
        if self._runs.overdue:
            log.error("stuck; taking no more runs", extra={"runs_stuck": self._runs.overdue})
        elif held is not None and held > self._max_megabytes:
            log.warning("more memory than a container may hold", extra={"megabytes": held})
        else:
            return
        self._runs.take_no_more()

    async def _next_change(self, seconds: float) -> None:
        self._runs.changed.clear()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._runs.changed.wait()

    async def _leave_stuck(self) -> None:
        log.critical(
            "stuck; leaving",
            extra={
                "runs_stuck": self._runs.overdue,
                "runs_cut": self._runs.running - self._runs.overdue,
                "exit_code": EXIT_STUCK,
            },
        )
        await self._membership.farewell()
        await asyncio.sleep(FLUSH_SECONDS)
        self._leave(EXIT_STUCK)
