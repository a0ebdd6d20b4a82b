"""What people say of answers."""

from typing import Protocol

from gateway.chat.model import (
    Feedback,
    Page,
    Principal,
    Vote,
)
from shared.ids import (
    SessionId,
    TurnId,
)


class Votes(Protocol):
    """One vote a user and answer. Foreign and missing answers are both `NotFound`, and so is what is no answer yet."""

    async def cast(self, principal: Principal, vote: Vote, within: SessionId | None = None) -> None:
        """Store the vote in place of the user's earlier one; a value of 0 removes that.

        Raises NotFound, also when the answer is not `within` the session that is named.
        """
        ...

    async def list_votes(
        self, principal: Principal, session_id: SessionId, page: Page
    ) -> tuple[list[Vote], str | None]:
        """The user's own votes in a session, oldest first, with the cursor of the next page. Raises NotFound."""
        ...


class FeedbackNotes(Protocol):
    """Why turns were stopped: one note a user and turn, the last one."""

    async def give(self, principal: Principal, feedback: Feedback) -> None:
        """Raises NotFound, TurnNotStopped."""
        ...

    async def find(self, principal: Principal, turn_id: TurnId) -> Feedback:
        """The user's own. Raises NotFound, also when there is none."""
        ...
