"""Delete sessions in which nobody has said anything for as long as they are kept."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from typing import Final

from gateway.chat.errors import StorageUnavailable
from gateway.chat.ports.clock import Clock
from gateway.chat.ports.sessions import OldSessions

log = logging.getLogger(__name__)

DAY_MILLISECONDS: Final = 86_400_000
EXPIRED_AT_ONCE: Final = 100


class Retention:
    """Looks now and then. Several at once do no harm."""

    def __init__(
        self,
        sessions: OldSessions,
        clock: Clock,
        *,
        kept_days: int,
        every_seconds: float,
        on_change: Callable[[], None],
    ) -> None:
        """`on_change` hears that there may be objects to remove."""
        self._sessions = sessions
        self._clock = clock
        self._kept_days = kept_days
        self._every_seconds = every_seconds
        self._on_change = on_change

    @asynccontextmanager
    async def open(self) -> AsyncGenerator[None]:
        """Look at once and then every now and then, until the context is left."""
        loop = asyncio.create_task(self._repeat(), name="retention")
        try:
            yield
        finally:
            loop.cancel()
            await asyncio.wait([loop])

    async def expire(self) -> int:
        """Delete what is too old; how many sessions. Raises StorageUnavailable."""
        now, expired = self._clock(), 0
        before = now - self._kept_days * DAY_MILLISECONDS
        while count := await self._sessions.expire(before, EXPIRED_AT_ONCE, now):
            expired += count
            self._on_change()
        return expired

    async def _repeat(self) -> None:
        while True:
            try:
                expired = await self.expire()
                if expired:
                    log.info("sessions expired", extra={"sessions": expired})
            except StorageUnavailable:
                log.warning("old sessions not deleted: the store does not answer")
            except Exception:
                # The boundary of the loop: what is left stays until it goes on.
                log.exception("deleting old sessions failed")
            await asyncio.sleep(self._every_seconds)
