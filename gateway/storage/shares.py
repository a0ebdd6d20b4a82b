"""Shares in SQLite: found by their owner, or by the digest of their token."""

from gateway.chat.errors import NotFound, StorageFull, TooManyShares
from gateway.chat.model import Page, Principal, Share, Snapshot
from gateway.storage.audit import audit
from gateway.storage.ballast import Ballast
from gateway.storage.cursors import MAX_INTEGER, pack, unpack
from gateway.storage.database import Database, Row, Statement, Value
from gateway.storage.history import AFTER_ALL_IDS, owner
from gateway.storage.rows import integer, text
from shared.ids import SessionId, ShareId

FORGET_EXPIRED = "DELETE FROM share WHERE expires_at <= :now"

SHARES_HAVE_ROOM = """
SELECT 1 WHERE :most > (
    SELECT count(*) FROM share WHERE organization_id = :organization_id AND user_id = :user_id
      AND (expires_at IS NULL OR expires_at > :now))
"""

INSERT_SHARE = """
INSERT INTO share (id, organization_id, user_id, session_id, token_digest, title, created_at, expires_at, messages)
SELECT :share_id, organization_id, user_id, id, :digest, title, :now, :expires_at, :messages FROM session
WHERE organization_id = :organization_id AND user_id = :user_id AND id = :session_id
RETURNING title
"""

SELECT_SHARES = """
SELECT id, session_id, title, created_at, expires_at FROM share
WHERE organization_id = :organization_id AND user_id = :user_id
  AND (:session_id IS NULL OR session_id = :session_id) AND (expires_at IS NULL OR expires_at > :now)
  AND (created_at, id) < (:created_before, :id_before)
ORDER BY created_at DESC, id DESC LIMIT :limit
"""

DELETE_SHARE = """
DELETE FROM share WHERE organization_id = :organization_id AND user_id = :user_id AND id = :share_id
"""

SELECT_SNAPSHOT = """
SELECT id, title, created_at, expires_at, messages FROM share
WHERE token_digest = :digest AND (expires_at IS NULL OR expires_at > :now)
"""


class SqliteShares:
    """The port `Shares` on SQLite."""

    def __init__(self, database: Database, ballast: Ballast) -> None:
        self._database = database
        self._ballast = ballast

    async def store(self, principal: Principal, share: Share, messages: str, *, digest: str, most: int) -> str | None:
        if not self._ballast.has_room:
            raise StorageFull
        values: dict[str, Value] = {
            **owner(principal),
            "share_id": share.id,
            "session_id": share.session_id,
            "digest": digest,
            "now": share.created_at,
            "expires_at": share.expires_at,
            "messages": messages,
            "most": most,
        }
        *_, rows = await self._database.batch(
            [
                Statement(SHARES_HAVE_ROOM, values, otherwise=TooManyShares),
                Statement(INSERT_SHARE, values, otherwise=NotFound),
            ]
        )
        return _text_or_none(rows[0][0])

    async def forget_expired(self, now: int) -> None:
        await self._database.batch([Statement(FORGET_EXPIRED, {"now": now})])

    async def list_shares(
        self, principal: Principal, session_id: SessionId | None, page: Page, *, now: int
    ) -> tuple[list[Share], str | None]:
        created_before, id_before = unpack(page.cursor) if page.cursor else (MAX_INTEGER, AFTER_ALL_IDS)
        values: dict[str, Value] = {
            **owner(principal),
            "session_id": session_id,
            "now": now,
            "created_before": created_before,
            "id_before": id_before,
            "limit": page.limit + 1,
        }
        rows = await self._database.rows(SELECT_SHARES, values)
        shares = [_share(row) for row in rows[: page.limit]]
        is_last = len(rows) <= page.limit
        return shares, None if is_last else pack(shares[-1].created_at, shares[-1].id)

    async def revoke(self, principal: Principal, share_id: ShareId, now: int) -> None:
        values = {**owner(principal), "share_id": share_id}
        await self._database.batch(
            [Statement(DELETE_SHARE, values, otherwise=NotFound), audit(principal, "share.revoked", share_id, now)]
        )

    async def find(self, digest: str, now: int) -> Snapshot | None:
        rows = await self._database.rows(SELECT_SNAPSHOT, {"digest": digest, "now": now})
        if not rows:
            return None
        share_id, title, created_at, expires_at, messages = rows[0]
        return Snapshot(
            share_id=ShareId(text(share_id)),
            title=_text_or_none(title),
            created_at=integer(created_at),
            expires_at=_integer_or_none(expires_at),
            messages=text(messages),
        )


def _share(row: Row) -> Share:
    share_id, session_id, title, created_at, expires_at = row
    return Share(
        id=ShareId(text(share_id)),
        session_id=SessionId(text(session_id)),
        title=_text_or_none(title),
        created_at=integer(created_at),
        expires_at=_integer_or_none(expires_at),
    )


def _text_or_none(value: Value) -> str | None:
    return None if value is None else text(value)


def _integer_or_none(value: Value) -> int | None:
    return None if value is None else integer(value)
