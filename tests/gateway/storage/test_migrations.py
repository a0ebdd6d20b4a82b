"""Schemas of earlier days are brought up to date with what is in them."""

import sqlite3
from importlib import resources
from pathlib import Path

from gateway.chat.model import Page
from gateway.storage import migrations
from gateway.storage.database import open_database
from gateway.storage.history import SqliteHistory
from shared.ids import SessionId
from tests.support.running_gateway import ALICE

BEFORE_BRANCHES = ("0001_spine.sql", "0002_durable_turns.sql", "0003_tool_calls.sql")
SESSION = "INSERT INTO session VALUES ('ses_1', 'org_a', 'usr_alice', 'Title', 1, 1)"
TURN = """
INSERT INTO turn (id, organization_id, user_id, session_id, position, question, message_id, status, created_at,
                  is_discarded)
VALUES (?, 'org_a', 'usr_alice', 'ses_1', ?, ?, ?, 'done', 1, ?)
"""
MESSAGE = """
INSERT INTO message VALUES (?, 'org_a', 'ses_1', ?, ?, ?, 'complete', ?, '[{"type":"text"}]', '[]', '{}', 1)
"""


def old_database(file: Path) -> None:
    """A session of three turns, the second of which was removed by a rollback."""
    connection = sqlite3.connect(file)
    connection.execute("CREATE TABLE schema_migration (name TEXT PRIMARY KEY)")
    for name in BEFORE_BRANCHES:
        connection.executescript(resources.files(migrations).joinpath(name).read_text("utf-8"))
        connection.execute("INSERT INTO schema_migration VALUES (?)", (name,))
    connection.execute(SESSION)
    for position in (1, 2, 3):
        turn, is_discarded = f"turn_{position}", position == 2
        connection.execute(TURN, (turn, position, f"question {position}", f"msg_a{position}", is_discarded))
        if not is_discarded:
            connection.execute(MESSAGE, (f"msg_q{position}", 2 * position - 1, "user", turn, f"question {position}"))
            connection.execute(MESSAGE, (f"msg_a{position}", 2 * position, "assistant", turn, f"answer {position}"))
    connection.commit()
    connection.close()


async def test_what_was_said_before_there_were_branches_is_one_branch(tmp_path: Path) -> None:
    file = tmp_path / "chat.db"
    old_database(file)

    async with open_database(file, "normal") as database:
        history = SqliteHistory(database)
        first = await history.list_messages(ALICE, SessionId("ses_1"), Page(3))
        rest = await history.list_messages(ALICE, SessionId("ses_1"), Page(3, first[1]))

    assert [message.id for message in rest[0] + first[0]] == ["msg_q1", "msg_a1", "msg_q3", "msg_a3"]
    assert rest[1] is None
    assert [message.alternatives for message in first[0]] == ['["msg_a1"]', '["msg_q3"]', '["msg_a3"]']
