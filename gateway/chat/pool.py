"""The pool of crew containers as those see and steer it who run the installation.

Containers belong to no organization: an administrator of one may know nothing of them, unless it is the one that runs
the installation.
"""

from dataclasses import dataclass

from gateway.chat.errors import AdminRequired
from gateway.chat.model import PoolState, Principal
from gateway.chat.ports.clock import Clock
from gateway.chat.ports.crew import Workers
from gateway.chat.ports.turns import Queue
from shared.ids import OrganizationId, WorkerId


@dataclass(frozen=True, slots=True)
class PoolView:
    """The containers, how many there may be, and how many questions wait for one."""

    state: PoolState
    ceiling: int
    waiting: int


class Pool:
    """For administrators of the operator's organization."""

    def __init__(
        self, workers: Workers, queue: Queue, clock: Clock, *, operator: OrganizationId | None, ceiling: int
    ) -> None:
        self._workers = workers
        self._queue = queue
        self._clock = clock
        self._operator = operator
        self._ceiling = ceiling

    async def look(self, principal: Principal) -> PoolView:
        """How it stands now. Raises AdminRequired."""
        self._check(principal)
        now = self._clock()
        waiting = await self._queue.list_overdue(now)
        return PoolView(await self._workers.state(now), self._ceiling, len(waiting))

    async def drain(self, principal: Principal, worker_id: WorkerId) -> None:
        """Give a container no more runs; those that it has go on. Raises AdminRequired, NotFound."""
        self._check(principal)
        await self._workers.drain(principal, worker_id, self._clock())

    def _check(self, principal: Principal) -> None:
        if principal.role != "admin" or self._operator is None or principal.organization_id != self._operator:
            raise AdminRequired
