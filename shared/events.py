"""The neutral events of a turn: what a run reports, what the event log keeps, what every protocol is encoded from.

Rules, in the order in which a reader may rely on them:

1. A log begins with one `turn-started` and ends with one `turn-finished`; nothing follows it.
2. A text or reasoning part is started, grows by deltas and is ended; parts never overlap another part of the same id.
3. A tool call is `tool-called` once and then `tool-returned` or `tool-failed` once. Calls of several agents interleave.
   One that needs a person's approval is `approval-requested` instead, and the log may end there (`tool-calls`). The log
   of the turn that continues begins with the same events, then `approval-decided`: what is approved is then returned or
   failed, the others are over.
4. An agent is started once and finished once. Agents overlap in time when they work at once.
5. `llm-started` tells that a model is being asked, `llm-called` that this call has ended, also when it was cut short
   (`estimated` usage then). A call that was started and never reported is reported when the turn ends or moves.

A run (worker to gateway) speaks the middle of this: everything but `turn-started`, `turn-assessed`, `memory-used` and
`turn-finished`, closed by exactly one `run-finished` or `run-failed`. A run stream that stops without one of them has
died.
Times are Unix milliseconds of the machine that observed them; order comes from the log, never from times.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, TypeAdapter

from shared.artifacts import ArtifactKind, Title
from shared.ids import ID_PATTERN, ApprovalId, ArtifactId, MemoryId, MessageId, RunId, SessionId, ToolCallId, TurnId
from shared.memories import MemoryKind, MemoryScope
from shared.tools import Reference

TurnOutcome = Literal["done", "failed", "stopped", "interrupted"]
FinishReason = Literal["stop", "length", "content-filter", "tool-calls", "error", "other"]
AgentOutcome = Literal["done", "failed", "timeout", "stopped"]


class Event(BaseModel):
    """Base of all events: frozen, closed to unknown fields, tagged by `type`."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class TurnStarted(Event):
    """The question was accepted and stored; `message_id` is the id under which the answer will be stored."""

    type: Literal["turn-started"] = "turn-started"
    turn_id: TurnId
    session_id: SessionId
    message_id: MessageId
    at: int


class UsedMemory(BaseModel):
    """A memory that the agents are told, by name: its text stays where it can be changed and deleted."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    id: MemoryId
    kind: MemoryKind
    scope: MemoryScope


class MemoryUsed(Event):
    """What of the person's memories the agents are told, of `matched` that fit; `skipped` is what failed in finding it.

    Without the embedder they were found by words alone; without the memory there are none. A later one, of the run that
    takes the place of a lost one, replaces it.
    """

    type: Literal["memory-used"] = "memory-used"
    memories: tuple[UsedMemory, ...]
    matched: int = Field(ge=0)
    skipped: Literal["memory", "embedder"] | None = None
    at: int


class TurnAssessed(Event):
    """How much effort the question needs and whose, told with the first words; `skipped` are helpers that failed.

    `first_tools` are those that the agent uses before its model is asked, where they are certain.

    A later one, of the run that takes the place of a lost one, replaces it.
    """

    type: Literal["turn-assessed"] = "turn-assessed"
    level: Literal["ATOM", "MOLECULE", "CELL", "ORGAN", "ORGANISM"]
    action: Literal["RESPOND", "DELEGATE", "WORKFLOW"]
    confidence: float = Field(ge=0, le=1)
    assessed_by: str = Field(max_length=32)
    routed_by: str = Field(max_length=32)
    agent_id: str | None = None
    first_tools: tuple[str, ...] | None = None
    skipped: tuple[str, ...] = ()
    at: int


class WindowFitted(Event):
    """Not everything that was said before, or found out in this run, is sent to the models: the window has no room.

    Of a session: `summarised_turns` are told as a summary, `omitted_turns` not at all for now, and of long messages
    `shortened_messages` only their beginning and end. Of a run: `pruned_results` of tools were taken out again.
    """

    type: Literal["window-fitted"] = "window-fitted"
    window_tokens: int = Field(ge=1)
    estimated_tokens: int = Field(ge=0, description="what the first request has, or the one that was fitted")
    summarised_turns: int = Field(default=0, ge=0)
    shortened_messages: int = Field(default=0, ge=0)
    omitted_turns: int = Field(default=0, ge=0)
    pruned_results: int = Field(default=0, ge=0)
    agent: str | None = Field(default=None, description="whose request it is, inside a run")
    at: int


class AgentStarted(Event):
    """An agent sets to work. `agent` is its slug, unique within the turn; `agent_id` names it for good."""

    type: Literal["agent-started"] = "agent-started"
    agent: str
    name: str
    at: int
    agent_id: str | None = None


class AgentFinished(Event):
    """An agent is done; `note` is a short safe sentence when it did not succeed."""

    type: Literal["agent-finished"] = "agent-finished"
    agent: str
    name: str
    outcome: AgentOutcome
    at: int
    note: str | None = None


class LlmStarted(Event):
    """A model is being asked; `input_tokens` is an estimate, for the case that nobody can report the call's end."""

    type: Literal["llm-started"] = "llm-started"
    call_id: str
    agent: str
    model: str = Field(description="the model that is asked for")
    provider: str | None = Field(default=None, description="who runs it")
    byok: bool | None = Field(default=None, description="true when it is asked with a key of the organization's own")
    input_tokens: int = Field(ge=0)
    at: int


