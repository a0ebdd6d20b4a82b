"""Sessions as they are exported, in SQLite: first which turns, then their messages a few turns at a time."""

from collections.abc import Sequence

from pydantic_core import to_json

from gateway.chat.errors import NotFound
from gateway.chat.model import Message, Outline, Principal
from gateway.storage.database import Database, Row, Value
from gateway.storage.history import owner
from gateway.storage.rows import integer, one_of, text
from shared.ids import MessageId, SessionId, TurnId

SELECT_SESSION = """
SELECT title, created_at, updated_at FROM session
WHERE organization_id = :organization_id AND id = :session_id
  AND (user_id = :user_id OR visibility = 'organization')
"""

SELECT_SHOWN_TURNS = """
WITH RECURSIVE shown (id, parent_id, depth) AS (
    SELECT turn.id, turn.parent_id, 0 FROM session JOIN turn ON turn.id = session.head_turn_id
    WHERE session.organization_id = :organization_id AND session.id = :session_id
      AND (session.user_id = :user_id OR session.visibility = 'organization')
    UNION ALL
    SELECT turn.id, turn.parent_id, shown.depth + 1 FROM shown JOIN turn ON turn.id = shown.parent_id)
SELECT turn.id FROM shown JOIN turn ON turn.id = shown.id
WHERE turn.status IN ('done', 'failed', 'stopped', 'interrupted') AND turn.is_discarded = 0
ORDER BY shown.depth DESC
"""

SELECT_MESSAGES = """
SELECT message.id, message.session_id, message.position, message.role, message.parts, message.status,
       message.reference_list, message.metadata, message.created_at
FROM json_each(:turn_ids) AS wanted JOIN turn ON turn.id = wanted.value JOIN session ON session.id = turn.session_id
JOIN message ON message.id = turn.question_message_id OR message.id = turn.message_id
WHERE session.organization_id = :organization_id AND session.id = :session_id
  AND (session.user_id = :user_id OR session.visibility = 'organization')
ORDER BY wanted.key, message.role DESC
"""


class SqliteExports:
    """The port `Exports` on SQLite."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def outline(self, principal: Principal, session_id: SessionId, now: int) -> Outline:
        values: dict[str, Value] = {**owner(principal), "session_id": session_id}
        sessions = await self._database.rows(SELECT_SESSION, values)
        if not sessions:
            raise NotFound
        title, created_at, updated_at = sessions[0]
        turns = await self._database.rows(SELECT_SHOWN_TURNS, values)
        return Outline(
            session_id=session_id,
            taken_at=now,
            title=None if title is None else text(title),
            created_at=integer(created_at),
            updated_at=integer(updated_at),
            turn_ids=tuple(TurnId(text(row[0])) for row in turns),
        )

    async def messages(self, principal: Principal, session_id: SessionId, turn_ids: Sequence[TurnId]) -> list[Message]:
        values: dict[str, Value] = {**owner(principal), "session_id": session_id}
        rows = await self._database.rows(SELECT_MESSAGES, {**values, "turn_ids": to_json(turn_ids).decode()})
        if len(rows) != 2 * len(turn_ids):
            raise NotFound
        return [_message(row) for row in rows]


def _message(row: Row) -> Message:
    return Message(
        id=MessageId(text(row[0])),
        session_id=SessionId(text(row[1])),
        position=integer(row[2]),
        role=one_of(row[3]),
        parts=text(row[4]),
        status=one_of(row[5]),
        references=text(row[6]),
        metadata=text(row[7]),
        created_at=integer(row[8]),
        alternatives="[]",
    )
