"""Requests that two servers in a row could cut differently: refused and closed, and nothing behind them is answered."""

import asyncio
import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from gateway.api.guard import ConnectionLimits
from tests.support.servers import serve

HIDDEN = b"GET /hidden HTTP/1.1\r\nHost: x\r\n\r\n"
POST = b"POST /shown HTTP/1.1\r\nHost: x\r\n"
GET = b"GET /shown HTTP/1.1\r\nHost: x\r\n"
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n\r\n"

REFUSED = {
    "length beside coding": POST + b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
    "coding beside length": POST + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "list of one length": POST + b"Content-Length: 5, 5\r\n\r\nhello",
    "list of two lengths": POST + b"Content-Length: 0, 33\r\n\r\n",
    "same length twice": POST + b"Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello",
    "two lengths": POST + b"Content-Length: 0\r\nContent-Length: 33\r\n\r\n",
    "length with a sign": POST + b"Content-Length: +5\r\n\r\nhello",
    "length below zero": POST + b"Content-Length: -1\r\n\r\n",
    "length in hex": POST + b"Content-Length: 0x5\r\n\r\nhello",
    "length with a space": POST + b"Content-Length: 1 1\r\n\r\nhello",
    "length with an underscore": POST + b"Content-Length: 1_0\r\n\r\nhello",
    "length beyond any number": POST + b"Content-Length: 99999999999999999999999\r\n\r\nhello",
    "empty length": POST + b"Content-Length: \r\n\r\n",
    "unknown coding": POST + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "identity": POST + b"Transfer-Encoding: identity\r\n\r\n",
    "identity last": POST + b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
    "another coding first": POST + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
    "coding in quotes": POST + b'Transfer-Encoding: "chunked"\r\n\r\n0\r\n\r\n',
    "coding after a vertical tab": POST + b"Transfer-Encoding:\x0bchunked\r\n\r\n0\r\n\r\n",
    "coding after a space and colon": POST + b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
    "two codings": POST + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
    "one coding twice": POST + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "coding in HTTP/1.0": b"POST /shown HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "bare line feeds": b"GET /shown HTTP/1.1\nHost: x\n\n",
    "bare line feed in the head": b"GET /shown HTTP/1.1\r\nHost: x\nX: y\r\n\r\n",
    "bare line feed at its end": b"GET /shown HTTP/1.1\r\nHost: x\r\n\n",
    "bare carriage return": b"GET /shown HTTP/1.1\r\nHost: x\rX: y\r\n\r\n",
    "folded line": GET + b"X: y\r\n folded\r\n\r\n",
    "folded coding": POST + b"Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n",
    "folded first line": b"GET /shown HTTP/1.1\r\n Host: x\r\n\r\n",
    "NUL in a value": GET + b"X: a\0b\r\n\r\n",
    "NUL in a name": GET + b"X\0: ab\r\n\r\n",
    "NUL in the path": b"GET /shown\0 HTTP/1.1\r\nHost: x\r\n\r\n",
    "line without a colon": GET + b"nonsense\r\n\r\n",
    "line without a name": GET + b": y\r\n\r\n",
    "name of two words": GET + b"A B: y\r\n\r\n",
    "no host": b"GET /shown HTTP/1.1\r\n\r\n",
    "two hosts": GET + b"Host: y\r\n\r\n",
    "bytes of TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(range(128, 228)),
    "no HTTP": b"hello world\r\n\r\n",
    "HTTP/0.9": b"GET /shown\r\n\r\n",
    "HTTP/1.2": b"GET /shown HTTP/1.2\r\nHost: x\r\n\r\n",
    "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "method in small letters": b"get /shown HTTP/1.1\r\nHost: x\r\n\r\n",
    "path outside of ASCII": "GET /gezeigt/ä HTTP/1.1\r\nHost: x\r\n\r\n".encode(),
    "tunnel": b"CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n",
    "one long line": GET + b"X: " + b"a" * 40_000 + b"\r\n\r\n",
    "many short lines": GET + b"".join(b"x%d: y\r\n" % n for n in range(5_000)) + b"\r\n",
    "long path": b"GET /" + b"a" * 40_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
}
# Seen only while the handler already reads the body: it finds the client gone.
CUT = {
    "size with a letter behind": CHUNKED + b"5x\r\nhello\r\n0\r\n\r\n",
    "size with a prefix": CHUNKED + b"0x5\r\nhello\r\n0\r\n\r\n",
    "size below zero": CHUNKED + b"-5\r\nhello\r\n0\r\n\r\n",
    "size beyond any number": CHUNKED + b"fffffffffffffffff\r\nhello\r\n0\r\n\r\n",
    "size and a space": CHUNKED + b"5 \r\nhello\r\n0\r\n\r\n",
    "no size": CHUNKED + b"\r\nhello\r\n0\r\n\r\n",
    "bare line feeds between chunks": CHUNKED + b"5\nhello\n0\n\n",
    "bare line feed after an extension": CHUNKED + b"5;a\nhello\r\n0\r\n\r\n",
    "chunk longer than its size": CHUNKED + b"5\r\nhelloXX0\r\n\r\n",
}
# One answer, and whatever follows is left unread.
LAST = {
    "upgrade with a body": POST + b"Connection: Upgrade\r\nUpgrade: h2c\r\nContent-Length: %d\r\n\r\n" % len(HIDDEN),
    "upgrade": GET + b"Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
    "close": GET + b"Connection: close\r\n\r\n",
    "HTTP/1.0": b"GET /shown HTTP/1.0\r\n\r\n",
}


