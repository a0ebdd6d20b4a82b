"""Agents over HTTP: the list, a session's choice with its history, and a choice for one question."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from gateway.agents.declaration import read_roster
from shared.agents import AgentChange
from tests.gateway.api.test_send_message import MESSAGES
from tests.requirements import requirement
from tests.support.running_gateway import BOB, MALLORY, RunningGateway, running_gateway
from tests.support.scripted_worker import held, says
from tests.support.ui_stream import chunks_of, text_of

AGENTS = "/api/v1/chat/agents"
SESSIONS = "/api/v1/chat/sessions"
ROUTING = ("x-routing-", "x-auto-")
DECLARED = """
specialists:
  - {id: agt_1, slug: one, name: "Grüße 🎉 {name}", description: d, role: r, goal: g, prompt: p.md}
  - {id: agt_2, slug: two, name: Two, description: d, role: r, goal: g, prompt: p.md}
  - {id: agt_3, slug: secret, name: Secret, description: d, role: r, goal: g, prompt: p.md, roles: [admin]}
synthesiser: {id: agt_4, slug: four, name: Four, description: d, role: r, goal: g, prompt: p.md}
"""
MALFORMED = (
    b"",
    b"{}",
    b"[]",
    b'{"agent": 5}',
    b'{"agent": ""}',
    b'{"agent": "../x"}',
    b'{"agent": "a b"}',
    b'{"agent": null, "reason": ""}',
    b'{"agent": null, "reason": "   "}',
    b'{"agent": null, "reason": "a\\u0000b"}',
    b'{"agent": null, "reason": "a\\nb"}',
    b'{"agent": null, "reason": "\\ud800"}',
    b'{"agent": null, "reason": "' + b"x" * 201 + b'"}',
    b'{"agent": null, "agent_id": "x"}',
    b"[" * 5_000,
)


def declared(folder: Path, text: str = DECLARED) -> Path:
    """A folder of other agents."""
    (folder / "prompts").mkdir(parents=True, exist_ok=True)
    (folder / "prompts" / "p.md").write_text("Do.")
    (folder / "agents.yaml").write_text(text)
    return folder


async def new_session(client: httpx.AsyncClient) -> str:
    """An empty session's id."""
    return str((await client.post(SESSIONS, json={})).json()["id"])


async def ask(client: httpx.AsyncClient, session: str, **more: Any) -> httpx.Response:
    """Ask, and read the whole answer."""
    response = await client.post(MESSAGES, json={"message": "hi", "session_id": session, **more})
    assert response.status_code == 200, response.text
    return response


async def switch(client: httpx.AsyncClient, session: str, agent: str | None, **more: Any) -> httpx.Response:
    """Choose an agent for a session."""
    return await client.post(f"{SESSIONS}/{session}/agent", json={"agent": agent, **more})


def routing(response: httpx.Response) -> dict[str, str]:
    """What the headers tell about who answers, but for the turn."""
    told = {name: value for name, value in response.headers.items() if name.startswith(ROUTING)}
    assert told.pop("x-routing-request-id") == response.headers["x-chat-turn-id"]
    return told


async def test_the_agents_are_listed(alice: httpx.AsyncClient) -> None:
    listed = await alice.get(AGENTS)

    assert listed.status_code == 200
    assert listed.headers["cache-control"] == "private, no-store"
    agents = listed.json()["agents"]
    assert [agent["slug"] for agent in agents] == ["interaction_analyst", "pattern_analyst", "product_analyst"]
    assert agents[1] == {
        "id": "agt_pattern_analyst",
        "slug": "pattern_analyst",
        "name": "Pattern analyst",
        "description": (
            "detected trends, anomalies and drops, their causes and severity, aggregates over orders and sales"
        ),
        "tools": [
            "search_patterns",
            "list_patterns",
            "get_pattern_report",
            "get_organization_context",
            "create_artifact",
        ],
        "examples": list(read_roster().specialists[1].examples),
    }


@pytest.mark.parametrize(
    ("method", "path"), [("GET", AGENTS), ("GET", f"{SESSIONS}/ses_1/agent"), ("POST", f"{SESSIONS}/ses_1/agent")]
)
async def test_without_a_key_nothing_is_told(gateway: RunningGateway, method: str, path: str) -> None:
    async with httpx.AsyncClient(base_url=gateway.public_url, trust_env=False) as stranger:
        assert (await stranger.request(method, path)).status_code == 401


