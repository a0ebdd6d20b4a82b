"""One request for all who ask the same at the same time, and its answer for all who ask soon after.

What "the same" is, the caller's key says: it holds the organization and the permission, so nothing is shared across
either. An answer belongs to nobody who waits: when they all leave, it still comes and is kept.
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus

from gateway.chat.model import PlatformAnswer

MAX_BYTES = 33_554_432
MAX_ANSWER_BYTES = 4_194_304
MAX_ANSWERS = 4_096

Key = tuple[str, ...]
Load = Callable[[], Awaitable[PlatformAnswer]]


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer and until when it is fresh."""

    answer: PlatformAnswer
    fresh_until: float


class FreshAnswers:
    """Answers under way and fresh ones. Made by `open_fresh_answers`."""

    def __init__(self, *, seconds: float, max_bytes: int, clock: Callable[[], float]) -> None:
        self._seconds = seconds
        self._max_bytes = max_bytes
        self._clock = clock
        self._kept: OrderedDict[Key, Kept] = OrderedDict()
        self._bytes = 0
        self._under_way: dict[Key, asyncio.Task[PlatformAnswer]] = {}

    async def read(
        self, key: Key, load: Load, *, statuses: frozenset[int] = frozenset({HTTPStatus.OK})
    ) -> PlatformAnswer:
        """Return the fresh answer, or load it once for everybody; only answers with these statuses are kept."""
        kept = self._kept.get(key)
        if kept is not None:
            if kept.fresh_until > self._clock():
                self._kept.move_to_end(key)
                return kept.answer
            self._drop(key)
        task = self._under_way.get(key)
        if task is None:
            task = asyncio.create_task(self._load(key, load, statuses), name=f"platform {key[-1]}")
            self._under_way[key] = task
            task.add_done_callback(lambda done: self._land(key, done))
        return await asyncio.shield(task)

    async def close(self) -> None:
        """End what is under way."""
        left = list(self._under_way.values())
        for task in left:
            task.cancel()
        if left:
            await asyncio.wait(left)

    async def _load(self, key: Key, load: Load, statuses: frozenset[int]) -> PlatformAnswer:
        answer = await load()
        if self._seconds > 0 and answer.status in statuses and len(answer.body) <= MAX_ANSWER_BYTES:
            self._keep(key, answer)
        return answer

    def _keep(self, key: Key, answer: PlatformAnswer) -> None:
        self._kept[key] = Kept(answer, self._clock() + self._seconds)
        self._bytes += len(answer.body)
        while self._bytes > self._max_bytes or len(self._kept) > MAX_ANSWERS:
            self._drop(next(iter(self._kept)))

    def _drop(self, key: Key) -> None:
        self._bytes -= len(self._kept.pop(key).answer.body)

    def _land(self, key: Key, task: asyncio.Task[PlatformAnswer]) -> None:
        del self._under_way[key]
        if not task.cancelled():
            # Everybody who asked may have left: then nobody else looks at the failure.
            task.exception()


@asynccontextmanager
async def open_fresh_answers(
    *, seconds: float, max_bytes: int = MAX_BYTES, clock: Callable[[], float] = time.monotonic
) -> AsyncGenerator[FreshAnswers]:
    """Answers that are fresh for so many seconds, at most so many bytes of them, until the context is left."""
    fresh = FreshAnswers(seconds=seconds, max_bytes=max_bytes, clock=clock)
    try:
        yield fresh
    finally:
        await fresh.close()
