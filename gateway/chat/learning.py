"""Learn from what a person said, after the answer. Rules:

1. The person's own words are the only source. The model that looks for facts is shown the message and what is known
   already, neither the answer nor what tools returned; and what it adds of its own is let go of.
2. For each organization the model is asked so many times a day at most; what is said after that is not learned.
3. Said twice is known once: equal texts are one memory, and so are texts that mean the same and have equal numbers.
"""

import logging
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager

from gateway.chat.answered_turns import AnsweredTurns
from gateway.chat.errors import EmbedderUnavailable
from gateway.chat.facts import (
    MAX_FACTS,
    SAME_LIKENESS,
    FoundFact,
    differ,
    digest_of,
    is_grounded,
    is_usable,
    plain,
)
from gateway.chat.memories import Memory, NewMemory
from gateway.chat.memory_rules import is_start_over, may_teach
from gateway.chat.model import Turn
from gateway.chat.packed_vectors import PackedVector, packed
from gateway.chat.ports.clock import Clock
from gateway.chat.ports.memory import FactFinder, Learned, Recollections
from gateway.chat.ports.mind import Embedder
from gateway.chat.recall import Recall
from shared.ids import MemoryId, new_id

KNOWN_SHOWN = 6
# What a changed embedder left without vectors gets them little by little.
VECTORS_AT_ONCE = 32
NEAR_SHOWN = 8

log = logging.getLogger(__name__)


class Learning:
    """Takes one answered turn at a time."""

    def __init__(
        self,
        store: Learned,
        recollections: Recollections,
        recall: Recall,
        *,
        finder: FactFinder | None,
        embedder: Embedder | None,
        clock: Clock,
    ) -> None:
        """Without a `finder` nothing is learned; what was used is noted all the same."""
        self._store = store
        self._recollections = recollections
        self._recall = recall
        self._finder = finder
        self._embedder = embedder
        self._clock = clock
        self._answered = AnsweredTurns(
            self.learn, name="learning", at_once=1, without_it="nothing is learned from answers"
        )

    def note_answer(self, turn: Turn) -> None:
        """See `AnsweredTurns.note`."""
        self._answered.note(turn)

    def drop(self, is_gone: Callable[[Turn], bool]) -> None:
        """See `AnsweredTurns.drop`."""
        self._answered.drop(is_gone)

    def open(self) -> AbstractAsyncContextManager[None]:
        """See `AnsweredTurns.open`."""
        return self._answered.open()

    async def learn(self, turn: Turn) -> None:
        """Take from a turn what is to be remembered. Raises ModelUnavailable, StorageUnavailable."""
        await self._store.note_used(turn, self._clock())
        if is_start_over(turn.question):
            # Once more, after the answer: what was still being learned when it was asked.
            await self._store.forget_session(turn)
        if self._finder is None or not may_teach(turn.question):
            return
        if not await self._recollections.may_use(turn, is_to_learn=True) or not await self._may_ask(turn):
            return
        known = [memory for memory, _ in await self._recall.similar(turn, turn.question, KNOWN_SHOWN)]
        found = await self._finder.find(turn, turn.question, [memory.text for memory in known])
        if new := await self._new(turn, kept(found, turn.question, known), known):
            await self._store.learn(turn, new, self._clock())
        await self._fill_in(turn)

    async def _may_ask(self, turn: Turn) -> bool:
        """Whether the organization has a call left today; it is counted. The log hears of the last one."""
        left = await self._store.take_call(turn, self._clock())
        if left == 0:
            log.warning(
                "nothing more is learned today: the limit is reached", extra={"organization_id": turn.organization_id}
            )
        return left is not None

    async def _new(self, turn: Turn, facts: Sequence[FoundFact], known: Sequence[Memory]) -> list[NewMemory]:
        vectors = await self._vectors([fact.text for fact in facts])
        new: list[NewMemory] = []
        for fact, vector in zip(facts, vectors, strict=True):
            if vector is not None and await self._is_known(turn, fact.text):
                continue
            replaces = replaced(fact, known)
            memory = NewMemory(
                id=MemoryId(new_id("mem")),
                text=fact.text,
                kind=fact.kind,
                scope=fact.scope,
                digest=digest_of(fact.text),
                vector=vector,
                replaces=None if replaces is None else replaces.id,
            )
            new.append(memory)
        return new

    async def _is_known(self, turn: Turn, text: str) -> bool:
        """Whether something that is remembered means the same. Equal words are seen by the store."""
        return any(
            score > SAME_LIKENESS and digest_of(memory.text) != digest_of(text) and not differ(memory.text, text)
            for memory, score in await self._recall.similar(turn, text, NEAR_SHOWN)
        )

    async def _vectors(self, texts: Sequence[str]) -> list[PackedVector | None]:
        if self._embedder is None or not texts:
            return [None for _ in texts]
        try:
            vectors = await self._embedder.embed(texts)
        except EmbedderUnavailable:
            return [None for _ in texts]
        return [packed(self._embedder.name, vector) for vector in vectors]

    async def _fill_in(self, turn: Turn) -> None:
        """Give vectors to memories that have none of this embedder."""
        if self._embedder is None:
            return
        lacking = await self._store.lacking(turn, self._embedder.name, VECTORS_AT_ONCE)
        vectors = await self._vectors(list(lacking.values()))
        given = {
            number: (text, vector)
            for (number, text), vector in zip(lacking.items(), vectors, strict=True)
            if vector is not None
        }
        if given:
            await self._store.give_vectors(turn, given)


def kept(found: Sequence[FoundFact], said: str, known: Sequence[Memory]) -> list[FoundFact]:
    """The facts that are the person's own words, each once, none that replaces itself."""
    facts: dict[str, FoundFact] = {}
    for fact in found[:MAX_FACTS]:
        text = plain(fact.text)
        old = replaced(fact, known)
        # What a fact keeps of the one that it replaces was the person's words too.
        if (is_usable(text) and is_grounded(text, said)) or (old and is_usable(text) and _continues(text, said, old)):
            facts.setdefault(digest_of(text), FoundFact(text, fact.kind, fact.scope, fact.replaces))
    return list(facts.values())


def replaced(fact: FoundFact, known: Sequence[Memory]) -> Memory | None:
    """The memory that a fact takes the place of; none when it says the same."""
    if fact.replaces is None or not 1 <= fact.replaces <= len(known):
        return None
    old = known[fact.replaces - 1]
    return old if digest_of(old.text) != digest_of(plain(fact.text)) else None


def _continues(text: str, said: str, old: Memory) -> bool:
    return is_grounded(text, said, old.text) and not is_grounded(text, old.text)