@requirement("agent-choice")
async def test_a_chosen_agent_answers_from_the_next_question_on(
    gateway: RunningGateway, alice: httpx.AsyncClient
) -> None:
    worker = await gateway.add_worker(says("yes"))
    session = await new_session(alice)
    await ask(alice, session)

    switched = await switch(alice, session, "pattern_analyst")

    assert switched.status_code == 200
    assert switched.headers["cache-control"] == "private, no-store"
    assert switched.json()["agent"]["id"] == "agt_pattern_analyst"
    for _ in range(3):
        await ask(alice, session)
    await switch(alice, session, None)
    await ask(alice, session)
    await ask(alice, session)
    assert [(request.agent, len(request.agents)) for request in worker.requests] == [
        (None, 3),
        ("pattern_analyst", 1),
        ("pattern_analyst", 1),
        ("pattern_analyst", 1),
        (None, 3),
        (None, 3),
    ]
    # Told once for each change.
    assert [request.change for request in worker.requests] == [
        None,
        AgentChange(before=None, now="Pattern analyst"),
        None,
        None,
        AgentChange(before="Pattern analyst", now=None),
        None,
    ]


async def test_the_history_says_what_was_chosen_when_and_why(gateway: RunningGateway, alice: httpx.AsyncClient) -> None:
    await gateway.add_worker(says("yes"))
    session = await new_session(alice)
    await switch(alice, session, "agt_product_analyst")
    await ask(alice, session)
    await switch(alice, session, None, reason="auto_suggestion")
    await ask(alice, session)
    await switch(alice, session, "pattern_analyst", reason="  the other one knows less ")

    told = (await alice.get(f"{SESSIONS}/{session}/agent")).json()

    assert told["agent"]["slug"] == "pattern_analyst"
    times = [row.pop("switched_at") for row in told["history"]]
    assert times == sorted(times)
    assert all(time.endswith("Z") for time in times)
    assert told["history"] == [
        {
            "agent_id": "agt_product_analyst",
            "agent_name": "Product analyst",
            "message_count": 0,
            "reason": "user_switch",
        },
        {"agent_id": None, "agent_name": "Automatic", "message_count": 2, "reason": "auto_suggestion"},
        {
            "agent_id": "agt_pattern_analyst",
            "agent_name": "Pattern analyst",
            "message_count": 4,
            "reason": "the other one knows less",
        },
    ]
    assert told["before"] is None


async def test_the_history_is_paged(alice: httpx.AsyncClient) -> None:
    session = await new_session(alice)
    for agent in ("pattern_analyst", None, "product_analyst"):
        await switch(alice, session, agent)

    newest = (await alice.get(f"{SESSIONS}/{session}/agent", params={"limit": 2})).json()
    rest = (await alice.get(f"{SESSIONS}/{session}/agent", params={"before": newest["before"]})).json()

    assert [row["agent_id"] for row in newest["history"]] == [None, "agt_product_analyst"]
    assert [row["agent_id"] for row in rest["history"]] == ["agt_pattern_analyst"]
    assert rest["before"] is None
    wrong = await alice.get(f"{SESSIONS}/{session}/agent", params={"before": "!"})
    assert (wrong.status_code, wrong.json()["code"]) == (400, "invalid_cursor")


async def test_a_running_turn_and_those_that_wait_keep_their_agent(
    gateway: RunningGateway, alice: httpx.AsyncClient
) -> None:
    gate = asyncio.Event()
    worker = await gateway.add_worker(held(gate, before=("one",), after=("two",)))
    session = await new_session(alice)
    await switch(alice, session, "pattern_analyst")
    async with alice.stream("POST", MESSAGES, json={"message": "hi", "session_id": session}) as running:
        lines = running.aiter_lines()
        while "text-delta" not in await anext(lines):
            pass
        # The head of its answer says that the second question is accepted; it waits behind the first.
        async with alice.stream("POST", MESSAGES, json={"message": "hi", "session_id": session}) as waiting:
            await switch(alice, session, "product_analyst")
            gate.set()
            async for _ in lines:
                pass
            await waiting.aread()
    await ask(alice, session)

    assert [request.agent for request in worker.requests] == ["pattern_analyst", "pattern_analyst", "product_analyst"]
    assert [request.change for request in worker.requests] == [
        AgentChange(before=None, now="Pattern analyst"),
        None,
        AgentChange(before="Pattern analyst", now="Product analyst"),
    ]


