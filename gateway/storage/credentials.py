"""API keys in SQLite, as digests."""

from gateway.chat.model import ApiKey, Principal
from gateway.storage.database import Database, Statement
from gateway.storage.history import owner
from gateway.storage.rows import text
from shared.ids import OrganizationId, UserId

SELECT_KEY = "SELECT id, organization_id, user_id, digest FROM api_key WHERE id = :key_id"

INSERT_KEY = """
INSERT INTO api_key (id, organization_id, user_id, digest, created_at)
VALUES (:key_id, :organization_id, :user_id, :digest, :now)
"""


class SqliteCredentials:
    """The port `Credentials` on SQLite."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find_key(self, key_id: str) -> ApiKey | None:
        rows = await self._database.rows(SELECT_KEY, {"key_id": key_id})
        if not rows:
            return None
        found, organization_id, user_id, digest = (text(value) for value in rows[0])
        return ApiKey(found, Principal(OrganizationId(organization_id), UserId(user_id)), digest)

    async def store_key(self, key: ApiKey, now: int) -> None:
        await self._database.batch(
            [Statement(INSERT_KEY, {**owner(key.principal), "key_id": key.id, "digest": key.digest, "now": now})]
        )
