"""A proxy that cuts connections: each of the first ones after so many bytes of the answer."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from urllib.parse import urlsplit


@asynccontextmanager
async def cutting_proxy(url: str, cuts: Sequence[int]) -> AsyncGenerator[str]:
    """Yields the URL to use in place of `url`; connections after the last cut are left alone."""
    target = urlsplit(url)
    left = list(cuts)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, onward = await asyncio.open_connection(target.hostname, target.port)
        asking = asyncio.create_task(_copy(reader, onward, None))
        try:
            await _copy(there, writer, left.pop(0) if left else None)
        finally:
            asking.cancel()
            writer.transport.abort()
            onward.transport.abort()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, most: int | None) -> None:
    copied = 0
    while data := await reader.read(65_536):
        if most is not None and copied + len(data) >= most:
            writer.write(data[: most - copied])
            await writer.drain()
            return
        copied += len(data)
        writer.write(data)
        await writer.drain()
