"""The crew containers that registered, in the one place that every gateway reads."""

from gateway.chat.errors import NotFound, PoolFull, WorkerUnknown
from gateway.chat.model import PoolState, Principal, WorkerState
from gateway.storage.audit import audit
from gateway.storage.database import Database, Statement, Value
from gateway.storage.queue import BREAKER_FAILURES, SILENT_MILLISECONDS
from gateway.storage.rows import integer, text
from shared.ids import WorkerId
from shared.workers import WorkerHeartbeat, WorkerRegistration

# A full pool forgets a silent container at once: its successor is at the door. Others may come back for a while.
FORGOTTEN_MILLISECONDS = 60_000
BREAKER_WINDOW_MILLISECONDS = 30_000
BREAKER_OPEN_MILLISECONDS = 10_000
# A worker that did not take a run is left alone for this long, whatever its heartbeats say.
SUSPECT_MILLISECONDS = 1_000

# Whoever had the address before is gone: a run that were sent to it would come to the wrong container.
FORGET = """
DELETE FROM worker WHERE heard_at < :forgotten_before OR (url = :url AND id <> :worker_id)
   OR (heard_at < :silent_before AND (SELECT count(*) FROM worker) >= :max_workers AND id <> :worker_id)
"""

POOL_HAS_ROOM = """
SELECT 1 WHERE EXISTS (SELECT 1 FROM worker WHERE id = :worker_id)
   OR (SELECT count(*) FROM worker) < :max_workers
"""

REGISTER = """
INSERT INTO worker (id, url, slots, version, registered_at, heard_at)
VALUES (:worker_id, :url, :slots, :version, :now, :now)
ON CONFLICT (id) DO UPDATE SET url = excluded.url, slots = excluded.slots, version = excluded.version,
    heard_at = excluded.heard_at, is_draining = 0, is_drained = 0
"""

DROP_SLOTS = "DELETE FROM worker_slot WHERE worker_id = :worker_id AND slot > :slots"

MAKE_SLOTS = """
WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < :slots)
INSERT INTO worker_slot (worker_id, slot) SELECT :worker_id, n FROM number WHERE true
ON CONFLICT DO NOTHING
"""

HEAR = """
UPDATE worker SET heard_at = :now, progress = :progress, is_draining = max(is_draining, :is_draining)
WHERE id = :worker_id
"""

# Enough failures, each within the window after the one before, open the breaker; from then on only a success closes it,
# so a trial that fails opens it again however late it came.
NOTE_FAILURE = """
UPDATE worker SET
    heard_at = CASE WHEN :is_gone THEN min(heard_at, :silent_before) ELSE heard_at END,
    failures = CASE WHEN failed_at > :window_start OR failures >= :breaker_failures THEN failures + 1 ELSE 1 END,
    failed_at = :now,
    broken_until = CASE
        WHEN failures >= :breaker_failures OR failed_at > :window_start AND failures + 1 >= :breaker_failures
        THEN :open_until
        ELSE max(broken_until, :suspect_until) END
WHERE id = :worker_id
"""

NOTE_SUCCESS = "UPDATE worker SET failures = 0 WHERE id = :worker_id AND failures > 0"

# One statement with the look at its runs: a claim at the same moment wins or loses.
RETIRE = """
UPDATE worker SET is_draining = 1
WHERE id = :worker_id
  AND NOT EXISTS (SELECT 1 FROM turn WHERE turn.status = 'running' AND turn.worker_id = worker.id)
RETURNING id
"""

DRAIN = "UPDATE worker SET is_draining = 1, is_drained = 1 WHERE id = :worker_id RETURNING id"

FORGET_ONE = "DELETE FROM worker WHERE id = :worker_id"

SELECT_WORKERS = """
SELECT worker.id, worker.url, worker.slots, worker.registered_at, worker.heard_at > :silent_before, worker.is_draining,
       worker.runs_begun,
       (SELECT count(*) FROM turn WHERE turn.status = 'running' AND turn.worker_id = worker.id), worker.is_drained
FROM worker ORDER BY worker.registered_at, worker.id
"""


class SqliteWorkers:
    """The port `Workers` on SQLite."""

    def __init__(self, database: Database, *, max_workers: int) -> None:
        self._database = database
        self._max_workers = max_workers

    async def register(self, registration: WorkerRegistration, now: int) -> None:
        values: dict[str, Value] = {
            "worker_id": registration.worker_id,
            "url": registration.url,
            "slots": registration.slots,
            "version": registration.version,
            "now": now,
            "max_workers": self._max_workers,
            "silent_before": now - SILENT_MILLISECONDS,
            "forgotten_before": now - FORGOTTEN_MILLISECONDS,
        }
        await self._database.batch(
            [
                Statement(FORGET, values),
                Statement(POOL_HAS_ROOM, values, otherwise=PoolFull),
                Statement(REGISTER, values),
                Statement(DROP_SLOTS, values),
                Statement(MAKE_SLOTS, values),
            ]
        )

    async def hear(self, worker_id: WorkerId, heartbeat: WorkerHeartbeat, now: int) -> None:
        values: dict[str, Value] = {
            "worker_id": worker_id,
            "now": now,
            "progress": heartbeat.progress,
            "is_draining": int(heartbeat.draining),
        }
        await self._database.batch([Statement(HEAR, values, otherwise=WorkerUnknown)])

    async def note_failure(self, worker_id: WorkerId, now: int, *, is_gone: bool = False) -> None:
        values: dict[str, Value] = {
            "worker_id": worker_id,
            "is_gone": is_gone,
            "silent_before": now - SILENT_MILLISECONDS,
            "now": now,
            "window_start": now - BREAKER_WINDOW_MILLISECONDS,
            "breaker_failures": BREAKER_FAILURES,
            "open_until": now + BREAKER_OPEN_MILLISECONDS,
            "suspect_until": now + SUSPECT_MILLISECONDS,
        }
        await self._database.batch([Statement(NOTE_FAILURE, values)])

    async def note_success(self, worker_id: WorkerId) -> None:
        await self._database.batch([Statement(NOTE_SUCCESS, {"worker_id": worker_id})])

    async def retire(self, worker_id: WorkerId) -> bool:
        (rows,) = await self._database.batch([Statement(RETIRE, {"worker_id": worker_id})])
        return bool(rows)

    async def drain(self, principal: Principal, worker_id: WorkerId, now: int) -> None:
        await self._database.batch(
            [
                Statement(DRAIN, {"worker_id": worker_id}, otherwise=NotFound),
                audit(principal, "worker.drained", worker_id, now),
            ]
        )

    async def forget(self, worker_id: WorkerId) -> None:
        await self._database.batch([Statement(FORGET_ONE, {"worker_id": worker_id})])

    async def state(self, now: int) -> PoolState:
        rows = await self._database.rows(SELECT_WORKERS, {"silent_before": now - SILENT_MILLISECONDS})
        return PoolState(
            tuple(
                WorkerState(
                    worker_id=WorkerId(text(worker_id)),
                    url=text(url),
                    slots=integer(slots),
                    registered_at=integer(registered_at),
                    is_heard=bool(is_heard),
                    is_draining=bool(is_draining),
                    runs_begun=integer(begun),
                    running=integer(running),
                    is_drained=bool(is_drained),
                )
                for worker_id, url, slots, registered_at, is_heard, is_draining, begun, running, is_drained in rows
            )
        )
