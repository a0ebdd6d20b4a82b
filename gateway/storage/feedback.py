"""Why turns were stopped, in SQLite."""

from gateway.chat.errors import NotFound, TurnNotStopped
from gateway.chat.model import Feedback, Principal
from gateway.storage.database import Database, Statement
from gateway.storage.history import owner
from gateway.storage.rows import integer, one_of, text
from shared.ids import TurnId

SELECT_TURN = """
SELECT 1 FROM turn WHERE organization_id = :organization_id AND user_id = :user_id AND id = :turn_id
"""

# A turn that was asked to stop ends within moments: whoever asked need not wait to say why.
GIVE_FEEDBACK = """
INSERT INTO turn_feedback (turn_id, user_id, organization_id, reason, comment, given_at)
SELECT id, :user_id, organization_id, :reason, :comment, :given_at FROM turn
WHERE organization_id = :organization_id AND user_id = :user_id AND id = :turn_id
  AND (status IN ('stopped', 'failed', 'interrupted') OR status IN ('queued', 'running') AND stop_requested = 1)
ON CONFLICT (turn_id, user_id) DO UPDATE
SET reason = excluded.reason, comment = excluded.comment, given_at = excluded.given_at
"""

SELECT_FEEDBACK = """
SELECT reason, comment, given_at FROM turn_feedback
WHERE organization_id = :organization_id AND user_id = :user_id AND turn_id = :turn_id
"""


class SqliteFeedbackNotes:
    """The port `FeedbackNotes` on SQLite."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def give(self, principal: Principal, feedback: Feedback) -> None:
        values = {
            **owner(principal),
            "turn_id": feedback.turn_id,
            "reason": feedback.reason,
            "comment": feedback.comment,
            "given_at": feedback.given_at,
        }
        await self._database.batch(
            [
                Statement(SELECT_TURN, values, otherwise=NotFound),
                Statement(GIVE_FEEDBACK, values, otherwise=TurnNotStopped),
            ]
        )

    async def find(self, principal: Principal, turn_id: TurnId) -> Feedback:
        rows = await self._database.rows(SELECT_FEEDBACK, {**owner(principal), "turn_id": turn_id})
        if not rows:
            raise NotFound
        reason, comment, given_at = rows[0]
        return Feedback(turn_id, one_of(reason), None if comment is None else text(comment), integer(given_at))
