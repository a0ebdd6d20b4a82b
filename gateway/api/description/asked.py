"""What stock clients send in place of our own body, as models: only for the description, other code reads them.

Fields that are not named here are ignored. Of a list of messages only the last question counts.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from gateway.api.bodies import Text
from shared.ids import ID_PATTERN


class ClientPart(BaseModel):
    """A part of a message; parts of other types than `text` say nothing here."""

    model_config = ConfigDict(extra="allow")
    type: str
    text: str = ""


class ClientMessage(BaseModel):
    """A message of a client: `parts` since AI SDK 5, `content` before and with AG-UI."""

    model_config = ConfigDict(extra="allow")
    role: Literal["user", "assistant", "system", "tool", "developer"]
    parts: list[ClientPart] = []
    content: str = ""


class AiSdkBody(BaseModel):
    """The body of AI SDK 4 to 7; `id` is the session, under the client's name or ours, and absent for a new one."""

    model_config = ConfigDict(
        extra="allow",
        json_schema_extra={
            "example": {
                "id": "chat-7f3a",
                "messages": [
                    {"role": "user", "parts": [{"type": "text", "text": "How many interactions do we have?"}]}
                ],
                "trigger": "submit-message",
            }
        },
    )
    id: str | None = Field(default=None, pattern=ID_PATTERN)
    messages: list[ClientMessage] = Field(min_length=1)
    trigger: Literal["submit-message", "regenerate-message"] | None = None
    widget_mode: bool | None = Field(default=None, alias="widgetMode", description="asked where anybody may ask")


class AguiBody(BaseModel):
    """The body of AG-UI, `RunAgentInput`; `threadId` is the session."""

    model_config = ConfigDict(
        extra="allow",
        json_schema_extra={
            "example": {
                "threadId": "thread-7f3a",
                "runId": "run-1",
                "messages": [{"id": "1", "role": "user", "content": "How many interactions do we have?"}],
                "tools": [],
                "context": [],
                "state": {},
                "forwardedProps": {},
            }
        },
    )
    thread_id: str = Field(alias="threadId", pattern=ID_PATTERN)
    run_id: str = Field(alias="runId", min_length=1, max_length=128)
    messages: list[ClientMessage] = Field(min_length=1)


class QuestionMessage(BaseModel):
    """A question as a message."""

    model_config = ConfigDict(extra="allow")
    role: Literal["user"] = "user"
    content: Text


class DocumentBody(BaseModel):
    """The body of document 003. The session may be called `chatSessionId`, `chat_id`, `chatId` or `session_id` too."""

    model_config = ConfigDict(
        extra="allow",
        json_schema_extra={
            "example": {
                "id": "chat-7f3a",
                "message": {"role": "user", "content": "How many interactions do we have?"},
                "selectedVisibilityType": "private",
            }
        },
    )
    id: str | None = Field(
        default=None, pattern=ID_PATTERN, description="an id of ours, or a name of the client's; none makes a session"
    )
    message: QuestionMessage | Text
    agent: str | int | None = Field(
        default=None, alias="agentId", description="id or slug of the agent that answers this question, and no other"
    )
    model: JsonValue = Field(default=None, alias="selectedChatModel", description="changes nothing")
    visibility: JsonValue = Field(default=None, alias="selectedVisibilityType", description="changes nothing")
    context: JsonValue = Field(default=None, description="changes nothing")
    widget_mode: bool | None = Field(default=None, alias="widgetMode", description="asked where anybody may ask")
