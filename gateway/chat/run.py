"""One run of a turn: from the claim to the terminal state, whatever happens in between."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from gateway.chat.errors import RunLost, StorageUnavailable, WorkerUnreachable
from gateway.chat.feed import Feeds
from gateway.chat.model import ClaimedTurn, StoredEvent
from gateway.chat.ports import Clock, Crew, Slot, Turns
from gateway.chat.transcript import Transcript
from shared.events import FinishReason, RunEvent, RunFailed, RunFinished, TurnEvent, TurnFinished, TurnOutcome
from shared.runs import RunRequest

log = logging.getLogger(__name__)

# A worker that cannot be reached gives the turn back; after so many the question is not the victim any more.
MAX_ATTEMPTS = 3
HISTORY_MESSAGES = 20


@dataclass(frozen=True, slots=True)
class End:
    """How a run ended, before it is written down."""

    outcome: TurnOutcome
    finish_reason: FinishReason = "other"
    error_code: str | None = None
    error_message: str | None = None


class TurnTaken(Exception):
    """The turn was deleted or taken over: this run may not write any more."""


class TurnRun:
    """Drives one claimed turn. `run()` never raises but on cancellation; the outcome is in the store."""

    def __init__(
        self, claimed: ClaimedTurn, *, turns: Turns, crew: Crew, feeds: Feeds, clock: Clock, deadline_seconds: float
    ) -> None:
        self._claimed = claimed
        self._turns = turns
        self._crew = crew
        self._feeds = feeds
        self._feed = feeds.open(claimed.turn)
        self._clock = clock
        self._deadline_seconds = deadline_seconds
        self._transcript = Transcript()
        for stored in self._feed.events:
            self._transcript.apply(stored.event)
        self._seq = self._feed.last_seq

    async def run(self, slot: Slot, grant: str) -> None:
        """Ask the worker behind `slot` and store what it says."""
        try:
            end = await self._drive(slot, grant)
            if end is not None:
                await self._finish(end)
        except TurnTaken:
            self._tell_deleted()
        except asyncio.CancelledError:
            await self.seal(
                End("interrupted", error_code="gateway_stopping", error_message="The service is restarting.")
            )
            raise
        except Exception:
            # The boundary of a turn: whatever is wrong with this one must not end the dispatcher or go unrecorded.
            log.exception("run failed", extra={"turn_id": self._claimed.turn.id, "run_id": self._claimed.run_id})
            await self.seal(
                End("failed", "error", error_code="internal", error_message="Something went wrong while answering.")
            )

    async def seal(self, end: End) -> None:
        """End the turn without asking anybody: what was shown is kept. Never raises; a full disk is logged."""
        try:
            await self._finish(end)
        except TurnTaken:
            self._tell_deleted()
        except StorageUnavailable:
            # Recovery at the next start finds the turn and ends it; until then its readers wait.
            log.exception("end of turn not stored", extra={"turn_id": self._claimed.turn.id})

    async def _drive(self, slot: Slot, grant: str) -> End | None:
        """Store the run's events as they come; None when the turn was given back to the queue."""
        request = await self._request(grant)
        try:
            async with asyncio.timeout(self._deadline_seconds):
                async for events in self._crew.run(slot, request):
                    end = await self._take(events)
                    if end is not None:
                        return end
        except WorkerUnreachable:
            return await self._give_back()
        except TimeoutError:
            return End("failed", error_code="deadline", error_message="The answer took too long.")
        except RunLost:
            log.warning("run lost", extra={"run_id": self._claimed.run_id, "worker_id": slot.worker_id})
        return End("interrupted", error_code="worker_lost", error_message="The answer was interrupted.")

    async def _request(self, grant: str) -> RunRequest:
        turn = self._claimed.turn
        return RunRequest(
            run_id=self._claimed.run_id,
            turn_id=turn.id,
            organization_id=turn.organization_id,
            question=turn.question,
            history=tuple(await self._turns.past_messages(turn, HISTORY_MESSAGES)),
            asked_at=datetime.fromtimestamp(turn.created_at / 1000, UTC).isoformat(timespec="seconds"),
            grant=grant,
            deadline_seconds=self._deadline_seconds,
        )

    async def _take(self, events: Sequence[RunEvent]) -> End | None:
        kept: list[TurnEvent] = []
        end: End | None = None
        for event in events:
            match event:
                case RunFinished(finish_reason=reason):
                    end = End("done", reason)
                case RunFailed(code=code, message=message):
                    end = End("failed", "error", code, message)
                case _:
                    kept.append(event)
        if kept:
            stored = self._number(kept)
            if not await self._turns.append(self._claimed, stored):
                raise TurnTaken
            self._feed.extend(stored)
        return end

    async def _give_back(self) -> End | None:
        if self._claimed.attempt >= MAX_ATTEMPTS:
            return End("failed", "error", "workers_unavailable", "No crew container could take the question.")
        if not await self._turns.requeue(self._claimed):
            raise TurnTaken
        return None

    async def _finish(self, end: End) -> None:
        at = self._clock()
        closing: list[TurnEvent] = []
        if end.outcome != "done":
            closing = self._transcript.closing_events(at, end.error_message or end.outcome)
        finished = TurnFinished(
            outcome=end.outcome,
            finish_reason=end.finish_reason,
            at=at,
            error_code=end.error_code,
            error_message=end.error_message,
        )
        stored = self._number([*closing, finished])
        if not await self._turns.finish(self._claimed, stored, finished, self._transcript.answer()):
            raise TurnTaken
        self._feed.extend(stored)
        self._feeds.close(self._claimed.turn.id)

    def _tell_deleted(self) -> None:
        self._feeds.abandon(self._claimed.turn.id, deleted(self._clock()))

    def _number(self, events: Sequence[TurnEvent]) -> list[StoredEvent]:
        numbered = []
        for event in events:
            self._transcript.apply(event)
            self._seq += 1
            numbered.append(StoredEvent(self._seq, event))
        return numbered


def deleted(at: int) -> TurnFinished:
    """What readers of a turn are told when it went with its session: shown to them, stored nowhere."""
    return TurnFinished(
        outcome="stopped",
        finish_reason="other",
        at=at,
        error_code="session_deleted",
        error_message="The session was deleted.",
    )
