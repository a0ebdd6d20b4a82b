"""Response headers that tell who answers and why, under the names of the dashboards' own documents.

Only what is known when the question was accepted: where the crew plans, who answers is not. Values are ASCII in one
line, whatever an agent is called.
"""

import re

from gateway.chat.agents import Route
from gateway.chat.model import AgentChoice

NAMES = (
    "x-routing-agent-id",
    "x-routing-confidence",
    "x-routing-type",
    "x-routing-reasoning",
    "x-routing-request-id",
    "x-auto-action",
)
MAX_CHARACTERS = 200
NOT_PRINTABLE = re.compile(r"[^\x20-\x7e]+")
REASONS: dict[AgentChoice, str] = {
    "explicit": "The request names the agent {name}.",
    "session": "The session asks the agent {name}.",
    "automatic": "Nobody was chosen: the crew plans.",
}
GONE = "The agent that was chosen is no more: the crew plans."


def routing_headers(route: Route) -> dict[str, str]:
    """The headers of one answer."""
    headers = {"x-routing-request-id": route.turn.id, "x-routing-reasoning": header_value(_reason(route))}
    if route.agent is None:
        return {**headers, "x-routing-type": "orchestrate"}
    return {
        **headers,
        "x-routing-type": "agent",
        "x-routing-agent-id": route.agent.id,
        # Somebody's choice is no guess.
        "x-routing-confidence": "1.0",
        "x-auto-action": "delegate",
    }


def header_value(text: str) -> str:
    """The text as a header may have it: printable ASCII, not too long, no space at either end."""
    return NOT_PRINTABLE.sub("?", text)[:MAX_CHARACTERS].strip()


def _reason(route: Route) -> str:
    if route.agent is None:
        return GONE if route.is_gone else REASONS["automatic"]
    return REASONS[route.how].format(name=route.agent.name)
