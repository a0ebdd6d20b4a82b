"""API keys in SQLite, as digests; the audit entry of a change is committed with it."""

from collections.abc import Mapping

from gateway.chat.access import SCOPES, Action, ApiKey, Scope
from gateway.chat.errors import NotFound
from gateway.chat.model import Page, Principal
from gateway.storage.audit import audit
from gateway.storage.cursors import MAX_INTEGER, pack, unpack
from gateway.storage.database import Database, Row, Statement, Value
from gateway.storage.rows import integer, optional_integer, text
from shared.ids import OrganizationId, UserId

SELECT_KEY = """
SELECT id, organization_id, user_id, digest, name, scopes, created_at, expires_at, last_used_at FROM api_key
WHERE id = :key_id
"""

SELECT_KEYS = """
SELECT id, organization_id, user_id, digest, name, scopes, created_at, expires_at, last_used_at FROM api_key
WHERE organization_id = :organization_id AND (created_at, id) < (:created_before, :id_before)
ORDER BY created_at DESC, id DESC LIMIT :limit
"""

INSERT_KEY = """
INSERT INTO api_key (id, organization_id, user_id, digest, name, scopes, created_at, expires_at)
VALUES (:key_id, :organization_id, :user_id, :digest, :name, :scopes, :created_at, :expires_at)
"""

END_KEY = """
UPDATE api_key SET expires_at = min(coalesce(expires_at, :at), :at)
WHERE organization_id = :organization_id AND id = :key_id
"""

DELETE_KEY = "DELETE FROM api_key WHERE organization_id = :organization_id AND id = :key_id"

NOTE_USE = "UPDATE api_key SET last_used_at = max(coalesce(last_used_at, 0), :at) WHERE id = :key_id"

AFTER_ALL_IDS = "~"


class SqliteCredentials:
    """The port `Credentials` on SQLite."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find_key(self, key_id: str) -> ApiKey | None:
        rows = await self._database.rows(SELECT_KEY, {"key_id": key_id})
        return _key(rows[0]) if rows else None

    async def list_keys(self, organization_id: OrganizationId, page: Page) -> tuple[list[ApiKey], str | None]:
        created_before, id_before = unpack(page.cursor) if page.cursor else (MAX_INTEGER, AFTER_ALL_IDS)
        rows = await self._database.rows(
            SELECT_KEYS,
            {
                "organization_id": organization_id,
                "created_before": created_before,
                "id_before": id_before,
                "limit": page.limit + 1,
            },
        )
        keys = [_key(row) for row in rows[: page.limit]]
        is_last = len(rows) <= page.limit
        return keys, None if is_last else pack(keys[-1].created_at, keys[-1].id)

    async def store_key(self, key: ApiKey, by: Principal, *, instead_of: str | None = None, until: int = 0) -> None:
        values: dict[str, Value] = {
            "organization_id": key.organization_id,
            "user_id": key.user_id,
            "key_id": key.id,
            "digest": key.digest,
            "name": key.name,
            "scopes": " ".join(sorted(key.scopes)),
            "created_at": key.created_at,
            "expires_at": key.expires_at,
        }
        action: Action = "key.issued" if instead_of is None else "key.rotated"
        statements = [Statement(INSERT_KEY, values), audit(by, action, instead_of or key.id, key.created_at)]
        if instead_of is not None:
            old: dict[str, Value] = {
                "organization_id": key.organization_id,
                "key_id": instead_of,
                "at": until,
            }
            statements.insert(0, Statement(END_KEY, old, otherwise=NotFound))
        await self._database.batch(statements)

    async def delete_key(self, by: Principal, key_id: str, now: int) -> None:
        values: dict[str, Value] = {"organization_id": by.organization_id, "key_id": key_id}
        await self._database.batch(
            [Statement(DELETE_KEY, values, otherwise=NotFound), audit(by, "key.revoked", key_id, now)]
        )

    async def note_use(self, used: Mapping[str, int]) -> None:
        await self._database.batch([Statement(NOTE_USE, {"key_id": key_id, "at": at}) for key_id, at in used.items()])


def _key(row: Row) -> ApiKey:
    words = text(row[5]).split()
    scopes: frozenset[Scope] = frozenset(scope for scope in SCOPES if scope in words)
    return ApiKey(
        id=text(row[0]),
        organization_id=OrganizationId(text(row[1])),
        user_id=UserId(text(row[2])),
        digest=text(row[3]),
        name=text(row[4]),
        scopes=scopes,
        created_at=integer(row[6]),
        expires_at=optional_integer(row[7]),
        last_used_at=optional_integer(row[8]),
    )
