"""What was asked of the simulator and how each answer ended."""

import asyncio
import time
from collections import deque
from dataclasses import asdict, dataclass, field
from typing import Literal

from infra.simulators.model.request import CompletionRequest, JsonObject

Outcome = Literal["open", "finished", "client_closed", "error"]


def now_ms() -> float:
    return time.time() * 1000


@dataclass(slots=True)
class Entry:
    """One request. `started_ms`, `first_token_at_ms` and `closed_ms` are wall-clock times."""

    id: str
    started_ms: float
    model: str
    stream: bool
    tools: list[str]
    messages: int
    prompt_tokens: int
    completion_tokens: int = 0
    tokens_sent: int = 0
    status: int = 200
    outcome: Outcome = "open"
    first_token_at_ms: float | None = None
    closed_ms: float | None = None
    request: list[JsonObject] | None = None


@dataclass(slots=True)
class RequestLog:
    """The last requests, oldest first, and those still being answered."""

    capacity: int
    keep_requests: bool
    _entries: deque[Entry] = field(init=False)
    _open: set[str] = field(default_factory=set)
    _changed: asyncio.Event = field(default_factory=asyncio.Event)
    _last: int = 0

    def __post_init__(self) -> None:
        self._entries = deque(maxlen=self.capacity)

    def open(self, asked: CompletionRequest, prompt_tokens: int) -> Entry:
        self._last += 1
        entry = Entry(
            id=f"chatcmpl-{self._last:08d}",
            started_ms=now_ms(),
            model=asked.model,
            stream=bool(asked.stream),
            tools=asked.tool_names,
            messages=len(asked.messages),
            prompt_tokens=prompt_tokens,
        )
        if self.keep_requests:
            entry.request = [message.model_dump(exclude_none=True) for message in asked.messages]
        self._entries.append(entry)
        self._open.add(entry.id)
        self._tell()
        return entry

    def close(self, entry: Entry, outcome: Outcome) -> None:
        """The first outcome stays: whoever saw the end first knows best."""
        if entry.outcome != "open":
            return
        entry.outcome = outcome
        entry.closed_ms = now_ms()
        self._open.discard(entry.id)
        self._tell()

    def clear(self) -> None:
        """Forget what has ended; open requests stay."""
        kept = [entry for entry in self._entries if entry.outcome == "open"]
        self._entries.clear()
        self._entries.extend(kept)

    @property
    def open_count(self) -> int:
        return len(self._open)

    async def wait_until_open(self, count: int, timeout_seconds: float) -> int:
        """Wait until exactly `count` completions are open, or the time is over; the number open then."""
        try:
            async with asyncio.timeout(timeout_seconds):
                while self.open_count != count:
                    await self._changed.wait()
        except TimeoutError:
            pass
        return self.open_count

    def as_json(self) -> list[dict[str, object]]:
        return [asdict(entry) for entry in self._entries]

    def _tell(self) -> None:
        # Every waiter of the old event wakes; later ones wait for the next change.
        self._changed.set()
        self._changed = asyncio.Event()
