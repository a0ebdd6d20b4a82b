"""Memories as their users see them: listed, changed, forgotten."""

from gateway.chat.errors import MemoryExists, NotFound
from gateway.chat.memories import Memory
from gateway.chat.model import Page, Principal
from gateway.chat.packed_vectors import PackedVector
from gateway.storage.audit import audit, audit_change
from gateway.storage.cursors import MAX_INTEGER, pack, unpack
from gateway.storage.database import Database, Row, Statement, Value
from gateway.storage.history import owner
from gateway.storage.rows import integer, one_of, optional_integer, text
from shared.ids import MemoryId, MessageId, SessionId

SELECT_MEMORIES = """
SELECT id, text, kind, scope, session_id, message_id, created_at, last_used_at, use_count, number FROM memory
WHERE organization_id = :organization_id AND user_id = :user_id AND superseded_by IS NULL AND number < :before
  AND (:session_id IS NULL OR session_id = :session_id)
ORDER BY number DESC LIMIT :limit
"""

SELECT_MEMORY = """
SELECT id, text, kind, scope, session_id, message_id, created_at, last_used_at, use_count FROM memory
WHERE organization_id = :organization_id AND user_id = :user_id AND id = :memory_id AND superseded_by IS NULL
"""

# Another one says it already: two that say the same would be one.
IS_NEW_TEXT = """
SELECT 1 WHERE NOT EXISTS (
    SELECT 1 FROM memory AS other JOIN memory AS changed ON changed.id = :memory_id
    WHERE other.organization_id = :organization_id AND other.user_id = :user_id AND other.id <> :memory_id
      AND other.superseded_by IS NULL AND other.digest = :digest AND other.scope = changed.scope
      AND (other.scope = 'user' OR other.session_id = changed.session_id))
"""

# What its user wrote is no longer what was said in some message: of a person in general it outlives the session.
CHANGE_MEMORY = """
UPDATE memory SET text = :text, digest = :digest, embedder = :embedder, sketch = :sketch, vector = :vector,
                  message_id = NULL, session_id = CASE scope WHEN 'session' THEN session_id END
WHERE organization_id = :organization_id AND user_id = :user_id AND id = :memory_id AND superseded_by IS NULL
"""

DELETE_MEMORY = """
DELETE FROM memory
WHERE organization_id = :organization_id AND user_id = :user_id AND id = :memory_id AND superseded_by IS NULL
"""

COUNT_MEMORIES = """
SELECT count(*) FROM memory
WHERE organization_id = :organization_id AND user_id = :user_id AND superseded_by IS NULL
"""

DELETE_MEMORIES = "DELETE FROM memory WHERE organization_id = :organization_id AND user_id = :user_id"


# What was asked before it is not learned from any more, also when a model looks at it right now.
NOTE_FORGOTTEN = """
INSERT INTO memory_forgotten (organization_id, user_id, at) VALUES (:organization_id, :user_id, :now)
ON CONFLICT (organization_id, user_id) DO UPDATE SET at = max(at, excluded.at)
"""


class SqliteMemories:
    """The port `Memories` on SQLite."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def list_memories(
        self, principal: Principal, session_id: SessionId | None, page: Page
    ) -> tuple[list[Memory], str | None]:
        before = unpack(page.cursor)[0] if page.cursor else MAX_INTEGER
        values: dict[str, Value] = {"session_id": session_id, "before": before, "limit": page.limit + 1}
        rows = await self._database.rows(SELECT_MEMORIES, {**owner(principal), **values})
        is_last = len(rows) <= page.limit
        listed = [memory_of(row) for row in rows[: page.limit]]
        return listed, None if is_last else pack(integer(rows[page.limit - 1][9]))

    async def find(self, principal: Principal, memory_id: MemoryId) -> Memory:
        rows = await self._database.rows(SELECT_MEMORY, {**owner(principal), "memory_id": memory_id})
        if not rows:
            raise NotFound
        return memory_of(rows[0])

    async def change(
        self, principal: Principal, memory_id: MemoryId, said: str, *, digest: str, vector: PackedVector | None
    ) -> Memory:
        values: dict[str, Value] = {
            **owner(principal),
            **vector_values(vector),
            "memory_id": memory_id,
            "text": said,
            "digest": digest,
        }
        *_, rows = await self._database.batch(
            [
                Statement(SELECT_MEMORY, values, otherwise=NotFound),
                Statement(IS_NEW_TEXT, values, otherwise=MemoryExists),
                Statement(CHANGE_MEMORY, values, otherwise=NotFound),
                Statement(SELECT_MEMORY, values),
            ]
        )
        return memory_of(rows[0])

    async def forget(self, principal: Principal, memory_id: MemoryId, now: int) -> None:
        values = {**owner(principal), "memory_id": memory_id}
        await self._database.batch(
            [
                Statement(DELETE_MEMORY, values, otherwise=NotFound),
                audit(principal, "memory.forgotten", memory_id, now),
            ]
        )

    async def forget_all(self, principal: Principal, now: int) -> int:
        values: dict[str, Value] = {**owner(principal), "now": now}
        ((count,),), *_ = await self._database.batch(
            [
                Statement(COUNT_MEMORIES, values),
                Statement(DELETE_MEMORIES, values),
                audit_change(principal, "memories.forgotten", principal.user_id, now),
                Statement(NOTE_FORGOTTEN, values),
            ]
        )
        return integer(count)


def memory_of(row: Row) -> Memory:
    """The columns of `SELECT_MEMORY`, whatever follows them."""
    return Memory(
        id=MemoryId(text(row[0])),
        text=text(row[1]),
        kind=one_of(row[2]),
        scope=one_of(row[3]),
        session_id=None if row[4] is None else SessionId(text(row[4])),
        message_id=None if row[5] is None else MessageId(text(row[5])),
        created_at=integer(row[6]),
        last_used_at=optional_integer(row[7]),
        use_count=integer(row[8]),
    )


def vector_values(vector: PackedVector | None) -> dict[str, Value]:
    """The values of a row's vector; all NULL where there is none."""
    if vector is None:
        return {"embedder": None, "sketch": None, "vector": None}
    return {"embedder": vector.embedder, "sketch": vector.sketch, "vector": vector.codes}
