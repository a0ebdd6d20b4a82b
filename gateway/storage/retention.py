"""Sessions that are older than they are kept, out of SQLite."""

from gateway.chat.errors import NotFound
from gateway.chat.model import Principal
from gateway.storage.audit import audit
from gateway.storage.database import Database, Statement, Value
from gateway.storage.rows import text
from shared.ids import OrganizationId, UserId

# Every organization is looked at. What is being answered is not old.
SELECT_EXPIRED = """
SELECT organization_id, user_id, id FROM session
WHERE updated_at < :before AND NOT EXISTS (
    SELECT 1 FROM turn WHERE turn.session_id = session.id AND turn.status IN ('queued', 'running'))
ORDER BY updated_at LIMIT :limit
"""

# In the meantime somebody may have asked something.
DELETE_EXPIRED = """
DELETE FROM session
WHERE organization_id = :organization_id AND id = :session_id AND updated_at < :before AND NOT EXISTS (
    SELECT 1 FROM turn WHERE organization_id = :organization_id AND turn.session_id = :session_id
      AND turn.status IN ('queued', 'running'))
"""


class SqliteRetention:
    """The port `OldSessions` on SQLite."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def expire(self, before: int, limit: int, now: int) -> int:
        rows = await self._database.rows(SELECT_EXPIRED, {"before": before, "limit": limit})
        expired = 0
        for organization_id, user_id, session_id in rows:
            owner = Principal(OrganizationId(text(organization_id)), UserId(text(user_id)))
            values: dict[str, Value] = {
                "organization_id": organization_id,
                "session_id": session_id,
                "before": before,
            }
            try:
                await self._database.batch(
                    [
                        Statement(DELETE_EXPIRED, values, otherwise=NotFound),
                        audit(owner, "session.expired", text(session_id), now),
                    ]
                )
            except NotFound:
                continue
            expired += 1
        return expired
