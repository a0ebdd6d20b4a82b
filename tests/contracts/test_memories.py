"""The ports of memory: whatever was said by whom, where and in which mode, everybody finds their own and no more."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.chat.errors import EmbedderUnavailable, NotFound
from gateway.chat.facts import digest_of
from gateway.chat.memories import NewMemory
from gateway.chat.model import Page, Principal, Turn
from gateway.chat.packed_vectors import packed
from gateway.chat.recall import Recall
from gateway.chat.vectors import Vector, unit
from gateway.storage.database import READERS, Database, Statement, Value, open_database
from gateway.storage.learning import SqliteLearning
from gateway.storage.memories import SqliteMemories
from gateway.storage.recollections import SqliteRecollections
from shared.ids import MemoryId, MessageId, OrganizationId, SessionId, TurnId, UserId, new_id
from shared.memories import MemoryScope
from tests.requirements import requirement
from tests.support.embeddings_stub import by_words

INSERT_SESSION = """
INSERT OR IGNORE INTO session (id, organization_id, user_id, created_at, updated_at)
VALUES (:session_id, :organization_id, :user_id, 1, 1)
"""
INSERT_TURN = """
INSERT INTO turn (id, organization_id, user_id, session_id, position, question, message_id, status, created_at,
                  question_message_id, is_widget)
SELECT :turn_id, :organization_id, :user_id, :session_id, coalesce(max(position), 0) + 1, :question, :answer_id, 'done',
       1, :question_id, :is_widget
FROM turn WHERE session_id = :session_id
"""
INSERT_MESSAGE = """
INSERT INTO message (id, organization_id, session_id, position, role, turn_id, status, text, parts, reference_list,
                     metadata, created_at)
SELECT :question_id, :organization_id, :session_id, 2 * position - 1, 'user', :turn_id, 'complete', :question, '[]',
       '[]', '{}', 1
FROM turn WHERE id = :turn_id
"""
CHECK = "INSERT INTO memory_search (memory_search, rank) VALUES ('integrity-check', 1)"
# A second or so.
LONG = "WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 1500000) SELECT max(n) FROM c"
PAGE = Page(200)
ASKING = "what do I manage in my shop of the town?"


class Words:
    """An embedder to whom texts that share words are near."""

    def __init__(self, name: str = "words") -> None:
        self.name = name
        self.is_there = True

    async def embed(self, texts: Sequence[str]) -> list[Vector]:
        """The port's method."""
        if not self.is_there:
            raise EmbedderUnavailable
        return [unit(by_words(text)) or () for text in texts]


@dataclass
class Memory:
    """The ports over one database."""

    database: Database
    embedder: Words
    limit: int = 10_000

    @property
    def recall(self) -> Recall:
        """Looks without a limit of time: what is found is the matter here."""
        return Recall(SqliteRecollections(self.database), self.embedder, seconds=30)

    @property
    def learned(self) -> SqliteLearning:
        """What turns leave."""
        return SqliteLearning(self.database, most=self.limit)

    @property
    def own(self) -> SqliteMemories:
        """What people see."""
        return SqliteMemories(self.database)

    async def turn(self, who: Principal, session: str, question: str = ASKING, *, is_widget: bool = False) -> Turn:
        """A turn of somebody's in a session of theirs, with its question."""
        turn = imagined(who, session, question)
        values: dict[str, Value] = {
            "turn_id": turn.id,
            "organization_id": who.organization_id,
            "user_id": who.user_id,
            "session_id": session,
            "question": question,
            "answer_id": turn.message_id,
            "question_id": new_id("msg"),
            "is_widget": int(is_widget),
        }
        await self.database.batch([Statement(sql, values) for sql in (INSERT_SESSION, INSERT_TURN, INSERT_MESSAGE)])
        return turn

    async def learn(self, turn: Turn, text: str, *, scope: MemoryScope = "user", replaces: str | None = None) -> str:
        """Let a turn leave a memory; its id, if it is a new one."""
        memory = NewMemory(
            id=MemoryId(new_id("mem")),
            text=text,
            kind="fact",
            scope=scope,
            digest=digest_of(text),
            vector=packed(self.embedder.name, (await self.embedder.embed([text]))[0]),
            replaces=None if replaces is None else MemoryId(replaces),
        )
        await self.learned.learn(turn, [memory], 1)
        return memory.id

    async def found(self, turn: Turn) -> list[str]:
        """What the agents of a turn are told."""
        return [memory.text for memory in (await self.recall.recall(turn)).memories]


