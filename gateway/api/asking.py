"""Ask what a body asks, and answer in the protocol of the client: the same for every language that bodies are in."""

from dataclasses import dataclass, replace

from starlette.requests import Request
from starlette.types import ASGIApp

from gateway.api.following import stream_of
from gateway.api.idempotency import REPLAYED, idempotency_key
from gateway.api.services import public
from gateway.chat.errors import NotFound
from gateway.chat.model import Principal, Turn
from gateway.protocols.commands import Command
from gateway.protocols.reader import Reader
from gateway.protocols.routing_headers import routing_headers


@dataclass(frozen=True, slots=True)
class Asked:
    """The turn that answers a request, and what the headers of the response say of that."""

    turn: Turn
    headers: dict[str, str]
    told: int = 0
    """How many events the client was told in the turn that this one continues."""


async def streamed(request: Request, principal: Principal, command: Command, reader: Reader) -> ASGIApp:
    """Store what is asked, then stream the answer as it is committed."""
    with public(request).streams.take(principal.organization_id) as place:
        asked = await ask(request, principal, command)
        reader = replace(reader, goes_on=bool(asked.told))
        return place.held_by(stream_of(request, asked.turn, reader, headers=asked.headers, after=asked.told))


async def ask(request: Request, principal: Principal, command: Command) -> Asked:
    """Store what is asked. Raises what `ChatService.send` raises, HTTPException 400."""
    if command.organization not in (None, principal.organization_id):
        # Whose data is asked about comes from the key alone; a body may only agree.
        raise NotFound
    if command.decisions:
        if command.session is None:
            raise NotFound
        continued = await public(request).approvals.decide(principal, command.session, command.decisions)
        routed = routing_headers(await public(request).agents.route(continued.accepted))
        return Asked(continued.accepted.turn, dict(routed), continued.told)
    chat = public(request).chat
    asking = command.ask(idempotency_key(request))
    ignored = {"x-chat-ignored": ", ".join(command.ignored)} if command.ignored else {}
    try:
        if command.shown is not None:
            accepted = await public(request).comparison.send(principal, asking, command.shown)
            if isinstance(accepted, Turn):
                return Asked(accepted, {**ignored, **REPLAYED})
        else:
            accepted = await chat.send(principal, asking)
    except NotFound:
        if not command.may_be_new:
            raise
        accepted = await chat.send(principal, replace(asking, edits=None))
    routed = routing_headers(await public(request).agents.route(accepted), await chat.decided(accepted.turn))
    return Asked(accepted.turn, {**routed, **ignored, **(REPLAYED if accepted.is_replay else {})})
