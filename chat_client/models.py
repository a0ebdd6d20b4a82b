"""What Crew Chat's API takes and gives. Made from its description by `make clients`: do not edit."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue


class Model(BaseModel):
    """Base of all: frozen; what a newer gateway adds is left out."""

    model_config = ConfigDict(frozen=True, extra="ignore", protected_namespaces=(), populate_by_name=True)


class AgentBody(Model):
    """An agent that can be asked."""

    id: str
    slug: str
    name: str
    description: str
    tools: list[str]
    examples: list[str]


class AgentDefinition(Model):
    """An agent as it is written down: what GET tells and PUT takes."""

    slug: str
    name: str
    description: str
    role: str
    goal: str
    prompt: str
    tools: list[str] | None = Field(default=None)
    approval: list[str] | None = Field(default=None)
    examples: list[str] | None = Field(default=None)
    model: str | None = Field(default=None)
    roles: list[str] | None = Field(default=None)
    is_enabled: bool | None = Field(default=None)


class AdminAgentBody(Model):
    """An agent of your organization. A system agent comes with the product and has no version."""

    id: str
    kind: Literal["system", "own"]
    definition: AgentDefinition
    is_active: bool
    version: int | None
    created_by: str | None
    created_at: datetime | None
    updated_by: str | None
    updated_at: datetime | None


class AgentFinished(Model):
    """An agent is done; `note` is a short safe sentence when it did not succeed."""

    type: Literal["agent-finished"]
    seq: int | None = Field(default=None)
    agent: str
    name: str
    outcome: Literal["done", "failed", "timeout", "stopped"]
    at: int
    note: str | None = Field(default=None)


class AgentList(Model):
    """The agents that you may ask."""

    agents: list[AgentBody]


class AgentStarted(Model):
    """An agent sets to work. `agent` is its slug, unique within the turn; `agent_id` names it for good."""

    type: Literal["agent-started"]
    seq: int | None = Field(default=None)
    agent: str
    name: str
    at: int
    agent_id: str | None = Field(default=None)


class AgentSwitchBody(Model):
    """A choice that was made; it stays as it was written then."""

    agent_id: str | None
    agent_name: str
    switched_at: datetime
    message_count: int
    reason: str


class AnswerText(Model):
    """A text of an answer, whole."""

    type: Literal["text"]
    text: str
    state: Literal["done"]


class AnsweredApproval(Model):
    """What a person said to a tool call."""

    id: str
    approved: bool
    reason: str | None = Field(default=None)


class ApprovalAnswer(Model):
    """What you say to one approval."""

    id: str
    approved: bool
    reason: str | None = Field(default=None)


class ApprovalDecided(Model):
    """A person has decided about the call: it is made in this turn, or never."""

    type: Literal["approval-decided"]
    seq: int | None = Field(default=None)
    call_id: str
    approval_id: str
    approved: bool
    reason: str | None = Field(default=None)
    at: int


class ApprovalRequested(Model):
    """The call waits for a person's approval: it is not made in this turn."""

    type: Literal["approval-requested"]
    seq: int | None = Field(default=None)
    call_id: str
    approval_id: str
    at: int


class ArtifactCreated(Model):
    """A tool call has made an artifact, or another version of one: the same id again stands for the newer version."""

    type: Literal["artifact-created"]
    seq: int | None = Field(default=None)
    artifact_id: str
    version: int
    kind: Literal["chart", "table", "summary", "file", "image"]
    title: str
    media_type: str
    call_id: str
    at: int


class ArtifactData(Model):
    """What is told of an artifact."""

    artifact_id: str = Field(alias="artifactId")
    version: int
    kind: Literal["chart", "table", "summary", "file", "image"]
    title: str
    media_type: str = Field(alias="mediaType")
    tool_call_id: str = Field(alias="toolCallId")


class ArtifactPart(Model):
    """An artifact. It is named here and kept elsewhere."""

    type: Literal["data-artifact"]
    id: str
    data: ArtifactData


class AskedApproval(Model):
    """What nobody has said anything to."""

    id: str


class AuditEntryBody(Model):
    """Something that was done."""

    number: int
    user_id: str
    action: Literal[
        "key.issued",
        "key.rotated",
        "key.revoked",
        "agent.switched",
        "agent.created",
        "agent.changed",
        "agent.deleted",
        "agent.enabled",
        "agent.disabled",
        "session.deleted",
        "session.expired",
        "artifact.deleted",
        "memory.forgotten",
        "memories.forgotten",
        "share.revoked",
        "user.erased",
        "organization.erased",
        "scope.denied",
        "admin.denied",
        "worker.drained",
    ]
    object_id: str
    at: datetime


