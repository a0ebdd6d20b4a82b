"""Only so many streams at once, and each of them is counted until it ends, however it does."""

import asyncio
import socket
import sqlite3
from collections.abc import AsyncGenerator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from shared.ids import new_id
from tests.support.running_gateway import BOB, MALLORY, RunningGateway, running_gateway
from tests.support.scripted_worker import held, says

MESSAGES = "/api/v1/chat/messages"
PATIENCE = 10.0
COUNTS = """
SELECT (SELECT count(*) FROM session), (SELECT count(*) FROM turn), (SELECT count(*) FROM message)
"""
STREAMS = 3
STATES = ("before its body", "while it is stored", "queued", "while it is told", "stalled", "over")


@pytest.fixture
async def small(tmp_path: Path) -> AsyncGenerator[RunningGateway]:
    """A gateway that bears few streams."""
    async with running_gateway(tmp_path, streams_per_organization=STREAMS, streams_total=STREAMS + 1) as running:
        yield running


async def test_one_stream_too_many_of_an_organization_is_refused_and_stores_nothing(small: RunningGateway) -> None:
    alice, bob = await small.client(), await small.client(BOB)
    gate = asyncio.Event()
    await small.add_worker(held(gate, before=("a",), after=("b",)))
    async with alice.stream("POST", MESSAGES, json={"message": "one"}) as asked:
        turn_id = asked.headers["x-chat-turn-id"]
        session_id = asked.headers["x-chat-session-id"]
        follow = f"/api/v1/chat/turns/{turn_id}/stream"
        async with alice.stream("GET", follow), alice.stream("GET", f"/api/v1/chat/sessions/{session_id}/stream"):
            before = _stored(small.database_file)
            refused = [
                await bob.post(MESSAGES, json={"message": "too many"}),
                await alice.get(follow),
                await alice.get(f"{MESSAGES}/{session_id}/stream"),
            ]
            assert _stored(small.database_file) == before
            assert small.inside.public.streams.count == STREAMS

        for answer in refused:
            assert answer.status_code == 429
            assert answer.json()["code"] == "too_many_streams"
            assert int(answer.headers["retry-after"]) > 0
        # Two have ended: there is room again, and other requests never needed any.
        await _until(small, 1)
        async with alice.stream("GET", follow) as again:
            assert again.status_code == 200
        gate.set()
        await asked.aread()
    await _until(small, 0)


async def test_one_stream_too_many_altogether_is_refused(small: RunningGateway) -> None:
    alice, mallory = await small.client(), await small.client(MALLORY)
    async with alice.stream("POST", MESSAGES, json={"message": "one"}) as asked:
        follow = f"/api/v1/chat/turns/{asked.headers['x-chat-turn-id']}/stream"
        async with (
            alice.stream("GET", follow),
            alice.stream("GET", follow),
            mallory.stream("POST", MESSAGES, json={"message": "last"}) as last,
        ):
            assert last.status_code == 200
            before = _stored(small.database_file)

            full = await mallory.post(MESSAGES, json={"message": "no room"})

            assert (full.status_code, full.json()["code"]) == (503, "streams_full")
            assert int(full.headers["retry-after"]) > 0
            assert _stored(small.database_file) == before
    await _until(small, 0)


async def test_what_never_became_a_stream_is_not_counted(small: RunningGateway) -> None:
    alice = await small.client()
    await small.add_worker(says("hello"))
    nobody = f"/api/v1/chat/turns/{new_id('turn')}/stream"
    answers = [
        await alice.post(MESSAGES, json={"message": ""}),
        await alice.post(MESSAGES, json={"message": "x", "session_id": new_id("ses")}),
        await alice.post(MESSAGES, content=b"{", headers={"content-type": "application/json"}),
        await alice.get(nobody),
        await alice.get(nobody, headers={"last-event-id": "x"}),
        await alice.get(f"/api/v1/chat/sessions/{new_id('ses')}/stream"),
        await alice.post(MESSAGES, json={"message": "x"}),
        await alice.head(f"/api/v1/chat/turns/{new_id('turn')}/stream"),
    ]

    assert [answer.status_code for answer in answers] == [422, 404, 422, 404, 400, 404, 200, 404]
    await _until(small, 0)


async def test_a_look_at_the_head_of_a_stream_ends_at_once(small: RunningGateway) -> None:
    alice = await small.client()
    async with alice.stream("POST", MESSAGES, json={"message": "queued"}) as asked:
        answer = await alice.head(f"/api/v1/chat/turns/{asked.headers['x-chat-turn-id']}/stream")

        assert answer.status_code == 200
        assert answer.headers["content-type"] == "text/event-stream"
        await _until(small, 1)


@pytest.mark.parametrize("state", STATES)
async def test_a_client_that_is_gone_is_not_counted(tmp_path: Path, state: str) -> None:
    gate = asyncio.Event()
    texts = ("x" * 16_000,) * 1_000 if state == "stalled" else ("b",)
    async with running_gateway(tmp_path, http_stall_seconds=0.5) as gateway:
        alice = await gateway.client()
        if state not in {"before its body", "while it is stored", "queued"}:
            await gateway.add_worker(held(gate, before=("a",), after=texts))
        with socket.create_connection(("127.0.0.1", urlsplit(gateway.public_url).port or 0)) as client:
            await _ask(client, alice, state)
            if state == "while it is stored":
                # Looked for at every turn of the loop: counted, but no byte of the answer is written yet.
                while not gateway.inside.public.streams.count:
                    await asyncio.sleep(0)
            if state in {"stalled", "over"}:
                gate.set()
            if state == "over":
                await _until_told(client, b"[DONE]")
            if state == "stalled":
                # Nobody hangs up: it is dropped for not reading, and the answer is written all the same.
                await _until(gateway, 1)
                await _until(gateway, 0)
        await _until(gateway, 0)


async def test_streams_that_a_stopping_gateway_ends_are_not_counted(small: RunningGateway) -> None:
    alice = await small.client()
    async with alice.stream("POST", MESSAGES, json={"message": "queued"}) as asked:
        assert small.inside.public.streams.count == 1
        await small.inside.drain(0)
        await asked.aread()
    await _until(small, 0)


async def _ask(client: socket.socket, alice: httpx.AsyncClient, state: str) -> None:
    body = b'{"message": "go on"}'
    head = (
        f"POST {MESSAGES} HTTP/1.1\r\nHost: x\r\nX-API-Key: {alice.headers['x-api-key']}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    ).encode()
    client.sendall(head if state == "before its body" else head + body)
    match state:
        case "queued":
            await _until_told(client, b"start-step")
        case "while it is told":
            await _until_told(client, b"text-delta")


async def _until_told(client: socket.socket, word: bytes) -> None:
    client.setblocking(False)
    read = b""
    async with asyncio.timeout(PATIENCE):
        while word not in read:
            read += await asyncio.get_running_loop().sock_recv(client, 65_536)


async def _until(gateway: RunningGateway, count: int) -> None:
    async with asyncio.timeout(PATIENCE):
        while gateway.inside.public.streams.count != count:
            await asyncio.sleep(0.005)


def _stored(database: Path) -> tuple[int, ...]:
    with sqlite3.connect(database) as look:
        counts: tuple[int, ...] = look.execute(COUNTS).fetchone()
    look.close()
    return counts
