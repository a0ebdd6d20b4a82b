"""OpenAI's Chat Completions: the crew and its agents for every client that speaks them."""

from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp

from gateway.api.asking import ask, streamed
from gateway.api.authentication import principal_of
from gateway.api.bodies import PRIVATE, json_response
from gateway.api.completion_bodies import Model, ModelList
from gateway.api.following import headers_of
from gateway.api.services import public
from gateway.api.whole_answer import WholeAnswer
from gateway.chat.errors import AgentUnknown
from gateway.chat.model import Principal
from gateway.protocols.commands import Command
from gateway.protocols.errors import ModelUnknown
from gateway.protocols.openai_chat import CREW, Completion
from gateway.protocols.openai_requests import parse_completion_body
from gateway.protocols.reader import Reader
from gateway.protocols.requests import json_object
from shared.ids import is_id

OWNER: Final = "crew-chat"
# Agents come with the product and have no date of their own.
CREATED: Final = 0


async def complete(request: Request) -> ASGIApp:
    """Ask the crew, or the agent that `model` names; the answer streams, or comes as a whole."""
    principal = await principal_of(request)
    raw = await public(request).large_bodies.read(request, principal.organization_id)
    body, command = parse_completion_body(json_object(raw or b"{}"), _session(request))
    await _require_model(request, principal, command)
    if body.stream:
        reader = Reader("openai", model=body.model, include_usage=body.include_usage)
        return await streamed(request, principal, command, reader)
    with public(request).streams.take(principal.organization_id) as place:
        asked = await ask(request, principal, command)
        batches = public(request).chat.follow(asked.turn)
        headers = {**PRIVATE, **headers_of(asked.turn), **asked.headers}
        return place.held_by(WholeAnswer(batches, Completion(body.model), headers))


async def list_models(request: Request) -> Response:
    """The crew, and the agents that the caller may ask alone."""
    principal = await principal_of(request)
    names = [CREW, *(spec.slug for spec in await public(request).agents.visible(principal))]
    return json_response(ModelList(data=[_model(name) for name in names]))


async def read_model(request: Request) -> Response:
    """One of them."""
    principal = await principal_of(request)
    name = request.path_params["model"]
    await _require_model(request, principal, Command("", agent=name if name != CREW else None))
    return json_response(_model(name))


async def _require_model(request: Request, principal: Principal, command: Command) -> None:
    if command.agent is None:
        return
    try:
        await public(request).agents.find(principal, command.agent)
    except AgentUnknown:
        raise ModelUnknown from None


def _model(name: str) -> Model:
    return Model(id=name, created=CREATED, owned_by=OWNER)


def _session(request: Request) -> str | None:
    named = request.headers.get("x-chat-session-id")
    if named is not None and not is_id(named):
        raise HTTPException(400, "X-Chat-Session-Id must be the id of a session.")
    return named