class AuditList(Model):
    """A page of the audit log, newest first; `after` is the cursor of the next page."""

    entries: list[AuditEntryBody]
    after: str | None


class BrokenLine(Model):
    """The stream cannot go on; the turn may. Follow it again after the last `seq`."""

    type: Literal["broken"]
    message: str


class BudgetBody(Model):
    """A month of the organization, in millionths of the currency."""

    month: str
    currency: Literal["USD"]
    limit_micros: int | None
    spent_micros: int
    reserved_micros: int
    remaining_micros: int | None


class CallUsage(Model):
    """What a model's call used."""

    input_tokens: int
    output_tokens: int
    cached_tokens: int | None
    reasoning_tokens: int | None
    first_token_ms: int | None
    provider: str | None
    failed_providers: list[str]
    kept: bool
    estimated: bool
    cost_micros: int | None


class CastVote(Model):
    """Vote on an answer; 0 takes the vote back, and keeps no comment."""

    vote: Literal[-1, 0, 1]
    comment: str | None = Field(default=None)


class ChangeMemory(Model):
    """What a memory is to say from now on."""

    text: str


class Column(Model):
    """What is in a column. The type is a word about its values, for whoever shows them."""

    label: str
    type: Literal["text", "number", "time", "boolean"] | None = Field(default=None)


class CreateSession(Model):
    """Make an empty session. Whose it is comes from the credential: what CROW's dashboard says of that changes nothing.

    The organization must agree. The user is not compared: the dashboard has another id of theirs than credentials have.
    """

    title: str | None = Field(default=None)
    organization_id: str | None = Field(default=None, alias="organizationId")
    user_id: str | None = Field(default=None, alias="userId")


class CreatedSession(Model):
    """A new session; for CROW's dashboard with its id under the name that it reads."""

    id: str
    user_id: str
    access: Literal["owner", "reader"]
    title: str | None
    title_origin: Literal["question", "model", "user"]
    title_model: str | None
    created_at: datetime
    updated_at: datetime
    last_message_at: datetime | None
    message_count: int
    status: Literal["idle", "queued", "running"]
    pinned: bool
    archived: bool
    visibility: Literal["private", "organization"]
    session_id: str | None = Field(default=None, alias="sessionId")


class DecideApprovals(Model):
    """Decide about every call that waits; the answer goes on in a turn of its own."""

    approvals: list[ApprovalAnswer]


class DocumentSession(Model):
    """What is told of the session itself."""

    title: str | None
    created_at: datetime
    updated_at: datetime


class EnableAgent(Model):
    """Let an agent be asked in your organization, or not."""

    is_enabled: bool


class EraseOrganization(Model):
    """Erase everything of the organization: it must be named, so that nobody does it by mistake."""

    organization_id: str


class Fault(Model):
    """What is wrong with one place of a request."""

    at: str
    message: str


class FeedbackBody(Model):
    """Your feedback on a turn."""

    turn_id: str
    reason: Literal["wrong", "slow", "changed_mind", "other"]
    comment: str | None
    given_at: datetime


class FileContent(Model):
    """A file of text, or of bytes in base64. Its name says how it is served, where we know that kind."""

    kind: Literal["file"]
    file_name: str
    content: str
    encoding: Literal["utf-8", "base64"] | None = Field(default=None)


class FileOfQuestion(Model):
    """A file that comes with a question."""

    url: str
    name: str | None = Field(default=None)
    media_type: str | None = Field(default=None)


class ForgottenMemories(Model):
    """How many memories there were."""

    forgotten: int


class GiveFeedback(Model):
    """Say why a turn was stopped, or what was wrong with one that failed."""

    reason: Literal["wrong", "slow", "changed_mind", "other"]
    comment: str | None = Field(default=None)


class Health(Model):
    """The process is alive."""

    status: Literal["ok"]


class IssueKey(Model):
    """Make a key of a user of the organization."""

    user_id: str
    name: str
    scopes: list[Literal["chat:read", "chat:write", "admin"]] | None = Field(default=None)
    expires_in_seconds: int | None = Field(default=None)


class KeepAliveLine(Model):
    """Nothing happens, and the connection is well."""

    type: Literal["keep-alive"]


class KeyBody(Model):
    """A key without its secret."""

    id: str
    user_id: str
    name: str
    scopes: list[Literal["chat:read", "chat:write", "admin"]]
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None


class KeyList(Model):
    """A page of keys, newest first; `after` is the cursor of the next page."""

    keys: list[KeyBody]
    after: str | None


class LinkBody(Model):
    """Where a version can be read without a key, for a while."""

    url: str
    expires_in_seconds: int


