"""Many readers of event streams in one process: a raw connection each, and when what they wait for has come to all."""

import asyncio
import resource
import time
from typing import Final

# So many connections from one address; then the next one of loopback is taken, long before its ports run out.
PER_ADDRESS: Final = 20_000
AT_ONCE: Final = 64
HEAD_END: Final = b"\r\n\r\n"
# What is left of a read, so that a word cut in two is found with the next.
OVERLAP: Final = 64


class Reader(asyncio.Protocol):
    """One connection: sends its request and looks for words."""

    __slots__ = ("_hall", "_request", "rest", "transport")

    def __init__(self, hall: "Readers", request: bytes) -> None:
        self._hall = hall
        self._request = request
        self.rest = b""
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # what TCP gives
        self.transport = transport
        transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        text = self.rest + data
        self.rest = text[-OVERLAP:]
        self._hall.look(self, text)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        self._hall.lose()


class Readers:
    """All of them. One word is waited for at a time."""

    def __init__(self) -> None:
        self._readers: list[Reader] = []
        self._waiting: set[Reader] = set()
        self._word = b""
        self._all_have = asyncio.Event()
        self.lost = 0
        self.last_at = 0.0

    @property
    def missing(self) -> int:
        """How many have not seen the word."""
        return len(self._waiting)

    async def open(self, port: int, requests: list[bytes], word: bytes) -> None:
        """Connect, send one request each, and wait until each has seen `word`."""
        _allow_many_connections()
        self._word = word
        self._all_have.clear()
        for begin in range(0, len(requests), AT_ONCE):
            async with asyncio.TaskGroup() as group:
                for number, request in enumerate(requests[begin : begin + AT_ONCE], start=begin):
                    group.create_task(self._open_one(port, number, request))
        await self._all()

    def expect(self, word: bytes) -> None:
        """From now on this word counts."""
        self._word = word
        self._waiting = set(self._readers)
        self._all_have.clear()

    async def seen(self, seconds: float) -> float:
        """When the last of them saw the word. Raises TimeoutError."""
        async with asyncio.timeout(seconds):
            await self._all()
        return self.last_at

    def look(self, reader: Reader, text: bytes) -> None:
        """Take what one has read."""
        if reader in self._waiting and self._word in text:
            self._waiting.discard(reader)
            reader.rest = b""
            if not self._waiting:
                self.last_at = time.monotonic()
                self._all_have.set()

    def lose(self) -> None:
        """One connection has ended."""
        self.lost += 1

    def hang_up(self) -> None:
        """Cut all connections."""
        for reader in self._readers:
            if reader.transport is not None:
                reader.transport.abort()

    async def _open_one(self, port: int, number: int, request: bytes) -> None:
        reader = Reader(self, request)
        self._readers.append(reader)
        self._waiting.add(reader)
        address = f"127.0.0.{1 + number // PER_ADDRESS}"
        await asyncio.get_running_loop().create_connection(
            lambda: reader, "127.0.0.1", port, local_addr=(address, 0) if number >= PER_ADDRESS else None
        )

    async def _all(self) -> None:
        if self._waiting:
            await self._all_have.wait()


def _allow_many_connections() -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
