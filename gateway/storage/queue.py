"""The queue in SQLite: the row is the queue, a claim is one statement.

First in, first out in a session; between organizations the one with the fewest running turns goes first, then the one
that was served longest ago; at most `ORGANIZATION_SHARE` percent of all slots for one organization. A slot of a worker
holds one running turn, a session one: both are unique indexes, so two gateways that claim at once cannot break them.
"""

from collections.abc import Sequence

from gateway.chat.errors import FenceLost
from gateway.chat.model import Claim, ClaimedTurn, NewGrant, StoredEvent, Turn, WorkerAddress
from gateway.chat.queue import Waiting
from gateway.chat.spending import Meter
from gateway.storage.database import Database, Statement, Value
from gateway.storage.events import fenced, insert_events
from gateway.storage.rows import claimed_turn, integer, optional_integer, text, turn_of
from gateway.storage.usage import insert_usage
from shared.ids import OrganizationId, RunId, TurnId, WorkerId

# A worker that was not heard for so long gets no run; one whose breaker is half open gets one at a time.
SILENT_MILLISECONDS = 6_500
BREAKER_FAILURES = 5
GRANT_FORGOTTEN_MILLISECONDS = 3_600_000
# Longer than any decision takes.
UNCONSIDERED_MILLISECONDS = 6_000

CLAIM = """
WITH room AS (
    SELECT worker_slot.worker_id, worker_slot.slot,
           (SELECT count(*) FROM turn AS held WHERE held.status = 'running' AND held.worker_id = worker.id) AS held
    FROM worker_slot JOIN worker ON worker.id = worker_slot.worker_id
    WHERE worker.heard_at > :silent_before AND worker.is_draining = 0 AND worker.broken_until <= :now
      AND NOT EXISTS (
          SELECT 1 FROM turn AS busy WHERE busy.status = 'running' AND busy.worker_id = worker_slot.worker_id
            AND busy.slot = worker_slot.slot)
      AND (worker.failures < :breaker_failures OR NOT EXISTS (
          SELECT 1 FROM turn AS trial WHERE trial.status = 'running' AND trial.worker_id = worker.id))
    ORDER BY held, worker_slot.worker_id, worker_slot.slot LIMIT 1),
organization AS (
    SELECT DISTINCT organization_id AS id FROM turn WHERE status = 'queued'),
head AS (
    SELECT organization.id AS organization_id,
           (SELECT count(*) FROM turn AS running
            WHERE running.organization_id = organization.id AND running.status = 'running'
              AND running.worker_id IS NOT NULL) AS running,
           coalesce((SELECT served FROM organization_service WHERE organization_id = organization.id), 0) AS served,
           (SELECT first.number FROM turn AS first
            WHERE first.organization_id = organization.id AND first.status = 'queued' AND first.stop_requested = 0
              AND (first.needs_worker = 1 OR :takes_all)
              AND (first.is_considered = 1 OR first.claimable_since < :unconsidered_before)
              AND NOT EXISTS (
                  SELECT 1 FROM turn AS earlier
                  WHERE earlier.session_id = first.session_id AND earlier.status IN ('queued', 'running')
                    AND earlier.position < first.position)
            ORDER BY first.number LIMIT 1) AS number
    FROM organization)
UPDATE turn SET status = 'running', attempt = attempt + 1, fence = fence + 1, run_id = :run_id, owner = :owner,
                lease_until = :lease_until, started_at = :now,
                worker_id = (SELECT worker_id FROM room), slot = (SELECT slot FROM room)
WHERE EXISTS (SELECT 1 FROM room) AND number = (
    SELECT number FROM head
    WHERE number IS NOT NULL
      AND running < max(1, (SELECT count(*) FROM worker_slot) * :organization_share / 100)
    ORDER BY running, served, number LIMIT 1)
RETURNING id, organization_id, user_id, session_id, position, status, question, message_id, created_at,
          run_id, fence, attempt
"""

INSERT_GRANT = """
INSERT INTO run_grant (digest, organization_id, turn_id, run_id, fence, worker_id, tools, requests_left, pages_left,
                       bytes_left, expires_at)
SELECT :grant_digest, organization_id, id, run_id, fence, worker_id, '[]', :grant_requests, :grant_pages,
       :grant_bytes, :now + :grant_lifetime
FROM turn WHERE run_id = :run_id
"""

# A dead grant answers for a while that its turn is over, then it is unknown.
FORGET_GRANTS = "DELETE FROM run_grant WHERE expires_at < :now - :forgotten_after"

