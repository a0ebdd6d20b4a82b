"""Decide about queued turns before they run, each in a task of its own that ends in time whatever its helpers do."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from functools import partial
from typing import Final

from gateway.chat.agents import Agents
from gateway.chat.errors import StorageUnavailable
from gateway.chat.kept_answers import KeptAnswers
from gateway.chat.memory_rules import since_start_over, speaks_of_oneself
from gateway.chat.mind.assessment import fallback
from gateway.chat.mind.decision import Decision, Situation, Skipped
from gateway.chat.mind.mind import NOBODY, Mind
from gateway.chat.model import Principal, Turn
from gateway.chat.ports.clock import Clock
from gateway.chat.ports.mind import Decisions
from gateway.chat.ports.turns import Queue, Turns
from shared.agents import AgentSpec
from shared.ids import TurnId
from shared.runs import PastMessage

log = logging.getLogger(__name__)

# Both questions to a small model, and a little.
LONGEST_SECONDS = 4.5
AT_ONCE = 32
PAST_MESSAGES = 2
# What is named where the crew answers in the place of our own model.
RESPONDER: Final[Skipped] = "responder"
FILE_PART: Final = '"type":"file"'
GIVEN_UP: Final = Decision(fallback(""), NOBODY, ("assessment",))


class Considering:
    """Owns a task for each turn that is thought about here. `on_decided` is called when one may run."""

    def __init__(
        self,
        mind: Mind,
        *,
        decisions: Decisions,
        queue: Queue,
        turns: Turns,
        agents: Agents,
        clock: Clock,
        can_respond: bool,
        lacking: tuple[Skipped, ...] = (),
        kept: KeptAnswers | None = None,
    ) -> None:
        """`can_respond`: the gateway has a model of its own for what needs no look at data.

        `lacking` are helpers that this gateway does without as long as it runs. `kept` are answers of that model which
        are told again.
        """
        self._kept = kept
        self._lacking = lacking
        self._mind = mind
        self._decisions = decisions
        self._queue = queue
        self._turns = turns
        self._agents = agents
        self._clock = clock
        self.can_respond = can_respond
        self._tasks: dict[TurnId, asyncio.Task[None]] = {}
        self._decided: set[TurnId] = set()
        self.on_decided: Callable[[], None] = _nothing

    async def look(self) -> None:
        """Begin to think about what could run. Raises StorageUnavailable."""
        for turn in await self._queue.list_unconsidered(AT_ONCE):
            if turn.id not in self._tasks and len(self._tasks) < AT_ONCE:
                task = asyncio.create_task(self._consider(turn), name=f"considering {turn.id}")
                self._tasks[turn.id] = task
                task.add_done_callback(partial(self._forget, turn.id))

    async def decided(self, turn: Turn, *, seconds: float) -> Decision | None:
        """What was decided about a turn; waits so long for it where it could run now. Never raises."""
        try:
            if (found := await self._decisions.find(turn)) is not None:
                return await self._with_kept(turn, found)
            await self.look()
            if (task := self._tasks.get(turn.id)) is None:
                return None
            await asyncio.wait({task}, timeout=seconds)
            found = await self._decisions.find(turn)
            return None if found is None else await self._with_kept(turn, found)
        except StorageUnavailable:
            return None

    async def _with_kept(self, turn: Turn, decision: Decision) -> Decision:
        if self._kept is None or not is_for_gateway(decision) or RESPONDER in decision.skipped:
            return decision
        if await self._has_files(turn):
            # The crew looks at them.
            return decision
        return replace(decision, is_kept=await self._kept.find(turn) is not None)

    def is_at(self, turn_id: TurnId) -> bool:
        """Whether a turn is thought about here, or was since the last round: it is about to be claimed.

        There is no place in the queue to tell of yet.
        """
        return turn_id in self._tasks or turn_id in self._decided

    async def begin_round(self) -> None:
        """What was decided until now can be claimed in this round. Raises StorageUnavailable."""
        self._decided.clear()
        await self.look()

    async def preview(
        self,
        principal: Principal,
        question: str,
        previous: str | None,
        chosen: str | None,
        *,
        agents: tuple[AgentSpec, ...],
        is_explicit: bool,
    ) -> Decision:
        """What would be decided about a question that nobody has asked yet; `agents` could answer it. Never raises."""
        situation = Situation(
            principal.organization_id,
            question,
            previous,
            agents,
            chosen=chosen,
            is_explicit=is_explicit,
        )
        try:
            async with asyncio.timeout(LONGEST_SECONDS):
                return self._named(await self._mind.decide(situation, now=self._clock()))
        except TimeoutError:
            return self._named(GIVEN_UP)
        except Exception:
            # The same boundary as for a question that is asked.
            log.exception("not explained")
            return self._named(GIVEN_UP)

    @asynccontextmanager
    async def open(self) -> AsyncGenerator[None]:
        """Think until the context is left."""
        try:
            yield
        finally:
            tasks = list(self._tasks.values())
            for task in tasks:
                task.cancel()
            if tasks:
                await asyncio.wait(tasks)

    async def _consider(self, turn: Turn) -> None:
        began_at = asyncio.get_running_loop().time()
        decision = self._named(await self._decide(turn))
        took_ms = int((asyncio.get_running_loop().time() - began_at) * 1000)
        # The next look finds it again.
        with suppress(StorageUnavailable):
            if decision.first_calls and await self._has_files(turn):
                # The question may be about the file.
                decision = replace(decision, first_calls=())
            needs_worker = not is_for_gateway(decision) or await self._has_files(turn)
            if not needs_worker and not self.can_respond:
                # There is no model of our own: the crew answers, and it is said why.
                needs_worker, decision = True, replace(decision, skipped=(*decision.skipped, RESPONDER))
            await self._decisions.store(turn, decision, needs_worker=needs_worker, now=self._clock(), took_ms=took_ms)

    def _named(self, decision: Decision) -> Decision:
        """With the names of the helpers that there are not."""
        return replace(decision, skipped=tuple(dict.fromkeys((*decision.skipped, *self._lacking))))

    async def _has_files(self, turn: Turn) -> bool:
        """What comes with files is no small talk, whatever it says."""
        return FILE_PART in await self._turns.question_parts(turn)

    async def _decide(self, turn: Turn) -> Decision:
        try:
            async with asyncio.timeout(LONGEST_SECONDS):
                # Who began an answer goes on with it.
                if (former := await self._decisions.find_former(turn)) is not None:
                    return former
                return await self._mind.decide(await self._situation(turn), now=self._clock())
        except (TimeoutError, StorageUnavailable):
            return GIVEN_UP
        except Exception:
            # The boundary of a decision: without one the crew plans.
            log.exception("not considered", extra={"turn_id": turn.id})
            return GIVEN_UP

    async def _situation(self, turn: Turn) -> Situation:
        who = await self._agents.considered(turn)
        past = since_start_over(await self._turns.past_messages(turn, PAST_MESSAGES))
        return Situation(
            turn.organization_id,
            turn.question,
            previous_of(past),
            who.agents,
            chosen=who.chosen,
            is_explicit=who.is_explicit,
            turn=turn,
        )

    def _forget(self, turn_id: TurnId, task: asyncio.Task[None]) -> None:
        self._tasks.pop(turn_id, None)
        self._decided.add(turn_id)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("decision not stored", exc_info=error, extra={"turn_id": turn_id})
        self.on_decided()


def is_for_gateway(decision: Decision) -> bool:
    """Whether it needs no agent at all."""
    return decision.assessment.action == "RESPOND" and decision.route.agent_id is None


def looks_back(decision: Decision | None, question: str, *, by_crew: bool) -> bool:
    """Whether an answer may rest on what the person said earlier; that to small talk never does."""
    if decision is not None and decision.assessment.level == "ATOM" and decision.assessment.tier == "rules":
        return False
    # What needs no look at data needs none at memories, unless it is about the person.
    return by_crew or speaks_of_oneself(question)


def previous_of(past: Sequence[PastMessage]) -> str | None:
    """The assistant's turn before, if it was the last to speak."""
    return past[-1].text if past and past[-1].role == "assistant" else None


def _nothing() -> None:
    return
