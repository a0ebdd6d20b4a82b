"""The parts of stored messages as models: what a part must be to come into the store from outside.

`transcript` folds events into just these (a property test holds the two together). They are strict enough that whatever
passes can be told again as events: nothing is open, nothing is said twice under one id.
"""

from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    JsonValue,
    StringConstraints,
    Tag,
    model_validator,
)
from pydantic.alias_generators import to_camel
from pydantic_core import to_json

from gateway.chat.mind.decision import Skipped
from gateway.chat.mind.levels import Action, Level
from gateway.chat.texts import without_nul
from shared.artifacts import ArtifactKind
from shared.artifacts import Title as ArtifactTitle
from shared.events import AgentOutcome, FinishReason
from shared.ids import ID_PATTERN
from shared.json_values import harmless, has_nul
from shared.memories import MAX_TOLD, MemoryKind, MemoryScope
from shared.tools import Reference

MAX_NAME_CHARACTERS = 256
MAX_CALLS = 1_000
LATEST = 2**53


# What may be in JSON only where something is wrong with it: a look at the bytes is much faster than one at each value.
SUSPECT = (b"\\u0000", b'"__proto__"', b'"constructor"')


def _harmless(value: JsonValue) -> JsonValue:
    encoded = to_json(value)
    if not any(suspect in encoded for suspect in SUSPECT):
        return value
    if has_nul(value):
        raise ValueError("must not contain NUL")
    return harmless(value)


def _plain(reference: Reference) -> Reference:
    for text in (reference.label, reference.id, reference.tool_call_id, reference.at or ""):
        without_nul(text)
    return reference


PlainText = Annotated[str, AfterValidator(without_nul)]
PlainReference = Annotated[Reference, AfterValidator(_plain)]
Name = Annotated[str, StringConstraints(max_length=MAX_NAME_CHARACTERS), AfterValidator(without_nul)]
Json = Annotated[JsonValue, AfterValidator(_harmless)]
Milliseconds = Annotated[int, Field(strict=True, ge=0, le=LATEST)]
Helper = Literal["memory", "embedder"]
Count = Annotated[int, Field(strict=True, ge=0, le=LATEST)]


class Part(BaseModel):
    """Base of all parts: frozen, closed to unknown fields, in the spelling of the AI SDK."""

    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=to_camel)


class StepStart(Part):
    """What follows belongs together."""

    type: Literal["step-start"]


class QuestionText(Part):
    """A text that a person wrote."""

    type: Literal["text"]
    text: PlainText


class QuestionFile(Part):
    """A file that came with a question. It is named here and kept elsewhere."""

    type: Literal["file"]
    media_type: Name
    filename: Name
    url: Name
    provider_metadata: dict[PlainText, Json]


QuestionPart = Annotated[QuestionText | QuestionFile, Field(discriminator="type")]


class AnswerText(QuestionText):
    """A text of an answer, whole."""

    state: Literal["done"]


class ToolPart(Part):
    """A tool call that is over."""

    type: Annotated[str, StringConstraints(pattern=r"^tool-.+$", max_length=MAX_NAME_CHARACTERS)]
    tool_call_id: Name
    input: dict[PlainText, Json]
    provider_executed: Literal[True]


class AnsweredApproval(Part):
    """What a person said to a tool call."""

    id: Name
    approved: bool
    reason: PlainText = ""


class AskedApproval(Part):
    """What nobody has said anything to."""

    id: Name


class ToolAnswered(ToolPart):
    """A tool call that had a result."""

    state: Literal["output-available"]
    output: Json
    approval: AskedApproval | AnsweredApproval = AskedApproval(id="")


class ToolBroken(ToolPart):
    """A tool call that had none."""

    state: Literal["output-error"]
    error_text: PlainText
    approval: AskedApproval | AnsweredApproval = AskedApproval(id="")


class ToolDenied(ToolPart):
    """A tool call that a person refused."""

    state: Literal["output-denied"]
    approval: AnsweredApproval


class ToolWaiting(ToolPart):
    """A tool call that waited for a person when the session was written down."""

    state: Literal["approval-requested"]
    approval: AskedApproval


class ToolTimes(Part):
    """When a tool call began and ended; `repeated` is what was known already, `from_cache` what was at hand."""

    started_at: Milliseconds
    finished_at: Milliseconds = 0
    repeated: bool = False
    from_cache: bool = False


class AgentData(Part):
    """What an agent did."""

    agent: Name
    name: Name
    state: AgentOutcome
    started_at: Milliseconds
    finished_at: Milliseconds = 0
    tool_call_ids: list[Name]
    tool_times: dict[Name, ToolTimes] = {}
    note: PlainText = ""
    agent_id: Name = ""


class AgentPart(Part):
    """An agent that has ended."""

    type: Literal["data-agent"]
    id: Name
    data: AgentData


