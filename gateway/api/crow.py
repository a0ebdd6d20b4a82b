"""The routes of CROW's chat service, for its dashboard: JSON that comes as a whole."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp

from gateway.api.asking import streamed
from gateway.api.authentication import principal_of
from gateway.api.bodies import json_response, parse_body, parse_query
from gateway.api.crow_bodies import (
    CrowMessages,
    CrowMessagesQuery,
    CrowQuestion,
    CrowSessions,
    CrowSessionsQuery,
    crow_message,
    crow_session,
)
from gateway.api.services import public
from gateway.api.session_names import session_of
from gateway.chat.errors import NotFound
from gateway.chat.model import Page
from gateway.chat.sessions import SessionFilter
from gateway.protocols.commands import Command
from gateway.protocols.crow_document import CrowReader


async def ask_crow(request: Request) -> ASGIApp:
    """Ask in a session; the answer comes when it has ended."""
    principal = await principal_of(request)
    session_id = await session_of(request, principal)
    body = (await parse_body(request, CrowQuestion)).of(principal)
    return await streamed(request, principal, Command(text=body.text, session=session_id), CrowReader())


async def list_crow_messages(request: Request) -> Response:
    """The newest messages of a session, or a page from its beginning."""
    principal = await principal_of(request)
    session_id = await session_of(request, principal)
    query = parse_query(request, CrowMessagesQuery)
    messages, total = await public(request).chat.list_slice(principal, session_id, query.which)
    listed = [crow_message(message) for message in messages]
    return json_response(CrowMessages(messages=listed, total=total, page=query.page or 1, limit=query.limit))


async def list_crow_sessions(request: Request) -> Response:
    """The caller's own sessions. The organization in the path may only be theirs."""
    principal = await principal_of(request)
    if request.path_params["organization_id"] != principal.organization_id:
        raise NotFound
    query = parse_query(request, CrowSessionsQuery)
    page = Page(query.limit, query.after)
    sessions, after = await public(request).sessions.list_sessions(principal, SessionFilter(), page)
    return json_response(CrowSessions(sessions=[crow_session(principal, one) for one in sessions], after=after))
