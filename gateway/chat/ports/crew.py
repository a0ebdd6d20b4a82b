"""The crew containers."""

from collections.abc import AsyncGenerator
from typing import Protocol

from gateway.chat.model import (
    PoolState,
    Principal,
    RunBatch,
    WorkerAddress,
)
from shared.ids import (
    RunId,
    WorkerId,
)
from shared.runs import RunRequest
from shared.workers import WorkerHeartbeat, WorkerRegistration


class Workers(Protocol):
    """The crew containers that registered."""

    async def register(self, registration: WorkerRegistration, now: int) -> None:
        """Raises PoolFull."""
        ...

    async def hear(self, worker_id: WorkerId, heartbeat: WorkerHeartbeat, now: int) -> None:
        """Raises WorkerUnknown."""
        ...

    async def note_failure(self, worker_id: WorkerId, now: int, *, is_gone: bool = False) -> None:
        """It did not take a run, or lost one: leave it alone for a moment, for longer when that goes on.

        One that nobody answers for `is_gone`: it gets no run until it is heard again.
        """
        ...

    async def note_success(self, worker_id: WorkerId) -> None: ...

    async def retire(self, worker_id: WorkerId) -> bool:
        """Give it no more runs, if it has none: it is about to be stopped. False when it has one."""
        ...

    async def drain(self, principal: Principal, worker_id: WorkerId, now: int) -> None:
        """Give it no more runs, whoever runs there; who wanted it is in the audit log. Raises NotFound."""
        ...

    async def forget(self, worker_id: WorkerId) -> None:
        """Its process is gone; there is room for its successor."""
        ...

    async def state(self, now: int) -> PoolState: ...


class Crew(Protocol):
    """Runs on crew containers."""

    def run(self, worker: WorkerAddress, request: RunRequest) -> AsyncGenerator[RunBatch]:
        """Run there; what came together is given together. Closing the iterator closes the request.

        Raises WorkerUnreachable when the run did not begin, RunLost when it broke off.
        """
        ...

    async def end(self, worker: WorkerAddress, run_id: RunId) -> bool:
        """Ask the container to end a run; True once nothing of it is left there, False when it will not end."""
        ...


class Launcher(Protocol):
    """Where containers come from, if this gateway may start, stop and replace them."""

    async def scale(self, wanted: int) -> None:
        """See that so many containers run or start, as far as there is room; starting takes seconds, not waited for.

        Never stops one. Raises LauncherUnavailable.
        """
        ...

    async def stop(self, worker_id: WorkerId) -> None:
        """Let a container end in order, for good; it is not waited for. Raises LauncherUnavailable."""
        ...

    async def replace(self, worker: WorkerAddress) -> None:
        """End this container's process by force; another starts. Not waited for longer than two seconds.

        Nothing happens when its process is gone already. Never raises: a failure is logged.
        """
        ...
