"""The runs of this container: a fixed number of slots, one supervisor per run, and an orderly end of all of them."""

import asyncio
import contextvars
import logging
from collections.abc import Callable

from crew_container.engine.answer import answer
from crew_container.engine.crew import Crew
from crew_container.engine.errors import AgentBroke, RunError
from crew_container.engine.outbox import Outbox
from crew_container.engine.run import Run
from crew_container.gateway_client.platform import Platform
from shared.events import RunFailed, RunFinished
from shared.ids import RunId
from shared.runs import RunRequest

GONE = RunFailed(code="abandoned", message="Nobody was listening any more.", retryable=False)
SHUTTING_DOWN = RunFailed(code="shutting_down", message="The assistant is being restarted.", retryable=True)
DEADLINE = RunFailed(code="deadline", message="The answer took longer than it may.", retryable=False)

log = logging.getLogger(__name__)


class RunInProgress(Exception):
    """This run is already being worked on here."""


class NoFreeSlot(Exception):
    """Every slot of this container is taken."""


class Draining(Exception):
    """This container takes no more runs."""


class Runs:
    """All runs under way. Opened as a context: leaving it ends them."""

    def __init__(self, crew: Crew, *, slots: int, open_platform: Callable[[RunRequest], Platform]) -> None:
        self.progress = 0
        self.is_draining = False
        self._crew = crew
        self._slots = slots
        self._open_platform = open_platform
        self._tasks: dict[RunId, tuple[Run, asyncio.Task[None]]] = {}

    @property
    def running(self) -> int:
        """How many slots are taken."""
        return len(self._tasks)

    def begin(self, request: RunRequest) -> Run:
        """Start a run. Raises Draining, RunInProgress or NoFreeSlot."""
        if self.is_draining:
            raise Draining
        if request.run_id in self._tasks:
            raise RunInProgress
        if len(self._tasks) >= self._slots:
            raise NoFreeSlot
        outbox = Outbox(request.run_id, on_progress=self._note_progress)
        run = Run(request, platform=self._open_platform(request), outbox=outbox)
        # CrewAI keeps a record of entities and events in context variables: a context of its own per run keeps runs
        # apart and lets the record go when the run ends.
        task = asyncio.get_running_loop().create_task(self._supervise(run), context=contextvars.Context())
        run.supervised_by(task)
        self._tasks[request.run_id] = (run, task)
        task.add_done_callback(lambda _: self._tasks.pop(request.run_id))
        return run

    async def drain(self, *, grace_seconds: float) -> None:
        """Take no more runs, give those under way a little time, then end them."""
        self.is_draining = True
        tasks = [task for _, task in self._tasks.values()]
        if tasks:
            await asyncio.wait(tasks, timeout=grace_seconds)
        await self.end(SHUTTING_DOWN)

    async def end(self, ending: RunFailed) -> None:
        """Stop all runs and wait until they have ended."""
        left = list(self._tasks.values())
        for run, _ in left:
            run.stop(ending)
        if left:
            await asyncio.wait([task for _, task in left])

    def _note_progress(self) -> None:
        self.progress += 1

    async def _supervise(self, run: Run) -> None:
        """See a run to its one last event, whatever happens."""
        ending: RunFinished | RunFailed = DEADLINE
        try:
            async with asyncio.timeout(run.request.deadline_seconds):
                ending = await answer(self._crew, run)
        except TimeoutError:
            log.info("run reached its deadline", extra={"run_id": run.request.run_id})
        except RunError as exc:
            ending = _failed(exc)
        except asyncio.CancelledError:
            # The supervisor is the one place where a cancellation ends: `stop` has said why.
            ending = run.ending or SHUTTING_DOWN
        except Exception:
            log.exception("run failed", extra={"run_id": run.request.run_id})
            ending = _failed(AgentBroke())
        finally:
            await run.close()
            run.emit(run.ending or ending)


def _failed(error: RunError) -> RunFailed:
    return RunFailed(code=error.failure_code, message=str(error), retryable=error.retryable)