async def test_an_answer_that_is_made_again_is_told_of_the_change_again(
    gateway: RunningGateway, alice: httpx.AsyncClient
) -> None:
    worker = await gateway.add_worker(says("yes"))
    session = await new_session(alice)
    await ask(alice, session)
    await switch(alice, session, "pattern_analyst")
    first = await ask(alice, session)

    answer_id = chunks_of(first.content)[0]["messageId"]
    again = await alice.post(MESSAGES, json={"session_id": session, "regenerates": answer_id})
    await ask(alice, session)

    # What its model is shown of the conversation ends before the change, as it did the first time.
    change = AgentChange(before=None, now="Pattern analyst")
    assert [request.change for request in worker.requests] == [None, change, change, None]
    assert routing(again)["x-routing-agent-id"] == "agt_pattern_analyst"
    assert len(worker.requests[2].history) == len(worker.requests[1].history) == 2


async def test_an_agent_for_one_question_leaves_the_session_as_it_is(
    gateway: RunningGateway, alice: httpx.AsyncClient
) -> None:
    worker = await gateway.add_worker(says("yes"))
    session = await new_session(alice)
    await switch(alice, session, "pattern_analyst")
    await ask(alice, session)

    explicit = await ask(alice, session, agent="agt_product_analyst")
    after = await ask(alice, session)

    assert [request.agent for request in worker.requests] == ["pattern_analyst", "product_analyst", "pattern_analyst"]
    assert [request.change for request in worker.requests[1:]] == [None, None]
    assert (await alice.get(f"{SESSIONS}/{session}/agent")).json()["agent"]["slug"] == "pattern_analyst"
    assert routing(explicit) == {
        "x-routing-type": "agent",
        "x-routing-agent-id": "agt_product_analyst",
        "x-routing-confidence": "1.0",
        "x-routing-reasoning": "The request names the agent Product analyst.",
        "x-auto-action": "delegate",
    }
    assert routing(after)["x-routing-reasoning"] == "The session asks the agent Pattern analyst."


async def test_where_the_crew_plans_the_headers_promise_nobody(
    gateway: RunningGateway, alice: httpx.AsyncClient
) -> None:
    await gateway.add_worker(says("yes"))

    assert routing(await alice.post(MESSAGES, json={"message": "hi"})) == {
        "x-routing-type": "orchestrate",
        "x-routing-reasoning": "Nobody was chosen: the crew plans.",
    }


async def test_the_agent_is_part_of_what_a_key_stands_for(gateway: RunningGateway, alice: httpx.AsyncClient) -> None:
    await gateway.add_worker(says("yes"))
    session = await new_session(alice)
    first = await ask(alice, session, agent="pattern_analyst", message_id="m1")

    again = await ask(alice, session, agent="pattern_analyst", message_id="m1")
    other = await alice.post(
        MESSAGES, json={"message": "hi", "session_id": session, "agent": "product_analyst", "message_id": "m1"}
    )
    none = await alice.post(MESSAGES, json={"message": "hi", "session_id": session, "message_id": "m1"})

    assert again.headers["idempotency-replayed"] == "true"
    assert routing(again) == routing(first)
    for refused in (other, none):
        assert (refused.status_code, refused.json()["code"]) == (422, "idempotency_key_reused")


async def test_an_unknown_agent_is_refused_and_nothing_is_stored(alice: httpx.AsyncClient) -> None:
    session = await new_session(alice)

    asked = await alice.post(MESSAGES, json={"message": "hi", "session_id": session, "agent": "nobody"})
    # The one that joins findings cannot be asked.
    switched = [await switch(alice, session, name) for name in ("nobody", "synthesiser", "agt_synthesiser", "planner")]

    for refused in (asked, *switched):
        assert refused.status_code == 422
        assert refused.json() == {
            "type": "about:blank",
            "title": refused.json()["title"],
            "status": 422,
            "code": "agent_unknown",
            "detail": "There is no such agent.",
        }
    assert (await alice.get(f"{SESSIONS}/{session}/agent")).json() == {"agent": None, "history": [], "before": None}


async def test_a_malformed_choice_is_refused(alice: httpx.AsyncClient) -> None:
    session = await new_session(alice)

    for body in MALFORMED:
        refused = await alice.post(
            f"{SESSIONS}/{session}/agent", content=body, headers={"content-type": "application/json"}
        )
        assert (refused.status_code, refused.json()["code"]) == (422, "invalid_request"), body[:60]


