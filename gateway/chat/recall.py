"""Find what a person said earlier that helps with what they ask now. Nobody waits for it, and it never raises.

Found by meaning (vectors) and by words; without an embedder by words alone. What fits is told under a budget of tokens,
and the newest preferences always, because they hold for every question. A threshold of likeness cannot tell right from
wrong, so the best few are told and the model decides what is of use.
"""

import asyncio
import logging
from collections.abc import Mapping, Sequence

from gateway.chat.asked_vectors import AskedVectors
from gateway.chat.errors import EmbedderUnavailable, StorageUnavailable
from gateway.chat.memories import NOTHING, Memory, Recalled, SkippedHelper, StoredMemory
from gateway.chat.memory_rules import wants_memory, words_of
from gateway.chat.model import Turn
from gateway.chat.packed_vectors import likeness, nearest
from gateway.chat.ports.memory import Recollections
from gateway.chat.ports.mind import Embedder
from gateway.chat.vectors import Vector

# Of the time that there is: so that words can still be looked for when the embedder does not answer.
EMBEDDING_SHARE = 0.6
BUDGET_TOKENS = 400
BYTES_PER_TOKEN = 3.5
# What stands around each text in the block.
ENVELOPE_BYTES = 55

OF_THE_USER = 5
OF_THE_SESSION = 3
PREFERENCES = 3
NEAR = 64
MATCHES = 24
# Beside vectors words find names and numbers: the few that tell most. Alone they must find everything.
WORDS_BESIDE_VECTORS = 6
WORDS_WEIGHT = 0.1
LEAST_SCORE = 0.1
# Of a memory that was found by its words and has no vector of this embedder: what a right one has on average.
UNKNOWN_LIKENESS = 0.3

log = logging.getLogger(__name__)


class Recall:
    """The memory of everybody; each turn sees that of its user."""

    def __init__(
        self,
        store: Recollections,
        embedder: Embedder | None,
        *,
        seconds: float,
        asked: AskedVectors | None = None,
    ) -> None:
        """Nobody waits longer than those `seconds`. `asked` has vectors of questions that were assessed."""
        self.seconds = seconds
        self._asked = asked or AskedVectors()
        self._store = store
        self._embedder = embedder
        self._is_in_trouble = False

    async def recall(self, turn: Turn) -> Recalled:
        """What the agents of this turn are to be told."""
        return await self._bounded(turn, is_asked=True)

    async def foresee(self, turn: Turn) -> Recalled:
        """The same for a turn that is only imagined: nothing is stored of it."""
        return await self._bounded(turn, is_asked=False)

    async def _bounded(self, turn: Turn, *, is_asked: bool) -> Recalled:
        if not wants_memory(turn.question):
            return NOTHING
        try:
            async with asyncio.timeout(self.seconds):
                if is_asked and not await self._store.may_use(turn, is_to_learn=False):
                    return NOTHING
                recalled = await self._look(turn)
        except (StorageUnavailable, TimeoutError) as error:
            if not self._is_in_trouble:
                log.warning("answers go on without memory: %s", type(error).__name__)
            self._is_in_trouble = True
            return Recalled(skipped="memory")
        except Exception:
            # The boundary of a helper: the answer comes, whatever is wrong with the memory.
            log.exception("memory failed", extra={"turn_id": turn.id})
            return Recalled(skipped="memory")
        self._is_in_trouble = False
        return recalled

    async def similar(self, turn: Turn, text: str, limit: int) -> list[tuple[Memory, float]]:
        """What is most like this text, each with its cosine (0 where that is unknown). Raises StorageUnavailable."""
        found, vector = await self._found(turn, text, preferences=0)
        return [(stored.memory, _cosine(stored, vector) or 0.0) for _, stored in found[:limit]]

    async def _look(self, turn: Turn) -> Recalled:
        found, vector = await self._found(turn, turn.question, preferences=PREFERENCES)
        told, matched = chosen(found)
        skipped: SkippedHelper | None = "embedder" if vector is None and self._embedder is not None else None
        return Recalled(told, matched, skipped)

    async def _found(
        self, turn: Turn, text: str, *, preferences: int
    ) -> tuple[list[tuple[float, StoredMemory]], Vector | None]:
        """What could fit, with how well it does, the best first; and the vector of the text, if there is one."""
        words, name = words_of(text), None
        near: list[int] = []
        vector: Vector | None = None
        if self._embedder is not None:
            vector, sketches, matches = await self._side_by_side(turn, text, telling(words), self._embedder)
            if vector is not None:
                name, near = self._embedder.name, nearest(sketches, vector, NEAR)
        if vector is None:
            matches = await self._store.matches(turn, words, MATCHES)
        stored = await self._store.load(turn, [*near, *matches], name, preferences)
        return scored(stored, vector, matches), vector

    async def _side_by_side(
        self, turn: Turn, text: str, words: Sequence[str], embedder: Embedder
    ) -> tuple[Vector | None, Sequence[tuple[int, int]], dict[int, float]]:
        """The vector of a text, and what it will be compared with: neither waits for the other."""
        try:
            async with asyncio.TaskGroup() as group:
                embedding = group.create_task(self._vector(turn, text, embedder))
                sketching = group.create_task(self._store.sketches(turn, embedder.name))
                matching = group.create_task(self._store.matches(turn, words, MATCHES))
        except ExceptionGroup as failures:
            # One is as good as the other.
            raise failures.exceptions[0] from failures
        return embedding.result(), sketching.result(), matching.result()

    async def _vector(self, turn: Turn, text: str, embedder: Embedder) -> Vector | None:
        if (known := self._asked.take(turn.id, text)) is not None:
            return known
        try:
            async with asyncio.timeout(self.seconds * EMBEDDING_SHARE):
                (vector,) = await embedder.embed([text])
        except (EmbedderUnavailable, TimeoutError):
            return None
        return vector


