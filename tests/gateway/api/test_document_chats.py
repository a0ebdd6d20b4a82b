"""How clients of the documents chat: ask, come back, choose agents, read pages of what was said."""

import asyncio
from typing import Any

import httpx
import pytest

from gateway.api import documents
from gateway.chat.errors import StorageUnavailable
from gateway.chat.service import ChatService
from tests.gateway.api.test_send_message import MESSAGES
from tests.requirements import requirement
from tests.support.data_stream import lines_of, text_of_lines
from tests.support.running_gateway import RunningGateway
from tests.support.scripted_worker import held, says
from tests.support.ui_stream import chunks_of, text_of

SESSIONS = "/api/v1/chat/sessions"
CHAT = "/api/chat"
TEXT = {"role": "user", "content": "hi"}
PARTS = {"role": "user", "parts": [{"type": "text", "text": "hi"}]}
BOTH = {**TEXT, **PARTS}


async def new_session(client: httpx.AsyncClient) -> str:
    """An empty session's id."""
    return str((await client.post(SESSIONS, json={})).json()["id"])


async def contents(client: httpx.AsyncClient, **query: Any) -> list[str]:
    """The texts of a page as document 002 reads it."""
    response = await client.get(f"{CHAT}/messages", params=query)
    assert response.status_code == 200, response.text
    return [message["content"] for message in response.json()["messages"]]


@pytest.mark.parametrize(
    ("body", "header"),
    [
        ({"message": TEXT}, "x-vercel-ai-data-stream"),
        ({"message": BOTH}, "x-vercel-ai-data-stream"),
        ({"message": "hi"}, "x-vercel-ai-data-stream"),
        ({"messages": [PARTS, TEXT]}, "x-vercel-ai-data-stream"),
        ({"message": PARTS}, "x-vercel-ai-ui-message-stream"),
        ({"messages": [TEXT, PARTS]}, "x-vercel-ai-ui-message-stream"),
        ({"messages": [BOTH], "trigger": "submit-message"}, "x-vercel-ai-ui-message-stream"),
    ],
)
@pytest.mark.parametrize("path", [CHAT, f"{CHAT}/stream"])
async def test_an_answer_comes_as_the_documents_have_it_or_as_a_later_sdk_needs_it(
    gateway: RunningGateway, alice: httpx.AsyncClient, path: str, body: dict[str, Any], header: str
) -> None:
    await gateway.add_worker(says("Hel", "lo"))

    answer = await alice.post(path, json=body)

    assert answer.headers[header] == "v1"
    is_data = header == "x-vercel-ai-data-stream"
    text = text_of_lines(lines_of(answer.content)) if is_data else text_of(chunks_of(answer.content))
    assert text == "Hello"
    assert answer.headers["location"].endswith(f"/turns/{answer.headers['x-chat-turn-id']}/stream")
    asked_by_name = await alice.post(path, params={"protocol": "json"}, json=body)
    assert asked_by_name.json()["text"] == "Hello"


@requirement("documents")
async def test_names_for_one_thing_must_not_contradict(gateway: RunningGateway, alice: httpx.AsyncClient) -> None:
    worker = await gateway.add_worker(says("yes"))
    first, second = await new_session(alice), await new_session(alice)
    names = ("id", "chatSessionId", "chat_id", "chatId", "session_id")
    for one in names:
        for other in names:
            if one != other:
                refused = await alice.post(CHAT, json={"message": "hi", one: first, other: second})
                assert (refused.status_code, refused.json()["code"]) == (422, "invalid_request"), (one, other)
                assert "contradict" in refused.json()["detail"]
    for body in (
        {"agentId": "pattern_analyst", "agent_id": "product_analyst"},
        {"selectedChatModel": "gpt-4", "modelId": "gpt-5"},
        {"selectedVisibilityType": "private", "visibility": "public"},
    ):
        assert (await alice.post(CHAT, json={"message": "hi", **body})).status_code == 422
    switch = {"agentId": "pattern_analyst"}
    vote = {"messageId": "msg_1", "isUpvoted": True}
    for refused in (
        await alice.post(f"{CHAT}/agent-switch", json={"chatSessionId": first, "id": second, **switch}),
        await alice.post(f"{CHAT}/{first}/switch-agent", json={"newAgentId": "product_analyst", **switch}),
        await alice.post(f"{CHAT}/sessions", json={"aiAgentId": "product_analyst", **switch}),
        await alice.get(f"{CHAT}/messages", params={"id": first, "chat_id": second}),
        await alice.get(f"{CHAT}/messages", params={"id": first, "limite": 1, "limit": 2}),
        await alice.get(f"{CHAT}/messages", params={"id": first, "ordem": "asc", "order": "desc"}),
        await alice.patch(f"{CHAT}/vote", json={"chatId": first, "chat_id": second, **vote}),
    ):
        assert (refused.status_code, refused.json()["code"]) == (422, "invalid_request"), refused.text
    assert worker.requests == []

    agreed = await alice.post(CHAT, json={"message": "hi", **dict.fromkeys(names, first), "agentId": "pattern_analyst"})
    assert agreed.headers["x-chat-session-id"] == first
    # The SDK of document 002 makes up an id of its own.
    beside = await alice.post(f"{CHAT}/stream", json={"id": "x7Yq", "chatSessionId": second, "messages": [TEXT]})
    assert beside.headers["x-chat-session-id"] == second
    assert worker.requests[0].agent == "pattern_analyst"


