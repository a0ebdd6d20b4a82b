"""Answered turns that something is made of besides: a bounded queue, and workers that nobody waits for.

Rules: an answer never waits for it; what cannot be done now is not done (it is lost with the process, too); nothing is
tried twice; the log hears of trouble once, not for every turn.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Final

from gateway.chat.errors import ModelUnavailable, StorageUnavailable
from gateway.chat.model import Principal, Turn
from shared.ids import OrganizationId, SessionId, UserId

MAX_WAITING: Final = 100
# Of one organization, so that others have room.
MAX_WAITING_EACH: Final = 60

log = logging.getLogger(__name__)


class AnsweredTurns:
    """Does one thing with each turn, so many at a time, until its context is left."""

    def __init__(self, work: Callable[[Turn], Awaitable[None]], *, name: str, at_once: int, without_it: str) -> None:
        """`work` may raise ModelUnavailable or StorageUnavailable; `without_it` says in the log what is missed then."""
        self._work = work
        self._at_once = at_once
        self._name = name
        self._without_it = without_it
        self._waiting: asyncio.Queue[Turn] = asyncio.Queue(MAX_WAITING)
        self._waiting_of: Counter[OrganizationId] = Counter()
        self._under_way: dict[asyncio.Task[None], Turn] = {}
        self._is_in_trouble = False

    def note(self, turn: Turn) -> None:
        """Take it on, unless too much waits already, of everybody or of its organization. Never waits, never raises."""
        if self._waiting.full() or self._waiting_of[turn.organization_id] >= MAX_WAITING_EACH:
            self._note_trouble("too many answers wait for it")
        else:
            self._waiting.put_nowait(turn)
            self._waiting_of[turn.organization_id] += 1

    def drop(self, is_gone: Callable[[Turn], bool]) -> None:
        """Cut short what is being done with turns that were deleted. One that waits has nothing that could be asked."""
        for task, turn in self._under_way.items():
            if is_gone(turn):
                task.cancel()

    @asynccontextmanager
    async def open(self) -> AsyncGenerator[None]:
        """Work until the context is left; what is not done then is not done."""
        workers = [asyncio.create_task(self._take_turns(), name=f"{self._name} {n}") for n in range(self._at_once)]
        try:
            yield
        finally:
            for worker in workers:
                worker.cancel()
            await asyncio.wait(workers)

    async def _take_turns(self) -> None:
        while True:
            turn = await self._waiting.get()
            self._waiting_of[turn.organization_id] -= 1
            if not self._waiting_of[turn.organization_id]:
                del self._waiting_of[turn.organization_id]
            task = asyncio.create_task(self._take(turn), name=f"{self._name} of {turn.id}")
            self._under_way[task] = turn
            try:
                await asyncio.wait({task})
            finally:
                # Also when this worker is the one that is cut short.
                task.cancel()
                await asyncio.wait({task})
                del self._under_way[task]

    async def _take(self, turn: Turn) -> None:
        try:
            await self._work(turn)
        except (ModelUnavailable, StorageUnavailable) as error:
            self._note_trouble(str(error))
        except Exception:
            # The boundary of a job: the next one may be well.
            log.exception("%s failed", self._name, extra={"turn_id": turn.id})
        else:
            self._is_in_trouble = False

    def _note_trouble(self, reason: str) -> None:
        if not self._is_in_trouble:
            log.warning("%s: %s", self._without_it, reason)
        self._is_in_trouble = True


def is_of(organization_id: OrganizationId, user_id: UserId | None, turn: Turn) -> bool:
    """Whether a turn is that user's, or with None anybody's of the organization."""
    return turn.organization_id == organization_id and user_id in (None, turn.user_id)


def is_in(principal: Principal, session_id: SessionId, turn: Turn) -> bool:
    """Whether a turn is in that session of theirs."""
    return is_of(principal.organization_id, principal.user_id, turn) and turn.session_id == session_id
