"""Remove objects that belong to nothing, and artifacts that are older than they are kept; report bytes that are lost.

A version is committed before its object is written, so an object without one is left over, however young it is: of a
gateway that died between the two, or of a database that was brought back from a copy. Bytes are let go of here when
their object has been written: a version with neither has lost them to the store of objects, and only a copy of that can
bring them back.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Final

from gateway.chat.artifact_bodies import stored_key_of
from gateway.chat.errors import ObjectsUnavailable, StorageUnavailable
from gateway.chat.ports.artifacts import ObjectLedger, Objects
from gateway.chat.ports.clock import Clock

log = logging.getLogger(__name__)

KEYS_AT_ONCE: Final = 500
EXPIRED_AT_ONCE: Final = 100
DAY_MILLISECONDS: Final = 86_400_000


class ObjectSweeper:
    """Looks through all objects of this store. Several at once do no harm."""

    def __init__(
        self,
        ledger: ObjectLedger,
        objects: Objects,
        clock: Clock,
        *,
        every_seconds: float,
        kept_days: int | None,
    ) -> None:
        """Without `kept_days` artifacts are kept for as long as their sessions."""
        self._ledger = ledger
        self._objects = objects
        self._clock = clock
        self._every_seconds = every_seconds
        self._kept_days = kept_days

    @asynccontextmanager
    async def open(self) -> AsyncGenerator[None]:
        """Sweep every now and then until the context is left."""
        loop = asyncio.create_task(self._repeat(), name="object sweeper")
        try:
            yield
        finally:
            loop.cancel()
            await asyncio.wait([loop])

    async def sweep(self) -> int:
        """Let go of what is too old, then remove every object without a version; how many objects.

        Raises ObjectsUnavailable, StorageUnavailable.
        """
        if self._kept_days is not None:
            made_before = self._clock() - self._kept_days * DAY_MILLISECONDS
            while await self._ledger.expire(made_before, EXPIRED_AT_ONCE):
                pass
        prefix, after, removed = f"{await self._ledger.root()}/", "", 0
        while keys := await self._objects.list_keys(prefix, after, KEYS_AT_ONCE):
            after = keys[-1]
            known = await self._ledger.known([made for key in keys for made in (key, stored_key_of(key))])
            orphans = [key for key in keys if known.isdisjoint((key, stored_key_of(key)))]
            if orphans:
                await self._objects.remove(orphans)
                removed += len(orphans)
        return removed

    async def lost(self) -> list[str]:
        """Keys of versions whose bytes have gone from the objects. Raises ObjectsUnavailable, StorageUnavailable."""
        prefix, after, lost = f"{await self._ledger.root()}/", "", list[str]()
        while brought := await self._ledger.brought(after, KEYS_AT_ONCE):
            missing = set(brought) - await self._there(prefix, after, brought[-1])
            if missing:
                # What was deleted meanwhile is not lost.
                lost += sorted(await self._ledger.known(sorted(missing)))
            after = brought[-1]
        return lost

    async def _there(self, prefix: str, after: str, until: str) -> set[str]:
        """The keys of objects after `after` and up to `until`."""
        there: set[str] = set()
        while keys := await self._objects.list_keys(prefix, after, KEYS_AT_ONCE):
            there.update(keys)
            after = keys[-1]
            if after >= until:
                break
        return there

    async def _repeat(self) -> None:
        while True:
            await asyncio.sleep(self._every_seconds)
            try:
                removed, lost = await self.sweep(), await self.lost()
            except (ObjectsUnavailable, StorageUnavailable):
                log.warning("objects not swept: a store does not answer")
            except Exception:
                # The boundary of the loop: what is left over stays until it goes on.
                log.exception("sweeping the objects failed")
            else:
                if removed:
                    log.info("objects without an artifact removed", extra={"objects": removed})
                if lost:
                    log.error("bytes of artifacts are lost", extra={"objects": len(lost), "first_key": lost[0]})
