"""What a run writes down: its events numbered, committed, and only then shown; at last the answer with the end.

Rule: commit, then show. A store that cannot be used is tried again for a while, and the worker waits meanwhile.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from functools import partial
from typing import Any, TypeVar

from gateway.chat.continuation import continuation_of
from gateway.chat.errors import StorageUnavailable
from gateway.chat.feed import Feeds
from gateway.chat.model import ClaimedTurn, StoredEvent
from gateway.chat.ports.clock import Clock
from gateway.chat.ports.spending import UsageLedger
from gateway.chat.ports.turns import Queue, Turns
from gateway.chat.transcript import Transcript
from shared.crashpoints import reach
from shared.events import LlmCalled, TurnEvent, TurnFinished
from shared.runs import Continuation

STORE_PATIENCE_SECONDS = 15.0
STORE_RETRY_SECONDS = 0.25

Found = TypeVar("Found")


class TurnTaken(Exception):
    """The turn was deleted or taken over: this run may not write any more."""


class Journal:
    """The log of one claimed turn, as far as it is committed, and the only way to add to it."""

    def __init__(self, claimed: ClaimedTurn, *, turns: Turns, feeds: Feeds, events: Sequence[StoredEvent] = ()) -> None:
        """`events` is the log so far when the feed may not have it, as after a restart."""
        self._claimed = claimed
        self._turns = turns
        self._feeds = feeds
        self._feed = feeds.open(claimed.turn)
        self._feed.extend(events)
        self._transcript = Transcript()
        for stored in self._feed.events:
            self._transcript.apply(stored.event)
        self._seq = self._feed.last_seq
        # Reported calls that could not be committed, because the turn was no longer ours.
        self._refused: list[LlmCalled] = []

    @property
    def continuation(self) -> Continuation | None:
        """What the turn continues, if a person was asked in an earlier one."""
        return continuation_of([stored.event for stored in self._feed.events])

    @property
    def has_text(self) -> bool:
        """Something of the answer was shown."""
        return self._transcript.has_text

    async def commit(self, events: Sequence[TurnEvent]) -> None:
        """Commit and show. Raises TurnTaken, StorageUnavailable."""
        stored = self._number(events)
        reach("before_append")
        await uninterrupted(self._write(partial(self._turns.append, self._claimed, stored), stored))

    async def finish(self, end: TurnFinished) -> None:
        """Close what is open and commit end and answer together. Raises TurnTaken, StorageUnavailable."""
        is_whole = end.outcome == "done"
        closing = self._transcript.closing_events(end.at, end.error_message or end.outcome, is_whole=is_whole)
        stored = self._number([*closing, end])
        whole = Transcript()
        for event in (*self._feed.events, *stored):
            whole.apply(event.event)
        answer = whole.answer()
        reach("before_finish")
        await uninterrupted(self._write(partial(self._turns.finish, self._claimed, stored, end, answer), stored))
        reach("after_finish")
        self._feeds.close(self._claimed.turn.id)

    async def give_back(self, queue: Queue, *, was_attempt: bool, now: int) -> None:
        """Queue the turn again; what the lost run had begun is closed, so that another can begin afresh.

        Raises TurnTaken, StorageUnavailable.
        """
        closing = self._number(self._transcript.closing_events(now, "moved to another container"))
        reach("before_give_back")
        if not await queue.give_back(self._claimed, closing, was_attempt=was_attempt, now=now):
            raise TurnTaken
        reach("after_give_back")
        self._note(closing)

    async def let_go(self, clock: Clock, usage: UsageLedger) -> None:
        """The turn is no longer ours. Readers of a deleted one are told; others go on reading from the store.

        What a deleted one has used is written down here: it has no log any more. Raises StorageUnavailable.
        """
        turn = self._claimed.turn
        if await self._turns.has(turn):
            self._feeds.forget(turn.id, self._feed)
            return
        now = clock()
        self._feeds.abandon(turn.id, deleted(now))
        cut = [event for event in self._transcript.closing_events(now, "deleted") if isinstance(event, LlmCalled)]
        for call in {call.call_id: call for call in (*cut, *self._refused)}.values():
            await usage.record(turn, call)

    async def _write(self, write: Callable[[], Awaitable[bool]], stored: Sequence[StoredEvent]) -> None:
        if not await patiently(write):
            self._refused += [event.event for event in stored if isinstance(event.event, LlmCalled)]
            raise TurnTaken
        reach("before_show")
        self._note(stored)
        reach("after_show")

    def _note(self, stored: Sequence[StoredEvent]) -> None:
        self._seq += len(stored)
        for event in stored:
            self._transcript.apply(event.event)
        self._feed.extend(stored)

    def _number(self, events: Sequence[TurnEvent]) -> list[StoredEvent]:
        return [StoredEvent(self._seq + n, event) for n, event in enumerate(events, start=1)]


async def patiently(use: Callable[[], Awaitable[Found]]) -> Found:
    """Use the store; when it cannot be used, try again for a while. Raises StorageUnavailable after that."""
    give_up_at = asyncio.get_running_loop().time() + STORE_PATIENCE_SECONDS
    while True:
        try:
            return await use()
        except StorageUnavailable:
            if asyncio.get_running_loop().time() >= give_up_at:
                raise
            await asyncio.sleep(STORE_RETRY_SECONDS)


async def uninterrupted(work: Coroutine[Any, Any, None]) -> None:
    """Await a write to its end even when the waiting is cancelled: half of commit-then-show must not happen."""
    task = asyncio.ensure_future(work)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait({task})
        if not task.cancelled():
            # What the write met is of no interest to somebody who leaves; it must not be reported as forgotten either.
            task.exception()
        raise


def deleted(at: int) -> TurnFinished:
    """What readers of a turn are told when it went with its session: shown to them, stored nowhere."""
    return TurnFinished(
        outcome="stopped",
        finish_reason="other",
        at=at,
        error_code="session_deleted",
        error_message="The session was deleted.",
    )
