"""Registration and heartbeats."""

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager

import httpx
import pytest

from crew_container.gateway_client.membership import Membership
from shared.ids import WorkerId
from shared.workers import WorkerHeartbeat, WorkerRegistration
from tests.crew_container.loopback import serving
from tests.crew_container.scripted_gateway import ScriptedGateway


def member(http: httpx.AsyncClient, url: str) -> Membership:
    return Membership(
        http,
        gateway_url=url,
        worker_key="key",
        registration=WorkerRegistration(worker_id=WorkerId("wrk_1"), url="http://127.0.0.1:1", slots=8, version="1"),
        heartbeat=lambda: WorkerHeartbeat(running=1, progress=7),
    )


@asynccontextmanager
async def joined(gateway: ScriptedGateway) -> AsyncGenerator[Membership]:
    async with AsyncExitStack() as stack:
        url = await stack.enter_async_context(serving(gateway.app()))
        membership = member(await stack.enter_async_context(httpx.AsyncClient(trust_env=False)), url)
        async with asyncio.TaskGroup() as group:
            task = group.create_task(membership.run())
            yield membership
            task.cancel()


async def test_a_container_registers_and_then_beats() -> None:
    gateway = ScriptedGateway(heartbeat_seconds=0.01)
    async with asyncio.timeout(5), joined(gateway) as membership:
        await gateway.beaten.wait()
        assert membership.is_registered
    assert gateway.registrations == [
        {"worker_id": "wrk_1", "url": "http://127.0.0.1:1", "slots": 8, "version": "1", "key": "key"}
    ]
    assert gateway.heartbeats[0] == {"running": 1, "progress": 7, "draining": False}


async def test_a_forgotten_container_registers_again() -> None:
    gateway = ScriptedGateway(heartbeat_seconds=0.01)
    async with asyncio.timeout(5), joined(gateway):
        await gateway.beaten.wait()
        gateway.registered.clear()
        gateway.knows_worker = False
        await gateway.registered.wait()
    assert len(gateway.registrations) == 2


async def test_a_gateway_that_is_away_is_waited_for_and_mentioned_once(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "crew_container")
    gateway = ScriptedGateway(is_away=True)
    async with asyncio.timeout(10), joined(gateway) as membership:
        while "trying again" not in caplog.text:
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.3)
        assert not membership.is_registered
        gateway.is_away = False
        await gateway.registered.wait()
        while "answers again" not in caplog.text:
            await asyncio.sleep(0.01)
    assert caplog.text.count("trying again") == 1


async def test_after_the_farewell_nobody_registers_again() -> None:
    gateway = ScriptedGateway(heartbeat_seconds=0.01)
    async with asyncio.timeout(5), httpx.AsyncClient(trust_env=False) as http, serving(gateway.app()) as url:
        membership = member(http, url)
        task = asyncio.create_task(membership.run())
        await gateway.beaten.wait()
        gateway.knows_worker = False
        await membership.farewell()
        await task
    assert len(gateway.registrations) <= 2