@requirement("not-yours")
async def test_somebody_elses_session_answers_like_one_that_does_not_exist(
    gateway: RunningGateway, alice: httpx.AsyncClient
) -> None:
    session = await new_session(alice)
    await switch(alice, session, "pattern_analyst")

    for principal in (BOB, MALLORY):
        stranger = await gateway.client(principal)
        for agent in ("product_analyst", None):
            theirs = await switch(stranger, session, agent)
            missing = await switch(stranger, "ses_missing", agent)
            assert (theirs.status_code, theirs.content) == (404, missing.content)
        read, unread = [await stranger.get(f"{SESSIONS}/{name}/agent") for name in (session, "ses_missing")]
        assert (read.status_code, read.content) == (404, unread.content)
        unknown = [await switch(stranger, name, "nobody") for name in (session, "ses_missing")]
        assert unknown[0].content == unknown[1].content
    assert (await alice.get(f"{SESSIONS}/{session}/agent")).json()["agent"]["slug"] == "pattern_analyst"


async def test_a_question_that_is_accepted_is_answered_though_nobody_can_say_by_whom(
    gateway: RunningGateway, alice: httpx.AsyncClient
) -> None:
    session = await new_session(alice)
    await switch(alice, session, "pattern_analyst")
    with closing(sqlite3.connect(gateway.database_file, isolation_level=None)) as other:
        # Agents cannot be looked up, and everything else can.
        other.execute("ALTER TABLE agent_stamp RENAME TO elsewhere")
        async with alice.stream("POST", MESSAGES, json={"message": "hi", "session_id": session}) as response:
            other.execute("ALTER TABLE elsewhere RENAME TO agent_stamp")
            assert response.status_code == 200
            assert response.headers["x-routing-type"] == "orchestrate"
            assert "x-routing-agent-id" not in response.headers
            assert "cannot be looked up" in response.headers["x-routing-reasoning"]
            worker = await gateway.add_worker(says("yes"))
            body = await response.aread()

    assert text_of(chunks_of(body)) == "yes"
    assert [request.agent for request in worker.requests] == ["pattern_analyst"]


async def test_what_an_agent_is_called_breaks_no_header(tmp_path: Path) -> None:
    async with running_gateway(tmp_path, agents_dir=declared(tmp_path / "agents")) as gateway:
        await gateway.add_worker(says("yes"))
        alice = await gateway.client()
        answer = await ask(alice, await new_session(alice), agent="one")

    assert routing(answer)["x-routing-reasoning"] == "The request names the agent Gr?e ? {name}."
    assert chunks_of(answer.content)[-1]["type"] == "finish"


async def test_an_agent_for_some_roles_is_for_nobody_who_has_none(tmp_path: Path) -> None:
    async with running_gateway(tmp_path, agents_dir=declared(tmp_path / "agents")) as gateway:
        worker = await gateway.add_worker(says("yes"))
        alice = await gateway.client()
        session = await new_session(alice)
        listed = (await alice.get(AGENTS)).json()["agents"]
        refused = await switch(alice, session, "secret")
        await ask(alice, session)

    assert [agent["slug"] for agent in listed] == ["one", "two"]
    assert (refused.status_code, refused.json()["code"]) == (422, "agent_unknown")
    assert [spec.slug for spec in worker.requests[0].agents] == ["one", "two"]


async def test_an_agent_that_is_no_more_is_not_missed(tmp_path: Path) -> None:
    folder = declared(tmp_path / "agents")
    async with running_gateway(tmp_path, agents_dir=folder) as gateway:
        await gateway.add_worker(says("yes"))
        alice = await gateway.client()
        session = await new_session(alice)
        await switch(alice, session, "two")
        await ask(alice, session)

    declared(folder, DECLARED.replace("agt_2", "agt_9").replace("slug: two", "slug: nine"))
    async with running_gateway(tmp_path, agents_dir=folder) as gateway:
        worker = await gateway.add_worker(says("yes"))
        alice = await gateway.client()
        answer = await ask(alice, session)
        told = (await alice.get(f"{SESSIONS}/{session}/agent")).json()

    assert (worker.requests[0].agent, worker.requests[0].change) == (None, None)
    assert routing(answer) == {
        "x-routing-type": "orchestrate",
        "x-routing-reasoning": "The agent that was chosen is no more: the crew plans.",
    }
    assert told["agent"] is None
    assert [row["agent_name"] for row in told["history"]] == ["Two"]


async def test_pages_of_an_allowed_origin_may_read_who_answers(tmp_path: Path) -> None:
    async with running_gateway(tmp_path, cors_origins=["https://dash.example"]) as gateway:
        alice = await gateway.client()
        answer = await alice.get(AGENTS, headers={"origin": "https://dash.example"})

    exposed = answer.headers["access-control-expose-headers"].lower().split(", ")
    assert {"x-routing-agent-id", "x-routing-reasoning", "x-auto-action"} <= set(exposed)
