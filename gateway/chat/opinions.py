"""What people think of answers: votes on whole ones, feedback on those that they stopped or that failed."""

from gateway.chat.errors import TurnNotStopped
from gateway.chat.model import Feedback, Page, Principal, StopReason, Vote, VoteValue
from gateway.chat.ports.clock import Clock
from gateway.chat.ports.opinions import FeedbackNotes, Votes
from shared.ids import MessageId, SessionId, TurnId


class Opinions:
    """Keeps the opinions of each user apart."""

    def __init__(self, votes: Votes, notes: FeedbackNotes, clock: Clock) -> None:
        self._votes = votes
        self._notes = notes
        self._clock = clock

    async def vote(
        self,
        principal: Principal,
        message_id: MessageId,
        *,
        value: VoteValue,
        comment: str | None = None,
        within: SessionId | None = None,
    ) -> Vote:
        """Put this vote in the place of the user's earlier one; 0 takes that back.

        Raises NotFound, also when the answer is not `within` the session that is named.
        """
        vote = Vote(message_id, value, comment, self._clock())
        await self._votes.cast(principal, vote, within)
        return vote

    async def list_votes(
        self, principal: Principal, session_id: SessionId, page: Page
    ) -> tuple[list[Vote], str | None]:
        """A page of the user's own votes in a session, oldest first. Raises NotFound."""
        return await self._votes.list_votes(principal, session_id, page)

    async def give_feedback(
        self, principal: Principal, turn_id: TurnId, *, reason: StopReason, comment: str | None
    ) -> Feedback:
        """Put this in the place of the user's earlier feedback. Raises NotFound, TurnNotStopped."""
        feedback = Feedback(turn_id, reason, comment, self._clock())
        await self._notes.give(principal, feedback)
        return feedback

    async def explain_stop(
        self, principal: Principal, turn_id: TurnId, *, reason: StopReason | None, comment: str | None
    ) -> None:
        """Keep what was said with a request to stop; nothing when it came after a whole answer. Raises NotFound."""
        if reason is None and comment is None:
            return
        try:
            await self.give_feedback(principal, turn_id, reason=reason or "other", comment=comment)
        except TurnNotStopped:
            return

    async def find_feedback(self, principal: Principal, turn_id: TurnId) -> Feedback:
        """What the user said of this turn. Raises NotFound, also when that is nothing."""
        return await self._notes.find(principal, turn_id)
