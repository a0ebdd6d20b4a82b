"""Agents: which there are, and which of them a session asks."""

from starlette.requests import Request
from starlette.responses import Response

from gateway.api.agent_bodies import (
    AgentBody,
    AgentList,
    AgentSwitchBody,
    SessionAgentBody,
    SwitchAgent,
    SwitchesQuery,
)
from gateway.api.authentication import principal_of
from gateway.api.bodies import json_response, parse_body, parse_query
from gateway.api.services import public
from gateway.api.session_names import session_of
from gateway.chat.agents import SessionAgent
from gateway.chat.model import AgentSwitch, Page
from gateway.chat.timestamps import iso
from shared.agents import AgentSpec


async def list_agents(request: Request) -> Response:
    """The agents that the caller may ask."""
    principal = await principal_of(request)
    agents = await public(request).agents.visible(principal)
    return json_response(AgentList(agents=[_agent(spec) for spec in agents]))


async def read_session_agent(request: Request) -> Response:
    """The agent that a session asks, and what it asked before."""
    principal = await principal_of(request)
    session_id = await session_of(request, principal)
    page = parse_query(request, SwitchesQuery).page
    return json_response(_body(await public(request).agents.of_session(principal, session_id, page)))


async def switch_agent(request: Request) -> Response:
    """Choose the agent for the questions that a session accepts from now on."""
    principal = await principal_of(request)
    session_id = await session_of(request, principal)
    body = await parse_body(request, SwitchAgent)
    agents = public(request).agents
    await agents.switch(principal, session_id, body.agent, reason=body.reason)
    return json_response(_body(await agents.of_session(principal, session_id, Page(SwitchesQuery().limit))))


def _agent(spec: AgentSpec) -> AgentBody:
    return AgentBody(
        id=spec.id,
        slug=spec.slug,
        name=spec.name,
        description=spec.description,
        tools=list(spec.tools),
        examples=list(spec.examples),
    )


def _body(found: SessionAgent) -> SessionAgentBody:
    return SessionAgentBody(
        agent=None if found.agent is None else _agent(found.agent),
        history=[_switch(switch) for switch in found.switches],
        before=found.before,
    )


def _switch(switch: AgentSwitch) -> AgentSwitchBody:
    return AgentSwitchBody(
        agent_id=switch.agent_id,
        agent_name=switch.agent_name,
        switched_at=iso(switch.switched_at),
        message_count=switch.message_count,
        reason=switch.reason,
    )