async def test_a_chat_that_the_client_named_is_made_by_its_first_question_and_a_lost_one_is_not_made_anew(
    gateway: RunningGateway, alice: httpx.AsyncClient
) -> None:
    await gateway.add_worker(says("yes"))
    for _ in range(2):
        assert (await alice.post(CHAT, json={"id": "mine", "message": {**PARTS, "id": None}})).status_code == 200
    lost = await alice.post(CHAT, json={"id": "ses_00000000000000000000000000", "message": TEXT})
    unnamed = await alice.post(CHAT, json={"id": None, "message": TEXT})

    assert lost.status_code == 404
    chats = (await alice.get(f"{CHAT}/history")).json()
    assert [chat["messageCount"] for chat in chats] == [2, 4]
    assert chats[0]["id"] == unnamed.headers["x-chat-session-id"]
    assert (await alice.get(f"{CHAT}/mine")).json() == chats[1]


async def test_an_answer_is_found_again_where_each_client_looks_for_it(
    gateway: RunningGateway, alice: httpx.AsyncClient
) -> None:
    gate = asyncio.Event()
    await gateway.add_worker(held(gate, before=("so",), after=("on",)))
    looks = (f"{CHAT}/mine/stream", f"{CHAT}?chatId=mine", f"{CHAT}/stream?chatId=mine")
    before = [await alice.get(look) for look in looks]
    async with alice.stream("POST", CHAT, json={"id": "mine", "message": PARTS}) as response:
        reads = [asyncio.create_task(alice.get(look)) for look in looks]
        while gateway.inside.public.streams.count != 4:
            await asyncio.sleep(0.01)
        assert (await alice.get(f"{CHAT}/mine")).json()["turnInFlight"] is True
        gate.set()
        whole = await response.aread()
    found = [await read for read in reads]

    assert [(response.status_code, response.content) for response in before] == [(204, b""), (200, b""), (200, b"")]
    assert found[0].content == whole
    assert [text_of_lines(lines_of(response.content)) for response in found[1:]] == ["soon", "soon"]
    assert (await alice.get(f"{CHAT}/mine")).json()["turnInFlight"] is False


async def test_cancelling_ends_what_a_chat_is_answering(gateway: RunningGateway, alice: httpx.AsyncClient) -> None:
    await gateway.add_worker(held(asyncio.Event(), before=("half",), after=()))
    async with alice.stream("POST", CHAT, json={"id": "mine", "message": TEXT}) as response:
        said = b""
        async for data in response.aiter_raw():
            said += data
            if b"half" in data:
                cancelled = await alice.post(f"{CHAT}/mine/cancel")

    assert (cancelled.status_code, cancelled.json()) == (202, {"success": True})
    assert text_of_lines(lines_of(said)) == "half"
    assert await contents(alice, chatSessionId="mine") == ["hi", "half\n\nThe answer was stopped."]
    assert [message["status"] for message in (await alice.get(f"{CHAT}/mine/messages")).json()] == ["ok", "ok"]