class ReferencesData(Part):
    """Sources, by ascending index."""

    references: list[PlainReference]


class ReferencesPart(Part):
    """What the `[n]` in the text stand for."""

    type: Literal["data-references"]
    id: Literal["references"]
    data: ReferencesData


class ArtifactData(Part):
    """What is told of an artifact."""

    artifact_id: Annotated[str, StringConstraints(pattern=ID_PATTERN)]
    version: Annotated[int, Field(strict=True, ge=1, le=LATEST)]
    kind: ArtifactKind
    title: ArtifactTitle
    media_type: Name
    tool_call_id: Name


class ArtifactPart(Part):
    """An artifact. It is named here and kept elsewhere."""

    type: Literal["data-artifact"]
    id: Annotated[str, StringConstraints(pattern=ID_PATTERN)]
    data: ArtifactData


class MemoryName(Part):
    """A memory that was told to the agents; in another installation it names nothing."""

    id: Name
    kind: MemoryKind
    scope: MemoryScope


class MemoryData(Part):
    """What was remembered, of how much that fitted."""

    memories: Annotated[list[MemoryName], Field(max_length=MAX_TOLD)]
    matched: Count
    skipped: Helper = "memory"


class MemoryPart(Part):
    """What the agents were told of what was said earlier."""

    type: Literal["data-memory"]
    id: Literal["memory"]
    data: MemoryData


def _kind(part: Any) -> str | None:  # noqa: ANN401 - it tells what it is
    """Which model a part is of; tool calls have a type each."""
    found = part if isinstance(part, dict) else part.model_dump(by_alias=True) if isinstance(part, Part) else {}
    kind, state = found.get("type"), found.get("state")
    if not isinstance(kind, str) or not kind.startswith("tool-"):
        return kind if isinstance(kind, str) else None
    return f"tool {state}"


AnswerPart = Annotated[
    Annotated[StepStart, Tag("step-start")]
    | Annotated[AnswerText, Tag("text")]
    | Annotated[ToolAnswered, Tag("tool output-available")]
    | Annotated[ToolBroken, Tag("tool output-error")]
    | Annotated[ToolDenied, Tag("tool output-denied")]
    | Annotated[ToolWaiting, Tag("tool approval-requested")]
    | Annotated[AgentPart, Tag("data-agent")]
    | Annotated[MemoryPart, Tag("data-memory")]
    | Annotated[ReferencesPart, Tag("data-references")]
    | Annotated[ArtifactPart, Tag("data-artifact")],
    Discriminator(_kind),
]


class UsageSum(Part):
    """Tokens of a turn, over its model calls."""

    input_tokens: Count
    output_tokens: Count
    total_tokens: Count
    calls: Annotated[int, Field(strict=True, ge=0, le=MAX_CALLS)]
    estimated: Literal[True] = True


class Speaker(Part):
    """The agent that answered."""

    slug: Name
    name: Name
    id: Name = ""


class ToldAssessment(Part):
    """How much effort the question was thought to need, and whose."""

    level: Level = "MOLECULE"
    action: Action = "DELEGATE"
    confidence: Annotated[float, Field(ge=0, le=1)] = 0
    assessed_by: Name = ""
    routed_by: Name = ""
    # Left out where no agent answered alone.
    agent_id: Name = ""
    # And where the run began with no call.
    first_tools: Annotated[list[Name], Field(max_length=MAX_TOLD)] = []


class AnswerMetadata(Part):
    """What is told of a whole answer."""

    finish_reason: FinishReason
    usage: UsageSum
    models: Annotated[list[Name], Field(max_length=MAX_CALLS)]
    # Left out, not null, where nobody spoke.
    agent: Speaker = Speaker(slug="", name="")
    # The same, where nothing was skipped.
    skipped: Annotated[list[Skipped], Field(max_length=MAX_TOLD)] = []
    # And where nobody looked at the question before it ran.
    assessment: ToldAssessment = ToldAssessment()

    # And where nobody answered in another provider's place.
    fallbacks: Annotated[list[Name], Field(max_length=MAX_TOLD)] = []
    # And where a model was asked for the answer.
    kept: bool = False

    @model_validator(mode="after")
    def _has_a_model_for_its_calls(self) -> Self:
        if bool(self.models) != bool(self.usage.calls):
            raise ValueError("models and calls need each other")
        return self


def repeated(parts: list[AnswerPart]) -> str | None:
    """What is there twice though it can be there once only: a tool call, an agent."""
    seen: set[str] = set()
    for part in parts:
        match part:
            case ToolPart(tool_call_id=name):
                key = f"tool call {name}"
            case AgentPart(data=data):
                key = f"agent {data.agent}"
            case ArtifactPart(id=name):
                key = f"artifact {name}"
            case MemoryPart():
                key = "memory"
            case _:
                continue
        if key in seen:
            return key
        seen.add(key)
    return None
