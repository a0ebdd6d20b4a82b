"""Errors before the first byte: RFC 9457 problem documents with a stable `code`.

`detail` is short and safe: AI SDK clients show it to people as it is.
"""

import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.json_schema import SkipJsonSchema
from pydantic_core import to_json
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from gateway.api.endpoint import ROUTE
from gateway.chat import errors
from gateway.protocols.errors import (
    BodyRefused,
    FilesNotSupported,
    FileUrlRefused,
    ModelUnknown,
    NotAcceptable,
    NothingToContinue,
    TooManyValues,
    UnknownProtocol,
)
from gateway.protocols.openai_chat import error_body

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
STATUS: dict[type[errors.ChatError], tuple[int, str]] = {
    errors.NotFound: (404, "not_found"),
    errors.InvalidCursor: (400, "invalid_cursor"),
    errors.NotAuthenticated: (401, "not_authenticated"),
    errors.InvalidToken: (401, "invalid_token"),
    errors.OrganizationRequired: (403, "organization_required"),
    errors.IssuerUnavailable: (503, "issuer_unavailable"),
    errors.ScopeMissing: (403, "scope_missing"),
    errors.AdminRequired: (403, "admin_required"),
    errors.AmbiguousCredentials: (400, "ambiguous_credentials"),
    errors.GrantUnknown: (401, "callback_token_invalid"),
    errors.TurnOver: (410, "turn_over"),
    errors.WorkerNotAuthenticated: (401, "worker_not_authenticated"),
    errors.WorkerUnknown: (404, "worker_unknown"),
    errors.PoolFull: (409, "pool_full"),
    errors.ToolNotGranted: (403, "tool_not_granted"),
    errors.ToolBudgetSpent: (429, "tool_budget"),
    errors.PlatformRequestWrong: (400, "bad_request"),
    errors.NotPermitted: (403, "not_permitted"),
    errors.LimitsApply: (403, "limits_apply"),
    errors.PlatformUnavailable: (503, "platform_unavailable"),
    errors.StorageFull: (507, "storage_full"),
    errors.StorageUnavailable: (503, "storage_unavailable"),
    errors.IdempotencyKeyReused: (422, "idempotency_key_reused"),
    errors.AgentUnknown: (422, "agent_unknown"),
    errors.AgentExists: (409, "agent_exists"),
    errors.TooManyAgents: (409, "too_many_agents"),
    errors.AgentsMoved: (409, "agents_moved"),
    errors.SystemAgentFixed: (409, "system_agent"),
    errors.LastAgent: (409, "last_agent"),
    errors.AgentChanged: (412, "agent_changed"),
    errors.VersionRequired: (428, "version_required"),
    errors.ToolNotOffered: (422, "tool_not_offered"),
    errors.ModelNotOffered: (422, "model_not_offered"),
    errors.SessionBusy: (409, "session_busy"),
    errors.ApprovalNotOpen: (409, "approval_not_open"),
    errors.ApprovalsMissing: (409, "approvals_missing"),
    errors.SessionTooLarge: (422, "session_too_large"),
    errors.TooManyShares: (409, "too_many_shares"),
    errors.MemoryExists: (409, "memory_exists"),
    errors.TooManySharedReads: (429, "too_many_shared_reads"),
    errors.SharedReadsFull: (503, "shared_reads_full"),
    errors.TurnNotStopped: (409, "turn_not_stopped"),
    errors.SessionQueueFull: (429, "session_queue_full"),
    errors.OrganizationQueueFull: (429, "organization_queue_full"),
    errors.QueueFull: (503, "queue_full"),
    errors.BudgetExceeded: (429, "budget_exceeded"),
    errors.TooManyStreams: (429, "too_many_streams"),
    errors.StreamsFull: (503, "streams_full"),
    errors.Draining: (503, "draining"),
    errors.EventNotReached: (400, "event_not_reached"),
    errors.ObjectsUnavailable: (503, "artifacts_unavailable"),
    errors.PicturesUnavailable: (503, "pictures_unavailable"),
    errors.TooManyPictures: (429, "too_many_pictures"),
    errors.ObjectMissing: (500, "artifact_lost"),
    errors.ObjectDamaged: (500, "artifact_lost"),
    errors.SpoolFull: (503, "artifacts_unavailable"),
    errors.ArtifactTooLarge: (413, "artifact_too_large"),
    errors.ContentRefused: (422, "content_refused"),
    errors.SpanRefused: (422, "span_refused"),
    errors.NothingToExplain: (409, "nothing_to_explain"),
    errors.KindDiffers: (409, "kind_differs"),
    errors.TooManyVersions: (409, "too_many_versions"),
    errors.FormatUnavailable: (422, "format_unavailable"),
    errors.LinksOff: (409, "links_off"),
    UnknownProtocol: (422, "unknown_protocol"),
    NotAcceptable: (406, "not_acceptable"),
    errors.TooManyLargeBodies: (429, "too_many_large_bodies"),
    errors.LargeBodiesFull: (503, "large_bodies_full"),
    TooManyValues: (413, "content_too_large"),
    BodyRefused: (422, "invalid_request"),
    FilesNotSupported: (422, "files_not_supported"),
    FileUrlRefused: (422, "file_url_refused"),
    errors.ImageRefused: (422, "image_refused"),
    errors.TooManyUploads: (429, "too_many_uploads"),
    NothingToContinue: (409, "nothing_to_continue"),
    ModelUnknown: (404, "model_not_found"),
}
# Our own words: Python's names of statuses change with its versions.
CODES = {
    400: "bad_request",
    404: "not_found",
    405: "method_not_allowed",
    408: "request_timeout",
    413: "content_too_large",
    415: "unsupported_media_type",
}
# Refusals that say nothing of a fault.
EXPECTED = (errors.TryAgain, errors.Draining)
EXTRA_HEADERS = {
    401: {"www-authenticate": 'Bearer realm="chat"'},
    503: {"retry-after": "2"},
}
MAX_LISTED_ERRORS = 10
MAX_COUNTED_ERRORS = 1_000
# Names of fields are the client's own words, and may be as long as its body.
MAX_PLACE_CHARACTERS = 100
OPENAI_PATHS = "/v1/"
OPENAI_TYPES = {
    401: "authentication_error",
    403: "permission_error",
    404: "not_found_error",
    409: "conflict_error",
    429: "rate_limit_error",
}


