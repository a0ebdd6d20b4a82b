"""The façade over HTTP: permissions, both names of an organization, objects by id, sharing, pauses, outages."""

import asyncio
import json
import sqlite3
import time
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from gateway.platform.paths import PATHS
from tests.gateway.api.test_tool_calls import HeldAnswer
from tests.requirements import requirement
from tests.support.held_turn import HeldTurn, held_turn
from tests.support.platform_stub import PlatformStub, platform_stub
from tests.support.running_gateway import ALICE, BOB, MALLORY, RunningGateway, running_gateway

LIST = "/api/v1/interactions/organization/org_a"
SUMMARY = f"{LIST}/summary"
COUNTS = {"web": 5, "cctv": 7, "social": 1, "total": 13}
LOGIN_ID = "LoginIdOfA"


@dataclass
class Facade:
    """A gateway, its platform, and a turn of Alice under way."""

    gateway: RunningGateway
    platform: PlatformStub
    turn: HeldTurn

    @property
    def asked(self) -> list[str]:
        """What the platform was asked for."""
        return [path for path, _ in self.platform.asked]


@asynccontextmanager
async def facade_over(data_dir: Path, **overrides: object) -> AsyncGenerator[Facade]:
    async with AsyncExitStack() as stack:
        platform = await stack.enter_async_context(platform_stub())
        gateway = await stack.enter_async_context(running_gateway(data_dir, api_gateway_url=platform.url, **overrides))
        turn = await stack.enter_async_context(held_turn(gateway))
        allow_everything(gateway)
        yield Facade(gateway, platform, turn)


@pytest.fixture
async def facade(tmp_path: Path) -> AsyncGenerator[Facade]:
    async with facade_over(tmp_path) as running:
        yield running


def allow_everything(gateway: RunningGateway) -> None:
    """Let every run use every tool: what agents have is tried elsewhere."""
    tools = json.dumps(sorted({tool for path in PATHS for tool in path.tools}))
    with closing(sqlite3.connect(gateway.database_file)) as database, database:
        database.execute("UPDATE run_grant SET tools = ?", [tools])


def chat(*components: str, window: str = "all") -> Response:
    return JSONResponse({"chat": {"enabled": True, "components": components, "lookbackWindow": window}})


