"""One run of a turn: from the claim to the terminal state, whatever happens in between."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import Final, Literal

from gateway.chat.agents import Agents, Staff
from gateway.chat.attachments import with_note
from gateway.chat.considering import looks_back
from gateway.chat.context import Context
from gateway.chat.errors import RunLost, StorageUnavailable, WorkerRefused, WorkerUnreachable
from gateway.chat.feed import Feeds
from gateway.chat.inline_images import ImageKeeper, InlineImages
from gateway.chat.journal import Journal, TurnTaken, patiently
from gateway.chat.memories import NOTHING, Recalled
from gateway.chat.memory_rules import is_start_over
from gateway.chat.mind.decision import Decision, Skipped
from gateway.chat.model import ClaimedTurn, LeftRun, RunBatch, StoredEvent, WorkerAddress
from gateway.chat.own_answers import OwnAnswers
from gateway.chat.ports.access import StoredGrants
from gateway.chat.ports.clock import Clock
from gateway.chat.ports.crew import Crew, Launcher, Workers
from gateway.chat.ports.memory import Remembering
from gateway.chat.ports.mind import Decisions
from gateway.chat.ports.small_jobs import SmallJobs
from gateway.chat.ports.spending import UsageLedger
from gateway.chat.ports.turns import Queue, Turns
from gateway.chat.window import NO_PAST
from shared.crashpoints import reach
from shared.events import (
    FinishReason,
    LlmCalled,
    LlmStarted,
    RunFailed,
    RunFinished,
    TurnAssessed,
    TurnEvent,
    TurnFinished,
    TurnOutcome,
    WindowFitted,
)
from shared.ids import RunId
from shared.runs import FirstCall, RunRequest

log = logging.getLogger(__name__)

# A question that took two workers with it is not given to a third.
MAX_ATTEMPTS = 2
# How long a container has to end a run that is to stop, before its process is replaced.
END_SECONDS = 3.0
# What an answer calls an agent that was to give it and could be asked no more.
AGENT: Final[Skipped] = "agent"

Cut = Literal["stopped", "first_token", "silence", "deadline"]


@dataclass(frozen=True, slots=True)
class TimeLimits:
    """The longest waits of a turn, in seconds: in the queue, for the first token, between signs of life, altogether.

    And how long a run is left to a gateway that does not say that it lives, and a log is kept after its turn's end.
    """

    queue: float = 60.0
    first_token: float = 120.0
    silence: float = 120.0
    turn: float = 600.0
    lease: float = 15.0
    log: float = 600.0


@dataclass(frozen=True, slots=True)
class End:
    """How a run ended, before it is written down."""

    outcome: TurnOutcome
    finish_reason: FinishReason = "other"
    error_code: str | None = None
    error_message: str | None = None


@dataclass(frozen=True, slots=True)
class RunPorts:
    """What every run needs of the world."""

    turns: Turns
    queue: Queue
    workers: Workers
    crew: Crew
    launcher: Launcher | None
    feeds: Feeds
    clock: Clock
    limits: TimeLimits
    agents: Agents
    grants: StoredGrants
    usage: UsageLedger
    context: Context
    small_jobs: SmallJobs | None = None
    memory: Remembering | None = None
    images: ImageKeeper | None = None
    decisions: Decisions | None = None
    responder: OwnAnswers | None = None


STOPPED = End("stopped")
LEAVING = End("interrupted", "other", "gateway_stopping", "The service is restarting.")
GATEWAY_LOST = End("interrupted", "other", "gateway_restarted", "The answer was interrupted.")
WORKER_LOST = End("interrupted", "other", "worker_lost", "The answer was interrupted.")
POISONED = End("failed", "error", "poisoned", "This question cannot be answered: it ended the crew twice.")
CUTS: dict[Cut, End] = {
    "stopped": STOPPED,
    "first_token": End("failed", "error", "first_token_timeout", "The crew did not begin to answer in time."),
    "silence": End("interrupted", "other", "silence_timeout", "The crew fell silent in the middle of the answer."),
    "deadline": End("interrupted", "length", "deadline", "The answer took too long."),
}


class TurnRun:
    """Drives one claimed turn. `run` never raises but on cancellation; the outcome is in the store."""

    def __init__(self, claimed: ClaimedTurn, ports: RunPorts, events: Sequence[StoredEvent] = ()) -> None:
        """`events` is the log so far when the feed may not have it, as after a restart."""
        self._claimed = claimed
        self._ports = ports
        self._journal = Journal(claimed, turns=ports.turns, feeds=ports.feeds, events=events)
        self._images = None if ports.images is None else InlineImages(ports.images, claimed)
        self._limit: asyncio.Timeout | None = None
        self._cut: Cut = "deadline"
        self._is_stopping = False
        self._fitted: WindowFitted | None = None
        self._continuation = self._journal.continuation
        # What a person approved of is done once at most: nobody knows how far a lost run has come.
        self._most_attempts = MAX_ATTEMPTS if self._continuation is None else 1
        self._opening: list[TurnEvent] = []
        self._skipped: tuple[Skipped, ...] = ()

    async def run(self, worker: WorkerAddress | None, grant: str) -> None:
        """Ask the worker, or without one the gateway's own model, and store what it says."""
        try:
            end = await self._drive(worker, grant)
            if end is not None:
                await self._finish(end)
        except TurnTaken:
            await self._end_there(worker, self._claimed.run_id)
            await self._let_go()
        except StorageUnavailable:
            # Nothing can be written down now. The lease runs out and a sweep decides: the turn is not lost.
            log.exception("run left", extra={"turn_id": self._claimed.turn.id, "run_id": self._claimed.run_id})
            await self._end_there(worker, self._claimed.run_id)
        except asyncio.CancelledError:
            await self._leave()
            raise
        except Exception:
            # The boundary of a turn: whatever is wrong with this one must not end the dispatcher or go unrecorded.
            log.exception("run failed", extra={"turn_id": self._claimed.turn.id, "run_id": self._claimed.run_id})
            await self.seal(
                End("failed", "error", error_code="internal", error_message="Something went wrong while answering.")
            )

    def stop(self) -> None:
        """End the run as soon as the worker has: what it was about to say is dropped, what was shown is kept."""
        if self._is_stopping:
            return
        self._is_stopping = True
        self._cut = "stopped"
        if self._limit is not None and not self._limit.expired():
            # Wakes the wait for the next batch; between two waits this changes nothing and the next one ends at once.
            with suppress(RuntimeError):
                self._limit.reschedule(asyncio.get_running_loop().time())

    async def seal(self, end: End) -> None:
        """End the turn without asking anybody: what was shown is kept. Never raises; a full disk is logged."""
        try:
            await self._finish(end)
        except TurnTaken:
            await self._let_go()
        except StorageUnavailable:
            # The lease runs out and a sweep finds the turn again; until then its readers wait.
            log.exception("end of turn not stored", extra={"turn_id": self._claimed.turn.id})

    async def recover(self, left: LeftRun) -> None:
        """Decide about a turn whose gateway is gone, or sleeps: run it again when nothing was shown, else end it.

        First its former run is ended: a gateway that only sleeps keeps the connection open by which the container would
        have heard of it. Raises StorageUnavailable.
        """
        if left.worker is not None:
            await self._end_there(left.worker, left.run_id)
        if left.is_stopping or self._is_stopping:
            await self.seal(STOPPED)
        elif self._journal.has_text or self._claimed.attempt >= self._most_attempts:
            await self.seal(GATEWAY_LOST)
        else:
            await self._give_back(was_attempt=True)

    async def _drive(self, worker: WorkerAddress | None, grant: str) -> End | None:
        """Store the run's events as they come; None when the turn was given back to the queue."""
        decision = await patiently(self._decision)
        staff = await patiently(partial(self._staff, decision))
        decision = None if decision is None else _kept_to(decision, staff)
        recalled = await self._recall() if self._needs_memory(worker, decision) else NOTHING
        request = await patiently(partial(self._request, worker, grant, recalled, decision, staff))
        self._opening = [] if decision is None else [self._assessed(decision, request)]
        if self._fitted is not None and not self._is_stopping:
            await self._journal.commit([self._fitted])
        reach("before_run")
        try:
            end = await self._listen(worker, request)
        except (WorkerUnreachable, RunLost) as error:
            if worker is None:
                return await self._after_own_failure(error)
            return await self._after_failure(worker, error)
        except TimeoutError:
            reach("before_end_there")
            await self._end_there(worker, self._claimed.run_id)
            reach("after_end_there")
            if worker is None and self._cut == "first_token":
                return await self._after_own_failure(None)
            return CUTS[self._cut]
        # What is known of the worker is worth no turn: the store may fail here.
        if worker is not None:
            with suppress(StorageUnavailable):
                await self._ports.workers.note_success(worker.worker_id)
        return end

    async def _after_failure(self, worker: WorkerAddress, error: WorkerUnreachable | RunLost) -> End | None:
        if isinstance(error, WorkerUnreachable):
            await self._note_failure(worker, is_gone=not isinstance(error, WorkerRefused))
            if self._is_stopping:
                return STOPPED
            await self._give_back(was_attempt=False)
            return None
        reach("after_loss")
        log.warning("run lost", extra={"run_id": self._claimed.run_id, "worker_id": worker.worker_id})
        await self._note_failure(worker)
        return await self._after_loss()

    async def _after_own_failure(self, error: Exception | None) -> End | None:
        """The gateway's own model did not answer: the crew does, unless something was shown already."""
        log.warning("no answer of our own: %s", error or "it took too long", extra={"turn_id": self._claimed.turn.id})
        if self._is_stopping or self._journal.has_text:
            return STOPPED if self._is_stopping else WORKER_LOST
        assert self._ports.decisions is not None
        await self._ports.decisions.hand_over(self._claimed.turn, "responder")
        await self._give_back(was_attempt=False)
        return None

    async def _listen(self, worker: WorkerAddress | None, request: RunRequest) -> End:
        """Take batches until the run says how it ended. Raises TimeoutError with the reason in `_cut`."""
        loop = asyncio.get_running_loop()
        began_at = alive_at = loop.time()
        progress = 0
        async with aclosing(self._source(worker, request)) as batches:
            while True:
                # Only the waiting is limited: what was received is committed in any case.
                async with asyncio.timeout_at(self._patience(began_at, alive_at)) as self._limit:
                    batch = await anext(batches, None)
                if batch is None:
                    raise RunLost
                if batch.progress > progress:
                    progress, alive_at = batch.progress, loop.time()
                if (end := await self._take(batch)) is not None:
                    return end

    def _source(self, worker: WorkerAddress | None, request: RunRequest) -> AsyncGenerator[RunBatch]:
        if worker is not None:
            return self._ports.crew.run(worker, request)
        assert self._ports.responder is not None
        return self._ports.responder.answer(self._claimed.turn, request)

    def _patience(self, began_at: float, alive_at: float) -> float:
        """Until when to wait for the next batch; notes why it would be cut there."""
        limits = self._ports.limits
        cuts: list[tuple[float, Cut]] = [
            (began_at + limits.turn, "deadline"),
            (alive_at + limits.silence, "silence"),
        ]
        if not self._journal.has_text:
            cuts.append((began_at + limits.first_token, "first_token"))
        if self._is_stopping:
            cuts.append((began_at, "stopped"))
        when, self._cut = min(cuts)
        return when

    async def _take(self, batch: RunBatch) -> End | None:
        kept: list[TurnEvent] = []
        end: End | None = None
        for event in batch.events:
            match event:
                case RunFinished(finish_reason=reason):
                    end = End("done", reason)
                case RunFailed(code=code, message=message):
                    end = End("failed", "error", code, message)
                case _:
                    kept.append(event)
        if self._images is not None and not self._is_stopping:
            kept = await self._images.told(kept, is_over=end is not None)
        if self._is_stopping:
            # Nothing more is said, but what was used is counted.
            kept = [event for event in kept if isinstance(event, LlmStarted | LlmCalled)]
        if kept:
            opening, self._opening = self._opening, []
            await self._journal.commit([*opening, *kept])
        return STOPPED if end is not None and self._is_stopping else end

    async def _after_loss(self) -> End | None:
        if self._is_stopping:
            return STOPPED
        if self._journal.has_text:
            return WORKER_LOST
        if self._claimed.attempt >= self._most_attempts:
            return POISONED if self._most_attempts == MAX_ATTEMPTS else WORKER_LOST
        await self._give_back(was_attempt=True)
        return None

    async def _give_back(self, *, was_attempt: bool) -> None:
        await self._journal.give_back(self._ports.queue, was_attempt=was_attempt, now=self._ports.clock())

    async def _leave(self) -> None:
        """This gateway stops: a turn of which nothing was shown goes back to the queue, another is ended here."""
        try:
            if self._journal.has_text or self._is_stopping or self._most_attempts == 1:
                await self.seal(STOPPED if self._is_stopping else LEAVING)
            else:
                await self._give_back(was_attempt=False)
        except TurnTaken:
            await self._let_go()
        except StorageUnavailable:
            log.exception("turn not given back", extra={"turn_id": self._claimed.turn.id})

    async def _decision(self) -> Decision | None:
        if self._ports.decisions is None:
            return None
        return await self._ports.decisions.find(self._claimed.turn)

    def _first_calls(self, decision: Decision | None) -> tuple[FirstCall, ...]:
        """What is certain. A run that goes on has begun already, and one that was lost once is asked as ever."""
        if decision is None or self._continuation is not None or self._claimed.attempt > 1:
            return ()
        return decision.first_calls

    async def _end_there(self, worker: WorkerAddress | None, run_id: RunId) -> None:
        """See that nothing of a run is left in its container: ask, and replace the container if asking is no use."""
        if worker is None:
            # What the gateway itself asked for ended with the request.
            return
        try:
            async with asyncio.timeout(END_SECONDS):
                has_ended = await self._ports.crew.end(worker, run_id)
        except TimeoutError:
            has_ended = False
        if has_ended:
            return
        log.warning("run will not end", extra={"run_id": run_id, "worker_id": worker.worker_id})
        await self._note_failure(worker)
        if self._ports.launcher is not None:
            await self._ports.launcher.replace(worker)

    async def _note_failure(self, worker: WorkerAddress, *, is_gone: bool = False) -> None:
        with suppress(StorageUnavailable):
            await self._ports.workers.note_failure(worker.worker_id, self._ports.clock(), is_gone=is_gone)

    def _needs_memory(self, worker: WorkerAddress | None, decision: Decision | None) -> bool:
        # To begin anew is to forget.
        question = self._claimed.turn.question
        return is_start_over(question) or looks_back(decision, question, by_crew=worker is not None)

    async def _recall(self) -> Recalled:
        """What is remembered of the person, and readers told of it. Raises TurnTaken, StorageUnavailable."""
        if self._ports.memory is None:
            return NOTHING
        recalled = await self._ports.memory.recall(self._claimed.turn)
        if (event := recalled.event(self._ports.clock())) is not None:
            await self._journal.commit([event])
        return recalled

    async def _staff(self, decision: Decision | None) -> Staff:
        return await self._ports.agents.staff(self._claimed.turn, None if decision is None else decision.route.agent_id)

    async def _request(
        self,
        worker: WorkerAddress | None,
        grant: str,
        recalled: Recalled,
        decision: Decision | None,
        staff: Staff,
    ) -> RunRequest:
        turn = self._claimed.turn
        # A run may read for its agents' tools and for no others.
        tools = {tool for spec in (*staff.agents, staff.synthesiser) for tool in spec.tools}
        if grant:
            await self._ports.grants.allow(self._claimed.run_id, tuple(sorted(tools)))
        memories = tuple(memory.told for memory in recalled.memories)
        if worker is not None:
            fitted = await self._ports.context.fitted(turn, staff)
        elif (found := await self._ports.context.fitted_for_own(turn, memories)) is not None:
            fitted = found
        else:
            fitted, self._skipped = NO_PAST, ("history",)
        self._fitted = None if fitted.is_whole else fitted.event(self._ports.clock())
        return RunRequest(
            run_id=self._claimed.run_id,
            turn_id=turn.id,
            organization_id=turn.organization_id,
            question=with_note(turn.question, await self._ports.turns.question_parts(turn)),
            agents=staff.agents,
            synthesiser=staff.synthesiser,
            agent=staff.agent,
            change=staff.change,
            history=fitted.messages,
            summary=fitted.summary,
            window_tokens=self._ports.context.told_window(staff),
            continues=self._continuation,
            first_calls=self._first_calls(decision),
            memories=memories,
            asked_at=datetime.fromtimestamp(turn.created_at / 1000, UTC).isoformat(timespec="seconds"),
            grant=grant,
            deadline_seconds=self._ports.limits.turn,
        )

    def _assessed(self, decision: Decision, request: RunRequest) -> TurnAssessed:
        """The decision as readers are told it, with the first words of the answer, and what failed since then."""
        assessment, route = decision.assessment, decision.route
        return TurnAssessed(
            level=assessment.level,
            action=assessment.action,
            confidence=round(assessment.confidence, 3),
            assessed_by=assessment.tier,
            routed_by=route.tier,
            agent_id=route.agent_id,
            first_tools=tuple(call.tool for call in request.first_calls) or None,
            skipped=(*decision.skipped, *self._skipped),
            at=self._ports.clock(),
        )

    async def _finish(self, end: End) -> None:
        await self._journal.finish(
            TurnFinished(
                outcome=end.outcome,
                finish_reason=end.finish_reason,
                at=self._ports.clock(),
                error_code=end.error_code,
                error_message=end.error_message,
            )
        )
        is_answer = end.outcome == "done" and end.finish_reason != "tool-calls"
        if is_answer and self._ports.small_jobs is not None:
            self._ports.small_jobs.note_answer(self._claimed.turn)
        if is_answer and self._ports.memory is not None:
            self._ports.memory.note_answer(self._claimed.turn)

    async def _let_go(self) -> None:
        await self._journal.let_go(self._ports.clock, self._ports.usage)


def _kept_to(decision: Decision, staff: Staff) -> Decision:
    """The decision as far as it can be kept to: who was to answer may be gone by now."""
    if not staff.is_gone:
        return decision
    route = replace(decision.route, agent_id=None, tier="fallback") if staff.agent is None else decision.route
    return replace(decision, route=route, first_calls=(), skipped=(*decision.skipped, AGENT))
