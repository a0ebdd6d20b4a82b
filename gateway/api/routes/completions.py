"""OpenAI's clients."""

from gateway.api.completion_bodies import ChatCompletion, Model, ModelList, OpenAiRefusal
from gateway.api.completions import complete, list_models, read_model
from gateway.api.endpoint import Endpoint
from gateway.protocols.encoder import EVENT_STREAM
from gateway.protocols.errors import ModelUnknown
from gateway.protocols.openai_requests import CompletionBody

ROUTES = (
    Endpoint(
        "POST",
        "/v1/chat/completions",
        complete,
        "Ask the crew or one agent as OpenAI's Chat Completions do, streamed or not",
        ChatCompletion,
        body=CompletionBody,
        other_answers=(EVENT_STREAM,),
        also={409: OpenAiRefusal, 502: OpenAiRefusal},
        refusal=OpenAiRefusal,
    ),
    Endpoint(
        "GET",
        "/v1/models",
        list_models,
        "The crew and its agents, as OpenAI lists models",
        ModelList,
        refusal=OpenAiRefusal,
    ),
    Endpoint(
        "GET",
        "/v1/models/{model}",
        read_model,
        "One of them",
        Model,
        errors=(ModelUnknown,),
        refusal=OpenAiRefusal,
    ),
)
