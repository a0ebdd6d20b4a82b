"""The façade's client: retries, budgets, meanings."""

import asyncio
from collections.abc import AsyncGenerator

import httpx
import pytest
from starlette.responses import JSONResponse, Response, StreamingResponse

from crew_container.gateway_client import platform as module
from crew_container.gateway_client.platform import Platform, PlatformError, TurnOver
from shared.ids import OrganizationId, ToolCallId
from tests.crew_container.loopback import serving
from tests.crew_container.scripted_gateway import ScriptedGateway


@pytest.fixture
async def platform(gateway: ScriptedGateway) -> AsyncGenerator[Platform]:
    async with serving(gateway.app()) as url, httpx.AsyncClient(trust_env=False) as http:
        yield Platform(
            http,
            base_url=url,
            organization_id=OrganizationId("org"),
            grant="g",
            credentials={"x-worker-id": "wrk", "x-worker-key": "k"},
        )


@pytest.mark.parametrize("status", [502, 503, 504])
async def test_a_hiccup_is_retried_twice(platform: Platform, gateway: ScriptedGateway, status: int) -> None:
    answers = iter([Response(status_code=status), Response(status_code=status), JSONResponse({"a": 1})])
    gateway.data = {"/x": lambda _request: next(answers)}
    assert await platform.get("/x") == {"a": 1}


@pytest.mark.parametrize(("status", "requests"), [(503, 3), (500, 1), (404, 1), (403, 1)])
async def test_retries_end(platform: Platform, gateway: ScriptedGateway, status: int, requests: int) -> None:
    gateway.data = {"/x": Response(status_code=status)}
    with pytest.raises(PlatformError):
        await platform.get("/x")
    assert len(gateway.requests) == requests


async def test_a_wait_that_fits_the_budget_is_kept(platform: Platform, gateway: ScriptedGateway) -> None:
    answers = iter([JSONResponse({}, 429, {"retry-after": "0.01"}), JSONResponse({"a": 1})])
    gateway.data = {"/x": lambda _request: next(answers)}
    assert await platform.get("/x") == {"a": 1}


async def test_a_wait_that_does_not_fit_is_told_at_once(platform: Platform, gateway: ScriptedGateway) -> None:
    gateway.data = {"/x": JSONResponse({}, 429, {"retry-after": "60"})}
    with pytest.raises(PlatformError) as caught:
        await asyncio.wait_for(platform.get("/x"), 5)
    assert caught.value.code == "rate_limited"


async def test_gone_means_the_turn_is_over(platform: Platform, gateway: ScriptedGateway) -> None:
    gateway.data = {"/x": Response(status_code=410)}
    with pytest.raises(TurnOver):
        await platform.get("/x")


@pytest.mark.parametrize(
    ("status", "code", "expected", "told"),
    [
        (403, "tool_not_granted", "forbidden", "The tools of this run do not read that."),
        (403, "not_permitted", "forbidden", "This user may not read that part of the platform's data."),
        (404, "not_found", "bad_request", "There is nothing with that id."),
        (429, "tool_budget", "budget", "This question has read as much of the platform as it may"),
    ],
)
async def test_the_gateways_refusals_are_told_apart_and_not_tried_again(
    platform: Platform, gateway: ScriptedGateway, status: int, code: str, expected: str, told: str
) -> None:
    gateway.data = {"/x": JSONResponse({"code": code}, status, media_type="application/problem+json")}
    with pytest.raises(PlatformError, match=told) as caught:
        await platform.get("/x")
    assert caught.value.code == expected
    assert len(gateway.requests) == 1


async def test_silence_is_a_timeout(
    platform: Platform, gateway: ScriptedGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "CALL_TIMEOUT_SECONDS", 0.2)
    gateway.data = {"/x": lambda _request: asyncio.Event().wait()}
    with pytest.raises(PlatformError) as caught:
        await platform.get("/x")
    assert caught.value.code == "timeout"


async def test_nobody_there_is_unavailable() -> None:
    async with httpx.AsyncClient(trust_env=False) as http:
        away = Platform(
            http,
            base_url="http://127.0.0.1:9",
            organization_id=OrganizationId("org"),
            grant="g",
            credentials={"x-worker-id": "wrk", "x-worker-key": "k"},
        )
        with pytest.raises(PlatformError) as caught:
            await away.get("/x")
    assert caught.value.code == "unavailable"


async def test_four_calls_at_once_and_no_more(platform: Platform, gateway: ScriptedGateway) -> None:
    under_way = most = 0
    full = asyncio.Event()

    async def held(_request: object) -> dict[str, int]:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        if under_way == module.MAX_CALLS_AT_ONCE:
            full.set()
        await full.wait()
        under_way -= 1
        return {}

    gateway.data = {"/x": held}
    async with asyncio.timeout(5), asyncio.TaskGroup() as group:
        for _ in range(12):
            group.create_task(platform.get("/x"))
    assert most == module.MAX_CALLS_AT_ONCE


async def test_each_request_of_a_tool_call_has_a_key_and_trying_again_keeps_it(
    platform: Platform, gateway: ScriptedGateway
) -> None:
    answers = iter([Response(status_code=503), JSONResponse({"a": 1}), JSONResponse({"b": 2})])
    gateway.data = {"/x": lambda _request: next(answers), "/y": {"c": 3}}
    call, other = platform.of_call(ToolCallId("call_1")), platform.of_call(ToolCallId("call_2"))

    await call.get("/x")
    await call.get("/x")
    await other.get("/y")
    await platform.get("/y")

    keys = [request.headers.get("idempotency-key") for request in gateway.requests]
    assert keys == ["call_1-1", "call_1-1", "call_1-2", "call_2-1", None]


async def test_a_call_is_answered_from_the_gateways_cache_when_all_its_answers_are(
    platform: Platform, gateway: ScriptedGateway
) -> None:
    shared = {"x-chat-shared": "true"}
    gateway.data = {"/shared": lambda _request: JSONResponse({}, headers=shared), "/asked": {}}
    one, two, idle = (platform.of_call(ToolCallId(f"call_{number}")) for number in range(3))

    await one.get("/shared")
    await one.get("/shared")
    await two.get("/shared")
    await two.get("/asked")

    assert [call.reads.are_shared for call in (one, two, idle)] == [True, False, False]


async def test_an_answer_that_is_lost_is_asked_for_again_under_its_key(
    platform: Platform, gateway: ScriptedGateway
) -> None:
    def lost() -> AsyncGenerator[bytes]:
        async def body() -> AsyncGenerator[bytes]:
            yield b"{"
            raise ConnectionResetError

        return body()

    answers = iter([StreamingResponse(lost(), headers={"content-length": "8"}), JSONResponse({"a": 1})])
    gateway.data = {"/x": lambda _request: next(answers)}

    assert await platform.of_call(ToolCallId("call_1")).get("/x") == {"a": 1}

    assert [request.headers["idempotency-key"] for request in gateway.requests] == ["call_1-1"] * 2
