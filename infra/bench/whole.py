"""The whole product as `make run` starts it, with a model simulator of any pace, and how soon it speaks."""

import asyncio
import time
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx

from infra.bench.processes import Measured, started
from infra.bench.product import until_answers
from infra.launcher.ports import free_ports

MESSAGES: Final = "/api/v1/chat/messages"
START_SECONDS: Final = 90.0
POLL_SECONDS: Final = 0.05


@dataclass(frozen=True, slots=True)
class Whole:
    """How it is reached: the product with a key, and the model that it asks."""

    product: httpx.AsyncClient
    model: httpx.AsyncClient

    async def first_text(self, question: str) -> float:
        """Milliseconds until the first text of the product's answer was read."""
        return await until_word(self.product, MESSAGES, {"message": question}, b'"text-delta"')


@asynccontextmanager
async def whole_product(
    folder: Path, *, pace: Mapping[str, str], settings: Mapping[str, str] | None = None
) -> AsyncGenerator[Whole]:
    """Start it with one crew container; `pace` and `settings` are variables of the model and the gateway."""
    gateway_port, internal_port, model_port = free_ports(3)
    model_url = f"http://127.0.0.1:{model_port}"
    environment = {
        "DATA_DIR": str(folder / "var"),
        "GATEWAY_PORT": str(gateway_port),
        "GATEWAY_INTERNAL_PORT": str(internal_port),
        "LLM_BASE_URL": f"{model_url}/v1",
        "CREW_MAX_INSTANCES": "1",
        **(settings or {}),
    }
    arguments = ("--host", "127.0.0.1", "--port", str(model_port))
    model_log, launcher_log = folder / "model.log", folder / "launcher.log"
    async with (
        started("infra.simulators.model", *arguments, environment=pace, log=model_log) as model,
        started("infra.launcher", environment=environment, log=launcher_log) as launcher,
    ):
        await until_answers(model, f"{model_url}/livez")
        await _until_ready(launcher)
        key = (folder / "var" / "local.key").read_text("utf-8").strip()
        async with (
            _client(f"http://127.0.0.1:{gateway_port}", {"x-api-key": key}) as to_product,
            _client(model_url, {}) as to_model,
        ):
            yield Whole(to_product, to_model)


async def until_word(client: httpx.AsyncClient, path: str, body: dict[str, object], word: bytes) -> float:
    """Milliseconds until the word was read; the rest is read too."""
    began = time.perf_counter()
    found: float | None = None
    read = b""
    async with client.stream("POST", path, json=body) as response:
        response.raise_for_status()
        async for data in response.aiter_raw():
            read += data
            if found is None and word in read:
                found = (time.perf_counter() - began) * 1000
    if found is None:
        raise RuntimeError(f"no token: {read[-500:]!r}")
    return found


def _client(url: str, headers: dict[str, str]) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=url, headers=headers, timeout=60, trust_env=False)


async def _until_ready(launcher: Measured) -> None:
    async with asyncio.timeout(START_SECONDS):
        while "ready: " not in launcher.log.read_text("utf-8"):
            launcher.require()
            await asyncio.sleep(POLL_SECONDS)
