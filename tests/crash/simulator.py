"""The queue under seeded schedules: the real storage adapters, imagined gateways and workers, a clock that jumps.

No process, no thread, no socket: a seed is a history, the same one each time. `python -m tests.crash.simulator 1000`.
"""

import asyncio
import random
import sqlite3
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gateway.chat.errors import ChatError, IdempotencyKeyReused, NotFound
from gateway.chat.model import Answer, ClaimedTurn, NewGrant, Principal, Question, Session, StoredEvent, Turn
from gateway.chat.queue import QueueLimits
from gateway.storage.acceptance import SqliteAcceptance
from gateway.storage.ballast import Ballast
from gateway.storage.database import Database, Row, Statement, Value, _run
from gateway.storage.event_log import SqliteEventLog
from gateway.storage.history import SqliteHistory
from gateway.storage.leases import SqliteLeases
from gateway.storage.migrations import migrate
from gateway.storage.queue import SqliteQueue
from gateway.storage.stops import SqliteStops
from gateway.storage.turns import SqliteTurns
from gateway.storage.workers import SqliteWorkers
from shared.events import TextDelta, TextStarted, TurnEvent, TurnFinished, TurnOutcome
from shared.ids import MessageId, OrganizationId, RunId, SessionId, TurnId, UserId, WorkerId
from shared.workers import WorkerHeartbeat, WorkerRegistration
from tests.support.metering import meter

STEPS = 120
REST_STEPS = 400
LEASE = 3_000
MAX_ATTEMPTS = 2
ORGANIZATIONS = ("org_a", "org_b", "org_c")
ANSWER_STATUS = {"done": "complete", "failed": "failed", "stopped": "stopped", "interrupted": "interrupted"}
TERMINAL = frozenset(ANSWER_STATUS)


class Broken(Exception):
    """An invariant does not hold."""


class InlineDatabase(Database):
    """The same batches on one connection in memory, committed at once."""

    def __init__(self) -> None:
        """Every seed has its own."""
        self.connection = sqlite3.connect(":memory:", isolation_level=None)
        migrate(self.connection)
        self.connection.execute("PRAGMA foreign_keys = ON")

    async def batch(self, statements: list[Statement]) -> list[list[Row]]:  # type: ignore[override]  # any sequence
        """Commit."""
        self.connection.execute("BEGIN")
        outcome = _run(self.connection, statements)
        self.connection.execute("COMMIT")
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    async def rows(self, sql: str, values: dict[str, Value]) -> list[Row]:  # type: ignore[override]  # any mapping
        """Read."""
        return self.connection.execute(sql, values).fetchall()


@dataclass(slots=True)
class Run:
    """A run as its gateway sees it; it may be mistaken."""

    claimed: ClaimedTurn
    seq: int
    text: str = ""


@dataclass(slots=True)
class Gateway:
    """What a gateway has in memory, and its ports."""

    queue: SqliteQueue
    leases: SqliteLeases
    runs: dict[TurnId, Run] = field(default_factory=dict)
    is_paused: bool = False


