"""The JSON of OpenAI's API, as far as it is spoken here."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict


class OpenAiBody(BaseModel):
    """Base of what is answered."""

    model_config = ConfigDict(frozen=True)


class OpenAiError(OpenAiBody):
    """What is wrong, as OpenAI's SDKs read it."""

    message: str
    type: str
    param: str | None
    code: str | None


class OpenAiRefusal(OpenAiBody):
    """The body of every error."""

    error: OpenAiError


class Model(OpenAiBody):
    """Who can be asked: the crew, or one of its agents."""

    id: str
    object: Literal["model"] = "model"
    created: int
    owned_by: str


class ModelList(OpenAiBody):
    """Everybody who can be asked."""

    object: Literal["list"] = "list"
    data: list[Model]


class CompletionChoice(OpenAiBody):
    """The one answer."""

    index: int
    message: dict[str, Any]
    logprobs: None
    finish_reason: Literal["stop", "length", "content_filter"]


class ChatCompletion(OpenAiBody):
    """A whole answer."""

    id: str
    object: Literal["chat.completion"]
    created: int
    model: str
    choices: list[CompletionChoice]
    usage: dict[str, int]
