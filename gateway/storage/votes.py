"""Votes in SQLite: an answer is found by whoever may read its session, a vote by its user."""

from gateway.chat.errors import NotFound
from gateway.chat.model import Page, Principal, Vote
from gateway.storage.cursors import pack, unpack
from gateway.storage.database import Database, Row, Statement, Value
from gateway.storage.history import SELECT_READABLE_SESSION, owner
from gateway.storage.rows import integer, one_of, text
from shared.ids import MessageId, SessionId

CAST_VOTE = """
INSERT INTO vote (message_id, user_id, organization_id, session_id, value, comment, voted_at)
SELECT message.id, :user_id, message.organization_id, message.session_id, :value, :comment, :voted_at
FROM message JOIN session ON session.id = message.session_id
WHERE session.organization_id = :organization_id AND message.id = :message_id
  AND (session.user_id = :user_id OR session.visibility = 'organization')
  AND message.role = 'assistant' AND message.status <> 'pending'
  AND (:within IS NULL OR session.id = :within)
ON CONFLICT (message_id, user_id) DO UPDATE
SET value = excluded.value, comment = excluded.comment, voted_at = excluded.voted_at
"""

SELECT_ANSWER = """
SELECT 1 FROM message JOIN session ON session.id = message.session_id
WHERE session.organization_id = :organization_id AND message.id = :message_id
  AND (session.user_id = :user_id OR session.visibility = 'organization')
  AND message.role = 'assistant' AND message.status <> 'pending'
  AND (:within IS NULL OR session.id = :within)
"""

DELETE_VOTE = """
DELETE FROM vote WHERE organization_id = :organization_id AND user_id = :user_id AND message_id = :message_id
"""

SELECT_VOTES = """
SELECT vote.message_id, vote.value, vote.comment, vote.voted_at FROM vote JOIN session ON session.id = vote.session_id
WHERE vote.organization_id = :organization_id AND vote.user_id = :user_id AND vote.session_id = :session_id
  AND (session.user_id = :user_id OR session.visibility = 'organization')
  AND (vote.voted_at, vote.message_id) > (:voted_after, :id_after)
ORDER BY vote.voted_at, vote.message_id LIMIT :limit
"""


class SqliteVotes:
    """The port `Votes` on SQLite."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def cast(self, principal: Principal, vote: Vote, within: SessionId | None = None) -> None:
        values: dict[str, Value] = {
            **owner(principal),
            "message_id": vote.message_id,
            "within": within,
            "value": vote.value,
            "comment": vote.comment,
            "voted_at": vote.voted_at,
        }
        if vote.value:
            await self._database.batch([Statement(CAST_VOTE, values, otherwise=NotFound)])
        else:
            await self._database.batch(
                [Statement(SELECT_ANSWER, values, otherwise=NotFound), Statement(DELETE_VOTE, values)]
            )

    async def list_votes(
        self, principal: Principal, session_id: SessionId, page: Page
    ) -> tuple[list[Vote], str | None]:
        voted_after, id_after = unpack(page.cursor) if page.cursor else (-1, "")
        values: dict[str, Value] = {**owner(principal), "session_id": session_id}
        place: dict[str, Value] = {"voted_after": voted_after, "id_after": id_after, "limit": page.limit + 1}
        rows = await self._database.rows(SELECT_VOTES, {**values, **place})
        if not rows and not await self._database.rows(SELECT_READABLE_SESSION, values):
            raise NotFound
        votes = [_vote(row) for row in rows[: page.limit]]
        is_last = len(rows) <= page.limit
        return votes, None if is_last else pack(votes[-1].voted_at, votes[-1].message_id)


def _vote(row: Row) -> Vote:
    message_id, value, comment, voted_at = row
    return Vote(
        MessageId(text(message_id)), one_of(value), None if comment is None else text(comment), integer(voted_at)
    )
