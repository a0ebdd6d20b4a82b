"""One run: what its agents share, and how it ends.

Everything here lives on the server's loop. CrewAI's threads come in through `Seat.wait_for` alone, and only wait there:
the model call or tool call itself is a task on the loop, so that stopping a run closes its connections at once instead
of abandoning a thread that goes on reading.
"""

import asyncio
import contextvars
import time
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import CancelledError as FutureCancelled
from functools import partial
from typing import Any, TypeVar

from crew_container.engine.errors import AgentStopped, RunError
from crew_container.engine.outbox import Outbox
from crew_container.engine.work import Work
from crew_container.gateway_client.artifacts import Artifacts, CallArtifacts
from crew_container.gateway_client.platform import Platform, Reads
from crew_container.policy.citations import CitationBook
from crew_container.policy.ledger import ToolLedger
from crew_container.policy.window import Window
from crew_container.tools.results import ToolContext
from shared.artifacts import ArtifactReceipt
from shared.events import (
    ApprovalRequested,
    ArtifactCreated,
    RunEvent,
    RunFailed,
    RunFinished,
    TextDelta,
    TextEnded,
    TextStarted,
)
from shared.ids import ApprovalId, ToolCallId, new_id
from shared.runs import FirstCall, RunRequest
from shared.tools import ToolResult

MAX_TOOL_CALLS = 12
# How long the last event waits for what has been told to end: a thread that unwinds needs a few milliseconds.
CLOSE_SECONDS = 0.5
# After this a run that was to end is overdue: what is left of it will not go by itself.
ENDING_SECONDS = 2.0
# A whole run may leave a tool's thread behind which that tool's own time limit will end.
LINGERING_SECONDS = 30.0
Answer = TypeVar("Answer")


class Run:
    """What one run shares between its agents."""

    def __init__(self, request: RunRequest, *, platform: Platform, artifacts: Artifacts, outbox: Outbox) -> None:
        self.request = request
        self.outbox = outbox
        self.citations = CitationBook()
        self._platform = platform
        self._artifacts = artifacts
        self.ledger: ToolLedger[asyncio.Task[ToolResult]] = ToolLedger(budget=MAX_TOOL_CALLS)
        self.ending: RunFailed | None = None
        self.work = Work()
        # True once nothing of the run is left, False once it is clear that something will stay.
        self.fate: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._supervisor: asyncio.Task[None] | None = None
        self._patience: asyncio.TimerHandle | None = None
        self._ordinal = 0
        self._reads: dict[ToolCallId, Reads] = {}
        # Calls that a person has refused, by `call_key`.
        self.denied: set[str] = set()
        # An agent waits for a person: the run ends without an answer.
        self.is_waiting = False

    def emit(self, event: RunEvent) -> None:
        """Report an event."""
        self.outbox.put(event)

    def tools_of(self, call_id: ToolCallId) -> ToolContext:
        """Return what the tool of this call works with."""
        artifacts = CallArtifacts(self._artifacts, call_id, partial(self._announce, call_id))
        platform = self._platform.of_call(call_id)
        self._reads[call_id] = platform.reads
        return ToolContext(platform, self.citations, artifacts)

    def is_answered_from_cache(self, call_id: ToolCallId) -> bool:
        """Return whether the gateway had all that this call read at hand."""
        return call_id in self._reads and self._reads[call_id].are_shared

    def next_ordinal(self) -> int:
        """Count the tool calls of the run as the model makes them, repetitions and refusals included."""
        self._ordinal += 1
        return self._ordinal

    def supervised_by(self, task: asyncio.Task[None]) -> None:
        """Name the task that `stop` ends."""
        self._supervisor = task

    def stop(self, ending: RunFailed) -> None:
        """End the run for this reason; the first reason counts. Connections close before the next loop turn is over."""
        if self.ending is None and self._supervisor is not None and not self._supervisor.done():
            self.ending = ending
            self._supervisor.cancel()
            self._expect_end(ENDING_SECONDS)

    def start_tool(self, call: Coroutine[Any, Any, ToolResult]) -> asyncio.Task[ToolResult]:
        """Start a tool call that belongs to the run, not to one agent: another agent may be waiting for it too."""
        task = asyncio.get_running_loop().create_task(call)
        self.work.add_task(task)
        return task

    async def close(self, ending: RunFinished | RunFailed) -> None:
        """End what is still under way and report the run's end: this one, unless it was stopped for another reason."""
        # From here on there is nothing to cancel any more, and this must not be cancelled.
        self._supervisor = None
        if self._patience is None:
            self._expect_end(LINGERING_SECONDS if isinstance(ending, RunFinished) else ENDING_SECONDS)
        await self.work.end(grace_seconds=CLOSE_SECONDS)
        self.emit(self.ending or ending)
        await self.work.gone()

    def note_gone(self) -> None:
        """Nothing of the run is left."""
        if self._patience is not None:
            self._patience.cancel()
        self._decide(is_gone=True)

    def _announce(self, call_id: ToolCallId, receipt: ArtifactReceipt) -> None:
        self.emit(
            ArtifactCreated(
                artifact_id=receipt.artifact_id,
                version=receipt.version,
                kind=receipt.kind,
                title=receipt.title,
                media_type=receipt.media_type,
                call_id=call_id,
                at=now_ms(),
            )
        )

    def _expect_end(self, seconds: float) -> None:
        self._patience = asyncio.get_running_loop().call_later(seconds, partial(self._decide, is_gone=False))

    def _decide(self, *, is_gone: bool) -> None:
        if not self.fate.done():
            self.fate.set_result(is_gone)