class LlmCalled(Model):
    """One model call has ended: a row of the usage. Tokens are counts, durations milliseconds."""

    type: Literal["llm-called"]
    seq: int | None = Field(default=None)
    call_id: str
    agent: str
    model: str
    asked_model: str | None = Field(default=None)
    provider: str | None = Field(default=None)
    byok: bool | None = Field(default=None)
    failed_providers: list[str] | None = Field(default=None)
    input_tokens: int
    output_tokens: int
    cached_tokens: int | None = Field(default=None)
    reasoning_tokens: int | None = Field(default=None)
    estimated: bool | None = Field(default=None)
    duration_ms: int
    first_token_ms: int | None = Field(default=None)
    finish_reason: str | None = Field(default=None)
    kept: bool | None = Field(default=None)


class LlmStarted(Model):
    """A model is being asked; `input_tokens` is an estimate, for the case that nobody can report the call's end."""

    type: Literal["llm-started"]
    seq: int | None = Field(default=None)
    call_id: str
    agent: str
    model: str
    provider: str | None = Field(default=None)
    byok: bool | None = Field(default=None)
    input_tokens: int
    at: int


class MemoryBody(Model):
    """Something that you said of yourself."""

    id: str
    text: str
    kind: Literal["fact", "preference"]
    scope: Literal["user", "session"]
    session_id: str | None
    message_id: str | None
    created_at: datetime
    last_used_at: datetime | None
    use_count: int


class MemoryList(Model):
    """Your memories, newest first; `after` is the cursor of the next page."""

    memories: list[MemoryBody]
    after: str | None


class MemoryName(Model):
    """A memory that was told to the agents; in another installation it names nothing."""

    id: str
    kind: Literal["fact", "preference"]
    scope: Literal["user", "session"]


class MemoryData(Model):
    """What was remembered, of how much that fitted."""

    memories: list[MemoryName]
    matched: int
    skipped: Literal["memory", "embedder"] | None = Field(default=None)


class MemoryPart(Model):
    """What the agents were told of what was said earlier."""

    type: Literal["data-memory"]
    id: Literal["memory"]
    data: MemoryData


class ModelCallBody(Model):
    """One model call."""

    at: datetime
    gen_ai_conversation_id: str | None = Field(alias="gen_ai.conversation.id")
    turn_id: str | None
    message_id: str | None
    gen_ai_agent_name: str = Field(alias="gen_ai.agent.name")
    gen_ai_operation_name: Literal["chat"] = Field(alias="gen_ai.operation.name")
    gen_ai_provider_name: str | None = Field(alias="gen_ai.provider.name")
    gen_ai_request_model: str = Field(alias="gen_ai.request.model")
    gen_ai_response_model: str = Field(alias="gen_ai.response.model")
    gen_ai_response_finish_reasons: list[str] = Field(alias="gen_ai.response.finish_reasons")
    gen_ai_response_time_to_first_chunk: float | None = Field(alias="gen_ai.response.time_to_first_chunk")
    gen_ai_client_operation_duration: float = Field(alias="gen_ai.client.operation.duration")
    gen_ai_usage_input_tokens: int = Field(alias="gen_ai.usage.input_tokens")
    gen_ai_usage_output_tokens: int = Field(alias="gen_ai.usage.output_tokens")
    gen_ai_usage_cache_read_input_tokens: int | None = Field(alias="gen_ai.usage.cache_read.input_tokens")
    gen_ai_usage_reasoning_output_tokens: int | None = Field(alias="gen_ai.usage.reasoning.output_tokens")
    failed_providers: list[str]
    estimated: bool
    byok: bool
    kept: bool
    cost_micros: int | None
    price_book: str | None


class ModelCallList(Model):
    """A page of model calls, newest first; `after` is the cursor of the next page."""

    calls: list[ModelCallBody]
    after: str | None


class NewKeyBody(Model):
    """A fresh key; `key` is told here only."""

    id: str
    user_id: str
    name: str
    scopes: list[Literal["chat:read", "chat:write", "admin"]]
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    key: str


class NewShareBody(Model):
    """A share that was just made: its token is told once and not kept."""

    id: str
    session_id: str
    title: str | None
    created_at: datetime
    expires_at: datetime | None
    token: str
    url: str


class Nothing(Model):
    """An object without fields."""


class OfferedTool(Model):
    """A tool that an agent may have."""

    name: str
    description: str


class AdminAgentList(Model):
    """All agents of your organization, also those that are switched off, and what an agent may be given."""

    agents: list[AdminAgentBody]
    offered_tools: list[OfferedTool]
    offered_models: list[str]
    roles: list[str]
    most_own: int


