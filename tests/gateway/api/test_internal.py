"""The internal listener: grants, the façade, the workers' door."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from pathlib import Path

import httpx
import pytest
from starlette.responses import Response

from shared.events import RunEvent, RunFinished, TextDelta, TextEnded, TextStarted
from shared.runs import WORKER_KEY_HEADER, RunRequest
from tests.gateway.api.test_send_message import MESSAGES, answer_of
from tests.requirements import requirement
from tests.support.platform_stub import PlatformStub, platform_stub
from tests.support.running_gateway import RunningGateway, running_gateway

SUMMARY = "/internal/platform/api/v1/interactions/organization/org_a/summary"


@pytest.fixture
async def platform() -> AsyncGenerator[PlatformStub]:
    """The platform behind the façade."""
    async with platform_stub() as stub:
        yield stub


@pytest.fixture
async def facade(tmp_path: Path, platform: PlatformStub) -> AsyncGenerator[RunningGateway]:
    """A gateway with that platform."""
    async with running_gateway(tmp_path, api_gateway_url=platform.url) as running:
        yield running


class HeldRun:
    """A run that stays open until the test lets it go, so that its grant lives."""

    def __init__(self) -> None:
        self.request: asyncio.Future[RunRequest] = asyncio.get_running_loop().create_future()
        self.gate = asyncio.Event()

    async def script(self, request: RunRequest) -> AsyncIterator[RunEvent]:
        self.request.set_result(request)
        yield TextStarted(part_id="t1", agent="synthesiser")
        await self.gate.wait()
        yield TextDelta(part_id="t1", text="done")
        yield TextEnded(part_id="t1")
        yield RunFinished(finish_reason="stop")


@requirement("grant")
async def test_a_run_reads_the_platform_for_its_own_organization_only(
    facade: RunningGateway, platform: PlatformStub
) -> None:
    run = HeldRun()
    await facade.add_worker(run.script)
    alice, worker = await facade.client(), await facade.internal_client()
    async with alice.stream("POST", MESSAGES, json={"message": "x"}) as response:
        grant = {"authorization": f"Bearer {(await run.request).grant}"}

        answer = await worker.get(f"{SUMMARY}?q=a%20b&q=c", headers=grant)
        assert (answer.status_code, answer.json()) == (200, {"total": 7})
        assert platform.asked == [
            (
                "/api/v1/interactions/organization/org_a/summary?q=a+b&q=c",
                {
                    "x-internal-key": "platform-key-of-the-tests",
                    "x-organization-id": "org_a",
                    "authorization": "",
                },
            )
        ]
        for path in (
            "/api/v1/interactions/organization/org_b/summary",
            "/api/v1/products/search?q=x&organizationId=org_b",
            "/api/v1/products/search?q=x&organizationId=org_a&organizationId=org_b",
            "/api/v1/organizations",
            "/api/v1/users/u1/permissions",
            "/api/v1/interactions/organization/org_a/../org_b/summary",
            "/api/v1/interactions/organization/org_a%2f..%2forg_b/summary",
            "//evil.example/api/v1/products/search",
        ):
            refused = await worker.get(f"/internal/platform{path}", headers=grant)
            assert (refused.status_code, refused.json()["code"]) == (404, "not_found"), path
        assert (await worker.post(SUMMARY, headers=grant)).status_code == 405
        assert len(platform.asked) == 1
        run.gate.set()
        await response.aread()

    over = await worker.get(SUMMARY, headers=grant)
    assert (over.status_code, over.json()["code"]) == (410, "turn_over")


async def test_without_grant_or_worker_key_nothing_is_read(facade: RunningGateway, platform: PlatformStub) -> None:
    run = HeldRun()
    await facade.add_worker(run.script)
    alice, worker = await facade.client(), await facade.internal_client()
    async with alice.stream("POST", MESSAGES, json={"message": "x"}) as response:
        grant = f"Bearer {(await run.request).grant}"
        no_grant = await worker.get(SUMMARY)
        wrong_grant = await worker.get(SUMMARY, headers={"authorization": "Bearer ct_wrong"})
        users_key = await worker.get(SUMMARY, headers={"authorization": f"Bearer {alice.headers['x-api-key']}"})
        async with httpx.AsyncClient(base_url=facade.internal_url, trust_env=False) as stranger:
            no_key = await stranger.get(SUMMARY, headers={"authorization": grant})
            wrong_key = await stranger.get(SUMMARY, headers={"authorization": grant, WORKER_KEY_HEADER: "guess"})
        async with httpx.AsyncClient(base_url=facade.public_url, trust_env=False) as keyless:
            on_public = await keyless.get("/api/v1/chat/sessions", headers={"authorization": grant})
        run.gate.set()
        await response.aread()

    codes = [(answer.status_code, answer.json()["code"]) for answer in (no_grant, wrong_grant, users_key)]
    assert codes == [(401, "callback_token_invalid")] * 3
    codes = [(answer.status_code, answer.json()["code"]) for answer in (no_key, wrong_key)]
    assert codes == [(401, "worker_not_authenticated")] * 2
    assert on_public.status_code == 401
    assert platform.asked == []


async def test_the_platforms_answer_comes_back_as_it_is(facade: RunningGateway, platform: PlatformStub) -> None:
    run = HeldRun()
    await facade.add_worker(run.script)
    alice, worker = await facade.client(), await facade.internal_client()
    async with alice.stream("POST", MESSAGES, json={"message": "x"}) as response:
        grant = {"authorization": f"Bearer {(await run.request).grant}"}
        platform.answer = Response(
            b'{"error":"Too many requests","message":"slow down"}',
            429,
            {"retry-after": "7", "set-cookie": "a=b"},
            "application/json",
        )
        limited = await worker.get(SUMMARY, headers=grant)
        run.gate.set()
        await response.aread()

    assert (limited.status_code, limited.headers["retry-after"]) == (429, "7")
    assert limited.json() == {"error": "Too many requests", "message": "slow down"}
    assert "set-cookie" not in limited.headers


@requirement("unavailable")
async def test_a_platform_that_is_away_is_unavailable_not_empty(gateway: RunningGateway) -> None:
    run = HeldRun()
    await gateway.add_worker(run.script)
    alice, worker = await gateway.client(), await gateway.internal_client()
    async with alice.stream("POST", MESSAGES, json={"message": "x"}) as response:
        grant = {"authorization": f"Bearer {(await run.request).grant}"}
        answer = await worker.get(SUMMARY, headers=grant)
        run.gate.set()
        await response.aread()

    assert (answer.status_code, answer.json()["code"]) == (503, "platform_unavailable")


async def test_a_forgotten_worker_is_told_to_register_again(gateway: RunningGateway) -> None:
    client = await gateway.internal_client()

    answer = await client.post("/internal/workers/wrk_1/heartbeat", json={"running": 0, "progress": 0})

    assert (answer.status_code, answer.json()["code"]) == (404, "worker_unknown")


async def test_the_pool_has_a_ceiling(gateway: RunningGateway) -> None:
    run = HeldRun()
    for _ in range(3):
        await gateway.add_worker(run.script)
    client = await gateway.internal_client()

    fourth = await client.post(
        "/internal/workers",
        json={"worker_id": "wrk_4", "url": "http://127.0.0.1:9", "slots": 1, "version": "test"},
    )

    assert (fourth.status_code, fourth.json()["code"]) == (409, "pool_full")


async def test_a_draining_worker_gets_no_new_run(gateway: RunningGateway) -> None:
    run = HeldRun()
    run.gate.set()
    leaving = await gateway.add_worker(run.script, slots=20)
    staying = await gateway.add_worker(run.script, slots=1)
    client = await gateway.internal_client()
    await client.post(f"/internal/workers/{leaving.id}/heartbeat", json={"running": 0, "progress": 0, "draining": True})
    alice = await gateway.client()

    response = await alice.post(MESSAGES, json={"message": "x"})

    assert (await answer_of(alice, response.headers["x-chat-session-id"]))["status"] == "complete"
    assert (len(leaving.requests), len(staying.requests)) == (0, 1)