@pytest.fixture
async def memory(tmp_path: Path) -> object:
    """An empty memory."""
    async with open_database(tmp_path / "store.db", "normal") as database:
        yield Memory(database, Words())


def imagined(who: Principal, session: str, question: str = ASKING) -> Turn:
    """A turn that is stored nowhere."""
    return Turn(
        id=TurnId(new_id("turn")),
        organization_id=who.organization_id,
        user_id=who.user_id,
        session_id=SessionId(session),
        position=0,
        status="running",
        question=question,
        message_id=MessageId(new_id("msg")),
        created_at=1,
    )


def somebody(organization: str, user: str) -> Principal:
    """A user."""
    return Principal(OrganizationId(organization), UserId(user))


# Ids that begin with one another, and users of one name in two organizations.
PEOPLE = [somebody(*name) for name in (("a", "b"), ("a", "bb"), ("ab", "b"), ("A", "b"), ("a", "B"), ("a_", "b"))]


@dataclass(frozen=True)
class Said:
    """Something that somebody said."""

    who: int
    session: int
    scope: MemoryScope
    is_widget: bool
    number: int

    @property
    def principal(self) -> Principal:
        """Whose it is."""
        return PEOPLE[self.who]

    @property
    def session_id(self) -> str:
        """Sessions are somebody's."""
        return f"ses_{self.who}_{self.session}"

    @property
    def text(self) -> str:
        """All of them fit the question alike, and no two are the same."""
        return f"I manage my shop of the town {self.number}"


SAYINGS = st.lists(
    st.builds(
        Said,
        who=st.integers(0, len(PEOPLE) - 1),
        session=st.integers(0, 1),
        scope=st.sampled_from(["user", "session"]),
        is_widget=st.booleans(),
        number=st.integers(0, 10**6),
    ),
    max_size=14,
    unique_by=lambda said: said.number,
)


@requirement("memory-alone")
@settings(max_examples=15, deadline=None)
@given(SAYINGS, st.booleans())
async def test_whoever_asks_finds_their_own_and_their_sessions_alone(said: list[Said], has_vectors: bool) -> None:
    with TemporaryDirectory() as folder:
        async with open_database(Path(folder) / "store.db", "normal") as database:
            memory = Memory(database, Words())
            for one in said:
                turn = await memory.turn(one.principal, one.session_id, is_widget=one.is_widget)
                await memory.learn(turn, one.text, scope=one.scope)
            memory.embedder.is_there = has_vectors
            for who, principal in enumerate(PEOPLE):
                own = [one for one in said if one.who == who and not one.is_widget]
                listed, _ = await memory.own.list_memories(principal, None, PAGE)
                assert {item.text for item in listed} == {one.text for one in own}
                for session in range(2):
                    asker = Said(who, session, "user", is_widget=False, number=0)
                    may = {one.text for one in own if one.scope == "user" or one.session_id == asker.session_id}
                    found = await memory.found(await memory.turn(principal, asker.session_id))
                    assert set(found) <= may
                    assert bool(found) == bool(may)
                    foreseen = await memory.recall.foresee(imagined(principal, asker.session_id))
                    assert [item.text for item in foreseen.memories] == found
                    widget = await memory.turn(principal, asker.session_id, is_widget=True)
                    assert await memory.found(widget) == []


@requirement("memory-alone")
async def test_a_turn_under_a_foreign_name_finds_and_changes_nothing(memory: Memory) -> None:
    alice, bob = PEOPLE[:2]
    turn = await memory.turn(alice, "ses_1")
    memory_id = MemoryId(await memory.learn(turn, "I manage my shop of the town"))
    for foreign in (
        replace(turn, user_id=bob.user_id),
        replace(turn, organization_id=OrganizationId("other")),
        replace(turn, id=TurnId("turn_none")),
    ):
        assert await memory.found(foreign) == []
        await memory.learn(foreign, "I manage another shop of the town", replaces=memory_id)
        await memory.learned.forget_session(foreign)
    for other in PEOPLE[1:]:
        with pytest.raises(NotFound):
            await memory.own.find(other, memory_id)
        with pytest.raises(NotFound):
            await memory.own.change(other, memory_id, "mine", digest="d", vector=None)
        with pytest.raises(NotFound):
            await memory.own.forget(other, memory_id)
        assert await memory.own.forget_all(other, 1) == 0

    assert (await memory.own.find(alice, memory_id)).text == "I manage my shop of the town"
    assert [item.id for item in (await memory.own.list_memories(alice, None, PAGE))[0]] == [memory_id]


