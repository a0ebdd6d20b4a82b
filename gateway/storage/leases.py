"""Who runs a turn and for how long: renewal, and taking over what a dead gateway left."""

from collections.abc import Sequence

from pydantic_core import to_json

from gateway.chat.model import ClaimedTurn, LeftRun, Renewal, WorkerAddress
from gateway.storage.database import Database, Row, Statement, Value
from gateway.storage.rows import claimed_turn, integer, text
from shared.ids import RunId, TurnId, WorkerId, new_id

# By name, not all of an owner's: a turn whose run died without a word must lose its lease.
RENEW = """
UPDATE turn SET lease_until = :lease_until
WHERE owner = :owner AND status = 'running' AND id IN (SELECT value FROM json_each(:turn_ids))
RETURNING id
"""

# Stop requests may have come in through another gateway.
SELECT_TO_STOP = "SELECT id FROM turn WHERE owner = :owner AND status = 'running' AND stop_requested = 1"

# What this very gateway ran in an earlier life.
EXPIRE_OWN = "UPDATE turn SET lease_until = 0 WHERE owner = :owner AND status = 'running'"

# What ran it: read before the take-over writes its own name there, in the same transaction.
SELECT_LEFT = """
SELECT turn.run_id, turn.worker_id, worker.url, turn.slot, turn.stop_requested
FROM turn LEFT JOIN worker ON worker.id = turn.worker_id
WHERE turn.status = 'running' AND coalesce(turn.lease_until, 0) < :now
ORDER BY turn.number LIMIT 1
"""

TAKE_OVER = """
UPDATE turn SET fence = fence + 1, run_id = :run_id, owner = :owner, lease_until = :lease_until
WHERE number = (
    SELECT number FROM turn
    WHERE status = 'running' AND coalesce(lease_until, 0) < :now
    ORDER BY number LIMIT 1)
RETURNING id, organization_id, user_id, session_id, position, status, question, message_id, created_at,
          run_id, fence, attempt
"""


class SqliteLeases:
    """The port `Leases` on SQLite."""

    def __init__(self, database: Database, *, owner: str) -> None:
        self._database = database
        self._owner = owner

    async def renew(self, turn_ids: Sequence[TurnId], lease_until: int) -> Renewal:
        values: dict[str, Value] = {
            "owner": self._owner,
            "lease_until": lease_until,
            "turn_ids": to_json(turn_ids).decode(),
        }
        held, to_stop = await self._database.batch([Statement(RENEW, values), Statement(SELECT_TO_STOP, values)])
        return Renewal(tuple(_ids(to_stop)), frozenset(_ids(held)))

    async def expire_own(self) -> None:
        await self._database.batch([Statement(EXPIRE_OWN, {"owner": self._owner})])

    async def take_over(self, *, now: int, lease_until: int) -> tuple[ClaimedTurn, LeftRun] | None:
        values: dict[str, Value] = {
            "owner": self._owner,
            "run_id": RunId(new_id("run")),
            "now": now,
            "lease_until": lease_until,
        }
        left, taken = await self._database.batch([Statement(SELECT_LEFT, values), Statement(TAKE_OVER, values)])
        return (claimed_turn(taken[0]), _left(left[0])) if taken else None


def _ids(rows: list[Row]) -> list[TurnId]:
    return [TurnId(text(row[0])) for row in rows]


def _left(row: Row) -> LeftRun:
    run_id, worker_id, url, slot, stop_requested = row
    # A worker that was forgotten has no process any more.
    worker = None if url is None else WorkerAddress(WorkerId(text(worker_id)), text(url), integer(slot))
    return LeftRun(RunId(text(run_id)), worker, stop_requested == 1)
