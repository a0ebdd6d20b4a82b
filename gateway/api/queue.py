"""The queue of an organization, for its administrators."""

from typing import Literal

from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from gateway.api.authentication import admin_of
from gateway.api.bodies import Body, Time, json_response
from gateway.api.services import public
from gateway.chat.open_turns import OpenTurn
from gateway.chat.timestamps import iso


class OpenTurnBody(Body):
    """A question that waits or is being answered. What it asks is its user's."""

    turn_id: str
    session_id: str
    user_id: str
    status: Literal["queued", "running"]
    accepted_at: Time
    started_at: Time | None = Field(description="when its run began; null while it waits for its first")
    position: int | None = Field(description="1 is next, counted over all organizations; null when it does not wait")
    eta_seconds: int | None


class QueueBody(Body):
    """Questions of the organization that are open, oldest first."""

    turns: list[OpenTurnBody]
    turn_seconds: float | None = Field(description="what a turn takes of late; null before the first")
    slots: int = Field(description="how many turns containers run at once, of all organizations")


async def read_queue(request: Request) -> Response:
    """What waits and what runs."""
    seen = await public(request).queue.look(await admin_of(request))
    return json_response(
        QueueBody(turns=[_body(each) for each in seen.turns], turn_seconds=seen.turn_seconds, slots=seen.slots)
    )


def _body(seen: OpenTurn) -> OpenTurnBody:
    turn, place = seen.turn, seen.place
    return OpenTurnBody(
        turn_id=turn.id,
        session_id=turn.session_id,
        user_id=turn.user_id,
        status="running" if turn.status == "running" else "queued",
        accepted_at=iso(turn.created_at),
        started_at=None if seen.started_at is None else iso(seen.started_at),
        position=None if place is None else place.position,
        eta_seconds=None if place is None else place.eta_seconds,
    )
