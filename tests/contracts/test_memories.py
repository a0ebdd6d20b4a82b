"""The ports of memory: whatever was said by whom, where and in which mode, everybody finds their own and no more."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.agents.declaration import read_roster
from gateway.chat.asked_vectors import AskedVectors
from gateway.chat.errors import EmbedderUnavailable, NotFound
from gateway.chat.facts import digest_of
from gateway.chat.memories import NewMemory
from gateway.chat.mind.decision import Situation
from gateway.chat.mind.mind import Mind
from gateway.chat.model import Page, Principal, Turn
from gateway.chat.packed_vectors import packed
from gateway.chat.recall import Recall
from gateway.chat.vectors import Vector, unit
from gateway.models.weights import read_classifier
from gateway.storage.database import READERS, Database, Statement, Value, open_database
from gateway.storage.erasure import SqliteErasure
from gateway.storage.learning import SqliteLearning
from gateway.storage.memories import SqliteMemories
from gateway.storage.recollections import SqliteRecollections
from gateway.storage.rows import integer
from gateway.storage.search_purge import SearchPurge
from gateway.storage.sketch_cache import BYTES_PER_SKETCH, SketchCache, SketchOwner
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
STAMP = "SELECT stamp FROM memory_stamp WHERE organization_id = :organization_id AND user_id = :user_id"
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
        self.asked: list[str] = []

    async def embed(self, texts: Sequence[str]) -> list[Vector]:
        """The port's method."""
        if not self.is_there:
            raise EmbedderUnavailable
        self.asked += texts
        return [unit(by_words(text)) or () for text in texts]


@dataclass
class Memory:
    """The ports over one database."""

    database: Database
    embedder: Words
    limit: int = 10_000

    def __post_init__(self) -> None:
        # One for all that follows, as in a gateway: what it keeps of one look is there in the next.
        self.store = SqliteRecollections(self.database)

    @property
    def recall(self) -> Recall:
        """Looks without a limit of time: what is found is the matter here."""
        return Recall(self.store, self.embedder, seconds=30)

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
            await memory.own.forget(other, memory_id, 1)
        assert await memory.own.forget_all(other, 1) == 0

    assert (await memory.own.find(alice, memory_id)).text == "I manage my shop of the town"
    assert [item.id for item in (await memory.own.list_memories(alice, None, PAGE))[0]] == [memory_id]


async def test_vectors_of_another_embedder_are_not_compared_and_are_made_anew(memory: Memory) -> None:
    turn = await memory.turn(PEOPLE[0], "ses_1")
    await memory.learn(turn, "I manage my shop of the town")
    await memory.learn(turn, "Tables are what my boss likes")

    memory.embedder = Words("other")
    store = memory.store
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


@requirement("memory-alone", "memory-fast")
async def test_what_is_kept_for_the_next_look_ends_with_every_change_wherever_it_is_made(tmp_path: Path) -> None:
    file, alice = tmp_path / "store.db", PEOPLE[0]
    async with open_database(file, "normal") as database, open_database(file, "normal") as elsewhere:
        here, there = Memory(database, Words()), Memory(elsewhere, Words())
        turn = await here.turn(alice, "ses_1")

        async def kept() -> list[int]:
            """What a search compares, which is what a gateway that keeps nothing compares."""
            found = list(await here.store.sketches(turn, "words"))
            assert sorted(found) == sorted(await SqliteRecollections(database).sketches(turn, "words"))
            assert found == list(await here.store.sketches(turn, "words"))
            return sorted(number for number, _ in found)

        assert await kept() == []
        first = await here.learn(turn, "I manage my shop of the town")
        assert len(await kept()) == 1
        second = await there.learn(turn, "Tables are what my boss likes")
        assert len(before := await kept()) == 2
        vector = packed("words", tuple(-number for number in by_words("Bars are what my boss likes")))
        await there.own.change(alice, MemoryId(second), "Bars are what my boss likes", digest="d", vector=vector)
        assert await kept() == before
        await there.learn(turn, "I manage two shops of the town", replaces=first)
        assert len(await kept()) == 2
        await there.own.forget(alice, MemoryId(second), 1)
        assert len(await kept()) == 1
        await there.own.forget_all(alice, 0)
        assert await kept() == []
        await here.learn(turn, "I manage my shop of the town again")
        assert len(await kept()) == 1
        await SqliteErasure(elsewhere, SearchPurge(elsewhere)).erase(alice, alice.user_id, 1)
        assert await kept() == []
        back = await there.turn(alice, "ses_1")
        await there.learn(back, "Umbrellas are mine")
        assert len(await kept()) == 1


@requirement("memory-fast")
async def test_what_is_kept_is_bounded_and_known_by_its_owner_and_stamp_alone(memory: Memory) -> None:
    turns = [await memory.turn(who, f"ses_{number}") for number, who in enumerate(PEOPLE[:3])]
    for turn in turns:
        for number in range(4):
            await memory.learn(turn, f"I manage my shop of the town {number}")
    cache = SketchCache(most_bytes=8 * BYTES_PER_SKETCH)
    store = SqliteRecollections(memory.database, cache)
    for turn in turns:
        assert len(await store.sketches(turn, "words")) == 4
    assert cache.kept == 8

    owners = [SketchOwner(turn.organization_id, turn.user_id, "words") for turn in turns]
    named = {"organization_id": turns[2].organization_id, "user_id": turns[2].user_id}
    stamp = integer((await memory.database.rows(STAMP, named))[0][0])
    # Whoever asked longest ago has gone.
    assert cache.find(owners[0], stamp) is None
    kept = cache.find(owners[2], stamp)
    assert kept is not None
    for other in (
        replace(owners[2], user_id=UserId("bb")),
        replace(owners[2], organization_id=OrganizationId("A")),
        replace(owners[2], embedder="other"),
    ):
        assert cache.find(other, stamp) is None
    assert cache.find(owners[2], None) is None
    assert cache.kept == 4
    cache.keep(owners[2], 1, [*kept, *kept, *kept])
    assert cache.find(owners[2], 1) is None
    assert cache.kept == 4


@requirement("memory-fast")
async def test_one_embedding_of_a_question_serves_its_assessment_and_its_memory(memory: Memory) -> None:
    asked, words = AskedVectors(), memory.embedder
    mind = Mind(levels=read_classifier("levels"), agents=read_classifier("agents"), embedder=words, asked=asked)
    recall = Recall(memory.store, words, seconds=30, asked=asked)
    turn = await memory.turn(PEOPLE[0], "ses_1")
    await memory.learn(turn, "I manage my shop of the town")
    agents = read_roster().specialists

    async def decided(question: str) -> Turn:
        ours = replace(turn, question=question)
        await mind.decide(Situation(turn.organization_id, question, None, agents, turn=ours), now=1)
        return ours

    await decided("what does my shop of the town sell?")
    words.asked.clear()
    ours = await decided(ASKING)
    assert words.asked == [ASKING]
    assert [item.text for item in (await recall.recall(ours)).memories] == ["I manage my shop of the town"]
    assert words.asked == [ASKING]
    # It is kept for one look, and counts for the words that were embedded alone.
    await recall.recall(ours)
    assert words.asked == [ASKING] * 2
    asked.note(ours.id, "another text", (1.0,))
    await recall.recall(ours)
    assert words.asked == [ASKING] * 3
    # Small talk needs no vector at all.
    await decided("Thank you very much!")
    assert words.asked == [ASKING] * 3


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
