"""The memory for everything that asks for it: runs, and the people whose memory it is."""

import asyncio
import logging
from collections.abc import Callable

from gateway.chat.errors import EmbedderUnavailable, StorageUnavailable
from gateway.chat.facts import digest_of
from gateway.chat.learning import Learning
from gateway.chat.memories import NOTHING, Memory, Recalled
from gateway.chat.memory_rules import is_start_over
from gateway.chat.model import Page, Principal, Turn
from gateway.chat.packed_vectors import PackedVector, packed
from gateway.chat.ports.clock import Clock
from gateway.chat.ports.memory import Learned, Memories
from gateway.chat.ports.mind import Embedder
from gateway.chat.recall import Recall
from shared.ids import MemoryId, MessageId, SessionId, TurnId

log = logging.getLogger(__name__)


class MemoryService:
    """The port `Remembering`, and what people do with their memories."""

    def __init__(
        self,
        memories: Memories,
        learned: Learned,
        *,
        recall: Recall,
        learning: Learning,
        embedder: Embedder | None,
        clock: Clock,
    ) -> None:
        self._memories = memories
        self._learned = learned
        self._recall = recall
        self._learning = learning
        self._embedder = embedder
        self._clock = clock

    async def recall(self, turn: Turn) -> Recalled:
        """What the agents of this turn are told. Who asks to begin anew is told nothing of the session any more."""
        if not is_start_over(turn.question):
            return await self._recall.recall(turn)
        try:
            async with asyncio.timeout(self._recall.seconds):
                await self._learned.forget_session(turn)
        except (StorageUnavailable, TimeoutError):
            log.warning("the memory of a session was not cleared", extra={"turn_id": turn.id})
            return Recalled(skipped="memory")
        return NOTHING

    async def foresee(self, principal: Principal, question: str, session_id: SessionId | None) -> Recalled:
        """What the agents would be told with a question, without asking it."""
        return await self._recall.foresee(
            Turn(
                id=TurnId(""),
                organization_id=principal.organization_id,
                user_id=principal.user_id,
                session_id=session_id or SessionId(""),
                position=0,
                status="queued",
                question=question,
                message_id=MessageId(""),
                created_at=0,
            )
        )

    def note_answer(self, turn: Turn) -> None:
        """The whole answer of this turn is stored."""
        self._learning.note_answer(turn)

    def drop(self, is_gone: Callable[[Turn], bool]) -> None:
        """See `Learning.drop`."""
        self._learning.drop(is_gone)

    async def list_memories(
        self, principal: Principal, session_id: SessionId | None, page: Page
    ) -> tuple[list[Memory], str | None]:
        """One's own, newest first (see the port). Raises InvalidCursor."""
        return await self._memories.list_memories(principal, session_id, page)

    async def find(self, principal: Principal, memory_id: MemoryId) -> Memory:
        """One of one's own. Raises NotFound."""
        return await self._memories.find(principal, memory_id)

    async def change(self, principal: Principal, memory_id: MemoryId, text: str) -> Memory:
        """Let one of one's own say something else. Raises NotFound, MemoryExists."""
        vector = await self._vector(text)
        return await self._memories.change(principal, memory_id, text, digest=digest_of(text), vector=vector)

    async def forget(self, principal: Principal, memory_id: MemoryId) -> None:
        """Remove one of one's own. Raises NotFound."""
        await self._memories.forget(principal, memory_id, self._clock())

    async def forget_all(self, principal: Principal) -> int:
        """Remove all of one's own; how many there were."""
        return await self._memories.forget_all(principal, self._clock())

    async def _vector(self, text: str) -> PackedVector | None:
        """None when the embedder does not answer: the next thing that is learned fills the gap."""
        if self._embedder is None:
            return None
        try:
            (vector,) = await self._embedder.embed([text])
        except EmbedderUnavailable:
            return None
        return packed(self._embedder.name, vector)
