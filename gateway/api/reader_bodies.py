"""The queries of what is told as a stream."""

from pydantic import BaseModel, ConfigDict, Field

from gateway.api.bodies import Body
from gateway.protocols.choice import PROTOCOLS
from shared.ids import ID_PATTERN, SessionId


class ReaderQuery(BaseModel):
    """Query of a question: how its answer is to be told. Other parameters are nobody's affair."""

    model_config = ConfigDict(frozen=True)
    protocol: str | None = Field(
        default=None, description="how the turn is told", json_schema_extra={"enum": [*PROTOCOLS]}
    )


class StreamQuery(Body, ReaderQuery):
    """Query of a stream that is resumed: only what comes after event `after` is told."""

    after: int = Field(default=0, ge=0, le=2**53)


class ResumeQuery(StreamQuery):
    """The same as AI SDK 4 asks it."""

    chat_id: SessionId = Field(alias="chatId", pattern=ID_PATTERN)
