"""Follow a turn from a second connection, resume it; in whichever protocol."""

from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp

from gateway.api.authentication import principal_of
from gateway.api.bodies import PRIVATE, parse_query
from gateway.api.event_stream import EventStream
from gateway.api.path_ids import path_id
from gateway.api.reader_bodies import ReaderQuery, ResumeQuery, StreamQuery
from gateway.api.services import public
from gateway.api.session_names import path_name, session_of
from gateway.chat.errors import NotFound
from gateway.chat.model import Principal, Turn
from gateway.chat.service import SESSION_PREFIX
from gateway.protocols.choice import ProtocolName, chosen
from gateway.protocols.reader import Reader
from shared.ids import SessionId, TurnId


async def stream_turn(request: Request) -> ASGIApp:
    """The events of a turn, from the first, or after `?after=n` or `Last-Event-ID`."""
    principal = await principal_of(request)
    query = parse_query(request, StreamQuery)
    reader = reader_of(request, query)
    after = _resume_after(request, query)
    with public(request).streams.take(principal.organization_id) as place:
        turn, after = await public(request).chat.find_turn(principal, TurnId(path_id(request, "turn_id")), after)
        return place.held_by(stream_of(request, turn, reader, after=after))


async def stream_session(request: Request) -> ASGIApp:
    """The answer that is being written in a session, from its first event; nothing when there is none."""
    principal = await principal_of(request)
    query = parse_query(request, StreamQuery)
    reader, after = reader_of(request, query), _resume_after(request, query)
    session_id = await session_of(request, principal)
    return await _stream_open(request, principal, session_id, reader, after=after)


async def resume_messages(request: Request) -> ASGIApp:
    """`stream_session` at the path that AI SDK clients make from the one they post to.

    A client looks there before the first question of a session that it has named itself: nothing runs in it.
    """
    try:
        return await stream_session(request)
    except NotFound:
        if path_name(request).startswith(SESSION_PREFIX):
            raise
        return _nothing(reader_of(request, parse_query(request, StreamQuery)))


async def resume_chat(request: Request) -> ASGIApp:
    """`stream_session` as AI SDK 4 asks it, and in its protocol unless another is named."""
    principal = await principal_of(request)
    query = parse_query(request, ResumeQuery)
    reader, after = reader_of(request, query, otherwise="data"), _resume_after(request, query)
    try:
        session_id = await session_of(request, principal, query.chat_id)
    except NotFound:
        return _nothing(reader)
    return await _stream_open(request, principal, session_id, reader, after=after)


async def _stream_open(
    request: Request, principal: Principal, session_id: SessionId, reader: Reader, *, after: int
) -> ASGIApp:
    turns = await public(request).chat.open_turns(principal, session_id)
    if not turns:
        return _nothing(reader)
    with public(request).streams.take(principal.organization_id) as place:
        turn, after = await public(request).chat.find_turn(principal, turns[0].id, after)
        return place.held_by(stream_of(request, turn, reader, after=after))


def _nothing(reader: Reader) -> Response:
    encoder = reader.encoder()
    return Response(status_code=encoder.nothing, headers={**PRIVATE, **encoder.headers})


def reader_of(request: Request, query: ReaderQuery, *, otherwise: ProtocolName = "ui") -> Reader:
    """How the client wants to be told. Raises UnknownProtocol, NotAcceptable."""
    accept = ",".join(request.headers.getlist("accept"))
    return Reader(chosen(query.protocol, accept, otherwise=otherwise))


def stream_of(
    request: Request, turn: Turn, reader: Reader, *, after: int = 0, headers: Mapping[str, str] | None = None
) -> EventStream:
    """The response that tells a turn to this reader."""
    named = {**headers_of(turn), **(headers or {})}
    encoder = reader.encoder()
    return EventStream(public(request).chat.follow(turn), encoder, named, after=after if encoder.has_rest else 0)


def headers_of(turn: Turn) -> dict[str, str]:
    """The headers that name a turn, and where it can be followed."""
    return {
        "x-chat-session-id": turn.session_id,
        "x-chat-turn-id": turn.id,
        "location": f"/api/v1/chat/turns/{turn.id}/stream",
    }


def _resume_after(request: Request, query: StreamQuery) -> int:
    header = request.headers.get("last-event-id", "0")
    if not header.isascii() or not header.isdecimal() or len(header) > 15:
        raise HTTPException(400, "Last-Event-ID must be the id of an event.")
    return query.after or int(header)
