"""Sessions: list, create, delete."""

from starlette.requests import Request
from starlette.responses import Response

from gateway.api.authentication import principal_of
from gateway.api.bodies import (
    PRIVATE,
    CreateSession,
    SessionBody,
    SessionList,
    SessionsQuery,
    json_response,
    parse_body,
    parse_query,
)
from gateway.api.services import public
from gateway.chat.errors import NotFound
from gateway.chat.model import Session
from gateway.chat.timestamps import iso
from shared.ids import SessionId, is_id


async def list_sessions(request: Request) -> Response:
    """The caller's own sessions, newest first."""
    principal = await principal_of(request)
    query = parse_query(request, SessionsQuery)
    sessions, after = await public(request).chat.list_sessions(principal, query.page)
    return json_response(SessionList(sessions=[_body(session) for session in sessions], after=after))


async def create_session(request: Request) -> Response:
    """Make an empty session."""
    principal = await principal_of(request)
    body = await parse_body(request, CreateSession)
    session = await public(request).chat.create_session(principal, body.title)
    return json_response(_body(session), 201)


async def delete_session(request: Request) -> Response:
    """Remove a session with everything in it; an answer that is being written ends."""
    principal = await principal_of(request)
    session_id = request.path_params["session_id"]
    if not is_id(session_id):
        raise NotFound
    await public(request).chat.delete_session(principal, SessionId(session_id))
    return Response(status_code=204, headers=PRIVATE)


def _body(session: Session) -> SessionBody:
    return SessionBody(
        id=session.id,
        title=session.title,
        created_at=iso(session.created_at),
        updated_at=iso(session.updated_at),
    )
