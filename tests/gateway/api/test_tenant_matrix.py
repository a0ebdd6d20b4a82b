"""Every route with every id it takes, asked by everybody whose it is not: the same bytes as for what does not exist.

The matrix is made from the route table: a route without a row fails.
"""

import asyncio
import json
from collections.abc import AsyncGenerator, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from gateway.api.endpoint import Endpoint
from gateway.api.routes import PUBLIC
from gateway.chat.model import Principal
from shared.ids import OrganizationId, UserId, new_id
from tests.gateway.api.test_send_message import HISTORY, MESSAGES
from tests.gateway.api.test_sessions import SESSIONS
from tests.requirements import requirement
from tests.support.contents import SUMMARY, posted
from tests.support.making_worker import add_maker
from tests.support.model_stub import model_stub
from tests.support.running_gateway import RunningGateway, running_gateway

Route = tuple[str, str]
Ids = dict[str, str]

OWNER = Principal(OrganizationId("org_a"), UserId("usr_owner"), "admin")
COLLEAGUE = Principal(OrganizationId("org_a"), UserId("usr_colleague"), "admin")
STRANGER = Principal(OrganizationId("org_b"), UserId("usr_stranger"), "admin")
MALFORMED = ("../x", "a b", "a" * 200, "é", "%00", "ses_1'--", "\r\nx: y")
# Other names of the same things; they are asked for what is not yours in test_alias_walls.py.
ALIASES = frozenset({"gateway.api.crow", "gateway.api.documents"})
CHAT, ADMIN = "/api/v1/chat", "/api/v1/admin"


@dataclass(frozen=True)
class Row:
    """What a route needs beside the ids in its path. `{name}` in a value is filled with an id."""

    body: Mapping[str, object] | None = None
    query: Mapping[str, str] = field(default_factory=dict)
    # The organization's things are every administrator's.
    is_shared: bool = False
    # Whoever has the id may read.
    is_public: bool = False
    # A name that could be a client's own is of a session that is not there yet.
    takes_names: bool = False


