"""Every alias that names something: one's own is found, everything else answers like what is not there."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import httpx

from tests.gateway.api.test_send_message import HISTORY, MESSAGES
from tests.requirements import requirement
from tests.support.alias_routes import ALIAS_ROUTES
from tests.support.running_gateway import BOB, MALLORY, RunningGateway
from tests.support.scripted_worker import says

SESSIONS = "/api/v1/chat/sessions"
ABSENT = "ses_00000000000000000000000000"
MALFORMED = ("a b", "ses_ü", "x" * 129, "ses_1'--", "..%2f", "%00", "ses_1\n")
QUESTION = {"role": "user", "content": "And?"}

Call = Callable[[httpx.AsyncClient, str, str], Awaitable[httpx.Response]]


@dataclass(frozen=True, slots=True)
class Alias:
    """A route, and a call of it with the names of a session and of an answer in it.

    A client may name a session itself, and its first question makes it: to such a route only ids of ours can be absent,
    and what cannot be a name is an invalid request. Where a client looks for an answer that is being written, it may
    look in a session that is still to be made.
    """

    route: str
    call: Call
    status: int = 200
    makes_sessions: bool = False
    looks_ahead: bool = False


ALIASES = (
    Alias("GET /api/v1/chat/sessions/{session_id}/messages", lambda c, s, _: c.get(f"{SESSIONS}/{quoted(s)}/messages")),
    Alias(
        "POST /api/v1/chat/sessions/{session_id}/messages",
        lambda c, s, _: c.post(f"{SESSIONS}/{quoted(s)}/messages", json=QUESTION),
    ),
    Alias("GET /api/chat/{chat_id}", lambda c, s, _: c.get(f"/api/chat/{quoted(s)}")),
    Alias("PATCH /api/chat/{chat_id}", lambda c, s, _: c.patch(f"/api/chat/{quoted(s)}", json={"title": "Mine"})),
    Alias("GET /api/chat/{chat_id}/messages", lambda c, s, _: c.get(f"/api/chat/{quoted(s)}/messages")),
    Alias(
        "POST /api/chat/{chat_id}/switch-agent",
        lambda c, s, _: c.post(f"/api/chat/{quoted(s)}/switch-agent", json={"newAgentId": "pattern_analyst"}),
    ),
    Alias("POST /api/chat/{chat_id}/cancel", lambda c, s, _: c.post(f"/api/chat/{quoted(s)}/cancel"), 202),
    Alias(
        "GET /api/chat/{chat_id}/stream", lambda c, s, _: c.get(f"/api/chat/{quoted(s)}/stream"), 204, looks_ahead=True
    ),
    Alias("GET /api/chat/messages", lambda c, s, _: c.get("/api/chat/messages", params={"chatSessionId": s})),
    Alias(
        "POST /api/chat/agent-switch",
        lambda c, s, _: c.post("/api/chat/agent-switch", json={"chatSessionId": s, "agentId": "pattern_analyst"}),
    ),
    Alias(
        "PATCH /api/chat/vote",
        lambda c, s, m: c.patch("/api/chat/vote", json={"chatId": s, "messageId": m, "isUpvoted": True}),
    ),
    Alias(
        "POST /api/chat", lambda c, s, _: c.post("/api/chat", json={"id": s, "message": QUESTION}), makes_sessions=True
    ),
    Alias(
        "POST /api/chat/stream",
        lambda c, s, _: c.post(
            "/api/chat/stream", json={"chatSessionId": s, "messages": [{"role": "user", **QUESTION}]}
        ),
        makes_sessions=True,
    ),
    Alias("DELETE /api/chat/{chat_id}", lambda c, s, _: c.delete(f"/api/chat/{quoted(s)}")),
)
# These name nothing, or (`?chatId=`) answer the same whether there is such a session or not.
NAMELESS = {
    "GET /api/chat",
    "GET /api/chat/stream",
    "GET /api/chat/history",
    "GET /api/chat/sessions",
    "POST /api/chat/sessions",
    "GET /api/chat/agents",
    "GET /api/v1/chat/sessions/organization/{organization_id}",
}


def quoted(name: str) -> str:
    """The name as one step of a path."""
    return quote(name, safe="")


def names_for(alias: Alias) -> list[str]:
    """Names under which nobody has anything, as far as the route does not make it so."""
    made_up = [] if alias.makes_sessions or alias.looks_ahead else ["never-made"]
    return [ABSENT, *made_up, *([] if alias.makes_sessions else MALFORMED)]


def test_every_alias_is_tried() -> None:
    assert {alias.route for alias in ALIASES} | NAMELESS == ALIAS_ROUTES


@requirement("not-yours")
async def test_through_an_alias_only_ones_own_is_reached(gateway: RunningGateway, alice: httpx.AsyncClient) -> None:
    worker = await gateway.add_worker(says("secret"))
    bob, mallory = await gateway.client(BOB), await gateway.client(MALLORY)
    absent = (await alice.get(f"{SESSIONS}/{ABSENT}")).content
    asked = await alice.post(MESSAGES, json={"message": "mine"})
    session = asked.headers["x-chat-session-id"]
    answer = (await alice.get(HISTORY, params={"session_id": session})).json()["messages"][1]["id"]
    for alias in ALIASES:
        await gateway.hear(worker)
        for stranger in (bob, mallory):
            foreign = await alias.call(stranger, session, answer)
            assert (alias.route, foreign.status_code, foreign.content) == (alias.route, 404, absent)
        for name in names_for(alias):
            nothing = await alias.call(alice, name, answer)
            assert (alias.route, name, nothing.status_code, nothing.content) == (alias.route, name, 404, absent)
        if alias.makes_sessions:
            for name in MALFORMED:
                refused = await alias.call(alice, name, answer)
                assert (refused.status_code, refused.json()["code"]) == (422, "invalid_request")
        own = await alias.call(alice, session, answer)
        assert (alias.route, own.status_code) == (alias.route, alias.status), own.text

    for stranger in (bob, mallory):
        assert (await stranger.get(SESSIONS)).json()["sessions"] == []


async def test_a_name_that_a_client_chose_is_good_for_every_alias(
    gateway: RunningGateway, alice: httpx.AsyncClient
) -> None:
    await gateway.add_worker(says("yes"))
    bob = await gateway.client(BOB)
    await alice.post("/api/chat", json={"id": "mine-1", "message": QUESTION})
    listed = (await alice.get("/api/chat/mine-1/messages")).json()
    foreign = [await alias.call(bob, "mine-1", listed[1]["id"]) for alias in ALIASES if names_for(alias)[1:2]]
    for alias in ALIASES:
        own = await alias.call(alice, "mine-1", listed[1]["id"])
        assert (alias.route, own.status_code) == (alias.route, alias.status), own.text

    assert {response.status_code for response in foreign} == {404, 204}


async def test_a_vote_names_the_session_of_its_message(gateway: RunningGateway, alice: httpx.AsyncClient) -> None:
    await gateway.add_worker(says("yes"))
    sessions = [(await alice.post(MESSAGES, json={"message": "hi"})).headers["x-chat-session-id"] for _ in range(2)]
    question, answer = [
        message["id"] for message in (await alice.get(HISTORY, params={"session_id": sessions[0]})).json()["messages"]
    ]
    absent = (await alice.get(f"{SESSIONS}/{ABSENT}")).content

    first, second = sessions
    for session, message in ((second, answer), (first, question), (first, "msg_none"), (first, "a b")):
        refused = await alice.patch("/api/chat/vote", json={"chatId": session, "messageId": message, "isUpvoted": True})
        assert (refused.status_code, refused.content) == (404, absent)
    for is_upvoted, value in ((True, 1), (False, -1)):
        body = {"chatId": first, "messageId": answer, "isUpvoted": is_upvoted}
        assert (await alice.patch("/api/chat/vote", json=body)).json() == {"success": True}
        history = (await alice.get(HISTORY, params={"session_id": first})).json()["messages"]
        assert [message["vote"] for message in history] == [0, value]


NAMED: tuple[dict[str, Any], ...] = (
    {"organizationId": "org_b"},
    {"organization_id": "org_b"},
    {"teamId": "org_b"},
    {"workspaceId": "org_b"},
    {"workspace_id": 1},
    {"userId": "usr_bob"},
    {"user_id": 1},
    {"teamId": "org_a", "userId": "usr_mallory"},
)


async def test_whose_a_thing_is_a_request_may_only_repeat(gateway: RunningGateway, alice: httpx.AsyncClient) -> None:
    await gateway.add_worker(says("yes"))
    session = (await alice.post(SESSIONS, json={"title": "Mine"})).json()["id"]
    absent = (await alice.get(f"{SESSIONS}/{ABSENT}")).content
    agent = {"agentId": "pattern_analyst"}
    vote = {"chatId": session, "messageId": "msg_1", "isUpvoted": True}
    for named in NAMED:
        refused = [
            await alice.post("/api/chat", json={"message": "hi", **named}),
            await alice.post("/api/chat/stream", json={"chatSessionId": session, "message": "hi", **named}),
            await alice.post("/api/chat/sessions", json=named),
            await alice.get("/api/chat/sessions", params=named),
            await alice.get("/api/chat/history", params=named),
            await alice.get("/api/chat/agents", params=named),
            await alice.get("/api/chat/messages", params={"id": session, **named}),
            await alice.patch(f"/api/chat/{session}", json={"title": "Theirs", **named}),
            await alice.post("/api/chat/agent-switch", json={"chat_id": session, **agent, **named}),
            await alice.post(f"/api/chat/{session}/switch-agent", json={**agent, **named}),
            await alice.patch("/api/chat/vote", json={**vote, **named}),
        ]
        assert [(named, response.status_code, response.content) for response in refused] == [
            (named, 404, absent) for _ in refused
        ]
    (kept,) = (await alice.get(SESSIONS)).json()["sessions"]
    assert (kept["title"], kept["message_count"]) == ("Mine", 0)
    assert (await alice.get(f"{SESSIONS}/{session}/agent")).json()["history"] == []