@requirement("documents")
async def test_agents_are_switched_in_the_words_of_both_documents(
    gateway: RunningGateway, alice: httpx.AsyncClient
) -> None:
    worker = await gateway.add_worker(says("yes"))
    made = await alice.post(f"{CHAT}/sessions", json={"title": "Sales", "aiAgentId": "agt_product_analyst"})
    session = made.json()["id"]
    await alice.post(CHAT, json={"id": session, "message": TEXT})
    one = await alice.post(
        f"{CHAT}/agent-switch",
        json={"chatSessionId": session, "agentId": "pattern_analyst", "reason": "auto_suggestion", "teamId": "org_a"},
    )
    await alice.post(CHAT, json={"id": session, "message": TEXT})
    other = await alice.post(f"{CHAT}/{session}/switch-agent", json={"newAgentId": None})
    await alice.post(CHAT, json={"id": session, "message": TEXT})

    def entry(agent_id: str | None, name: str, count: int, reason: str) -> dict[str, Any]:
        return {"agentId": agent_id, "agentName": name, "messageCount": count, "reason": reason}

    entries = [
        entry("agt_product_analyst", "Product analyst", 0, "system_default"),
        entry("agt_pattern_analyst", "Pattern analyst", 2, "auto_suggestion"),
        entry(None, "Automatic", 4, "user_switch"),
    ]
    assert [request.agent for request in worker.requests] == ["product_analyst", "pattern_analyst", None]
    assert made.json()["activeAgentId"] == "agt_product_analyst"
    assert (one.json()["agent"]["id"], one.json()["activeAgentId"]) == ("agt_pattern_analyst", "agt_pattern_analyst")
    assert (other.json()["agent"], other.json()["activeAgentId"]) == (None, None)
    (listed,) = (await alice.get(f"{CHAT}/sessions")).json()["sessions"]
    chat = (await alice.get(f"{CHAT}/{session}")).json()
    for history, known in (
        (made.json()["agentHistory"], entries[:1]),
        (one.json()["agentHistory"], entries[:2]),
        (other.json()["agentHistory"], entries),
        (listed["agentHistory"], entries),
        (chat["agentSwitches"], entries),
    ):
        assert all(switch.pop("switchedAt").endswith("Z") for switch in history)
        assert history == known
    assert (listed["title"], listed["activeAgentId"], chat["currentAgentId"]) == ("Sales", None, None)


async def test_an_agent_that_is_not_there_is_refused_and_nothing_is_made(
    gateway: RunningGateway, alice: httpx.AsyncClient
) -> None:
    session = await new_session(alice)
    for unknown in ("nobody", 7, ""):
        for refused in (
            await alice.post(f"{CHAT}/sessions", json={"aiAgentId": unknown}),
            await alice.post(f"{CHAT}/agent-switch", json={"sessionId": session, "agentId": unknown}),
            await alice.post(f"{CHAT}/{session}/switch-agent", json={"newAgentId": unknown}),
            await alice.post(CHAT, json={"id": "new", "message": TEXT, "agentId": unknown}),
        ):
            assert (refused.status_code, refused.json()["code"]) == (422, "agent_unknown")

    assert [chat["id"] for chat in (await alice.get(f"{CHAT}/history")).json()] == [session]
    assert (await alice.get(f"{CHAT}/agents", params={"status": "inactive"})).json() == {"agents": []}
    assert (await alice.get(f"{CHAT}/agents")).json() == (await alice.get(f"{CHAT}/agents?status=active")).json()


