"""What somebody deletes, or nobody touched for long, leaves every table and every page of the files; and is noted."""

import asyncio
import re
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from gateway.chat.model import Principal
from gateway.storage import erasure, search_purge, session_erasure
from gateway.storage.database import open_database
from gateway.storage.retention import SqliteRetention
from shared.ids import UserId
from tests.gateway.api.test_branches import counted
from tests.gateway.api.test_erasure import CANARY, OF_NOBODY, found_in_files, leave_traces, remembers
from tests.gateway.api.test_keys import ADMIN, AUDIT, KEYS
from tests.gateway.api.test_send_message import HISTORY, MESSAGES
from tests.gateway.api.test_sessions import SESSIONS
from tests.requirements import requirement
from tests.support.held_turn import held_turn
from tests.support.model_stub import model_stub
from tests.support.running_gateway import ALICE, running_gateway

CAROL = Principal(ALICE.organization_id, UserId("usr_carol"), "admin")
# Of users and organizations; what models were asked stays, and a grant without its turn opens nothing.
OF_NO_SESSION = {
    "learning_day",
    "agent_off",
    "agent_stamp",
    "own_agent",
    "api_key",
    "llm_usage",
    "memory_forgotten",
    "memory_stamp",
    "organization_service",
    "organization_spend",
    "run_grant",
    "upload",
}
DAY_MILLISECONDS = 86_400_000


async def gone_from_files(folder: Path) -> None:
    """Wait until no file of the database has the word."""
    async with asyncio.timeout(10):
        while found_in_files(folder, CANARY.encode()):
            await asyncio.sleep(0.02)


def ids_in_tables(file: Path, value: str) -> set[str]:
    """The tables in which the value stands in any column."""
    with closing(sqlite3.connect(file)) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            table
            for table in tables
            if any(value in str(row) for row in connection.execute(f'SELECT * FROM "{table}"'))  # noqa: S608 - of the schema
        }


def ids_in_sessions(file: Path) -> set[str]:
    """The sessions that there are."""
    with closing(sqlite3.connect(file)) as connection:
        return {session_id for (session_id,) in connection.execute("SELECT id FROM session")}


@requirement("erasure")
@pytest.mark.parametrize("what", ["session", "empty session", "vote", "share", "key"])
async def test_what_is_deleted_leaves_the_files_by_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    monkeypatch.setattr(search_purge, "LOOK_SECONDS", 0.05)
    async with running_gateway(tmp_path) as gateway:
        await gateway.add_worker(counted)
        admin = await gateway.client(ADMIN)
        delete = await leave(admin, what)
        before = found_in_files(tmp_path, CANARY.encode())
        method, url, body = delete
        assert (await admin.request(method, url, json=body)).status_code in {200, 204}
        await gone_from_files(tmp_path)

    assert before != []


async def leave(client: httpx.AsyncClient, what: str) -> tuple[str, str, object]:
    """Something with the word in it, and the request that deletes it."""
    if what == "key":
        made = await client.post(KEYS, json={"user_id": "usr_ci", "name": CANARY})
        return "DELETE", f"{KEYS}/{made.json()['id']}", None
    if what == "empty session":
        made = await client.post(SESSIONS, json={"title": CANARY})
        return "DELETE", f"{SESSIONS}/{made.json()['id']}", None
    said = CANARY if what == "session" else "what?"
    session_id = (await client.post(MESSAGES, json={"message": said})).headers["x-chat-session-id"]
    if what == "session":
        return "DELETE", f"{SESSIONS}/{session_id}", None
    answer = (await client.get(HISTORY, params={"session_id": session_id})).json()["messages"][1]["id"]
    if what == "vote":
        await client.put(f"/api/v1/chat/messages/{answer}/vote", json={"vote": 1, "comment": CANARY})
        return "PUT", f"/api/v1/chat/messages/{answer}/vote", {"vote": 0}
    await client.patch(f"{SESSIONS}/{session_id}", json={"title": CANARY})
    share = (await client.post(f"{SESSIONS}/{session_id}/shares", json={})).json()["id"]
    await client.patch(f"{SESSIONS}/{session_id}", json={"title": "another"})
    return "DELETE", f"/api/v1/chat/shares/{share}", None


