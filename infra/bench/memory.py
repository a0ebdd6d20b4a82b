"""What it takes to look into a memory of many facts: 10,000 of one user, and as many of others around them.

Measured is what a run waits for, `Recall.recall`, on a real file: with the embedder of this installation where there is
one (its milliseconds are in the figure, and told apart), else with made-up vectors. Told too is how often the fast
search (signs first) finds the same five facts as a comparison with every vector.
"""

import random
import tempfile
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path
from sys import prefix
from typing import Final

from gateway.chat.errors import EmbedderUnavailable
from gateway.chat.facts import digest_of
from gateway.chat.memories import NewMemory
from gateway.chat.model import Turn
from gateway.chat.packed_vectors import likeness, nearest, packed
from gateway.chat.ports.mind import Embedder
from gateway.chat.recall import NEAR, Recall
from gateway.chat.vectors import Vector, cosine, unit
from gateway.models.onnx_embedder import open_onnx_embedder
from gateway.storage.database import Database, Statement, open_database
from gateway.storage.learning import SqliteLearning
from gateway.storage.recollections import SqliteRecollections
from infra.bench.report import figure, percentile, say
from shared.ids import MemoryId, MessageId, OrganizationId, SessionId, TurnId, UserId

MOST_P50_MS: Final = 12.0
AT_ONCE: Final = 64
OTHERS: Final = 10
TOP: Final = 5
DIMENSIONS: Final = 384
EMBEDDER: Final = Path(prefix) / "embedder"

INSERT_SESSION: Final = """
INSERT INTO session (id, organization_id, user_id, created_at, updated_at)
VALUES (:session_id, 'org_bench', :user_id, 1, 1)
"""
INSERT_TURN: Final = """
INSERT INTO turn (id, organization_id, user_id, session_id, position, question, message_id, status, created_at,
                  question_message_id)
VALUES (:turn_id, 'org_bench', :user_id, :session_id, 1, '?', :answer_id, 'done', 1, :message_id)
"""
INSERT_MESSAGE: Final = """
INSERT INTO message (id, organization_id, session_id, position, role, turn_id, status, text, parts, reference_list,
                     metadata, created_at)
VALUES (:message_id, 'org_bench', :session_id, 1, 'user', :turn_id, 'complete', '?', '[]', '[]', '{}', 1)
"""

_SUBJECTS: Final = (
    *("I manage", "I am responsible for", "My team looks after", "I report on", "My target is about", "I follow"),
    *("My boss asks me for", "We changed", "I prefer to compare", "I care most about", "My region has", "I once ran"),
)
_THINGS: Final = (
    *("the Lisbon store", "refunds", "delivery times", "the spring campaign", "checkout conversion", "queue lengths"),
    *("the loyalty programme", "stock of umbrellas", "the camera at the door", "supplier prices", "complaints"),
    *("weekend footfall", "gift cards", "the web shop", "the returns desk", "social reviews", "the north entrance"),
)
_MORE: Final = ("every Monday", "since 2019", "for the board", "in Porto", "with Rita", "by category", "per channel")


class MadeUp:
    """An embedder of no meaning: the same text has the same vector."""

    name = "made-up"

    async def embed(self, texts: Sequence[str]) -> list[Vector]:
        """A vector for each text."""
        return [_made_up(text) for text in texts]


async def bench_memory(*, facts: int, questions: int) -> bool:
    """Print the figures; False when the target was missed."""
    with tempfile.TemporaryDirectory() as folder:
        async with AsyncExitStack() as stack:
            embedder = await _embedder(stack)
            database = await stack.enter_async_context(open_database(Path(folder) / "bench.db", "normal"))
            turn, vectors = await _filled(database, embedder, facts)
            say(f"{facts} facts of one user, {facts} of {OTHERS} others; embedder: {embedder.name}")
            return await _measured(database, embedder, turn, vectors, questions)


