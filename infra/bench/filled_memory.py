"""A memory of many facts of one user, and as many of others around them, in a real file."""

from collections.abc import Sequence
from typing import Final

from gateway.chat.facts import digest_of
from gateway.chat.memories import NewMemory
from gateway.chat.model import Turn
from gateway.chat.packed_vectors import packed
from gateway.chat.ports.mind import Embedder
from gateway.chat.vectors import Vector
from gateway.storage.database import Database, Statement
from gateway.storage.learning import SqliteLearning
from infra.bench.facts import facts
from shared.ids import MemoryId, MessageId, OrganizationId, SessionId, TurnId, UserId

ORGANIZATION: Final = OrganizationId("org_bench")
AT_ONCE: Final = 50
OTHERS: Final = 10

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


async def filled(database: Database, embedder: Embedder, count: int) -> tuple[Turn, dict[int, Vector]]:
    """A turn of the user who has said all that, and the vectors by the numbers of their rows."""
    learning = SqliteLearning(database, most=count + 1)
    mine, said = await _turn(database, "usr_bench"), facts(count)
    vectors: dict[int, Vector] = {}
    for begin in range(0, count, AT_ONCE):
        texts = said[begin : begin + AT_ONCE]
        made = await embedder.embed(texts)
        await learning.learn(mine, _new("mine", begin, texts, made, embedder.name), 1)
        vectors |= {begin + n + 1: vector for n, vector in enumerate(made)}
    share = count // OTHERS
    for other in range(OTHERS):
        theirs = await _turn(database, f"usr_{other}")
        texts = said[other * share : (other + 1) * share]
        made = [vectors[other * share + n + 1] for n in range(share)]
        await learning.learn(theirs, _new(f"other{other}", 0, texts, made, embedder.name), 1)
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
        ORGANIZATION,
        UserId(user),
        SessionId(values["session_id"]),
        1,
        "running",
        "?",
        MessageId(values["answer_id"]),
        1,
    )