class Fault(BaseModel):
    """What is wrong with one place of a request."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    at: str = Field(description="the names on the way to it, with dots; empty for the whole")
    message: str


class Problem(BaseModel):
    """A problem document (RFC 9457). `detail` is short and safe to be shown to people."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    type: Literal["about:blank"]
    title: str = Field(description="the status in words")
    status: int
    code: str = Field(description="for programs; it stays as it is")
    detail: str
    errors: list[Fault] | SkipJsonSchema[None] = Field(default=None, description="places of an invalid request")
    allowed: tuple[str, ...] | SkipJsonSchema[None] = Field(default=None, description="what might be asked instead")


class LimitsProblem(Problem):
    """What can be read instead: channels, and since when (Unix milliseconds); null where there is no limit."""

    channels: tuple[str, ...] | None
    since: int | None


def problem(
    status: int,
    code: str,
    detail: str,
    *,
    headers: Mapping[str, str] | None = None,
    model: type[Problem] = Problem,
    **more: Any,  # noqa: ANN401 - the model knows which members there are
) -> Response:
    """A problem document as a response."""
    title = HTTPStatus(status).phrase
    body = model(type="about:blank", title=title, status=status, code=code, detail=detail, **more)
    all_headers = {"cache-control": "no-store", **EXTRA_HEADERS.get(status, {}), **(headers or {})}
    return Response(body.model_dump_json(exclude_unset=True), status, all_headers, MEDIA_TYPE)


