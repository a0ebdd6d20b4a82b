"""Response headers that tell who answers and why, under the names of the dashboards' own documents.

Only what is known when the question was accepted, or a moment later: what a model still thinks about is told with the
answer. Values are ASCII in one line, whatever an agent is called.
"""

import re
from collections.abc import Sequence

from gateway.chat.agents import Route
from gateway.chat.mind.decision import Decision
from gateway.chat.model import AgentChoice

NAMES = (
    "x-routing-agent-id",
    "x-routing-confidence",
    "x-routing-type",
    "x-routing-reasoning",
    "x-routing-request-id",
    "x-auto-complexity",
    "x-auto-action",
    "x-auto-confidence",
    "x-auto-needs-memory",
    "x-auto-tool-hints",
    "x-auto-first-tools",
    "x-auto-kept",
)
MAX_CHARACTERS = 200
NOT_PRINTABLE = re.compile(r"[^\x20-\x7e]+")
REASONS: dict[AgentChoice, str] = {
    "explicit": "The request names the agent {name}.",
    "session": "The session asks the agent {name}.",
    "automatic": "Nobody was chosen: the crew plans.",
}
UNKNOWN = "Who was chosen answers; the agents cannot be looked up now."
GONE = "The agent that was chosen is no more: the crew plans."
DECIDED = {
    "RESPOND": "No look at data is needed.",
    "DELEGATE": "One agent is enough.",
    "WORKFLOW": "Several sides are asked about: specialists work at once.",
}


def routing_headers(route: Route, decision: Decision | None = None) -> dict[str, str]:
    """The headers of one answer."""
    headers = {
        "x-routing-request-id": route.turn.id,
        "x-routing-reasoning": header_value(_reason(route, decision)),
        "x-routing-type": "orchestrate",
    }
    if route.agent is not None:
        headers |= {
            "x-routing-type": "agent",
            "x-routing-agent-id": route.agent.id,
            # Somebody's choice is no guess.
            "x-routing-confidence": "1.0",
            "x-auto-action": "delegate",
        }
    elif decision is not None:
        headers |= _routed(decision)
    return headers if decision is None else {**headers, **_assessed(decision)}


def header_value(text: str) -> str:
    """The text as a header may have it: printable ASCII, not too long, no space at either end."""
    return NOT_PRINTABLE.sub("?", text)[:MAX_CHARACTERS].strip()


def _routed(decision: Decision) -> dict[str, str]:
    agent_id = decision.route.agent_id
    if agent_id is not None:
        return {
            "x-routing-type": "agent",
            "x-routing-agent-id": header_value(agent_id),
            "x-routing-confidence": f"{decision.route.confidence:.2f}",
        }
    return {"x-routing-type": "workflow" if decision.assessment.action == "WORKFLOW" else "orchestrate"}


def _assessed(decision: Decision) -> dict[str, str]:
    assessment = decision.assessment
    return {
        "x-auto-complexity": assessment.level.lower(),
        "x-auto-action": assessment.action.lower(),
        "x-auto-confidence": f"{assessment.confidence:.2f}",
        "x-auto-needs-memory": "true" if assessment.needs_memory else "false",
        **_listed("x-auto-tool-hints", assessment.tool_hints),
        **_listed("x-auto-first-tools", [call.tool for call in decision.first_calls]),
        **({"x-auto-kept": "true"} if decision.is_kept else {}),
    }


def _listed(header: str, names: Sequence[str]) -> dict[str, str]:
    return {header: header_value(",".join(names))} if names else {}


def _reason(route: Route, decision: Decision | None) -> str:
    if route.agent is not None:
        return REASONS[route.how].format(name=route.agent.name)
    if route.is_unknown:
        return UNKNOWN
    if route.is_gone:
        return GONE
    if decision is None or (decision.assessment.action == "DELEGATE" and decision.route.agent_id is None):
        return REASONS["automatic"]
    return DECIDED[decision.assessment.action]
