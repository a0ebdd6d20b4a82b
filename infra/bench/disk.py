"""How long the disk itself takes, while something else is measured."""

import asyncio
import os
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

PAUSE_SECONDS: Final = 0.02
BLOCK: Final = b"x" * 4_096


@asynccontextmanager
async def probing(file: Path) -> AsyncGenerator[list[float]]:
    """Milliseconds of one fsync after another, with a pause between them, as long as the context lasts."""
    taken: list[float] = []
    is_over = asyncio.Event()
    probe = asyncio.create_task(_probe(file, taken, is_over))
    try:
        yield taken
    finally:
        is_over.set()
        await probe


async def _probe(file: Path, taken: list[float], is_over: asyncio.Event) -> None:
    descriptor = os.open(file, os.O_CREAT | os.O_WRONLY, 0o600)
    try:
        while not is_over.is_set():
            taken.append(await asyncio.to_thread(_write, descriptor))
            await asyncio.sleep(PAUSE_SECONDS)
    finally:
        os.close(descriptor)


def _write(descriptor: int) -> float:
    os.pwrite(descriptor, BLOCK, 0)
    began = time.perf_counter()
    os.fsync(descriptor)
    return (time.perf_counter() - began) * 1000
