"""The lines of one run on their way to the gateway: numbered when they happen, taken by one reader.

Unbounded, because a run is bounded: so many agents, calls and tokens. A slow reader costs memory for one answer.
"""

import asyncio
from collections.abc import Callable

from shared.events import RunEvent, RunFailed, RunFinished, RunLine
from shared.ids import RunId


class Outbox:
    """Everything is used on the server's loop."""

    def __init__(self, run_id: RunId, *, on_progress: Callable[[], None]) -> None:
        self._run_id = run_id
        self._on_progress = on_progress
        self._lines: list[bytes] = []
        self._n = 0
        self._progress = 0
        self._is_closed = False
        self._changed = asyncio.Event()

    @property
    def is_closed(self) -> bool:
        """Whether the last event has been put in."""
        return self._is_closed

    def put(self, event: RunEvent) -> None:
        """Add an event. After the last one nothing is added any more."""
        if self._is_closed:
            return
        self._is_closed = isinstance(event, RunFinished | RunFailed)
        self._progress += 1
        self._on_progress()
        self._lines.append(self._line(event))
        self._changed.set()

    async def take(self, *, heartbeat_seconds: float) -> bytes | None:
        """Return all lines that are ready, a heartbeat when none came in time, and None when nothing will follow."""
        if not self._lines:
            if self._is_closed:
                return None
            try:
                async with asyncio.timeout(heartbeat_seconds):
                    await self._changed.wait()
            except TimeoutError:
                return self._line(None)
        self._changed.clear()
        ready, self._lines = b"".join(self._lines), []
        return ready

    def _line(self, event: RunEvent | None) -> bytes:
        self._n += 1
        line = RunLine(run_id=self._run_id, n=self._n, progress=self._progress, event=event)
        return line.model_dump_json().encode() + b"\n"
