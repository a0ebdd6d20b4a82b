"""Bring the bytes of artifacts to the objects, and remove there what was deleted here.

A version is committed with its bytes beside it, so it can be read from that moment on, whatever the objects do. This
loop moves the bytes; an outage of the objects delays that and loses nothing. What is removed while it is being brought
is removed again after that.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Final

from gateway.chat.artifact_bodies import keys_made_of
from gateway.chat.artifacts import WaitingObject
from gateway.chat.errors import ObjectsUnavailable, StorageUnavailable
from gateway.chat.ports.artifacts import ObjectLedger, Objects
from gateway.chat.ports.clock import Clock

log = logging.getLogger(__name__)

# A floor under the wake-ups: other gateways on the store leave work too when they die.
POLL_SECONDS: Final = 1.0
AT_ONCE: Final = 8
REMOVALS_AT_ONCE: Final = 100
# Longer than any attempt takes.
CLAIM_MILLISECONDS: Final = 30_000
FIRST_PAUSE_MILLISECONDS: Final = 500
LONGEST_PAUSE_MILLISECONDS: Final = 5_000


class ObjectOutbox:
    """The way of bytes to the objects. To be opened; every gateway has one."""

    def __init__(self, ledger: ObjectLedger, objects: Objects, clock: Clock) -> None:
        self._ledger = ledger
        self._objects = objects
        self._clock = clock
        self._wake = asyncio.Event()
        self._is_reachable = True
        self._failed_removals = 0

    def wake(self) -> None:
        """Something waits, or is to be removed."""
        self._wake.set()

    @asynccontextmanager
    async def open(self) -> AsyncGenerator[None]:
        """Work until the context is left."""
        loop = asyncio.create_task(self._repeat(), name="object outbox")
        try:
            yield
        finally:
            loop.cancel()
            await asyncio.wait([loop])

    async def clear(self) -> bool:
        """Do what is due; whether anything was done. Raises StorageUnavailable."""
        now = self._clock()
        until = now + CLAIM_MILLISECONDS
        waiting = await self._ledger.take_waiting(now=now, until=until, limit=AT_ONCE)
        stored = await self._bring_all(waiting)
        removals = await self._ledger.take_removals(now=now, until=until, limit=REMOVALS_AT_ONCE)
        has_removed = bool(removals) and await self._remove(removals)
        return stored > 0 or has_removed

    async def _bring_all(self, waiting: Sequence[WaitingObject]) -> int:
        """Bring one after another; how many there are before the first that fails, with which the rest waits."""
        for number, item in enumerate(waiting):
            if not await self._bring(item):
                for left in waiting[number + 1 :]:
                    await self._ledger.note_failed(left.key, self._clock() + FIRST_PAUSE_MILLISECONDS)
                return number
        return len(waiting)

    async def _bring(self, item: WaitingObject) -> bool:
        try:
            await self._objects.put(item.key, item.body, item.media_type)
        except ObjectsUnavailable as error:
            self._note_outage(error)
            await self._ledger.note_failed(item.key, self._clock() + _pause(item.attempts))
            return False
        self._note_reachable()
        if not await self._ledger.note_stored(item.key):
            await self._remove([item.key])
        return True

    async def _remove(self, keys: Sequence[str]) -> bool:
        try:
            await self._objects.remove([made for key in keys for made in keys_made_of(key)])
        except ObjectsUnavailable as error:
            self._note_outage(error)
            await self._ledger.note_not_removed(keys, self._clock() + _pause(self._failed_removals))
            self._failed_removals += 1
            return False
        self._failed_removals = 0
        await self._ledger.note_removed(keys)
        return True

    async def _repeat(self) -> None:
        while True:
            self._wake.clear()
            try:
                while await self.clear():
                    pass
            except StorageUnavailable:
                log.warning("the outbox of objects cannot be read now")
            except Exception:
                # The boundary of the loop: what is left waits until it goes on.
                log.exception("the outbox of objects stumbled")
            with suppress(TimeoutError):
                async with asyncio.timeout(POLL_SECONDS):
                    await self._wake.wait()

    def _note_outage(self, error: ObjectsUnavailable) -> None:
        if self._is_reachable:
            log.warning("artifacts wait: the objects cannot be reached", exc_info=error)
        self._is_reachable = False

    def _note_reachable(self) -> None:
        if not self._is_reachable:
            log.info("the objects are reached again")
        self._is_reachable = True


def _pause(attempts: int) -> int:
    """How many milliseconds to wait after so many attempts that failed before."""
    return min(FIRST_PAUSE_MILLISECONDS << min(attempts, 10), LONGEST_PAUSE_MILLISECONDS)
