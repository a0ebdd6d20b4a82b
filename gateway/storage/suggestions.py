"""Suggestions and model-made titles in SQLite."""

from pydantic import TypeAdapter
from pydantic_core import to_json

from gateway.chat.errors import NotFound
from gateway.chat.model import Principal, Turn
from gateway.chat.suggestions import AnswerText, Suggestions
from gateway.storage.database import Database, Statement, Value
from gateway.storage.history import owner
from gateway.storage.rows import text
from shared.ids import TurnId

SELECT_ANSWER = """
SELECT message.text, session.title_origin = 'question'
FROM turn JOIN message ON message.id = turn.message_id JOIN session ON session.id = turn.session_id
WHERE turn.organization_id = :organization_id AND turn.id = :turn_id AND message.status = 'complete'
"""

# A title that somebody gave meanwhile stays.
RETITLE = """
UPDATE session SET title = :title, title_origin = 'model', title_model = :model
WHERE organization_id = :organization_id AND id = :session_id AND title_origin = 'question'
"""

SUGGEST = """
INSERT INTO suggestion (turn_id, organization_id, texts, model)
SELECT id, organization_id, :texts, :model FROM turn
WHERE organization_id = :organization_id AND id = :turn_id
ON CONFLICT (turn_id) DO NOTHING
"""

SELECT_SUGGESTIONS = """
SELECT coalesce(suggestion.texts, '[]'), suggestion.model
FROM turn LEFT JOIN suggestion ON suggestion.turn_id = turn.id
WHERE turn.organization_id = :organization_id AND turn.user_id = :user_id AND turn.id = :turn_id
"""

TEXTS = TypeAdapter(tuple[str, ...])


class SqliteSuggestions:
    """The port `SmallJobStore` on SQLite."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def answer_of(self, turn: Turn) -> AnswerText | None:
        rows = await self._database.rows(SELECT_ANSWER, _named(turn))
        return AnswerText(text(rows[0][0]), bool(rows[0][1])) if rows else None

    async def retitle(self, turn: Turn, title: str, model: str) -> None:
        await self._database.batch([Statement(RETITLE, {**_named(turn), "title": title, "model": model})])

    async def suggest(self, turn: Turn, texts: list[str], model: str) -> None:
        values = {**_named(turn), "texts": to_json(texts).decode(), "model": model}
        await self._database.batch([Statement(SUGGEST, values)])

    async def suggestions(self, principal: Principal, turn_id: TurnId) -> Suggestions:
        rows = await self._database.rows(SELECT_SUGGESTIONS, {**owner(principal), "turn_id": turn_id})
        if not rows:
            raise NotFound
        texts, model = rows[0]
        return Suggestions(TEXTS.validate_json(text(texts)), None if model is None else text(model))


def _named(turn: Turn) -> dict[str, Value]:
    return {"organization_id": turn.organization_id, "turn_id": turn.id, "session_id": turn.session_id}
