"""Wait until every part can be used, or say which one cannot and what its log ends with."""

import asyncio
import time
from collections import deque
from collections.abc import AsyncGenerator, Iterable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import httpx

from infra.launcher.errors import CannotStart
from infra.launcher.folder import Folder
from infra.launcher.parts import Part, Product
from infra.launcher.rpc import ProcessInfo
from infra.launcher.supervisor import LOG_NAME, Supervisor
from infra.launcher.terminal import load_line, say

POLL_SECONDS: Final = 0.05
PROBE_SECONDS: Final = 1.0
TAIL_LINES: Final = 15


@asynccontextmanager
async def open_probe() -> AsyncGenerator[httpx.AsyncClient]:
    """Open a client for the parts; a proxy of the environment is not asked."""
    async with httpx.AsyncClient(timeout=PROBE_SECONDS, trust_env=False) as client:
        yield client


async def wait_until_ready(
    product: Product, supervisor: Supervisor, folder: Folder, *, probe: httpx.AsyncClient, seconds: float
) -> None:
    """Print a line per part as it becomes ready. Raises `CannotStart`."""
    begun = time.monotonic()
    waiting = list(product.started)
    first_pids: dict[str, int] = {}
    while waiting:
        if not supervisor.is_running:
            raise CannotStart("the supervisor ended", tail(folder.log_of(LOG_NAME)))
        _require_alive(await supervisor.look(), waiting, first_pids=first_pids, folder=folder)
        for part in list(waiting):
            if await _is_ready(probe, part):
                waiting.remove(part)
                say(f"{part.name}: ready after {time.monotonic() - begun:.1f} s")
                if part.load_report is not None:
                    say(load_line(await _read_load_report(probe, part.load_report)))
        if waiting and time.monotonic() - begun > seconds:
            part = waiting[0]
            raise CannotStart(f"{part.name} is not ready after {seconds:g} s", tail(folder.log_of(part.name)))
        await asyncio.sleep(POLL_SECONDS if waiting else 0)


def tail(log: Path) -> list[str]:
    """Return the last lines of a log."""
    try:
        with log.open("r", encoding="utf-8", errors="replace") as lines:
            return [line.rstrip("\n") for line in deque(lines, TAIL_LINES)]
    except FileNotFoundError:
        return []


def _require_alive(
    processes: Mapping[str, ProcessInfo], parts: Iterable[Part], *, first_pids: dict[str, int], folder: Folder
) -> None:
    """Raise `CannotStart` for a part that ended, also when the supervisor has started it again already."""
    for part in parts:
        process = processes.get(part.name)
        if process is None or process.statename == "STOPPED":
            continue
        if process.is_down or process.pid != first_pids.setdefault(part.name, process.pid):
            raise CannotStart(f"{part.name} ended while starting", tail(folder.log_of(part.name)))


async def _is_ready(probe: httpx.AsyncClient, part: Part) -> bool:
    try:
        response = await probe.get(part.probe)
    except httpx.TransportError:
        return False
    # A crew container is of use once the gateway knows it; the gateway begins knowing none.
    return response.is_success and (part.kind != "crew" or response.json()["workers"] > 0)


async def _read_load_report(probe: httpx.AsyncClient, url: str) -> Mapping[str, object]:
    """Return what the platform simulator made of the orders file."""
    report = (await probe.get(url)).raise_for_status().json()
    orders = report.get("orders") if isinstance(report, dict) else None
    if not isinstance(orders, dict):
        raise CannotStart("the platform simulator did not load the orders file")
    return orders
