"""Bodies of votes and of feedback on turns that were stopped."""

from typing import Annotated, Self

from pydantic import BeforeValidator, ConfigDict, Field, model_validator

from gateway.api.bodies import DEFAULT_PAGE, MAX_PAGE, Body, Comment, Time
from gateway.chat.model import Page, StopReason, VoteValue


def _not_a_boolean(value: object) -> object:
    # To Python, true is 1.
    if isinstance(value, bool):
        raise ValueError("must be -1, 0 or 1")
    return value


class CastVote(Body):
    """Vote on an answer; 0 takes the vote back, and keeps no comment."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {"vote": -1, "comment": "The numbers are those of last month."},
            "anyOf": [{"properties": {"vote": {"enum": [-1, 1]}}}, {"properties": {"comment": {"type": "null"}}}],
        }
    )
    vote: Annotated[VoteValue, BeforeValidator(_not_a_boolean)]
    comment: Comment | None = None

    @model_validator(mode="after")
    def _no_comment_alone(self) -> Self:
        if not self.vote and self.comment:
            raise ValueError("a vote of 0 keeps no comment")
        return self


class VoteBody(Body):
    """Your vote on an answer."""

    message_id: str
    vote: VoteValue
    comment: str | None
    voted_at: Time


class VoteList(Body):
    """A page of your votes, oldest first; `after` is the cursor of the next page."""

    votes: list[VoteBody]
    after: str | None


class VotesQuery(Body):
    """Query of the list of votes."""

    limit: int = Field(default=DEFAULT_PAGE, ge=1, le=MAX_PAGE)
    after: str | None = Field(default=None, min_length=1, max_length=256)

    @property
    def page(self) -> Page:
        """The page that is asked for."""
        return Page(self.limit, self.after)


class GiveFeedback(Body):
    """Say why a turn was stopped, or what was wrong with one that failed."""

    reason: StopReason
    comment: Comment | None = None


class StopTurn(Body):
    """Say why, if you like; a comment alone has the reason `other`."""

    reason: StopReason | None = None
    comment: Comment | None = None


class FeedbackBody(Body):
    """Your feedback on a turn."""

    turn_id: str
    reason: StopReason
    comment: str | None
    given_at: Time
