"""A client library in a process of its own, told by lines of JSON what to do."""

import asyncio
import json
import os
import shutil
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from tests.wire.lanes import CLIENTS, Lane

# A snapshot carries every byte of the answers.
MAX_LINE_BYTES = 32 * 1024 * 1024
ANSWER_SECONDS = 30.0
Snapshot = dict[str, Any]


class ClientFailed(AssertionError):
    """The client's process could not do what it was told."""


def node() -> str:
    """Node of the environment's own package, or the system's. Raises ClientFailed."""
    beside = Path(sys.executable).parent / "node"
    found = str(beside) if beside.exists() else shutil.which("node")
    if found is None:
        raise ClientFailed("There is no Node: `make .venv/dev.stamp` installs it.")
    return found


class Driver:
    """One client library."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self._n = 0
        self._waiting: dict[int, asyncio.Future[Snapshot]] = {}

    async def tell(self, chat: str, do: str, **more: object) -> Snapshot:
        """Do this with that chat; what it shows then. Raises ClientFailed."""
        if self._process.stdout is None or self._process.stdout.at_eof():
            raise ClientFailed("The client's process has ended.")
        self._n += 1
        answer = self._waiting[self._n] = asyncio.get_running_loop().create_future()
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"n": self._n, "chat": chat, "do": do, **more}).encode() + b"\n")
        async with asyncio.timeout(ANSWER_SECONDS):
            snapshot: Snapshot = await answer
        return snapshot

    async def listen(self) -> None:
        """Hand the answers to those who wait, until the process ends."""
        assert self._process.stdout is not None
        async for line in self._process.stdout:
            answer = json.loads(line)
            waiting = self._waiting.pop(answer["n"])
            if "ok" in answer:
                waiting.set_result(answer["ok"])
            else:
                waiting.set_exception(ClientFailed(answer["failed"]))
        for waiting in self._waiting.values():
            waiting.set_exception(ClientFailed("The client's process ended."))


@asynccontextmanager
async def driver(lane: Lane) -> AsyncGenerator[Driver]:
    """The lane's client until the context is left. Raises ClientFailed."""
    if not (CLIENTS / "node_modules" / "stamp").exists():
        raise ClientFailed("The clients are not installed: `make wire` does it.")
    process = await asyncio.create_subprocess_exec(
        node(),
        str(CLIENTS / "driver.mjs"),
        str(lane.folder),
        stdin=PIPE,
        stdout=PIPE,
        limit=MAX_LINE_BYTES,
        env={**os.environ, "NODE_COMPILE_CACHE": str(CLIENTS / "node_modules" / ".compiled")},
    )
    running = Driver(process)
    listening = asyncio.create_task(running.listen())
    try:
        yield running
    finally:
        assert process.stdin is not None
        process.stdin.close()
        await process.wait()
        await listening
