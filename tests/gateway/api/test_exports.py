"""Export: everything that is shown, in order, as a file; bounded memory; never a part that looks whole."""

import asyncio
import json
import sqlite3
import tracemalloc
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from tests.gateway.api.test_send_message import HISTORY, MESSAGES, whole_answer
from tests.requirements import requirement
from tests.support.running_gateway import BOB, MALLORY, RunningGateway
from tests.support.scripted_worker import held, says
from tests.support.ui_stream import read_frames

SESSIONS = "/api/v1/chat/sessions"
MIB = 1_048_576
BACKSLASH = "\\"

INSERT_TURNS = """
WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :turns)
INSERT INTO turn (id, organization_id, user_id, session_id, position, question, message_id, status, created_at,
                  is_compacted, parent_id, question_message_id)
SELECT 'turn_' || n, organization_id, user_id, id, n, 'question ' || n, 'msg_a' || n, 'done', n, 1,
       CASE n WHEN 1 THEN NULL ELSE 'turn_' || (n - 1) END, 'msg_q' || n
FROM numbers, session WHERE id = :session_id
"""
INSERT_QUESTIONS = """
INSERT INTO message (id, organization_id, session_id, position, role, turn_id, status, text, parts, reference_list,
                     metadata, created_at)
SELECT question_message_id, organization_id, session_id, 2 * position - 1, 'user', id, 'complete', '',
       json_array(json_object('type', 'text', 'text', question)), '[]', '{}', created_at
FROM turn WHERE session_id = :session_id
"""
INSERT_ANSWERS = """
INSERT INTO message (id, organization_id, session_id, position, role, turn_id, status, text, parts, reference_list,
                     metadata, created_at)
SELECT message_id, organization_id, session_id, 2 * position, 'assistant', id, 'complete', '',
       json_array(json_object('type', 'text', 'text', 'answer ' || position || :filling, 'state', 'done')), '[]', '{}',
       created_at
FROM turn WHERE session_id = :session_id
"""


async def export(client: httpx.AsyncClient, session_id: str, kind: str = "json") -> httpx.Response:
    """The whole file."""
    return await client.get(f"{SESSIONS}/{session_id}/export", params={"format": kind})


async def messages(client: httpx.AsyncClient, session_id: str) -> list[dict[str, Any]]:
    """What is exported of each message."""
    found: list[dict[str, Any]] = (await export(client, session_id)).json()["messages"]
    return found


async def texts(client: httpx.AsyncClient, session_id: str) -> list[str]:
    """Their texts."""
    return [message["parts"][-1]["text"] for message in await messages(client, session_id)]


async def long_session(gateway: RunningGateway, client: httpx.AsyncClient, *, turns: int, answer_bytes: int) -> str:
    """A session as if somebody had asked that often, written straight into the store."""
    session_id: str = (await client.post(SESSIONS)).json()["id"]
    with sqlite3.connect(gateway.database_file) as database:
        database.execute(INSERT_TURNS, {"turns": turns, "session_id": session_id})
        database.execute(INSERT_QUESTIONS, {"session_id": session_id})
        database.execute(INSERT_ANSWERS, {"session_id": session_id, "filling": "x" * answer_bytes})
        database.execute("UPDATE session SET head_turn_id = ? WHERE id = ?", [f"turn_{turns}", session_id])
    return session_id


@requirement("export")
async def test_the_json_has_everything_that_history_has(gateway: RunningGateway, alice: httpx.AsyncClient) -> None:
    await gateway.add_worker(whole_answer)
    session_id = (await alice.post(SESSIONS, json={"title": "Räume / \u202eexe"})).json()["id"]
    for question in ("How many?", "And `why`?"):
        await alice.post(MESSAGES, json={"message": question, "session_id": session_id})
    session = (await alice.get(f"{SESSIONS}/{session_id}")).json()
    history = (await alice.get(HISTORY, params={"session_id": session_id})).json()["messages"]
    exported = await export(alice, session_id)
    head = await alice.head(f"{SESSIONS}/{session_id}/export", params={"format": "json"})

    document = exported.json()
    assert document == {
        "format": "crew-chat-session",
        "version": 1,
        "exported_at": document["exported_at"],
        "session": {key: session[key] for key in ("title", "created_at", "updated_at")},
        "messages": [{key: message[key] for key in document["messages"][0]} for message in history],
    }
    assert document["messages"][0].keys() == {"id", "role", "status", "parts", "references", "metadata", "created_at"}
    assert len(document["messages"][3]["parts"]) > 4
    wanted = {
        "content-type": "application/json",
        "content-disposition": "attachment; filename=\"R_ume _ exe.json\"; filename*=UTF-8''R%C3%A4ume%20_%20exe.json",
        "cache-control": "private, no-store",
        "x-content-type-options": "nosniff",
        "content-security-policy": "sandbox; default-src 'none'",
    }
    assert {name: exported.headers[name] for name in wanted} == wanted
    assert {name: head.headers[name] for name in wanted} == wanted
    assert (head.status_code, head.content) == (200, b"")


