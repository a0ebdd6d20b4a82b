"""What would become of a question, as JSON."""

from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from gateway.api.reader_bodies import ReaderQuery
from gateway.chat.explaining import Explanation
from gateway.chat.spending import CURRENCY
from shared.memories import MemoryKind, MemoryScope


class AskQuery(ReaderQuery):
    """Query of a question: how its answer is to be told, or whether it is only to be explained."""

    explain: bool = Field(default=False, description="only say what would become of the question; nothing is stored")


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ExplainedAssessment(_Part):
    """How much effort the question needs."""

    level: Literal["ATOM", "MOLECULE", "CELL", "ORGAN", "ORGANISM"]
    action: Literal["RESPOND", "DELEGATE", "WORKFLOW"]
    confidence: float = Field(ge=0, le=1)
    by: str = Field(description="who says so: `rules`, `classifier`, `model`, `cache` or `fallback`")
    needs_memory: bool
    tool_hints: list[str] = Field(description="tools that the question names")


class ExplainedAgent(_Part):
    """An agent that would work on it."""

    id: str
    slug: str
    name: str


class ExplainedCall(_Part):
    """A tool call that the question certainly needs."""

    tool: str
    input: dict[str, JsonValue]


class ExplainedRoute(_Part):
    """Who would answer."""

    type: Literal["agent", "workflow", "orchestrate", "respond"] = Field(
        description="one agent, several at once, the crew as it plans, or the gateway itself"
    )
    agent_id: str | None
    confidence: float = Field(ge=0, le=1)
    by: str
    candidates: list[str] = Field(description="ids of agents, likeliest first")


class ExplainedQueue(_Part):
    """Where it would wait for a crew container; position 1 is next."""

    position: int
    eta_seconds: int | None


class ExplainedMemory(_Part):
    """A memory of yours that the agents would be told."""

    id: str
    kind: MemoryKind
    scope: MemoryScope
    text: str = Field(description="in your own words")


class ExplainedCost(_Part):
    """What the answer would cost, with all that is asked beside it."""

    micros: int | None = Field(description="millionths of a US dollar; null: nobody knows the price")
    currency: Literal["USD"] = CURRENCY
    basis: Literal["history", "estimate"] = Field(
        description="the average of your organization's last answers of that agent and action, or of its prompts"
    )
    turns: int = Field(description="how many answers were averaged; 0 in an estimate")
    input_tokens: int
    output_tokens: int
    price_book: str | None = Field(description="where an estimate has its prices from")


class ExplanationBody(_Part):
    """What would become of a question. Without an `assessment` nothing is decided here: the crew plans."""

    assessment: ExplainedAssessment | None
    route: ExplainedRoute
    agents: list[ExplainedAgent] = Field(description="those that may work on it")
    tools: list[str] = Field(description="what they may use")
    first_calls: list[ExplainedCall] = Field(description="what would be used before a model is asked")
    memories: list[ExplainedMemory] = Field(description="what they would be told of what you said earlier")
    cost: ExplainedCost
    queue: ExplainedQueue | None = Field(description="none where no crew container is needed")
    skipped: list[str] = Field(description="helpers that failed")

    @classmethod
    def of(cls, explained: Explanation) -> Self:
        """The same as JSON has it."""
        place = explained.place
        return cls(
            assessment=_assessment(explained),
            route=_route(explained),
            agents=[ExplainedAgent(id=spec.id, slug=spec.slug, name=spec.name) for spec in explained.agents],
            tools=list(explained.tools),
            first_calls=_first_calls(explained),
            queue=None if place is None else ExplainedQueue(position=place.position, eta_seconds=place.eta_seconds),
            memories=[
                ExplainedMemory(id=memory.id, kind=memory.kind, scope=memory.scope, text=memory.text)
                for memory in explained.memory.memories
            ],
            cost=_cost(explained),
            skipped=_skipped(explained),
        )


def _first_calls(explained: Explanation) -> list[ExplainedCall]:
    calls = () if explained.decision is None else explained.decision.first_calls
    return [ExplainedCall(tool=call.tool, input=call.input) for call in calls]


def _cost(explained: Explanation) -> ExplainedCost:
    found = explained.cost
    return ExplainedCost(
        micros=found.micros,
        basis=found.basis,
        turns=found.turns,
        input_tokens=found.input_tokens,
        output_tokens=found.output_tokens,
        price_book=found.price_book,
    )


def _skipped(explained: Explanation) -> list[str]:
    decided = () if explained.decision is None else explained.decision.skipped
    remembered = () if explained.memory.skipped is None else (explained.memory.skipped,)
    return list(dict.fromkeys((*decided, *remembered)))


def _assessment(explained: Explanation) -> ExplainedAssessment | None:
    if explained.decision is None:
        return None
    found = explained.decision.assessment
    return ExplainedAssessment(
        level=found.level,
        action=found.action,
        confidence=round(found.confidence, 3),
        by=found.tier,
        needs_memory=found.needs_memory,
        tool_hints=list(found.tool_hints),
    )


def _route(explained: Explanation) -> ExplainedRoute:
    if explained.decision is None:
        return ExplainedRoute(type="orchestrate", agent_id=None, confidence=0, by="fallback", candidates=[])
    found, action = explained.decision.route, explained.decision.assessment.action
    kind: Literal["agent", "workflow", "orchestrate", "respond"] = "orchestrate"
    if found.agent_id is not None:
        kind = "agent"
    elif explained.place is None:
        kind = "respond"
    elif action == "WORKFLOW":
        kind = "workflow"
    return ExplainedRoute(
        type=kind,
        agent_id=found.agent_id,
        confidence=round(found.confidence, 3),
        by=found.tier,
        candidates=list(found.candidates),
    )
