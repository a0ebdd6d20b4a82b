"""Credentials out of a request. Who they belong to is asked elsewhere."""

from starlette.requests import Request

from gateway.api.services import internal, public
from gateway.chat.errors import AmbiguousCredentials, GrantUnknown, NotAuthenticated, WorkerNotAuthenticated
from gateway.chat.model import Grant, Principal
from shared.ids import WorkerId, is_id
from shared.runs import WORKER_ID_HEADER, WORKER_KEY_HEADER

MAX_CREDENTIAL = 4_096


async def principal_of(request: Request) -> Principal:
    """Who asks: `X-API-Key` or `Authorization: Bearer`. Raises NotAuthenticated, AmbiguousCredentials."""
    key = request.headers.get("x-api-key")
    bearer = _bearer(request)
    if key is not None and bearer is not None:
        raise AmbiguousCredentials
    presented = key if key is not None else bearer
    if not presented or len(presented) > MAX_CREDENTIAL:
        raise NotAuthenticated
    return await public(request).authenticate(presented)


def check_worker_key(request: Request) -> None:
    """Raises WorkerNotAuthenticated unless the caller knows the key of all crew containers: enough to register."""
    if not internal(request).is_worker_key(request.headers.get(WORKER_KEY_HEADER, "")):
        raise WorkerNotAuthenticated


def worker_of(request: Request) -> WorkerId:
    """The crew container that calls, by the token that it was given. Raises WorkerNotAuthenticated."""
    worker_id, token = (request.headers.get(name, "") for name in (WORKER_ID_HEADER, WORKER_KEY_HEADER))
    if not is_id(worker_id) or not internal(request).is_worker_token(WorkerId(worker_id), token):
        raise WorkerNotAuthenticated
    return WorkerId(worker_id)


async def grant_of(request: Request) -> Grant:
    """What the run behind this call may do. Raises WorkerNotAuthenticated, GrantUnknown, TurnOver."""
    worker_id = worker_of(request)
    bearer = _bearer(request)
    if not bearer or len(bearer) > MAX_CREDENTIAL:
        raise GrantUnknown
    return await internal(request).verify_grant(bearer, worker_id)


def _bearer(request: Request) -> str | None:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None
