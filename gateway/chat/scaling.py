"""How many crew containers there should be, and which may go. Pure: times are seconds of a steady clock.

One is always warm. Another is wanted when two looks in a row find that the open questions would fill more than
`FULL_PERCENT` of all slots, or that some wait all the same. One that had no run for `idle_seconds` goes if the others
are enough for what is open now; so nothing swings. One that is about to end by itself gets a successor before it goes,
and one that fell silent is replaced.
"""

from dataclasses import dataclass

from gateway.chat.model import PoolState, WorkerState
from shared.ids import WorkerId

FULL_PERCENT = 80
# So long after the pool has given it up: it may only have been paused, or the gateway may.
LOST_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Decision:
    """How many containers should run or start; which are to be stopped, and which to be replaced."""

    wanted: int
    spare: tuple[WorkerId, ...] = ()
    lost: tuple[WorkerId, ...] = ()


class Scaling:
    """The rule, and what it has to remember from one look to the next."""

    def __init__(self, *, ceiling: int, idle_seconds: float) -> None:
        self._ceiling = ceiling
        self._idle_seconds = idle_seconds
        self._needed_before = 1
        # Since when a worker had no run, together with the number of runs that it had begun by then.
        self._idle: dict[WorkerId, tuple[int, float]] = {}
        self._silent: dict[WorkerId, float] = {}
        self._stopped: set[WorkerId] = set()

    def decide(self, pool: PoolState, waiting: int, now: float) -> Decision:
        """`waiting` are the queued turns that could have run for a moment, had there been a slot for them."""
        self._forget_all_but({worker.worker_id for worker in pool.workers})
        needed = needed_containers(pool, waiting)
        idle = [worker for worker in pool.well if self._idle_for(worker, now) >= self._idle_seconds]
        wanted = max(min(needed, self._needed_before), len(pool.well) - len(idle))
        self._needed_before = needed
        too_many = max(0, len(pool.well) - wanted)
        # The youngest goes: the queue prefers the oldest when all are idle.
        spare = tuple(worker.worker_id for worker in reversed(idle))[:too_many]
        self._stopped.update(spare)
        return Decision(min(wanted + self._leaving(pool), self._ceiling), spare, self._lost(pool, now))

    def _idle_for(self, worker: WorkerState, now: float) -> float:
        begun, since = self._idle.get(worker.worker_id, (worker.runs_begun, now))
        if worker.running > 0 or worker.runs_begun != begun:
            since = now
        self._idle[worker.worker_id] = (worker.runs_begun, since)
        return now - since

    def _leaving(self, pool: PoolState) -> int:
        """Those that end by themselves, and have not ended yet."""
        leaving = (worker for worker in pool.workers if worker.is_heard and worker.is_draining)
        return sum(worker.worker_id not in self._stopped for worker in leaving)

    def _lost(self, pool: PoolState, now: float) -> tuple[WorkerId, ...]:
        silent = [worker.worker_id for worker in pool.workers if not worker.is_heard and not worker.is_draining]
        self._silent = {worker_id: self._silent.get(worker_id, now) for worker_id in silent}
        lost = tuple(worker_id for worker_id, since in self._silent.items() if now - since >= LOST_SECONDS)
        # Named again when that did not help.
        self._silent.update(dict.fromkeys(lost, now))
        return lost

    def _forget_all_but(self, known: set[WorkerId]) -> None:
        self._idle = {worker_id: idle for worker_id, idle in self._idle.items() if worker_id in known}
        self._stopped &= known


def needed_containers(pool: PoolState, waiting: int) -> int:
    """How many containers the open questions need, as if there were no ceiling. At least one."""
    well = pool.well
    if not well:
        # The first one is starting, or being replaced: what a container can take is not known.
        return 1
    slots = sum(worker.slots for worker in well)
    open_turns = sum(worker.running for worker in well) + waiting
    filled = open_turns * 100 * len(well) // (FULL_PERCENT * slots) + 1
    return max(filled, len(well) + 1) if waiting else filled
