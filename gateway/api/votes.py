"""Votes: cast one, list your own."""

from starlette.requests import Request
from starlette.responses import Response

from gateway.api.authentication import principal_of
from gateway.api.bodies import json_response, parse_body, parse_query
from gateway.api.opinion_bodies import CastVote, VoteBody, VoteList, VotesQuery
from gateway.api.path_ids import path_id
from gateway.api.services import public
from gateway.api.session_names import session_of
from gateway.chat.model import Vote
from gateway.chat.timestamps import iso
from shared.ids import MessageId


async def cast_vote(request: Request) -> Response:
    """Put this vote in the place of the earlier one."""
    principal = await principal_of(request)
    message_id = MessageId(path_id(request, "message_id"))
    body = await parse_body(request, CastVote)
    vote = await public(request).opinions.vote(principal, message_id, value=body.vote, comment=body.comment or None)
    return json_response(_body(vote))


async def list_votes(request: Request) -> Response:
    """The caller's own votes in a session, oldest first."""
    principal = await principal_of(request)
    session_id = await session_of(request, principal)
    query = parse_query(request, VotesQuery)
    votes, after = await public(request).opinions.list_votes(principal, session_id, query.page)
    return json_response(VoteList(votes=[_body(vote) for vote in votes], after=after))


def _body(vote: Vote) -> VoteBody:
    return VoteBody(message_id=vote.message_id, vote=vote.value, comment=vote.comment, voted_at=iso(vote.voted_at))
