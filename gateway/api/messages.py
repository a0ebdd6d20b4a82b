"""Ask a question and read the answer as it comes; read what was said."""

from pydantic_core import to_json
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp

from gateway.api.authentication import principal_of
from gateway.api.bodies import HistoryQuery, SendMessage, message_json, parse_body, parse_query, raw_json_response
from gateway.api.event_stream import EventStream
from gateway.api.services import public
from gateway.protocols.ui_stream import UiStreamEncoder


async def send_message(request: Request) -> ASGIApp:
    """Store the question, then stream the answer as it is committed."""
    principal = await principal_of(request)
    body = await parse_body(request, SendMessage)
    chat = public(request).chat
    turn = await chat.send(principal, body.session_id, body.message)
    headers = {"x-chat-session-id": turn.session_id, "x-chat-turn-id": turn.id}
    return EventStream(chat.follow(turn.id), UiStreamEncoder(), headers)


async def read_history(request: Request) -> Response:
    """The newest page of a session's messages before a cursor, ascending."""
    principal = await principal_of(request)
    query = parse_query(request, HistoryQuery)
    messages, before = await public(request).chat.list_messages(principal, query.session_id, query.page)
    rendered = b",".join(
        message_json(
            message.id,
            message.session_id,
            message.role,
            message.status,
            message.created_at,
            spliced={"parts": message.parts, "references": message.references, "metadata": message.metadata},
        )
        for message in messages
    )
    return raw_json_response(b'{"messages":[%b],"before":%b}' % (rendered, to_json(before)))