async def test_vectors_of_another_embedder_are_not_compared_and_are_made_anew(memory: Memory) -> None:
    turn = await memory.turn(PEOPLE[0], "ses_1")
    await memory.learn(turn, "I manage my shop of the town")
    await memory.learn(turn, "Tables are what my boss likes")

    memory.embedder = Words("other")
    store = SqliteRecollections(memory.database)
    assert await store.sketches(turn, "other") == []
    # By its words it is found all the same.
    assert await memory.found(turn) == ["I manage my shop of the town"]

    lacking = await memory.learned.lacking(turn, "other", 10)
    (vector, *_) = await memory.embedder.embed(list(lacking.values()))
    fresh = packed("other", vector)
    await memory.learned.give_vectors(turn, {number: (text, fresh) for number, text in lacking.items()})
    # Of another text by now, or of nobody's: nothing changes.
    await memory.learned.give_vectors(turn, {number: ("x", packed("late", vector)) for number in (*lacking, 99)})
    assert len(await store.sketches(turn, "other")) == 2
    assert await memory.learned.lacking(turn, "other", 10) == {}
    assert len(await memory.learned.lacking(turn, "words", 10)) == 2


async def test_of_more_than_may_be_kept_the_longest_unused_go(memory: Memory) -> None:
    memory.limit = 3
    turn = await memory.turn(PEOPLE[0], "ses_1")
    for number in range(5):
        await memory.learn(turn, f"I manage my shop of the town {number}")

    listed, _ = await memory.own.list_memories(PEOPLE[0], None, PAGE)
    assert [item.text[-1] for item in listed] == ["4", "3", "2"]


@requirement("memory")
async def test_much_that_fits_is_told_under_a_budget_and_signs_in_a_question_mean_nothing(memory: Memory) -> None:
    turn = await memory.turn(PEOPLE[0], "ses_1")
    for number in range(12):
        await memory.learn(turn, f"{number} {'shop ' * 50}{'x' * 40}")

    recalled = await memory.recall.recall(turn)
    # The budget is 400 tokens of 3.5 bytes.
    assert 0 < sum(len(item.text) for item in recalled.memories) <= 1_400
    assert len(recalled.memories) < 5
    assert recalled.matched == 12
    for odd in (
        '"shop" OR * NEAR(',
        "____ ____ ____",
        "owner : x AND text : y",
        "shop\x01 \ud7ff 'town' -- ;",
        "🏬🏬🏬",
    ):
        assert (await memory.recall.recall(replace(turn, question=odd))).skipped is None


async def test_what_is_deleted_leaves_the_index_of_words_too(memory: Memory) -> None:
    turn = await memory.turn(PEOPLE[0], "ses_1")
    first = await memory.learn(turn, "I manage my xylograph of the town")
    await memory.learn(turn, "I manage my quokka of the town", replaces=first)
    assert await memory.found(turn) == ["I manage my quokka of the town"]

    assert await memory.own.forget_all(PEOPLE[0], 1) == 1

    await memory.database.batch([Statement(CHECK)])
    (count,) = (await memory.database.rows("SELECT count(*) FROM memory", {}))[0]
    assert count == 0


@requirement("helpers")
async def test_a_store_that_is_busy_with_others_is_not_waited_for(memory: Memory) -> None:
    turn = await memory.turn(PEOPLE[0], "ses_1")
    await memory.learn(turn, "I manage my shop of the town")
    busy = [asyncio.ensure_future(memory.database.rows(LONG, {})) for _ in range(READERS)]

    recalled = await Recall(SqliteRecollections(memory.database), None, seconds=0.02).recall(turn)

    assert [task.done() for task in busy] == [False] * READERS
    assert (list(recalled.memories), recalled.skipped) == ([], "memory")
    await asyncio.wait(busy)
    assert await memory.found(turn) == ["I manage my shop of the town"]
