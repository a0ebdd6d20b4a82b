"""Many silent event streams at one gateway: what they cost, how soon an event is with all, how soon they are gone."""

import asyncio
import json
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from infra.bench.product import Product, running_product
from infra.bench.readers import Readers
from infra.bench.report import figure, say

MESSAGES: Final = "/api/v1/chat/messages"
EVENTS: Final = 3
PATIENCE_SECONDS: Final = 60.0
SETTLE_SECONDS: Final = 1.0
# The gateway itself, and the most that 10,000 streams may make of it.
MOST_MB: Final = 350.0
MOST_DELIVERY_SECONDS: Final = 1.0


@dataclass(frozen=True, slots=True)
class StreamFigures:
    """What was measured."""

    count: int
    open_seconds: float
    resident_mb: float
    kb_per_stream: float
    delivery_seconds: tuple[float, ...]
    delivery_cpu_seconds: float
    teardown_seconds: float
    lost: int


async def measure_streams(count: int, data_dir: Path) -> StreamFigures:
    """So many readers of one answer that is being written."""
    environment = {"STREAMS_PER_ORGANIZATION": str(count + 10), "STREAMS_TOTAL": str(count + 10)}
    async with running_product(data_dir, environment) as product, product.client() as client:
        question = json.dumps({"tokens": EVENTS + 2})
        async with client.stream("POST", MESSAGES, json={"message": question}) as asked:
            turn_id = asked.headers["x-chat-turn-id"]
            path = f"/api/v1/chat/turns/{turn_id}/stream"
            await _warm_up(product, path)
            before_kb, before_files = product.gateway.resident_kb, product.gateway.open_files
            readers = Readers()
            began = time.monotonic()
            await readers.open(product.port, [_request(product, path)] * count, b'"text-start"')
            opened = time.monotonic()
            await asyncio.sleep(SETTLE_SECONDS)
            silent_kb = product.gateway.resident_kb
            used = product.gateway.cpu_seconds
            delivery = tuple([await _deliver(product, readers) for _ in range(EVENTS)])
            used = product.gateway.cpu_seconds - used
            lost, resident_kb = readers.lost, product.gateway.resident_kb
            cut = time.monotonic()
            readers.hang_up()
            await _until_gone(product, before_files)
            gone = time.monotonic()
    return StreamFigures(
        count=count,
        open_seconds=opened - began,
        resident_mb=max(silent_kb, resident_kb) / 1024,
        kb_per_stream=(max(silent_kb, resident_kb) - before_kb) / count,
        delivery_seconds=delivery,
        delivery_cpu_seconds=used / EVENTS,
        teardown_seconds=gone - cut,
        lost=lost,
    )


async def bench_streams(count: int) -> bool:
    """Measure and print; False when a target was missed."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        found = await measure_streams(count, Path(folder))
    say(f"{found.count} silent event streams at one gateway")
    held = [
        figure("resident memory of the gateway", found.resident_mb, "MB", most=MOST_MB),
        figure("memory per stream", found.kb_per_stream, "kB"),
        figure("an event has reached all after", max(found.delivery_seconds), "s", most=MOST_DELIVERY_SECONDS),
        figure("  processor time per stream", found.delivery_cpu_seconds / count * 1e6, "µs"),
        figure("opening all", found.open_seconds, "s"),
        figure("  per stream", found.open_seconds / count * 1e3, "ms"),
        figure("all are gone after", found.teardown_seconds, "s"),
        figure("streams lost meanwhile", found.lost, most=0),
    ]
    return all(held)


async def _warm_up(product: Product, path: str) -> None:
    """What the first stream costs is no cost of a stream."""
    readers = Readers()
    await readers.open(product.port, [_request(product, path)] * 10, b'"text-start"')
    readers.hang_up()
    await asyncio.sleep(SETTLE_SECONDS / 2)


async def _until_gone(product: Product, files: int) -> None:
    while product.gateway.open_files > files:  # noqa: ASYNC110 - another process tells no event
        await asyncio.sleep(0.01)


async def _deliver(product: Product, readers: Readers) -> float:
    readers.expect(b'"text-delta"')
    began = time.monotonic()
    async with product.client() as client:
        await client.post(f"{product.worker_url}/release")
    return await readers.seen(PATIENCE_SECONDS) - began


def _request(product: Product, path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: bench\r\nX-API-Key: {product.key}\r\n\r\n".encode()