class Seat:
    """One agent at work in a run: its own tasks, what it said last, and why it failed.

    `speaks` says that its text is the answer. `prompt` is the text of the request it works on; it travels beside
    CrewAI, which would substitute `{tools}` and the like in it (see `StreamingLLM`).
    """

    def __init__(
        self, run: Run, *, slug: str, prompt: str, speaks: bool, first_calls: tuple[FirstCall, ...] = ()
    ) -> None:
        """`first_calls` are made in place of the model's first round, if all of them can be made."""
        self.run = run
        self.slug = slug
        self.prompt = prompt
        self.placeholder = new_id("request")
        self.memory_placeholder = new_id("memory")
        self.summary_placeholder = new_id("summary")
        self.speaks = speaks
        self.text = ""
        self.finish_reason: str | None = None
        self.failure: RunError | None = None
        self.unusable_calls = 0
        # Made with the first request; see `StreamingLLM`.
        self.window: Window | None = None
        # Names of tools that are used only when a person approves; set when the agent is made.
        self.approval: frozenset[str] = frozenset()
        self.is_waiting = False
        self._first_calls = first_calls
        self._loop = asyncio.get_running_loop()
        self._tasks: set[asyncio.Task[Any]] = set()
        self._is_closed = False

    def take_first_calls(self) -> tuple[FirstCall, ...]:
        """The calls that the agent begins with: once, then none."""
        taken, self._first_calls = self._first_calls, ()
        return taken

    def ask_person(self, call_id: ToolCallId) -> None:
        """Leave the call to a person: the agent's work is over for this run."""
        self.is_waiting = self.run.is_waiting = True
        self.run.emit(ApprovalRequested(call_id=call_id, approval_id=ApprovalId(new_id("apr")), at=now_ms()))

    def wait_for(self, make: Callable[[], Awaitable[Answer]]) -> Answer:
        """Run `make` on the server's loop while this thread of CrewAI's waits. Raises AgentStopped when stopped."""
        if self._is_closed:
            raise AgentStopped
        future = asyncio.run_coroutine_threadsafe(self._own(make), self._loop)
        try:
            return future.result()
        except FutureCancelled:
            raise AgentStopped from None

    async def close(self) -> None:
        """Stop the agent: end its tasks, and let none begin."""
        self._is_closed = True
        await end_tasks(self._tasks)

    async def _own(self, make: Callable[[], Awaitable[Answer]]) -> Answer:
        if self._is_closed:
            raise asyncio.CancelledError
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self.run.work.add_task(task)
        try:
            return await make()
        except RunError as exc:
            self.failure = exc
            raise
        finally:
            self._tasks.discard(task)


class TextPart:
    """A part of the answer: begins with its first text, and is silent when the agent does not speak."""

    def __init__(self, seat: Seat) -> None:
        self._seat = seat
        self._part_id: str | None = None

    def add(self, text: str) -> None:
        """Let the part grow."""
        if not self._seat.speaks:
            return
        if self._part_id is None:
            self._part_id = new_id("text")
            self._seat.run.emit(TextStarted(part_id=self._part_id, agent=self._seat.slug))
        self._seat.run.emit(TextDelta(part_id=self._part_id, text=text))

    def end(self) -> None:
        """Close the part, if it ever began."""
        if self._part_id is not None:
            self._seat.run.emit(TextEnded(part_id=self._part_id))
            self._part_id = None


current_seat: contextvars.ContextVar[Seat] = contextvars.ContextVar("current_seat")


def now_ms() -> int:
    """Return the time as Unix milliseconds."""
    return time.time_ns() // 1_000_000


async def end_tasks(tasks: set[asyncio.Task[Any]]) -> None:
    """Cancel these tasks and wait until they have ended."""
    left = [task for task in tasks if task is not asyncio.current_task()]
    for task in left:
        task.cancel()
    if left:
        await asyncio.wait(left)
