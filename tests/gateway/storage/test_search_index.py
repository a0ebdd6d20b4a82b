"""The index behind the search: always what the messages say, and nothing of what was deleted."""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from gateway.chat.errors import FenceLost, StorageUnavailable
from gateway.chat.model import Page, Principal, Session
from gateway.storage.database import Database, Statement, Value, open_database
from gateway.storage.history import SqliteHistory
from gateway.storage.search import SqliteSearch
from gateway.storage.search_purge import SearchPurge
from gateway.storage.sought import owner_word
from shared.ids import OrganizationId, SessionId, UserId
from tests.requirements import requirement

INSERT_TURN = """
INSERT INTO turn (id, organization_id, user_id, session_id, position, question, message_id, status, created_at)
VALUES (:turn, 'org_a', 'usr_a', :session, :position, '?', :turn, 'done', 1)
"""
INSERT_MESSAGE = """
INSERT INTO message (id, organization_id, session_id, position, role, turn_id, status, text, parts, reference_list,
                     metadata, created_at)
VALUES (:message, 'org_a', :session, :position, 'user', :turn, :status, :text, '[]', '[]', '{}', 1)
"""
CHECK = "INSERT INTO message_search (message_search, rank) VALUES ('integrity-check', 1)"
OWNER = Principal(OrganizationId("org_a"), UserId("usr_a"))
DELETED = "xylograph"
PAGE = Page(50)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncGenerator[Database]:
    """A database with a hundred messages in two sessions; every tenth of the second has the word `xylograph`."""
    async with open_database(tmp_path / "store.db", "normal") as opened:
        # Pages so small that a purge takes many steps.
        await opened.batch([Statement("INSERT INTO message_search (message_search, rank) VALUES ('pgsz', 64)")])
        for session in ("ses_a", "ses_b"):
            await SqliteHistory(opened).create_session(OWNER, Session(SessionId(session), None, 1, 1))
            for position in range(50):
                word = DELETED if session == "ses_b" and not position % 10 else f"{session[-1]}word{position:02}"
                more = " ".join(f"{session[-1]}{position}x{number}" for number in range(20))
                await opened.batch(add(session, position, f"{word} and {more}"))
        yield opened


def add(session: str, position: int, text: str, *, status: str = "complete") -> list[Statement]:
    """A turn with a message."""
    turn = f"turn_{session}_{position}"
    names: dict[str, Value] = {"turn": turn, "session": session, "message": f"msg_{turn}"}
    values = {**names, "position": position, "status": status, "text": text}
    return [Statement(INSERT_TURN, values), Statement(INSERT_MESSAGE, values)]


async def traces(database: Database, word: str) -> list[str]:
    """The tables of the index in which a word still stands, whatever part of it FTS5 leaves out as known."""
    tables = await database.rows("SELECT name FROM sqlite_schema WHERE name LIKE 'message_search%'", {})
    found: list[str] = []
    for table in (str(name) for (name,) in tables):
        columns = await database.rows("SELECT name FROM pragma_table_info(:table)", {"table": table})
        for column in (str(name) for (name,) in columns if table != "message_search"):
            sql = f"SELECT 1 FROM {table} WHERE instr(CAST({column} AS BLOB), CAST(:word AS BLOB))"  # noqa: S608 - names of the schema
            if await database.rows(sql, {"word": word[1:]}):
                found.append(f"{table}.{column}")
    return found


@requirement("search")
async def test_nothing_of_a_deleted_session_is_left_in_the_index(database: Database) -> None:
    assert await traces(database, DELETED) != []

    await SqliteHistory(database).delete_session(OWNER, SessionId("ses_b"), 1)
    steps = await SearchPurge(database).clear()

    assert steps > 1, "one step is no proof that the steps go on"
    assert await traces(database, DELETED) == []
    await database.batch([Statement(CHECK)])
    assert await SearchPurge(database).clear() == 0


