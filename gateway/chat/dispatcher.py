"""Bring queued turns and free workers together, and own every run until its end."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from functools import partial

from gateway.chat.errors import StorageUnavailable
from gateway.chat.feed import Feeds
from gateway.chat.model import ClaimedTurn
from gateway.chat.ports import Clock, Crew, EventLog, Slot, Turns
from gateway.chat.run import End, TurnRun
from shared.ids import RunId, TurnId, new_id

log = logging.getLogger(__name__)

# A floor under the wake-ups: a wake that was lost costs this much and no more.
SWEEP_SECONDS = 1.0


class Dispatcher:
    """Claims turns while there is a slot and a claimable turn; each claimed turn runs in a task of its own."""

    def __init__(
        self,
        *,
        turns: Turns,
        event_log: EventLog,
        crew: Crew,
        feeds: Feeds,
        clock: Clock,
        mint_grant: Callable[[], tuple[str, str]],
        turn_seconds: float,
        queue_seconds: float,
    ) -> None:
        """`mint_grant` gives a fresh grant and the digest under which it is stored."""
        self._turns = turns
        self._event_log = event_log
        self._crew = crew
        self._feeds = feeds
        self._clock = clock
        self._mint_grant = mint_grant
        self._turn_seconds = turn_seconds
        self._queue_seconds = queue_seconds
        self._wake = asyncio.Event()
        self._runs: dict[TurnId, asyncio.Task[None]] = {}
        self._loop: asyncio.Task[None] | None = None

    def wake(self) -> None:
        """Look at the queue now: a turn was accepted, a slot became free or a worker came."""
        self._wake.set()

    def drop(self, turn_id: TurnId) -> None:
        """End the run of a turn that no longer exists."""
        if (run := self._runs.get(turn_id)) is not None:
            run.cancel()

    @asynccontextmanager
    async def open(self) -> AsyncGenerator[None]:
        """Recover what an earlier process left, then dispatch until the context is left or `close` is called."""
        await self._recover()
        self._loop = asyncio.create_task(self._dispatch(), name="dispatcher")
        try:
            yield
        finally:
            await self.close()

    async def close(self) -> None:
        """Claim nothing more; interrupt the runs that are open, each of which stores what it has shown."""
        if self._loop is None:
            return
        loop, self._loop = self._loop, None
        loop.cancel()
        runs = list(self._runs.values())
        for run in runs:
            run.cancel()
        await asyncio.wait([loop, *runs])

    async def _recover(self) -> None:
        """End the turns that ran in a process that is gone; what they had shown is kept."""
        for claimed in await self._event_log.list_open("running"):
            feed = self._feeds.open(claimed.turn)
            feed.extend(await self._event_log.read(claimed.turn.id, feed.last_seq))
            await self._run_of(claimed).seal(
                End("interrupted", error_code="gateway_restarted", error_message="The answer was interrupted.")
            )
        for claimed in await self._event_log.list_open("queued"):
            self._feeds.open(claimed.turn)

    async def _dispatch(self) -> None:
        while True:
            try:
                await self._claim_all()
                await self._give_up_overdue()
            except StorageUnavailable:
                log.exception("queue not readable")
            try:
                async with asyncio.timeout(SWEEP_SECONDS):
                    await self._wake.wait()
            except TimeoutError:
                continue
            self._wake.clear()

    async def _claim_all(self) -> None:
        while (slot := self._crew.reserve()) is not None:
            grant, digest = self._mint_grant()
            try:
                claimed = await self._turns.claim(RunId(new_id("run")), slot.worker_id, digest, self._clock())
            except BaseException:
                slot.release()
                raise
            if claimed is None:
                slot.release()
                return
            run = asyncio.create_task(self._run(claimed, slot, grant), name=f"run {claimed.run_id}")
            self._runs[claimed.turn.id] = run
            run.add_done_callback(partial(self._forget, claimed.turn.id))

    async def _give_up_overdue(self) -> None:
        now = self._clock()
        before = now - int(self._queue_seconds * 1000)
        while (claimed := await self._turns.claim_overdue(RunId(new_id("run")), before, now)) is not None:
            await self._run_of(claimed).seal(
                End("failed", "error", "queue_timeout", "Nobody was free to answer in time. Please try again.")
            )

    async def _run(self, claimed: ClaimedTurn, slot: Slot, grant: str) -> None:
        try:
            await self._run_of(claimed).run(slot, grant)
        finally:
            slot.release()
            self.wake()

    def _forget(self, turn_id: TurnId, run: asyncio.Task[None]) -> None:
        # A turn that was given back may already have its next run.
        if self._runs.get(turn_id) is run:
            del self._runs[turn_id]

    def _run_of(self, claimed: ClaimedTurn) -> TurnRun:
        return TurnRun(
            claimed,
            turns=self._turns,
            crew=self._crew,
            feeds=self._feeds,
            clock=self._clock,
            deadline_seconds=self._turn_seconds,
        )
