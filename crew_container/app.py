"""Put the container together: clients, crew, runs, membership, HTTP; and take it down in the reverse order."""

import asyncio
import contextlib
import os
import random
from collections.abc import AsyncGenerator, Callable
from importlib.metadata import PackageNotFoundError, version

import httpx
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware

from crew_container.api.endings import EndRun
from crew_container.api.probes import Probes
from crew_container.api.problems import not_served
from crew_container.api.routes import routes
from crew_container.api.runs import RunsEndpoint
from crew_container.api.worker_key import WorkerKeyGuard
from crew_container.engine import model as model_server
from crew_container.engine.agent_tools import offered_tools
from crew_container.engine.crew import Crew
from crew_container.engine.model import Model
from crew_container.engine.quiet import quieten_crewai
from crew_container.engine.runs import SHUTTING_DOWN, Runs
from crew_container.engine.warm_up import warm_up
from crew_container.engine.work import CrewThreads
from crew_container.gateway_client import platform
from crew_container.gateway_client.artifacts import Artifacts
from crew_container.gateway_client.membership import Membership
from crew_container.gateway_client.platform import Platform
from crew_container.lifetime.lifetime import Lifetime
from crew_container.lifetime.watchdog import Watchdog
from crew_container.settings import CrewSettings
from shared.ids import WorkerId, new_id
from shared.runs import RunRequest
from shared.workers import WorkerHeartbeat, WorkerRegistration

# CrewAI parks one thread per agent (and per tool call beside others) while the loop works for it: they wait, they do
# not compute. The default executor has six of them, which would be the ceiling of the whole container.
THREADS = 256
DRAIN_GRACE_SECONDS = 1.5
PACKAGE = "crew-chat"


class Container:
    """One crew container. Open it with `open`; `app` serves from then on."""

    def __init__(self, settings: CrewSettings, *, url: str, leave: Callable[[int], object] = os._exit) -> None:
        """Raises ToolMissing when an extra tool is not there. `leave` ends the process at once."""
        self._settings = settings
        # Told when the container's time has come; whoever serves it ends the process in good order.
        self.on_retired: Callable[[], None] = lambda: None
        self._is_warm = False
        key = settings.worker_key.get_secret_value()
        # Only the model may be behind a proxy of the environment.
        self._gateway = httpx.AsyncClient(limits=platform.LIMITS, timeout=platform.TIMEOUT, trust_env=False)
        self._llm = httpx.AsyncClient(limits=model_server.LIMITS, timeout=model_server.TIMEOUT)
        crew = Crew(
            offered_tools(settings.crew_extra_tools),
            model=Model(self._llm, settings.llm_providers),
            model_name=settings.llm_model,
            reply_tokens=settings.llm_max_tokens,
            window_tokens=settings.llm_context_window,
        )
        self.runs = Runs(
            crew,
            slots=settings.crew_slots,
            open_platform=self._open_platform,
            open_artifacts=self._open_artifacts,
            most=_fewer(settings.crew_max_runs),
        )
        self.membership = Membership(
            self._gateway,
            gateway_url=settings.gateway_internal_url,
            worker_key=key,
            registration=WorkerRegistration(
                worker_id=WorkerId(new_id("wrk")), url=url, slots=settings.crew_slots, version=_version()
            ),
            heartbeat=self._heartbeat,
        )
        self._lifetime = Lifetime(
            self.runs,
            self.membership,
            max_megabytes=settings.crew_max_rss_mb,
            retire=self._retire,
            leave=leave,
        )
        self.app = Starlette(
            routes=routes(Probes(self._is_ready), RunsEndpoint(self.runs), EndRun(self.runs)),
            middleware=[Middleware(WorkerKeyGuard, worker_key=key)],
            exception_handlers={HTTPException: not_served},
            lifespan=self._lifespan,
        )

    async def drain(self) -> None:
        """Say goodbye to the gateway and end the runs; within three seconds."""
        self.runs.is_draining = True
        async with asyncio.TaskGroup() as group:
            group.create_task(self.membership.farewell())
            group.create_task(self.runs.drain(grace_seconds=DRAIN_GRACE_SECONDS))

    @contextlib.asynccontextmanager
    async def _lifespan(self, _app: Starlette) -> AsyncGenerator[None]:
        quieten_crewai()
        asyncio.get_running_loop().set_default_executor(CrewThreads(THREADS, thread_name_prefix="crew"))
        async with self._gateway, self._llm:
            await warm_up()
            self._is_warm = True
            async with asyncio.TaskGroup() as group:
                watchdog = Watchdog(
                    limit_seconds=self._settings.crew_blocked_seconds, is_busy=lambda: self.runs.running > 0
                )
                lasting = [
                    group.create_task(work) for work in (self.membership.run(), self._lifetime.run(), watchdog.run())
                ]
                yield
                for task in lasting:
                    task.cancel()
            await self.runs.end(SHUTTING_DOWN)

    def _retire(self) -> None:
        self.on_retired()

    def _is_ready(self) -> bool:
        return self._is_warm and self.membership.is_registered and not self.runs.is_draining

    def _heartbeat(self) -> WorkerHeartbeat:
        runs = self.runs
        return WorkerHeartbeat(running=runs.running, progress=runs.progress, draining=runs.is_draining, runs=runs.ids)

    def _open_platform(self, request: RunRequest) -> Platform:
        return Platform(
            self._gateway,
            base_url=self._settings.gateway_internal_url,
            organization_id=request.organization_id,
            grant=request.grant,
            credentials=self.membership.credentials,
        )

    def _open_artifacts(self, request: RunRequest) -> Artifacts:
        return Artifacts(
            self._gateway,
            base_url=self._settings.gateway_internal_url,
            grant=request.grant,
            credentials=self.membership.credentials,
        )


def _fewer(most: int) -> int:
    """Take up to a tenth off, so that containers that began together do not end together."""
    return most - random.randrange(most // 10 + 1)  # noqa: S311 - jitter, not a secret


def _version() -> str:
    try:
        return version(PACKAGE)
    except PackageNotFoundError:
        return "unknown"
