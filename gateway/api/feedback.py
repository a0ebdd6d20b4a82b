"""Feedback on turns that were stopped or failed: give it, read your own."""

from starlette.requests import Request
from starlette.responses import Response

from gateway.api.authentication import principal_of
from gateway.api.bodies import json_response, parse_body
from gateway.api.opinion_bodies import FeedbackBody, GiveFeedback
from gateway.api.path_ids import path_id
from gateway.api.services import public
from gateway.chat.model import Feedback
from gateway.chat.timestamps import iso
from shared.ids import TurnId


async def give_feedback(request: Request) -> Response:
    """Put this in the place of the caller's earlier feedback."""
    principal = await principal_of(request)
    turn_id = TurnId(path_id(request, "turn_id"))
    body = await parse_body(request, GiveFeedback)
    feedback = await public(request).opinions.give_feedback(
        principal, turn_id, reason=body.reason, comment=body.comment or None
    )
    return json_response(_body(feedback))


async def read_feedback(request: Request) -> Response:
    """What the caller said of a turn."""
    principal = await principal_of(request)
    turn_id = TurnId(path_id(request, "turn_id"))
    return json_response(_body(await public(request).opinions.find_feedback(principal, turn_id)))


def _body(feedback: Feedback) -> FeedbackBody:
    return FeedbackBody(
        turn_id=feedback.turn_id,
        reason=feedback.reason,
        comment=feedback.comment,
        given_at=iso(feedback.given_at),
    )
