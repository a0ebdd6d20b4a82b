"""Shares: a snapshot for whoever has the token, which shows nothing of the inside and ends when its owner says so."""

import asyncio
import re
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from shared.events import (
    AgentFinished,
    AgentStarted,
    ArtifactCreated,
    LlmCalled,
    ReferencesCited,
    RunEvent,
    RunFinished,
    TextDelta,
    TextEnded,
    TextStarted,
    ToolCalled,
    ToolReturned,
)
from shared.ids import ArtifactId, ToolCallId
from shared.runs import RunRequest
from shared.tools import Reference
from tests.gateway.api.test_keys import ADMIN, AUDIT
from tests.gateway.api.test_send_message import HISTORY, MESSAGES
from tests.requirements import requirement
from tests.support.running_gateway import ALICE, BOB, MALLORY, RunningGateway, running_gateway
from tests.support.scripted_worker import says

SESSIONS = "/api/v1/chat/sessions"
SHARES = "/api/v1/chat/shares"
SHARED = "/api/v1/shared"


async def full_of_secrets(request: RunRequest) -> AsyncIterator[RunEvent]:
    """A run whose answer is for everybody and whose every other word is `secret`."""
    call = ToolCallId("secret_call")
    yield AgentStarted(agent="secret_agent", name="Secret agent", at=1_000)
    yield ToolCalled(call_id=call, agent="secret_agent", tool="secret_tool", input={"secret": 1}, at=1_001)
    yield ToolReturned(call_id=call, output={"secret": "output"}, at=1_002)
    yield LlmCalled(call_id="l", agent="a", model="secret-m", input_tokens=1, output_tokens=1, duration_ms=1)
    yield AgentFinished(agent="secret_agent", name="Secret agent", outcome="done", at=1_003, note="secret note")
    yield TextStarted(part_id="t1", agent="synthesiser")
    yield TextDelta(part_id="t1", text="Web: 5\u2028 [1] </script> 🎉")
    yield TextEnded(part_id="t1")
    source = Reference(index=1, type="pattern", label="Web", id="secret_id", tool_call_id=call, at="secret-time")
    yield ReferencesCited(references=(source,))
    yield ArtifactCreated(
        artifact_id=ArtifactId("art_secret"),
        version=1,
        kind="chart",
        title="Web per day",
        media_type="application/json",
        call_id=ToolCallId("secret_call"),
        at=1,
    )
    yield RunFinished(finish_reason="stop")


async def ask(client: httpx.AsyncClient, session_id: str | None = None, text: str = "How many?") -> str:
    """Ask and wait for the answer; the session."""
    named = {} if session_id is None else {"session_id": session_id}
    return (await client.post(MESSAGES, json={"message": text, **named})).headers["x-chat-session-id"]


async def share(client: httpx.AsyncClient, session_id: str, **body: object) -> dict[str, Any]:
    """Share it; what is told of that."""
    made = await client.post(f"{SESSIONS}/{session_id}/shares", json=body)
    assert made.status_code == 201, made.text
    found: dict[str, Any] = made.json()
    return found


def stranger(gateway: RunningGateway) -> httpx.AsyncClient:
    """Somebody without a key."""
    return httpx.AsyncClient(base_url=gateway.public_url, trust_env=False)


