"""What a run's grant opens and what it does not: each row of the table of callback tokens, and the ways around it."""

import asyncio
import json
import sqlite3
from collections.abc import AsyncGenerator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from shared.runs import WORKER_ID_HEADER, WORKER_KEY_HEADER
from tests.requirements import requirement
from tests.support.held_turn import FACADE, HeldTurn, held_turn
from tests.support.platform_stub import PlatformStub, platform_stub
from tests.support.running_gateway import WORKER_KEY, RunningGateway, running_gateway

SUMMARY = "/api/v1/interactions/organization/org_a/summary"
OF_THE_OTHER = (
    "/api/v1/interactions/organization/org_b/summary",
    "/api/v1/products/search?q=x&organizationId=org_b",
    "/api/v1/products/search?q=x&organizationId=org_a&organizationId=org_b",
    "/api/v1/products/search?q=x&organizationId=org_a&organizationid=org_b",
    "/api/v1/products/search?q=x&organizationId=org_a&organization_id=org_b",
    "/api/v1/products/search?q=x&organizationId[]=org_b",
    "/api/v1/products/search?q=x",
    "/api/v1/patterns",
    "/api/v1/organizations",
    "/api/v1/organizations/org_b",
    "/api/v1/users/u1/permissions",
    "/api/v1/interactions/organization/org_a/../org_b/summary",
    "/api/v1/interactions/organization/org_a%2f..%2forg_b/summary",
    "/api/v1/interactions/organization/org_b%2fsummary%3f/summary",
    "/api/v1/products/..",
    "/api/v1/products/organization",
    "//evil.example/api/v1/products/search",
    "/internal/workers",
    "",
)
GRANT_ROW = "SELECT digest, tools, requests_left FROM run_grant"


@pytest.fixture
async def platform() -> AsyncGenerator[PlatformStub]:
    async with platform_stub() as stub:
        yield stub


@pytest.fixture
async def gateway(tmp_path: Path, platform: PlatformStub) -> AsyncGenerator[RunningGateway]:
    async with running_gateway(tmp_path, api_gateway_url=platform.url) as running:
        yield running


