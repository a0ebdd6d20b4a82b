"""`/api/v1/usage`: what is written down of each model call, whose it is, and the budget at the door."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from gateway.chat.model import Principal
from shared.events import (
    AgentStarted,
    LlmCalled,
    LlmStarted,
    RunEvent,
    RunFailed,
    RunFinished,
    TextDelta,
    TextEnded,
    TextStarted,
)
from shared.ids import OrganizationId, UserId
from shared.runs import RunRequest
from tests.gateway.api.test_erasure import found_in_files
from tests.gateway.api.test_send_message import MESSAGES
from tests.gateway.api.test_sessions import SESSIONS
from tests.gateway.test_small_jobs import suggested
from tests.requirements import requirement
from tests.support.model_stub import is_title, model_stub
from tests.support.running_gateway import ALICE, BOB, MALLORY, running_gateway
from tests.support.scripted_worker import Die, says

USAGE, CALLS, BUDGET = "/api/v1/usage", "/api/v1/usage/calls", "/api/v1/admin/budget"
ADMIN = Principal(OrganizationId("org_a"), UserId("usr_admin"), "admin")
READ, WRITTEN = "gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens"
PRICES = {"version": "tests", "models": [{"model": "priced", "input": 1, "output": 1}]}


def call(number: int, *, model: str = "priced", read: int = 100, written: int = 10) -> LlmCalled:
    """A call that its container reports."""
    return LlmCalled(
        call_id=f"llm_{number}",
        agent="analyst",
        model=model,
        asked_model="asked",
        provider="house",
        input_tokens=read,
        output_tokens=written,
        cached_tokens=40,
        duration_ms=1_500,
        first_token_ms=250,
        finish_reason="stop",
    )


def started(number: int) -> LlmStarted:
    """A call that begins."""
    return LlmStarted(
        call_id=f"llm_{number}", agent="analyst", model="priced", provider="house", input_tokens=100, at=1
    )


async def answers(request: RunRequest) -> AsyncIterator[RunEvent]:
    """What the question names: how many calls, of which model, and how it ends."""
    count, model, end = request.question.split()
    for number in range(int(count)):
        yield started(number)
        yield call(number, model=model)
    yield started(99)
    yield AgentStarted(agent="analyst", name="A", at=1)
    yield TextStarted(part_id="t", agent="analyst")
    yield TextDelta(part_id="t", text="x" * 35)
    if end == "dies":
        raise Die
    if end == "hangs":
        await asyncio.Event().wait()
    yield TextEnded(part_id="t")
    yield call(99, model=model)
    if end == "fails":
        yield RunFailed(code="llm_unavailable", message="Away.")
    else:
        yield RunFinished(finish_reason="stop")


@pytest.fixture
def prices(tmp_path: Path) -> Path:
    """A price list."""
    file = tmp_path / "prices.json"
    file.write_text(json.dumps(PRICES))
    return file


async def usage(client: httpx.AsyncClient, **query: str) -> dict[str, Any]:
    """The usage as a client reads it."""
    response = await client.get(USAGE, params=query)
    assert response.status_code == 200, response.text
    assert response.headers["cache-control"] == "private, no-store"
    found: dict[str, Any] = response.json()
    return found


@requirement("usage")
async def test_each_call_is_a_row_with_the_names_of_opentelemetry(tmp_path: Path, prices: Path) -> None:
    async with running_gateway(tmp_path, prices_file=prices) as gateway:
        await gateway.add_worker(answers)
        alice = await gateway.client(ALICE)
        asked = await alice.post(MESSAGES, json={"message": "1 priced ends"})
        await alice.post(MESSAGES, json={"message": "1 unknown fails"})
        listed = (await alice.get(CALLS)).json()
        page = (await alice.get(CALLS, params={"limit": "3"})).json()
        rest = (await alice.get(CALLS, params={"limit": "3", "after": page["after"]})).json()

    assert page["calls"] + rest["calls"] == listed["calls"]
    assert (listed["after"], rest["after"]) == (None, None)
    assert [row["cost_micros"] for row in listed["calls"]] == [None, None, 110, 110]
    row = listed["calls"][-1]
    assert row == {
        "at": row["at"],
        "gen_ai.conversation.id": asked.headers["x-chat-session-id"],
        "turn_id": asked.headers["x-chat-turn-id"],
        "message_id": row["message_id"],
        "gen_ai.agent.name": "analyst",
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "house",
        "gen_ai.request.model": "asked",
        "gen_ai.response.model": "priced",
        "gen_ai.response.finish_reasons": ["stop"],
        "gen_ai.response.time_to_first_chunk": 0.25,
        "gen_ai.client.operation.duration": 1.5,
        READ: 100,
        WRITTEN: 10,
        "gen_ai.usage.cache_read.input_tokens": 40,
        "gen_ai.usage.reasoning.output_tokens": None,
        "failed_providers": [],
        "estimated": False,
        "byok": False,
        "kept": False,
        "cost_micros": 110,
        "price_book": "tests",
    }


@requirement("usage")
async def test_a_call_whose_end_nobody_reports_counts_with_what_was_said(tmp_path: Path, prices: Path) -> None:
    async with running_gateway(tmp_path, prices_file=prices) as gateway:
        await gateway.add_worker(answers)
        alice = await gateway.client(ALICE)
        died = await alice.post(MESSAGES, json={"message": "1 priced dies"})
        async with asyncio.timeout(20), alice.stream("POST", MESSAGES, json={"message": "1 priced hangs"}) as hanging:
            async for line in hanging.aiter_lines():
                if "x" * 35 in line:
                    await alice.post(f"/api/v1/chat/turns/{hanging.headers['x-chat-turn-id']}/stop")
        rows = (await alice.get(CALLS)).json()["calls"]

    assert b"interrupted" in died.content
    told = [
        (row["turn_id"] == died.headers["x-chat-turn-id"], row[READ], row[WRITTEN], row["estimated"]) for row in rows
    ]
    # Thirty-five letters are ten tokens; what was asked is the container's own estimate.
    assert told == [(False, 100, 10, True), (False, 100, 10, False), (True, 100, 10, True), (True, 100, 10, False)]
    assert [row["gen_ai.response.finish_reasons"] for row in rows[::2]] == [["cut"]] * 2
    assert [row["cost_micros"] for row in rows] == [110] * 4


@requirement("usage")
async def test_what_a_deleted_answer_has_used_is_paid_for(tmp_path: Path, prices: Path) -> None:
    async with running_gateway(tmp_path, prices_file=prices) as gateway:
        worker = await gateway.add_worker(answers)
        alice, admin = await gateway.client(ALICE), await gateway.client(ADMIN)
        async with asyncio.timeout(20), alice.stream("POST", MESSAGES, json={"message": "1 priced hangs"}) as hanging:
            async for line in hanging.aiter_lines():
                if "x" * 35 in line:
                    await alice.delete(f"{SESSIONS}/{hanging.headers['x-chat-session-id']}")
            while (await usage(admin))["total"]["calls"] < 2 or not worker.closed:
                await asyncio.sleep(0.01)
        by_user = await usage(admin, by="user")

    assert [(group["key"], group["calls"], group["estimated_calls"]) for group in by_user["groups"]] == [
        (None, 1, 1),
        ("usr_alice", 1, 0),
    ]
    assert by_user["total"]["cost_micros"] == 220


@requirement("usage", "not-yours")
async def test_members_see_their_own_and_administrators_the_organizations(tmp_path: Path, prices: Path) -> None:
    async with running_gateway(tmp_path, prices_file=prices) as gateway:
        await gateway.add_worker(answers)
        alice, bob, admin, mallory = [await gateway.client(each) for each in (ALICE, BOB, ADMIN, MALLORY)]
        for client, count in ((alice, 1), (bob, 2), (mallory, 5)):
            await client.post(MESSAGES, json={"message": f"{count} priced ends"})
        own, forced = await usage(alice), await alice.get(USAGE, params={"scope": "organization"})
        whole, admins_own = await usage(admin, by="user"), await usage(admin, scope="own")
        models = await usage(admin, by="model")
        bobs_calls = (await admin.get(CALLS)).json()["calls"]
        reader = await gateway.client(BOB)

    assert (own["scope"], own["total"]["calls"], own["total"]["cost_micros"]) == ("own", 2, 220)
    assert forced.status_code == 403
    assert [(group["key"], group["calls"]) for group in whole["groups"]] == [("usr_alice", 2), ("usr_bob", 3)]
    assert (whole["scope"], whole["total"][READ], whole["total"]["cost_micros"]) == ("organization", 500, 550)
    assert (admins_own["total"]["calls"], admins_own["total"]["cost_micros"], bobs_calls) == (0, None, [])
    assert [group["key"] for group in models["groups"]] == ["priced"]
    assert reader is not None


@pytest.mark.parametrize(
    "query",
    [
        {"by": "session"},
        {"since": "yesterday"},
        {"since": "1700000000"},
        {"since": "2026-11-21T00:00:00"},
        {"since": "2026-02-30"},
        {"since": "0000-01-01"},
        {"since": "2026-11-21", "until": "2026-11-20"},
        {"since": "2020-01-01", "until": "2026-11-20"},
        {"limit": "0"},
        {"user": "usr_bob"},
    ],
)
async def test_what_is_no_query_is_refused(alice: httpx.AsyncClient, query: dict[str, str]) -> None:
    assert (await alice.get(USAGE, params=query)).status_code == 422


@pytest.mark.parametrize(
    "query", [{"until": "0001-01-01"}, {"since": "9999-12-31"}, {"since": "0001-01-01"}, {"until": "9999-12-31"}]
)
async def test_days_at_the_edge_of_the_calendar_are_days(alice: httpx.AsyncClient, query: dict[str, str]) -> None:
    found = await usage(alice, **query)
    assert found["total"]["calls"] == 0
    assert found["since"] <= found["until"]


@requirement("usage")
async def test_small_jobs_are_counted_too(tmp_path: Path) -> None:
    async with (
        model_stub(lambda asked: "A title" if is_title(asked) else "1. Since when?") as stub,
        running_gateway(tmp_path, llm_base_url=stub.url) as gateway,
    ):
        await gateway.add_worker(says("yes"))
        alice = await gateway.client(ALICE)
        asked = await alice.post(MESSAGES, json={"message": "?"})
        await suggested(alice, asked.headers["x-chat-turn-id"])
        rows = (await alice.get(CALLS)).json()["calls"]

    assert [row["gen_ai.agent.name"] for row in rows] == ["suggestions", "titles"]
    assert {row["turn_id"] for row in rows} == {asked.headers["x-chat-turn-id"]}
    assert [row["cost_micros"] for row in rows] == [None, None]


@requirement("budget")
async def test_a_question_beyond_the_budget_is_refused_and_leaves_nothing(tmp_path: Path, prices: Path) -> None:
    budgets = {"org_a": 1_000, "org_b": 0}
    async with running_gateway(
        tmp_path, prices_file=prices, organization_budgets=budgets, budget_reserve_micros=500
    ) as gateway:
        await gateway.add_worker(answers)
        alice, bob, admin, mallory = [await gateway.client(each) for each in (ALICE, BOB, ADMIN, MALLORY)]
        statuses = [
            (await client.post(MESSAGES, json={"message": "2 priced ends"})).status_code for client in (alice, alice)
        ]
        refused = await bob.post(MESSAGES, json={"message": "2 priced ends"})
        left = (await bob.get(SESSIONS)).json()["sessions"]
        state = await admin.get(BUDGET)
        other, nobodys = await mallory.post(MESSAGES, json={"message": "0 priced ends"}), await alice.get(BUDGET)
        question = {"model": "crew", "messages": [{"role": "user", "content": "?"}]}
        chat = await bob.post("/v1/chat/completions", json=question)

    assert statuses == [200, 200]
    assert (refused.status_code, refused.json()["code"], left) == (429, "budget_exceeded", [])
    assert (other.status_code, other.json()["code"]) == (429, "budget_exceeded")
    assert (chat.status_code, chat.json()["error"]["code"]) == (429, "budget_exceeded")
    assert nobodys.status_code == 403
    assert state.json() == {
        "month": state.json()["month"],
        "currency": "USD",
        "limit_micros": 1_000,
        "spent_micros": 660,
        "reserved_micros": 0,
        "remaining_micros": 340,
    }


@requirement("budget")
async def test_questions_at_once_cannot_overdraw_and_a_crash_gives_back_what_was_set_aside(
    tmp_path: Path, prices: Path
) -> None:
    settings: dict[str, object] = {
        "prices_file": prices,
        "organization_budget_micros": 500,
        "budget_reserve_micros": 100,
        "lease_seconds": 2,
    }
    async with running_gateway(tmp_path, **settings) as gateway:
        alice, admin = await gateway.client(ALICE), await gateway.client(ADMIN)
        # No container is there: what is accepted waits.
        asking = [asyncio.create_task(first_status(alice, f"{n}")) for n in range(12)]
        statuses = await asyncio.gather(*asking)
        held = (await admin.get(BUDGET)).json()
    async with running_gateway(tmp_path, **settings, queue_seconds=0.1) as gateway:
        admin = await gateway.client(ADMIN)
        async with asyncio.timeout(20):
            while (state := (await admin.get(BUDGET)).json())["reserved_micros"]:
                await asyncio.sleep(0.05)

    assert sorted(statuses) == [200] * 5 + [429] * 7
    assert (held["reserved_micros"], held["remaining_micros"]) == (500, 0)
    assert (state["spent_micros"], state["remaining_micros"]) == (0, 500)


async def first_status(client: httpx.AsyncClient, text: str) -> int:
    """The status of a question whose answer is not waited for."""
    async with client.stream("POST", MESSAGES, json={"message": text}) as response:
        return response.status_code


@requirement("usage", "erasure")
async def test_an_erased_user_leaves_what_is_paid_for_and_not_who_asked(tmp_path: Path, prices: Path) -> None:
    async with running_gateway(tmp_path, prices_file=prices, organization_budget_micros=60_000) as gateway:
        await gateway.add_worker(answers)
        alice, admin = await gateway.client(ALICE), await gateway.client(ADMIN)
        asked = await alice.post(MESSAGES, json={"message": "1 priced ends"})
        before = await usage(admin)
        receipt = (await admin.delete("/api/v1/admin/users/usr_alice")).json()
        after, by_user = await usage(admin), await usage(admin, by="user")
        budget = (await admin.get(BUDGET)).json()
        found = found_in_files(tmp_path, asked.headers["x-chat-turn-id"].lower().encode())

    assert receipt["kept"]["llm_usage"] == 2
    assert "llm_usage" not in receipt["removed"]
    assert after == before
    assert [(group["key"], group["calls"]) for group in by_user["groups"]] == [(None, 2)]
    assert budget["spent_micros"] == 220
    assert found == []


async def test_an_erased_organization_leaves_no_usage(tmp_path: Path, prices: Path) -> None:
    async with running_gateway(tmp_path, prices_file=prices) as gateway:
        await gateway.add_worker(answers)
        admin, mallory = await gateway.client(ADMIN), await gateway.client(MALLORY)
        for client in (admin, mallory):
            await client.post(MESSAGES, json={"message": "1 priced ends"})
        receipt = await admin.post("/api/v1/admin/organization/erasure", json={"organization_id": "org_a"})
        others = await usage(mallory)
        fresh = await usage(await gateway.client(ADMIN))

    removed = receipt.json()["removed"]
    assert (removed["llm_usage"], removed["organization_spend"]) == (2, 1)
    assert (others["total"]["calls"], fresh["total"]["calls"]) == (2, 0)
