"""What a turn looks like on the wire: media types, protocols and headers of the routes that tell one."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any, Final

from gateway.api.description.told import LINE, WholeAnswer
from gateway.api.description.traits import asks, explains
from gateway.api.endpoint import Endpoint
from gateway.api.explanation_bodies import ExplanationBody
from gateway.protocols import routing_headers
from gateway.protocols.choice import PROTOCOLS, ProtocolName
from gateway.protocols.encoder import JSON, NDJSON
from gateway.protocols.reader import Reader

Json = dict[str, Any]

# A word on each; docs/protocol.md has the tables.
SHAPES: Final[Mapping[ProtocolName, str]] = {
    "ui": "the UI message stream of the AI SDK 5, 6 and 7: server-sent events, `data: {type, …}`, the last one "
    "`data: [DONE]`; the id of a frame is the number of its event",
    "ui6": "the same with the approvals of tool calls that AI SDK 6 and 7 know",
    "data": "the data stream of the AI SDK 4: a code, a colon and JSON on each line",
    "agui": "AG-UI 1.0: server-sent events, `data: {type, …}`; the id of a frame is the number of its event",
    "openai": "chunks of OpenAI's Chat Completions: server-sent events, the last one `data: [DONE]`; text alone",
    "ndjson": "the events of the log, one JSON object a line",
    "json": "the whole turn as one document when it has ended, after line breaks that mean nothing",
}
TEXT: Final = {"type": "string"}
NAMED: Final[Mapping[str, str]] = {
    "X-Chat-Session-Id": "The session",
    "X-Chat-Turn-Id": "The turn",
    "Location": "Where the turn can be followed again",
}
ROUTED: Final[Mapping[str, str]] = {
    "x-routing-agent-id": "The agent that answers alone, if one does",
    "x-routing-confidence": "`1.0` for an agent that was chosen, else how sure it is, from 0 to 1",
    "x-routing-type": "`agent`: one answers alone; `workflow`: several at once; `orchestrate`: anything else",
    "x-routing-reasoning": "One sentence",
    "x-routing-request-id": "The turn",
    "x-auto-complexity": "`atom`, `molecule`, `cell`, `organ` or `organism`: the effort that the question needs",
    "x-auto-action": "`respond`: the gateway answers; `delegate`: one agent; `workflow`: several",
    "x-auto-confidence": "How sure that is, from 0 to 1",
    "x-auto-needs-memory": "`true` when the question refers to what was said before",
    "x-auto-tool-hints": "Tools that the question names, if it does",
    "x-auto-first-tools": "Tools that are used before a model is asked, where they are certain",
    "x-auto-kept": "`true` when an answer to the same words is told again, as far as that is known by then",
}


def stream_response(endpoint: Endpoint, refer: str) -> Json:
    """The response that tells a turn. `refer` makes a reference out of a component's name."""
    return {
        "description": "The turn, in the protocol that `?protocol=` or `Accept` names: "
        + "; ".join(f"`{name}`, {SHAPES.get(name, name)}" for name in PROTOCOLS),
        "headers": headers_of(endpoint),
        "content": _content(endpoint, refer),
    }


def _content(endpoint: Endpoint, refer: str) -> Json:
    by_type: defaultdict[str, list[ProtocolName]] = defaultdict(list)
    for name in PROTOCOLS:
        by_type[Reader(name).encoder().headers["content-type"].partition(";")[0]].append(name)
    return {
        media_type: {"schema": _schema(endpoint, media_type, names, refer)} for media_type, names in by_type.items()
    }


def _schema(endpoint: Endpoint, media_type: str, names: list[ProtocolName], refer: str) -> Json:
    if media_type == JSON:
        whole = {"$ref": refer.format(model=WholeAnswer.__name__)}
        explained = {"$ref": refer.format(model=ExplanationBody.__name__)}
        return {"anyOf": [whole, explained]} if explains(endpoint) else whole
    # No type: some readers of this document take it for that of one event.
    schema: Json = {"description": "Protocols: " + ", ".join(f"`{name}`" for name in names)}
    if media_type == NDJSON:
        # Each line is one; OpenAPI 3.1 has no word for that.
        schema |= {**TEXT, "contentMediaType": JSON, "contentSchema": {"$ref": refer.format(model=LINE)}}
    return schema


# The mark of an answer to a repetition.
REPLAYED: Final[Json] = {
    "Idempotency-Replayed": {
        "description": "`true` when the key was known: this is what was made before",
        "schema": {"const": "true"},
    }
}
# The mark of an answer to a wish.
APPLIED: Final[Json] = {
    "Preference-Applied": {
        "description": "What was preferred and done",
        "schema": {"const": "return=representation"},
        "required": True,
    }
}


def headers_of(endpoint: Endpoint) -> Json:
    """The headers of an answer."""
    # Where nothing is being answered, some protocols say so with an empty stream: it has no names.
    # And an explanation is of no turn.
    is_always_there = 204 not in endpoint.also and not explains(endpoint)
    headers = {name: _header(text, required=is_always_there) for name, text in NAMED.items()}
    if asks(endpoint):
        headers |= {name: _header(ROUTED[name], required=False) for name in routing_headers.NAMES}
        headers["X-Chat-Ignored"] = _header("What was understood and changes nothing, if there is any", required=False)
        headers |= REPLAYED
    return headers


def _header(text: str, *, required: bool) -> Json:
    return {"description": text, "schema": TEXT, "required": required}
