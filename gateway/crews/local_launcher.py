"""The port `Launcher` on one machine: crew containers are numbered programs of a supervisord."""

import asyncio
import logging
import os
import signal
from collections.abc import Mapping
from contextlib import suppress

from gateway.chat.errors import LauncherUnavailable, StorageUnavailable
from gateway.chat.model import WorkerAddress, WorkerState
from gateway.chat.ports.clock import Clock
from gateway.chat.ports.crew import Workers
from gateway.crews.supervisord import Program, Supervisord
from shared.ids import WorkerId

log = logging.getLogger(__name__)

# A program that supervisord gave up gets another chance after this long.
GIVEN_UP_SECONDS = 60.0
GONE_SECONDS = 2.0
LOOK_SECONDS = 0.05


class LocalLauncher:
    """Starts, stops and replaces the programs that run crew containers; a worker is told by its URL."""

    def __init__(
        self, supervisord: Supervisord, programs: Mapping[str, str], *, workers: Workers, clock: Clock
    ) -> None:
        """`programs` are the URLs of the containers by program name, in the order in which they are started."""
        self._supervisord = supervisord
        self._programs = dict(programs)
        self._workers = workers
        self._clock = clock
        self._given_up: dict[str, float] = {}

    async def scale(self, wanted: int) -> None:
        known = await self._supervisord.programs()
        programs = [known[name] for name in self._programs if name in known]
        self._note_given_up(programs)
        missing = wanted - sum(program.is_up for program in programs)
        for program in [program for program in programs if self._may_start(program)][: max(0, missing)]:
            log.info("starting crew container", extra={"program": program.name})
            self._given_up.pop(program.name, None)
            await self._supervisord.start(program)

    async def stop(self, worker_id: WorkerId) -> None:
        worker = await self._find_worker(worker_id)
        if worker is not None and (program := await self._find_program(worker)) is not None:
            log.info("stopping crew container", extra={"program": program.name, "worker_id": worker_id})
            await self._supervisord.stop(program)

    async def replace(self, worker: WorkerAddress) -> None:
        try:
            async with asyncio.timeout(GONE_SECONDS):
                await self._replace(worker.worker_id)
        except (LauncherUnavailable, StorageUnavailable, PermissionError, TimeoutError):
            log.exception("crew container not replaced", extra={"worker_id": worker.worker_id})

    async def _replace(self, worker_id: WorkerId) -> None:
        worker = await self._find_worker(worker_id)
        if worker is None or (program := await self._find_program(worker)) is None:
            return
        log.warning("replacing crew container", extra={"program": program.name, "worker_id": worker_id})
        # supervisord makes every program the leader of a group. By the number that we looked at: by its name, a second
        # request would hit the successor.
        with suppress(ProcessLookupError):
            os.killpg(program.pid, signal.SIGKILL)
        await self._workers.forget(worker_id)
        # Nobody tells us; and being asked makes supervisord look up from its poll and start the successor at once.
        while (await self._supervisord.programs())[program.name].pid == program.pid:  # noqa: ASYNC110
            await asyncio.sleep(LOOK_SECONDS)

    async def _find_worker(self, worker_id: WorkerId) -> WorkerState | None:
        pool = await self._workers.state(self._clock())
        return next((worker for worker in pool.workers if worker.worker_id == worker_id), None)

    async def _find_program(self, worker: WorkerState) -> Program | None:
        """The program whose process is this worker; None when that process is gone, or is none of ours."""
        known = await self._supervisord.programs()
        name = next((name for name, url in self._programs.items() if url == worker.url), "")
        program = known.get(name)
        if program is None or program.pid == 0:
            return None
        # A process that is younger than the registration is the worker's successor.
        return program if program.start * 1000 <= worker.registered_at else None

    def _may_start(self, program: Program) -> bool:
        if program.is_given_up:
            return _now() - self._given_up[program.name] >= GIVEN_UP_SECONDS
        return program.statename == "STOPPED"

    def _note_given_up(self, programs: list[Program]) -> None:
        for program in programs:
            if program.is_given_up and program.name not in self._given_up:
                log.error("crew container does not start", extra={"program": program.name})
                self._given_up[program.name] = _now()


def _now() -> float:
    return asyncio.get_running_loop().time()
