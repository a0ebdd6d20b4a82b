"""A person decides about the tool calls that the last answer of a session waits for."""

from typing import Annotated

from pydantic import ConfigDict, Field, StrictBool
from starlette.requests import Request
from starlette.responses import Response

from gateway.api.authentication import principal_of
from gateway.api.bodies import Body, Comment, TurnBody, json_response, parse_body
from gateway.api.following import headers_of
from gateway.api.services import public
from gateway.api.session_names import path_name
from gateway.chat.continuation import MAX_DECISIONS, Decision
from shared.ids import ID_PATTERN


class ApprovalAnswer(Body):
    """What you say to one approval."""

    id: str = Field(pattern=ID_PATTERN, description="of the approval, as the answer has it")
    approved: StrictBool
    reason: Comment | None = Field(default=None, description="told to the agent")


class DecideApprovals(Body):
    """Decide about every call that waits; the answer goes on in a turn of its own."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"approvals": [{"id": "apr_01kb2m4v8c2d3e4f5g6h7j8k9m", "approved": True}]}}
    )
    approvals: Annotated[list[ApprovalAnswer], Field(min_length=1, max_length=MAX_DECISIONS)]

    @property
    def decisions(self) -> list[Decision]:
        """The same for the chat."""
        return [Decision(each.id, each.approved, each.reason or None) for each in self.approvals]


async def decide_approvals(request: Request) -> Response:
    """Store the decisions and queue the turn that goes on; it is followed like any other."""
    principal = await principal_of(request)
    name = path_name(request)
    body = await parse_body(request, DecideApprovals)
    turn = (await public(request).approvals.decide(principal, name, body.decisions)).accepted.turn
    told = TurnBody(turn_id=turn.id, session_id=turn.session_id, status=turn.status)
    response = json_response(told, 202)
    response.headers.update(headers_of(turn))
    return response