async def test_messages_come_by_offset_and_without_an_order_the_newest(
    gateway: RunningGateway, alice: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    await gateway.add_worker(says("yes"))
    for number in range(12):
        await alice.post(CHAT, json={"message": f"q{number}", "id": "mine"})
    told = [text for number in range(12) for text in (f"q{number}", "yes")]

    assert await contents(alice, chatSessionId="mine") == told[-20:]
    assert await contents(alice, chat_id="mine", limite=5) == told[-5:]
    assert await contents(alice, sessionId="mine", limit=5, offset=5) == told[-10:-5]
    assert await contents(alice, id="mine", limite=5, offset=0, ordem="asc") == told[:5]
    assert await contents(alice, id="mine", limite=5, offset=22, ordem="asc") == told[22:]
    assert await contents(alice, id="mine", limite=3, offset=1, ordem="desc") == told[-2:-5:-1]
    assert await contents(alice, id="mine", offset=24) == []
    page = (await alice.get(f"{CHAT}/messages", params={"id": "mine", "limite": 5, "offset": 10})).json()
    assert page["pagination"] == {"total": 24, "page": 3, "limit": 5, "totalPages": 5}
    # However long the session is: it is read in pieces.
    for size in (1, 7, 12, 24, 100):
        monkeypatch.setattr(documents, "STREAMED_PAGE", size)
        listed = (await alice.get(f"{CHAT}/mine/messages")).json()
        assert [text for message in listed for text in texts_of(message)] == told
    assert (await alice.head(f"{CHAT}/mine/messages")).content == b""


async def test_a_list_that_cannot_be_read_to_its_end_never_looks_whole(
    gateway: RunningGateway, alice: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    await gateway.add_worker(says("yes"))
    session = (await alice.post(MESSAGES, json={"message": "hi"})).headers["x-chat-session-id"]
    monkeypatch.setattr(documents, "STREAMED_PAGE", 1)
    read = ChatService.list_slice
    reads = iter(range(9))

    async def fails(*arguments: Any) -> Any:
        if next(reads):
            raise StorageUnavailable
        return await read(*arguments)

    monkeypatch.setattr(ChatService, "list_slice", fails)
    with pytest.raises(httpx.RemoteProtocolError):
        await alice.get(f"{CHAT}/{session}/messages")


async def test_lists_go_on_where_they_ended(alice: httpx.AsyncClient) -> None:
    made = [await new_session(alice) for _ in range(5)]
    first = (await alice.get(f"{CHAT}/sessions", params={"limite": 3})).json()
    second = (await alice.get(f"{CHAT}/sessions", params={"limite": 3, "after": first["after"]})).json()

    assert sorted(session["id"] for page in (first, second) for session in page["sessions"]) == sorted(made)
    assert second["after"] is None
    assert {session["title"] for session in first["sessions"]} == {""}
    assert len((await alice.get(f"{CHAT}/history", params={"limit": 2})).json()) == 2


async def test_what_was_said_and_changes_nothing_is_named(gateway: RunningGateway, alice: httpx.AsyncClient) -> None:
    await gateway.add_worker(says("yes"))
    body = {"selectedChatModel": "gpt-4", "selectedVisibilityType": "public", "context": {"page": "/"}}
    answer = await alice.post(CHAT, json={"message": TEXT, **body})

    assert answer.headers["x-chat-ignored"] == "model, visibility, context"
    (chat,) = (await alice.get(f"{CHAT}/history")).json()
    assert chat["visibility"] == "private"
    made = [await alice.post(f"{CHAT}/sessions", json=body) for body in ({"aiModelId": "gpt-4"}, {"aiModelId": None})]
    assert [response.headers.get("x-chat-ignored") for response in made] == ["model", None]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", CHAT, b""),
        ("POST", CHAT, b"[]"),
        ("POST", CHAT, b"{}"),
        ("POST", CHAT, b'{"message": {"role": "user", "content": "\\ud800"}}'),
        ("POST", CHAT, b'{"message": "x", "id": "a b"}'),
        ("POST", CHAT, b'{"message": "x", "id": {}}'),
        ("POST", CHAT, b'{"message": "x", "chatSessionId": 7}'),
        ("POST", f"{CHAT}/stream", b'{"messages": [[]]}'),
        ("POST", f"{CHAT}/sessions", b'{"title": ""}'),
        ("POST", f"{CHAT}/sessions", b'{"title": "a\\u0000b"}'),
        ("POST", f"{CHAT}/sessions", b'{"aiAgentId": true}'),
        ("POST", f"{CHAT}/agent-switch", b"{}"),
        ("POST", f"{CHAT}/agent-switch", b'{"chatSessionId": 7, "agentId": "x"}'),
        ("POST", f"{CHAT}/ses_1/switch-agent", b"{}"),
        ("POST", f"{CHAT}/ses_1/switch-agent", b'{"agentId": {}}'),
        ("POST", f"{CHAT}/ses_1/switch-agent", b'{"agentId": null, "reason": ""}'),
        ("PATCH", f"{CHAT}/ses_1", b'{"title": null}'),
        ("PATCH", f"{CHAT}/vote", b'{"chatId": "ses_1", "messageId": "msg_1"}'),
        ("PATCH", f"{CHAT}/vote", b'{"chatId": "ses_1", "messageId": "msg_1", "isUpvoted": 1}'),
        ("PATCH", f"{CHAT}/vote", b'{"chatId": [], "messageId": "msg_1", "isUpvoted": true}'),
        ("GET", f"{CHAT}/messages", b""),
        ("GET", f"{CHAT}/messages?id=ses_1&limite=201", b""),
        ("GET", f"{CHAT}/messages?id=ses_1&offset=-1", b""),
        ("GET", f"{CHAT}/messages?id=ses_1&ordem=up", b""),
        ("GET", f"{CHAT}/history?limit=0", b""),
        ("GET", CHAT, b""),
    ],
)
async def test_what_cannot_be_understood_is_refused(
    alice: httpx.AsyncClient, method: str, path: str, body: bytes
) -> None:
    response = await alice.request(method, path, content=body, headers={"content-type": "application/json"})

    assert (response.status_code, response.json()["code"]) == (422, "invalid_request"), response.text
    assert (await alice.get(SESSIONS)).json()["sessions"] == []


def texts_of(message: dict[str, Any]) -> list[str]:
    """The texts of a message with parts."""
    return [part["text"] for part in message["parts"] if part["type"] == "text"]
