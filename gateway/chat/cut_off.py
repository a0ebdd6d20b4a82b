"""End runs that go on although their turn is over.

A container that hears `turn_over` has to stop at once, and ours do. One that does not is asked to end that run, and
replaced when it cannot say that nothing of it is left. What it says meanwhile is heard by nobody: its grant is dead.
"""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress

from gateway.chat.errors import StorageUnavailable
from gateway.chat.model import Grant, WorkerAddress
from gateway.chat.ports.clock import Clock
from gateway.chat.ports.crew import Crew, Launcher, Workers
from shared.ids import RunId, WorkerId

log = logging.getLogger(__name__)

END_SECONDS = 3.0
REMEMBERED = 1_024


class CutOff:
    """Each run is ended once. To be opened, so that nothing is left under way."""

    def __init__(self, crew: Crew, workers: Workers, launcher: Launcher | None, clock: Clock) -> None:
        self._crew = crew
        self._workers = workers
        self._launcher = launcher
        self._clock = clock
        self._known: OrderedDict[RunId, None] = OrderedDict()
        self._tasks: set[asyncio.Task[None]] = set()

    def note(self, grant: Grant) -> None:
        """Hear that a run called with a grant that is dead."""
        if grant.run_id in self._known:
            return
        self._known[grant.run_id] = None
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        task = asyncio.create_task(self._end(grant.worker_id, grant.run_id), name=f"cut off {grant.run_id}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    @asynccontextmanager
    async def open(self) -> AsyncGenerator[None]:
        """End what is under way when the context is left."""
        try:
            yield
        finally:
            left = list(self._tasks)
            for task in left:
                task.cancel()
            if left:
                await asyncio.wait(left)

    async def _end(self, worker_id: WorkerId, run_id: RunId) -> None:
        with suppress(StorageUnavailable):
            worker = await self._address_of(worker_id)
            if worker is None or await self._has_ended(worker, run_id):
                return
            log.warning("run goes on after its turn", extra={"run_id": run_id, "worker_id": worker_id})
            await self._workers.note_failure(worker_id, self._clock())
            if self._launcher is not None:
                await self._launcher.replace(worker)

    async def _has_ended(self, worker: WorkerAddress, run_id: RunId) -> bool:
        try:
            async with asyncio.timeout(END_SECONDS):
                return await self._crew.end(worker, run_id)
        except TimeoutError:
            return False

    async def _address_of(self, worker_id: WorkerId) -> WorkerAddress | None:
        """Where it registered; None when it is gone."""
        pool = await self._workers.state(self._clock())
        found = next((worker for worker in pool.workers if worker.worker_id == worker_id), None)
        return WorkerAddress(worker_id, found.url, slot=0) if found is not None else None