def code(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


@requirement("grant")
async def test_a_run_reads_the_platform_for_its_own_organization_only(
    gateway: RunningGateway, platform: PlatformStub
) -> None:
    async with held_turn(gateway) as turn:
        answer = await turn.get(SUMMARY)
        assert (answer.status_code, answer.json()) == (200, {"total": 7})
        assert platform.asked == [
            (
                SUMMARY,
                {
                    "x-internal-key": "platform-key-of-the-tests",
                    "x-organization-id": "org_a",
                    "authorization": "",
                    "cache-control": "no-cache",
                },
            )
        ]
        for path in OF_THE_OTHER:
            assert code(await turn.get(path)) == (404, "not_found"), path
        assert (await turn.http.post(f"{FACADE}{SUMMARY}", headers=turn.bearer)).status_code == 405
        assert len(platform.asked) == 1


@requirement("grant")
async def test_an_unknown_or_garbled_grant_is_401(gateway: RunningGateway, platform: PlatformStub) -> None:
    async with held_turn(gateway) as turn:
        user = await gateway.client()
        for presented in (
            None,
            "",
            "Bearer",
            "Bearer ct_wrong",
            f"Basic {turn.request.grant}",
            f"Bearer {turn.request.grant}x",
            f"Bearer {turn.request.grant.removeprefix('ct_')}",
            f"Bearer {'x' * 5_000}",
            f"Bearer {user.headers['x-api-key']}",
            f"Bearer {turn.worker.token}",
        ):
            headers = {} if presented is None else {"authorization": presented}
            answer = await turn.http.get(f"{FACADE}{SUMMARY}", headers=headers)
            assert code(answer) == (401, "callback_token_invalid"), presented
    assert platform.asked == []


@requirement("grant")
async def test_a_grant_is_worth_nothing_without_its_container(gateway: RunningGateway, platform: PlatformStub) -> None:
    async with held_turn(gateway) as turn, held_turn(gateway) as other:
        async with httpx.AsyncClient(base_url=gateway.internal_url, trust_env=False) as stranger:
            for credentials in (
                {},
                {WORKER_KEY_HEADER: WORKER_KEY},
                {WORKER_KEY_HEADER: turn.worker.token},
                {WORKER_ID_HEADER: turn.worker.id, WORKER_KEY_HEADER: WORKER_KEY},
                {WORKER_ID_HEADER: turn.worker.id, WORKER_KEY_HEADER: other.worker.token},
            ):
                answer = await stranger.get(f"{FACADE}{SUMMARY}", headers=turn.bearer | credentials)
                assert code(answer) == (401, "worker_not_authenticated"), credentials
        stolen = await other.http.get(f"{FACADE}{SUMMARY}", headers=turn.bearer)
        assert code(stolen) == (401, "callback_token_invalid")
    assert platform.asked == []


@requirement("grant")
async def test_listeners_do_not_take_each_others_credentials(gateway: RunningGateway) -> None:
    async with held_turn(gateway) as turn:
        user = await gateway.client()
        async with httpx.AsyncClient(base_url=gateway.public_url, trust_env=False) as public:
            for headers in (turn.bearer, {"x-api-key": turn.request.grant}, turn.bearer | turn.worker.credentials):
                answer = await public.get("/api/v1/chat/sessions", headers=headers)
                assert code(answer) == (401, "not_authenticated"), headers
        for headers in ({"x-api-key": user.headers["x-api-key"]}, {"authorization": user.headers["x-api-key"]}):
            answer = await turn.http.get(f"{FACADE}{SUMMARY}", headers=headers)
            assert code(answer) == (401, "callback_token_invalid"), headers


async def ended(turn: HeldTurn, gateway: RunningGateway) -> None:
    turn.let_go.set()


async def stopped(turn: HeldTurn, gateway: RunningGateway) -> None:
    user = await gateway.client()
    await user.post(f"/api/v1/chat/turns/{turn.request.turn_id}/stop")


async def deleted(turn: HeldTurn, gateway: RunningGateway) -> None:
    user = await gateway.client()
    session = (await user.get("/api/v1/chat/sessions")).json()["sessions"][0]["id"]
    await user.delete(f"/api/v1/chat/sessions/{session}")


async def taken_over(turn: HeldTurn, gateway: RunningGateway) -> None:
    with closing(sqlite3.connect(gateway.database_file)) as database, database:
        database.execute("UPDATE turn SET fence = fence + 1")


async def expired(turn: HeldTurn, gateway: RunningGateway) -> None:
    with closing(sqlite3.connect(gateway.database_file)) as database, database:
        database.execute("UPDATE run_grant SET expires_at = 1")


@requirement("grant")
@pytest.mark.parametrize("end", [ended, stopped, deleted, taken_over, expired])
async def test_a_grant_is_dead_with_its_turn(gateway: RunningGateway, platform: PlatformStub, end: object) -> None:
    async with held_turn(gateway) as turn:
        assert (await turn.get(SUMMARY)).status_code == 200
        await end(turn, gateway)  # type: ignore[operator]  # one of the five above
        async with asyncio.timeout(10):
            while (answer := await turn.get(SUMMARY)).status_code == 200:
                await asyncio.sleep(0.01)
        assert code(answer) == (410, "turn_over")
        asked = len(platform.asked)
        assert code(await turn.get("/api/v1/organizations/org_a")) == (410, "turn_over")
        assert len(platform.asked) == asked
        # For the turn that was taken by nobody: its own run may end it.
        with closing(sqlite3.connect(gateway.database_file)) as database, database:
            database.execute("UPDATE turn SET fence = 1")


@requirement("grant")
async def test_a_container_that_goes_on_after_its_turn_is_asked_to_end_the_run(gateway: RunningGateway) -> None:
    async with held_turn(gateway) as turn:
        turn.let_go.set()
        async with asyncio.timeout(10):
            while (await turn.get(SUMMARY)).status_code == 200:
                await asyncio.sleep(0.01)
            while not turn.worker.ended:
                await asyncio.sleep(0.01)
        for _ in range(3):
            assert (await turn.get(SUMMARY)).status_code == 410
        assert turn.worker.ended == [turn.request.run_id]


@requirement("grant")
async def test_what_no_granted_tool_reads_is_403(gateway: RunningGateway, platform: PlatformStub) -> None:
    async with held_turn(gateway) as turn:
        with closing(sqlite3.connect(gateway.database_file)) as database, database:
            (granted,) = database.execute("SELECT tools FROM run_grant").fetchall()
            database.execute("""UPDATE run_grant SET tools = '["get_interaction_summary"]'""")
        assert (await turn.get(SUMMARY)).status_code == 200
        assert code(await turn.get("/api/v1/organizations/org_a")) == (403, "tool_not_granted")
        assert code(await turn.get("/api/v1/organizations/org_b")) == (404, "not_found")
    assert len(platform.asked) == 1
    agents = (*turn.request.agents, turn.request.synthesiser)
    assert set(json.loads(granted[0])) == {tool for agent in agents for tool in agent.tools}


@requirement("grant")
@pytest.mark.parametrize(
    ("limits", "answered"),
    [({"tool_requests": 3}, 3), ({"tool_pages": 2}, 2), ({"tool_bytes": 25}, 3)],
    ids=["requests", "pages", "bytes"],
)
async def test_a_run_that_has_read_enough_gets_429(
    tmp_path: Path, platform: PlatformStub, limits: dict[str, int], answered: int
) -> None:
    async with running_gateway(tmp_path, api_gateway_url=platform.url, **limits) as gateway, held_turn(gateway) as turn:
        answers = [await turn.get(f"/api/v1/interactions/organization/org_a?page={page}") for page in range(1, 6)]

    assert [answer.status_code for answer in answers] == [200] * answered + [429] * (5 - answered)
    assert code(answers[-1]) == (429, "tool_budget")
    assert len(platform.asked) == answered


async def test_what_a_call_is_answered_again_costs_nothing(tmp_path: Path, platform: PlatformStub) -> None:
    async with (
        running_gateway(tmp_path, api_gateway_url=platform.url, tool_requests=1) as gateway,
        held_turn(gateway) as turn,
    ):
        answers = [await turn.get(SUMMARY, key="call_1-1") for _ in range(3)]
        beyond = await turn.get(SUMMARY, key="call_2-1")

    assert [answer.status_code for answer in answers] == [200] * 3
    assert code(beyond) == (429, "tool_budget")


@requirement("grant")
async def test_a_grant_is_stored_as_a_digest(gateway: RunningGateway) -> None:
    async with held_turn(gateway) as turn:
        with closing(sqlite3.connect(gateway.database_file)) as database:
            rows = database.execute(GRANT_ROW).fetchall()
            dump = "\n".join(database.iterdump())
    assert len(rows) == 1
    assert turn.request.grant not in dump
    assert turn.request.grant.removeprefix("ct_") not in dump
    assert turn.worker.token not in dump
