"""A running gateway, a crew whose answers a test writes, one person who asks, and a proxy before it all."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from crew_container.gateway_client.membership import Membership
from shared.workers import WorkerHeartbeat
from tests.support.running_gateway import WORKER_KEY, RunningGateway, running_gateway
from tests.support.scripted_worker import scripted_worker
from tests.wire.proxy import Proxy, proxy
from tests.wire.stage import Stage

CHAT = "/api/v1/chat"
SLOTS = 16
MESSAGES = f"{CHAT}/messages"


@dataclass(slots=True)
class World:
    """What the scenarios need of it."""

    gateway: RunningGateway
    stage: Stage
    alice: httpx.AsyncClient
    proxy: Proxy

    @property
    def key(self) -> str:
        """Alice's API key."""
        return self.alice.headers["x-api-key"]

    async def history(self, session_id: str) -> list[dict[str, Any]]:
        """The stored messages of a session, as a dashboard loads them."""
        answer = await self.alice.get(f"{CHAT}/history", params={"session_id": session_id})
        if answer.status_code == 404:
            return []
        assert answer.status_code == 200, answer.text
        messages: list[dict[str, Any]] = answer.json()["messages"]
        return messages

    async def stop(self, session_id: str) -> None:
        """Stop what the session is answering, as a stop button does beside the client's own, and see it stopped."""
        answer = await self.alice.post(f"{CHAT}/sessions/{session_id}/stop")
        assert answer.status_code == 202, answer.text
        for turn in answer.json()["turns"]:
            await self.alice.get(f"{CHAT}/turns/{turn['turn_id']}/stream")

    async def ended(self, session_id: str) -> None:
        """Wait for the end of what the session is answering."""
        await self.alice.get(f"{CHAT}/sessions/{session_id}/stream")

    async def stream_status(self, session_id: str) -> int:
        """What somebody gets who asks for a running answer: 200, or 204 when there is none."""
        async with self.alice.stream("GET", f"{CHAT}/sessions/{session_id}/stream") as answer:
            return answer.status_code


@asynccontextmanager
async def world(folder: Path) -> AsyncGenerator[World]:
    """It, until the context is left."""
    async with running_gateway(folder) as gateway, proxy(gateway.public_url, gateway.stopping) as before:
        stage = Stage()
        async with _crew(gateway, stage):
            yield World(gateway, stage, await gateway.client(), before)


@asynccontextmanager
async def _crew(gateway: RunningGateway, stage: Stage) -> AsyncGenerator[None]:
    """A worker that stays known for as long as it takes, as a crew container does."""
    async with (
        scripted_worker(WORKER_KEY, stage.script, gateway.stopping) as worker,
        httpx.AsyncClient(trust_env=False) as client,
    ):
        membership = Membership(
            client,
            gateway_url=gateway.internal_url,
            worker_key=WORKER_KEY,
            registration=worker.registration(SLOTS),
            heartbeat=lambda: WorkerHeartbeat(running=0, progress=len(worker.requests)),
        )
        belonging = asyncio.create_task(membership.run())
        try:
            yield
        finally:
            belonging.cancel()
            await asyncio.wait((belonging,))
