"""Bring queued turns and free workers together, own every run until its end, and clean up after gateways that died."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

from gateway.chat.considering import Considering
from gateway.chat.feed import Feeds
from gateway.chat.model import Claim, ClaimedTurn, LeftRun, NewGrant, Turn, WorkerAddress
from gateway.chat.ports.turns import EventLog, Leases
from gateway.chat.queue import places
from gateway.chat.run import STOPPED, End, RunPorts, TurnRun
from shared.crashpoints import reach
from shared.ids import RunId, TurnId, new_id

log = logging.getLogger(__name__)

# A floor under the wake-ups: a wake that was lost, or that another gateway should have given, costs this and no more.
POLL_SECONDS = 0.25
RENEW_SECONDS = 1.0
SWEEP_SECONDS = 2.0
COMPACT_AT_ONCE = 50
# Turns that the gateway answers itself at a time: they take no slot, but each is a request to the model.
MOST_ANSWERS = 16
OVERDUE = End("failed", "error", "queue_timeout", "Nobody was free to answer in time. Please try again.")


class Dispatcher:
    """Claims turns while there is a slot and a claimable turn; each claimed turn runs in a task of its own."""

    def __init__(
        self,
        ports: RunPorts,
        *,
        leases: Leases,
        event_log: EventLog,
        mint_grant: Callable[[], tuple[str, NewGrant]],
        considering: Considering | None = None,
    ) -> None:
        """`mint_grant` gives a fresh secret and what is to be stored of it.

        Without `considering` nothing is decided about turns before they run: the crew plans.
        """
        self._considering = considering
        if considering is not None:
            considering.on_decided = self.wake
        self._ports = ports
        self._leases = leases
        self._event_log = event_log
        self._mint_grant = mint_grant
        self._wake = asyncio.Event()
        self._is_draining = False
        self._answering = 0
        self._runs: dict[TurnId, tuple[TurnRun, asyncio.Task[None]]] = {}
        self._lost: dict[TurnId, asyncio.Task[None]] = {}
        self._loops: list[asyncio.Task[None]] = []

    @property
    def is_draining(self) -> bool:
        """Nothing more is accepted or claimed."""
        return self._is_draining

    def wake(self) -> None:
        """Look at the queue now: a turn was accepted, a slot became free or a worker came."""
        self._wake.set()

    def stop(self, turn_id: TurnId) -> None:
        """Stop the run of a turn, if it runs here; a queued turn is ended by the next look at the queue."""
        if (found := self._runs.get(turn_id)) is not None:
            found[0].stop()
        self.wake()

    def drop(self, turn_id: TurnId) -> None:
        """End the run of a turn that no longer exists."""
        if (found := self._runs.get(turn_id)) is not None:
            found[1].cancel()

    def forget(self, is_gone: Callable[[Turn], bool]) -> None:
        """Do nothing more beside the answers of turns that no longer exist."""
        for helper in (self._ports.small_jobs, self._ports.memory):
            if helper is not None:
                helper.drop(is_gone)

    @asynccontextmanager
    async def open(self) -> AsyncGenerator[None]:
        """Recover what an earlier process left, then dispatch until the context is left or `close` is called."""
        await self._leases.expire_own()
        await self._ports.queue.restart_waits(self._ports.clock())
        await self._take_over()
        for turn in await self._event_log.list_queued():
            self._feeds.open(turn).extend(await self._event_log.read(turn.id, 1))
        self._loops = [
            asyncio.create_task(self._repeat(self._dispatch, 0.0), name="dispatcher"),
            asyncio.create_task(self._repeat(self._renew, RENEW_SECONDS), name="lease renewal"),
            asyncio.create_task(self._repeat(self._sweep, SWEEP_SECONDS), name="sweeper"),
        ]
        try:
            yield
        finally:
            await self.close()

    async def drain(self, seconds: float) -> None:
        """Claim nothing more and let running turns end, for so long; then close."""
        self._is_draining = True
        runs = [task for _, task in self._runs.values()]
        if runs and seconds > 0:
            await asyncio.wait(runs, timeout=seconds)
        await self.close()

    async def close(self) -> None:
        """Hand over or interrupt the runs that are open, each of which stores what it has shown; let readers go."""
        self._is_draining = True
        # The lease must hold until the last run has written its end, so the loops go last.
        runs = [task for _, task in self._runs.values()]
        for run in runs:
            run.cancel()
        if runs:
            await asyncio.wait(runs)
        loops, self._loops = self._loops, []
        for loop in loops:
            loop.cancel()
        if loops:
            await asyncio.wait(loops)
        self._feeds.close_all()

    @property
    def _feeds(self) -> Feeds:
        return self._ports.feeds

    async def _repeat(self, work: Callable[[], Awaitable[None]], pause_seconds: float) -> None:
        while True:
            try:
                await work()
            except Exception:
                # The boundary of the loop: everything depends on its going on.
                log.exception("dispatcher stumbled", extra={"work": work.__name__})
                await asyncio.sleep(POLL_SECONDS)
            await asyncio.sleep(pause_seconds)

    async def _dispatch(self) -> None:
        self._wake.clear()
        await self._end_stopped()
        if self._considering is not None and not self._is_draining:
            await self._considering.begin_round()
        while not self._is_draining and (own := await self._claim_own()) is not None:
            await self._start(own, None, "")
        while not self._is_draining and (claim := await self._claim()) is not None:
            claimed, secret = claim
            await self._start(claimed.claimed, claimed.worker, secret)
        await self._tell_places()
        try:
            async with asyncio.timeout(POLL_SECONDS):
                await self._wake.wait()
        except TimeoutError:
            return

    async def _claim(self) -> tuple[Claim, str] | None:
        secret, grant = self._mint_grant()
        reach("before_claim")
        now = self._ports.clock()
        claim = await self._ports.queue.claim(RunId(new_id("run")), grant, now=now, lease_until=self._lease(now))
        if claim is None:
            return None
        reach("after_claim")
        return claim, secret

    async def _claim_own(self) -> ClaimedTurn | None:
        """The next turn that the gateway answers itself, as long as it does not answer too many at once."""
        if self._ports.responder is None or self._answering >= MOST_ANSWERS:
            return None
        now = self._ports.clock()
        return await self._ports.queue.claim_own(RunId(new_id("run")), now=now, lease_until=self._lease(now))

    async def _start(self, claimed: ClaimedTurn, worker: WorkerAddress | None, grant: str) -> None:
        turn_id = claimed.turn.id
        # An earlier run may have been another gateway's, and so may the acceptance: then the feed here lacks what is
        # logged.
        is_known = claimed.fence == 1 and self._feeds.find(turn_id) is not None
        run = TurnRun(claimed, self._ports) if is_known else await self._restored(claimed)
        task = self._own(turn_id, run, run.run(worker, grant))
        if worker is None:
            self._answering += 1
            task.add_done_callback(self._note_answered)

    def _own(self, turn_id: TurnId, run: TurnRun, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Until its end the lease of the turn is renewed, a stop request reaches it, and `close` ends it."""
        task = asyncio.create_task(work, name=f"run of {turn_id}")
        self._runs[turn_id] = (run, task)
        task.add_done_callback(partial(self._forget, turn_id))
        return task

    def _note_answered(self, _: asyncio.Task[None]) -> None:
        self._answering -= 1
        self.wake()

    def _forget(self, turn_id: TurnId, task: asyncio.Task[None]) -> None:
        # A turn that was given back may already have its next run.
        if (found := self._runs.get(turn_id)) is not None and found[1] is task:
            del self._runs[turn_id]
        self.wake()

    async def _end_stopped(self) -> None:
        for turn_id in await self._ports.queue.list_stopped():
            await self._end_queued(turn_id, STOPPED)

    async def _end_queued(self, turn_id: TurnId, end: End) -> None:
        claimed = await self._ports.queue.take(turn_id, RunId(new_id("run")))
        if claimed is not None:
            reach("after_take")
            await (await self._restored(claimed)).seal(end)

    async def _restored(self, claimed: ClaimedTurn) -> TurnRun:
        return TurnRun(claimed, self._ports, await self._event_log.read(claimed.turn.id, 0))

    async def _tell_places(self) -> None:
        known = [(turn_id, feed) for turn_id, feed in self._feeds.listed() if turn_id not in self._runs]
        if known and self._considering is not None:
            # Also what came since this round began: who is about to be claimed has no place in the queue.
            await self._considering.look()
            known = [(turn_id, feed) for turn_id, feed in known if not self._considering.is_at(turn_id)]
        if not known:
            return
        waiting, turn_seconds, slots = await self._ports.queue.look(self._ports.clock())
        found = places(waiting, turn_seconds=turn_seconds, slots=slots)
        for turn_id, feed in known:
            if (place := found.get(turn_id)) is not None:
                feed.tell_place(place)
            else:
                # It waits no more and does not run here: what another gateway does with it is read in the store.
                self._feeds.forget(turn_id, feed)

    async def _renew(self) -> None:
        now = self._ports.clock()
        runs = {turn_id: task for turn_id, (_, task) in self._runs.items()}
        renewal = await self._leases.renew(list(runs), self._lease(now))
        for turn_id in renewal.to_stop:
            self.stop(turn_id)
        # Deleted or taken over through another gateway. One look may be a run that is just ending; two are none.
        lost = {turn_id: task for turn_id, task in runs.items() if turn_id not in renewal.held and not task.done()}
        for turn_id, task in lost.items():
            if self._lost.get(turn_id) is task:
                log.warning("turn lost", extra={"turn_id": turn_id})
                task.cancel()
        self._lost = lost

    async def _sweep(self) -> None:
        if self._is_draining:
            return
        await self._take_over()
        now = self._ports.clock()
        for turn_id in await self._ports.queue.list_overdue(now - int(self._ports.limits.queue * 1000)):
            await self._end_queued(turn_id, OVERDUE)
        await self._event_log.compact(now - int(self._ports.limits.log * 1000), COMPACT_AT_ONCE)

    async def _take_over(self) -> None:
        recoveries: list[asyncio.Task[None]] = []
        while True:
            now = self._ports.clock()
            taken = await self._leases.take_over(now=now, lease_until=self._lease(now))
            if taken is None:
                break
            reach("after_take_over")
            recoveries.append(await self._begin_recovery(*taken))
        # Each may have to wait for a container that does not answer; side by side they wait once.
        if recoveries:
            await asyncio.wait(recoveries)

    async def _begin_recovery(self, claimed: ClaimedTurn, left: LeftRun) -> asyncio.Task[None]:
        run = await self._restored(claimed)
        return self._own(claimed.turn.id, run, self._recover(run, claimed, left))

    async def _recover(self, run: TurnRun, claimed: ClaimedTurn, left: LeftRun) -> None:
        try:
            await run.recover(left)
        except Exception:
            # The boundary of a turn: one that cannot be recovered must not keep the others from it. Its lease runs
            # out again, and again it is tried.
            log.exception("turn not recovered", extra={"turn_id": claimed.turn.id})

    def _lease(self, now: int) -> int:
        return now + int(self._ports.limits.lease * 1000)
