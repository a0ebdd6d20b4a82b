"""What is decided about a question, and what is looked at for it."""

from dataclasses import dataclass
from typing import Literal

from gateway.chat.mind.assessment import Assessment
from gateway.chat.mind.routing import Routed
from gateway.chat.model import Turn
from shared.agents import AgentSpec
from shared.ids import OrganizationId
from shared.runs import FirstCall

# What would have helped with an answer and was not there; whoever takes an answer in again knows these words alone.
Skipped = Literal[
    "memory",
    "embedder",
    "assessment",
    "assessment_model",
    "routing_model",
    "responder",
    "history",
    "agent",
    "price_book",
]


@dataclass(frozen=True, slots=True)
class Situation:
    """A question, and what matters beside its words: whose, what was said before, and who could answer.

    `chosen` is the id of the agent that its request or its session chose; it is one of `agents`. Without a `turn`
    nobody has asked it, and no model is asked about it.
    """

    organization_id: OrganizationId
    message: str
    previous: str | None
    agents: tuple[AgentSpec, ...]
    chosen: str | None = None
    is_explicit: bool = False
    turn: Turn | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What is to be done with a question, and what could not be used to find that out.

    `first_calls` are the tool calls that are certain: the agent that answers alone begins with them.
    `is_kept`: as it looks, an answer is told again. It is not stored with the decision.
    """

    assessment: Assessment
    route: Routed
    skipped: tuple[Skipped, ...] = ()
    first_calls: tuple[FirstCall, ...] = ()
    is_kept: bool = False