class OpenTurnBody(Model):
    """A question that waits or is being answered. What it asks is its user's."""

    turn_id: str
    session_id: str
    user_id: str
    status: Literal["queued", "running"]
    accepted_at: datetime
    started_at: datetime | None
    position: int | None
    eta_seconds: int | None


class Point(Model):
    """One mark of the chart. A point without `y` is a gap."""

    x: str | int | float
    y: int | float | None = Field(default=None)
    series: str | None = Field(default=None)


class ChartSpec(Model):
    """A chart. A histogram counts `x` and has no `y`; a pie has a slice for each `x`, as large as its `y`."""

    kind: Literal["bar", "line", "area", "scatter", "pie", "histogram"]
    x_label: str
    x_scale: Literal["category", "number", "time"] | None = Field(default=None)
    y_label: str | None = Field(default=None)
    series_label: str | None = Field(default=None)
    points: list[Point]


class ChartContent(Model):
    """A chart, kept as Vega-Lite."""

    kind: Literal["chart"]
    chart: ChartSpec


class Problem(Model):
    """A problem document (RFC 9457). `detail` is short and safe to be shown to people."""

    type: Literal["about:blank"]
    title: str
    status: int
    code: str
    detail: str
    errors: list[Fault] | None = Field(default=None)
    allowed: list[str] | None = Field(default=None)


class QuestionFile(Model):
    """A file that came with a question. It is named here and kept elsewhere."""

    type: Literal["file"]
    media_type: str = Field(alias="mediaType")
    filename: str
    url: str
    provider_metadata: dict[str, JsonValue] = Field(alias="providerMetadata")


class QuestionText(Model):
    """A text that a person wrote."""

    type: Literal["text"]
    text: str


class QueueBody(Model):
    """Questions of the organization that are open, oldest first."""

    turns: list[OpenTurnBody]
    turn_seconds: float | None
    slots: int


class QueueLine(Model):
    """The turn waits; 1 is next. Told again whenever it changes."""

    type: Literal["queue"]
    position: int
    eta_seconds: int | None = Field(default=None)


class ReadinessBody(Model):
    """Whether the service can take questions."""

    status: Literal["ready", "unavailable"]
    database: bool
    workers: int
    slots: int
    free_slots: int


class ReceiptBody(Model):
    """What was erased."""

    organization_id: str
    user_id: str | None
    session_id: str | None
    erased_at: str
    removed: dict[str, JsonValue]
    kept: dict[str, JsonValue]


class Reference(Model):
    """A source that an answer cites: a superset of CROW's `{index, type, label}`."""

    index: int
    type: Literal["interaction", "pattern", "product", "org_context", "analytics", "artifact"]
    label: str
    id: str
    tool_call_id: str
    at: str | None = Field(default=None)


class DocumentQuestion(Model):
    """A question."""

    id: str
    role: Literal["user"]
    status: Literal["complete"]
    parts: list[QuestionText | QuestionFile]
    references: list[Reference]
    metadata: Nothing
    created_at: datetime


class MessageBody(Model):
    """A message. `parts` are those of an AI SDK `UIMessage`."""

    id: str
    session_id: str
    turn_id: str
    role: Literal["user", "assistant"]
    parts: list[dict[str, JsonValue]]
    status: Literal["complete", "failed", "stopped", "interrupted"]
    references: list[Reference]
    metadata: dict[str, JsonValue]
    vote: Literal[-1, 0, 1]
    alternatives: list[str]
    created_at: datetime


class MessageList(Model):
    """A page of messages, ascending; `before` is the cursor of the page before it."""

    messages: list[MessageBody]
    before: str | None


class ReferencesCited(Model):
    """The sources that the answer cites, by ascending index."""

    type: Literal["references-cited"]
    seq: int | None = Field(default=None)
    references: list[Reference]


class ReferencesData(Model):
    """Sources, by ascending index."""

    references: list[Reference]


class ReferencesPart(Model):
    """What the `[n]` in the text stand for."""

    type: Literal["data-references"]
    id: Literal["references"]
    data: ReferencesData


class RotateKey(Model):
    """Make a key that takes another one's place."""

    grace_seconds: int | None = Field(default=None)


class SearchResult(Model):
    """A message that has what was sought."""

    session_id: str
    session_title: str | None
    message_id: str
    role: Literal["user", "assistant"]
    created_at: datetime
    snippet: str
    matches: list[tuple[int, int]]


class SearchResults(Model):
    """A page of messages, newest first; `after` is the cursor of the next page."""

    results: list[SearchResult]
    after: str | None


