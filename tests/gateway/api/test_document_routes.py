"""The routes of the documents: each is there, takes what they send and answers in their shape."""

import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import httpx

from gateway.agents.declaration import read_roster
from gateway.api.routes import PUBLIC
from gateway.chat.model import Principal
from shared.agents import AgentSpec
from shared.ids import UserId
from tests.gateway.api.test_send_message import whole_answer
from tests.requirements import requirement
from tests.support.alias_routes import ALIAS_ROUTES
from tests.support.data_stream import lines_of, text_of_lines
from tests.support.running_gateway import ALICE, RunningGateway
from tests.support.ui_stream import chunks_of, text_of

TIME = re.compile(r'"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"')
ANSWER = "Web: 5\u2028 [1] Grüße 🎉"
CHOICE = {
    "agentId": "agt_pattern_analyst",
    "agentName": "Pattern analyst",
    "switchedAt": "a time",
    "messageCount": 2,
    "reason": "user_switch",
}
PATTERN_ANALYST = {
    "id": "agt_pattern_analyst",
    "name": "Pattern analyst",
    "type": "specialist",
    "message": "Pattern analyst answers from now on.",
}
SWITCHED = {
    "success": True,
    "agent": PATTERN_ANALYST,
    "activeAgentId": "agt_pattern_analyst",
    "agentHistory": [CHOICE],
}


@dataclass(frozen=True, slots=True)
class World:
    """A user with a session of one question and its answer."""

    client: httpx.AsyncClient
    user: str
    session: str
    question: str
    answer: str
    parts: list[dict[str, Any]]
    metadata: dict[str, Any]

    @property
    def chat(self) -> dict[str, Any]:
        """The session as document 003 has it."""
        return {
            "id": self.session,
            "userId": self.user,
            "title": "hi",
            "createdAt": "a time",
            "updatedAt": "a time",
            "visibility": "private",
            "messageCount": 2,
            "turnInFlight": False,
            "currentAgentId": None,
            "agentSwitches": [],
        }

    @property
    def chat_session(self) -> dict[str, Any]:
        """The session as document 002 has it."""
        return {
            "id": self.session,
            "title": "hi",
            "aiModelId": None,
            "aiAgentId": None,
            "activeAgentId": None,
            "agentHistory": [],
            "teamId": "org_a",
            "userId": self.user,
            "createdAt": "a time",
            "updatedAt": "a time",
        }

    def message(self, role: str, content: str, metadata: object) -> dict[str, Any]:
        """A message as document 002 has it."""
        return {
            "id": self.question if role == "user" else self.answer,
            "chatSessionId": self.session,
            "senderRole": role,
            "content": content,
            "status": "ok",
            "metadata": metadata,
            "createdAt": "a time",
            "updatedAt": "a time",
        }

    def ui_message(self, role: str, parts: list[dict[str, Any]]) -> dict[str, Any]:
        """A message as document 003 has it."""
        return {
            "id": self.question if role == "user" else self.answer,
            "chatId": self.session,
            "role": role,
            "status": "ok",
            "attachments": [],
            "createdAt": "a time",
            "parts": parts,
        }


def agent_of(spec: AgentSpec) -> dict[str, Any]:
    """An agent as document 003 has it."""
    return {
        "id": spec.id,
        "slug": spec.slug,
        "name": spec.name,
        "agent_type": "specialist",
        "description": spec.description,
        "status": "active",
        "skills": list(spec.tools),
        "model_config": {"model": None},
        "is_default": False,
        "tags": [],
    }


Call = Callable[[World], Awaitable[httpx.Response]]
Shape = Callable[[World], object]


@dataclass(frozen=True, slots=True)
class Documented:
    """A route as a document names it, a request to it, and what comes back."""

    route: str
    call: Call
    shape: Shape
    status: int = 200


def told(response: httpx.Response) -> object:
    """What a response says, but for times; of a stream its text."""
    if not response.content:
        return None
    if "x-vercel-ai-data-stream" in response.headers:
        return text_of_lines(lines_of(response.content))
    if "x-vercel-ai-ui-message-stream" in response.headers:
        return text_of(chunks_of(response.content))
    return json.loads(TIME.sub('"a time"', response.text))