# Routes without an id of anything that belongs to somebody: what they list is looked at below.
NAMELESS: frozenset[Route] = frozenset(
    {
        ("GET", f"{CHAT}/agents"),
        ("POST", f"{CHAT}/uploads"),
        ("GET", f"{CHAT}/sessions"),
        ("POST", f"{CHAT}/sessions"),
        ("POST", f"{CHAT}/sessions/import"),
        ("GET", f"{CHAT}/shares"),
        ("GET", f"{CHAT}/memories"),
        ("DELETE", f"{CHAT}/memories"),
        ("GET", f"{CHAT}/search"),
        ("GET", f"{ADMIN}/keys"),
        ("POST", f"{ADMIN}/keys"),
        ("GET", f"{ADMIN}/agents"),
        ("POST", f"{ADMIN}/agents"),
        ("GET", f"{ADMIN}/audit"),
        ("GET", f"{ADMIN}/budget"),
        # tests/gateway/api/test_queue_view.py
        ("GET", f"{ADMIN}/queue"),
        ("GET", "/api/v1/usage"),
        ("GET", "/api/v1/usage/calls"),
        ("GET", "/api/v1/me"),
        # Containers belong to no organization; tests/gateway/api/test_pool.py says who may know of them.
        ("GET", f"{ADMIN}/pool"),
        ("POST", f"{ADMIN}/pool/{{worker_id}}/drain"),
        ("GET", "/v1/models"),
        ("GET", "/v1/models/{model}"),
    }
)
ASKED = [{"role": "user", "content": "?"}]
AGENT = {
    "slug": "desk",
    "name": "Desk",
    "description": "the organization's own",
    "role": "r",
    "goal": "g",
    "prompt": "p",
}
ROWS: dict[Route, tuple[Row, ...]] = {
    ("POST", f"{CHAT}/messages"): (
        Row({"message": "?", "session_id": "{session_id}"}),
        Row({"message": "?", "files": [{"url": f"{CHAT}/artifacts/{{artifact_id}}/versions/1/content"}]}),
        Row({"session_id": "{session_id}", "regenerates": "{message_id}"}),
        Row({"message": "?", "session_id": "{session_id}", "edits": "{question_id}"}),
        Row({"message": "?", "session_id": "{own_session_id}", "edits": "{question_id}"}),
        Row({"session_id": "{own_session_id}", "regenerates": "{message_id}"}),
        Row({"id": "{session_id}", "messages": ASKED}),
        Row({"id": "{session_id}", "messages": ASKED, "trigger": "submit-message"}),
        Row({"threadId": "{session_id}", "runId": "r", "messages": ASKED}),
    ),
    ("POST", "/v1/chat/completions"): (
        Row({"model": "crew", "messages": ASKED, "metadata": {"session_id": "{session_id}"}}),
    ),
    ("GET", f"{CHAT}/messages"): (Row(query={"chatId": "{session_id}"}, takes_names=True),),
    ("GET", f"{CHAT}/history"): (Row(query={"session_id": "{session_id}"}),),
    ("GET", f"{CHAT}/sessions/{{session_id}}"): (Row(),),
    ("PATCH", f"{CHAT}/sessions/{{session_id}}"): (Row({"title": "mine"}),),
    ("DELETE", f"{CHAT}/sessions/{{session_id}}"): (Row(),),
    ("GET", f"{CHAT}/sessions/{{session_id}}/agent"): (Row(),),
    ("POST", f"{CHAT}/sessions/{{session_id}}/agent"): (Row({"agent": None}),),
    ("POST", f"{CHAT}/sessions/{{session_id}}/approvals"): (
        Row({"approvals": [{"id": "apr_made_up", "approved": True}]}),
    ),
    ("PUT", f"{CHAT}/sessions/{{session_id}}/branch"): (Row({"message_id": "{message_id}"}),),
    ("POST", f"{CHAT}/sessions/{{session_id}}/stop"): (Row(),),
    ("GET", f"{CHAT}/sessions/{{session_id}}/stream"): (Row(),),
    ("GET", f"{CHAT}/sessions/{{session_id}}/votes"): (Row(),),
    ("GET", f"{CHAT}/sessions/{{session_id}}/export"): (Row(query={"format": "json"}),),
    ("POST", f"{CHAT}/sessions/{{session_id}}/shares"): (Row({}),),
    ("DELETE", f"{CHAT}/shares/{{share_id}}"): (Row(),),
    ("GET", "/api/v1/shared/{token}"): (Row(is_public=True),),
    ("GET", f"{CHAT}/messages/{{session_id}}/stream"): (Row(takes_names=True),),
    ("PUT", f"{CHAT}/messages/{{message_id}}/vote"): (Row({"vote": 1}),),
    ("POST", f"{CHAT}/turns/{{turn_id}}/stop"): (Row(),),
    ("POST", f"{CHAT}/turns/{{turn_id}}/feedback"): (Row({"reason": "wrong"}),),
    ("GET", f"{CHAT}/turns/{{turn_id}}/feedback"): (Row(),),
    ("GET", f"{CHAT}/turns/{{turn_id}}/stream"): (Row(),),
    ("GET", f"{CHAT}/turns/{{turn_id}}/suggestions"): (Row(),),
    ("GET", f"{CHAT}/turns/{{turn_id}}/timeline"): (Row(),),
    # Without a session it lists one's own: looked at below.
    ("GET", f"{CHAT}/artifacts"): (Row(query={"session_id": "{session_id}"}),),
    ("GET", f"{CHAT}/artifacts/{{artifact_id}}"): (Row(),),
    ("DELETE", f"{CHAT}/artifacts/{{artifact_id}}"): (Row(),),
    ("GET", f"{CHAT}/artifacts/{{artifact_id}}/versions"): (Row(),),
    ("POST", f"{CHAT}/artifacts/{{artifact_id}}/versions"): (Row(posted(SUMMARY)),),
    ("GET", f"{CHAT}/artifacts/{{artifact_id}}/versions/{{version}}/content"): (Row(),),
    ("GET", f"{CHAT}/artifacts/{{artifact_id}}/versions/{{version}}/link"): (Row(),),
    ("GET", f"{CHAT}/memories/{{memory_id}}"): (Row(),),
    ("PATCH", f"{CHAT}/memories/{{memory_id}}"): (Row({"text": "mine"}),),
    ("DELETE", f"{CHAT}/memories/{{memory_id}}"): (Row(),),
    ("POST", f"{ADMIN}/keys/{{key_id}}/rotation"): (Row({}, is_shared=True),),
    ("DELETE", f"{ADMIN}/keys/{{key_id}}"): (Row(is_shared=True),),
    ("GET", f"{ADMIN}/agents/{{agent_id}}"): (Row(is_shared=True),),
    ("PUT", f"{ADMIN}/agents/{{agent_id}}"): (Row(AGENT, is_shared=True),),
    ("PATCH", f"{ADMIN}/agents/{{agent_id}}"): (Row({"is_enabled": False}, is_shared=True),),
    ("DELETE", f"{ADMIN}/agents/{{agent_id}}"): (Row(is_shared=True),),
    ("DELETE", f"{ADMIN}/users/{{user_id}}"): (Row(is_shared=True),),
    ("POST", f"{ADMIN}/organization/erasure"): (Row({"organization_id": "{organization_id}"}, is_shared=True),),
}


