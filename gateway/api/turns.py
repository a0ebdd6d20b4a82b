"""Follow a turn from a second connection, resume it, stop it."""

from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp

from gateway.api.authentication import principal_of
from gateway.api.bodies import PRIVATE, StoppedTurns, StreamQuery, TurnBody, json_response, parse_body, parse_query
from gateway.api.event_stream import EventStream
from gateway.api.opinion_bodies import StopTurn
from gateway.api.services import public
from gateway.chat.errors import NotFound
from gateway.chat.model import Turn
from gateway.protocols.ui_stream import UiStreamEncoder
from shared.ids import SessionId, TurnId, is_id


async def stream_turn(request: Request) -> ASGIApp:
    """The events of a turn, from the first, or after `?after=n` or `Last-Event-ID`."""
    principal = await principal_of(request)
    after = parse_query(request, StreamQuery).after or _last_event_id(request)
    with public(request).streams.take(principal.organization_id) as place:
        turn, after = await public(request).chat.find_turn(principal, _turn_id(request), after)
        return place.held_by(stream_of(request, turn, after=after))


async def stream_session(request: Request) -> ASGIApp:
    """The answer that is being written in a session, from its first event; 204 when there is none."""
    principal = await principal_of(request)
    session_id = _session_id(request)
    turns = await public(request).chat.open_turns(principal, session_id)
    if not turns:
        return Response(status_code=204, headers=PRIVATE)
    after = parse_query(request, StreamQuery).after or _last_event_id(request)
    with public(request).streams.take(principal.organization_id) as place:
        turn, after = await public(request).chat.find_turn(principal, turns[0].id, after)
        return place.held_by(stream_of(request, turn, after=after))


async def resume_messages(request: Request) -> ASGIApp:
    """`stream_session` at the path that AI SDK clients make from the one they post to."""
    return await stream_session(request)


async def stop_turn(request: Request) -> Response:
    """Ask for the end of a turn, and keep why; the same answer however often."""
    principal = await principal_of(request)
    why = await parse_body(request, StopTurn)
    turn = await public(request).chat.stop(principal, _turn_id(request))
    await public(request).opinions.explain_stop(principal, turn.id, reason=why.reason, comment=why.comment or None)
    return json_response(_body(turn), 202)


async def stop_session(request: Request) -> Response:
    """Ask for the end of every open turn of a session."""
    principal = await principal_of(request)
    turns = await public(request).chat.stop_session(principal, _session_id(request))
    return json_response(StoppedTurns(turns=[_body(turn) for turn in turns]), 202)


def stream_of(request: Request, turn: Turn, *, after: int = 0, headers: Mapping[str, str] | None = None) -> EventStream:
    """The response that tells a turn to this reader."""
    named = {
        "x-chat-session-id": turn.session_id,
        "x-chat-turn-id": turn.id,
        "location": f"/api/v1/chat/turns/{turn.id}/stream",
        **(headers or {}),
    }
    return EventStream(public(request).chat.follow(turn), UiStreamEncoder(), named, after=after)


def _last_event_id(request: Request) -> int:
    header = request.headers.get("last-event-id", "0")
    if not header.isascii() or not header.isdecimal() or len(header) > 15:
        raise HTTPException(400, "Last-Event-ID must be the id of an event.")
    return int(header)


def _turn_id(request: Request) -> TurnId:
    return TurnId(_id(request, "turn_id"))


def _session_id(request: Request) -> SessionId:
    return SessionId(_id(request, "session_id"))


def _id(request: Request, name: str) -> str:
    found: str = request.path_params[name]
    if not is_id(found):
        raise NotFound
    return found


def _body(turn: Turn) -> TurnBody:
    return TurnBody(turn_id=turn.id, session_id=turn.session_id, status=turn.status)