class SendMessage(Model):
    """Ask a question in a session, or in a new one."""

    message: str | None = Field(default=None)
    session_id: str | None = Field(default=None)
    message_id: str | None = Field(default=None)
    on_busy: Literal["enqueue", "reject", "interrupt", "rollback"] | None = Field(default=None)
    agent: str | None = Field(default=None)
    edits: str | None = Field(default=None)
    regenerates: str | None = Field(default=None)
    files: list[FileOfQuestion] | None = Field(default=None)
    widget_mode: bool | None = Field(default=None)


class SessionAgentBody(Model):
    """The agent that a session asks, and its choices: the newest page first, each ascending; `before` is a cursor."""

    agent: AgentBody | None
    history: list[AgentSwitchBody]
    before: str | None


class SessionBody(Model):
    """A session. Pinned is what its owner pinned; to others it is not."""

    id: str
    user_id: str
    access: Literal["owner", "reader"]
    title: str | None
    title_origin: Literal["question", "model", "user"]
    title_model: str | None
    created_at: datetime
    updated_at: datetime
    last_message_at: datetime | None
    message_count: int
    status: Literal["idle", "queued", "running"]
    pinned: bool
    archived: bool
    visibility: Literal["private", "organization"]


class SessionList(Model):
    """A page of sessions; `after` is the cursor of the next page."""

    sessions: list[SessionBody]
    after: str | None


class ShareBody(Model):
    """A share of yours."""

    id: str
    session_id: str
    title: str | None
    created_at: datetime
    expires_at: datetime | None


class ShareList(Model):
    """A page of your shares, newest first; `after` is the cursor of the next page."""

    shares: list[ShareBody]
    after: str | None


class ShareSession(Model):
    """Share a session as it is now; without an end it is shared until it is revoked."""

    expires_in_seconds: int | None = Field(default=None)


class SharedArtifact(Model):
    """What an artifact of a shared message is called; its bytes are its owner's."""

    kind: Literal["chart", "table", "summary", "file", "image"]
    title: str


class SharedReference(Model):
    """What a source is called that `[index]` in the text stands for."""

    index: int
    type: Literal["interaction", "pattern", "product", "org_context", "analytics", "artifact"]
    label: str


class SharedText(Model):
    """A text of a shared message."""

    type: Literal["text"]
    text: str


class SharedMessage(Model):
    """A message as it was when its session was shared."""

    role: Literal["user", "assistant"]
    status: Literal["complete", "failed", "stopped", "interrupted"]
    parts: list[SharedText]
    references: list[SharedReference]
    artifacts: list[SharedArtifact] | None = Field(default=None)
    created_at: datetime


class SharedSession(Model):
    """A session as it was when it was shared."""

    title: str | None
    shared_at: datetime
    expires_at: datetime | None
    messages: list[SharedMessage]


class ShowBranch(Model):
    """Which branch of a session to show."""

    message_id: str


class SpanBody(Model):
    """Something that took time."""

    kind: Literal["wait", "agent", "model", "tool"]
    name: str
    agent: str | None
    state: Literal["running", "done", "failed", "timeout", "stopped", "denied", "lost"]
    began_at: datetime
    ended_at: datetime | None
    note: str | None
    repeated: bool
    cached: bool
    usage: CallUsage | None


class Speaker(Model):
    """The agent that answered."""

    slug: str
    name: str
    id: str | None = Field(default=None)


class StepStart(Model):
    """What follows belongs together."""

    type: Literal["step-start"]


class StopTurn(Model):
    """Say why, if you like; a comment alone has the reason `other`."""

    reason: Literal["wrong", "slow", "changed_mind", "other"] | None = Field(default=None)
    comment: str | None = Field(default=None)


class SuggestionsBody(Model):
    """Up to three questions; none while they are not written, or when there will be none."""

    turn_id: str
    suggestions: list[str]
    model: str | None


class SummaryContent(Model):
    """A text in Markdown."""

    kind: Literal["summary"]
    text: str


class SwitchAgent(Model):
    """Let a session ask this agent from its next question on, or let the crew plan again."""

    agent: str | None
    reason: str | None = Field(default=None)


class TableSpec(Model):
    """A table; every row has a value, or null, for each column."""

    columns: list[Column]
    rows: list[list[bool | int | float | str | None]]


class TableContent(Model):
    """A table, kept as JSON, to be had as CSV."""

    kind: Literal["table"]
    table: TableSpec


class ReviseArtifact(Model):
    """A new version of an artifact of yours, of the same kind."""

    title: str
    content: ChartContent | TableContent | SummaryContent | FileContent


class TextDelta(Model):
    """The part grows by `text`, never empty."""

    type: Literal["text-delta"]
    seq: int | None = Field(default=None)
    part_id: str
    text: str


class TextEnded(Model):
    """The part is complete."""

    type: Literal["text-ended"]
    seq: int | None = Field(default=None)
    part_id: str


