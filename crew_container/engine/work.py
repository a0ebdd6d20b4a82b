"""What a run has under way: tasks on the server's loop, and threads that CrewAI or a tool holds for it.

A task can be cancelled, a thread cannot: it is asked by what it waits for, and until it has ended the run's slot is
taken. Threads that a tool starts by itself are not seen here.
"""

import asyncio
import contextlib
import contextvars
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Work:
    """The tasks and threads of one run."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()
        self._threads: set[Future[Any]] = set()

    def add_task(self, task: asyncio.Task[Any]) -> None:
        """Count a task until it has ended."""
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def add_thread(self, thread: Future[Any]) -> None:
        """Count what a thread was given to do until it has done it."""
        self._threads.add(thread)
        thread.add_done_callback(self._threads.discard)

    async def end(self, *, grace_seconds: float) -> None:
        """Cancel the tasks and give tasks and threads that long to end."""
        for task in self._tasks:
            task.cancel()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(grace_seconds):
                await self.gone()

    async def gone(self) -> None:
        """Wait until nothing is left."""
        while left := [*self._tasks, *map(_on_loop, tuple(self._threads))]:
            await asyncio.wait(left)


def _on_loop(thread: Future[Any]) -> asyncio.Future[Any]:
    """Let the loop wait for a thread; what the thread raised is the business of whoever began it."""
    future = asyncio.wrap_future(thread)
    future.add_done_callback(lambda done: done.cancelled() or done.exception())
    return future


class CrewThreads(ThreadPoolExecutor):
    """The loop's executor: what is begun inside a run is counted as that run's work."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Do it on a thread."""
        future = super().submit(fn, *args, **kwargs)
        if (work := current_work.get(None)) is not None:
            work.add_thread(future)
        return future


current_work: contextvars.ContextVar[Work] = contextvars.ContextVar("current_work")
