"""Keep as many crew containers as the open questions need: look, decide, start and stop, every second."""

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from gateway.chat.errors import LauncherUnavailable, StorageUnavailable
from gateway.chat.model import PoolState, WorkerAddress
from gateway.chat.ports.clock import Clock
from gateway.chat.ports.crew import Launcher, Workers
from gateway.chat.ports.turns import Queue
from gateway.chat.scaling import Scaling
from shared.ids import WorkerId

log = logging.getLogger(__name__)

LOOK_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 30.0
# A turn that waits for less has only not been looked at yet.
WAITING_MILLISECONDS = 500


class Scaler:
    """Applies the rule to the pool. A launcher that is away is tried again, ever less often."""

    def __init__(self, launcher: Launcher, scaling: Scaling, *, workers: Workers, queue: Queue, clock: Clock) -> None:
        self._launcher = launcher
        self._scaling = scaling
        self._workers = workers
        self._queue = queue
        self._clock = clock
        self._to_stop: set[WorkerId] = set()
        self._told_to_stop: set[WorkerId] = set()
        self._trouble: str | None = None

    @asynccontextmanager
    async def open(self) -> AsyncGenerator[None]:
        """Look every second until the context is left."""
        loop = asyncio.create_task(self._repeat(), name="scaler")
        try:
            yield
        finally:
            loop.cancel()
            await asyncio.wait([loop])

    async def look(self) -> None:
        """Look and act once. Raises LauncherUnavailable, StorageUnavailable."""
        now = self._clock()
        pool = await self._workers.state(now)
        waiting = await self._queue.list_overdue(now - WAITING_MILLISECONDS)
        decision = self._scaling.decide(pool, len(waiting), asyncio.get_running_loop().time())
        for worker_id in decision.lost:
            await self._launcher.replace(_address(pool, worker_id))
        for worker_id in decision.spare:
            # A turn may have been given to it since the look.
            if await self._workers.retire(worker_id):
                self._to_stop.add(worker_id)
        self._to_stop.update(self._left_over(pool))
        for worker_id in tuple(self._to_stop):
            await self._launcher.stop(worker_id)
            self._to_stop.discard(worker_id)
            self._told_to_stop.add(worker_id)
        await self._launcher.scale(decision.wanted)

    def _left_over(self, pool: PoolState) -> set[WorkerId]:
        """Those that somebody drained and that have nothing left. One that ends by itself needs no telling."""
        self._told_to_stop &= {one.worker_id for one in pool.workers}
        drained = {one.worker_id for one in pool.workers if one.is_heard and one.is_drained and one.running == 0}
        return drained - self._told_to_stop

    async def _repeat(self) -> None:
        pause = LOOK_SECONDS
        while True:
            trouble = await self._trouble_of_look()
            pause = LOOK_SECONDS if trouble is None else min(pause * 2, LONGEST_PAUSE_SECONDS)
            self._note(trouble)
            await asyncio.sleep(pause)

    async def _trouble_of_look(self) -> str | None:
        try:
            await self.look()
        except (LauncherUnavailable, StorageUnavailable) as error:
            return str(error)
        except Exception:
            # The boundary of the loop: without it no container would be started any more.
            log.exception("looking after the pool failed")
            return "unexpected"
        return None

    def _note(self, trouble: str | None) -> None:
        """Tell the log of a change, not of every attempt."""
        if trouble == self._trouble:
            return
        self._trouble = trouble
        if trouble is None:
            log.info("containers can be started and stopped again")
        else:
            log.warning("containers cannot be started or stopped: %s", trouble)


def _address(pool: PoolState, worker_id: WorkerId) -> WorkerAddress:
    url = next(worker.url for worker in pool.workers if worker.worker_id == worker_id)
    return WorkerAddress(worker_id, url, slot=0)
