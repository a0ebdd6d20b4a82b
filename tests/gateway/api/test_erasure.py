"""Erasure of a user and of an organization: counted, complete, and only of what was meant."""

import asyncio
import json
import re
import sqlite3
from base64 import b64encode
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx

from gateway.chat.model import Principal
from gateway.storage import erasure
from gateway.storage.database import open_database
from shared.ids import OrganizationId, UserId
from tests.gateway.api.test_branches import counted
from tests.gateway.api.test_keys import AUDIT, KEYS
from tests.gateway.api.test_send_message import HISTORY, MESSAGES
from tests.gateway.api.test_sessions import SESSIONS
from tests.requirements import requirement
from tests.support.model_stub import model_stub
from tests.support.running_gateway import RunningGateway, running_gateway
from tests.support.scripted_worker import held, says

ADMIN = Principal(OrganizationId("org_a"), UserId("usr_admin"), "admin")
CLARA = Principal(OrganizationId("org_a"), UserId("usr_clara"))
OTHER = Principal(OrganizationId("org_b"), UserId("usr_clara"), "admin")
MEMORIES = "/api/v1/chat/memories"
CANARY = "kanarienvogel"
# Of the product, not of anybody; and what is kept on purpose.
OF_NOBODY = {
    "schema_migration",
    "worker",
    "worker_slot",
    "search_purge",
    "audit_entry",
    # Keys of objects that are still to be removed: made of our own ids.
    "object_removal",
    "object_root",
}


async def leave_traces(client: httpx.AsyncClient, colleague: httpx.AsyncClient) -> str:
    """Something in every table that a user can leave something in; the session."""
    asked = await client.post(MESSAGES, json={"message": f"what of the {CANARY}?"})
    session_id = asked.headers["x-chat-session-id"]
    history = (await client.get(HISTORY, params={"session_id": session_id})).json()["messages"]
    await client.put(f"/api/v1/chat/messages/{history[1]['id']}/vote", json={"vote": 1, "comment": f"{CANARY}!"})
    await client.post(f"{SESSIONS}/{session_id}/shares", json={})
    await client.post(f"{SESSIONS}/{session_id}/agent", json={"agent": "product_analyst", "reason": CANARY})
    await client.post("/api/v1/chat/uploads", content=f"{CANARY} waits".encode(), params={"name": f"{CANARY}.txt"})
    await client.post(
        MESSAGES,
        json={
            "message": "and this?",
            "session_id": session_id,
            "files": [
                {"url": f"data:text/plain;base64,{b64encode(CANARY.encode()).decode()}", "name": f"{CANARY}.txt"}
            ],
        },
    )
    shown = (await colleague.post(MESSAGES, json={"message": "a colleague's"})).headers["x-chat-session-id"]
    await colleague.patch(f"{SESSIONS}/{shown}", json={"visibility": "organization"})
    answer = (await colleague.get(HISTORY, params={"session_id": shown})).json()["messages"][1]["id"]
    await client.put(f"/api/v1/chat/messages/{answer}/vote", json={"vote": -1, "comment": f"{CANARY}?"})
    return session_id


def remembers(asked: dict[str, Any]) -> str:
    """A model that takes every message for a fact."""
    said = str(asked["messages"][1]["content"]).partition("Message:\n")[2]
    return json.dumps([{"fact": said}]) if said else ""


async def leave_memories(client: httpx.AsyncClient) -> None:
    """A memory of a session, and one that goes with none because its user changed it."""
    async with asyncio.timeout(10):
        while not (found := (await client.get(MEMORIES)).json()["memories"]):
            await asyncio.sleep(0.005)
    await client.patch(f"{MEMORIES}/{found[0]['id']}", json={"text": f"the {CANARY} is mine"})
    await client.post(MESSAGES, json={"message": f"what about the {CANARY} is there to know?"})
    async with asyncio.timeout(10):
        while len((await client.get(MEMORIES)).json()["memories"]) < 2:
            await asyncio.sleep(0.005)


async def leave_an_agent(admin: httpx.AsyncClient) -> None:
    """An agent of the organization, one that was changed and one that was deleted."""
    said = {"slug": "desk", "name": CANARY, "description": CANARY, "role": "r", "goal": "g", "prompt": CANARY * 50}
    made = await admin.post("/api/v1/admin/agents", json=said)
    at = f"/api/v1/admin/agents/{made.json()['id']}"
    await admin.put(at, json={**said, "prompt": f"another {CANARY}"}, headers={"if-match": '"1"'})
    gone = await admin.post("/api/v1/admin/agents", json={**said, "slug": "gone"})
    assert (await admin.delete(f"/api/v1/admin/agents/{gone.json()['id']}")).status_code == 204


def found_in_files(folder: Path, words: bytes) -> list[str]:
    """The files of the database in which the words are."""
    return [file.name for file in sorted(folder.glob("gateway.db*")) if words in file.read_bytes().lower()]


