"""Bodies with whole conversations: larger than ours, bounded in bytes, number and time."""

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from gateway.api import large_bodies
from gateway.api.bodies import MAX_BODY_BYTES
from tests.gateway.api.test_send_message import MESSAGES
from tests.support.running_gateway import BOB, MALLORY, RunningGateway
from tests.support.scripted_worker import says

TYPE = {"content-type": "application/json"}
HELLO = {"id": "u1", "role": "user", "parts": [{"type": "text", "text": "Hello"}]}


def conversation(size: int) -> bytes:
    """A body of a client that sends everything, of about so many bytes."""
    image = {"type": "file", "mediaType": "image/png", "url": "data:image/png;base64," + "A" * size}
    old = {"id": "a1", "role": "assistant", "parts": [image]}
    return json.dumps({"id": "c", "messages": [old, HELLO], "trigger": "submit-message"}).encode()


async def test_a_long_conversation_is_read(gateway: RunningGateway, alice: httpx.AsyncClient) -> None:
    worker = await gateway.add_worker(says("Hi"))

    answer = await alice.post(MESSAGES, content=conversation(3_000_000), headers=TYPE)

    assert answer.status_code == 200, answer.text
    assert worker.requests[0].question == "Hello"


@pytest.mark.parametrize(
    "body",
    [
        json.dumps({"message": "x" * MAX_BODY_BYTES}).encode(),
        b"x" * (MAX_BODY_BYTES + 1),
        json.dumps({"messages": [[]] * 300_000}).encode(),
        conversation(8_388_608),
    ],
    ids=["our own", "no JSON", "too many values", "more than may be"],
)
async def test_what_is_too_large_is_refused(alice: httpx.AsyncClient, body: bytes) -> None:
    refused = await alice.post(MESSAGES, content=body, headers=TYPE)

    assert (refused.status_code, refused.json()["code"]) == (413, "content_too_large")


async def test_a_body_of_unknown_length_is_cut_off(alice: httpx.AsyncClient) -> None:
    body = conversation(8_388_608)

    async def pieces() -> AsyncIterator[bytes]:
        for at in range(0, len(body), 65_536):
            yield body[at : at + 65_536]

    refused = await alice.post(MESSAGES, content=pieces(), headers=TYPE)

    assert refused.status_code == 413


async def test_a_body_that_says_to_be_too_large_is_not_waited_for(alice: httpx.AsyncClient) -> None:
    assert await answered(alice, 8_388_609, b"") == 413


async def test_an_organization_sends_few_at_a_time_and_does_not_keep_others_from_it(
    gateway: RunningGateway, alice: httpx.AsyncClient
) -> None:
    await gateway.add_worker(says("Hi"))
    bob, mallory = await gateway.client(BOB), await gateway.client(MALLORY)
    async with sending(gateway, alice, large_bodies.PER_ORGANIZATION):
        refused = await bob.post(MESSAGES, content=conversation(300_000), headers=TYPE)
        small = await bob.post(MESSAGES, json={"message": "Hello"})
        theirs = await mallory.post(MESSAGES, content=conversation(300_000), headers=TYPE)
    await until(gateway, 0)
    after = await bob.post(MESSAGES, content=conversation(300_000), headers=TYPE)

    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_large_bodies")
    assert int(refused.headers["retry-after"]) > 0
    assert [response.status_code for response in (small, theirs, after)] == [200, 200, 200]


async def test_altogether_few_are_read_at_a_time(
    gateway: RunningGateway, alice: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gateway.inside.public.large_bodies.places, "_total", 2)
    mallory = await gateway.client(MALLORY)
    async with sending(gateway, alice, 2):
        refused = await mallory.post(MESSAGES, content=conversation(300_000), headers=TYPE)

    assert (refused.status_code, refused.json()["code"]) == (503, "large_bodies_full")


async def test_a_large_body_that_takes_too_long_is_given_up(
    gateway: RunningGateway, alice: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gateway.inside.public.large_bodies, "_seconds", 0.05)
    size = MAX_BODY_BYTES + 2

    # All but the last byte.
    assert await answered(alice, size, b"x" * (size - 1)) == 408
    assert gateway.inside.public.large_bodies.places.count == 0


async def answered(client: httpx.AsyncClient, size: int, begun: bytes) -> int:
    """The status of a request whose body is of this size, and only begun."""
    reader, writer = await asyncio.open_connection("127.0.0.1", client.base_url.port)
    key = client.headers["x-api-key"]
    head = f"POST {MESSAGES} HTTP/1.1\r\nHost: x\r\nX-API-Key: {key}\r\nContent-Length: {size}\r\n\r\n"
    writer.write(head.encode() + begun)
    try:
        async with asyncio.timeout(20):
            return int((await reader.readline()).split()[1])
    finally:
        writer.transport.abort()


async def until(gateway: RunningGateway, count: int) -> None:
    """Wait until so many large bodies are being read."""
    while gateway.inside.public.large_bodies.places.count != count:
        await asyncio.sleep(0.005)


@asynccontextmanager
async def sending(gateway: RunningGateway, client: httpx.AsyncClient, count: int) -> AsyncGenerator[None]:
    """So many large bodies are under way, until the context is left: then their senders hang up."""

    async def slow() -> AsyncIterator[bytes]:
        yield b"x" * (MAX_BODY_BYTES + 1)
        await asyncio.Event().wait()

    tasks = [asyncio.create_task(client.post(MESSAGES, content=slow(), headers=TYPE)) for _ in range(count)]
    try:
        async with asyncio.timeout(20):
            await until(gateway, count)
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
