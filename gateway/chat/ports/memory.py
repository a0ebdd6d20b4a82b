"""What is remembered of people and organizations."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from gateway.chat.facts import FoundFact
from gateway.chat.memories import Memory, NewMemory, Recalled, StoredMemory
from gateway.chat.model import (
    Page,
    Principal,
    Turn,
)
from gateway.chat.packed_vectors import PackedVector
from shared.ids import (
    MemoryId,
    SessionId,
)


class Remembering(Protocol):
    """The memory beside a run: what it is told, and that it is over. Neither raises."""

    async def recall(self, turn: Turn) -> Recalled:
        """What the agents of this turn are to be told of what their person said earlier; in time, or without it."""
        ...

    def note_answer(self, turn: Turn) -> None:
        """The whole answer of this turn is stored; something may be learned from its question. Returns at once."""
        ...

    def drop(self, is_gone: Callable[[Turn], bool]) -> None:
        """Learn nothing more from turns that were deleted. Returns at once."""
        ...


class Memories(Protocol):
    """What is remembered of a user, for that user alone. Foreign and missing are both `NotFound`."""

    async def list_memories(
        self, principal: Principal, session_id: SessionId | None, page: Page
    ) -> tuple[list[Memory], str | None]:
        """Newest first, with the cursor of the next page. With a session, what was said there."""
        ...

    async def find(self, principal: Principal, memory_id: MemoryId) -> Memory:
        """Raises NotFound."""
        ...

    async def change(
        self, principal: Principal, memory_id: MemoryId, said: str, *, digest: str, vector: PackedVector | None
    ) -> Memory:
        """Another text for it, with its vector. Raises NotFound, MemoryExists."""
        ...

    async def forget(self, principal: Principal, memory_id: MemoryId, now: int) -> None:
        """Remove it, and what it replaced; with an entry of the audit log. Raises NotFound."""
        ...

    async def forget_all(self, principal: Principal, now: int) -> int:
        """Remove everything that is remembered of the user; how much. Nothing is learned of earlier questions.

        With an entry of the audit log, if there was anything.
        """
        ...


class Recollections(Protocol):
    """What a turn finds in the memory of its user: of the user in general, and of its own session."""

    async def may_use(self, turn: Turn, *, is_to_learn: bool) -> bool:
        """Whether the turn may use the memory at all, and whether there is anything in it unless it `is_to_learn`.

        One that was asked in a widget may not.
        """
        ...

    async def sketches(self, turn: Turn, embedder: str) -> Sequence[tuple[int, int]]:
        """The number of every memory with a vector of this embedder's, and the vector's signs as a whole number."""
        ...

    async def matches(self, turn: Turn, words: Sequence[str], limit: int) -> dict[int, float]:
        """The numbers of those with any of the words, and how well they fit: the larger the better."""
        ...

    async def load(
        self, turn: Turn, numbers: Sequence[int], embedder: str | None, preferences: int
    ) -> list[StoredMemory]:
        """These, and so many of the newest preferences, with their vectors as far as this embedder made them."""
        ...


class Learned(Protocol):
    """What a turn leaves in the memory of its user. One that is gone, or was asked in a widget, leaves nothing."""

    async def take_call(self, turn: Turn, now: int) -> int | None:
        """Count a call for facts against the day of the turn's organization: how many are left; None: it had none."""
        ...

    async def learn(self, turn: Turn, memories: Sequence[NewMemory], now: int) -> None:
        """Remember; what is there already is said again by this turn."""
        ...

    async def forget_session(self, turn: Turn) -> None:
        """Remove what is remembered of the turn's session alone."""
        ...

    async def note_used(self, turn: Turn, now: int) -> None:
        """Count the memories that the turn's answer names."""
        ...

    async def lacking(self, turn: Turn, embedder: str, limit: int) -> dict[int, str]:
        """Numbers and texts of memories of the user that have no vector of this embedder."""
        ...

    async def give_vectors(self, turn: Turn, vectors: Mapping[int, tuple[str, PackedVector]]) -> None:
        """Store vectors by number, each with the text that it is of: another text has another one."""
        ...


class FactFinder(Protocol):
    """What finds facts in what a person said."""

    async def find(self, turn: Turn, said: str, known: Sequence[str]) -> list[FoundFact]:
        """What `said` tells of the person, `known` being told already. Raises ModelUnavailable."""
        ...