async def _measured(
    database: Database, embedder: Embedder, turn: Turn, vectors: dict[int, Vector], questions: int
) -> bool:
    recollections = SqliteRecollections(database)
    recall = Recall(recollections, embedder, seconds=5)
    asked = [_fact(10**6 + number).replace("I ", "Who does ", 1) + "?" for number in range(questions)]
    whole_ms: list[float] = []
    processor_ms: list[float] = []
    embedding_ms: list[float] = []
    agreed = 0
    for question in asked:
        began, worked = time.perf_counter(), time.process_time()
        recalled = await recall.recall(replace(turn, question=question))
        whole_ms.append((time.perf_counter() - began) * 1000)
        processor_ms.append((time.process_time() - worked) * 1000)
        assert recalled.memories, "nothing was found"
        began = time.perf_counter()
        (vector,) = await embedder.embed([question])
        embedding_ms.append((time.perf_counter() - began) * 1000)
        agreed += await _agreement(recollections, turn, vector, vectors, embedder.name)
    figure("embedding of the question, p50", percentile(embedding_ms, 50), "ms")
    figure("recall, p95", percentile(whole_ms, 95), "ms")
    # On a busy machine the time of others is not in it.
    figure("recall, p50 of processor time", percentile(processor_ms, 50), "ms")
    figure("nearest five found by signs first", 100 * agreed / (TOP * questions), "%")
    return figure("recall, p50 (embedding included)", percentile(whole_ms, 50), "ms", most=MOST_P50_MS)


async def _agreement(
    recollections: SqliteRecollections, turn: Turn, vector: Vector, vectors: dict[int, Vector], name: str
) -> int:
    """How many of the five nearest of all are among those that the search looks at, and first there."""
    true = sorted(vectors, key=lambda number: -cosine(vector, vectors[number]))[:TOP]
    near = nearest(await recollections.sketches(turn, name), vector, NEAR)
    ranked = sorted(near, key=lambda number: -(likeness(vector, packed(name, vectors[number]).codes) or 0))
    return len(set(true) & set(ranked[:TOP]))


async def _filled(database: Database, embedder: Embedder, facts: int) -> tuple[Turn, dict[int, Vector]]:
    """A turn of the user who has all those facts, and the vectors by their numbers."""
    learning = SqliteLearning(database, most=facts + 1)
    mine = await _turn(database, "usr_bench")
    vectors: dict[int, Vector] = {}
    for begin in range(0, facts, AT_ONCE):
        texts = [_fact(number) for number in range(begin, min(begin + AT_ONCE, facts))]
        made = await embedder.embed(texts)
        await learning.learn(mine, _new("mine", begin, texts, made, embedder.name), 1)
        vectors |= {begin + n + 1: vector for n, vector in enumerate(made)}
    for other in range(OTHERS):
        theirs = await _turn(database, f"usr_{other}")
        for begin in range(0, facts // OTHERS, AT_ONCE):
            texts = [_fact(begin + n) for n in range(AT_ONCE)]
            made = [vectors[(begin + n) % facts + 1] for n in range(AT_ONCE)]
            await learning.learn(theirs, _new(f"other{other}", begin, texts, made, embedder.name), 1)
    return mine, vectors


def _new(whose: str, begin: int, texts: Sequence[str], made: Sequence[Vector], name: str) -> list[NewMemory]:
    return [
        NewMemory(MemoryId(f"mem_{whose}_{begin + n}"), text, "fact", "user", digest_of(text), packed(name, vector))
        for n, (text, vector) in enumerate(zip(texts, made, strict=True))
    ]


async def _turn(database: Database, user: str) -> Turn:
    values = {
        "user_id": user,
        "session_id": f"ses_{user}",
        "turn_id": f"turn_{user}",
        "message_id": f"msg_{user}",
        "answer_id": f"ans_{user}",
    }
    await database.batch([Statement(sql, values) for sql in (INSERT_SESSION, INSERT_TURN, INSERT_MESSAGE)])
    return Turn(
        TurnId(values["turn_id"]),
        OrganizationId("org_bench"),
        UserId(user),
        SessionId(values["session_id"]),
        1,
        "running",
        "?",
        MessageId(values["answer_id"]),
        1,
    )


async def _embedder(stack: AsyncExitStack) -> Embedder:
    try:
        embedder = await stack.enter_async_context(open_onnx_embedder(EMBEDDER))
        await embedder.embed(["warm"])
    except EmbedderUnavailable as error:
        say(f"vectors are made up: {error}")
        return MadeUp()
    return embedder


def _fact(number: int) -> str:
    chance = random.Random(number)  # noqa: S311 - no secret
    words = (chance.choice(_SUBJECTS), chance.choice(_THINGS), chance.choice(_MORE), chance.choice(_THINGS))
    return f"{words[0]} {words[1]} {words[2]}, and {words[3]}, item {number}"


def _made_up(text: str) -> Vector:
    chance = random.Random(text)  # noqa: S311 - no secret
    vector = unit([chance.gauss(0, 1) for _ in range(DIMENSIONS)])
    assert vector is not None
    return vector
