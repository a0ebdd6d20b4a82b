"""Bytes on their way to the objects and keys of what was deleted, in SQLite; for all organizations alike."""

from collections.abc import Sequence

from pydantic_core import to_json

from gateway.chat.artifacts import WaitingObject
from gateway.storage.database import Database, Statement, Value
from gateway.storage.rows import integer, text

SELECT_ROOT = "SELECT name FROM object_root"

IS_WAITING = "SELECT 1 FROM object_outbox WHERE try_at <= :now LIMIT 1"

# Whoever takes them may die: then they are due again.
TAKE_WAITING = """
UPDATE object_outbox SET try_at = :until
WHERE object_key IN (SELECT object_key FROM object_outbox WHERE try_at <= :now ORDER BY try_at LIMIT :limit)
RETURNING object_key, media_type, body, attempts
"""

DELETE_WAITING = "DELETE FROM object_outbox WHERE object_key = :key"

SELECT_WANTED = "SELECT 1 FROM artifact_version WHERE object_key = :key"

NOTE_FAILED = "UPDATE object_outbox SET attempts = attempts + 1, try_at = :try_at WHERE object_key = :key"

IS_TO_REMOVE = "SELECT 1 FROM object_removal WHERE try_at <= :now LIMIT 1"

TAKE_REMOVALS = """
UPDATE object_removal SET try_at = :until
WHERE object_key IN (SELECT object_key FROM object_removal WHERE try_at <= :now ORDER BY try_at LIMIT :limit)
RETURNING object_key
"""

DELETE_REMOVALS = "DELETE FROM object_removal WHERE object_key IN (SELECT value FROM json_each(:keys))"

NOTE_NOT_REMOVED = """
UPDATE object_removal SET try_at = :try_at WHERE object_key IN (SELECT value FROM json_each(:keys))
"""

SELECT_KNOWN = "SELECT object_key FROM artifact_version WHERE object_key IN (SELECT value FROM json_each(:keys))"

SELECT_BROUGHT = """
SELECT object_key FROM artifact_version
WHERE object_key > :after AND object_key NOT IN (SELECT object_key FROM object_outbox)
ORDER BY object_key LIMIT :limit
"""

EXPIRE = """
DELETE FROM artifact WHERE id IN (
    SELECT id FROM artifact WHERE created_at < :made_before ORDER BY created_at LIMIT :limit)
RETURNING id
"""


class SqliteObjectLedger:
    """The port `ObjectLedger` on SQLite."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def root(self) -> str:
        ((name,),) = await self._database.rows(SELECT_ROOT, {})
        return text(name)

    async def take_waiting(self, *, now: int, until: int, limit: int) -> list[WaitingObject]:
        values: dict[str, Value] = {"now": now, "until": until, "limit": limit}
        # Asked every second, and mostly there is nothing: a look costs the writer nothing.
        if not await self._database.rows(IS_WAITING, {"now": now}):
            return []
        (rows,) = await self._database.batch([Statement(TAKE_WAITING, values)])
        return [_waiting(key, media_type, body, attempts) for key, media_type, body, attempts in rows]

    async def note_stored(self, key: str) -> bool:
        values = {"key": key}
        _, wanted = await self._database.batch([Statement(DELETE_WAITING, values), Statement(SELECT_WANTED, values)])
        return bool(wanted)

    async def note_failed(self, key: str, try_at: int) -> None:
        await self._database.batch([Statement(NOTE_FAILED, {"key": key, "try_at": try_at})])

    async def take_removals(self, *, now: int, until: int, limit: int) -> list[str]:
        values: dict[str, Value] = {"now": now, "until": until, "limit": limit}
        if not await self._database.rows(IS_TO_REMOVE, {"now": now}):
            return []
        (rows,) = await self._database.batch([Statement(TAKE_REMOVALS, values)])
        return [text(row[0]) for row in rows]

    async def note_removed(self, keys: Sequence[str]) -> None:
        await self._database.batch([Statement(DELETE_REMOVALS, {"keys": to_json(keys).decode()})])

    async def note_not_removed(self, keys: Sequence[str], try_at: int) -> None:
        values: dict[str, Value] = {"keys": to_json(keys).decode(), "try_at": try_at}
        await self._database.batch([Statement(NOTE_NOT_REMOVED, values)])

    async def known(self, keys: Sequence[str]) -> set[str]:
        rows = await self._database.rows(SELECT_KNOWN, {"keys": to_json(keys).decode()})
        return {text(row[0]) for row in rows}

    async def brought(self, after: str, limit: int) -> list[str]:
        rows = await self._database.rows(SELECT_BROUGHT, {"after": after, "limit": limit})
        return [text(row[0]) for row in rows]

    async def expire(self, made_before: int, limit: int) -> int:
        (rows,) = await self._database.batch([Statement(EXPIRE, {"made_before": made_before, "limit": limit})])
        return len(rows)


def _waiting(key: Value, media_type: Value, body: Value, attempts: Value) -> WaitingObject:
    assert isinstance(body, bytes)
    return WaitingObject(text(key), text(media_type), body, integer(attempts))
