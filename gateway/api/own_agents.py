"""The agents of the organization, for its administrators."""

import re

from starlette.requests import Request
from starlette.responses import Response

from gateway.api.authentication import admin_of
from gateway.api.bodies import PRIVATE, json_response, parse_body
from gateway.api.idempotency import REPLAYED, idempotency_key
from gateway.api.own_agent_bodies import (
    AdminAgentList,
    AgentDefinition,
    EnableAgent,
    OfferedTool,
    admin_agent_body,
)
from gateway.api.path_ids import path_id
from gateway.api.services import public
from gateway.chat.agent_editor import KeptAgent
from gateway.chat.errors import VersionRequired
from shared.ids import AgentId

ROLES = ("admin", "member")
ANY = "*"
ETAG = re.compile(r'^"([0-9]{1,9})"$')
# Until the store has given it one.
UNNAMED = AgentId("agt_unnamed")


async def list_admin_agents(request: Request) -> Response:
    """All agents of the organization, and what an agent may be given."""
    admin = await admin_of(request)
    editor = public(request).agent_editor
    agents = await editor.list_agents(admin)
    named = {role for kept in agents for role in kept.spec.roles}
    return json_response(
        AdminAgentList(
            agents=[admin_agent_body(kept) for kept in agents],
            offered_tools=[OfferedTool(name=name, description=line) for name, line in editor.terms.tools.items()],
            offered_models=list(editor.terms.models),
            roles=[*ROLES, *sorted(named.difference(ROLES))],
            most_own=editor.most_own,
        )
    )


async def create_admin_agent(request: Request) -> Response:
    """Make an agent of the organization's own."""
    admin = await admin_of(request)
    key = idempotency_key(request)
    body = await parse_body(request, AgentDefinition)
    kept, is_replay = await public(request).agent_editor.create(
        admin, body.spec(UNNAMED), is_enabled=body.is_enabled, key=key
    )
    response = _response(kept, 201)
    response.headers["location"] = f"{request.url.path}/{kept.spec.id}"
    response.headers.update(REPLAYED if is_replay else {})
    return response


async def read_admin_agent(request: Request) -> Response:
    """One of the agents."""
    admin = await admin_of(request)
    return _response(await public(request).agent_editor.find(admin, _agent_id(request)))


async def replace_admin_agent(request: Request) -> Response:
    """Let an own agent be as the body says."""
    admin = await admin_of(request)
    agent_id = _agent_id(request)
    body = await parse_body(request, AgentDefinition)
    editor = public(request).agent_editor
    if "if-match" not in request.headers:
        # What is not there is missing before anything of the request is.
        await editor.find(admin, agent_id)
        raise VersionRequired
    return _response(await editor.replace(admin, body.spec(agent_id), is_enabled=body.is_enabled, seen=_seen(request)))


async def enable_admin_agent(request: Request) -> Response:
    """Let an agent be asked, or not."""
    admin = await admin_of(request)
    agent_id = _agent_id(request)
    body = await parse_body(request, EnableAgent)
    return _response(
        await public(request).agent_editor.enable(admin, agent_id, is_enabled=body.is_enabled, seen=_seen(request))
    )


async def delete_admin_agent(request: Request) -> Response:
    """Remove an own agent."""
    admin = await admin_of(request)
    await public(request).agent_editor.delete(admin, _agent_id(request), seen=_seen(request))
    return Response(status_code=204, headers=PRIVATE)


def _response(kept: KeptAgent, status: int = 200) -> Response:
    response = json_response(admin_agent_body(kept), status)
    if kept.own is not None:
        response.headers["etag"] = f'"{kept.own.version}"'
    return response


def _agent_id(request: Request) -> AgentId:
    return AgentId(path_id(request, "agent_id"))


def _seen(request: Request) -> list[int] | None:
    """The versions that the request names, None for any (RFC 9110, 13.1.1); what is no version of ours is none."""
    named = [each.strip() for header in request.headers.getlist("if-match") for each in header.split(",")]
    if not named or ANY in named:
        return None
    found = (ETAG.match(each) for each in named)
    return [int(each.group(1)) for each in found if each is not None]
