"""Sessions: list, create, show, change, delete."""

from starlette.requests import Request
from starlette.responses import Response

from gateway.api.authentication import principal_of
from gateway.api.bodies import PRIVATE, ShowBranch, json_response, parse_body, parse_query
from gateway.api.key_bodies import receipt_body
from gateway.api.preferences import APPLIED, prefers_representation
from gateway.api.services import public
from gateway.api.session_bodies import (
    CreateSession,
    SessionList,
    SessionsQuery,
    UpdateSession,
    created_body,
    session_body,
)
from gateway.api.session_names import session_of


async def list_sessions(request: Request) -> Response:
    """The caller's own sessions, or those that are shown to the organization."""
    principal = await principal_of(request)
    query = parse_query(request, SessionsQuery)
    sessions, after = await public(request).sessions.list_sessions(principal, query.which, query.page)
    return json_response(SessionList(sessions=[session_body(session) for session in sessions], after=after))


async def create_session(request: Request) -> Response:
    """Make an empty session."""
    principal = await principal_of(request)
    body = (await parse_body(request, CreateSession)).of(principal)
    session = await public(request).chat.create_session(principal, body.title)
    return json_response(created_body(await public(request).sessions.find(principal, session.id), body), 201)


async def read_session(request: Request) -> Response:
    """One session, the caller's own or shown to the organization."""
    principal = await principal_of(request)
    return json_response(
        session_body(await public(request).sessions.find(principal, await session_of(request, principal)))
    )


async def update_session(request: Request) -> Response:
    """Rename, pin, archive or show a session of one's own."""
    principal = await principal_of(request)
    session_id = await session_of(request, principal)
    body = await parse_body(request, UpdateSession)
    return json_response(session_body(await public(request).sessions.change(principal, session_id, body.change)))


async def delete_session(request: Request) -> Response:
    """Remove a session with everything in it; an answer that is being written ends.

    With `Prefer: return=representation` the answer is a receipt of what there was.
    """
    principal = await principal_of(request)
    session_id = await session_of(request, principal)
    if prefers_representation(request):
        receipt = await public(request).erasures.erase_session(principal, session_id)
        response = json_response(receipt_body(receipt))
        response.headers.update(APPLIED)
        return response
    await public(request).chat.delete_session(principal, session_id)
    return Response(status_code=204, headers=PRIVATE)


async def show_branch(request: Request) -> Response:
    """Show the newest branch of a session that goes through a message."""
    principal = await principal_of(request)
    session_id = await session_of(request, principal)
    body = await parse_body(request, ShowBranch)
    await public(request).chat.select_branch(principal, session_id, body.message_id)
    return Response(status_code=204, headers=PRIVATE)
