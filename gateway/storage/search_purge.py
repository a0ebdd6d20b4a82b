"""Clear what was deleted out of the files: its words out of the indexes, its pages out of the write-ahead log.

A deleted message is found no more from the moment of its deletion, but FTS5 keeps its words in older segments until
those are merged (and only SQLite 3.42 and later can be told otherwise). So whenever something was deleted, all segments
are merged into one, in small steps between which others write. Measured with 100,000 messages: half a second
altogether, a step of 64 pages takes 20 ms at most. The write-ahead log still shows pages as they were: it is folded
into the file, where `secure_delete` has overwritten them.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from gateway.chat.errors import StorageUnavailable
from gateway.storage.database import Database, Statement
from gateway.storage.rows import integer

LOOK_SECONDS = 30.0
PAGES_A_STEP = 64
# Fewer rows changed: the merge had nothing to do (https://www.sqlite.org/fts5.html, "merge").
LEAST_CHANGES = 2

SELECT_PURGE = "SELECT deleted, purged FROM search_purge"
MERGE = "INSERT INTO message_search (message_search, rank) VALUES ('merge', :pages)"
MERGE_MEMORIES = "INSERT INTO memory_search (memory_search, rank) VALUES ('merge', :pages)"
COUNT_CHANGES = "SELECT total_changes()"
NOTE_PURGED = "UPDATE search_purge SET purged = max(purged, :deleted)"

log = logging.getLogger(__name__)


class SearchPurge:
    """Looks whether something was deleted, and clears it away. Made for one database; several do no harm."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @asynccontextmanager
    async def open(self) -> AsyncGenerator[None]:
        """Look every now and then until the context is left."""
        loop = asyncio.create_task(self._repeat(), name="search purge")
        try:
            yield
        finally:
            loop.cancel()
            await asyncio.wait([loop])

    async def clear(self) -> int:
        """Clear away what was deleted until now; how many steps that took. Raises StorageUnavailable."""
        ((deleted, purged),) = await self._database.rows(SELECT_PURGE, {})
        if integer(deleted) <= integer(purged):
            return 0
        steps = await self._merge(MERGE) + await self._merge(MERGE_MEMORIES)
        await self._database.batch([Statement(NOTE_PURGED, {"deleted": deleted})])
        return steps

    async def _merge(self, sql: str) -> int:
        # A negative number begins a merge of everything, positive ones go on with it.
        steps = 1
        await self._step(-PAGES_A_STEP, sql)
        while await self._step(PAGES_A_STEP, sql):
            steps += 1
        return steps

    async def _step(self, pages: int, sql: str = MERGE) -> bool:
        """Whether there was something to merge."""
        before, _, after = await self._database.batch(
            [Statement(COUNT_CHANGES), Statement(sql, {"pages": pages}), Statement(COUNT_CHANGES)]
        )
        return integer(after[0][0]) - integer(before[0][0]) >= LEAST_CHANGES

    async def _repeat(self) -> None:
        while True:
            try:
                if await self.clear():
                    await self._database.fold()
            except StorageUnavailable:
                log.warning("what was deleted is not yet cleared out of the files")
            except Exception:
                # The boundary of the loop: what is left stays until it goes on.
                log.exception("clearing away what was deleted failed")
            await asyncio.sleep(LOOK_SECONDS)
