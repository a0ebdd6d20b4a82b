"""CROW's present dashboard, call by call: what its two chat pages send, in their order, and what they read of it."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from shared.events import ReferencesCited, RunEvent, RunFailed, RunFinished, TextDelta, TextEnded, TextStarted
from shared.runs import RunRequest
from shared.tools import Reference
from tests.gateway.api.test_send_message import HISTORY, MESSAGES
from tests.requirements import requirement
from tests.support.running_gateway import BOB, RunningGateway
from tests.support.scripted_worker import held, says

SESSIONS = "/api/v1/chat/sessions"
OF_ORGANIZATION = f"{SESSIONS}/organization/org_a"
PRODUCT = Reference(index=1, type="product", label='Product: "Linen shirt"', id="prd_1", tool_call_id="call_1")
# Of its users CROW keeps records, whose ids no credential has; this page names the user by them.
RECORD = "8a5b6b1e-7b3c-4d57-9f1c-1f0c3b8f7a11"
NO_STORE = "private, no-store"


async def cited(request: RunRequest) -> AsyncIterator[RunEvent]:
    """An answer with a source."""
    yield TextStarted(part_id="t1", agent="synthesiser")
    yield TextDelta(part_id="t1", text=f"You asked: {request.question} [1]")
    yield TextEnded(part_id="t1")
    yield ReferencesCited(references=(PRODUCT,))
    yield RunFinished(finish_reason="stop")


async def json_of(response: httpx.Response) -> Any:
    """What the dashboard does with every answer."""
    assert response.is_success, response.text
    return response.json()


async def ask(client: httpx.AsyncClient, session_id: str, content: str, **more: str) -> dict[str, Any]:
    """`sendChatMessage`: the message of the answer."""
    sent = await client.post(f"{SESSIONS}/{session_id}/messages", json={"content": content, **more})
    answer: dict[str, Any] = (await json_of(sent))["message"]
    return answer


async def messages(client: httpx.AsyncClient, session_id: str) -> list[dict[str, Any]]:
    """`fetchChatMessages`."""
    response = await client.get(f"{SESSIONS}/{session_id}/messages?limit=50")
    assert response.headers["cache-control"] == NO_STORE
    listed: list[dict[str, Any]] = (await json_of(response))["messages"]
    return listed


async def sessions(client: httpx.AsyncClient) -> list[dict[str, Any]]:
    """`fetchChatSessions`."""
    response = await client.get(OF_ORGANIZATION)
    assert response.headers["cache-control"] == NO_STORE
    listed: list[dict[str, Any]] = (await json_of(response))["sessions"]
    return listed


@requirement("crow-dashboard")
async def test_ask_crow_works_as_it_is(gateway: RunningGateway, alice: httpx.AsyncClient) -> None:
    await gateway.add_worker(cited)

    assert await sessions(alice) == []
    made = await json_of(await alice.post(SESSIONS, json={"organizationId": "org_a", "userId": RECORD}))
    session_id = made["sessionId"]
    answer = await ask(alice, session_id, "Why did conversion drop?")
    listed = await messages(alice, session_id)
    (session,) = await sessions(alice)

    assert answer == {
        "id": answer["id"],
        "sessionId": session_id,
        "role": "assistant",
        "content": "You asked: Why did conversion drop? [1]",
        "references": [
            {
                "index": 1,
                "type": "product",
                "label": 'Product: "Linen shirt"',
                "id": "prd_1",
                "toolCallId": "call_1",
            }
        ],
        "createdAt": answer["createdAt"],
    }
    assert [(message["role"], message["content"]) for message in listed] == [
        ("user", "Why did conversion drop?"),
        ("assistant", answer["content"]),
    ]
    assert listed[1] == answer
    assert listed[0]["references"] is None
    assert session == {
        "id": session_id,
        "organizationId": "org_a",
        "userId": "usr_alice",
        "title": "Why did conversion drop?",
        "createdAt": made["created_at"],
    }


@requirement("crow-dashboard")
async def test_dashboard_chat_works_as_it_is(gateway: RunningGateway, alice: httpx.AsyncClient) -> None:
    worker = await gateway.add_worker(cited)
    first = (await json_of(await alice.post(SESSIONS, json={"organizationId": "org_a"})))["sessionId"]
    second = (await json_of(await alice.post(SESSIONS, json={"organizationId": "org_a"})))["sessionId"]

    assert {session["id"] for session in await sessions(alice)} == {first, second}
    assert await messages(alice, first) == []
    await ask(alice, first, "Show top anomalies", organizationId="org_a")
    await ask(alice, first, "And last week?", organizationId="org_a")
    assert len(await messages(alice, first)) == 4
    await alice.delete(f"{SESSIONS}/{first}")

    assert [session["id"] for session in await sessions(alice)] == [second]
    assert [message.text for message in worker.requests[1].history] == [
        "Show top anomalies",
        "You asked: Show top anomalies [1]",
    ]


@requirement("crow-dashboard")
async def test_after_sixty_messages_the_newest_are_still_the_ones_shown(
    gateway: RunningGateway, alice: httpx.AsyncClient
) -> None:
    worker = await gateway.add_worker(says("yes"))
    session_id = (await json_of(await alice.post(SESSIONS, json={"organizationId": "org_a"})))["sessionId"]
    for number in range(30):
        await gateway.hear(worker)
        await ask(alice, session_id, f"q{number}")

    shown = await messages(alice, session_id)

    assert len(shown) == 50
    assert [message["content"] for message in shown[::2]] == [f"q{number}" for number in range(5, 30)]
    assert {message["content"] for message in shown[1::2]} == {"yes"}
    url = f"{SESSIONS}/{session_id}/messages"
    pages = [(await alice.get(url, params={"page": page, "limit": 25})).json() for page in (1, 2, 3, 4)]
    assert [(page["total"], page["page"], page["limit"]) for page in pages] == [(60, n, 25) for n in (1, 2, 3, 4)]
    assert [len(page["messages"]) for page in pages] == [25, 25, 10, 0]
    told = [message["content"] for page in pages for message in page["messages"]]
    assert told == [text for number in range(30) for text in (f"q{number}", "yes")]
    newest = (await alice.get(url)).json()
    assert (len(newest["messages"]), newest["total"], newest["limit"]) == (20, 60, 20)


async def test_while_the_answer_is_written_the_question_is_shown_and_the_request_waits(
    gateway: RunningGateway, alice: httpx.AsyncClient
) -> None:
    gate = asyncio.Event()
    await gateway.add_worker(held(gate, before=("so",), after=("on",)))
    session_id = (await alice.post(SESSIONS, json={})).json()["id"]
    async with alice.stream("POST", f"{SESSIONS}/{session_id}/messages", json={"message": "hi"}) as response:
        assert response.headers["content-type"] == "application/json"
        assert response.headers["x-chat-session-id"] == session_id
        assert [message["content"] for message in await messages(alice, session_id)] == ["hi"]
        gate.set()
        body = await response.aread()

    assert json.loads(body)["message"]["content"] == "soon"


async def test_a_failure_is_said_in_the_text_that_the_dashboard_shows(
    gateway: RunningGateway, alice: httpx.AsyncClient
) -> None:
    async def fails(request: RunRequest) -> AsyncIterator[RunEvent]:
        yield TextStarted(part_id="t1", agent="synthesiser")
        yield TextDelta(part_id="t1", text="It is")
        yield RunFailed(code="model_unavailable", message="The model is away.")

    await gateway.add_worker(fails)
    session_id = (await alice.post(SESSIONS, json={})).json()["id"]
    answer = await json_of(await alice.post(f"{SESSIONS}/{session_id}/messages", json={"content": "hi"}))

    assert answer["message"]["content"] == "It is\n\nThe answer failed."
    assert (answer["status"], answer["error"]["code"]) == ("failed", "model_unavailable")
    assert (await messages(alice, session_id))[1] == answer["message"]


async def test_a_leaving_gateway_breaks_no_dashboard(gateway: RunningGateway, alice: httpx.AsyncClient) -> None:
    await gateway.add_worker(held(asyncio.Event(), before=("so",), after=()))
    session_id = (await alice.post(SESSIONS, json={})).json()["id"]
    async with alice.stream("POST", f"{SESSIONS}/{session_id}/messages", json={"content": "hi"}) as response:
        while (await alice.get(f"{SESSIONS}/{session_id}")).json()["status"] != "running":
            await asyncio.sleep(0.01)
        await gateway.inside.drain(0)
        answer = json.loads(await response.aread())

    assert answer["status"] in {"broken", "interrupted"}
    assert answer["message"]["id"].startswith("msg_")
    assert answer["message"]["content"].endswith("The answer was interrupted.")


async def test_who_a_body_or_a_path_names_may_only_agree(gateway: RunningGateway, alice: httpx.AsyncClient) -> None:
    await gateway.add_worker(says("yes"))
    session_id = (await alice.post(SESSIONS, json={})).json()["id"]
    absent = await alice.get(f"{SESSIONS}/ses_00000000000000000000000000")
    ask_url = f"{SESSIONS}/{session_id}/messages"
    refused = [
        await alice.post(SESSIONS, json={"organizationId": "org_b"}),
        await alice.post(ask_url, json={"content": "hi", "organizationId": "org_b"}),
        *[await alice.get(f"{SESSIONS}/organization/{name}") for name in ("org_b", "org_none", "ORG_A", "a b", "%00")],
    ]

    assert [(response.status_code, response.content) for response in refused] == [(404, absent.content)] * len(refused)
    assert [session["id"] for session in await sessions(alice)] == [session_id]
    assert await messages(alice, session_id) == []


async def test_the_list_of_the_organization_has_ones_own_sessions_alone(
    gateway: RunningGateway, alice: httpx.AsyncClient
) -> None:
    made = [(await alice.post(SESSIONS, json={})).json()["id"] for _ in range(3)]
    await alice.patch(f"{SESSIONS}/{made[0]}", json={"visibility": "organization"})
    bob = await gateway.client(BOB)

    assert await sessions(bob) == []
    first = (await alice.get(OF_ORGANIZATION, params={"limit": 2})).json()
    second = (await alice.get(OF_ORGANIZATION, params={"limit": 2, "after": first["after"]})).json()
    assert {session["id"] for page in (first, second) for session in page["sessions"]} == set(made)
    assert second["after"] is None


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 422),
        (b"{}", 422),
        (b"[]", 422),
        (b'{"content": ""}', 422),
        (b'{"content": "  "}', 422),
        (b'{"content": 5}', 422),
        (b'{"content": "a\\u0000b"}', 422),
        (b'{"content": "\\ud800"}', 422),
        (b'{"content": "hi", "message": "ho"}', 422),
        (b'{"content": "' + b"x" * 32_001 + b'"}', 422),
        (b"[" * 5_000, 422),
        (b'{"content": "hi", "message": "hi", "organizationId": null, "attachments": []}', 200),
    ],
)
async def test_a_question_must_be_one(
    gateway: RunningGateway, alice: httpx.AsyncClient, body: bytes, status: int
) -> None:
    await gateway.add_worker(says("yes"))
    session_id = (await alice.post(SESSIONS, json={})).json()["id"]
    headers = {"content-type": "application/json"}
    response = await alice.post(f"{SESSIONS}/{session_id}/messages", content=body, headers=headers)

    assert response.status_code == status
    assert len(await messages(alice, session_id)) == (2 if status == 200 else 0)


@pytest.mark.parametrize("query", ["page=0", "page=x", "limit=0", "limit=101", "page=99999999999999999999"])
async def test_a_malformed_page_is_refused(alice: httpx.AsyncClient, query: str) -> None:
    session_id = (await alice.post(SESSIONS, json={})).json()["id"]

    assert (await alice.get(f"{SESSIONS}/{session_id}/messages?{query}")).status_code == 422
    assert (await alice.get(f"{SESSIONS}/{session_id}/messages?page=2147483648&_=1")).json()["messages"] == []


async def test_an_answer_in_the_dashboard_is_the_same_in_history(
    gateway: RunningGateway, alice: httpx.AsyncClient
) -> None:
    await gateway.add_worker(says("one ", "two"))
    asked = await alice.post(MESSAGES, json={"message": "hi"})
    session_id = asked.headers["x-chat-session-id"]
    ours = (await alice.get(HISTORY, params={"session_id": session_id})).json()["messages"]

    listed = await messages(alice, session_id)

    assert [message["id"] for message in listed] == [message["id"] for message in ours]
    assert [message["createdAt"] for message in listed] == [message["created_at"] for message in ours]


async def test_the_same_key_is_the_same_answer_here_too(gateway: RunningGateway, alice: httpx.AsyncClient) -> None:
    worker = await gateway.add_worker(says("yes"))
    session_id = (await alice.post(SESSIONS, json={})).json()["id"]
    url, body = f"{SESSIONS}/{session_id}/messages", {"content": "hi"}
    first, again = [await alice.post(url, json=body, headers={"idempotency-key": "k"}) for _ in range(2)]
    malformed = await alice.post(url, json=body, headers={"idempotency-key": "a b"})
    other = await alice.post(url, json={"content": "ho"}, headers={"idempotency-key": "k"})

    assert (first.json(), again.headers["idempotency-replayed"]) == (again.json(), "true")
    assert (malformed.status_code, malformed.json()["code"]) == (400, "bad_request")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert len(worker.requests) == 1