class TextStarted(Model):
    """A part of the answer begins; `part_id` is unique within the turn."""

    type: Literal["text-started"]
    seq: int | None = Field(default=None)
    part_id: str
    agent: str


class TimelineAssessment(Model):
    """How much effort the question was given."""

    level: Literal["ATOM", "MOLECULE", "CELL", "ORGAN", "ORGANISM"]
    action: Literal["RESPOND", "DELEGATE", "WORKFLOW"]
    confidence: float
    assessed_by: str
    routed_by: str
    skipped: list[str]


class TimelineBody(Model):
    """A turn as it went; spans in the order of their beginning, waits first."""

    turn_id: str
    session_id: str
    message_id: str
    status: Literal["queued", "running", "done", "failed", "stopped", "interrupted"]
    accepted_at: datetime
    finished_at: datetime | None
    assessment: TimelineAssessment | None
    memories: int
    pruned_results: int
    spans: list[SpanBody]
    currency: Literal["USD"]
    cost_micros: int | None
    unpriced_calls: int


class ToldAssessment(Model):
    """How much effort the question was thought to need, and whose."""

    level: Literal["ATOM", "MOLECULE", "CELL", "ORGAN", "ORGANISM"] | None = Field(default=None)
    action: Literal["RESPOND", "DELEGATE", "WORKFLOW"] | None = Field(default=None)
    confidence: float | None = Field(default=None)
    assessed_by: str | None = Field(default=None, alias="assessedBy")
    routed_by: str | None = Field(default=None, alias="routedBy")
    agent_id: str | None = Field(default=None, alias="agentId")
    first_tools: list[str] | None = Field(default=None, alias="firstTools")


class ToolAnswered(Model):
    """A tool call that had a result."""

    type: str
    tool_call_id: str = Field(alias="toolCallId")
    input: dict[str, JsonValue]
    provider_executed: Literal[True] = Field(alias="providerExecuted")
    state: Literal["output-available"]
    output: JsonValue
    approval: AskedApproval | AnsweredApproval | None = Field(default=None)


class ToolBroken(Model):
    """A tool call that had none."""

    type: str
    tool_call_id: str = Field(alias="toolCallId")
    input: dict[str, JsonValue]
    provider_executed: Literal[True] = Field(alias="providerExecuted")
    state: Literal["output-error"]
    error_text: str = Field(alias="errorText")
    approval: AskedApproval | AnsweredApproval | None = Field(default=None)


class ToolCalled(Model):
    """An agent calls a tool with these arguments."""

    type: Literal["tool-called"]
    seq: int | None = Field(default=None)
    call_id: str
    agent: str
    tool: str
    input: dict[str, JsonValue]
    at: int


class ToolDenied(Model):
    """A tool call that a person refused."""

    type: str
    tool_call_id: str = Field(alias="toolCallId")
    input: dict[str, JsonValue]
    provider_executed: Literal[True] = Field(alias="providerExecuted")
    state: Literal["output-denied"]
    approval: AnsweredApproval


class ToolFailed(Model):
    """The tool could not answer; `message` is a safe sentence."""

    type: Literal["tool-failed"]
    seq: int | None = Field(default=None)
    call_id: str
    code: str
    message: str
    at: int


class ToolReturned(Model):
    """The tool answered; `output` is a `ToolResult` as JSON."""

    type: Literal["tool-returned"]
    seq: int | None = Field(default=None)
    call_id: str
    output: JsonValue
    at: int
    deduplicated: bool | None = Field(default=None)
    from_cache: bool | None = Field(default=None)


class ToolTimes(Model):
    """When a tool call began and ended; `repeated` is what was known already, `from_cache` what was at hand."""

    started_at: int = Field(alias="startedAt")
    finished_at: int | None = Field(default=None, alias="finishedAt")
    repeated: bool | None = Field(default=None)
    from_cache: bool | None = Field(default=None, alias="fromCache")


class AgentData(Model):
    """What an agent did."""

    agent: str
    name: str
    state: Literal["done", "failed", "timeout", "stopped"]
    started_at: int = Field(alias="startedAt")
    finished_at: int | None = Field(default=None, alias="finishedAt")
    tool_call_ids: list[str] = Field(alias="toolCallIds")
    tool_times: dict[str, JsonValue] | None = Field(default=None, alias="toolTimes")
    note: str | None = Field(default=None)
    agent_id: str | None = Field(default=None, alias="agentId")


class AgentPart(Model):
    """An agent that has ended."""

    type: Literal["data-agent"]
    id: str
    data: AgentData


class ToolWaiting(Model):
    """A tool call that waited for a person when the session was written down."""

    type: str
    tool_call_id: str = Field(alias="toolCallId")
    input: dict[str, JsonValue]
    provider_executed: Literal[True] = Field(alias="providerExecuted")
    state: Literal["approval-requested"]
    approval: AskedApproval


