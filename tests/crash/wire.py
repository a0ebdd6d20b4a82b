"""HTTP/1.1 by hand: every byte and every break is seen as it comes. Only the standard library: it starts fast."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

CONNECT_SECONDS = 2.0


class Broken(Exception):
    """The connection was refused, or it ended where the answer did not."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Reading:
    """An answer whose body is still to be read."""

    status: int
    headers: Mapping[str, str]
    reader: asyncio.StreamReader

    async def chunks(self) -> AsyncIterator[bytes]:
        """The body as it comes, also the beginning of a chunk that was never finished. Raises Broken."""
        if "content-length" in self.headers:
            length = int(self.headers["content-length"])
            if length:
                yield await _exactly(self.reader, length)
            return
        if "transfer-encoding" not in self.headers:
            return
        while True:
            size = int(await _line(self.reader) or b"", 16)
            try:
                data = await self.reader.readexactly(size + 2)
            except asyncio.IncompleteReadError as error:
                if error.partial:
                    yield error.partial[:size]
                raise Broken from error
            except OSError as error:
                raise Broken from error
            if size == 0:
                return
            yield data[:-2]


@asynccontextmanager
async def open_reading(
    url: str, method: str, path: str, headers: Mapping[str, str], body: bytes = b""
) -> AsyncGenerator[Reading]:
    """Send a request; the connection is dropped when the context is left. Raises Broken."""
    split = urlsplit(url)
    try:
        async with asyncio.timeout(CONNECT_SECONDS):
            reader, writer = await asyncio.open_connection(split.hostname, split.port, limit=1 << 20)
    except (OSError, TimeoutError) as error:
        raise Broken from error
    try:
        named = {"host": split.netloc, "connection": "close", "content-length": str(len(body)), **headers}
        head = "".join(f"{name}: {value}\r\n" for name, value in named.items())
        writer.write(f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + body)
        status = int((await _line(reader)).split(b" ", 2)[1])
        found: dict[str, str] = {}
        while line := await _line(reader):
            name, _, value = line.decode("latin-1").partition(":")
            found[name.lower()] = value.strip()
        yield Reading(status, found, reader)
    except OSError as error:
        raise Broken from error
    finally:
        # What the other side has not read is thrown away: this is a hang-up, not a farewell.
        writer.transport.abort()


async def ask(
    url: str, method: str, path: str, headers: Mapping[str, str], body: bytes = b"", *, seconds: float = 5.0
) -> Answer:
    """Send a request and read the whole answer. Raises Broken."""
    try:
        async with asyncio.timeout(seconds), open_reading(url, method, path, headers, body) as reading:
            read = b"".join([chunk async for chunk in reading.chunks()])
            return Answer(reading.status, reading.headers, read)
    except TimeoutError as error:
        raise Broken from error


async def _line(reader: asyncio.StreamReader) -> bytes:
    try:
        line = await reader.readuntil(b"\r\n")
    except (asyncio.IncompleteReadError, OSError) as error:
        raise Broken from error
    return line[:-2]


async def _exactly(reader: asyncio.StreamReader, length: int) -> bytes:
    try:
        return await reader.readexactly(length)
    except (asyncio.IncompleteReadError, OSError) as error:
        raise Broken from error