class LlmCalled(Event):
    """One model call has ended: a row of the usage. Tokens are counts, durations milliseconds."""

    type: Literal["llm-called"] = "llm-called"
    call_id: str
    agent: str
    model: str = Field(description="the model that answered, as the provider names it")
    asked_model: str | None = Field(default=None, description="the model that was asked for")
    provider: str | None = Field(default=None, description="who ran it")
    byok: bool | None = Field(default=None, description="true when it was asked with a key of the organization's own")
    failed_providers: tuple[str, ...] | None = Field(
        default=None, description="who was asked before and failed without a word of an answer"
    )
    input_tokens: int = Field(ge=0)
    output_tokens: int = Field(ge=0)
    cached_tokens: int | None = Field(default=None, ge=0, description="of the input, read from the provider's cache")
    reasoning_tokens: int | None = Field(default=None, ge=0, description="of the output, spent on thinking")
    estimated: bool = Field(default=False, description="true when the provider reported no usage")
    duration_ms: int = Field(ge=0)
    first_token_ms: int | None = Field(default=None, ge=0)
    finish_reason: str | None = None
    kept: bool | None = Field(
        default=None, description="true when nobody was asked: an answer to the same words is told again"
    )


class ToolCalled(Event):
    """An agent calls a tool with these arguments."""

    type: Literal["tool-called"] = "tool-called"
    call_id: ToolCallId
    agent: str
    tool: str
    input: dict[str, JsonValue]
    at: int


class ToolReturned(Event):
    """The tool answered; `output` is a `ToolResult` as JSON."""

    type: Literal["tool-returned"] = "tool-returned"
    call_id: ToolCallId
    output: JsonValue
    at: int
    deduplicated: bool = False
    from_cache: bool | None = Field(
        default=None, description="true when the gateway had all that the tool read at hand: the platform was not asked"
    )


class ToolFailed(Event):
    """The tool could not answer; `message` is a safe sentence."""

    type: Literal["tool-failed"] = "tool-failed"
    call_id: ToolCallId
    code: str
    message: str
    at: int


class ApprovalRequested(Event):
    """The call waits for a person's approval: it is not made in this turn."""

    type: Literal["approval-requested"] = "approval-requested"
    call_id: ToolCallId
    approval_id: ApprovalId
    at: int


class ApprovalDecided(Event):
    """A person has decided about the call: it is made in this turn, or never."""

    type: Literal["approval-decided"] = "approval-decided"
    call_id: ToolCallId
    approval_id: ApprovalId
    approved: bool
    reason: str | None = None
    at: int


class TextStarted(Event):
    """A part of the answer begins; `part_id` is unique within the turn."""

    type: Literal["text-started"] = "text-started"
    part_id: str
    agent: str


class TextDelta(Event):
    """The part grows by `text`, never empty."""

    type: Literal["text-delta"] = "text-delta"
    part_id: str
    text: str = Field(min_length=1)


class TextEnded(Event):
    """The part is complete."""

    type: Literal["text-ended"] = "text-ended"
    part_id: str


class ReferencesCited(Event):
    """The sources that the answer cites, by ascending index."""

    type: Literal["references-cited"] = "references-cited"
    references: tuple[Reference, ...]


class ArtifactCreated(Event):
    """A tool call has made an artifact, or another version of one: the same id again stands for the newer version."""

    type: Literal["artifact-created"] = "artifact-created"
    artifact_id: ArtifactId = Field(pattern=ID_PATTERN)
    version: int = Field(ge=1)
    kind: ArtifactKind
    title: Title
    media_type: str = Field(max_length=100)
    call_id: ToolCallId
    at: int


class RunFinished(Event):
    """The run is complete and its answer whole."""

    type: Literal["run-finished"] = "run-finished"
    finish_reason: FinishReason


class RunFailed(Event):
    """The run ended without a whole answer; `message` is a safe sentence for the person who asked."""

    type: Literal["run-failed"] = "run-failed"
    code: str
    message: str
    retryable: bool = False


class TurnFinished(Event):
    """The turn reached its one terminal state."""

    type: Literal["turn-finished"] = "turn-finished"
    outcome: TurnOutcome
    finish_reason: FinishReason
    at: int
    error_code: str | None = None
    error_message: str | None = None


RunEvent = Annotated[
    AgentStarted
    | AgentFinished
    | LlmStarted
    | LlmCalled
    | ToolCalled
    | ToolReturned
    | ToolFailed
    | ApprovalRequested
    | TextStarted
    | TextDelta
    | TextEnded
    | ReferencesCited
    | ArtifactCreated
    | WindowFitted
    | RunFinished
    | RunFailed,
    Field(discriminator="type"),
]
TurnEvent = Annotated[
    TurnStarted
    | TurnAssessed
    | MemoryUsed
    | WindowFitted
    | AgentStarted
    | AgentFinished
    | LlmStarted
    | LlmCalled
    | ToolCalled
    | ToolReturned
    | ToolFailed
    | ApprovalRequested
    | ApprovalDecided
    | TextStarted
    | TextDelta
    | TextEnded
    | ReferencesCited
    | ArtifactCreated
    | TurnFinished,
    Field(discriminator="type"),
]
TURN_EVENT: TypeAdapter[TurnEvent] = TypeAdapter(TurnEvent)


class RunLine(Event):
    """One NDJSON line from worker to gateway.

    `n` counts from 1 without a gap. A line without an event is a heartbeat: `progress` is the number of steps the run
    has made, so that a run that only keeps its connection open can be told from one that works.
    `run_id` is in every line from the first day, so that one connection may carry several runs later.
    """

    run_id: RunId
    n: int = Field(ge=1)
    progress: int = Field(ge=0)
    event: RunEvent | None = None
