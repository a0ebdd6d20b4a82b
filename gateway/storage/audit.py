"""The audit log: who did what to keys and data, in the order of doing. The schema lets nobody change it."""

from gateway.chat.access import Action, AuditEntry
from gateway.chat.model import Page, Principal
from gateway.storage.cursors import MAX_INTEGER, pack, unpack
from gateway.storage.database import Database, Statement, Value
from gateway.storage.rows import integer, one_of, text
from shared.ids import UserId

INSERT_ENTRY = """
INSERT INTO audit_entry (organization_id, user_id, action, object_id, at)
VALUES (:organization_id, :user_id, :action, :object_id, :at)
"""

# Right behind a statement that may have nothing to change: then there is nothing to note either.
INSERT_ENTRY_OF_CHANGE = """
INSERT INTO audit_entry (organization_id, user_id, action, object_id, at)
SELECT :organization_id, :user_id, :action, :object_id, :at WHERE changes() > 0
"""

SELECT_ENTRIES = """
SELECT number, user_id, action, object_id, at FROM audit_entry
WHERE organization_id = :organization_id AND number < :before ORDER BY number DESC LIMIT :limit
"""


class SqliteAudit:
    """The port `Audit` on SQLite."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def record(self, by: Principal, action: Action, object_id: str, at: int) -> None:
        await self._database.batch([audit(by, action, object_id, at)])

    async def list_entries(self, by: Principal, page: Page) -> tuple[list[AuditEntry], str | None]:
        before = unpack(page.cursor)[0] if page.cursor else MAX_INTEGER
        rows = await self._database.rows(
            SELECT_ENTRIES, {"organization_id": by.organization_id, "before": before, "limit": page.limit + 1}
        )
        entries = [
            AuditEntry(integer(number), UserId(text(user)), one_of(action), text(object_id), integer(at))
            for number, user, action, object_id, at in rows[: page.limit]
        ]
        is_last = len(rows) <= page.limit
        return entries, None if is_last else pack(entries[-1].number)


def audit(by: Principal, action: Action, object_id: str, at: int) -> Statement:
    """The statement that notes it, to be committed with what is noted."""
    return Statement(INSERT_ENTRY, _entry(by, action, object_id, at))


def audit_change(by: Principal, action: Action, object_id: str, at: int) -> Statement:
    """The same, noted only if the statement before it in the batch has changed a row."""
    return Statement(INSERT_ENTRY_OF_CHANGE, _entry(by, action, object_id, at))


def _entry(by: Principal, action: Action, object_id: str, at: int) -> dict[str, Value]:
    return {
        "organization_id": by.organization_id,
        "user_id": by.user_id,
        "action": action,
        "object_id": object_id,
        "at": at,
    }
