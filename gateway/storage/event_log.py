"""Reading the event log and the turns it belongs to; letting go of logs that their messages reproduce."""

from gateway.chat.errors import NotFound
from gateway.chat.model import Principal, StoredEvent, StoredTurn, Turn
from gateway.storage.database import Database, Statement, Value
from gateway.storage.history import owner
from gateway.storage.rows import integer, text, turn_of
from shared.crashpoints import reach
from shared.events import TURN_EVENT
from shared.ids import SessionId, TurnId

# A negative limit is none.
SELECT_EVENTS = """
SELECT seq, data FROM turn_event WHERE turn_id = :turn_id AND seq > :after ORDER BY seq LIMIT :limit
"""

SELECT_ACTS = """
SELECT seq, data FROM turn_event WHERE turn_id = :turn_id AND json_extract(data, '$.type') <> 'text-delta' ORDER BY seq
"""

SELECT_LAST_SEQ = "SELECT max(seq) FROM turn_event WHERE turn_id = :turn_id"

SELECT_TURN = """
SELECT id, organization_id, user_id, session_id, position, status, question, message_id, created_at FROM turn
WHERE organization_id = :organization_id AND user_id = :user_id AND id = :turn_id
"""

SELECT_OPEN_IN_SESSION = """
SELECT id, organization_id, user_id, session_id, position, status, question, message_id, created_at FROM turn
WHERE organization_id = :organization_id AND user_id = :user_id AND session_id = :session_id
  AND status IN ('queued', 'running')
ORDER BY position
"""

SELECT_SESSION = """
SELECT 1 FROM session WHERE organization_id = :organization_id AND user_id = :user_id AND id = :session_id
"""

# Every organization is looked at: a starting gateway opens the feeds of all queued turns.
SELECT_QUEUED = """
SELECT id, organization_id, user_id, session_id, position, status, question, message_id, created_at FROM turn
WHERE status = 'queued' ORDER BY number
"""

SELECT_STORED = """
SELECT turn.status, turn.is_compacted, turn.error_code, coalesce(turn.finished_at, 0), coalesce(message.parts, '[]'),
       coalesce(message.reference_list, '[]'), coalesce(message.metadata, '{}')
FROM turn LEFT JOIN message ON message.id = turn.message_id WHERE turn.id = :turn_id
"""

COMPACTABLE = """
SELECT id FROM turn WHERE is_compacted = 0 AND status IN ('done', 'failed', 'stopped', 'interrupted')
  AND finished_at < :finished_before LIMIT :limit
"""

DELETE_EVENTS = "DELETE FROM turn_event WHERE turn_id = :turn_id"

MARK_COMPACTED = "UPDATE turn SET is_compacted = 1 WHERE id = :turn_id"


class SqliteEventLog:
    """The port `EventLog` on SQLite."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def read(self, turn_id: TurnId, after: int, limit: int | None = None) -> list[StoredEvent]:
        values: dict[str, Value] = {"turn_id": turn_id, "after": after, "limit": -1 if limit is None else limit}
        rows = await self._database.rows(SELECT_EVENTS, values)
        return [StoredEvent(integer(seq), TURN_EVENT.validate_json(text(data))) for seq, data in rows]

    async def acts(self, turn_id: TurnId) -> list[StoredEvent]:
        rows = await self._database.rows(SELECT_ACTS, {"turn_id": turn_id})
        return [StoredEvent(integer(seq), TURN_EVENT.validate_json(text(data))) for seq, data in rows]

    async def last_seq(self, turn_id: TurnId) -> int | None:
        ((seq,),) = await self._database.rows(SELECT_LAST_SEQ, {"turn_id": turn_id})
        return None if seq is None else integer(seq)

    async def find_turn(self, principal: Principal, turn_id: TurnId) -> Turn:
        rows = await self._database.rows(SELECT_TURN, {**owner(principal), "turn_id": turn_id})
        if not rows:
            raise NotFound
        return turn_of(rows[0])

    async def list_open(self, principal: Principal, session_id: SessionId) -> list[Turn]:
        values = {**owner(principal), "session_id": session_id}
        rows = await self._database.rows(SELECT_OPEN_IN_SESSION, values)
        if not rows and not await self._database.rows(SELECT_SESSION, values):
            raise NotFound
        return [turn_of(row) for row in rows]

    async def list_queued(self) -> list[Turn]:
        return [turn_of(row) for row in await self._database.rows(SELECT_QUEUED, {})]

    async def stored(self, turn_id: TurnId) -> StoredTurn | None:
        rows = await self._database.rows(SELECT_STORED, {"turn_id": turn_id})
        if not rows:
            return None
        status, is_compacted, error_code, finished_at, parts, references, metadata = rows[0]
        return StoredTurn(
            status=text(status),  # type: ignore[arg-type]  # a CHECK constraint allows just these words
            is_compacted=bool(is_compacted),
            error_code=None if error_code is None else text(error_code),
            finished_at=integer(finished_at),
            parts=text(parts),
            references=text(references),
            metadata=text(metadata),
        )

    async def compact(self, finished_before: int, limit: int) -> int:
        rows = await self._database.rows(COMPACTABLE, {"finished_before": finished_before, "limit": limit})
        for (turn_id,) in rows:
            reach("before_compact")
            values = {"turn_id": turn_id}
            await self._database.batch([Statement(DELETE_EVENTS, values), Statement(MARK_COMPACTED, values)])
            reach("after_compact")
        return len(rows)