def routes() -> list[Endpoint]:
    """Every route that needs a credential, or takes an id in its path."""
    # The panel's files are the same for everybody.
    elsewhere = {*ALIASES, "gateway.api.panel"}
    ours = [endpoint for endpoint in PUBLIC if endpoint.handler.__module__ not in elsewhere]
    return [endpoint for endpoint in ours if endpoint.needs_key or "{" in endpoint.path]


async def things_of(client: httpx.AsyncClient) -> Ids:
    """One of everything, and what its ids are."""
    asked = await client.post(MESSAGES, json={"message": "a secret of the owner"})
    session_id = asked.headers["x-chat-session-id"]
    history = (await client.get(HISTORY, params={"session_id": session_id})).json()["messages"]
    share = (await client.post(f"{SESSIONS}/{session_id}/shares", json={})).json()
    (artifact,) = (await client.get(f"{CHAT}/artifacts", params={"session_id": session_id})).json()["artifacts"]
    key = (await client.post(f"{ADMIN}/keys", json={"user_id": "usr_ci", "name": "a key of the owner"})).json()
    slug = new_id("desk")
    agent = (await client.post(f"{ADMIN}/agents", json={**AGENT, "slug": slug})).json()
    return {
        "agent_id": agent["id"],
        "session_id": session_id,
        "turn_id": asked.headers["x-chat-turn-id"],
        "question_id": history[0]["id"],
        "message_id": history[1]["id"],
        "share_id": share["id"],
        "memory_id": await memory_of(client, session_id),
        "token": share["token"],
        "artifact_id": artifact["id"],
        "version": "1",
        "key_id": key["id"],
        "user_id": OWNER.user_id,
        "organization_id": OWNER.organization_id,
    }


async def memory_of(client: httpx.AsyncClient, session_id: str) -> str:
    """What is remembered of a session, once it is."""
    query = {"session_id": session_id}
    async with asyncio.timeout(10):
        while not (found := (await client.get(f"{CHAT}/memories", params=query)).json()["memories"]):
            await asyncio.sleep(0.005)
    return str(found[0]["id"])


def remembers(asked: dict[str, Any]) -> str:
    """A model that takes every message for a fact of its session."""
    said = str(asked["messages"][1]["content"]).partition("Message:\n")[2]
    return json.dumps([{"fact": said, "scope": "session"}]) if said else ""


def made_up() -> Ids:
    """Ids of nothing."""
    return {
        "agent_id": new_id("agt"),
        "session_id": new_id("ses"),
        "turn_id": new_id("turn"),
        "question_id": new_id("msg"),
        "message_id": new_id("msg"),
        "share_id": new_id("shr"),
        "memory_id": new_id("mem"),
        "token": "A" * 43,
        "artifact_id": new_id("art"),
        "version": "1",
        "key_id": "0" * 12,
        "user_id": "usr_nobody",
        "organization_id": "org_none",
    }


async def ask(client: httpx.AsyncClient, endpoint: Endpoint, row: Row, ids: Ids) -> httpx.Response:
    """Ask the route with these ids."""
    path = endpoint.path
    for name, value in ids.items():
        path = path.replace(f"{{{name}}}", quote(value, safe=""))
    fill = {f"{{{name}}}": value for name, value in ids.items()}
    query = {name: fill.get(value, value) for name, value in row.query.items()}
    body = filled(row.body, fill)
    return await client.request(endpoint.method, path, params=query, json=body)


def filled(value: object, fill: Mapping[str, str]) -> object:
    """The body with ids in the places for them."""
    match value:
        case dict():
            return {name: filled(item, fill) for name, item in value.items()}
        case list():
            return [filled(item, fill) for item in value]
        case str():
            for place, found in fill.items():
                value = value.replace(place, found)
            return value
        case _:
            return value


def answer_of(response: httpx.Response) -> tuple[int, bytes]:
    """What can be told apart."""
    return response.status_code, response.content


@pytest.fixture
async def gateway(tmp_path: Path) -> AsyncGenerator[RunningGateway]:
    """A gateway that remembers what it is told."""
    async with model_stub(remembers) as stub, running_gateway(tmp_path, llm_base_url=stub.url) as running:
        yield running


@pytest.fixture
async def owner(gateway: RunningGateway) -> httpx.AsyncClient:
    """Whose things they are."""
    await add_maker(gateway, posted(SUMMARY, title="a secret of the owner"))
    return await gateway.client(OWNER)


def test_every_route_has_its_row() -> None:
    found = {(endpoint.method, endpoint.path) for endpoint in routes()}

    assert found - ROWS.keys() - NAMELESS == set()
    assert (ROWS.keys() | NAMELESS) - found == set()