NOTE_SERVICE = """
INSERT INTO organization_service (organization_id, served)
SELECT organization_id, (SELECT coalesce(max(served), 0) + 1 FROM organization_service) FROM turn
WHERE run_id = :run_id
ON CONFLICT (organization_id) DO UPDATE SET served = excluded.served
"""

NOTE_RUN = """
UPDATE worker SET runs_begun = runs_begun + 1 WHERE id = (SELECT worker_id FROM turn WHERE run_id = :run_id)
"""

SELECT_WORKER = """
SELECT worker.id, worker.url, turn.slot FROM turn JOIN worker ON worker.id = turn.worker_id
WHERE turn.run_id = :run_id
"""

CLAIMING = (CLAIM, INSERT_GRANT, FORGET_GRANTS, NOTE_SERVICE, NOTE_RUN, SELECT_WORKER)

# What the gateway answers itself takes no slot: the next of the organization with the fewest such turns at work.
CLAIM_OWN = """
UPDATE turn SET status = 'running', fence = fence + 1, attempt = attempt + 1, run_id = :run_id, owner = :owner,
                lease_until = :lease_until, started_at = :now, worker_id = NULL, slot = NULL
WHERE number = (
    SELECT first.number FROM turn AS first
    WHERE first.status = 'queued' AND first.needs_worker = 0 AND first.stop_requested = 0 AND NOT EXISTS (
        SELECT 1 FROM turn AS earlier
        WHERE earlier.session_id = first.session_id AND earlier.status IN ('queued', 'running')
          AND earlier.position < first.position)
    ORDER BY (SELECT count(*) FROM turn AS held WHERE held.organization_id = first.organization_id
                AND held.status = 'running' AND held.worker_id IS NULL), first.number LIMIT 1)
RETURNING id, organization_id, user_id, session_id, position, status, question, message_id, created_at,
          run_id, fence, attempt
"""

# What could run, and that nobody has decided about yet.
SELECT_UNCONSIDERED = """
SELECT head.id, head.organization_id, head.user_id, head.session_id, head.position, head.status, head.question,
       head.message_id, head.created_at
FROM turn AS head
WHERE head.status = 'queued' AND head.is_considered = 0 AND head.stop_requested = 0 AND NOT EXISTS (
    SELECT 1 FROM turn AS earlier
    WHERE earlier.session_id = head.session_id AND earlier.status IN ('queued', 'running')
      AND earlier.position < head.position)
ORDER BY head.number LIMIT :limit
"""

# A queued turn to be ended without a worker: only the fence is raised, so a claim at the same moment wins or loses.
TAKE = """
UPDATE turn SET fence = fence + 1, run_id = :run_id
WHERE id = :turn_id AND status = 'queued'
RETURNING id, organization_id, user_id, session_id, position, status, question, message_id, created_at,
          run_id, fence, attempt
"""

# Only turns that could have run all along: the first open one of their session.
SELECT_OVERDUE = """
SELECT head.id FROM turn AS head
WHERE head.status = 'queued' AND head.claimable_since < :waiting_since AND NOT EXISTS (
    SELECT 1 FROM turn AS earlier
    WHERE earlier.session_id = head.session_id AND earlier.status IN ('queued', 'running')
      AND earlier.position < head.position)
"""

# Nobody could have run anything while no gateway was there.
RESTART_WAITS = "UPDATE turn SET claimable_since = max(claimable_since, :now) WHERE status = 'queued'"

SELECT_STOPPED = "SELECT id FROM turn WHERE status = 'queued' AND stop_requested = 1"

GIVE_BACK = """
UPDATE turn SET status = 'queued', worker_id = NULL, slot = NULL, owner = NULL, lease_until = NULL,
                attempt = attempt - :uncounted, claimable_since = :now
WHERE organization_id = :organization_id AND id = :turn_id AND fence = :fence AND status = 'running'
"""

SELECT_WAITING = """
SELECT id, organization_id FROM turn WHERE status = 'queued' AND stop_requested = 0 ORDER BY number
"""

SELECT_OPEN = """
SELECT id, organization_id, user_id, session_id, position, status, question, message_id, created_at, started_at
FROM turn WHERE organization_id = :organization_id AND status IN ('queued', 'running') ORDER BY number
"""

# What a turn took of late, in milliseconds; NULL before the first.
SELECT_PACE = """
SELECT avg(duration) FROM (
    SELECT finished_at - started_at AS duration FROM turn
    WHERE status IN ('done', 'failed') AND started_at IS NOT NULL ORDER BY number DESC LIMIT 20)
"""

SELECT_SLOTS = """
SELECT count(*) FROM worker_slot JOIN worker ON worker.id = worker_slot.worker_id
WHERE worker.heard_at > :silent_before AND worker.is_draining = 0
"""