def always(expected: object) -> Shape:
    """The same whatever the world is."""
    return lambda _: expected


def has(*names: str) -> Shape:
    """An object with these members; what they hold is tried elsewhere."""
    return always(frozenset(names))


def asked(path: str, *, as_v4: bool = False, **body: Any) -> Call:
    """Ask in the session."""
    message = (
        {"role": "user", "content": "And?"} if as_v4 else {"role": "user", "parts": [{"type": "text", "text": "And?"}]}
    )
    return lambda world: world.client.post(path, json={"message": message, **body, "id": world.session})


ROUTES = (
    # 000
    Documented(
        "POST /api/v1/chat/messages",
        lambda world: world.client.post("/api/v1/chat/messages", json={"message": "And?", "session_id": world.session}),
        always(ANSWER),
    ),
    Documented(
        "GET /api/v1/chat/history",
        lambda world: world.client.get("/api/v1/chat/history", params={"session_id": world.session}),
        has("messages", "before"),
    ),
    Documented(
        "GET /api/v1/chat/sessions", lambda world: world.client.get("/api/v1/chat/sessions"), has("sessions", "after")
    ),
    Documented(
        "POST /api/v1/chat/sessions",
        lambda world: world.client.post("/api/v1/chat/sessions", json={"organizationId": "org_a"}),
        has(
            "id",
            "user_id",
            "access",
            "title",
            "title_origin",
            "title_model",
            "created_at",
            "updated_at",
            "last_message_at",
            "message_count",
            "status",
            "pinned",
            "archived",
            "visibility",
            "sessionId",
        ),
        201,
    ),
    Documented(
        "DELETE /api/v1/chat/sessions/{session_id}",
        lambda world: world.client.delete(f"/api/v1/chat/sessions/{world.session}"),
        always(None),
        204,
    ),
    # CROW
    Documented(
        "POST /api/v1/chat/sessions/{session_id}/messages",
        lambda world: world.client.post(f"/api/v1/chat/sessions/{world.session}/messages", json={"content": "And?"}),
        has("message", "status"),
    ),
    Documented(
        "GET /api/v1/chat/sessions/{session_id}/messages",
        lambda world: world.client.get(f"/api/v1/chat/sessions/{world.session}/messages"),
        has("messages", "total", "page", "limit"),
    ),
    Documented(
        "GET /api/v1/chat/sessions/organization/{organization_id}",
        lambda world: world.client.get("/api/v1/chat/sessions/organization/org_a"),
        has("sessions", "after"),
    ),
    # 002
    Documented(
        "POST /api/chat/stream",
        lambda world: world.client.post(
            "/api/chat/stream",
            json={
                "chatSessionId": world.session,
                "messages": [{"role": "user", "content": "And?"}],
                "modelId": "gpt-4",
                "id": "made-by-the-sdk",
            },
        ),
        always(ANSWER),
    ),
    Documented(
        "GET /api/chat/sessions",
        lambda world: world.client.get("/api/chat/sessions"),
        lambda world: {"sessions": [world.chat_session], "after": None},
    ),
    Documented(
        "POST /api/chat/sessions",
        lambda world: world.client.post(
            "/api/chat/sessions", json={"title": "New", "aiModelId": "gpt-4", "teamId": "org_a", "userId": world.user}
        ),
        has(
            "id",
            "title",
            "aiModelId",
            "aiAgentId",
            "activeAgentId",
            "agentHistory",
            "teamId",
            "userId",
            "createdAt",
            "updatedAt",
        ),
        201,
    ),
    Documented(
        "GET /api/chat/messages",
        lambda world: world.client.get("/api/chat/messages", params={"chatSessionId": world.session}),
        lambda world: {
            "messages": [world.message("user", "hi", {}), world.message("ai", ANSWER, world.metadata)],
            "pagination": {"total": 2, "page": 1, "limit": 20, "totalPages": 1},
        },
    ),
    Documented(
        "POST /api/chat/agent-switch",
        lambda world: world.client.post(
            "/api/chat/agent-switch",
            json={
                "sessionId": world.session,
                "agentId": "agt_pattern_analyst",
                "reason": "user_switch",
                "teamId": "org_a",
            },
        ),
        always(SWITCHED),
    ),
    # 003
    Documented("POST /api/chat", asked("/api/chat", agentId="product_analyst"), always(ANSWER)),
    Documented(
        "GET /api/chat/history",
        lambda world: world.client.get("/api/chat/history", params={"limit": 20}),
        lambda world: [world.chat],
    ),
    Documented(
        "GET /api/chat/{chat_id}",
        lambda world: world.client.get(f"/api/chat/{world.session}"),
        lambda world: world.chat,
    ),
    Documented(
        "GET /api/chat/{chat_id}/messages",
        lambda world: world.client.get(f"/api/chat/{world.session}/messages"),
        lambda world: [
            world.ui_message("user", [{"type": "text", "text": "hi"}]),
            world.ui_message("assistant", world.parts),
        ],
    ),
    Documented(
        "PATCH /api/chat/{chat_id}",
        lambda world: world.client.patch(f"/api/chat/{world.session}", json={"title": "Mine"}),
        lambda world: {**world.chat, "title": "Mine"},
    ),
    Documented(
        "DELETE /api/chat/{chat_id}",
        lambda world: world.client.delete(f"/api/chat/{world.session}"),
        always({"success": True}),
    ),
    Documented(
        "PATCH /api/chat/vote",
        lambda world: world.client.patch(
            "/api/chat/vote", json={"chatId": world.session, "messageId": world.answer, "isUpvoted": True}
        ),
        always({"success": True}),
    ),
    Documented(
        "GET /api/chat/agents",
        lambda world: world.client.get("/api/chat/agents", params={"status": "active"}),
        always({"agents": [agent_of(spec) for spec in read_roster().specialists]}),
    ),
    Documented(
        "POST /api/chat/{chat_id}/switch-agent",
        lambda world: world.client.post(
            f"/api/chat/{world.session}/switch-agent", json={"newAgentId": "pattern_analyst"}
        ),
        always(SWITCHED),
    ),
    # What the clients of both do beside
    Documented(
        "POST /api/chat/{chat_id}/cancel",
        lambda world: world.client.post(f"/api/chat/{world.session}/cancel"),
        always({"success": True}),
        202,
    ),
    Documented(
        "GET /api/chat",
        lambda world: world.client.get("/api/chat", params={"chatId": world.session}),
        always(None),
    ),
    Documented(
        "GET /api/chat/stream",
        lambda world: world.client.get("/api/chat/stream", params={"chatId": world.session}),
        always(None),
    ),
    Documented(
        "GET /api/chat/{chat_id}/stream",
        lambda world: world.client.get(f"/api/chat/{world.session}/stream"),
        always(None),
        204,
    ),
)


