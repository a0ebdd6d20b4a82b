"""Clients that do not read, or send what they should not while they are answered."""

import asyncio
import socket
from pathlib import Path

from tests.gateway.api.guarded_app import BIG, GET, PATIENCE, SHORT, answer_of, is_cut, served


async def test_a_reader_that_takes_nothing_is_cut_off_and_another_is_not() -> None:
    async with served() as app:
        with socket.create_connection(("127.0.0.1", app.port)) as stalled:
            stalled.sendall(b"GET /big HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            reader, writer = await app.connect()
            writer.write(b"GET /big HTTP/1.1\r\nHost: x\r\n\r\n")
            assert len(await answer_of(reader)) == BIG
            assert await app.end() == "done"
            # The handler has long gone; what it wrote must not stay for ever.
            async with asyncio.timeout(PATIENCE):
                while _connections_to(app.port) > 1:
                    await asyncio.sleep(0.02)


async def test_a_handler_does_not_wait_for_a_reader_for_ever() -> None:
    async with served() as app:
        with socket.create_connection(("127.0.0.1", app.port)) as stalled:
            stalled.sendall(b"GET /flood HTTP/1.1\r\nHost: x\r\n\r\n")

            assert await app.end() == "done"


async def test_a_silent_stream_outlives_every_deadline() -> None:
    async with served() as app:
        reader, writer = await app.connect()
        writer.write(b"GET /stream HTTP/1.1\r\nHost: x\r\n\r\n")
        async with asyncio.timeout(PATIENCE):
            await reader.readuntil(b"begun\r\n")
        await asyncio.sleep(SHORT.head_seconds * 3)
        assert app.ended.empty()
        writer.close()

        assert await app.end() == "gone"


async def test_a_stream_ends_with_its_client_also_when_a_request_waits_behind_it() -> None:
    async with served() as app:
        reader, writer = await app.connect()
        writer.write(b"GET /stream HTTP/1.1\r\nHost: x\r\n\r\n" + GET)
        async with asyncio.timeout(PATIENCE):
            await reader.readuntil(b"begun\r\n")
            writer.transport.abort()

            assert await app.end() == "gone"
        assert app.ended.empty()


async def test_nonsense_behind_a_stream_does_not_get_into_it() -> None:
    async with served() as app:
        reader, writer = await app.connect()
        writer.write(b"GET /stream HTTP/1.1\r\nHost: x\r\n\r\n")
        async with asyncio.timeout(PATIENCE):
            await reader.readuntil(b"begun\r\n")
        writer.write(b"nonsense\r\n\r\n")

        assert await is_cut(reader)
        assert await app.end() == "gone"


async def test_more_requests_than_anybody_sends_ahead_are_cut_off() -> None:
    async with served() as app:
        reader, writer = await app.connect()
        writer.write(GET * 1_000)

        assert await is_cut(reader)


def _connections_to(port: int) -> int:
    """Connections that this process holds at that port's end and whose owner has not let go of them."""
    lines = Path("/proc/net/tcp").read_text().splitlines()[1:]
    return sum(1 for line in lines if line.split()[1].endswith(f":{port:04X}") and line.split()[3] == "01")