def telling(words: Sequence[str]) -> list[str]:
    """Those that are in the fewest texts, as far as one can see: with a digit, else the longest."""
    ordered = sorted(words, key=lambda word: (word.isalpha(), -len(word)))
    return ordered[:WORDS_BESIDE_VECTORS]


def scored(
    stored: Sequence[StoredMemory], vector: Vector | None, matches: Mapping[int, float]
) -> list[tuple[float, StoredMemory]]:
    """Each with its cosine and a tenth of how well its words fit, from 0 to 1; the best first, then the newest."""
    most = max(matches.values(), default=0.0)
    ranked: list[tuple[float, StoredMemory]] = []
    for one in stored:
        # With words so common that they tell nothing, bm25 is 0 and below.
        by_words = matches[one.number] / most if most > 0 and one.number in matches else float(one.number in matches)
        alike = _cosine(one, vector)
        if alike is None:
            alike = UNKNOWN_LIKENESS if one.number in matches else 0.0
        ranked.append((alike + WORDS_WEIGHT * max(by_words, 0.0), one))
    return sorted(ranked, key=lambda pair: (-pair[0], -pair[1].number))


def chosen(found: Sequence[tuple[float, StoredMemory]]) -> tuple[list[Memory], int]:
    """What is told of it, oldest first, and how much would have fitted."""
    preferences = [one for _, one in found if one.memory.kind == "preference"]
    always = sorted(preferences, key=lambda one: -one.number)[:PREFERENCES]
    fitting = [one for score, one in found if score >= LEAST_SCORE and one not in always]
    of_user = [one for one in fitting if one.memory.scope == "user"][:OF_THE_USER]
    of_session = [one for one in fitting if one.memory.scope == "session"][:OF_THE_SESSION]
    best = [one for one in fitting if one in of_user or one in of_session]
    room = int(BUDGET_TOKENS * BYTES_PER_TOKEN)
    told: list[StoredMemory] = []
    for one in (*always, *best):
        room -= len(one.memory.text.encode()) + ENVELOPE_BYTES
        if room < 0:
            break
        told.append(one)
    return [one.memory for one in sorted(told, key=lambda one: one.number)], len(always) + len(fitting)


def _cosine(stored: StoredMemory, vector: Vector | None) -> float | None:
    return None if vector is None or stored.codes is None else likeness(vector, stored.codes)
