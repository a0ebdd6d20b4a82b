"""What it takes to decide about a question and to look into a memory of many facts, without any language model.

Measured is what the gateway itself runs (`gateway/wiring/mind.py`) for each question of one user: `Mind.decide`, which
assesses and routes, then `MemoryService.recall`, on a real file with as many facts of others around it. Told too is
how often the fast search (signs first) finds the same five facts as a comparison with every vector.
"""

import tempfile
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from sys import prefix
from typing import Final

from gateway.agents.declaration import read_roster
from gateway.chat.asked_vectors import AskedVectors
from gateway.chat.memory_service import MemoryService
from gateway.chat.mind.decision import Situation
from gateway.chat.mind.mind import Mind
from gateway.chat.model import Turn
from gateway.chat.packed_vectors import likeness, nearest, packed
from gateway.chat.ports.mind import Embedder
from gateway.chat.recall import NEAR
from gateway.chat.spending import Meter
from gateway.chat.vectors import Vector, cosine
from gateway.models.price_book import PriceBook
from gateway.settings import GatewaySettings
from gateway.storage.database import Database, Statement, open_database
from gateway.storage.recollections import SqliteRecollections
from gateway.storage.usage import SqliteUsage
from gateway.wiring.clock import clock
from gateway.wiring.mind import open_embedder, open_memory, open_mind
from infra.bench.facts import questions
from infra.bench.filled_memory import ORGANIZATION, filled
from infra.bench.report import figure, percentile, say
from shared.agents import AgentSpec

MOST_P50_MS: Final = 25.0
TOP: Final = 5
EMBEDDER: Final = Path(prefix) / "embedder"
ATOM: Final = "Thank you very much!"
# As when something was learned: what is kept of the user's memories is read again.
STAMP_ANEW: Final = """
UPDATE memory_stamp SET stamp = random() WHERE organization_id = 'org_bench' AND user_id = 'usr_bench'
"""
# What a gateway must be told, and nothing here asks for.
UNUSED: Final = {
    "key_pepper": "measured-with-no-key-of-anybody-00",
    "api_gateway_url": "http://127.0.0.1:9",
    "internal_gateway_key": "unused-here",
    "worker_key": "unused-here",
}


@dataclass(slots=True)
class _Times:
    """Milliseconds of a step, a question each: on the clock, and of this process."""

    whole: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)

    def add(self, began: tuple[float, float]) -> None:
        self.whole.append((time.perf_counter() - began[0]) * 1000)
        self.processor.append((time.process_time() - began[1]) * 1000)

    def __add__(self, other: "_Times") -> "_Times":
        return _Times(
            [a + b for a, b in zip(self.whole, other.whole, strict=True)],
            [a + b for a, b in zip(self.processor, other.processor, strict=True)],
        )


@dataclass(frozen=True, slots=True)
class _Parts:
    """What a gateway decides and remembers with."""

    mind: Mind
    memory: MemoryService
    embedder: Embedder
    recollections: SqliteRecollections
    database: Database
    agents: tuple[AgentSpec, ...]


async def bench_memory(*, facts: int, questions_asked: int) -> bool:
    """Print the figures; False when the target was missed, or there is no embedder."""
    with tempfile.TemporaryDirectory() as folder:
        async with AsyncExitStack() as stack:
            settings = GatewaySettings.model_validate(
                {**UNUSED, "data_dir": folder, "embedder_dir": EMBEDDER, "embedder_seconds": 5, "memory_seconds": 5}
            )
            embedder = await stack.enter_async_context(open_embedder(settings))
            if embedder is None:
                say(f"there is no embedder in {EMBEDDER}: `make bench` builds it")
                return False
            database = await stack.enter_async_context(open_database(settings.database_file, "normal"))
            usage = SqliteUsage(database, Meter(PriceBook(None).cost, clock))
            asked = AskedVectors()
            parts = _Parts(
                await stack.enter_async_context(open_mind(settings, None, embedder, usage, asked)),
                await stack.enter_async_context(open_memory(settings, database, None, embedder, usage, asked)),
                embedder,
                SqliteRecollections(database),
                database,
                read_roster().specialists,
            )
            turn, vectors = await filled(database, embedder, facts)
            say(f"{facts} facts of one user, as many of others; embedder: {embedder.name}; {questions_asked} questions")
            return await _measured(parts, turn, vectors, questions(questions_asked))


async def _measured(parts: _Parts, turn: Turn, vectors: dict[int, Vector], asked: Sequence[str]) -> bool:
    # The vectors of the agents' own texts are made once in the life of a gateway, before the first question.
    await _decide(parts, turn, "What do people say about delivery?")
    deciding, recalling, deciding_anew, recalling_anew, atoms = _Times(), _Times(), _Times(), _Times(), _Times()
    agreed = 0
    for number, question in enumerate(asked):
        is_changed = number % 2 == 0
        if is_changed:
            await parts.database.batch([Statement(STAMP_ANEW)])
        began = time.perf_counter(), time.process_time()
        ours = await _decide(parts, turn, question)
        (deciding_anew if is_changed else deciding).add(began)
        began = time.perf_counter(), time.process_time()
        recalled = await parts.memory.recall(ours)
        (recalling_anew if is_changed else recalling).add(began)
        assert recalled.memories, "nothing was found"
        assert recalled.skipped is None
        began = time.perf_counter(), time.process_time()
        await _decide(parts, turn, ATOM)
        atoms.add(began)
        agreed += await _agreement(parts, ours, vectors)
    both = deciding + recalling
    _say("assessment and routing", deciding)
    _say("memory", recalling)
    _say("memory after a change", recalling_anew)
    _say("small talk: no embedding, no memory", atoms)
    figure("nearest five found by signs first", 100 * agreed / (TOP * len(asked)), "%")
    _say("all three", both)
    p50 = percentile(both.whole, 50)
    figure("all three, p50, of what they may take", 100 * p50 / MOST_P50_MS, "%")
    whole = percentile((deciding_anew + recalling_anew).whole, 50)
    is_fast = figure("the same after a change, p50", whole, "ms", most=MOST_P50_MS)
    return figure("assessment, routing and memory, p50", p50, "ms", most=MOST_P50_MS) and is_fast


async def _decide(parts: _Parts, turn: Turn, question: str) -> Turn:
    """Let the mind decide about a question; the turn in which it is asked."""
    ours = replace(turn, question=question)
    decision = await parts.mind.decide(Situation(ORGANIZATION, question, None, parts.agents, turn=ours), now=clock())
    assert not decision.skipped
    return ours


def _say(name: str, times: _Times) -> None:
    figure(f"{name}, p50", percentile(times.whole, 50), "ms")
    figure(f"{name}, p95", percentile(times.whole, 95), "ms")
    # On a busy machine the time of others is not in it.
    figure(f"{name}, p50 of processor time", percentile(times.processor, 50), "ms")


async def _agreement(parts: _Parts, turn: Turn, vectors: dict[int, Vector]) -> int:
    """How many of the five nearest of all are among those that the search looks at, and first there."""
    (vector,) = await parts.embedder.embed([turn.question])
    name = parts.embedder.name
    true = sorted(vectors, key=lambda number: -cosine(vector, vectors[number]))[:TOP]
    near = nearest(await parts.recollections.sketches(turn, name), vector, NEAR)
    ranked = sorted(near, key=lambda number: -(likeness(vector, packed(name, vectors[number]).codes) or 0))
    return len(set(true) & set(ranked[:TOP]))
