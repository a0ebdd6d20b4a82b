"""Gateway, crew container and model simulator in the test's own loop, over real sockets, in front of any platform."""

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from pydantic import SecretStr

from crew_container.app import Container
from crew_container.server import listen
from crew_container.settings import CrewSettings
from gateway.chat.model import Principal
from infra.simulators.model.app import build_app
from infra.simulators.model.settings import ModelSimulatorSettings
from tests.crew_container.loopback import serving
from tests.support.running_gateway import WORKER_KEY, RunningGateway, running_gateway
from tests.support.told import Told
from tests.support.ui_stream import chunks_of

MESSAGES = "/api/v1/chat/messages"
# CrewAI uses deprecated fields of its own classes, in every `Agent` that anybody makes.
CREWAI_WARNINGS = "ignore::DeprecationWarning:crewai.*"


@dataclass
class WholeProduct:
    """What a test holds of it."""

    gateway: RunningGateway
    model: httpx.AsyncClient

    async def ask(self, principal: Principal, question: str, *, session_id: str | None = None) -> Told:
        """Ask as that person, and read the whole answer."""
        client = await self.gateway.client(principal)
        body = {"message": question} | ({"session_id": session_id} if session_id is not None else {})
        response = await client.post(MESSAGES, json=body, timeout=60)
        assert response.status_code == 200, response.text
        chunks = chunks_of(response.content)
        assert chunks[-1]["type"] == "finish", chunks[-1]
        return Told(chunks)

    async def script(self, *rules: object) -> None:
        """Dictate what the model does."""
        assert (await self.model.put("/_sim/script", json=rules)).status_code == 204


@asynccontextmanager
async def whole_product(
    data_dir: Path,
    *,
    platform_url: str,
    platform_key: str,
    has_small_jobs: bool = False,
    reply_tokens: int = 2_048,
    **overrides: object,
) -> AsyncGenerator[WholeProduct]:
    """The product until the context is left, in front of that platform; with small jobs the gateway has a model too."""
    async with AsyncExitStack() as stack:
        simulator = ModelSimulatorSettings(first_token_ms=0, token_ms=0, keep_requests=True)
        model_url = await stack.enter_async_context(serving(build_app(simulator)))
        if has_small_jobs:
            overrides["llm_base_url"] = f"{model_url}/v1"
        gateway = await stack.enter_async_context(
            running_gateway(data_dir, api_gateway_url=platform_url, internal_gateway_key=platform_key, **overrides)
        )
        await stack.enter_async_context(joined_container(gateway, model_url, reply_tokens=reply_tokens))
        model = await stack.enter_async_context(httpx.AsyncClient(base_url=model_url, trust_env=False))
        yield WholeProduct(gateway, model)


@asynccontextmanager
async def joined_container(
    gateway: RunningGateway, model_url: str, *, reply_tokens: int = 2_048
) -> AsyncGenerator[Container]:
    """A crew container of that gateway; when the context is left all its connections break, as if it had died."""
    listener = listen("127.0.0.1", 0)
    settings = CrewSettings(
        gateway_internal_url=gateway.internal_url,
        worker_key=SecretStr(WORKER_KEY),
        llm_base_url=f"{model_url}/v1",
        llm_max_tokens=reply_tokens,
        crew_max_runs=100_000,
    )
    # It may not end the test's own process.
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    container = Container(settings, url=url, leave=lambda _code: None)
    async with serving(container.app, lifespan=True, listener=listener):
        yield container
