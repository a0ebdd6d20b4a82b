"""One round: people ask, something terrible happens, everything comes to rest, the history is checked."""

import asyncio
import itertools
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace

from tests.crash.arena import ORGANIZATIONS, Arena, GatewayProcess
from tests.crash.checker import Violation, check_end, check_moment, check_statuses, living
from tests.crash.client import Client
from tests.crash.history import Ask, History
from tests.crash.plan import Plan
from tests.crash.probes import probe
from tests.crash.processes import now
from tests.crash.run_logs import read_runs
from tests.crash.store import OPEN, last_number, look

POLL_SECONDS = 0.05
STOPPED_LATE_SECONDS = 5.0


@dataclass(slots=True)
class Tally:
    """What was done and found, in all rounds of a scenario."""

    rounds: int = 0
    turns: int = 0
    views: int = 0
    shown_bytes: int = 0
    duplicates: int = 0
    slowest_rest: float = 0.0
    counts: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    violations: list[Violation] = field(default_factory=list)

    def add(self, other: "Tally") -> None:
        """Take in what another scenario did."""
        for name in ("rounds", "turns", "views", "shown_bytes", "duplicates"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.slowest_rest = max(self.slowest_rest, other.slowest_rest)
        self.counts += other.counts
        self.outcomes += other.outcomes
        self.violations += other.violations


class Round:
    """What a nemesis may do, and what is noted of it."""

    def __init__(self, arena: Arena, name: str, tally: Tally) -> None:
        self.arena = arena
        self.tally = tally
        self.chance = arena.chance
        self.history = History()
        self._name = name
        self._numbers = itertools.count(1)
        self._tasks: list[asyncio.Task[None]] = []
        self._statuses: dict[str, str] = {}
        self._expected: str | None = None
        self._expected_of: dict[str, str] = {}
        self._since = last_number(arena.database_file)

    def client(self, organization: str, *, cuts: float = 0.3) -> Client:
        """A client with luck of its own."""
        chance = random.Random(self.chance.random())
        return Client(self.arena.door(organization), self.history, chance, cuts=cuts)

    def plan(self, organization: str, **changes: object) -> Plan:
        """The next plan."""
        plan = Plan(f"{self._name}q{next(self._numbers)}", self.arena.canaries[organization])
        return replace(plan, **changes)  # type: ignore[arg-type]  # fields of Plan, by name

    def ask(self, organization: str, session_id: str | None = None, **changes: object) -> Ask:
        """Begin to ask, in the background, until the end of the answer was seen."""
        asked = Ask(self.plan(organization, **changes), organization, session_id)
        self.history.asks.append(asked)
        self.spawn(self.client(organization).insist(asked))
        return asked

    def spawn(self, work: Awaitable[None]) -> None:
        """Do something in the background of this round."""
        self._tasks.append(asyncio.ensure_future(work))

    async def ask_many(self, count: int = 6) -> list[str]:
        """The usual crowd: two organizations, a busy session each, some in sessions of their own."""
        sessions = await asyncio.gather(*(self.client(name).make_session() for name in ORGANIZATIONS))
        for number in range(count):
            organization = number % 2
            session_id = sessions[organization] if number < 4 else None
            self.ask(ORGANIZATIONS[organization], session_id)
        return list(sessions)

    async def stop_when(self, asked: Ask, seconds: float) -> None:
        """Stop a turn a while after it was acknowledged."""
        await self.until(lambda: bool(asked.views) or asked.is_over)
        await asyncio.sleep(seconds)
        if asked.views:
            await self.client(asked.organization).stop(asked.views[-1].turn_id)

    async def delete_when(self, asked: Ask, seconds: float) -> None:
        """Delete the session of a turn a while after it was acknowledged."""
        assert asked.may_vanish
        await self.until(lambda: bool(asked.views) or asked.is_over)
        await asyncio.sleep(seconds)
        assert asked.session_id is not None
        await self.client(asked.organization).delete(asked.session_id)

    async def until(self, is_so: Callable[[], bool], seconds: float = 20.0) -> bool:
        """Wait for something, not for ever; tells whether it came."""
        end = now() + seconds
        while not is_so():
            if now() > end:
                return False
            await asyncio.sleep(0.002)
        return True

    def expect(self, status: str) -> None:
        """Say how every turn of this round must end."""
        self._expected = status

    def expect_of(self, asked: Ask, status: str) -> None:
        """Say how the turn of one question must end."""
        self._expected_of[asked.plan.key] = status

    def owner(self, asked: Ask) -> GatewayProcess:
        """The gateway that runs a turn."""
        (turn,) = look(self.arena.database_file, since=self._since).of_key(asked.plan.key)
        return next(gateway for gateway in self.arena.gateways if gateway.name == turn.owner)

    def look(self) -> None:
        """Check what must hold at any moment."""
        # The history first: what is shown after this may be younger than the look at the store.
        seen = [(view, len(view.data)) for asked in self.history.asks for view in asked.views]
        store = look(self.arena.database_file, since=self._since)
        late = [(view, bytes(view.data[length:])) for view, length in seen if len(view.data) > length]
        assert not late, "nothing may run between the two"
        self.tally.violations += check_moment(self.history, store)
        self.tally.violations += check_statuses(self._statuses, store)

    async def rest(self) -> None:
        """Wait until every answer was seen and nothing is open, then check everything."""
        began_at = now()
        tasks = [asyncio.ensure_future(self._all_seen()), asyncio.ensure_future(self._nothing_open())]
        try:
            async with asyncio.timeout(self.arena.rest_seconds):
                await asyncio.wait(tasks)
        except TimeoutError:
            self.tally.violations.append(Violation("I4", f"no rest after {now() - began_at:.0f} s"))
        for task in (*tasks, *self._tasks):
            task.cancel()
        await asyncio.wait([*tasks, *self._tasks])
        for task in self._tasks:
            if not task.cancelled() and (error := task.exception()) is not None:
                raise error
        self.tally.slowest_rest = max(self.tally.slowest_rest, now() - began_at)
        await self._check()

    async def _check(self) -> None:
        store = look(self.arena.database_file, since=self._since, check=True)
        runs = read_runs(self.arena.runs_folder)
        tally = self.tally
        tally.violations += check_end(self.history, store, runs, self.arena.canaries)
        tally.violations += check_statuses(self._statuses, store)
        alive = [f"wrk_{worker.number}_{worker.lives}" for worker in self.arena.workers]
        tally.violations += [
            Violation("I6", f"run {run.run_id} of {run.turn_id} still lives") for run in living(runs, alive)
        ]
        tally.violations += [
            Violation("I4", f"{turn.id} ({turn.key}) is {turn.status}, not {expected}")
            for turn in store.turns.values()
            if (expected := self._expected_of.get(turn.key, self._expected)) not in {None, turn.status}
        ]
        tally.violations += await probe(self.arena, store, runs)
        tally.rounds += 1
        tally.turns += len(store.turns)
        tally.outcomes.update(turn.status for turn in store.turns.values())
        views = [view for asked in self.history.asks for view in asked.views]
        tally.views += len(views)
        tally.duplicates += sum(view.is_replay for view in views)
        tally.shown_bytes += sum(len(view.data) for view in views)

    async def _all_seen(self) -> None:
        if self._tasks:
            await asyncio.wait(self._tasks)

    async def _nothing_open(self) -> None:
        """Also when nobody asks any more: turns whose clients left, runs that somebody stopped."""
        while True:
            store = look(self.arena.database_file, since=self._since)
            if not [turn for turn in store.turns.values() if turn.status in OPEN] and all(
                task.done() for task in self._tasks
            ):
                break
            await asyncio.sleep(POLL_SECONDS)
        alive = [f"wrk_{worker.number}_{worker.lives}" for worker in self.arena.workers]
        end = now() + STOPPED_LATE_SECONDS
        while living(read_runs(self.arena.runs_folder), alive) and now() < end:
            await asyncio.sleep(POLL_SECONDS)


Nemesis = Callable[[Round], Awaitable[None]]


async def play(arena: Arena, name: str, nemesis: Nemesis, tally: Tally) -> Sequence[Violation]:
    """Play one round on a running arena; everything runs again at its end. What was violated."""
    known = len(tally.violations)
    played = Round(arena, name, tally)
    keeper = asyncio.ensure_future(arena.keep_workers())
    try:
        await nemesis(played)
        for gateway in arena.gateways:
            if gateway.process.is_paused:
                gateway.process.resume()
            if not gateway.process.is_alive:
                await gateway.start()
        await played.rest()
    finally:
        keeper.cancel()
    return tally.violations[known:]