class Simulation:
    """One seed."""

    def __init__(self, seed: int, *, gateways: int = 3, workers: int = 3, slots: int = 2, share: int = 75) -> None:
        """`slots` are those of each worker, `share` is in percent of all."""
        self.chance = random.Random(seed)
        self.now = 1_000_000
        self._next = 0
        self.database = InlineDatabase()
        self.acceptance = SqliteAcceptance(self.database, Ballast(Path(), min_free_bytes=0))
        self.turns = SqliteTurns(self.database, meter())
        self.stops = SqliteStops(self.database)
        self.log = SqliteEventLog(self.database)
        self.history = SqliteHistory(self.database)
        self.pool = SqliteWorkers(self.database, max_workers=workers)
        self.workers = [WorkerId(f"wrk_{number}") for number in range(workers)]
        self.slots = slots
        self.share = share
        self.gateways = [
            Gateway(
                SqliteQueue(self.database, meter(), owner=f"g{number}", organization_share=share),
                SqliteLeases(self.database, owner=f"g{number}"),
            )
            for number in range(gateways)
        ]
        self._seen: dict[str, tuple[str, int]] = {}
        self.sessions: list[tuple[str, SessionId]] = []
        self.keys: list[Question] = []

    async def open(self) -> None:
        """Register the workers."""
        for worker_id in self.workers:
            registration = WorkerRegistration(
                worker_id=worker_id, url=f"http://{worker_id}", slots=self.slots, version="s"
            )
            await self.pool.register(registration, self.now)

    async def play(self) -> None:
        """Random steps, then rest. Raises Broken."""
        await self.open()
        steps = [
            *[self.accept] * 6,
            *[self.claim] * 8,
            *[self.append] * 10,
            *[self.finish] * 4,
            *[self.renew] * 4,
            *[self.sweep] * 3,
            *[self.end_stopped] * 2,
            self.give_back,
            self.stop,
            self.stop_session,
            self.repeat,
            self.delete,
            self.die,
            self.pause,
            self.compact,
        ]
        for _ in range(STEPS):
            self.now += self.chance.choice((1, 10, 100, 500))
            await self.hear()
            await self.chance.choice(steps)()
            self.check()
        await self.rest()

    async def rest(self) -> None:
        """Nobody does anything terrible any more: every turn must end."""
        for gateway in self.gateways:
            gateway.is_paused = False
        for _ in range(REST_STEPS):
            self.now += 500
            await self.hear()
            for gateway in self.gateways:
                await self._sweep(gateway)
                await self._renew(gateway)
                await self._claim(gateway)
                for run in list(gateway.runs.values()):
                    await self._finish(gateway, run, "done")
            await self.end_stopped()
            self.check()
            if not self._all("SELECT 1 FROM turn WHERE status IN ('queued', 'running')"):
                break
        else:
            raise Broken("I4: turns are still open")
        self.check_logs()

    async def hear(self) -> None:
        """All workers live."""
        for worker_id in self.workers:
            await self.pool.hear(worker_id, WorkerHeartbeat(running=0, progress=0), self.now)

    async def accept(self) -> None:
        """Somebody asks."""
        organization = self.chance.choice(ORGANIZATIONS)
        own = [session for name, session in self.sessions if name == organization]
        is_new = not own or self.chance.random() < 0.3
        session_id = SessionId(self._id("ses")) if is_new else self.chance.choice(own)
        on_busy = self.chance.choice(("enqueue",) * 7 + ("reject", "interrupt", "rollback"))
        question = self.question(organization, session_id, is_new=is_new, on_busy=on_busy)
        await self.ask(question)

    def question(self, organization: str, session_id: SessionId, *, is_new: bool, on_busy: str = "enqueue") -> Question:
        """A question with a key."""
        turn = Turn(
            TurnId(self._id("turn")),
            OrganizationId(organization),
            UserId("usr"),
            session_id,
            0,
            "queued",
            "?",
            MessageId(self._id("msg")),
            self.now,
        )
        session = Session(session_id, None, self.now, self.now) if is_new else None
        key = self._id("key")
        return Question(
            turn,
            MessageId(self._id("msg")),
            "t",
            session,
            idempotency_key=key,
            key_scope="" if is_new else session_id,
            fingerprint=key,
            on_busy=on_busy,  # type: ignore[arg-type]  # one of four
        )

    async def ask(self, question: Question, limits: QueueLimits | None = None) -> bool:
        """Tell whether it was accepted."""
        try:
            accepted = await self.acceptance.accept(question, limits or QueueLimits(4, 12, 24))
        except IdempotencyKeyReused:
            raise
        except ChatError:
            return False
        if question.session is not None:
            self.sessions.append((question.turn.organization_id, question.turn.session_id))
        if accepted.is_replay:
            raise Broken("I1: a new key was known")
        self.keys.append(question)
        return True

    async def repeat(self) -> None:
        """Somebody asks again with the same key."""
        if not self.keys:
            return
        question = self.chance.choice(self.keys)
        known = self._all("SELECT id FROM turn WHERE idempotency_key = ?", question.idempotency_key)
        if not known:
            return
        accepted = await self.acceptance.accept(question, QueueLimits(0, 0, 0))
        if not accepted.is_replay or accepted.turn.id != known[0][0]:
            raise Broken("I1: a repetition was accepted as new")

    async def claim(self) -> None:
        """A gateway looks at the queue."""
        if (gateway := self._awake()) is not None:
            await self._claim(gateway)

    async def append(self) -> None:
        """A run says something."""
        for gateway, run in self._some_run():
            is_first = not run.text
            events: list[TurnEvent] = [TextStarted(part_id=run.claimed.run_id, agent="a")] if is_first else []
            events.append(TextDelta(part_id=run.claimed.run_id, text="x"))
            if await self._write(gateway, run, events):
                run.text += "x"

    async def finish(self) -> None:
        """A run ends."""
        for gateway, run in self._some_run():
            await self._finish(gateway, run, self.chance.choice(("done", "done", "failed", "interrupted")))

    async def give_back(self) -> None:
        """A run is lost before it said anything."""
        for gateway, run in self._some_run():
            if not run.text:
                was_attempt = self.chance.random() < 0.5
                is_ours = self._is_ours(run)
                if await gateway.queue.give_back(run.claimed, [], was_attempt=was_attempt, now=self.now) != is_ours:
                    raise Broken("I3: given back by a run that is not the turn's, or not by the one that is")
                gateway.runs.pop(run.claimed.turn.id, None)

    async def renew(self) -> None:
        """A gateway says that it lives, and hears what is to stop."""
        if (gateway := self._awake()) is not None:
            await self._renew(gateway)

    async def sweep(self) -> None:
        """A gateway takes over what another left."""
        if (gateway := self._awake()) is not None:
            await self._sweep(gateway)

    async def end_stopped(self) -> None:
        """A gateway ends queued turns that somebody stopped."""
        if (gateway := self._awake()) is None:
            return
        for turn_id in await gateway.queue.list_stopped():
            claimed = await gateway.queue.take(turn_id, RunId(self._id("run")))
            if claimed is not None and self.chance.random() < 0.9:
                await self._finish(gateway, await self._restored(claimed), "stopped")

    async def stop(self) -> None:
        """Somebody stops a turn."""
        turns = self._all("SELECT id, organization_id FROM turn")
        if turns:
            turn_id, organization = self.chance.choice(turns)
            await self.stops.request(_member(organization), TurnId(turn_id))

    async def stop_session(self) -> None:
        """Somebody stops a session."""
        if self.sessions:
            organization, session_id = self.chance.choice(self.sessions)
            try:
                await self.stops.request_in_session(_member(organization), session_id)
            except NotFound:
                return

    async def delete(self) -> None:
        """Somebody deletes a session."""
        if self.sessions and self.chance.random() < 0.5:
            organization, session_id = self.sessions.pop(self.chance.randrange(len(self.sessions)))
            await self.history.delete_session(_member(organization), session_id, self.now)

    async def die(self) -> None:
        """A gateway is killed and starts again."""
        gateway = self.chance.choice(self.gateways)
        gateway.runs.clear()
        gateway.is_paused = False
        if self.chance.random() < 0.5:
            await gateway.leases.expire_own()
            await self._sweep(gateway)

    async def pause(self) -> None:
        """A gateway stands still, or goes on."""
        gateway = self.chance.choice(self.gateways)
        gateway.is_paused = not gateway.is_paused

    async def compact(self) -> None:
        """The logs of old turns go."""
        await self.log.compact(self.now - 1_000, 5)

    def check(self) -> None:
        """What must hold after every step."""
        for what, sql in {
            "I3: two running turns in a session": "SELECT 1 FROM turn WHERE status = 'running' GROUP BY session_id"
            " HAVING count(*) > 1",
            "I3: two running turns in a slot": "SELECT 1 FROM turn WHERE status = 'running' AND slot IS NOT NULL"
            " GROUP BY worker_id, slot HAVING count(*) > 1",
            "I3: a turn runs before an earlier one of its session": "SELECT 1 FROM turn AS late JOIN turn AS early"
            " ON early.session_id = late.session_id AND early.position < late.position"
            " AND early.status IN ('queued', 'running') WHERE late.status = 'running'",
            "I4: an open turn lost its log": "SELECT 1 FROM turn WHERE status IN ('queued', 'running')"
            " AND NOT EXISTS (SELECT 1 FROM turn_event WHERE turn_id = turn.id)",
            "events without a turn": "SELECT 1 FROM turn_event WHERE turn_id NOT IN (SELECT id FROM turn)",
        }.items():
            if self._all(sql):
                raise Broken(what)
        for turn_id, status, fence in self._all("SELECT id, status, fence FROM turn"):
            known_status, known_fence = self._seen.get(turn_id, (status, fence))
            if known_status in TERMINAL and status != known_status:
                raise Broken(f"I4: a turn that was {known_status} is {status}")
            if fence < known_fence:
                raise Broken("I3: a fence went back")
            self._seen[turn_id] = (status, fence)

    def check_logs(self) -> None:
        """What must hold at the end."""
        for turn_id, status, is_compacted in self._all("SELECT id, status, is_compacted FROM turn"):
            events = self._all("SELECT seq, data FROM turn_event WHERE turn_id = ? ORDER BY seq", turn_id)
            if is_compacted:
                continue
            if [seq for seq, _ in events] != list(range(1, len(events) + 1)):
                raise Broken("I4: a log has a gap")
            ends = [data for _, data in events if '"turn-finished"' in data]
            if len(ends) != 1 or ends[0] != events[-1][1] or f'"outcome":"{status}"' not in ends[0]:
                raise Broken(f"I4: a log of a turn that is {status} ends {ends}")
            answers = self._all("SELECT status FROM message WHERE turn_id = ? AND role = 'assistant'", turn_id)
            if any(found != ANSWER_STATUS[status] for (found,) in answers):
                raise Broken(f"I1: the answer of a turn that is {status} is {answers}")

    async def _claim(self, gateway: Gateway) -> None:
        run_id = RunId(self._id("run"))
        claim = await gateway.queue.claim(
            run_id, NewGrant(self._id("digest"), 1, 1, 1, 60_000), now=self.now, lease_until=self.now + LEASE
        )
        if claim is None:
            return
        organization = claim.claimed.turn.organization_id
        running = self._all("SELECT count(*) FROM turn WHERE status = 'running' AND organization_id = ?", organization)
        if running[0][0] > max(1, len(self.workers) * self.slots * self.share // 100):
            raise Broken("I3: an organization has more than its share")
        if claim.claimed.fence <= self._seen.get(claim.claimed.turn.id, ("", 0))[1]:
            raise Broken("I3: a claim did not raise the fence")
        gateway.runs[claim.claimed.turn.id] = await self._restored(claim.claimed)

    async def _renew(self, gateway: Gateway) -> None:
        renewal = await gateway.leases.renew(list(gateway.runs), self.now + LEASE)
        for turn_id in renewal.to_stop:
            if turn_id in gateway.runs:
                await self._finish(gateway, gateway.runs[turn_id], "stopped")

    async def _sweep(self, gateway: Gateway) -> None:
        while (taken := await gateway.leases.take_over(now=self.now, lease_until=self.now + LEASE)) is not None:
            claimed, left = taken
            known = self._seen.get(claimed.turn.id)
            if known is not None and claimed.fence <= known[1]:
                raise Broken("I3: a take-over did not raise the fence")
            run = await self._restored(claimed)
            if left.is_stopping:
                await self._finish(gateway, run, "stopped")
            elif run.text or claimed.attempt >= MAX_ATTEMPTS:
                await self._finish(gateway, run, "interrupted")
            else:
                await gateway.queue.give_back(claimed, [], was_attempt=True, now=self.now)

    async def _restored(self, claimed: ClaimedTurn) -> Run:
        events = await self.log.read(claimed.turn.id, 0)
        text = "".join(stored.event.text for stored in events if isinstance(stored.event, TextDelta))
        return Run(claimed, len(events), text)

    async def _write(self, gateway: Gateway, run: Run, events: list[TurnEvent]) -> bool:
        is_ours = self._is_ours(run)
        stored = [StoredEvent(run.seq + n, event) for n, event in enumerate(events, start=1)]
        if await self.turns.append(run.claimed, stored) != is_ours:
            raise Broken("I3: written by a run that is not the turn's, or not by the one that is")
        run.seq += len(events)
        if not is_ours:
            gateway.runs.pop(run.claimed.turn.id, None)
        return is_ours

    async def _finish(self, gateway: Gateway, run: Run, outcome: TurnOutcome) -> None:
        is_ours = self._is_ours(run)
        end = TurnFinished(outcome=outcome, finish_reason="other", at=self.now)
        answer = Answer(ANSWER_STATUS[outcome], run.text, "[]", "[]", "{}")  # type: ignore[arg-type]  # of the table
        if await self.turns.finish(run.claimed, [StoredEvent(run.seq + 1, end)], end, answer) != is_ours:
            raise Broken("I4: ended by a run that is not the turn's, or not by the one that is")
        gateway.runs.pop(run.claimed.turn.id, None)

    def _is_ours(self, run: Run) -> bool:
        """By the record of the checks, not by the statement under test."""
        found = self._all("SELECT status, fence FROM turn WHERE id = ?", run.claimed.turn.id)
        return bool(found) and found[0][0] not in TERMINAL and found[0][1] == run.claimed.fence

    def _awake(self) -> Gateway | None:
        awake = [gateway for gateway in self.gateways if not gateway.is_paused]
        return self.chance.choice(awake) if awake else None

    def _some_run(self) -> list[tuple[Gateway, Run]]:
        runs = [(g, run) for g in self.gateways if not g.is_paused for run in g.runs.values()]
        return [self.chance.choice(runs)] if runs else []

    def _all(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        return self.database.connection.execute(sql, values).fetchall()

    def _id(self, noun: str) -> str:
        self._next += 1
        return f"{noun}_{self._next}"


class Flood(Simulation):
    """Fairness: one organization has three hundred turns waiting, a small one asks now and then."""

    async def play(self) -> None:
        """Raises Broken when the small one waits longer than a turn takes."""
        await self.open()
        for number in range(300):
            await self.ask(self.question("org_flood", SessionId(f"ses_{number % 50}"), is_new=number < 50), _NO_LIMITS)
        (gateway, *_) = self.gateways
        ends: dict[TurnId, int] = {}
        waiting: dict[TurnId, int] = {}
        for tick in range(200):
            self.now += 100
            await self.hear()
            # Not before its last one has ended: it would wait for itself.
            has_none = not self._all("SELECT 1 FROM turn WHERE organization_id = 'org_small' AND finished_at IS NULL")
            if has_none and self.chance.random() < 0.3:
                small = self.question("org_small", SessionId(self._id("ses")), is_new=True)
                await self.ask(small, _NO_LIMITS)
                waiting[small.turn.id] = tick
            for turn_id in [turn_id for turn_id, end in ends.items() if end <= tick]:
                del ends[turn_id]
                await self._finish(gateway, gateway.runs[turn_id], "done")
            for _ in range(len(self.workers) * self.slots):
                await self._claim(gateway)
            for turn_id in gateway.runs:
                if turn_id not in ends:
                    ends[turn_id] = tick + 10
                    if tick - waiting.pop(turn_id, tick) > 10:
                        raise Broken("fairness: a small organization waited longer than one turn takes")
        if any(tick < 185 for tick in waiting.values()):
            raise Broken("fairness: a small organization was never served")


_NO_LIMITS = QueueLimits(1_000, 10_000, 10_000)


def _member(organization: object) -> Principal:
    return Principal(OrganizationId(str(organization)), UserId("usr"))


def run_seed(seed: int) -> str | None:
    """Play a seed; what broke, if anything did. Every fiftieth is a flood."""
    simulation = Flood(seed, gateways=1, slots=1, share=100) if seed % 50 == 49 else Simulation(seed)
    try:
        asyncio.run(simulation.play())
    except (Broken, sqlite3.Error, ChatError) as error:
        return f"{type(error).__name__}: {error}"
    finally:
        simulation.database.connection.close()
    return None


def main() -> int:
    """Play so many seeds, from the second argument on; stop at the first that breaks."""
    count, first = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0
    for seed in range(first, first + count):
        if (broken := run_seed(seed)) is not None:
            sys.stdout.write(f"seed {seed}: {broken}\n")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
