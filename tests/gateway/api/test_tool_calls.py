"""The façade asks the platform once per request of a tool call, however often it is asked itself."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from starlette.responses import JSONResponse, Response

from tests.support.held_turn import HeldTurn, held_turn
from tests.support.platform_stub import PlatformStub, platform_stub
from tests.support.running_gateway import RunningGateway, running_gateway

LIST = "/api/v1/interactions/organization/org_a"


@dataclass
class Facade:
    """A gateway in front of a platform that counts, and a turn under way whose grant is used."""

    gateway: RunningGateway
    platform: PlatformStub
    turn: HeldTurn

    async def get(self, key: str | None, query: str = "q=x", path: str = LIST) -> httpx.Response:
        return await self.turn.get(f"{path}?{query}", key=key)

    @property
    def asked(self) -> int:
        """How often the platform was asked."""
        return len(self.platform.asked)


def replayed(response: httpx.Response) -> bool:
    return "idempotency-replayed" in response.headers


@pytest.fixture
async def facade(tmp_path: Path) -> AsyncGenerator[Facade]:
    """Nothing is remembered but the answers of calls."""
    async with (
        platform_stub() as platform,
        running_gateway(
            tmp_path, api_gateway_url=platform.url, platform_cache_seconds=0, tool_requests=500, tool_pages=500
        ) as gateway,
        held_turn(gateway) as turn,
    ):
        yield Facade(gateway, platform, turn)


async def test_the_same_call_again_is_answered_without_the_platform(facade: Facade) -> None:
    first = await facade.get("call_1-1")
    facade.platform.answer = JSONResponse({"total": 8})
    again = await facade.get("call_1-1")
    other = await facade.get("call_1-2")

    assert (replayed(first), replayed(again), replayed(other)) == (False, True, False)
    assert first.content == again.content == b'{"total":7}'
    assert again.headers["content-type"] == first.headers["content-type"]
    assert other.json() == {"total": 8}
    assert facade.asked == 2


async def test_fifty_duplicates_at_once_are_one_request(facade: Facade) -> None:
    calls = {f"call_{number}-1": f"q={number}" for number in range(4)}
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(facade.get(key, query)) for key, query in list(calls.items()) * 50]

    answers = [task.result() for task in tasks]
    assert {answer.status_code for answer in answers} == {200}
    assert {answer.content for answer in answers} == {b'{"total":7}'}
    assert sum(not replayed(answer) for answer in answers) == len(calls)
    assert facade.asked == len(calls)


class HeldAnswer(Response):
    """An answer that comes when the test says so."""

    def __init__(self) -> None:
        super().__init__(b'{"total":7}', media_type="application/json")
        self.asked, self.gate = asyncio.Event(), asyncio.Event()

    async def __call__(self, scope: object, receive: object, send: object) -> None:
        self.asked.set()
        await self.gate.wait()
        await super().__call__(scope, receive, send)  # type: ignore[arg-type]  # handed on as they came


async def test_an_answer_that_nobody_waited_for_is_there_the_next_time(facade: Facade) -> None:
    held = HeldAnswer()
    facade.platform.answer = held
    lost = asyncio.create_task(facade.get("call_1-1"))
    async with asyncio.timeout(10):
        await held.asked.wait()
        lost.cancel()
        await asyncio.wait([lost])
        held.gate.set()
        again = await facade.get("call_1-1")

    assert (again.status_code, again.content, replayed(again)) == (200, b'{"total":7}', True)
    assert facade.asked == 1


async def test_a_key_is_for_one_path_and_query(facade: Facade) -> None:
    await facade.get("call_1-1")

    other_query = await facade.get("call_1-1", "q=y")
    other_path = await facade.get("call_1-1", "q=x", f"{LIST}/search")

    for answer in (other_query, other_path):
        assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")
    assert facade.asked == 1


async def test_the_same_is_true_while_the_first_is_under_way(facade: Facade) -> None:
    held = HeldAnswer()
    facade.platform.answer = held
    first = asyncio.create_task(facade.get("call_1-1"))
    async with asyncio.timeout(10):
        await held.asked.wait()
        other = await facade.get("call_1-1", "q=y")
        held.gate.set()

        assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
        assert (await first).status_code == 200


@pytest.mark.parametrize("status", [429, 500, 502, 503])
async def test_a_failure_is_no_answer(facade: Facade, status: int) -> None:
    good, facade.platform.answer = facade.platform.answer, Response(b"{}", status)
    failed = await facade.get("call_1-1")
    facade.platform.answer = good
    answered = await facade.get("call_1-1")
    again = await facade.get("call_1-1")

    assert [answer.status_code for answer in (failed, answered, again)] == [status, 200, 200]
    assert (replayed(answered), replayed(again), facade.asked) == (False, True, 2)


@pytest.mark.parametrize("status", [400, 403, 404])
async def test_a_refusal_of_the_platform_is_an_answer(facade: Facade, status: int) -> None:
    facade.platform.answer = JSONResponse({"error": "no"}, status)
    first, again = await facade.get("call_1-1"), await facade.get("call_1-1")

    assert [(answer.status_code, answer.json()) for answer in (first, again)] == [(status, {"error": "no"})] * 2
    assert (replayed(again), facade.asked) == (True, 1)


@pytest.mark.parametrize(("size", "asked"), [(262_143, 1), (262_144, 2)])
async def test_what_is_too_large_is_not_kept(facade: Facade, size: int, asked: int) -> None:
    facade.platform.answer = Response(b"x" * size)
    first, again = await facade.get("call_1-1"), await facade.get("call_1-1")

    assert first.content == again.content == b"x" * size
    assert facade.asked == asked


async def test_without_a_key_every_request_counts(facade: Facade) -> None:
    answers = [await facade.get(None) for _ in range(3)]

    assert [replayed(answer) for answer in answers] == [False] * 3
    assert facade.asked == 3


@pytest.mark.parametrize("key", ["", "a b", "x" * 161, "call_1/1", '"call_1-1"'])
async def test_a_key_that_is_none_is_refused(facade: Facade, key: str) -> None:
    assert (await facade.get(key)).status_code == 400
    assert facade.asked == 0


async def test_two_turns_may_use_the_same_key(facade: Facade) -> None:
    await facade.get("call_1-1")
    async with held_turn(facade.gateway) as turn:
        other = Facade(facade.gateway, facade.platform, turn)
        answer = await other.get("call_1-1", "q=y")

    assert (answer.status_code, replayed(answer), facade.asked) == (200, False, 2)


async def test_a_turn_that_is_over_replays_nothing(tmp_path: Path) -> None:
    async with platform_stub() as platform, running_gateway(tmp_path, api_gateway_url=platform.url) as gateway:
        async with held_turn(gateway) as turn:
            during = Facade(gateway, platform, turn)
            await during.get("call_1-1")
        over = await during.get("call_1-1")

    assert (over.status_code, over.json()["code"]) == (410, "turn_over")
    assert len(platform.asked) == 1