@requirement("erasure")
async def test_a_user_is_erased_everywhere_and_nobody_else(tmp_path: Path) -> None:
    async with (
        model_stub(remembers) as stub,
        running_gateway(tmp_path, llm_base_url=stub.url, memory_seconds=8) as gateway,
    ):
        await gateway.add_worker(counted)
        admin, clara, other = [await gateway.client(each) for each in (ADMIN, CLARA, OTHER)]
        await leave_traces(clara, admin)
        await leave_memories(clara)
        other_session = (await other.post(MESSAGES, json={"message": "mine"})).headers["x-chat-session-id"]
        before = found_in_files(tmp_path, CANARY.encode())
        receipt = await admin.delete("/api/v1/admin/users/usr_clara")
        again = await admin.delete("/api/v1/admin/users/usr_clara")
        nobody = await admin.delete("/api/v1/admin/users/usr_none")
        after = found_in_files(tmp_path, CANARY.encode())
        gone = await clara.get(SESSIONS)
        kept = await other.get(HISTORY, params={"session_id": other_session})
        mine = (await admin.get(SESSIONS)).json()["sessions"]
        entries = (await admin.get(AUDIT)).json()["entries"]

    assert before != []
    assert receipt.status_code == 200
    told = receipt.json()
    assert (told["organization_id"], told["user_id"], told["session_id"]) == ("org_a", "usr_clara", None)
    counted_ones = ("session", "turn", "message", "upload", "artifact", "share", "vote", "memory", "api_key")
    assert {name: told["removed"][name] for name in counted_ones} == {
        "session": 2,
        "turn": 3,
        "message": 6,
        "upload": 1,
        "artifact": 1,
        "share": 1,
        "vote": 2,
        "memory": 2,
        "api_key": 1,
    }
    assert after == []
    assert (again.status_code, again.content) == (404, nobody.content)
    assert gone.status_code == 401
    assert len(kept.json()["messages"]) == 2
    assert len(mine) == 1
    assert (entries[0]["action"], entries[0]["object_id"]) == ("user.erased", "usr_clara")


@requirement("erasure")
async def test_an_organization_is_erased_with_its_keys_and_another_one_stays(tmp_path: Path) -> None:
    async with running_gateway(tmp_path) as gateway:
        await gateway.add_worker(says("yes"))
        admin, clara, other = [await gateway.client(each) for each in (ADMIN, CLARA, OTHER)]
        await leave_traces(clara, admin)
        await leave_an_agent(admin)
        await other.post(MESSAGES, json={"message": "mine"})
        mistaken = await admin.post("/api/v1/admin/organization/erasure", json={"organization_id": "org_b"})
        member = await clara.post("/api/v1/admin/organization/erasure", json={"organization_id": "org_a"})
        receipt = await admin.post("/api/v1/admin/organization/erasure", json={"organization_id": "org_a"})
        after = found_in_files(tmp_path, CANARY.encode())
        statuses = [(await each.get(SESSIONS)).status_code for each in (admin, clara, other)]
        others = (await other.get(SESSIONS)).json()["sessions"]
        file = gateway.database_file

    assert (mistaken.status_code, member.status_code, receipt.status_code) == (404, 403, 200)
    assert receipt.json()["removed"]["session"] == 2
    assert receipt.json()["removed"]["own_agent"] == 1
    assert after == []
    assert statuses == [401, 401, 200]
    assert len(others) == 1
    with closing(sqlite3.connect(file)) as connection:
        assert named(connection, "organization_id", "org_a") == {"audit_entry"}


async def test_an_answer_that_is_being_written_ends_when_its_user_is_erased(gateway: RunningGateway) -> None:
    worker = await gateway.add_worker(held(asyncio.Event(), before=("begun",), after=()))
    admin, clara = await gateway.client(ADMIN), await gateway.client(CLARA)
    async with asyncio.timeout(10), clara.stream("POST", MESSAGES, json={"message": "?"}) as reader:
        lines = reader.aiter_lines()
        async for line in lines:
            if '"begun"' in line:
                break
        await admin.delete("/api/v1/admin/users/usr_clara")
        rest = [line async for line in lines]
        while not worker.closed:
            await asyncio.sleep(0.01)

    assert 'data: {"type":"abort"}' in rest


async def test_every_table_has_its_place_in_the_erasure(tmp_path: Path) -> None:
    async with open_database(tmp_path / "gateway.db", "normal"):
        pass
    with closing(sqlite3.connect(tmp_path / "gateway.db")) as connection:
        tables = {
            name
            for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            # The search indexes follow their rows by triggers; tests of their own look into them.
            if not name.startswith(("sqlite_", "message_search", "memory_search"))
        }
    counted_tables = set(re.findall(r"SELECT '(\w+)'", erasure.COUNT))

    assert tables - OF_NOBODY == counted_tables


async def test_only_administrators_erase(gateway: RunningGateway) -> None:
    clara = await gateway.client(CLARA)

    assert (await clara.delete("/api/v1/admin/users/usr_clara")).status_code == 403
    assert (await clara.get(KEYS)).status_code == 403


def named(connection: sqlite3.Connection, column: str, value: str) -> set[str]:
    """The tables in which a column has a value."""
    tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    holding = [table for table in tables if column in columns(connection, table)]
    return {
        table
        for table in holding
        if connection.execute(f'SELECT 1 FROM "{table}" WHERE {column} = ?', (value,)).fetchone()  # noqa: S608 - of the schema
    }


def columns(connection: sqlite3.Connection, table: str) -> set[str]:
    """The names of a table's columns."""
    return {row[1] for row in connection.execute(f'PRAGMA table_info("{table}")')}