@requirement("share")
async def test_whoever_has_the_link_reads_the_session_as_it_was(
    gateway: RunningGateway, alice: httpx.AsyncClient
) -> None:
    worker = await gateway.add_worker(full_of_secrets)
    session_id = await ask(alice)
    history = (await alice.get(HISTORY, params={"session_id": session_id})).json()["messages"]
    made = await share(alice, session_id)
    worker.script = says("later")
    async with stranger(gateway) as anybody:
        before = await anybody.get(made["url"])
        await ask(alice, session_id)
        await alice.put(f"{MESSAGES}/{history[-1]['id']}/vote", json={"vote": -1, "comment": "secret"})
        after = await anybody.get(made["url"])
        head = await anybody.head(made["url"])

    assert made.keys() == {"id", "session_id", "title", "created_at", "expires_at", "token", "url"}
    assert (made["session_id"], made["title"], made["expires_at"]) == (session_id, "How many?", None)
    assert re.fullmatch(r"sh_[A-Za-z0-9_-]{43}", made["token"])
    assert made["url"] == f"{SHARED}/{made['token']}"
    assert before.json() == {
        "title": "How many?",
        "shared_at": made["created_at"],
        "expires_at": None,
        "messages": [
            {
                "role": "user",
                "status": "complete",
                "parts": [{"type": "text", "text": "How many?"}],
                "references": [],
                "artifacts": [],
                "created_at": history[0]["created_at"],
            },
            {
                "role": "assistant",
                "status": "complete",
                "parts": [{"type": "text", "text": "Web: 5\u2028 [1] </script> 🎉"}],
                "references": [{"index": 1, "type": "pattern", "label": "Web"}],
                "artifacts": [{"kind": "chart", "title": "Web per day"}],
                "created_at": history[1]["created_at"],
            },
        ],
    }
    assert (after.status_code, after.content) == (200, before.content)
    assert (head.status_code, head.content) == (200, b"")
    wanted = {
        "content-type": "application/json",
        "cache-control": "private, no-store",
        "referrer-policy": "no-referrer",
        "x-robots-tag": "noindex, nofollow",
        "x-content-type-options": "nosniff",
    }
    assert {name: before.headers[name] for name in wanted} == wanted


@requirement("share")
async def test_a_share_tells_nothing_of_the_inside(gateway: RunningGateway, alice: httpx.AsyncClient) -> None:
    await gateway.add_worker(full_of_secrets)
    session_id = await ask(alice)
    made = await share(alice, session_id)
    history = (await alice.get(HISTORY, params={"session_id": session_id})).text
    async with stranger(gateway) as anybody:
        shown = (await anybody.get(made["url"])).text
    with sqlite3.connect(gateway.database_file) as database:
        (turn_id,) = database.execute("SELECT id FROM turn").fetchone()
        kept = "\n".join(database.iterdump())

    inside = ["ecret", session_id, turn_id, "msg_", "shr_", ALICE.organization_id, ALICE.user_id]
    assert history.count("secret") > 8
    assert [word for word in inside if word in shown] == []
    assert made["token"] not in kept
    assert made["token"][3:] not in kept


@requirement("share")
async def test_an_unknown_a_revoked_an_expired_and_a_deleted_share_answer_the_same(
    gateway: RunningGateway, alice: httpx.AsyncClient
) -> None:
    await gateway.add_worker(says("yes"))
    session_id = await ask(alice)
    revoked, expired, deleted = [await share(alice, session_id, expires_in_seconds=60) for _ in range(3)]
    async with stranger(gateway) as anybody:
        shown = [(await anybody.get(made["url"])).status_code for made in (revoked, expired, deleted)]
        assert (await alice.delete(f"{SHARES}/{revoked['id']}")).status_code == 204
        with sqlite3.connect(gateway.database_file) as database:
            database.execute("UPDATE share SET expires_at = 1 WHERE id = ?", [expired["id"]])
        absent = [await anybody.get(made["url"]) for made in (revoked, expired)]
        alive = await anybody.get(deleted["url"])
        assert (await alice.delete(f"{SESSIONS}/{session_id}")).status_code == 204
        absent += [
            await anybody.get(url)
            for url in (
                deleted["url"],
                f"{SHARED}/sh_{'A' * 43}",
                f"{SHARED}/{deleted['id']}",
                f"{SHARED}/%00",
                f"{SHARED}/sh_{'ä' * 43}",
            )
        ]

    assert (shown, alive.status_code) == ([200, 200, 200], 200)
    answers = {(response.status_code, response.content) for response in absent}
    assert [status for status, _ in answers] == [404]
    headers = {tuple(sorted((n, v) for n, v in response.headers.items() if n != "date")) for response in absent}
    assert len(headers) == 1
    with sqlite3.connect(gateway.database_file) as database:
        assert database.execute("SELECT count(*) FROM share").fetchone() == (0,)
    assert (await alice.delete(f"{SHARES}/{revoked['id']}")).status_code == 404
    entries = (await (await gateway.client(ADMIN)).get(AUDIT)).json()["entries"]
    noted = [(entry["object_id"], entry["user_id"]) for entry in entries if entry["action"] == "share.revoked"]
    assert noted == [(revoked["id"], ALICE.user_id)]


