"""Requests to stop, addressed to turns; a request for a turn that is over changes nothing."""

from gateway.chat.errors import NotFound
from gateway.chat.model import Principal, Turn
from gateway.storage.database import Database, Statement
from gateway.storage.history import owner
from gateway.storage.rows import turn_of
from shared.ids import SessionId, TurnId

REQUEST_STOP = """
UPDATE turn SET stop_requested = 1
WHERE organization_id = :organization_id AND user_id = :user_id AND id = :turn_id AND status IN ('queued', 'running')
"""

SELECT_TURN = """
SELECT id, organization_id, user_id, session_id, position, status, question, message_id, created_at FROM turn
WHERE organization_id = :organization_id AND user_id = :user_id AND id = :turn_id
"""

SELECT_SESSION = """
SELECT 1 FROM session WHERE organization_id = :organization_id AND user_id = :user_id AND id = :session_id
"""

REQUEST_STOP_IN_SESSION = """
UPDATE turn SET stop_requested = 1
WHERE organization_id = :organization_id AND user_id = :user_id AND session_id = :session_id
  AND status IN ('queued', 'running')
RETURNING id, organization_id, user_id, session_id, position, status, question, message_id, created_at
"""


class SqliteStops:
    """The port `Stops` on SQLite."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def request(self, principal: Principal, turn_id: TurnId) -> Turn:
        values = {**owner(principal), "turn_id": turn_id}
        _, rows = await self._database.batch(
            [Statement(REQUEST_STOP, values), Statement(SELECT_TURN, values, otherwise=NotFound)]
        )
        return turn_of(rows[0])

    async def request_in_session(self, principal: Principal, session_id: SessionId) -> list[Turn]:
        values = {**owner(principal), "session_id": session_id}
        _, rows = await self._database.batch(
            [Statement(SELECT_SESSION, values, otherwise=NotFound), Statement(REQUEST_STOP_IN_SESSION, values)]
        )
        return sorted((turn_of(row) for row in rows), key=lambda turn: turn.position)
