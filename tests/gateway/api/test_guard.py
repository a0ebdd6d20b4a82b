"""Clients that send slowly, endlessly or not at all: cut off in time, while others notice nothing."""

import asyncio
import os
from pathlib import Path

import httpx

from gateway.api.guard import ConnectionLimits
from tests.gateway.api.guarded_app import BIG, GET, PATIENCE, POST, SHORT, answer_of, is_cut, served


async def test_two_hundred_half_open_connections_end_and_hold_nobody_up() -> None:
    async with served() as app:
        opened = [await app.connect() for _ in range(200)]
        for number, (_, writer) in enumerate(opened):
            # Nothing, half a line, half a head, line ends only.
            writer.write([b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: x\r\n", b"\r\n\r\n"][number % 4])
        began = asyncio.get_running_loop().time()
        async with httpx.AsyncClient(trust_env=False) as client:
            assert (await client.get(f"http://127.0.0.1:{app.port}/")).text == "ok"
        took = asyncio.get_running_loop().time() - began

        assert all([await is_cut(reader) for reader, _ in opened])
        assert took < SHORT.head_seconds
        assert app.ended.qsize() == 1


async def test_a_head_that_drips_in_is_cut_off() -> None:
    async with served() as app:
        reader, writer = await app.connect()
        cut = asyncio.ensure_future(is_cut(reader))
        writer.write(b"GET / HTTP/1.1\r\nX: ")
        while not cut.done():
            writer.write(b"a")
            await asyncio.sleep(0.02)

        assert cut.result()
        assert app.ended.empty()


async def test_an_endless_head_is_cut_off_and_not_collected() -> None:
    async with served(ConnectionLimits()) as app:
        reader, writer = await app.connect()
        before, sent = _resident_bytes(), 0
        writer.write(b"GET / HTTP/1.1\r\nX: ")
        try:
            while sent < BIG:
                writer.write(b"a" * 65_536)
                await writer.drain()
                sent += 65_536
        except ConnectionError:
            pass

        assert sent < BIG
        assert await _is_refused(reader)
        assert _resident_bytes() - before < 8_000_000


async def test_a_second_head_has_its_deadline_too() -> None:
    async with served() as app:
        for beginning in (b"GET / HT", b"\r\n"):
            reader, writer = await app.connect()
            writer.write(GET)
            assert await answer_of(reader) == b"ok"
            writer.write(beginning)

            assert await is_cut(reader)


async def test_an_idle_connection_is_kept_past_the_deadlines() -> None:
    async with served() as app:
        reader, writer = await app.connect()
        for _ in range(3):
            writer.write(GET)
            assert await answer_of(reader) == b"ok"
            await asyncio.sleep(SHORT.head_seconds * 1.5)
        writer.close()


async def test_a_body_that_stops_is_cut_off() -> None:
    async with served() as app:
        reader, writer = await app.connect()
        writer.write(POST % 10_000 + b"a" * 5_000)

        assert await is_cut(reader)
        assert await app.end() == "gone"


async def test_a_body_that_drips_in_is_cut_off() -> None:
    async with served() as app:
        reader, writer = await app.connect()
        writer.write(POST % 10_000)
        cut = asyncio.ensure_future(is_cut(reader))
        while not cut.done():
            writer.write(b"a")
            await asyncio.sleep(0.02)

        assert cut.result()
        assert await app.end() == "gone"


async def test_a_slow_body_that_goes_on_is_read_to_its_end() -> None:
    async with served() as app:
        reader, writer = await app.connect()
        writer.write(POST % (10 * 8_192))
        for _ in range(10):
            writer.write(b"a" * 8_192)
            await asyncio.sleep(SHORT.body_seconds / 4)

        assert await answer_of(reader) == b"81920"


async def test_large_bodies_behind_each_other_are_read() -> None:
    body = b"a" * 204_800
    async with served() as app:
        reader, writer = await app.connect()
        writer.write((POST % len(body) + body) * 5)

        assert [await answer_of(reader) for _ in range(5)] == [b"204800"] * 5


async def test_a_handler_may_let_a_body_wait() -> None:
    late = b"POST /late HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n"
    async with served() as app:
        # More than is read ahead of a handler; and a client that waits to be asked.
        reader, writer = await app.connect()
        writer.write(late % BIG + b"\r\n" + b"a" * BIG)
        asked_reader, asked_writer = await app.connect()
        asked_writer.write(late % 5 + b"Expect: 100-continue\r\n\r\n")
        await asyncio.sleep(SHORT.body_seconds * 2)
        app.read_on.set()
        assert await answer_of(reader) == b"%d" % BIG
        async with asyncio.timeout(PATIENCE):
            assert (await asked_reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 100")
        asked_writer.write(b"hello")

        assert await answer_of(asked_reader) == b"5"


async def test_a_client_that_was_let_wait_has_its_whole_time_then() -> None:
    async with served(ConnectionLimits(body_seconds=1)) as app:
        reader, writer = await app.connect()
        writer.write(b"POST /late HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n")
        await asyncio.sleep(0.6)
        app.read_on.set()
        async with asyncio.timeout(PATIENCE):
            assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 100")
        await asyncio.sleep(0.6)
        writer.write(b"hello")

        assert await answer_of(reader) == b"5"


async def test_a_head_behind_a_large_body_is_not_mistaken_for_a_large_head() -> None:
    body = b"a" * 204_800
    async with served() as app:
        reader, writer = await app.connect()
        writer.write(POST % len(body) + body + GET[:-2])
        assert await answer_of(reader) == b"204800"
        writer.write(GET[-2:])

        assert await answer_of(reader) == b"ok"


async def test_the_rest_of_an_answered_body_does_not_hold_the_connection() -> None:
    async with served() as app:
        reader, writer = await app.connect()
        writer.write(b"POST /unread HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000\r\n\r\n")
        assert await answer_of(reader) == b"no"
        cut = asyncio.ensure_future(is_cut(reader))
        while not cut.done():
            writer.write(b"a" * 8_192)
            await asyncio.sleep(0.02)

        assert cut.result()


async def _is_refused(reader: asyncio.StreamReader) -> bool:
    async with asyncio.timeout(PATIENCE):
        try:
            return (await reader.read(-1)).startswith(b"HTTP/1.1 400") or reader.at_eof()
        except ConnectionError:
            return True


def _resident_bytes() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
