"""Answered turns that something is made of besides: a bounded queue, and workers that nobody waits for.

Rules: an answer never waits for it; what cannot be done now is not done (it is lost with the process, too); nothing is
tried twice; the log hears of trouble once, not for every turn.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Final

from gateway.chat.errors import ModelUnavailable, StorageUnavailable
from gateway.chat.model import Turn

MAX_WAITING: Final = 100

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
        self._is_in_trouble = False

    def note(self, turn: Turn) -> None:
        """Take it on, unless too much waits already. Returns at once and never raises."""
        if self._waiting.full():
            self._note_trouble("too many answers wait for it")
        else:
            self._waiting.put_nowait(turn)

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