def code(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


async def test_permissions_are_asked_for_the_runs_own_user(facade: Facade) -> None:
    await facade.turn.get(SUMMARY)
    await facade.turn.get(LIST)
    assert facade.platform.asked_for == ["/api/v1/users/usr_alice/permissions"]


@requirement("permissions")
async def test_a_hidden_channel_is_forbidden_and_not_empty(facade: Facade) -> None:
    facade.platform.permissions = chat("web", "social")
    facade.platform.answer = JSONResponse(COUNTS)
    assert code(await facade.turn.get(f"{LIST}?sourceType=cctv")) == (403, "not_permitted")
    assert facade.asked == []
    refused = await facade.turn.get(LIST)
    assert (code(refused), refused.json()["channels"]) == ((403, "limits_apply"), ["web", "social"])
    counts = await facade.turn.get(SUMMARY)
    assert counts.json() == {"web": 5, "social": 1, "total": 6}
    assert counts.headers["x-chat-channels"] == "web,social"


@requirement("permissions")
async def test_what_lies_too_far_back_is_left_out(facade: Facade) -> None:
    facade.platform.permissions = chat("web", "cctv", "social", window="7days")
    now = time.time_ns() // 1_000_000
    rows = [{"id": days, "sourceType": "web", "timestamp": now - days * 86_400_000} for days in (9, 8, 6, 1)]
    facade.platform.answer = JSONResponse({"interactions": rows, "total": 4, "page": 1, "limit": 100})
    answer = await facade.turn.get(LIST)
    assert [row["id"] for row in answer.json()["interactions"]] == [6, 1]
    assert abs(int(answer.headers["x-chat-since"]) - (now - 7 * 86_400_000)) < 60_000
    counts = await facade.turn.get(SUMMARY)
    assert (code(counts), counts.json().get("channels")) == ((403, "limits_apply"), None)
    assert counts.json()["since"] == pytest.approx(now - 7 * 86_400_000, abs=60_000)


@requirement("permissions")
async def test_a_user_without_chat_reads_nothing(facade: Facade) -> None:
    facade.platform.permissions = JSONResponse({"interactions": True})
    assert code(await facade.turn.get("/api/v1/organizations/org_a")) == (403, "not_permitted")
    assert facade.asked == []


@requirement("permissions", "unavailable")
async def test_without_permissions_nothing_is_read(facade: Facade) -> None:
    for status in (401, 403, 500, 503):
        facade.platform.permissions = Response(status_code=status)
        assert code(await facade.turn.get(SUMMARY)) == (503, "platform_unavailable")
    facade.platform.permissions = Response(b"{}", 429, {"retry-after": "0"})
    busy = await facade.turn.get(SUMMARY)
    assert (busy.status_code, busy.headers["retry-after"]) == (429, "0")
    assert facade.asked == []


@requirement("permissions")
async def test_a_user_whom_the_platform_does_not_know_can_be_refused(tmp_path: Path) -> None:
    async with facade_over(tmp_path, platform_unknown_users="refuse") as facade:
        assert code(await facade.turn.get(SUMMARY)) == (403, "not_permitted")
        facade.platform.permissions = chat("web", "cctv", "social")


@requirement("permissions")
async def test_answers_are_shared_by_those_who_may_see_the_same(facade: Facade) -> None:
    facade.platform.permissions = chat("web", "social")
    facade.platform.answer = JSONResponse(COUNTS)
    alice = await facade.turn.get(SUMMARY)
    async with held_turn(facade.gateway, BOB) as bob:
        assert (await bob.get(SUMMARY)).content == alice.content
    assert facade.asked == [SUMMARY]
    facade.platform.permissions = chat("web", "cctv", "social")
    async with held_turn(facade.gateway, MALLORY) as mallory:
        other = await mallory.get(SUMMARY.replace("org_a", "org_b"))
    assert other.json() == COUNTS
    assert len(facade.asked) == 2


@requirement("permissions")
async def test_a_user_who_may_see_more_gets_an_answer_of_their_own(facade: Facade) -> None:
    facade.platform.answer = JSONResponse(COUNTS)
    facade.platform.permissions = chat("web")
    assert (await facade.turn.get(SUMMARY)).json() == {"web": 5, "total": 5}
    facade.platform.permissions = chat("web", "cctv", "social")
    async with held_turn(facade.gateway, BOB) as bob:
        assert (await bob.get(SUMMARY)).json() == COUNTS


async def test_the_same_at_the_same_time_is_asked_once(facade: Facade) -> None:
    held = HeldAnswer()
    facade.platform.answer = held
    async with asyncio.timeout(10), asyncio.TaskGroup() as group:
        tasks = [group.create_task(facade.turn.get(SUMMARY)) for _ in range(20)]
        await held.asked.wait()
        held.gate.set()
    assert {task.result().content for task in tasks} == {b'{"total":7}'}
    assert facade.asked == [SUMMARY]


async def test_a_failure_is_nobodys_answer_but_the_askers(facade: Facade) -> None:
    good, facade.platform.answer = facade.platform.answer, Response(b"{}", 502)
    assert (await facade.turn.get(SUMMARY)).status_code == 502
    facade.platform.answer = good
    assert (await facade.turn.get(SUMMARY)).status_code == 200


async def test_a_pause_that_the_platform_asks_for_is_kept_for_everybody(facade: Facade) -> None:
    good = facade.platform.answer
    assert (await facade.turn.get(SUMMARY)).status_code == 200
    facade.platform.answer = JSONResponse({"error": "Too many requests"}, 429, {"retry-after": "100"})
    first = await facade.turn.get(LIST)
    facade.platform.answer = good
    second = await facade.turn.get(f"{LIST}?page=2")
    assert [answer.status_code for answer in (first, second)] == [429, 429]
    assert 90 < int(second.headers["retry-after"]) <= 100
    assert facade.asked == [SUMMARY, LIST]
    # What is known already needs nobody.
    assert (await facade.turn.get(SUMMARY)).json() == {"total": 7}


@requirement("unavailable")
async def test_a_platform_that_does_not_want_us_is_unavailable(facade: Facade) -> None:
    elsewhere = RedirectResponse("http://127.0.0.1:9/elsewhere")
    for answer in (Response(status_code=401), elsewhere, RedirectResponse("/x", 308)):
        facade.platform.answer = answer
        assert code(await facade.turn.get(SUMMARY)) == (503, "platform_unavailable")
    assert facade.asked == [SUMMARY] * 3


@requirement("unavailable")
async def test_a_platform_that_is_away_is_unavailable_not_empty(tmp_path: Path) -> None:
    async with running_gateway(tmp_path) as gateway, held_turn(gateway) as turn:
        assert code(await turn.get(SUMMARY)) == (503, "platform_unavailable")


async def test_the_platforms_answer_comes_back_as_it_is(facade: Facade) -> None:
    body = b'{"error":"Too many requests","message":"slow down"}'
    facade.platform.answer = Response(body, 429, {"retry-after": "0", "set-cookie": "a=b"}, "application/json")
    limited = await facade.turn.get(SUMMARY)
    assert (limited.status_code, limited.headers["retry-after"], limited.content) == (429, "0", body)
    assert "set-cookie" not in limited.headers
    facade.platform.answer = HTMLResponse("<p>odd</p>")
    odd = await facade.turn.get(f"{LIST}?q=a%20b%26c&limit=7")
    assert (odd.content, odd.headers["content-type"]) == (b"<p>odd</p>", "text/html; charset=utf-8")
    assert facade.asked[-1] == f"{LIST}?q=a+b%26c&limit=7"


async def test_a_parameter_that_is_unknown_or_twice_there_is_refused(facade: Facade) -> None:
    for query in ("q=a&q=b", "since=1", "sourceType=web&sourceType=cctv", "sourcetype=cctv"):
        assert code(await facade.turn.get(f"{LIST}?{query}")) == (400, "bad_request"), query
    assert facade.asked == []


PRODUCTS = "/api/v1/products/organization/"
SEARCH = "/api/v1/products/search"
ORGANIZATION = "/api/v1/organizations/org_a"


def both_names(platform: PlatformStub) -> None:
    """The products of org_a are stored under the login service's id."""
    empty = {"products": [], "total": 0}
    platform.answers = {
        ORGANIZATION: JSONResponse({"id": "org_a", "betterAuthOrgId": LOGIN_ID}),
        f"{PRODUCTS}org_a": JSONResponse(empty),
        f"{PRODUCTS}{LOGIN_ID}": JSONResponse({"products": [{"id": "p1"}], "total": 1}),
    }


async def test_products_are_found_under_the_other_name_of_the_organization(facade: Facade) -> None:
    both_names(facade.platform)
    first = await facade.turn.get(f"{PRODUCTS}org_a?page=1")
    again = await facade.turn.get(f"{PRODUCTS}org_a?page=2")
    assert first.json() == again.json() == {"products": [{"id": "p1"}], "total": 1}
    found = [f"{PRODUCTS}org_a?page=1", ORGANIZATION, f"{PRODUCTS}{LOGIN_ID}?page=1", f"{PRODUCTS}{LOGIN_ID}?page=2"]
    assert facade.asked == found
    headers = [named["x-organization-id"] for _, named in facade.platform.asked]
    assert headers == ["org_a", "org_a", LOGIN_ID, LOGIN_ID]
    # From now on a search goes there too.
    facade.platform.answers[SEARCH] = JSONResponse({"results": [], "total": 0})
    await facade.turn.get(f"{SEARCH}?q=shirt&organizationId=org_a")
    assert facade.asked[-1] == f"{SEARCH}?q=shirt&organizationId={LOGIN_ID}"


async def test_a_service_that_refuses_the_name_is_asked_with_the_other(facade: Facade) -> None:
    both_names(facade.platform)
    facade.platform.answers[f"{PRODUCTS}org_a"] = JSONResponse({"error": "no"}, 403)
    assert (await facade.turn.get(f"{PRODUCTS}org_a")).json()["total"] == 1


async def test_no_products_are_no_products_under_either_name(facade: Facade) -> None:
    both_names(facade.platform)
    facade.platform.answers[f"{PRODUCTS}{LOGIN_ID}"] = JSONResponse({"error": "no"}, 403)
    answer = await facade.turn.get(f"{PRODUCTS}org_a")
    assert (answer.status_code, answer.json()) == (200, {"products": [], "total": 0})


@requirement("unavailable")
async def test_an_outage_is_not_looked_for_elsewhere(facade: Facade) -> None:
    both_names(facade.platform)
    facade.platform.answers[f"{PRODUCTS}org_a"] = Response(status_code=503)
    assert (await facade.turn.get(f"{PRODUCTS}org_a")).status_code == 503
    assert facade.asked == [f"{PRODUCTS}org_a"]


FOREIGN = {
    "another's": JSONResponse({"id": "p", "organizationId": "org_b", "title": "secret"}),
    "nobody's": JSONResponse({"id": "p", "organizationId": None, "title": "secret"}),
    "unnamed": JSONResponse({"id": "p", "title": "secret"}),
    "forbidden": JSONResponse({"error": "Forbidden"}, 403),
    "missing": JSONResponse({"error": "Not Found"}, 404),
}


@requirement("not-yours")
async def test_a_foreign_object_is_not_found_byte_for_byte(facade: Facade) -> None:
    both_names(facade.platform)
    answers = []
    facade.platform.answers["/api/v1/products/p1/ai-descriptions"] = JSONResponse({"descriptions": ["secret"]})
    for number, answer in enumerate(FOREIGN.values()):
        for kind in ("products", "patterns"):
            path = f"/api/v1/{kind}/p{number}"
            facade.platform.answers[path] = answer
            answers.append(await facade.turn.get(path))
    answers.append(await facade.turn.get("/api/v1/products/p1/ai-descriptions"))
    assert len(answers) == 2 * len(FOREIGN) + 1
    assert {answer.status_code for answer in answers} == {404}
    assert {answer.content for answer in answers} == {answers[0].content}
    assert "/api/v1/products/p1/ai-descriptions" not in facade.asked


async def test_an_object_of_the_organization_is_passed_on(facade: Facade) -> None:
    both_names(facade.platform)
    facade.platform.answers |= {
        "/api/v1/products/p1": JSONResponse({"id": "p1", "organizationId": LOGIN_ID}),
        "/api/v1/products/p1/ai-descriptions": JSONResponse({"descriptions": []}),
        "/api/v1/products/p2": JSONResponse({"id": "p2", "organizationId": "org_a"}),
        "/api/v1/patterns/p1": JSONResponse({"id": "p1", "organizationId": "org_a"}),
    }
    for path in ("products/p1", "products/p1/ai-descriptions", "products/p2", "patterns/p1"):
        answer = await facade.turn.get(f"/api/v1/{path}")
        assert (answer.status_code, answer.content) == (200, facade.platform.answers[f"/api/v1/{path}"].body)


async def test_everything_is_asked_with_our_key_and_past_the_platforms_cache(facade: Facade) -> None:
    both_names(facade.platform)
    for path in (SUMMARY, f"{PRODUCTS}org_a", f"{LIST}/search?q=x"):
        await facade.turn.get(path)
    assert {named["x-internal-key"] for _, named in facade.platform.asked} == {"platform-key-of-the-tests"}
    assert {named["cache-control"] for _, named in facade.platform.asked} == {"no-cache"}
    assert ALICE.user_id not in str(facade.platform.asked)


@requirement("unavailable")
async def test_what_may_be_under_the_other_name_is_not_nothing(facade: Facade) -> None:
    both_names(facade.platform)
    facade.platform.answers[f"{PRODUCTS}{LOGIN_ID}"] = JSONResponse({}, 429)
    assert (await facade.turn.get(f"{PRODUCTS}org_a")).status_code == 429
    async with facade_of_nobody(facade) as turn:
        assert (await turn.get(f"{PRODUCTS}org_b")).status_code == 500
        assert (await turn.get("/api/v1/products/p9")).status_code == 500


@asynccontextmanager
async def facade_of_nobody(facade: Facade) -> AsyncGenerator[HeldTurn]:
    """A run of another organization, of which the organization service cannot tell anything now."""
    facade.platform.answers |= {
        "/api/v1/organizations/org_b": Response(status_code=500),
        f"{PRODUCTS}org_b": JSONResponse({"products": [], "total": 0}),
        "/api/v1/products/p9": JSONResponse({"error": "Not Found"}, 404),
    }
    async with held_turn(facade.gateway, MALLORY) as turn:
        allow_everything(facade.gateway)
        yield turn


@requirement("unavailable")
@pytest.mark.parametrize("kind", ["products", "patterns"])
async def test_an_object_that_cannot_be_read_is_not_missing(facade: Facade, kind: str) -> None:
    facade.platform.answers[f"/api/v1/{kind}/p1"] = Response(b'{"id": "p1", "organizationId": "org_a"')
    assert code(await facade.turn.get(f"/api/v1/{kind}/p1")) == (503, "platform_unavailable")


async def test_a_tool_is_told_when_the_platform_was_not_asked_for_its_answer(facade: Facade) -> None:
    facade.platform.permissions = chat("web", "cctv", "social")
    facade.platform.answer = JSONResponse(COUNTS)

    first, second = await facade.turn.get(SUMMARY), await facade.turn.get(SUMMARY)

    assert (first.json(), "x-chat-shared" in first.headers) == (second.json(), False)
    assert second.headers["x-chat-shared"] == "true"
    assert len(facade.asked) == 1