@requirement("export")
async def test_the_markdown_is_for_people(gateway: RunningGateway, alice: httpx.AsyncClient) -> None:
    await gateway.add_worker(whole_answer)
    asked = await alice.post(MESSAGES, json={"message": "How ```many```?"})
    session_id = asked.headers["x-chat-session-id"]
    created_at = [message["created_at"] for message in await messages(alice, session_id)]
    exported = await alice.get(f"{SESSIONS}/{session_id}/export")

    exported_at = exported.text.split("Exported at ")[1].split("\n")[0]
    assert exported.text == (
        f"# How {BACKSLASH}`{BACKSLASH}`{BACKSLASH}`many{BACKSLASH}`{BACKSLASH}`{BACKSLASH}`{BACKSLASH}?\n\n"
        f"Exported at {exported_at}\n\n"
        f"## Question\n\n{created_at[0]}\n\n````text\nHow ```many```?\n````\n\n"
        f"## Answer\n\n{created_at[1]}\n\n```markdown\nWeb: 5\u2028 [1] Grüße 🎉\n```\n\n"
        f"- {BACKSLASH}[1{BACKSLASH}] Summary\n"
    )
    assert exported.headers["content-type"] == "text/markdown; charset=utf-8"
    assert exported.headers["content-disposition"] == 'attachment; filename="How ```many```_.md"'
    assert (await export(alice, session_id, "html")).status_code == 422


@requirement("export")
async def test_a_long_session_is_written_in_order_and_is_never_in_memory_as_a_whole(
    gateway: RunningGateway, alice: httpx.AsyncClient
) -> None:
    session_id = await long_session(gateway, alice, turns=1_010, answer_bytes=20_000)
    found: list[str] = []
    rest, size = "", 0
    tracemalloc.start()
    try:
        async with alice.stream("GET", f"{SESSIONS}/{session_id}/export", params={"format": "json"}) as response:
            async for piece in response.aiter_text():
                size += len(piece)
                *lines, rest = (rest + piece).split("\n")
                found += [json.loads(line.rstrip(","))["id"] for line in lines if line.startswith('{"id"')]
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert found == [f"msg_{kind}{number}" for number in range(1, 1_011) for kind in "qa"]
    assert size > 19 * MIB
    assert peak < 8 * MIB


@pytest.mark.parametrize("kind", ["json", "markdown"])
async def test_what_goes_away_in_the_middle_is_no_whole_file(
    gateway: RunningGateway, alice: httpx.AsyncClient, kind: str
) -> None:
    session_id = await long_session(gateway, alice, turns=1_010, answer_bytes=20_000)
    with pytest.raises(httpx.RemoteProtocolError):
        async with alice.stream("GET", f"{SESSIONS}/{session_id}/export", params={"format": kind}) as response:
            pieces: AsyncIterator[bytes] = response.aiter_raw()
            assert await anext(pieces)
            assert (await alice.delete(f"{SESSIONS}/{session_id}")).status_code == 204
            async for _ in pieces:
                pass


async def test_the_branch_that_is_shown_is_exported_without_what_is_open(
    gateway: RunningGateway, alice: httpx.AsyncClient
) -> None:
    worker = await gateway.add_worker(says("one"))
    first = await alice.post(MESSAGES, json={"message": "a"})
    session_id = first.headers["x-chat-session-id"]
    question = (await messages(alice, session_id))[0]["id"]
    await alice.post(MESSAGES, json={"message": "b", "session_id": session_id})
    worker.script = says("two")
    await alice.post(MESSAGES, json={"message": "c", "session_id": session_id, "edits": question})
    edited = await texts(alice, session_id)
    await alice.post(MESSAGES, json={"session_id": session_id, "regenerates": "last"})
    again = await texts(alice, session_id)
    await alice.put(f"{SESSIONS}/{session_id}/branch", json={"message_id": question})
    back = await texts(alice, session_id)
    gate = asyncio.Event()
    worker.script = held(gate, before=("soon",), after=())
    async with alice.stream("POST", MESSAGES, json={"message": "d", "session_id": session_id}) as response:
        frames = read_frames(response)
        await anext(frames)
        during = await texts(alice, session_id)
        gate.set()
        async for _ in frames:
            pass
    after = await texts(alice, session_id)

    assert (edited, again, back) == (["c", "two"], ["c", "two"], ["a", "one", "b", "one"])
    assert (during, after) == (back, [*back, "d", "soon"])


async def test_a_session_without_a_message_is_a_file_too(alice: httpx.AsyncClient) -> None:
    session_id = (await alice.post(SESSIONS)).json()["id"]
    exported = await export(alice, session_id)

    assert exported.json()["messages"] == []
    assert exported.json()["session"]["title"] is None
    assert exported.headers["content-disposition"] == 'attachment; filename="session.json"'


@requirement("not-yours")
async def test_whoever_may_read_may_export_and_nobody_else(gateway: RunningGateway, alice: httpx.AsyncClient) -> None:
    await gateway.add_worker(says("secret"))
    session_id = (await alice.post(MESSAGES, json={"message": "mine"})).headers["x-chat-session-id"]
    bob, mallory = await gateway.client(BOB), await gateway.client(MALLORY)
    absent = await export(bob, "ses_00000000000000000000000000")
    foreign = [await export(client, session_id) for client in (bob, mallory)]
    await alice.patch(f"{SESSIONS}/{session_id}", json={"visibility": "organization"})
    shown = [await export(client, session_id) for client in (bob, mallory)]

    assert absent.status_code == 404
    assert [(response.status_code, response.content) for response in foreign] == [(404, absent.content)] * 2
    assert [response.status_code for response in shown] == [200, 404]
    assert await texts(bob, session_id) == ["mine", "secret"]