@requirement("search")
async def test_nothing_is_left_of_a_single_message_either(database: Database) -> None:
    await SqliteHistory(database).delete_session(OWNER, SessionId("ses_b"), 1)
    await SearchPurge(database).clear()
    await SqliteHistory(database).create_session(OWNER, Session(SessionId("ses_c"), None, 1, 1))
    await database.batch(add("ses_c", 1, "one quokka"))

    await SqliteHistory(database).delete_session(OWNER, SessionId("ses_c"), 1)
    assert await traces(database, "quokka") != []
    await SearchPurge(database).clear()

    assert await traces(database, "quokka") == []


async def test_a_purge_has_nothing_to_do_where_nothing_was_deleted(database: Database) -> None:
    await database.batch(add("ses_a", 90, "", status="pending"))
    await database.batch([Statement("UPDATE message SET status = 'complete', text = 'ok' WHERE status = 'pending'")])

    assert await SearchPurge(database).clear() == 0


async def test_what_is_written_between_the_steps_of_a_purge_is_kept(database: Database) -> None:
    await SqliteHistory(database).delete_session(OWNER, SessionId("ses_b"), 1)
    purge = SearchPurge(database)
    await purge._step(-1)
    assert await traces(database, DELETED) != []
    await database.batch(add("ses_a", 60, "quokka"))
    while await purge._step(1):
        pass

    await purge.clear()

    found, _ = await SqliteSearch(database).search(OWNER, "quokka", PAGE)
    assert [message.snippet.text for message in found] == ["quokka"]
    assert await traces(database, DELETED) == []
    await database.batch([Statement(CHECK)])


async def test_a_purge_that_was_cut_short_is_done_by_the_next_process(database: Database, tmp_path: Path) -> None:
    await SqliteHistory(database).delete_session(OWNER, SessionId("ses_b"), 1)
    await SearchPurge(database)._step(-1)
    assert await traces(database, DELETED) != []

    async with open_database(tmp_path / "store.db", "normal") as next_one, SearchPurge(next_one).open():
        async with asyncio.timeout(10):
            while await traces(next_one, DELETED):
                await asyncio.sleep(0.01)


async def test_a_batch_that_is_refused_leaves_nothing_in_the_index(database: Database) -> None:
    nothing = Statement("UPDATE turn SET fence = 1 WHERE id = 'none'", otherwise=FenceLost)
    refused = database.batch([*add("ses_a", 70, "quokka"), nothing])
    kept = database.batch(add("ses_a", 71, "wombat"))

    outcomes = await asyncio.gather(refused, kept, return_exceptions=True)

    assert isinstance(outcomes[0], FenceLost)
    assert await SqliteSearch(database).search(OWNER, "quokka", PAGE) == ([], None)
    assert len((await SqliteSearch(database).search(OWNER, "wombat", PAGE))[0]) == 1
    assert await traces(database, "quokka") == []
    await database.batch([Statement(CHECK)])


async def test_a_text_that_changes_is_found_by_its_new_words(database: Database) -> None:
    change = "UPDATE message SET text = 'quokka' WHERE id = 'msg_turn_ses_a_1'"
    await database.batch([Statement(change)])

    assert (await SqliteSearch(database).search(OWNER, "aword01", PAGE))[0] == []
    assert len((await SqliteSearch(database).search(OWNER, "quokka", PAGE))[0]) == 1
    await database.batch([Statement(CHECK)])


async def test_a_message_that_is_hidden_again_is_found_no_more(database: Database) -> None:
    hide = "UPDATE message SET status = 'pending' WHERE id = 'msg_turn_ses_a_7'"
    await database.batch([Statement(hide)])

    assert (await SqliteSearch(database).search(OWNER, "aword07", PAGE))[0] == []
    await database.batch([Statement(CHECK)])


async def test_the_index_and_the_query_call_an_owner_by_the_same_word(database: Database) -> None:
    ((owner,),) = await database.rows("SELECT DISTINCT owner FROM search_content", {})

    assert str(owner).lower() == owner_word(OWNER.organization_id, OWNER.user_id)


async def test_the_check_of_these_tests_sees_an_index_that_differs(database: Database, tmp_path: Path) -> None:
    await database.batch([Statement("DROP TRIGGER message_lost")])
    await SqliteHistory(database).delete_session(OWNER, SessionId("ses_b"), 1)

    with pytest.raises(StorageUnavailable):
        await database.batch([Statement(CHECK)])
