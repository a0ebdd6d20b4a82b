"""One request for all who ask the same at the same time, and its answer for all who ask soon after.

What "the same" is, the caller's key says: it begins with the organization and holds the permission, so nothing is
shared across either. An answer belongs to nobody who waits: when they all leave, it still comes and is kept. What is no
longer fresh is let go of, also when nobody asks again: people's data stays in memory no longer than it is told.
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
        # Those under way, and those that are not to be kept any more.
        self._tasks: set[asyncio.Task[PlatformAnswer]] = set()
        self._timer: asyncio.TimerHandle | None = None

    @property
    def byte_count(self) -> int:
        """How much is kept."""
        return self._bytes

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
            task = asyncio.create_task(self._load(key, load, statuses), name="platform answer")
            self._under_way[key] = task
            self._tasks.add(task)
            task.add_done_callback(lambda done: self._land(key, done))
        return await asyncio.shield(task)

    def forget(self, organization_id: str) -> int:
        """Let go of the answers of an organization; how many. Those under way are given to who waits, and not kept."""
        for key in [key for key in self._under_way if key[0] == organization_id]:
            del self._under_way[key]
        kept = [key for key in self._kept if key[0] == organization_id]
        for key in kept:
            self._drop(key)
        return len(kept)

    async def close(self) -> None:
        """End what is under way."""
        if self._timer is not None:
            self._timer.cancel()
        left = list(self._tasks)
        for task in left:
            task.cancel()
        if left:
            await asyncio.wait(left)

    async def _load(self, key: Key, load: Load, statuses: frozenset[int]) -> PlatformAnswer:
        answer = await load()
        is_wanted = self._under_way.get(key) is asyncio.current_task()
        if is_wanted and self._seconds > 0 and answer.status in statuses and len(answer.body) <= MAX_ANSWER_BYTES:
            self._keep(key, answer)
        return answer

    def _keep(self, key: Key, answer: PlatformAnswer) -> None:
        self._kept[key] = Kept(answer, self._clock() + self._seconds)
        self._bytes += len(answer.body)
        while self._bytes > self._max_bytes or len(self._kept) > MAX_ANSWERS:
            self._drop(next(iter(self._kept)))
        self._look_later()

    def _look_later(self) -> None:
        if self._timer is None and self._kept:
            self._timer = asyncio.get_running_loop().call_later(self._seconds, self._let_go)

    def _let_go(self) -> None:
        self._timer = None
        now = self._clock()
        for key in [key for key, kept in self._kept.items() if kept.fresh_until <= now]:
            self._drop(key)
        self._look_later()

    def _drop(self, key: Key) -> None:
        self._bytes -= len(self._kept.pop(key).answer.body)

    def _land(self, key: Key, task: asyncio.Task[PlatformAnswer]) -> None:
        self._tasks.discard(task)
        if self._under_way.get(key) is task:
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