async def test_the_snapshot_of_an_expired_share_is_let_go_of(tmp_path: Path) -> None:
    async with running_gateway(tmp_path) as gateway:
        alice = await gateway.client()
        session_id = (await alice.post(SESSIONS)).json()["id"]
        expired, kept = [await share(alice, session_id, expires_in_seconds=seconds) for seconds in (60, 3_600)]
        with sqlite3.connect(gateway.database_file) as database:
            database.execute("UPDATE share SET expires_at = 1 WHERE id = ?", [expired["id"]])
        listed = [found["id"] for found in (await alice.get(SHARES)).json()["shares"]]
    # A gateway looks when it starts, and once a minute.
    async with running_gateway(tmp_path) as gateway:
        async with asyncio.timeout(10):
            while len(left := ids_in(gateway.database_file)) > 1:
                await asyncio.sleep(0.01)

    assert listed == [kept["id"]]
    assert left == [kept["id"]]


def ids_in(file: Path) -> list[str]:
    """The ids of all shares that are stored."""
    with sqlite3.connect(file) as database:
        return [row[0] for row in database.execute("SELECT id FROM share")]


async def test_a_session_that_a_client_named_is_shared_under_that_name(
    gateway: RunningGateway, alice: httpx.AsyncClient
) -> None:
    await gateway.add_worker(says("yes"))
    await alice.post(MESSAGES, json={"id": "my-chat", "messages": [{"role": "user", "content": "?"}]})
    made = await share(alice, "my-chat")
    listed = (await alice.get(SHARES, params={"session_id": "my-chat"})).json()["shares"]
    unknown = await alice.get(SHARES, params={"session_id": "no-chat"})

    assert [found["id"] for found in listed] == [made["id"]]
    assert unknown.status_code == 404


async def test_shares_are_listed_newest_first_of_one_session_or_of_all(
    gateway: RunningGateway, alice: httpx.AsyncClient
) -> None:
    await gateway.add_worker(says("yes"))
    first, second = await ask(alice), await ask(alice, text="And why?")
    made = [await share(alice, session_id) for session_id in (first, second, first)]
    public = [{key: found[key] for key in found if key not in ("token", "url")} for found in made]
    page = (await alice.get(SHARES, params={"limit": 2})).json()
    rest = (await alice.get(SHARES, params={"limit": 2, "after": page["after"]})).json()
    of_one = (await alice.get(SHARES, params={"session_id": first})).json()
    bob = await gateway.client(BOB)

    def by_id(found: dict[str, Any]) -> str:
        return str(found["id"])

    # Shares of one millisecond are told apart by their ids, whose order within it is chance.
    assert sorted(page["shares"] + rest["shares"], key=by_id) == sorted(public, key=by_id)
    assert (len(page["shares"]), rest["after"]) == (2, None)
    assert sorted(of_one["shares"], key=by_id) == sorted([public[0], public[2]], key=by_id)
    for query in ({}, {"session_id": first}, {"session_id": "ses_0"}):
        assert (await bob.get(SHARES, params=query)).json() == {"shares": [], "after": None}
    assert (await alice.get(SHARES, params={"after": "?"})).json()["code"] == "invalid_cursor"


