"""What follows for a route from what its row says."""

import re

from gateway.api.crow_bodies import CrowAnswer
from gateway.api.endpoint import Endpoint
from gateway.chat.errors import AgentChanged, IdempotencyKeyReused, VersionRequired
from gateway.protocols.encoder import EVENT_STREAM

PARAMETER = re.compile(r"\{(\w+)(?::\w+)?\}")
CURSORS = {"before", "after"}


def parameters_in(path: str) -> list[str]:
    """The names of the parameters of a path, in order."""
    return PARAMETER.findall(path)


def names_objects(endpoint: Endpoint) -> bool:
    """Whether something is named that may not be there."""
    fields = endpoint.query.model_fields if endpoint.query is not None else {}
    return bool(parameters_in(endpoint.path)) or any(
        name.endswith("_id") and field.is_required() for name, field in fields.items()
    )


def pages(endpoint: Endpoint) -> bool:
    """Whether a list is read with cursors."""
    fields = endpoint.query.model_fields if endpoint.query is not None else {}
    return "limit" in fields and bool(CURSORS & fields.keys())


def is_stream(endpoint: Endpoint) -> bool:
    """Whether a turn is told, in whichever protocol."""
    return endpoint.answer == EVENT_STREAM


def asks(endpoint: Endpoint) -> bool:
    """Whether a question is asked, not an answer followed."""
    return completes(endpoint) or waits(endpoint) or (is_stream(endpoint) and endpoint.method == "POST")


def explains(endpoint: Endpoint) -> bool:
    """Whether a question may be explained in place of being asked."""
    return endpoint.query is not None and "explain" in endpoint.query.model_fields


def takes_key(endpoint: Endpoint) -> bool:
    """Whether a repetition is recognised by its key."""
    return asks(endpoint) or IdempotencyKeyReused in endpoint.errors


def compares_versions(endpoint: Endpoint) -> bool:
    """Whether a change counts only on the version that it was made of."""
    return AgentChanged in endpoint.errors


def requires_version(endpoint: Endpoint) -> bool:
    """Whether that version must be named."""
    return VersionRequired in endpoint.errors


def completes(endpoint: Endpoint) -> bool:
    """Whether a question is asked whose answer may come as a stream or as a whole: what OpenAI calls a completion."""
    return EVENT_STREAM in endpoint.other_answers


def waits(endpoint: Endpoint) -> bool:
    """Whether a question is asked, in a body that is no other client's, whose answer only comes as a whole."""
    return endpoint.answer is CrowAnswer


def tells_on_request(endpoint: Endpoint) -> bool:
    """Whether a change is answered with nothing, or with what became of it for those who prefer that."""
    return endpoint.status == 204 and endpoint.also.get(200) is not None
