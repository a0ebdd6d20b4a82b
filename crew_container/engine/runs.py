"""The runs of this container: a fixed number of slots, one supervisor per run, and an orderly end of all of them."""

import asyncio
import contextvars
import logging
from collections import deque
from collections.abc import Callable
from functools import partial

from crew_container.engine.answer import answer
from crew_container.engine.crew import Crew
from crew_container.engine.errors import AgentBroke, RunError
from crew_container.engine.outbox import Outbox
from crew_container.engine.run import Run
from crew_container.engine.work import current_work
from crew_container.gateway_client.artifacts import Artifacts
from crew_container.gateway_client.platform import Platform
from shared.events import RunFailed, RunFinished
from shared.ids import RunId
from shared.runs import RunRequest

GONE = RunFailed(code="abandoned", message="Nobody was listening any more.", retryable=False)
SHUTTING_DOWN = RunFailed(code="shutting_down", message="The assistant is being restarted.", retryable=True)
STOPPED = RunFailed(code="stopped", message="The run was stopped.", retryable=False)
DEADLINE = RunFailed(code="deadline", message="The answer took longer than it may.", retryable=False)

# Longest wait of a request to stop; a run is overdue before that.
STOP_SECONDS = 2.5
# The same at the end of the container.
END_SECONDS = 1.0
REMEMBERED_STOPS = 1024

log = logging.getLogger(__name__)


class RunInProgress(Exception):
    """This run is already being worked on here."""


class RunStopped(Exception):
    """Somebody has asked for this run's end before it was begun."""


class RunUnknown(Exception):
    """No such run is under way here."""


class RunWillNotEnd(Exception):
    """Something of the run is left that cannot be ended from outside: a thread in a call that never returns."""


class NoFreeSlot(Exception):
    """Every slot of this container is taken."""


class Draining(Exception):
    """This container takes no more runs."""


class Runs:
    """All runs under way. A run has its slot until nothing of it is left in the process."""

    def __init__(
        self,
        crew: Crew,
        *,
        slots: int,
        open_platform: Callable[[RunRequest], Platform],
        open_artifacts: Callable[[RunRequest], Artifacts],
        most: int | None = None,
    ) -> None:
        """After `most` runs no more are taken."""
        self.progress = 0
        self.is_draining = False
        # Set at every change that somebody may wait for: a run is gone or overdue, no more runs are taken.
        self.changed = asyncio.Event()
        self._crew = crew
        self._slots = slots
        self._open_platform = open_platform
        self._open_artifacts = open_artifacts
        self._begins_left = most
        self._runs: dict[RunId, Run] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._stopped: deque[RunId] = deque(maxlen=REMEMBERED_STOPS)

    @property
    def ids(self) -> tuple[RunId, ...]:
        """The runs that have a slot."""
        return tuple(self._runs)

    @property
    def running(self) -> int:
        """How many slots are taken."""
        return len(self._runs)

    @property
    def overdue(self) -> int:
        """How many runs hold their slot although they should have ended."""
        return sum(run.fate.done() for run in self._runs.values())

    def begin(self, request: RunRequest) -> Run:
        """Start a run. Raises Draining, RunInProgress, RunStopped or NoFreeSlot."""
        if self.is_draining:
            raise Draining
        if request.run_id in self._runs:
            raise RunInProgress
        if request.run_id in self._stopped:
            raise RunStopped
        if len(self._runs) >= self._slots:
            raise NoFreeSlot
        outbox = Outbox(request.run_id, on_progress=self._note_progress)
        run = Run(
            request,
            platform=self._open_platform(request),
            artifacts=self._open_artifacts(request),
            outbox=outbox,
        )
        run.fate.add_done_callback(lambda fate: self._note_fate(run, is_gone=fate.result()))
        # CrewAI keeps a record of entities and events in context variables: a context of its own per run keeps runs
        # apart and lets the record go when the run ends.
        task = asyncio.get_running_loop().create_task(self._keep(run), context=contextvars.Context())
        run.supervised_by(task)
        self._runs[request.run_id] = run
        self._tasks.add(task)
        task.add_done_callback(partial(self._let_go, run))
        self._count_begin()
        return run

    async def stop(self, run_id: RunId) -> None:
        """End a run and wait until nothing of it is left. Raises RunUnknown or RunWillNotEnd."""
        if run_id not in self._stopped:
            self._stopped.append(run_id)
        run = self._runs.get(run_id)
        if run is None:
            raise RunUnknown
        run.stop(STOPPED)
        await asyncio.wait([run.fate], timeout=STOP_SECONDS)
        if not (run.fate.done() and run.fate.result()):
            raise RunWillNotEnd

    def take_no_more(self) -> None:
        """Begin no more runs; those under way go on."""
        self.is_draining = True
        self.changed.set()

    async def drain(self, *, grace_seconds: float) -> None:
        """Take no more runs, give those under way a little time, then end them."""
        self.take_no_more()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=grace_seconds)
        await self.end(SHUTTING_DOWN)

    async def end(self, ending: RunFailed) -> None:
        """Stop all runs and wait for them a little; what will not end goes with the process."""
        left = list(self._runs.values())
        for run in left:
            run.stop(ending)
        if left:
            await asyncio.wait([run.fate for run in left], timeout=END_SECONDS)

    def _count_begin(self) -> None:
        if self._begins_left is not None:
            self._begins_left -= 1
            if self._begins_left == 0:
                log.info("as many runs as a container may have")
                self.take_no_more()

    def _note_progress(self) -> None:
        self.progress += 1

    def _note_fate(self, run: Run, *, is_gone: bool) -> None:
        if not is_gone:
            log.error("run will not end", extra={"run_id": run.request.run_id})
            run.emit(run.ending or DEADLINE)
        self.changed.set()

    def _let_go(self, run: Run, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        del self._runs[run.request.run_id]
        run.note_gone()
        self.changed.set()

    async def _keep(self, run: Run) -> None:
        """Keep a run's slot from its first step until nothing of it is left."""
        current_work.set(run.work)
        await run.close(await self._supervise(run))

    async def _supervise(self, run: Run) -> RunFinished | RunFailed:
        """See a run to its end, whatever happens."""
        try:
            async with asyncio.timeout(run.request.deadline_seconds):
                return await answer(self._crew, run)
        except TimeoutError:
            log.info("run reached its deadline", extra={"run_id": run.request.run_id})
            return DEADLINE
        except RunError as exc:
            return _failed(exc)
        except asyncio.CancelledError:
            # The supervisor is the one place where a cancellation ends: `stop` has said why.
            return run.ending or SHUTTING_DOWN
        except Exception:
            log.exception("run failed", extra={"run_id": run.request.run_id})
            return _failed(AgentBroke())


def _failed(error: RunError) -> RunFailed:
    return RunFailed(code=error.failure_code, message=str(error), retryable=error.retryable)