class SqliteQueue:
    """The port `Queue` on SQLite."""

    def __init__(
        self,
        database: Database,
        meter: Meter,
        *,
        owner: str,
        organization_share: int,
        considers: bool = False,
        responds: bool = False,
    ) -> None:
        """`owner` names this gateway; `organization_share` is in percent of all slots.

        With `considers`, a turn gets a worker only once it was decided about, or that took too long; without
        `responds`, one that was for the gateway itself gets one too.
        """
        self._responds = responds
        self._considers = considers
        self._database = database
        self._meter = meter
        self._owner = owner
        self._organization_share = organization_share

    async def claim(self, run_id: RunId, grant: NewGrant, *, now: int, lease_until: int) -> Claim | None:
        values: dict[str, Value] = {
            "run_id": run_id,
            "owner": self._owner,
            "grant_digest": grant.digest,
            "grant_requests": grant.requests,
            "grant_pages": grant.pages,
            "grant_bytes": grant.bytes,
            "grant_lifetime": grant.lifetime_milliseconds,
            "forgotten_after": GRANT_FORGOTTEN_MILLISECONDS,
            "now": now,
            "lease_until": lease_until,
            "silent_before": now - SILENT_MILLISECONDS,
            "breaker_failures": BREAKER_FAILURES,
            "organization_share": self._organization_share,
            "takes_all": int(not self._responds),
            "unconsidered_before": now - UNCONSIDERED_MILLISECONDS if self._considers else now + 1,
        }
        rows, *_, workers = await self._database.batch([Statement(sql, values) for sql in CLAIMING])
        if not rows:
            return None
        worker_id, url, slot = workers[0]
        return Claim(claimed_turn(rows[0]), WorkerAddress(WorkerId(text(worker_id)), text(url), integer(slot)))

    async def claim_own(self, run_id: RunId, *, now: int, lease_until: int) -> ClaimedTurn | None:
        values: dict[str, Value] = {"run_id": run_id, "owner": self._owner, "now": now, "lease_until": lease_until}
        (rows,) = await self._database.batch([Statement(CLAIM_OWN, values)])
        return claimed_turn(rows[0]) if rows else None

    async def list_unconsidered(self, limit: int) -> list[Turn]:
        return [turn_of(row) for row in await self._database.rows(SELECT_UNCONSIDERED, {"limit": limit})]

    async def take(self, turn_id: TurnId, run_id: RunId) -> ClaimedTurn | None:
        (rows,) = await self._database.batch([Statement(TAKE, {"turn_id": turn_id, "run_id": run_id})])
        return claimed_turn(rows[0]) if rows else None

    async def give_back(
        self, claimed: ClaimedTurn, events: Sequence[StoredEvent], *, was_attempt: bool, now: int
    ) -> bool:
        values = {**fenced(claimed), "uncounted": int(not was_attempt), "now": now}
        try:
            await self._database.batch(
                [
                    *insert_events(claimed, events),
                    *insert_usage(claimed, events, self._meter),
                    Statement(GIVE_BACK, values, otherwise=FenceLost),
                ]
            )
        except FenceLost:
            return False
        return True

    async def list_overdue(self, waiting_since: int) -> list[TurnId]:
        return await self._ids(SELECT_OVERDUE, {"waiting_since": waiting_since})

    async def restart_waits(self, now: int) -> None:
        await self._database.batch([Statement(RESTART_WAITS, {"now": now})])

    async def list_stopped(self) -> list[TurnId]:
        return await self._ids(SELECT_STOPPED, {})

    async def list_open(self, organization_id: OrganizationId) -> list[tuple[Turn, int | None]]:
        rows = await self._database.rows(SELECT_OPEN, {"organization_id": organization_id})
        return [(turn_of(row), optional_integer(row[-1])) for row in rows]

    async def look(self, now: int) -> tuple[list[Waiting], float | None, int]:
        waiting = await self._database.rows(SELECT_WAITING, {})
        pace = (await self._database.rows(SELECT_PACE, {}))[0][0]
        slots = (await self._database.rows(SELECT_SLOTS, {"silent_before": now - SILENT_MILLISECONDS}))[0][0]
        seconds = pace / 1000 if isinstance(pace, float) else None
        listed = [Waiting(TurnId(text(turn)), OrganizationId(text(owner))) for turn, owner in waiting]
        return listed, seconds, integer(slots)

    async def _ids(self, sql: str, values: dict[str, Value]) -> list[TurnId]:
        return [TurnId(text(row[0])) for row in await self._database.rows(sql, values)]
