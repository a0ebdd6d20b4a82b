"""What could be asked after an answer."""

from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from gateway.api.authentication import principal_of
from gateway.api.bodies import Body, json_response
from gateway.api.path_ids import path_id
from gateway.api.services import public
from shared.ids import TurnId


class SuggestionsBody(Body):
    """Up to three questions; none while they are not written, or when there will be none."""

    turn_id: str
    suggestions: list[str]
    model: str | None = Field(description="the model that wrote them, as it names itself")


async def read_suggestions(request: Request) -> Response:
    """The suggestions after a turn of the caller's."""
    principal = await principal_of(request)
    turn_id = TurnId(path_id(request, "turn_id"))
    found = await public(request).suggestions(principal, turn_id)
    return json_response(SuggestionsBody(turn_id=turn_id, suggestions=list(found.texts), model=found.model))
