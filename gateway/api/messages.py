"""Ask a question and read the answer as it comes; read what was said."""

from dataclasses import replace

from pydantic import ValidationError
from pydantic_core import to_json
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp

from gateway.api.asking import streamed
from gateway.api.authentication import principal_of
from gateway.api.bodies import (
    MAX_BODY_BYTES,
    TOO_LARGE,
    HistoryQuery,
    SendMessage,
    message_json,
    parse_query,
    raw_json_response,
)
from gateway.api.explaining import explained
from gateway.api.explanation_bodies import AskQuery
from gateway.api.following import reader_of
from gateway.api.services import public
from gateway.api.session_names import session_of
from gateway.protocols.commands import Command
from gateway.protocols.requests import parse_foreign


async def send_message(request: Request) -> ASGIApp:
    """Store the question, then stream the answer as it is committed."""
    principal = await principal_of(request)
    query = parse_query(request, AskQuery)
    raw = await public(request).large_bodies.read(request, principal.organization_id)
    command = _command(raw or b"{}")
    if query.explain:
        return await explained(request, principal, command)
    reader = reader_of(request, query, otherwise=command.protocol)
    return await streamed(request, principal, command, replace(reader, run=command.run))


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
                "turn_id": to_json(message.turn_id).decode(),
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


def _command(raw: bytes) -> Command:
    try:
        foreign = parse_foreign(raw)
    except ValidationError:
        if len(raw) > MAX_BODY_BYTES:
            raise HTTPException(413, TOO_LARGE) from None
        raise
    if foreign is not None:
        return foreign
    # With a file in it, it may be as long as those of other clients.
    if len(raw) > MAX_BODY_BYTES and b'"files"' not in raw:
        raise HTTPException(413, TOO_LARGE)
    return SendMessage.model_validate_json(raw).command