@requirement("not-yours")
async def test_what_is_not_yours_can_be_neither_shared_nor_revoked(
    gateway: RunningGateway, alice: httpx.AsyncClient
) -> None:
    await gateway.add_worker(says("yes"))
    session_id = await ask(alice)
    made = await share(alice, session_id)
    # Whoever may read it may not share it.
    await alice.patch(f"{SESSIONS}/{session_id}", json={"visibility": "organization"})
    for principal in (BOB, MALLORY):
        other = await gateway.client(principal)
        answers = {
            (response.status_code, response.content)
            for response in (
                await other.post(f"{SESSIONS}/{session_id}/shares"),
                await other.post(f"{SESSIONS}/ses_0/shares"),
                await other.delete(f"{SHARES}/{made['id']}"),
                await other.delete(f"{SHARES}/shr_0"),
                await other.delete(f"{SHARES}/no id!"),
            )
        }
        assert [status for status, _ in answers] == [404]

    async with stranger(gateway) as anybody:
        assert (await anybody.get(made["url"])).status_code == 200
        assert (await anybody.post(f"{SESSIONS}/{session_id}/shares")).status_code == 401
        assert (await anybody.delete(f"{SHARES}/{made['id']}")).status_code == 401
        assert (await anybody.get(SHARES)).status_code == 401


async def test_a_long_session_is_shared_whole_in_its_order_or_not_at_all(tmp_path: Path) -> None:
    async with running_gateway(tmp_path, share_max_bytes=20_000) as gateway:
        alice = await gateway.client()
        await gateway.add_worker(says("answer"))
        session_id = await ask(alice, text="question 0")
        for number in range(1, 60):
            await ask(alice, session_id, f"question {number}")
        made = await share(alice, session_id)
        shown = (await alice.get(made["url"])).json()["messages"]
        await ask(alice, session_id, "x" * 10_000)
        refused = await alice.post(f"{SESSIONS}/{session_id}/shares")

        assert [message["parts"][0]["text"] for message in shown[::2]] == [f"question {n}" for n in range(60)]
        assert [message["role"] for message in shown] == ["user", "assistant"] * 60
        assert (refused.status_code, refused.json()["code"]) == (422, "session_too_large")
        assert len((await alice.get(SHARES)).json()["shares"]) == 1


async def test_a_share_lasts_between_a_minute_and_a_year(alice: httpx.AsyncClient) -> None:
    session_id = (await alice.post(SESSIONS)).json()["id"]
    for seconds in (59, 31_622_401, 3.5, "60", True):
        refused = await alice.post(f"{SESSIONS}/{session_id}/shares", json={"expires_in_seconds": seconds})
        assert (refused.status_code, refused.json()["code"]) == (422, "invalid_request")

    made = await share(alice, session_id, expires_in_seconds=31_622_400)
    assert made["expires_at"][:4] > made["created_at"][:4]


async def test_shares_and_their_reads_are_counted(tmp_path: Path) -> None:
    async with running_gateway(tmp_path, shares_per_user=2, shared_reads_per_minute=2) as gateway:
        alice, bob = await gateway.client(), await gateway.client(BOB)
        session_id = (await alice.post(SESSIONS)).json()["id"]
        first, second = await share(alice, session_id), await share(alice, session_id)
        refused = await alice.post(f"{SESSIONS}/{session_id}/shares")
        theirs = await share(bob, (await bob.post(SESSIONS)).json()["id"])
        statuses = [(await alice.get(first["url"])).status_code for _ in range(2)]
        often = await alice.get(first["url"])
        others = [(await alice.get(made["url"])).status_code for made in (second, theirs)]
        await alice.delete(f"{SHARES}/{first['id']}")
        again = await alice.post(f"{SESSIONS}/{session_id}/shares")

    assert (refused.status_code, refused.json()["code"]) == (409, "too_many_shares")
    assert (statuses, others, again.status_code) == ([200, 200], [200, 200], 201)
    assert (often.status_code, often.json()["code"]) == (429, "too_many_shared_reads")
    assert 1 <= int(often.headers["retry-after"]) <= 61


async def test_a_token_is_in_no_log(
    gateway: RunningGateway, alice: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    made = await share(alice, (await alice.post(SESSIONS)).json()["id"])
    with sqlite3.connect(gateway.database_file) as database:
        database.execute("DROP TABLE share")
    failed = await alice.get(made["url"])

    assert (failed.status_code, failed.json()["code"]) == (503, "storage_unavailable")
    (record,) = (record for record in caplog.records if record.message == "request failed")
    assert record.__dict__["path"] == f"{SHARED}/{{token}}"
    assert made["token"] not in caplog.text
