"""How soon the first token of a simple question is there, through the whole product, beside the model alone.

The product is started as `make run` starts it, with the model simulator at zero delay in place of a model. Questions to
the product and to the model alternate.
"""

import asyncio
import tempfile
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import httpx

from infra.bench.processes import Measured, started
from infra.bench.product import until_answers
from infra.bench.report import figure, percentile, say
from infra.launcher.ports import free_ports

QUESTION: Final = "Hello!"
START_SECONDS: Final = 90.0
MOST_MS: Final = 400.0
NO_DELAY: Final = {"MODEL_SIM_FIRST_TOKEN_MS": "0", "MODEL_SIM_TOKEN_MS": "0"}


async def bench_first_token(count: int) -> bool:
    """Measure and print; False when the target was missed."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        product, model = await measure_first_token(count, Path(folder))
    say(f"first token of {QUESTION!r}, {count} times one after another")
    held = figure("through the whole product, p50", percentile(product, 50), "ms", most=MOST_MS)
    figure("  slowest", max(product), "ms")
    figure("asking the model simulator itself, p50", percentile(model, 50), "ms")
    figure("ratio", percentile(product, 50) / percentile(model, 50))
    return held


async def measure_first_token(count: int, folder: Path) -> tuple[list[float], list[float]]:
    """Milliseconds through the product, and to the model alone."""
    gateway_port, internal_port, model_port = free_ports(3)
    model_url = f"http://127.0.0.1:{model_port}"
    environment = {
        "DATA_DIR": str(folder / "var"),
        "GATEWAY_PORT": str(gateway_port),
        "GATEWAY_INTERNAL_PORT": str(internal_port),
        "LLM_BASE_URL": f"{model_url}/v1",
        "CREW_MAX_INSTANCES": "1",
    }
    arguments = ("--host", "127.0.0.1", "--port", str(model_port))
    model_log, launcher_log = folder / "model.log", folder / "launcher.log"
    async with (
        started("infra.simulators.model", *arguments, environment=NO_DELAY, log=model_log) as model,
        started("infra.launcher", environment=environment, log=launcher_log) as launcher,
    ):
        await until_answers(model, f"{model_url}/livez")
        await _until_ready(launcher)
        key = (folder / "var" / "local.key").read_text("utf-8").strip()
        url = f"http://127.0.0.1:{gateway_port}"
        async with _client(url, {"x-api-key": key}) as product_client, _client(model_url, {}) as model_client:
            # The first question finds everything cold.
            await _ask_product(product_client)
            await _ask_model(model_client)
            pairs = [(await _ask_product(product_client), await _ask_model(model_client)) for _ in range(count)]
    return [product for product, _ in pairs], [model for _, model in pairs]


async def _until_ready(launcher: Measured) -> None:
    async with asyncio.timeout(START_SECONDS):
        while "ready: " not in launcher.log.read_text("utf-8"):
            launcher.require()
            await asyncio.sleep(0.05)


@asynccontextmanager
async def _client(url: str, headers: dict[str, str]) -> AsyncGenerator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=url, headers=headers, timeout=60, trust_env=False) as client:
        yield client


async def _ask_product(client: httpx.AsyncClient) -> float:
    return await _until_word(client, "/api/v1/chat/messages", {"message": QUESTION}, b'"text-delta"')


async def _ask_model(client: httpx.AsyncClient) -> float:
    body = {"model": "any", "stream": True, "messages": [{"role": "user", "content": QUESTION}]}
    return await _until_word(client, "/v1/chat/completions", body, b'"content":"')


async def _until_word(client: httpx.AsyncClient, path: str, body: dict[str, object], word: bytes) -> float:
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