class TurnAssessed(Model):
    """How much effort the question needs and whose, told with the first words; `skipped` are helpers that failed.

    `first_tools` are those that the agent uses before its model is asked, where they are certain.

    A later one, of the run that takes the place of a lost one, replaces it.
    """

    type: Literal["turn-assessed"]
    seq: int | None = Field(default=None)
    level: Literal["ATOM", "MOLECULE", "CELL", "ORGAN", "ORGANISM"]
    action: Literal["RESPOND", "DELEGATE", "WORKFLOW"]
    confidence: float
    assessed_by: str
    routed_by: str
    agent_id: str | None = Field(default=None)
    first_tools: list[str] | None = Field(default=None)
    skipped: list[str] | None = Field(default=None)
    at: int


class TurnBody(Model):
    """A turn and how far it is."""

    turn_id: str
    session_id: str
    status: Literal["queued", "running", "done", "failed", "stopped", "interrupted"]


class StoppedTurns(Model):
    """The turns that were asked to stop."""

    turns: list[TurnBody]


class TurnFinished(Model):
    """The turn reached its one terminal state."""

    type: Literal["turn-finished"]
    seq: int | None = Field(default=None)
    outcome: Literal["done", "failed", "stopped", "interrupted"]
    finish_reason: Literal["stop", "length", "content-filter", "tool-calls", "error", "other"]
    at: int
    error_code: str | None = Field(default=None)
    error_message: str | None = Field(default=None)


class TurnStarted(Model):
    """The question was accepted and stored; `message_id` is the id under which the answer will be stored."""

    type: Literal["turn-started"]
    seq: int | None = Field(default=None)
    turn_id: str
    session_id: str
    message_id: str
    at: int


class UpdateSession(Model):
    """Change what is named, and nothing else."""

    title: str | None = Field(default=None)
    pinned: bool | None = Field(default=None)
    archived: bool | None = Field(default=None)
    visibility: Literal["private", "organization"] | None = Field(default=None)


class UploadBody(Model):
    """A file that waits for a question. With one it becomes an artifact of the session, of the same id."""

    id: str
    url: str
    kind: Literal["chart", "table", "summary", "file", "image"]
    name: str
    media_type: str
    bytes: int
    width: int | None
    height: int | None
    expires_at: datetime


class UsageGroupBody(Model):
    """The same for one day, user, agent or model."""

    calls: int
    kept_answers: int
    estimated_calls: int
    unpriced_calls: int
    gen_ai_usage_input_tokens: int = Field(alias="gen_ai.usage.input_tokens")
    gen_ai_usage_output_tokens: int = Field(alias="gen_ai.usage.output_tokens")
    gen_ai_usage_cache_read_input_tokens: int = Field(alias="gen_ai.usage.cache_read.input_tokens")
    gen_ai_usage_reasoning_output_tokens: int = Field(alias="gen_ai.usage.reasoning.output_tokens")
    cost_micros: int | None
    key: str | None


class UsageSum(Model):
    """Tokens of a turn, over its model calls."""

    input_tokens: int = Field(alias="inputTokens")
    output_tokens: int = Field(alias="outputTokens")
    total_tokens: int = Field(alias="totalTokens")
    calls: int
    estimated: Literal[True] = Field(default=True)


