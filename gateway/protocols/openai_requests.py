"""Bodies of OpenAI's Chat Completions. Only the last message counts, if it is a user's: we keep the conversation."""

from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from gateway.protocols.commands import Command
from gateway.protocols.errors import BodyRefused, ModelUnknown
from gateway.protocols.openai_chat import CREW
from gateway.protocols.user_messages import last_question
from shared.ids import ID_PATTERN, is_id

# What asks for something that an answer of ours cannot be; the rest tunes a model, which is not the client's to do.
IGNORED: Final = ("tools", "functions", "response_format", "stop", "max_tokens", "max_completion_tokens")


class StreamOptions(BaseModel):
    """What a streamed answer is to have beside the text."""

    model_config = ConfigDict(frozen=True)
    include_usage: bool | None = None


class Metadata(BaseModel):
    """What we read of the client's own data."""

    model_config = ConfigDict(frozen=True)
    session_id: str | None = Field(default=None, pattern=ID_PATTERN, description="the session to ask in")
    widget_mode: Literal["true", "false"] | None = Field(default=None, description="as in our own bodies")


class CompletionBody(BaseModel):
    """What of a request we understand; unknown fields are ignored."""

    model_config = ConfigDict(frozen=True)
    model: str = Field(description="`crew`, or the slug of one agent")
    messages: list[Any]
    stream: bool | None = None
    stream_options: StreamOptions | None = None
    n: int | None = None
    metadata: Metadata | None = None

    @property
    def include_usage(self) -> bool:
        """Whether a streamed answer is to end with its tokens."""
        return self.stream_options is not None and self.stream_options.include_usage is True


def parse_completion_body(body: dict[str, Any], session: str | None) -> tuple[CompletionBody, Command]:
    """What the body asks; `session` is named beside it. Without one each request makes a session of its own.

    Raises ValidationError, BodyRefused, ModelUnknown, FilesNotSupported, NothingToContinue.
    """
    parsed = CompletionBody.model_validate(body)
    if parsed.n not in (None, 1):
        raise BodyRefused("There is one answer: `n` must be 1.")
    if not is_id(parsed.model):
        raise ModelUnknown
    asked = last_question(parsed.messages)
    return parsed, Command(
        text=asked.text,
        files=asked.files,
        protocol="openai",
        session=session or (parsed.metadata.session_id if parsed.metadata is not None else None),
        agent=parsed.model if parsed.model != CREW else None,
        is_widget=parsed.metadata is not None and parsed.metadata.widget_mode == "true",
        ignored=tuple(name for name in IGNORED if body.get(name)),
    )
