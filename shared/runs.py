"""The run request: everything that a crew container needs for one run, and nothing that it could misuse."""

from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, JsonValue, model_validator

from shared.agents import MAX_AGENTS, AgentChange, AgentSpec
from shared.ids import OrganizationId, RunId, ToolCallId, TurnId
from shared.memories import MAX_TOLD, Remembered
from shared.summaries import MAX_SUMMARY_CHARACTERS

MEDIA_TYPE = "application/x-ndjson"
MAX_FIRST_CALLS = 4
# The gateway sends the key that it shares with all containers, and a container does so to register. From then on a
# container sends its own token in its place, with its id beside it; a run's grant travels in Authorization.
WORKER_KEY_HEADER = "x-worker-key"
WORKER_ID_HEADER = "x-worker-id"


class PastMessage(BaseModel):
    """An earlier message of the session, as text."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    role: Literal["user", "assistant"]
    text: str


class DecidedCall(BaseModel):
    """A tool call that a person has decided about, with the arguments that the person saw."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    call_id: ToolCallId
    agent: str = Field(description="slug of the agent that asked")
    tool: str
    input: dict[str, JsonValue]
    approved: bool
    reason: str | None = None


class EarlierCall(BaseModel):
    """What another tool call brought before the run was interrupted; without an output it failed."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    tool: str
    input: dict[str, JsonValue]
    output: JsonValue = None
    failure: str | None = None


class Continuation(BaseModel):
    """Where an earlier run ended to wait for a person: the decisions, and what was known by then.

    The agent that asked goes on alone; of several, the synthesiser answers.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    decided: tuple[DecidedCall, ...] = Field(min_length=1)
    earlier: tuple[EarlierCall, ...] = ()

    @property
    def approved_ids(self) -> frozenset[ToolCallId]:
        """The calls that are to be made."""
        return frozenset(call.call_id for call in self.decided if call.approved)


class FirstCall(BaseModel):
    """A tool call that a question certainly needs, with all of its arguments: it is made before a model was asked."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    tool: str = Field(min_length=1, max_length=128)
    input: dict[str, JsonValue] = Field(default_factory=dict)


class RunRequest(BaseModel):
    """Body of `POST /runs`.

    The organization only fills CROW's paths: the gateway pins it from the grant and refuses any other.
    `agents` are those that may look at data; a planner chooses among them, unless `agent` names the one that answers.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    run_id: RunId
    turn_id: TurnId
    organization_id: OrganizationId
    question: str = Field(min_length=1)
    history: tuple[PastMessage, ...] = ()
    summary: str | None = Field(
        default=None, min_length=1, max_length=MAX_SUMMARY_CHARACTERS, description="of what was said before the history"
    )
    window_tokens: int | None = Field(
        default=None, ge=1, description="what the models of the run can read and write together; none: as is configured"
    )
    memories: tuple[Remembered, ...] = Field(default=(), max_length=MAX_TOLD, description="data for every model of it")
    agents: tuple[AgentSpec, ...] = Field(min_length=1, max_length=MAX_AGENTS)
    synthesiser: AgentSpec
    agent: str | None = Field(default=None, description="slug of the one that answers alone")
    change: AgentChange | None = Field(default=None, description="told to the model that answers, in this run only")
    continues: Continuation | None = None
    first_calls: tuple[FirstCall, ...] = Field(
        default=(),
        max_length=MAX_FIRST_CALLS,
        description="what the agent that answers alone begins with; a hint: where one cannot be made, none is",
    )
    asked_at: str = Field(description="ISO 8601 UTC, so that an agent knows what 'today' is")
    grant: str = Field(repr=False, description="opaque, for this run's calls back to the gateway only")
    deadline_seconds: float = Field(gt=0, le=3600)

    @model_validator(mode="after")
    def _slugs_are_clear(self) -> Self:
        slugs = [spec.slug for spec in (*self.agents, self.synthesiser)]
        if len(set(slugs)) != len(slugs):
            raise ValueError("slugs must be unique")
        if self.agent is not None and self.agent not in slugs[:-1]:
            raise ValueError("`agent` must be one of `agents`")
        return self
