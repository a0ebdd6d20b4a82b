"""A chat completion request as it arrives; only the fields that the simulator reads."""

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, JsonValue

JsonObject = dict[str, JsonValue]


class Incoming(BaseModel):
    # Clients of this protocol send many fields that do not matter here.
    model_config = ConfigDict(frozen=True, extra="ignore")


class FunctionCall(Incoming):
    name: str
    arguments: str = ""


class MadeCall(Incoming):
    """A tool call that an earlier answer of the assistant made."""

    id: str = ""
    function: FunctionCall


class Message(Incoming):
    """`{role, content: text | [{type, text}] | null, tool_calls?, tool_call_id?}`."""

    role: Literal["system", "developer", "user", "assistant", "tool"]
    content: str | list[JsonObject] | None = None
    tool_calls: list[MadeCall] | None = None
    tool_call_id: str | None = None

    @property
    def text(self) -> str:
        if isinstance(self.content, str):
            return self.content
        parts = (part.get("text") for part in self.content or ())
        return "\n".join(part for part in parts if isinstance(part, str))


class Function(Incoming):
    name: str
    description: str | None = None
    parameters: JsonObject | None = None


class Tool(Incoming):
    type: Literal["function"] = "function"
    function: Function


class NamedSchema(Incoming):
    name: str = "answer"
    schema_: JsonObject = Field(alias="schema")


class ResponseFormat(Incoming):
    type: Literal["text", "json_object", "json_schema"]
    json_schema: NamedSchema | None = None


class FunctionName(Incoming):
    name: str


class NamedTool(Incoming):
    type: Literal["function"] = "function"
    function: FunctionName


class StreamOptions(Incoming):
    include_usage: bool = False


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value or []


class CompletionRequest(Incoming):
    model: str
    messages: list[Message] = Field(min_length=1)
    stream: bool | None = None
    stream_options: StreamOptions | None = None
    tools: list[Tool] | None = None
    tool_choice: Literal["none", "auto", "required"] | NamedTool | None = None
    parallel_tool_calls: bool | None = None
    response_format: ResponseFormat | None = None
    stop: Annotated[list[str], BeforeValidator(_listed)] = []
    max_tokens: int | None = Field(default=None, ge=1)
    max_completion_tokens: int | None = Field(default=None, ge=1)
    n: Literal[1] | None = None

    @property
    def token_limit(self) -> int | None:
        return self.max_completion_tokens or self.max_tokens

    @property
    def schema_asked(self) -> JsonObject | None:
        if self.response_format is None or self.response_format.json_schema is None:
            return None
        return self.response_format.json_schema.schema_

    @property
    def wants_json(self) -> bool:
        return self.response_format is not None and self.response_format.type != "text"

    @property
    def tool_names(self) -> list[str]:
        return [tool.function.name for tool in self.tools or ()]
