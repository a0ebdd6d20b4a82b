"""Run grants in SQLite: what a run may call back for, and what is left of it.

A grant is live while its turn runs under its fence, so it dies in the transaction that ends, stops or moves the turn.
"""

import json
from collections.abc import Sequence

from gateway.chat.model import Grant
from gateway.storage.database import Database, Statement
from gateway.storage.rows import text
from shared.ids import OrganizationId, RunId, TurnId, UserId, WorkerId

SELECT_GRANT = """
SELECT run_grant.organization_id, turn.user_id, run_grant.turn_id, run_grant.run_id, run_grant.worker_id,
       run_grant.tools,
       turn.status = 'running' AND turn.fence = run_grant.fence AND run_grant.expires_at > :now
FROM run_grant LEFT JOIN turn ON turn.id = run_grant.turn_id
WHERE run_grant.digest = :digest
"""

ALLOW = "UPDATE run_grant SET tools = :tools WHERE run_id = :run_id"

SPEND = """
UPDATE run_grant SET requests_left = requests_left - 1, pages_left = pages_left - :pages
WHERE digest = :digest AND requests_left > 0 AND pages_left >= :pages AND bytes_left > 0
RETURNING digest
"""

CHARGE = "UPDATE run_grant SET bytes_left = bytes_left - :bytes WHERE digest = :digest"


class SqliteGrants:
    """The port `StoredGrants` on SQLite."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, digest: str, now: int) -> Grant | None:
        rows = await self._database.rows(SELECT_GRANT, {"digest": digest, "now": now})
        if not rows:
            return None
        organization_id, user_id, turn_id, run_id, worker_id, tools, is_live = rows[0]
        return Grant(
            digest=digest,
            organization_id=OrganizationId(text(organization_id)),
            # Both are gone with a deleted session; such a grant is not live, and nobody looks at them.
            user_id=UserId(text(user_id or "")),
            turn_id=TurnId(text(turn_id or "")),
            run_id=RunId(text(run_id)),
            worker_id=WorkerId(text(worker_id)),
            tools=frozenset(json.loads(text(tools))),
            is_live=bool(is_live),
        )

    async def allow(self, run_id: RunId, tools: Sequence[str]) -> None:
        await self._database.batch([Statement(ALLOW, {"run_id": run_id, "tools": json.dumps(tools)})])

    async def spend(self, digest: str, *, pages: int) -> bool:
        (rows,) = await self._database.batch([Statement(SPEND, {"digest": digest, "pages": pages})])
        return bool(rows)

    async def charge(self, digest: str, byte_count: int) -> None:
        await self._database.batch([Statement(CHARGE, {"digest": digest, "bytes": byte_count})])
