"""An application of a few lines behind the guard, and raw connections to it."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

from gateway.api.guard import ConnectionLimits
from tests.support.servers import serve

SHORT = ConnectionLimits(head_seconds=0.4, head_bytes=32_768, body_seconds=0.4, stall_seconds=0.4)
PATIENCE = 10.0
GET = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
POST = b"POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n"
BIG = 16_000_000


@dataclass
class App:
    """Answers by path, and tells how it went."""

    ended: asyncio.Queue[str] = field(default_factory=asyncio.Queue)
    read_on: asyncio.Event = field(default_factory=asyncio.Event)
    writers: list[asyncio.StreamWriter] = field(default_factory=list)
    port: int = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self._answer(scope["path"], receive, send)
        except ClientDisconnect:
            self.ended.put_nowait("gone")
        else:
            self.ended.put_nowait("done")

    async def _answer(self, path: str, receive: Receive, send: Send) -> None:
        match path:
            case "/body":
                size = await _read(receive)
                await _say(send, b"%d" % size)
            case "/late":
                # Long enough for every deadline to pass while nobody reads.
                await self.read_on.wait()
                await _say(send, b"%d" % await _read(receive))
            case "/unread":
                await _say(send, b"no")
            case "/big":
                await _say(send, b"x" * BIG)
            case "/flood":
                await self._flood(send)
            case "/stream":
                await self._stream(receive, send)
            case _:
                await _say(send, b"ok")

    async def _flood(self, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for _ in range(BIG // 65_536):
            await send({"type": "http.response.body", "body": b"x" * 65_536, "more_body": True})
        await send({"type": "http.response.body", "body": b""})

    async def _stream(self, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"begun", "more_body": True})
        while (await receive())["type"] != "http.disconnect":
            pass
        raise ClientDisconnect

    async def end(self) -> str:
        """How the next request to end has ended."""
        async with asyncio.timeout(PATIENCE):
            return await self.ended.get()

    async def connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """A connection that is closed with the server."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        self.writers.append(writer)
        return reader, writer


async def _say(send: Send, body: bytes) -> None:
    headers = [(b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _read(receive: Receive) -> int:
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        size += len(message["body"])
        if not message["more_body"]:
            return size


@asynccontextmanager
async def served(limits: ConnectionLimits = SHORT) -> AsyncGenerator[App]:
    """The application behind the guard."""
    app = App()
    async with serve(app, limits=limits) as url:
        app.port = urlsplit(url).port or 0
        yield app
        for writer in app.writers:
            writer.transport.abort()


async def is_cut(reader: asyncio.StreamReader) -> bool:
    """Wait for the end of the connection."""
    async with asyncio.timeout(PATIENCE):
        try:
            return await reader.read(-1) == b""
        except ConnectionError:
            return True


async def answer_of(reader: asyncio.StreamReader) -> bytes:
    """The body of the next answer."""
    async with asyncio.timeout(PATIENCE):
        head = await reader.readuntil(b"\r\n\r\n")
        if head.startswith(b"HTTP/1.1 100"):
            head = await reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200"), head
        length = head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]
        return await reader.readexactly(int(length))