class Server:
    """Notes what it is asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.answered: list[str] = []
        self.port = 0

    async def answer(self, request: Request) -> Response:
        self.asked.append(request.url.path)
        try:
            await request.body()
        except ClientDisconnect:
            return Response(status_code=499)
        self.answered.append(request.url.path)
        return PlainTextResponse("yes")

    async def statuses(self, sent: bytes) -> list[int]:
        """The statuses that are answered until the server closes."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            writer.write(sent)
            async with asyncio.timeout(10):
                received = await reader.read(-1)
        except ConnectionResetError:
            received = b""
        finally:
            writer.close()
        return [int(status) for status in re.findall(rb"HTTP/1\.1 (\d+)", received)]


@asynccontextmanager
async def server() -> AsyncGenerator[Server]:
    found = Server()
    routes = [Route("/{path:path}", found.answer, methods=["GET", "POST", "CONNECT"])]
    async with serve(Starlette(routes=routes), limits=ConnectionLimits()) as url:
        found.port = urlsplit(url).port or 0
        yield found


async def test_what_is_unclear_is_refused_and_closed() -> None:
    async with server() as asked:
        statuses = {name: await asked.statuses(sent + HIDDEN) for name, sent in REFUSED.items()}

        assert {name: found for name, found in statuses.items() if found != [400]} == {}
        assert asked.asked == []


async def test_an_unclear_body_is_cut_off_and_nothing_is_done() -> None:
    async with server() as asked:
        statuses = {name: await asked.statuses(sent + HIDDEN) for name, sent in CUT.items()}

        assert {name: found for name, found in statuses.items() if found != []} == {}
        assert set(asked.asked) == {"/shown"}
        assert asked.answered == []


async def test_nothing_is_read_behind_a_last_request() -> None:
    async with server() as asked:
        statuses = {name: await asked.statuses(sent + HIDDEN) for name, sent in LAST.items()}

        assert {name: found for name, found in statuses.items() if found != [200]} == {}
        assert asked.asked == ["/shown"] * len(LAST)


async def test_who_asks_for_another_protocol_is_told_that_this_was_all() -> None:
    async with server() as asked:
        reader, writer = await asyncio.open_connection("127.0.0.1", asked.port)
        writer.write(LAST["upgrade"])
        async with asyncio.timeout(10):
            head = await reader.readuntil(b"\r\n\r\n")
        writer.close()

        assert b"connection: close\r\n" in head


async def test_clear_requests_behind_each_other_are_answered_in_order() -> None:
    chunked = CHUNKED + b"5;name=value\r\nhello\r\n0\r\nTrailer: x\r\n\r\n"
    last = GET + b"Connection: close\r\n\r\n"
    async with server() as asked:
        statuses = await asked.statuses(HIDDEN * 30 + chunked + POST + b"Content-Length: 2\r\n\r\nhi" + last)

        assert statuses == [200] * 33
        assert asked.answered == ["/hidden"] * 30 + ["/shown"] * 3
