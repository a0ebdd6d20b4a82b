"""What would become of a question, without asking it: nothing is stored, no agent works."""

import json
from dataclasses import dataclass, replace

from gateway.chat.agents import Agents
from gateway.chat.considering import Considering, is_for_gateway, looks_back
from gateway.chat.memories import NOTHING, Recalled
from gateway.chat.memory_service import MemoryService
from gateway.chat.mind.decision import Decision
from gateway.chat.model import Message, Page, Principal
from gateway.chat.ports.clock import Clock
from gateway.chat.ports.sessions import History
from gateway.chat.ports.turns import Queue
from gateway.chat.predicting import Predicting
from gateway.chat.prediction import UNKNOWN, Prediction
from gateway.chat.queue import Place, Waiting, places
from gateway.chat.window import tokens_of
from shared.agents import AgentSpec
from shared.ids import SessionId, TurnId

LAST_MESSAGES = 2
# What of the past an answer is told at least, for its price.
PAST_MESSAGES = 20
# The question that is not asked, at the end of the queue.
NEXT = TurnId("")


@dataclass(frozen=True, slots=True)
class Explanation:
    """What would be decided (None: nothing is decided here, the crew plans), who could work, where it would wait.

    `agents` may work on it, told of `memory`, for this `cost`; `place` is None where no container is needed.
    """

    decision: Decision | None
    agents: tuple[AgentSpec, ...]
    place: Place | None
    memory: Recalled = NOTHING
    cost: Prediction = UNKNOWN

    @property
    def tools(self) -> tuple[str, ...]:
        """What these agents may use, each tool once."""
        return tuple(dict.fromkeys(tool for spec in self.agents for tool in spec.tools))


class Explaining:
    """Answers "what if"."""

    def __init__(
        self,
        considering: Considering | None,
        *,
        agents: Agents,
        history: History,
        queue: Queue,
        clock: Clock,
        memory: MemoryService | None,
        predicting: Predicting,
    ) -> None:
        self._considering = considering
        self._agents = agents
        self._history = history
        self._queue = queue
        self._clock = clock
        self._memory = memory
        self._predicting = predicting

    async def explain(
        self,
        principal: Principal,
        question: str,
        session_id: SessionId | None,
        agent: str | None,
        *,
        is_widget: bool,
    ) -> Explanation:
        """Explain a question in a session, or in a new one. Raises NotFound, AgentUnknown."""
        found = await self._remembered(principal, question, session_id, agent, is_widget=is_widget)
        past = [] if session_id is None else await self._past(principal, session_id)
        texts = (question, *past, *(memory.text for memory in found.memory.memories))
        cost = await self._predicting.predict(
            principal,
            found.decision,
            found.agents,
            synthesiser=self._agents.synthesiser,
            told=sum(tokens_of(text) for text in texts),
        )
        return replace(found, cost=cost)

    async def _past(self, principal: Principal, session_id: SessionId) -> list[str]:
        messages, _ = await self._history.list_messages(principal, session_id, Page(PAST_MESSAGES))
        return [text for message in messages if (text := _text(message)) is not None]

    async def _remembered(
        self,
        principal: Principal,
        question: str,
        session_id: SessionId | None,
        agent: str | None,
        *,
        is_widget: bool,
    ) -> Explanation:
        found = await self._without_memory(principal, question, session_id, agent)
        is_told = looks_back(found.decision, question, by_crew=found.place is not None)
        if is_widget or self._memory is None or not is_told:
            return found
        return replace(found, memory=await self._memory.foresee(principal, question, session_id))

    async def _without_memory(
        self, principal: Principal, question: str, session_id: SessionId | None, agent: str | None
    ) -> Explanation:
        chosen = None if agent is None else await self._agents.find(principal, agent)
        previous = None
        if session_id is not None:
            messages, _ = await self._history.list_messages(principal, session_id, Page(LAST_MESSAGES))
            previous = _previous(messages)
            if chosen is None:
                chosen = (await self._agents.of_session(principal, session_id, Page(1))).agent
        everybody = await self._agents.visible(principal)
        working = everybody if chosen is None else (chosen,)
        if self._considering is None:
            return Explanation(None, working, await self._place(principal))
        decision = await self._considering.preview(
            principal,
            question,
            previous,
            None if chosen is None else chosen.id,
            agents=everybody,
            is_explicit=agent is not None,
        )
        if self._considering.can_respond and is_for_gateway(decision):
            return Explanation(decision, (), None)
        routed = tuple(spec for spec in everybody if spec.id == decision.route.agent_id)
        return Explanation(decision, routed or working, await self._place(principal))

    async def _place(self, principal: Principal) -> Place:
        waiting, turn_seconds, slots = await self._queue.look(self._clock())
        listed = [*waiting, Waiting(NEXT, principal.organization_id)]
        return places(listed, turn_seconds=turn_seconds, slots=slots)[NEXT]


def _previous(messages: list[Message]) -> str | None:
    """The assistant's turn before, if it was the last to speak."""
    return _text(messages[-1]) if messages and messages[-1].role == "assistant" else None


def _text(message: Message) -> str | None:
    texts = [part["text"] for part in json.loads(message.parts) if part.get("type") == "text"]
    return "\n\n".join(texts) or None