@requirement("erasure")
async def test_a_deleted_session_is_in_no_table_but_the_audit_log(tmp_path: Path) -> None:
    async with running_gateway(tmp_path) as gateway:
        await gateway.add_worker(counted)
        alice, admin = await gateway.client(), await gateway.client(CAROL)
        asked = await alice.post(MESSAGES, json={"message": "?"})
        session_id, turn_id = asked.headers["x-chat-session-id"], asked.headers["x-chat-turn-id"]
        before = ids_in_tables(gateway.database_file, session_id)
        await alice.delete(f"{SESSIONS}/{session_id}")
        after = ids_in_tables(gateway.database_file, session_id) | ids_in_tables(gateway.database_file, turn_id)
        entry = (await admin.get(AUDIT)).json()["entries"][0]

    assert {"session", "message", "turn"} <= before
    assert after == {"audit_entry"}
    assert (entry["action"], entry["object_id"], entry["user_id"]) == ("session.deleted", session_id, ALICE.user_id)


def rows_in_tables(file: Path) -> Counter[str]:
    """How many rows each table has that is no index of another one."""
    with closing(sqlite3.connect(file)) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return Counter(
            {
                table: connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]  # noqa: S608 - of the schema
                for table in tables
                if not table.startswith(("sqlite_", "message_search", "memory_search"))
            }
        )


@requirement("erasure")
async def test_a_receipt_says_what_went_with_a_session_and_what_stays(tmp_path: Path) -> None:
    async with (
        model_stub(remembers) as stub,
        running_gateway(tmp_path, llm_base_url=stub.url, memory_seconds=8) as gateway,
    ):
        await gateway.add_worker(counted)
        alice, carol = await gateway.client(), await gateway.client(CAROL)
        session_id = await leave_traces(alice, carol)
        bystander = (await alice.post(MESSAGES, json={"message": "stays"})).headers["x-chat-session-id"]
        await settled(gateway.database_file)
        before = rows_in_tables(gateway.database_file)
        wish = {"prefer": 'handling=lenient, Return = "representation"; foo'}
        foreign = await carol.delete(f"{SESSIONS}/{session_id}", headers=wish)
        receipt = await alice.delete(f"{SESSIONS}/{session_id}", headers=wish)
        in_files = found_in_files(tmp_path, f"what of the {CANARY}".encode())
        after = rows_in_tables(gateway.database_file)
        again = await alice.delete(f"{SESSIONS}/{session_id}", headers=wish)
        plain = await alice.delete(f"{SESSIONS}/{bystander}", headers={"prefer": "return=minimal"})

    told = receipt.json()
    lost = {table: count for table, count in (before - after).items() if table not in OF_NOBODY}
    assert (receipt.status_code, receipt.headers["preference-applied"]) == (200, "return=representation")
    assert receipt.headers["cache-control"] == "private, no-store"
    assert {"session", "turn", "message", "artifact", "share", "vote", "agent_switch", "memory"} <= lost.keys()
    assert told["removed"] == lost
    assert (told["user_id"], told["session_id"]) == (ALICE.user_id, session_id)
    # Who chose another agent there, and who deleted it.
    assert told["kept"]["audit_entry"] == 2
    assert in_files == []
    assert (foreign.status_code, again.status_code, foreign.content) == (404, 404, again.content)
    assert (plain.status_code, plain.content, "preference-applied" in plain.headers) == (204, b"", False)


async def settled(file: Path) -> None:
    """Wait until everything that follows an answer has been written."""
    async with asyncio.timeout(10):
        last = None
        while (now := rows_in_tables(file)) != last or not now["memory"]:
            last = now
            await asyncio.sleep(0.2)


