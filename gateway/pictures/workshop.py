"""A process that makes pictures, seen from the gateway: started when it is needed, killed when it takes too long.

One request at a time; the others wait, a few of them, and fewer of each organization. Organizations take turns: in line
for the process stands one request of each. A process that was killed or died is replaced by the next request; one that
has nothing to do for a while is let go of with its memory.
"""

import asyncio
import logging
import os
import sys
from collections import Counter, defaultdict
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Final

from gateway.chat.errors import PicturesUnavailable, TooManyPictures
from gateway.pictures.frames import ASKED, HEAD, MADE, REFUSED, frame
from shared.ids import OrganizationId

log = logging.getLogger(__name__)

# With the one that is worked on.
MAX_WAITING: Final = 16
MAX_WAITING_EACH: Final = 6
IDLE_SECONDS: Final = 60.0
MAX_ANSWER_BYTES: Final = 33_554_432


class Unmakeable(Exception):
    """The process says that nothing can be made of it; the message is a sentence for whoever sent it."""


class Workshop:
    """Runs `python -m module`. Made by `open_workshop`."""

    def __init__(self, module: str, *, seconds: float, idle_seconds: float = IDLE_SECONDS) -> None:
        """`seconds` is the longest time for one request, the start of the process included."""
        self._module = module
        self._seconds = seconds
        self._idle_seconds = idle_seconds
        self._waiting: Counter[OrganizationId] = Counter()
        self._turn = asyncio.Lock()
        # Of the organizations that wait: whoever has its lock is next in line for the process.
        self._turns: defaultdict[OrganizationId, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._process: asyncio.subprocess.Process | None = None
        self._idle: asyncio.TimerHandle | None = None

    async def make(self, body: bytes, organization_id: OrganizationId) -> bytes:
        """What the process makes of it. Raises Unmakeable, PicturesUnavailable, TooManyPictures."""
        if self._waiting[organization_id] >= MAX_WAITING_EACH:
            raise TooManyPictures
        if self._waiting.total() >= MAX_WAITING:
            raise PicturesUnavailable
        self._waiting[organization_id] += 1
        try:
            async with self._turns[organization_id], self._turn:
                return await self._make(body)
        finally:
            self._waiting[organization_id] -= 1
            if not self._waiting[organization_id]:
                del self._waiting[organization_id], self._turns[organization_id]

    async def close(self) -> None:
        """End the process, if there is one."""
        self._forget_idle()
        if self._process is not None:
            process, self._process = self._process, None
            await _end(process)

    async def _make(self, body: bytes) -> bytes:
        self._forget_idle()
        is_whole = False
        try:
            async with asyncio.timeout(self._seconds):
                process = await self._started()
                kind, answer = await _exchange(process, frame(ASKED, body))
            is_whole = True
        except (TimeoutError, asyncio.IncompleteReadError, ConnectionError) as error:
            # With its cause: memory, processor time, this clock.
            log.warning("a picture was given up", extra={"program": self._module, "cause": type(error).__name__})
            raise PicturesUnavailable from error
        finally:
            if is_whole:
                self._idle = asyncio.get_running_loop().call_later(self._idle_seconds, self._let_go)
            else:
                # It is in the middle of something: nobody could tell its next answer from this one.
                self._let_go()
        if kind == REFUSED:
            raise Unmakeable(answer.decode())
        return answer

    async def _started(self) -> asyncio.subprocess.Process:
        if self._process is None or self._process.returncode is not None:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                self._module,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                # Nothing of ours that is secret: only where its code is.
                env={"PYTHONPATH": os.pathsep.join(entry for entry in sys.path if entry)},
            )
        return self._process

    def _let_go(self) -> None:
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
        self._process = None

    def _forget_idle(self) -> None:
        if self._idle is not None:
            self._idle.cancel()
            self._idle = None


async def _exchange(process: asyncio.subprocess.Process, asked: bytes) -> tuple[bytes, bytes]:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(asked)
    await process.stdin.drain()
    kind, size = HEAD.unpack(await process.stdout.readexactly(HEAD.size))
    if kind not in (MADE, REFUSED) or size > MAX_ANSWER_BYTES:
        raise ConnectionError
    return kind, await process.stdout.readexactly(size)


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.kill()
    await process.wait()


@asynccontextmanager
async def open_workshop(module: str, *, seconds: float, idle_seconds: float = IDLE_SECONDS) -> AsyncGenerator[Workshop]:
    """A workshop whose process ends with the context; it is started by the first request."""
    workshop = Workshop(module, seconds=seconds, idle_seconds=idle_seconds)
    try:
        yield workshop
    finally:
        await workshop.close()
