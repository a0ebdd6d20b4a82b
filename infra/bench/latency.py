"""What it costs that each token is committed before it is shown: many answers at once, on disk and in memory.

Three processes: a scripted worker that puts the time into each token, the gateway, and this one, which reads. Both
kinds of run are the whole gateway; they differ in where the log goes. `full` commits to the disk with an fsync.
`memory` keeps the same database on a tmpfs and asks for no fsync: what remains of the log is SQLite's own work and the
way to the writer's thread. Runs alternate, so that a busy machine is busy for both; and what an fsync of a few bytes
takes beside them is printed too: no gateway is quicker than its disk.
"""

import asyncio
import json
import re
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Final, Literal

import httpx

from infra.bench.disk import probing
from infra.bench.product import running_product
from infra.bench.report import figure, percentile, say

Kind = Literal["full", "memory"]

MESSAGES: Final = "/api/v1/chat/messages"
MEMORY: Final = Path("/dev/shm")  # noqa: S108 - a tmpfs is what is wanted
TOKEN: Final = re.compile(rb'"delta":"(\d+) "')
# The beginning of a stream has the cost of beginning in it.
SKIPPED: Final = 10
MOST_P50_MS: Final = 3.0
MOST_P99_MS: Final = 20.0
QUEUES: Final = ("QUEUE_LIMIT", "QUEUE_ORGANIZATION_LIMIT", "STREAMS_PER_ORGANIZATION")


@dataclass(frozen=True, slots=True)
class LatencyFigures:
    """Times from the worker's making a token to its arrival here, and what the gateway worked for it."""

    latencies_ms: tuple[float, ...]
    tokens: int
    cpu_seconds: float
    fsyncs_ms: tuple[float, ...]

    @property
    def p50_ms(self) -> float:
        """Half of the tokens are quicker."""
        return percentile(self.latencies_ms, 50)

    @property
    def p99_ms(self) -> float:
        """One in a hundred is slower."""
        return percentile(self.latencies_ms, 99)

    @property
    def cpu_ms_per_1000(self) -> float:
        """Processor time of the gateway for 1,000 tokens."""
        return self.cpu_seconds * 1e6 / self.tokens


async def measure_latency(kind: Kind, *, streams: int, per_second: float, seconds: float) -> LatencyFigures:
    """So many answers at once, each at this pace."""
    with tempfile.TemporaryDirectory(prefix="bench-", dir=MEMORY if kind == "memory" else None) as folder:
        environment = {
            "DATABASE_DURABILITY": "full" if kind == "full" else "normal",
            "ORGANIZATION_SHARE": "100",
            **dict.fromkeys(QUEUES, str(2 * streams)),
        }
        async with running_product(Path(folder), environment) as product, product.client() as client:
            question = json.dumps({"tokens": int(per_second * seconds), "per_second": per_second})
            await _read(client, json.dumps({"tokens": 5, "per_second": per_second}))
            cpu = product.gateway.cpu_seconds
            async with probing(Path(folder) / "probe") as fsyncs:
                read = await _read_all(client, [question] * streams)
            cpu = product.gateway.cpu_seconds - cpu
    kept = [latency for latencies in read for latency in latencies[SKIPPED:]]
    return LatencyFigures(tuple(kept), sum(len(latencies) for latencies in read), cpu, tuple(fsyncs))


async def bench_latency(*, streams: int, per_second: float, seconds: float, rounds: int) -> bool:
    """Measure and print; False when a target was missed."""
    runs: dict[Kind, list[LatencyFigures]] = {"full": [], "memory": []}
    for _ in range(rounds):
        for kind, found in runs.items():
            found.append(await measure_latency(kind, streams=streams, per_second=per_second, seconds=seconds))
    say(
        f"{streams} answers at once, {per_second:g} tokens/s each, {seconds:g} s; medians of {rounds} runs of each kind"
    )
    say(f"full: log on disk with fsync (in {tempfile.gettempdir()}); memory: log in {MEMORY}, no fsync")
    p50 = {kind: median(run.p50_ms for run in found) for kind, found in runs.items()}
    p99 = {kind: median(run.p99_ms for run in found) for kind, found in runs.items()}
    cpu = {kind: median(run.cpu_ms_per_1000 for run in found) for kind, found in runs.items()}
    for kind, found in runs.items():
        figure(f"{kind}: token made to token read, p50", p50[kind], "ms")
        figure(f"{kind}: p99", p99[kind], "ms")
        figure(f"{kind}: worst p99 of a run", max(run.p99_ms for run in found), "ms")
        figure(f"{kind}: processor time of the gateway", cpu[kind], "ms per 1,000 tokens")
        figure(f"{kind}: an fsync beside it, p50", median(percentile(run.fsyncs_ms, 50) for run in found), "ms")
        figure(f"{kind}: p99", median(percentile(run.fsyncs_ms, 99) for run in found), "ms")
    held = [
        figure("added by the disk, p50", p50["full"] - p50["memory"], "ms", most=MOST_P50_MS),
        figure("added by the disk, p99", p99["full"] - p99["memory"], "ms", most=MOST_P99_MS),
    ]
    figure("ratio of p50", p50["full"] / p50["memory"])
    figure("ratio of p99", p99["full"] / p99["memory"])
    return all(held)


async def _read_all(client: httpx.AsyncClient, questions: Sequence[str]) -> list[list[float]]:
    async with asyncio.TaskGroup() as group:
        reading = [group.create_task(_read(client, question)) for question in questions]
    return [task.result() for task in reading]


async def _read(client: httpx.AsyncClient, question: str) -> list[float]:
    """The latency of each token of one answer, in milliseconds."""
    latencies: list[float] = []
    async with client.stream("POST", MESSAGES, json={"message": question}) as response:
        response.raise_for_status()
        rest = b""
        async for data in response.aiter_raw():
            now = time.monotonic_ns()
            *whole, rest = (rest + data).split(b"\n\n")
            latencies += [
                (now - int(found.group(1))) / 1e6 for frame in whole if (found := TOKEN.search(frame)) is not None
            ]
    return latencies
