"""The agents of an organization, for its administrators."""

from gateway.api.endpoint import Endpoint
from gateway.api.own_agent_bodies import AdminAgentBody, AdminAgentList, AgentDefinition, EnableAgent
from gateway.api.own_agents import (
    create_admin_agent,
    delete_admin_agent,
    enable_admin_agent,
    list_admin_agents,
    read_admin_agent,
    replace_admin_agent,
)
from gateway.chat.errors import (
    AgentChanged,
    AgentExists,
    AgentsMoved,
    IdempotencyKeyReused,
    LastAgent,
    ModelNotOffered,
    SystemAgentFixed,
    ToolNotOffered,
    TooManyAgents,
    VersionRequired,
)

AGENTS = "/api/v1/admin/agents"

ROUTES = (
    Endpoint(
        "GET",
        AGENTS,
        list_admin_agents,
        "The agents of your organization, and what an agent may be given",
        AdminAgentList,
        errors=(403, 503),
    ),
    Endpoint(
        "POST",
        AGENTS,
        create_admin_agent,
        "Make an agent of your organization's own",
        AdminAgentBody,
        status=201,
        body=AgentDefinition,
        errors=(
            403,
            AgentExists,
            TooManyAgents,
            ToolNotOffered,
            ModelNotOffered,
            IdempotencyKeyReused,
            AgentsMoved,
            503,
        ),
    ),
    Endpoint(
        "GET",
        f"{AGENTS}/{{agent_id}}",
        read_admin_agent,
        "One agent of your organization; its ETag is its version",
        AdminAgentBody,
        errors=(403, 503),
    ),
    Endpoint(
        "PUT",
        f"{AGENTS}/{{agent_id}}",
        replace_admin_agent,
        "Change an agent of your organization's own, if it is still as you saw it",
        AdminAgentBody,
        body=AgentDefinition,
        errors=(
            403,
            AgentExists,
            SystemAgentFixed,
            LastAgent,
            AgentChanged,
            VersionRequired,
            ToolNotOffered,
            ModelNotOffered,
            AgentsMoved,
            503,
        ),
    ),
    Endpoint(
        "PATCH",
        f"{AGENTS}/{{agent_id}}",
        enable_admin_agent,
        "Let an agent be asked in your organization, or not, also one that comes with the product",
        AdminAgentBody,
        body=EnableAgent,
        errors=(403, LastAgent, AgentChanged, AgentsMoved, 503),
    ),
    Endpoint(
        "DELETE",
        f"{AGENTS}/{{agent_id}}",
        delete_admin_agent,
        "Delete an agent of your organization's own; answers and histories still name it",
        None,
        status=204,
        errors=(403, SystemAgentFixed, LastAgent, AgentChanged, AgentsMoved, 503),
    ),
)
