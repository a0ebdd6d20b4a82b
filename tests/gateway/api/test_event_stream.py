"""What a stream costs the others: silence, floods, readers that are slow and readers that leave."""

import asyncio
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Route

from gateway.api.event_stream import MAX_WRITE_BYTES, EventStream
from gateway.chat import feed as feed_module
from gateway.chat.errors import StorageUnavailable
from gateway.chat.feed import Feed, News
from gateway.chat.model import StoredEvent
from gateway.protocols.ui_stream import UiStreamEncoder
from shared.events import TextDelta, TextStarted, TurnFinished
from tests.support.running_gateway import RunningGateway
from tests.support.scripted_worker import held
from tests.support.servers import serve
from tests.support.ui_stream import chunks_of, text_of

MESSAGES = "/api/v1/chat/messages"
PATIENCE = 20.0
MILLION = 1_000_000
WORD = TextDelta(part_id="t1", text="word ")
START = TextStarted(part_id="t1", agent="synthesiser")
END = TurnFinished(outcome="done", finish_reason="stop", at=1)


async def test_a_silent_stream_is_kept_open(
    gateway: RunningGateway, alice: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed_module, "TICK_SECONDS", 0.01)
    async with asyncio.timeout(PATIENCE), alice.stream("POST", MESSAGES, json={"message": "queued"}) as asked:
        read = b""
        async for data in asked.aiter_raw():
            read += data
            if read.count(b": keep-alive\n\n") == 3:
                break


async def test_a_stream_that_says_something_is_not_reminded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed_module, "SILENT_TICKS", 2)
    told = Feed(lambda: None)

    assert [told.tick(), told.tick()] == [False, True]
    told.extend([StoredEvent(1, WORD)])
    assert [told.tick(), told.tick()] == [False, True]


@pytest.mark.parametrize("after", [0, MILLION - 1], ids=["from the first event", "after almost all"])
async def test_a_reader_far_behind_lets_others_run(after: int) -> None:
    async with _million() as (url, followed):
        watching = asyncio.create_task(_longest_standstill(seconds=1.5))
        reader, writer = await asyncio.open_connection("127.0.0.1", urlsplit(url).port)
        writer.write(b"GET /stream?after=%d HTTP/1.1\r\nHost: x\r\n\r\n" % after)
        reading = asyncio.create_task(reader.read(-1))
        while not watching.done():
            await asyncio.wait({watching, reading}, return_when=asyncio.FIRST_COMPLETED)
        assert followed.readers == 1
        writer.transport.abort()
        await asyncio.wait({reading})

        # Measured: 10 to 30 ms; without the pause between two pieces it is seconds.
        assert watching.result() < 0.5


async def test_a_reader_that_leaves_in_a_flood_is_gone_at_once() -> None:
    async with _million() as (url, followed):
        reader, writer = await asyncio.open_connection("127.0.0.1", urlsplit(url).port)
        writer.write(b"GET /stream HTTP/1.1\r\nHost: x\r\n\r\n")
        await reader.readexactly(1_000_000)
        assert followed.readers == 1
        writer.transport.abort()
        left = time.monotonic()
        while followed.readers and time.monotonic() - left < PATIENCE:
            await asyncio.sleep(0.001)

        # Measured: 1 to 5 ms; the rest is for a busy machine.
        assert time.monotonic() - left < 0.5


async def test_readers_that_come_and_go_leave_nothing_in_a_silent_feed() -> None:
    told = Feed(lambda: None)
    readers = [asyncio.create_task(anext(told.follow(0))) for _ in range(10)]
    await asyncio.sleep(0)
    assert told.readers == 10
    for reader in readers:
        reader.cancel()
    await asyncio.wait(readers)

    assert (told.readers, told._waiting) == (0, set())


async def test_no_write_is_much_larger_than_it_may_be() -> None:
    size = 5_000
    big = TextDelta(part_id="t1", text="x" * size)
    batch: list[News] = [StoredEvent(1, START), *(StoredEvent(n, big) for n in range(2, 200)), StoredEvent(200, END)]

    sent = await _sent(_batches(batch))

    bodies = [message["body"] for message in sent[1:]]
    assert all(len(body) < MAX_WRITE_BYTES + size + 200 for body in bodies)
    assert len(bodies) > 198 * size // MAX_WRITE_BYTES
    assert text_of(chunks_of(b"".join(bodies))) == big.text * 198
    assert sent[-1]["more_body"] is False


async def test_a_store_that_fails_in_the_middle_ends_the_stream_with_an_error() -> None:
    async def breaks() -> AsyncGenerator[Sequence[News]]:
        yield [StoredEvent(1, START), StoredEvent(2, WORD)]
        raise StorageUnavailable

    sent = await _sent(breaks())

    chunks = chunks_of(b"".join(message["body"] for message in sent[1:]))
    assert text_of(chunks) == WORD.text
    assert chunks[-1]["type"] == "error"


async def test_a_slow_reader_holds_up_neither_the_turn_nor_another_reader(
    gateway: RunningGateway, alice: httpx.AsyncClient
) -> None:
    gate = asyncio.Event()
    texts = tuple(f"{n:06}" + "x " * 5_000 for n in range(1_000))
    await gateway.add_worker(held(gate, before=("begun",), after=texts))
    async with asyncio.timeout(PATIENCE), alice.stream("POST", MESSAGES, json={"message": "much"}) as slow:
        # It reads nothing until the turn is over, and 10 MB are more than the system keeps for it.
        gate.set()
        quick = await alice.get(f"/api/v1/chat/turns/{slow.headers['x-chat-turn-id']}/stream")
        history = await alice.get("/api/v1/chat/history", params={"session_id": slow.headers["x-chat-session-id"]})
        late = await slow.aread()

    whole = "begun" + "".join(texts)
    assert history.json()["messages"][-1]["status"] == "complete"
    assert text_of(chunks_of(quick.content)) == whole
    assert text_of(chunks_of(late)) == whole


@asynccontextmanager
async def _million() -> AsyncGenerator[tuple[str, Feed]]:
    """A server of a turn of a million events, and the feed of that."""
    told = Feed(lambda: None)
    told.extend([StoredEvent(n, WORD) for n in range(1, MILLION + 1)])

    async def stream(request: Request) -> EventStream:
        after = int(request.query_params.get("after", "0"))
        return EventStream(told.follow(0), UiStreamEncoder(), {}, after=after)

    async with serve(Starlette(routes=[Route("/stream", stream)])) as url:
        yield url, told


async def _longest_standstill(seconds: float) -> float:
    """The longest time for which nothing else was served in so many seconds."""
    began = before = time.monotonic()
    longest = 0.0
    while before - began < seconds:
        await asyncio.sleep(0)
        now = time.monotonic()
        longest, before = max(longest, now - before), now
    return longest


async def _batches(*batches: Sequence[News]) -> AsyncGenerator[Sequence[News]]:
    for batch in batches:
        yield batch


async def _sent(batches: AsyncGenerator[Sequence[News]]) -> list[Any]:
    """The messages of a whole stream, as the server gets them."""
    sent: list[Any] = []
    is_complete = asyncio.Event()

    async def send(message: Any) -> None:
        sent.append(message)
        if message.get("more_body") is False:
            is_complete.set()

    async def receive() -> dict[str, str]:
        await is_complete.wait()
        return {"type": "http.disconnect"}

    async with asyncio.timeout(PATIENCE):
        await EventStream(batches, UiStreamEncoder(), {})({"type": "http", "method": "GET"}, receive, send)
    return sent
