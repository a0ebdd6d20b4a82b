"""Which crew containers are there and how many runs each may take."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field

from gateway.chat.errors import PoolFull, WorkerUnknown
from gateway.chat.ports import Clock
from shared.ids import WorkerId
from shared.workers import HeartbeatReceipt, WorkerHeartbeat, WorkerRegistration

log = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 2.0
# Three heartbeats missed: not leased to any more. Long gone: forgotten.
SILENT_MILLISECONDS = 6_500
FORGOTTEN_MILLISECONDS = 60_000


@dataclass(slots=True)
class Worker:
    """One crew container. `held` counts our own leases; what it says itself only tells that it lives."""

    registration: WorkerRegistration
    heard_at: int
    held: int = 0
    is_draining: bool = False
    progress: int = 0

    @property
    def free(self) -> int:
        return self.registration.slots - self.held


@dataclass(frozen=True, slots=True)
class PoolState:
    """What `/readyz` tells of the pool."""

    workers: int
    slots: int
    free: int


@dataclass(slots=True)
class WorkerSlot:
    """Room for one run; releasing it twice counts once."""

    worker: Worker
    is_held: bool = field(default=True)

    @property
    def worker_id(self) -> WorkerId:
        return self.worker.registration.worker_id

    def release(self) -> None:
        if self.is_held:
            self.is_held = False
            self.worker.held -= 1


class Pool:
    """Registry and leases. At most `max_workers` containers are listened to."""

    def __init__(self, *, max_workers: int, clock: Clock) -> None:
        self._max_workers = max_workers
        self._clock = clock
        self._workers: dict[WorkerId, Worker] = {}
        self._on_room: Callable[[], None] = _nobody

    def on_room(self, told: Callable[[], None]) -> None:
        """Call `told` whenever a worker came or came back."""
        self._on_room = told

    def register(self, registration: WorkerRegistration) -> HeartbeatReceipt:
        """Take in a container, or take it in again. Raises PoolFull."""
        now = self._clock()
        self._forget_the_dead(now)
        known = self._workers.get(registration.worker_id)
        if known is None and len(self._workers) >= self._max_workers:
            raise PoolFull
        if known is None:
            log.info("worker registered", extra={"worker_id": registration.worker_id})
        self._workers[registration.worker_id] = Worker(registration, now, held=known.held if known else 0)
        self._on_room()
        return HeartbeatReceipt(next_heartbeat_seconds=HEARTBEAT_SECONDS)

    def hear(self, worker_id: WorkerId, heartbeat: WorkerHeartbeat) -> HeartbeatReceipt:
        """Note a heartbeat. Raises WorkerUnknown: the container has to register again."""
        worker = self._workers.get(worker_id)
        if worker is None:
            raise WorkerUnknown
        was_well = self._is_well(worker)
        worker.heard_at = self._clock()
        worker.progress = heartbeat.progress
        worker.is_draining = heartbeat.draining
        if not was_well:
            self._on_room()
        return HeartbeatReceipt(next_heartbeat_seconds=HEARTBEAT_SECONDS)

    def lease(self) -> WorkerSlot | None:
        """A slot on the worker with the most room, or None."""
        roomy = [worker for worker in self._workers.values() if worker.free > 0 and self._is_well(worker)]
        if not roomy:
            return None
        worker = max(roomy, key=lambda candidate: candidate.free)
        worker.held += 1
        return WorkerSlot(worker)

    def suspect(self, worker: Worker) -> None:
        """The worker did not take a run: lease nothing more to it until it is heard again."""
        worker.heard_at = self._clock() - SILENT_MILLISECONDS

    def state(self) -> PoolState:
        """How many workers are well and what room they have."""
        well = [worker for worker in self._workers.values() if self._is_well(worker)]
        return PoolState(
            workers=len(well),
            slots=sum(worker.registration.slots for worker in well),
            free=sum(worker.free for worker in well),
        )

    def _is_well(self, worker: Worker) -> bool:
        return not worker.is_draining and self._clock() - worker.heard_at < SILENT_MILLISECONDS

    def _forget_the_dead(self, now: int) -> None:
        silent = [w for w in self._workers.values() if now - w.heard_at >= SILENT_MILLISECONDS]
        for worker in silent:
            # A full pool forgets a silent container at once: its successor is at the door.
            is_long_gone = now - worker.heard_at >= FORGOTTEN_MILLISECONDS
            if is_long_gone or len(self._workers) >= self._max_workers:
                del self._workers[worker.registration.worker_id]


def _nobody() -> None:
    pass
