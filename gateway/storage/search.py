"""Full-text search over one's own messages, newest first."""

import secrets

from pydantic_core import to_json

from gateway.chat.model import Page, Principal
from gateway.chat.search import Found, Range, snippet_of
from gateway.storage.cursors import MAX_INTEGER, pack, unpack
from gateway.storage.database import Database, Row, Value
from gateway.storage.history import owner
from gateway.storage.rows import integer, one_of, text
from gateway.storage.sought import Sought, lowered, read_sought
from shared.ids import MessageId, SessionId

# Rows of FTS5 come by their number, so nothing is sorted and only as many are read as a page needs.
SELECT_WITH_WORDS = """
SELECT search_entry.number, message.session_id, session.title, message.id, message.role, message.created_at,
       highlight(message_search, 1, :opening, :closing)
FROM message_search
CROSS JOIN search_entry ON search_entry.number = message_search.rowid
CROSS JOIN message ON message.id = search_entry.message_id
CROSS JOIN session ON session.id = message.session_id
WHERE message_search MATCH :match AND message_search.rowid < :before
  AND session.organization_id = :organization_id AND session.user_id = :user_id
  AND NOT EXISTS (SELECT 1 FROM json_each(:letters) AS wanted WHERE instr(lower(message.text), wanted.value) = 0)
ORDER BY message_search.rowid DESC LIMIT :limit
"""

SELECT_WITH_LETTERS = """
SELECT search_entry.number, message.session_id, session.title, message.id, message.role, message.created_at,
       message.text
FROM search_entry
CROSS JOIN message ON message.id = search_entry.message_id
CROSS JOIN session ON session.id = message.session_id
WHERE search_entry.organization_id = :organization_id AND search_entry.user_id = :user_id
  AND search_entry.number < :before
  AND session.organization_id = :organization_id AND session.user_id = :user_id
  AND NOT EXISTS (SELECT 1 FROM json_each(:letters) AS wanted WHERE instr(lower(message.text), wanted.value) = 0)
ORDER BY search_entry.number DESC LIMIT :limit
"""


class SqliteSearch:
    """The port `Search` on SQLite."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def search(self, principal: Principal, sought: str, page: Page) -> tuple[list[Found], str | None]:
        before = unpack(page.cursor)[0] if page.cursor else MAX_INTEGER
        asked = read_sought(sought)
        if not asked.words and not asked.letters:
            return [], None
        # Marks that no text can hold, since nobody knows them.
        secret = secrets.token_hex(8)
        opening, closing = f"<{secret}>", f"</{secret}>"
        values: dict[str, Value] = {
            **owner(principal),
            "before": before,
            "letters": to_json(asked.letters).decode(),
            "limit": page.limit + 1,
        }
        if asked.words:
            match = asked.match(principal.organization_id, principal.user_id)
            marked: dict[str, Value] = {"match": match, "opening": opening, "closing": closing}
            rows = await self._database.rows(SELECT_WITH_WORDS, {**values, **marked})
        else:
            rows = await self._database.rows(SELECT_WITH_LETTERS, values)
        found = [_found(row, asked, opening, closing) for row in rows[: page.limit]]
        is_last = len(rows) <= page.limit
        return found, None if is_last else pack(integer(rows[page.limit - 1][0]))


def _found(row: Row, asked: Sought, opening: str, closing: str) -> Found:
    said, matches = _unmarked(text(row[6]), opening, closing)
    return Found(
        session_id=SessionId(text(row[1])),
        session_title=None if row[2] is None else text(row[2]),
        message_id=MessageId(text(row[3])),
        role=one_of(row[4]),
        created_at=integer(row[5]),
        snippet=snippet_of(said, [*matches, *_places(said, asked.letters)]),
    )


def _unmarked(marked: str, opening: str, closing: str) -> tuple[str, list[Range]]:
    """The text as it was stored, and what stood between marks."""
    first, *others = marked.split(opening)
    matches: list[Range] = []
    said = first
    for other in others:
        match, _, rest = other.partition(closing)
        matches.append((len(said), len(said) + len(match)))
        said += match + rest
    return said, matches


def _places(said: str, letters: tuple[str, ...]) -> list[Range]:
    lower = lowered(said)
    places: list[Range] = []
    for wanted in letters:
        at = lower.find(wanted)
        while at >= 0:
            places.append((at, at + len(wanted)))
            at = lower.find(wanted, at + len(wanted))
    return places
