"""Stop a turn, or all of a session."""

from starlette.requests import Request
from starlette.responses import Response

from gateway.api.authentication import principal_of
from gateway.api.bodies import StoppedTurns, TurnBody, json_response, parse_body
from gateway.api.opinion_bodies import StopTurn
from gateway.api.path_ids import path_id
from gateway.api.services import public
from gateway.api.session_names import session_of
from gateway.chat.model import Turn
from shared.ids import TurnId


async def stop_turn(request: Request) -> Response:
    """Ask for the end of a turn, and keep why; the same answer however often."""
    principal = await principal_of(request)
    why = await parse_body(request, StopTurn)
    turn = await public(request).chat.stop(principal, TurnId(path_id(request, "turn_id")))
    await public(request).opinions.explain_stop(principal, turn.id, reason=why.reason, comment=why.comment or None)
    return json_response(_body(turn), 202)


async def stop_session(request: Request) -> Response:
    """Ask for the end of every open turn of a session."""
    principal = await principal_of(request)
    turns = await public(request).chat.stop_session(principal, await session_of(request, principal))
    return json_response(StoppedTurns(turns=[_body(turn) for turn in turns]), 202)


def _body(turn: Turn) -> TurnBody:
    return TurnBody(turn_id=turn.id, session_id=turn.session_id, status=turn.status)
