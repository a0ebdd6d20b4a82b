"""Credentials out of a request. Who they belong to is asked elsewhere."""

from starlette.requests import Request

from gateway.api.endpoint import ROUTE
from gateway.api.services import internal, public
from gateway.chat.access import Caller, Presented, Scope
from gateway.chat.errors import (
    AdminRequired,
    AmbiguousCredentials,
    GrantUnknown,
    ScopeMissing,
    WorkerNotAuthenticated,
)
from gateway.chat.model import Grant, Principal
from shared.ids import WorkerId, is_id
from shared.runs import WORKER_ID_HEADER, WORKER_KEY_HEADER

MAX_CREDENTIAL = 4_096
READING = frozenset({"GET", "HEAD"})


async def principal_of(request: Request) -> Principal:
    """Who asks, once the credential allows to read, or to write where something is changed.

    Raises NotAuthenticated, AmbiguousCredentials, InvalidToken, OrganizationRequired, ScopeMissing.
    """
    needed: Scope = "chat:read" if request.method in READING else "chat:write"
    caller = await _caller_of(request)
    if needed not in caller.scopes:
        await public(request).note_denial(caller.principal, "scope.denied", needed)
        raise ScopeMissing
    return caller.principal


async def admin_of(request: Request) -> Principal:
    """Who asks, once it is an administrator of the organization. Raises what `principal_of` does, and AdminRequired."""
    caller = await _caller_of(request)
    if caller.principal.role != "admin":
        await public(request).note_denial(caller.principal, "admin.denied", request.scope[ROUTE])
        raise AdminRequired
    return caller.principal


async def _caller_of(request: Request) -> Caller:
    authorizations = request.headers.getlist("authorization")
    keys = request.headers.getlist("x-api-key")
    if len(authorizations) > 1 or len(keys) > 1:
        raise AmbiguousCredentials
    scheme, _, credential = (authorizations[0] if authorizations else "").partition(" ")
    key, bearer = (keys[0] if keys else None), None
    match scheme.lower():
        case "bearer":
            bearer = credential.strip()
        case "apikey" if key is None:
            key = credential.strip()
        case "apikey":
            raise AmbiguousCredentials
        case _:
            # Another scheme is none of ours: nothing was presented with it.
            pass
    presented = Presented(
        key=key,
        bearer=bearer,
        proxy_key=request.headers.get("x-internal-key"),
        proxy_organization=request.headers.get("x-organization-id"),
        proxy_user=request.headers.get("x-user-id"),
    )
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
