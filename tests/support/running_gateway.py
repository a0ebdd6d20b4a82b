"""A whole gateway on loopback: both listeners, a database in a temporary folder, workers that the test scripts."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from gateway.app import connection_limits, internal_app, public_app
from gateway.chat.model import Principal
from gateway.settings import GatewaySettings
from gateway.wiring.gateway import Gateway, open_gateway
from shared.ids import OrganizationId, UserId
from shared.runs import WORKER_KEY_HEADER
from shared.workers import RegistrationReceipt, WorkerHeartbeat
from tests.support.conformance import check_answer
from tests.support.fresh_database import lay_database
from tests.support.scripted_worker import Script, ScriptedWorker, scripted_worker
from tests.support.servers import serve

WORKER_KEY = "worker-key-of-the-tests"
PEPPER = "pepper-of-the-tests"
ALICE = Principal(OrganizationId("org_a"), UserId("usr_alice"))
BOB = Principal(OrganizationId("org_a"), UserId("usr_bob"))
MALLORY = Principal(OrganizationId("org_b"), UserId("usr_mallory"))


def gateway_settings(data_dir: Path, **overrides: object) -> GatewaySettings:
    """Settings of a gateway under test; the platform is nobody unless a test says otherwise."""
    values: dict[str, object] = {
        "environment": "test",
        "data_dir": data_dir,
        "api_gateway_url": "http://127.0.0.1:9",
        "internal_gateway_key": "platform-key-of-the-tests",
        "worker_key": WORKER_KEY,
        "key_pepper": PEPPER,
        "database_durability": "normal",
        # What is decided about questions is the affair of the tests that ask for it; the others see the crew plan.
        "assessment_enabled": False,
        **overrides,
    }
    return GatewaySettings.model_validate(values)


@dataclass(slots=True)
class RunningGateway:
    """What a test holds of it."""

    public_url: str
    internal_url: str
    settings: GatewaySettings
    inside: Gateway
    clients: AsyncExitStack
    stopping: asyncio.Event

    async def client(self, principal: Principal = ALICE) -> httpx.AsyncClient:
        """An HTTP client with a key of that principal; whatever it is answered must be in the API's description."""
        key = await self.inside.issue_key(principal)
        return await self.clients.enter_async_context(
            httpx.AsyncClient(
                base_url=self.public_url,
                headers={"x-api-key": key},
                timeout=20,
                trust_env=False,
                event_hooks={"response": [check_answer]},
            )
        )

    async def internal_client(self, worker: ScriptedWorker | None = None) -> httpx.AsyncClient:
        """An HTTP client of that container, or of one that is about to register."""
        headers = worker.credentials if worker is not None else {WORKER_KEY_HEADER: WORKER_KEY}
        return await self.clients.enter_async_context(
            httpx.AsyncClient(base_url=self.internal_url, headers=headers, timeout=20, trust_env=False)
        )

    async def add_worker(self, script: Script, *, slots: int = 8) -> ScriptedWorker:
        """Start a scripted worker and register it as a container does."""
        worker = await self.clients.enter_async_context(scripted_worker(WORKER_KEY, script, self.stopping))
        client = await self.internal_client()
        answer = await client.post(
            "/internal/workers",
            content=worker.registration(slots).model_dump_json(),
            headers={"content-type": "application/json"},
        )
        assert answer.status_code == 200, answer.text
        worker.token = RegistrationReceipt.model_validate_json(answer.content).token
        return worker

    async def hear(self, worker: ScriptedWorker) -> None:
        """Take a heartbeat of that worker: without one for seconds, as in a long test, it is taken for gone."""
        await self.inside.internal.hear_worker(worker.id, WorkerHeartbeat(running=0, progress=0))

    @property
    def database_file(self) -> Path:
        """The file behind it, for a look from outside."""
        return self.settings.database_file


@asynccontextmanager
async def running_gateway(data_dir: Path, **overrides: object) -> AsyncGenerator[RunningGateway]:
    """A gateway that is up until the context is left."""
    settings = gateway_settings(data_dir, **overrides)
    lay_database(settings.database_file)
    stopping = asyncio.Event()
    async with AsyncExitStack() as stack:
        inside = await stack.enter_async_context(open_gateway(settings))
        limits = connection_limits(settings)
        internal_url = await stack.enter_async_context(serve(internal_app(inside.internal), stopping, limits))
        public_url = await stack.enter_async_context(
            serve(public_app(inside.public, settings.cors_origins), stopping, limits)
        )
        clients = await stack.enter_async_context(AsyncExitStack())
        stack.push_async_callback(inside.drain, 0)
        stack.callback(stopping.set)
        yield RunningGateway(public_url, internal_url, settings, inside, clients, stopping)
