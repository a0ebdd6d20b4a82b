"""Crew containers coming and going: what they say goes to the store, what they say may free a queued turn."""

import logging
from collections.abc import Callable

from gateway.chat.ports.clock import Clock
from gateway.chat.ports.crew import Workers
from shared.ids import WorkerId
from shared.workers import HeartbeatReceipt, RegistrationReceipt, WorkerHeartbeat, WorkerRegistration

log = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 2.0
RECEIPT = HeartbeatReceipt(next_heartbeat_seconds=HEARTBEAT_SECONDS)


class Registry:
    """The door of the pool."""

    def __init__(
        self, workers: Workers, clock: Clock, *, token_of: Callable[[WorkerId], str], on_room: Callable[[], None]
    ) -> None:
        """`on_room` is called when there may be a free slot that was not there before."""
        self._token_of = token_of
        self._workers = workers
        self._clock = clock
        self._on_room = on_room

    async def register(self, registration: WorkerRegistration) -> RegistrationReceipt:
        """Take a container in, or take it in again. Raises PoolFull."""
        await self._workers.register(registration, self._clock())
        log.info("worker registered", extra={"worker_id": registration.worker_id})
        self._on_room()
        return RegistrationReceipt(
            next_heartbeat_seconds=HEARTBEAT_SECONDS, token=self._token_of(registration.worker_id)
        )

    async def hear(self, worker_id: WorkerId, heartbeat: WorkerHeartbeat) -> HeartbeatReceipt:
        """Note a heartbeat. Raises WorkerUnknown: the container has to register again."""
        await self._workers.hear(worker_id, heartbeat, self._clock())
        return RECEIPT