def cells() -> Iterator[tuple[Endpoint, Row]]:
    """Every route with every row of it."""
    for endpoint in routes():
        for row in ROWS.get((endpoint.method, endpoint.path), ()):
            yield endpoint, row


@requirement("not-yours")
async def test_what_is_not_yours_answers_like_what_is_not(gateway: RunningGateway, owner: httpx.AsyncClient) -> None:
    things, gone = await things_of(owner), await things_of(owner)
    await owner.delete(f"{SESSIONS}/{gone['session_id']}")
    await owner.delete(f"{CHAT}/shares/{gone['share_id']}")
    await owner.delete(f"{CHAT}/memories/{gone['memory_id']}")
    await owner.delete(f"{ADMIN}/keys/{gone['key_id']}")
    await owner.delete(f"{ADMIN}/agents/{gone['agent_id']}")
    gone |= {"user_id": "usr_gone", "organization_id": "org_gone"}
    askers = {"colleague": await gateway.client(COLLEAGUE), "stranger": await gateway.client(STRANGER)}
    own = {name: (await client.post(SESSIONS, json={})).json()["id"] for name, client in askers.items()}
    own["owner"] = (await owner.post(SESSIONS, json={})).json()["id"]
    wrong: list[str] = []

    for endpoint, row in cells():
        nothing = answer_of(await ask(owner, endpoint, row, {**made_up(), "own_session_id": own["owner"]}))
        if nothing[0] != 404:
            wrong.append(f"{endpoint.method} {endpoint.path} with ids of nothing: {nothing}")
        answers = {"owner, deleted": await ask(owner, endpoint, row, {**gone, "own_session_id": own["owner"]})}
        for name, client in askers.items():
            if row.is_public or (row.is_shared and name == "colleague"):
                continue
            answers[name] = await ask(client, endpoint, row, {**things, "own_session_id": own[name]})
        wrong += [
            f"{endpoint.method} {endpoint.path} {row.body} by {who}: {answer_of(answer)}"
            for who, answer in answers.items()
            if answer_of(answer) != nothing
        ]

    assert wrong == []
    # And nothing of it had an effect.
    history = (await owner.get(HISTORY, params={"session_id": things["session_id"]})).json()["messages"]
    session = (await owner.get(f"{SESSIONS}/{things['session_id']}")).json()
    assert [message["vote"] for message in history] == [0, 0]
    assert session["title"] == "a secret of the owner"
    assert (await owner.get(f"/api/v1/shared/{things['token']}")).status_code == 200
    assert (await owner.get(f"{CHAT}/artifacts/{things['artifact_id']}")).json()["latest"]["version"] == 1
    assert (await owner.get(f"{CHAT}/memories/{things['memory_id']}")).json()["text"] == "a secret of the owner"
    assert things["key_id"] in (await owner.get(f"{ADMIN}/keys")).text
    assert (await owner.get(f"{ADMIN}/agents/{things['agent_id']}")).json()["version"] == 1


@requirement("not-yours")
async def test_what_cannot_be_an_id_is_refused_without_a_fault(owner: httpx.AsyncClient) -> None:
    own = (await owner.post(SESSIONS, json={})).json()["id"]
    wrong: list[str] = []

    for endpoint, row in cells():
        allowed = {404, 422} | ({200, 204} if row.takes_names else set())
        for malformed in MALFORMED:
            answer = await ask(owner, endpoint, row, {**dict.fromkeys(made_up(), malformed), "own_session_id": own})
            if answer.status_code not in allowed:
                wrong.append(f"{endpoint.method} {endpoint.path} with {malformed!r}: {answer_of(answer)}")

    assert wrong == []


@requirement("not-yours")
@pytest.mark.parametrize("asker", [COLLEAGUE, STRANGER], ids=["colleague", "stranger"])
async def test_no_list_tells_of_what_is_not_yours(
    gateway: RunningGateway, owner: httpx.AsyncClient, asker: Principal
) -> None:
    things = await things_of(owner)
    client = await gateway.client(asker)
    queries = {f"{CHAT}/search": {"q": "secret"}}
    listed = {
        path: (await client.get(path, params=queries.get(path, {}))).text
        for method, path in (*NAMELESS, ("GET", f"{CHAT}/artifacts"))
        if method == "GET"
    }

    # A number, not an id.
    del things["version"]
    is_colleague = asker is COLLEAGUE
    if is_colleague:
        # They are theirs too.
        del things["organization_id"], things["agent_id"]
    # Keys and the audit log are the organization's.
    private = {path: text for path, text in listed.items() if not (is_colleague and path.startswith(ADMIN))}
    assert [(path, name) for path, text in private.items() for name, value in things.items() if value in text] == []
    assert [path for path, text in private.items() if "secret" in text] == []
