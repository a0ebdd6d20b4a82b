"""A gateway and a scripted worker, each a process of its own, and a key to ask with."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx

from infra.bench.processes import Measured, started
from infra.launcher.ports import free_ports

START_SECONDS: Final = 30.0
POLL_SECONDS: Final = 0.02
WORKER_KEY: Final = "a-secret-of-this-measurement"


@dataclass(frozen=True, slots=True)
class Product:
    """What a measurement holds of it."""

    gateway: Measured
    port: int
    worker_url: str
    key: str

    @property
    def url(self) -> str:
        """The public listener."""
        return f"http://127.0.0.1:{self.port}"

    def client(self) -> httpx.AsyncClient:
        """An HTTP client with the key."""
        return httpx.AsyncClient(base_url=self.url, headers={"x-api-key": self.key}, timeout=60, trust_env=False)


@asynccontextmanager
async def running_product(data_dir: Path, environment: Mapping[str, str]) -> AsyncGenerator[Product]:
    """Start both and wait until questions are answered; `environment` changes the gateway's settings."""
    port, internal_port, worker_port = free_ports(3)
    internal_url = f"http://127.0.0.1:{internal_port}"
    settings = {
        "ENVIRONMENT": "test",
        "DATA_DIR": str(data_dir),
        "GATEWAY_PORT": str(port),
        "GATEWAY_INTERNAL_PORT": str(internal_port),
        "API_GATEWAY_URL": "http://127.0.0.1:9",
        "INTERNAL_GATEWAY_KEY": "nobody",
        "WORKER_KEY": WORKER_KEY,
        "KEY_PEPPER": "of this measurement",
        "DRAIN_SECONDS": "0",
        "LOCAL_ORGANIZATION_ID": "org_bench",
        **environment,
    }
    worker_arguments = (str(worker_port), internal_url, WORKER_KEY)
    async with AsyncExitStack() as stack:
        gateway = await stack.enter_async_context(
            started("gateway", environment=settings, log=data_dir / "gateway.log")
        )
        await until_answers(gateway, f"http://127.0.0.1:{port}/livez")
        worker = await stack.enter_async_context(
            started("infra.bench.worker", *worker_arguments, environment={}, log=data_dir / "worker.log")
        )
        await until_answers(worker, f"http://127.0.0.1:{port}/readyz", workers=1)
        key = (data_dir / "local.key").read_text("utf-8").strip()
        yield Product(gateway, port, f"http://127.0.0.1:{worker_port}", key)


async def until_answers(process: Measured, url: str, **expected: int) -> None:
    """Wait for 200, with these values in the answer. Raises TimeoutError, RuntimeError when the process has ended."""
    async with asyncio.timeout(START_SECONDS), httpx.AsyncClient(trust_env=False) as client:
        while True:
            process.require()
            try:
                answer = await client.get(url)
            except httpx.TransportError:
                await asyncio.sleep(POLL_SECONDS)
                continue
            if answer.is_success and (not expected or _has(answer.json(), expected)):
                return
            await asyncio.sleep(POLL_SECONDS)


def _has(answer: dict[str, Any], expected: Mapping[str, int]) -> bool:
    return all(answer.get(name) == value for name, value in expected.items())
