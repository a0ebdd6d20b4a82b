"""Sessions as they are listed, shown, arranged and named, in SQLite."""

from gateway.chat.errors import NotFound
from gateway.chat.model import Page, Principal
from gateway.chat.sessions import SessionChange, SessionFilter, SessionView
from gateway.storage.cursors import MAX_INTEGER, pack, unpack
from gateway.storage.database import Database, Row, Statement, Value
from gateway.storage.folding import folded
from gateway.storage.history import AFTER_ALL_IDS, owner
from gateway.storage.rows import integer, one_of, text
from shared.ids import SessionId, UserId

# Of the words for an open turn the greater one is the one that counts.
SELECT_READABLE = """
SELECT id, user_id, title, title_origin, title_model, created_at, updated_at,
       is_pinned AND user_id = :user_id, is_archived, visibility,
       (SELECT count(*) FROM message WHERE message.session_id = session.id AND message.status <> 'pending'),
       coalesce((SELECT max(turn.status) FROM turn
                 WHERE turn.session_id = session.id AND turn.status IN ('queued', 'running')), 'idle'),
       user_id = :user_id
FROM session
WHERE organization_id = :organization_id AND id = :session_id
  AND (user_id = :user_id OR visibility = 'organization')
"""

# `folded` is ours (gateway/storage/folding.py).
SELECT_OWN = """
SELECT id, user_id, title, title_origin, title_model, created_at, updated_at, is_pinned, is_archived, visibility,
       (SELECT count(*) FROM message WHERE message.session_id = session.id AND message.status <> 'pending'),
       coalesce((SELECT max(turn.status) FROM turn
                 WHERE turn.session_id = session.id AND turn.status IN ('queued', 'running')), 'idle'),
       1
FROM session
WHERE organization_id = :organization_id AND user_id = :user_id AND is_archived = :is_archived
  AND (:is_pinned IS NULL OR is_pinned = :is_pinned)
  AND (:in_title IS NULL OR instr(folded(title), :in_title) > 0)
  AND (is_pinned, updated_at, id) < (:pinned_before, :updated_before, :id_before)
ORDER BY is_pinned DESC, updated_at DESC, id DESC LIMIT :limit
"""

# A pin is its owner's: to others it is neither shown nor first.
SELECT_SHOWN = """
SELECT id, user_id, title, title_origin, title_model, created_at, updated_at,
       is_pinned AND user_id = :user_id, is_archived, visibility,
       (SELECT count(*) FROM message WHERE message.session_id = session.id AND message.status <> 'pending'),
       coalesce((SELECT max(turn.status) FROM turn
                 WHERE turn.session_id = session.id AND turn.status IN ('queued', 'running')), 'idle'),
       user_id = :user_id
FROM session
WHERE organization_id = :organization_id AND visibility = 'organization' AND is_archived = :is_archived
  AND (:is_pinned IS NULL OR (is_pinned AND user_id = :user_id) = :is_pinned)
  AND (:in_title IS NULL OR instr(folded(title), :in_title) > 0)
  AND (updated_at, id) < (:updated_before, :id_before)
ORDER BY updated_at DESC, id DESC LIMIT :limit
"""

CHANGE_SESSION = """
UPDATE session SET title = coalesce(:title, title),
                   title_origin = CASE WHEN :title IS NULL THEN title_origin ELSE 'user' END,
                   title_model = CASE WHEN :title IS NULL THEN title_model END,
                   is_pinned = coalesce(:is_pinned, is_pinned), is_archived = coalesce(:is_archived, is_archived),
                   visibility = coalesce(:visibility, visibility)
WHERE organization_id = :organization_id AND user_id = :user_id AND id = :session_id
"""


class SqliteSessions:
    """The port `Sessions` on SQLite."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, principal: Principal, session_id: SessionId) -> SessionView:
        rows = await self._database.rows(SELECT_READABLE, {**owner(principal), "session_id": session_id})
        if not rows:
            raise NotFound
        return _view(rows[0])

    async def list_sessions(
        self, principal: Principal, which: SessionFilter, page: Page
    ) -> tuple[list[SessionView], str | None]:
        values = {**owner(principal), **_filtered(which), **_after(page.cursor), "limit": page.limit + 1}
        rows = await self._database.rows(SELECT_SHOWN if which.of_organization else SELECT_OWN, values)
        sessions = [_view(row) for row in rows[: page.limit]]
        is_last = len(rows) <= page.limit
        return sessions, None if is_last else _cursor(sessions[-1])

    async def change(self, principal: Principal, session_id: SessionId, change: SessionChange) -> SessionView:
        values: dict[str, Value] = {
            **owner(principal),
            "session_id": session_id,
            "title": change.title,
            "is_pinned": change.is_pinned,
            "is_archived": change.is_archived,
            "visibility": change.visibility,
        }
        *_, rows = await self._database.batch(
            [Statement(CHANGE_SESSION, values, otherwise=NotFound), Statement(SELECT_READABLE, values)]
        )
        return _view(rows[0])


def _filtered(which: SessionFilter) -> dict[str, Value]:
    return {"is_archived": which.is_archived, "is_pinned": which.is_pinned, "in_title": folded(which.in_title)}


def _after(cursor: str | None) -> dict[str, Value]:
    """The place of a cursor, whose number is the time with the pin as its last bit."""
    if cursor is None:
        return {"pinned_before": 1, "updated_before": MAX_INTEGER, "id_before": AFTER_ALL_IDS}
    number, name = unpack(cursor)
    return {"pinned_before": number & 1, "updated_before": number >> 1, "id_before": name}


def _cursor(last: SessionView) -> str:
    return pack(last.updated_at << 1 | last.is_pinned, last.id)


def _view(row: Row) -> SessionView:
    return SessionView(
        id=SessionId(text(row[0])),
        user_id=UserId(text(row[1])),
        title=None if row[2] is None else text(row[2]),
        title_origin=one_of(row[3]),
        title_model=None if row[4] is None else text(row[4]),
        created_at=integer(row[5]),
        updated_at=integer(row[6]),
        is_pinned=bool(row[7]),
        is_archived=bool(row[8]),
        visibility=one_of(row[9]),
        message_count=integer(row[10]),
        status=one_of(row[11]),
        is_own=bool(row[12]),
    )
