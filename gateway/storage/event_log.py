"""Reading the event log and the turns it belongs to."""

from gateway.chat.errors import NotFound
from gateway.chat.model import ClaimedTurn, Principal, StoredEvent, Turn, TurnStatus
from gateway.storage.database import Database
from gateway.storage.history import owner
from gateway.storage.rows import integer, text
from gateway.storage.turns import claimed_turn, turn_of
from shared.events import TURN_EVENT
from shared.ids import TurnId

SELECT_EVENTS = "SELECT seq, data FROM turn_event WHERE turn_id = :turn_id AND seq > :after ORDER BY seq"

SELECT_TURN = """
SELECT id, organization_id, user_id, session_id, position, status, question, message_id, created_at FROM turn
WHERE organization_id = :organization_id AND user_id = :user_id AND id = :turn_id
"""

# Every organization is looked at: this is what a starting gateway has to clean up.
SELECT_OPEN = """
SELECT id, organization_id, user_id, session_id, position, status, question, message_id, created_at, run_id, fence,
       attempt
FROM turn WHERE status = :status ORDER BY number
"""


class SqliteEventLog:
    """The port `EventLog` on SQLite."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def read(self, turn_id: TurnId, after: int) -> list[StoredEvent]:
        rows = await self._database.rows(SELECT_EVENTS, {"turn_id": turn_id, "after": after})
        return [StoredEvent(integer(seq), TURN_EVENT.validate_json(text(data))) for seq, data in rows]

    async def find_turn(self, principal: Principal, turn_id: TurnId) -> Turn:
        rows = await self._database.rows(SELECT_TURN, {**owner(principal), "turn_id": turn_id})
        if not rows:
            raise NotFound
        return turn_of(rows[0])

    async def list_open(self, status: TurnStatus) -> list[ClaimedTurn]:
        return [claimed_turn(row) for row in await self._database.rows(SELECT_OPEN, {"status": status})]
