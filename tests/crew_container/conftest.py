"""A real crew container on real uvicorn, between a scripted model and a scripted gateway, all in the test's loop."""

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from crew_container.app import Container
from crew_container.settings import CrewSettings
from gateway.agents.declaration import read_roster
from tests.crew_container.loopback import serving
from tests.crew_container.reading import Told, read_run
from tests.crew_container.scripted_gateway import ScriptedGateway
from tests.crew_container.scripted_model import ScriptedModel

KEY = "a-key-for-tests"
# The agents that a gateway sends.
ROSTER = read_roster()


# CrewAI uses deprecated fields of its own classes, in every `Agent` that anybody makes.
CREWAI_WARNINGS = ("ignore::DeprecationWarning:crewai.*",)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let CrewAI's own warnings pass in this folder, and no others."""
    for item in items:
        if "crew_container" in item.path.parts:
            for warning in CREWAI_WARNINGS:
                item.add_marker(pytest.mark.filterwarnings(warning))


def run_body(question: str = "How many interactions?", **changes: Any) -> dict[str, Any]:
    """Return the body of a run request, with the agents that the product ships."""
    return {
        "run_id": "run_1",
        "turn_id": "turn_1",
        "organization_id": "org-1",
        "question": question,
        "asked_at": "2026-11-02T00:00:00Z",
        "grant": "grant-1",
        "deadline_seconds": 30,
        "agents": [spec.model_dump(mode="json") for spec in ROSTER.specialists],
        "synthesiser": ROSTER.synthesiser.model_dump(mode="json"),
    } | changes


@dataclass
class Bench:
    """The container under test and what stands around it."""

    url: str
    http: httpx.AsyncClient
    model: ScriptedModel
    gateway: ScriptedGateway
    container: Container

    async def ask(self, question: str = "How many interactions?", **changes: Any) -> Told:
        """Ask and read the whole run."""
        async with self.http.stream("POST", "/runs", json=run_body(question, **changes)) as response:
            assert response.status_code == 200, await response.aread()
            return await read_run(response)


@pytest.fixture
def gateway() -> ScriptedGateway:
    return ScriptedGateway()


@pytest.fixture
def slots() -> int:
    return 8


@pytest.fixture
async def bench(gateway: ScriptedGateway, slots: int) -> AsyncGenerator[Bench]:
    model = ScriptedModel()
    async with AsyncExitStack() as stack:
        model_url = await stack.enter_async_context(serving(model))
        gateway_url = await stack.enter_async_context(serving(gateway.app()))
        settings = CrewSettings(
            gateway_internal_url=gateway_url,
            worker_key=SecretStr(KEY),
            llm_base_url=model_url + "/v1",
            crew_slots=slots,
            crew_max_runs=100_000,
        )
        # It may not end the test's own process.
        container = Container(settings, url="http://127.0.0.1:1", leave=lambda _code: None)
        url = await stack.enter_async_context(serving(container.app, lifespan=True))
        http = await stack.enter_async_context(
            httpx.AsyncClient(base_url=url, headers={"x-worker-key": KEY}, timeout=20, trust_env=False)
        )
        yield Bench(url, http, model, gateway, container)