def test_every_table_that_hangs_on_a_session_has_its_place_in_the_receipt() -> None:
    of_sessions = set(re.findall(r"SELECT '(\w+)'", session_erasure.COUNT_OF_SESSION))

    assert set(re.findall(r"SELECT '(\w+)'", erasure.COUNT)) - of_sessions == OF_NO_SESSION


@requirement("erasure")
async def test_sessions_are_kept_for_so_many_days_after_the_last_word(tmp_path: Path) -> None:
    async with running_gateway(tmp_path) as gateway:
        await gateway.add_worker(counted)
        alice = await gateway.client()
        old, fresh = [await alice.post(MESSAGES, json={"message": "?"}) for _ in range(2)]
        old_id, fresh_id = (asked.headers["x-chat-session-id"] for asked in (old, fresh))
        await alice.patch(f"{SESSIONS}/{old_id}", json={"pinned": True})
        with closing(sqlite3.connect(gateway.database_file)) as database, database:
            database.execute("UPDATE session SET updated_at = updated_at - ?", [7 * DAY_MILLISECONDS + 1])
            database.execute(
                "UPDATE session SET updated_at = updated_at + ? WHERE id = ?", [DAY_MILLISECONDS, fresh_id]
            )
    async with running_gateway(tmp_path) as gateway:
        kept = (await (await gateway.client()).get(SESSIONS)).json()["sessions"]
    async with running_gateway(tmp_path, session_retention_days=7) as gateway:
        alice, admin = await gateway.client(), await gateway.client(CAROL)
        async with asyncio.timeout(10):
            while len(left := (await alice.get(SESSIONS)).json()["sessions"]) > 1:
                await asyncio.sleep(0.02)
        entries = (await admin.get(AUDIT)).json()["entries"]
        tables = ids_in_tables(gateway.database_file, old_id)

    assert {session["id"] for session in kept} == {old_id, fresh_id}
    assert [session["id"] for session in left] == [fresh_id]
    assert ("session.expired", old_id, ALICE.user_id) in [
        (entry["action"], entry["object_id"], entry["user_id"]) for entry in entries
    ]
    assert tables == {"audit_entry"}


async def test_a_session_that_is_being_answered_is_not_old(tmp_path: Path) -> None:
    async with running_gateway(tmp_path) as gateway, held_turn(gateway) as turn:
        with closing(sqlite3.connect(gateway.database_file)) as database, database:
            database.execute("UPDATE session SET updated_at = 1")
        async with open_database(gateway.database_file, "normal") as store:
            while_answered = await SqliteRetention(store).expire(before=2, limit=10, now=3)
        left = ids_in_sessions(gateway.database_file)
        turn.let_go.set()

    assert (while_answered, len(left)) == (0, 1)


@requirement("keys")
async def test_the_audit_log_knows_who_switched_agents_and_only_when_something_changed(tmp_path: Path) -> None:
    async with running_gateway(tmp_path) as gateway:
        admin = await gateway.client(ADMIN)
        session_id = (await admin.post(SESSIONS, json={})).json()["id"]
        for agent in ("product_analyst", "product_analyst", None):
            body = {"agent": agent, "reason": CANARY}
            assert (await admin.post(f"{SESSIONS}/{session_id}/agent", json=body)).status_code == 200
        entries = (await admin.get(AUDIT)).json()["entries"]

    switched = [entry for entry in entries if entry["action"] == "agent.switched"]
    assert [(entry["object_id"], entry["user_id"]) for entry in switched] == [(session_id, ADMIN.user_id)] * 2
    assert CANARY not in str(entries)


@requirement("keys")
async def test_a_denial_is_noted_by_its_route_and_not_in_somebodys_words(tmp_path: Path) -> None:
    async with running_gateway(tmp_path) as gateway:
        alice, admin = await gateway.client(), await gateway.client(CAROL)
        refused = await alice.delete(f"/api/v1/admin/users/{CANARY}")
        entry = (await admin.get(AUDIT)).json()["entries"][0]

    assert refused.status_code == 403
    assert (entry["action"], entry["object_id"]) == ("admin.denied", "/api/v1/admin/users/{user_id}")
