"""What is remembered of what a person said: of them in general, or of one session. Nobody else ever sees it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from gateway.chat.packed_vectors import PackedVector
from shared.events import MemoryUsed, UsedMemory
from shared.ids import MemoryId, MessageId, SessionId
from shared.memories import MemoryKind, MemoryScope, Remembered

SkippedHelper = Literal["memory", "embedder"]


@dataclass(frozen=True, slots=True)
class Memory:
    """One short text in the person's own words. Times are Unix milliseconds.

    `session_id` and `message_id` say where it was said; None once the person has changed it.
    """

    id: MemoryId
    text: str
    kind: MemoryKind
    scope: MemoryScope
    session_id: SessionId | None
    message_id: MessageId | None
    created_at: int
    last_used_at: int | None = None
    use_count: int = 0

    @property
    def told(self) -> Remembered:
        """As a run is told it."""
        day = datetime.fromtimestamp(self.created_at / 1000, UTC).date().isoformat()
        return Remembered(text=self.text, kind=self.kind, day=day)


@dataclass(frozen=True, slots=True)
class StoredMemory:
    """A memory as the search for it sees it: `number` is its row, `codes` its vector, if this embedder made one."""

    number: int
    memory: Memory
    codes: bytes | None


@dataclass(frozen=True, slots=True)
class NewMemory:
    """What is to be remembered; `replaces` is what it takes the place of."""

    id: MemoryId
    text: str
    kind: MemoryKind
    scope: MemoryScope
    digest: str
    vector: PackedVector | None = None
    replaces: MemoryId | None = None


@dataclass(frozen=True, slots=True)
class Recalled:
    """What a turn's agents are told, of `matched` that fit, and what failed in finding it."""

    memories: Sequence[Memory] = ()
    matched: int = 0
    skipped: SkippedHelper | None = None

    def event(self, at: int) -> MemoryUsed | None:
        """How it is told to readers; None when there is nothing to tell."""
        if not self.memories and self.skipped is None:
            return None
        used = tuple(UsedMemory(id=memory.id, kind=memory.kind, scope=memory.scope) for memory in self.memories)
        return MemoryUsed(memories=used, matched=self.matched, skipped=self.skipped, at=at)


NOTHING = Recalled()