class AnswerMetadata(Model):
    """What is told of a whole answer."""

    finish_reason: Literal["stop", "length", "content-filter", "tool-calls", "error", "other"] = Field(
        alias="finishReason"
    )
    usage: UsageSum
    models: list[str]
    agent: Speaker | None = Field(default=None)
    skipped: (
        list[
            Literal[
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
        ]
        | None
    ) = Field(default=None)
    assessment: ToldAssessment | None = Field(default=None)
    fallbacks: list[str] | None = Field(default=None)
    kept: bool | None = Field(default=None)


class DocumentAnswer(Model):
    """An answer, whole or not, but over."""

    id: str
    role: Literal["assistant"]
    status: Literal["complete", "failed", "stopped", "interrupted"]
    parts: list[
        StepStart
        | AnswerText
        | ToolAnswered
        | ToolBroken
        | ToolDenied
        | ToolWaiting
        | AgentPart
        | MemoryPart
        | ReferencesPart
        | ArtifactPart
    ]
    references: list[Reference]
    metadata: AnswerMetadata
    created_at: datetime


class SessionDocument(Model):
    """A session that was exported here, or from another installation of ours."""

    format: Literal["crew-chat-session"]
    version: Literal[1]
    exported_at: datetime
    session: DocumentSession
    messages: list[DocumentQuestion | DocumentAnswer]


class UsageSumBody(Model):
    """Model calls, added up."""

    calls: int
    kept_answers: int
    estimated_calls: int
    unpriced_calls: int
    gen_ai_usage_input_tokens: int = Field(alias="gen_ai.usage.input_tokens")
    gen_ai_usage_output_tokens: int = Field(alias="gen_ai.usage.output_tokens")
    gen_ai_usage_cache_read_input_tokens: int = Field(alias="gen_ai.usage.cache_read.input_tokens")
    gen_ai_usage_reasoning_output_tokens: int = Field(alias="gen_ai.usage.reasoning.output_tokens")
    cost_micros: int | None


class UsageBody(Model):
    """Usage, added up; `after` is the cursor of the next page."""

    scope: Literal["own", "organization"]
    by: Literal["day", "user", "agent", "model"]
    since: str
    until: str
    currency: Literal["USD"]
    groups: list[UsageGroupBody]
    total: UsageSumBody
    after: str | None


class UsedMemory(Model):
    """A memory that the agents are told, by name: its text stays where it can be changed and deleted."""

    id: str
    kind: Literal["fact", "preference"]
    scope: Literal["user", "session"]


class MemoryUsed(Model):
    """What of the person's memories the agents are told, of `matched` that fit; `skipped` is what failed in finding it.

    Without the embedder they were found by words alone; without the memory there are none. A later one, of the run that
    takes the place of a lost one, replaces it.
    """

    type: Literal["memory-used"]
    seq: int | None = Field(default=None)
    memories: list[UsedMemory]
    matched: int
    skipped: Literal["memory", "embedder"] | None = Field(default=None)
    at: int


class VersionBody(Model):
    """A version; it never changes."""

    version: int
    title: str
    media_type: str
    file_name: str | None
    bytes: int
    sha256: str
    made_by: Literal["crew", "user"]
    created_at: datetime


class ArtifactBody(Model):
    """An artifact and its newest version. Its bytes are at `…/versions/{version}/content`."""

    id: str
    session_id: str
    turn_id: str
    message_id: str
    kind: Literal["chart", "table", "summary", "file", "image"]
    formats: list[Literal["json", "csv", "md", "png", "svg", "file", "image"]]
    created_at: datetime
    latest: VersionBody


class ArtifactList(Model):
    """A page of the artifacts of a session, oldest first, or of all of yours, newest first; `after` is the cursor."""

    artifacts: list[ArtifactBody]
    after: str | None


class VersionList(Model):
    """All versions of an artifact, oldest first."""

    versions: list[VersionBody]


class VoteBody(Model):
    """Your vote on an answer."""

    message_id: str
    vote: Literal[-1, 0, 1]
    comment: str | None
    voted_at: datetime


class VoteList(Model):
    """A page of your votes, oldest first; `after` is the cursor of the next page."""

    votes: list[VoteBody]
    after: str | None


class Whoami(Model):
    """The user, in which organization, and as what."""

    organization_id: str
    user_id: str
    role: Literal["admin", "member"]


class WindowFitted(Model):
    """Not everything that was said before, or found out in this run, is sent to the models: the window has no room.

    Of a session: `summarised_turns` are told as a summary, `omitted_turns` not at all for now, and of long messages
    `shortened_messages` only their beginning and end. Of a run: `pruned_results` of tools were taken out again.
    """

    type: Literal["window-fitted"]
    seq: int | None = Field(default=None)
    window_tokens: int
    estimated_tokens: int
    summarised_turns: int | None = Field(default=None)
    shortened_messages: int | None = Field(default=None)
    omitted_turns: int | None = Field(default=None)
    pruned_results: int | None = Field(default=None)
    agent: str | None = Field(default=None)
    at: int


class WorkerBody(Model):
    """A crew container."""

    id: str
    state: Literal["well", "draining", "silent"]
    slots: int
    running: int
    runs_begun: int
    registered_at: datetime


class PoolBody(Model):
    """The crew containers, oldest first, and who waits for them."""

    workers: list[WorkerBody]
    ceiling: int
    waiting: int


StreamLine = Annotated[
    AgentFinished
    | AgentStarted
    | ApprovalDecided
    | ApprovalRequested
    | ArtifactCreated
    | LlmCalled
    | LlmStarted
    | MemoryUsed
    | ReferencesCited
    | TextDelta
    | TextEnded
    | TextStarted
    | ToolCalled
    | ToolFailed
    | ToolReturned
    | TurnAssessed
    | TurnFinished
    | TurnStarted
    | WindowFitted
    | QueueLine
    | KeepAliveLine
    | BrokenLine,
    Field(discriminator="type"),
]
"""One line of a stream."""