async def new_world(gateway: RunningGateway, user: str) -> World:
    """A user with one session."""
    client = await gateway.client(Principal(ALICE.organization_id, UserId(user)))
    response = await client.post("/api/v1/chat/messages", json={"message": "hi"})
    session = response.headers["x-chat-session-id"]
    history = (await client.get("/api/v1/chat/history", params={"session_id": session})).json()["messages"]
    return World(client, user, session, history[0]["id"], history[1]["id"], history[1]["parts"], history[1]["metadata"])


@requirement("documents")
async def test_every_route_of_the_documents_answers_in_their_shape(gateway: RunningGateway) -> None:
    worker = await gateway.add_worker(whole_answer)
    for number, documented in enumerate(ROUTES):
        await gateway.hear(worker)
        world = await new_world(gateway, f"usr_{number}")
        response = await documented.call(world)
        expected = documented.shape(world)
        answered = set(response.json()) if isinstance(expected, frozenset) else told(response)

        assert (documented.route, response.status_code) == (documented.route, documented.status), response.text
        assert (documented.route, answered) == (documented.route, expected)
        if documented.route.startswith("GET "):
            assert set(response.headers["cache-control"].split(", ")) >= {"private", "no-store"}, documented.route


def test_the_table_has_every_alias() -> None:
    table = {f"{endpoint.method} {endpoint.path}" for endpoint in PUBLIC}

    assert {documented.route for documented in ROUTES} - table == set()
    assert ALIAS_ROUTES - {documented.route for documented in ROUTES} == set()
