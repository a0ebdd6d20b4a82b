"""Ask a question and read the answer as it comes; read what was said."""

import re

from pydantic_core import to_json
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp

from gateway.api.authentication import principal_of
from gateway.api.bodies import (
    HistoryQuery,
    SendMessage,
    message_json,
    parse_body,
    parse_query,
    raw_json_response,
)
from gateway.api.following import reader_of, stream_of
from gateway.api.reader_bodies import ReaderQuery
from gateway.api.services import public
from gateway.api.session_names import session_of
from gateway.chat.service import LAST, Ask
from gateway.protocols.routing_headers import routing_headers

# A structured-field string or the same without its quotes (draft-ietf-httpapi-idempotency-key-header).
IDEMPOTENCY_KEY = re.compile(r'^"?([!#-\[\]-~]{1,255})"?$')


async def send_message(request: Request) -> ASGIApp:
    """Store the question, then stream the answer as it is committed."""
    principal = await principal_of(request)
    reader = reader_of(request, parse_query(request, ReaderQuery))
    key = _key(request)
    body = await parse_body(request, SendMessage)
    ask = Ask(
        body.message or "",
        body.session_id,
        key,
        body.on_busy,
        body.agent,
        client_message_id=body.message_id,
        edits=body.edits,
        regenerates=LAST if body.regenerates == "last" else body.regenerates,
    )
    with public(request).streams.take(principal.organization_id) as place:
        accepted = await public(request).chat.send(principal, ask)
        replayed = {"idempotency-replayed": "true"} if accepted.is_replay else {}
        routed = routing_headers(public(request).agents.route(accepted))
        return place.held_by(stream_of(request, accepted.turn, reader, headers={**routed, **replayed}))


async def read_history(request: Request) -> Response:
    """The newest page of a session's messages before a cursor, ascending."""
    principal = await principal_of(request)
    query = parse_query(request, HistoryQuery)
    session_id = await session_of(request, principal, query.session_id)
    messages, before = await public(request).chat.list_messages(principal, session_id, query.page)
    rendered = b",".join(
        message_json(
            message.id,
            message.session_id,
            message.role,
            message.status,
            message.created_at,
            spliced={
                "parts": message.parts,
                "references": message.references,
                "metadata": message.metadata,
                "vote": str(message.vote),
                "alternatives": message.alternatives,
            },
        )
        for message in messages
    )
    return raw_json_response(b'{"messages":[%b],"before":%b}' % (rendered, to_json(before)))


def _key(request: Request) -> str | None:
    header = request.headers.get("idempotency-key")
    if header is None:
        return None
    found = IDEMPOTENCY_KEY.match(header)
    if found is None:
        raise HTTPException(400, "Idempotency-Key must be 1 to 255 visible ASCII characters.")
    return found.group(1)