def refused(
    request: Request,
    status: int,
    code: str,
    detail: str,
    *,
    headers: Mapping[str, str] | None = None,
    model: type[Problem] = Problem,
    **more: Any,  # noqa: ANN401 - as above
) -> Response:
    """A refusal in the shape that the clients of this path read."""
    if not request.url.path.startswith(OPENAI_PATHS):
        return problem(status, code, detail, headers=headers, model=model, **more)
    body = openai_error(status, code, detail)
    all_headers = {"cache-control": "no-store", **EXTRA_HEADERS.get(status, {}), **(headers or {})}
    return Response(to_json(body), status, all_headers, "application/json")


def openai_error(status: int, code: str, message: str) -> dict[str, Any]:
    """The same for OpenAI's clients."""
    otherwise = "invalid_request_error" if status < HTTPStatus.INTERNAL_SERVER_ERROR else "server_error"
    return error_body(message, OPENAI_TYPES.get(status, otherwise), code)


async def on_chat_error(request: Request, error: Exception) -> Response:
    """Render what the core says."""
    assert isinstance(error, errors.ChatError)
    status, code = STATUS.get(type(error), (500, "internal"))
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR and not isinstance(error, EXPECTED):
        log.error("request failed", extra={"path": _path_to_log(request), "code": code}, exc_info=error)
    detail = str(error) if code != "internal" else "Something went wrong."
    headers = {}
    if isinstance(error, errors.InvalidToken):
        # RFC 6750; which check failed is nobody's business.
        headers["www-authenticate"] = 'Bearer realm="chat", error="invalid_token"'
    if isinstance(error, errors.TryAgain):
        headers["retry-after"] = str(error.retry_after_seconds)
    model = LimitsProblem if isinstance(error, errors.LimitsApply) else Problem
    return refused(request, status, code, detail, headers=headers, model=model, **_members(error))


def _members(error: errors.ChatError) -> dict[str, Any]:
    """What a refusal tells beside its sentence."""
    match error:
        case UnknownProtocol() | NotAcceptable() | errors.FormatUnavailable():
            return {"allowed": error.allowed}
        case errors.LimitsApply():
            return {"channels": error.channels, "since": error.since}
        case _:
            return {}


async def on_invalid(request: Request, error: Exception) -> Response:
    """Name what is wrong with a body or a query, without repeating the input."""
    assert isinstance(error, ValidationError)
    if error.error_count() > MAX_COUNTED_ERRORS:
        # To name one of them all would have to be made, which takes seconds for a body that is full of them.
        return problem(422, "invalid_request", "Hardly anything of this is as it must be.")
    listed = [
        Fault(at=".".join(str(step) for step in found["loc"])[:MAX_PLACE_CHARACTERS], message=found["msg"])
        for found in error.errors(include_url=False, include_context=False, include_input=False)[:MAX_LISTED_ERRORS]
    ]
    first = listed[0]
    detail = f"{first.at}: {first.message}" if first.at else first.message
    return refused(request, 422, "invalid_request", detail, errors=listed)


async def on_http_error(request: Request, error: Exception) -> Response:
    """Render what routing says: no such path, wrong method, body too large."""
    assert isinstance(error, HTTPException)
    code = CODES.get(error.status_code, "bad_request")
    return refused(request, error.status_code, code, error.detail, headers=error.headers)


async def on_hang_up(request: Request, error: Exception) -> Response:
    """The client left while it was still sending: nobody reads this."""
    return Response(status_code=499)


async def on_bug(request: Request, error: Exception) -> Response:
    """The boundary of the process: log everything, tell nothing."""
    log.error("request crashed", extra={"path": _path_to_log(request)}, exc_info=error)
    return refused(request, 500, "internal", "Something went wrong.")


def _path_to_log(request: Request) -> str:
    # As the route has it: what somebody wrote in its places may be a credential, or a text.
    return str(request.scope.get(ROUTE, "(none)"))


HANDLERS: Mapping[Any, Any] = {
    errors.ChatError: on_chat_error,
    ValidationError: on_invalid,
    HTTPException: on_http_error,
    ClientDisconnect: on_hang_up,
}
