"""Databases of earlier versions are brought up to date with what is in them."""

import sqlite3
from importlib import resources
from pathlib import Path

import pytest

from gateway.storage import migrations
from gateway.storage.migrations import migrate

BEFORE_SEARCH = ("0001_spine.sql", "0002_durable_turns.sql", "0003_tool_calls.sql")


@pytest.fixture
def old(tmp_path: Path) -> sqlite3.Connection:
    """A database from before sessions could be arranged and searched, with one named session and one without a name."""
    connection = sqlite3.connect(tmp_path / "old.db", isolation_level=None)
    connection.execute("CREATE TABLE schema_migration (name TEXT PRIMARY KEY)")
    for name in BEFORE_SEARCH:
        connection.executescript((resources.files(migrations) / name).read_text("utf-8"))
        connection.execute("INSERT INTO schema_migration VALUES (?)", (name,))
    for session, title in (("ses_a", "Mine"), ("ses_b", None)):
        connection.execute("INSERT INTO session VALUES (?, 'org_a', 'usr_a', ?, 1, 1)", (session, title))
    connection.execute(
        "INSERT INTO turn (id, organization_id, user_id, session_id, position, question, message_id, status,"
        " created_at) VALUES ('turn_a', 'org_a', 'usr_a', 'ses_a', 1, 'why?', 'msg_a', 'running', 1)"
    )
    for message, position, role, status, text in (
        ("msg_q", 1, "user", "complete", "Why did conversion drop?"),
        ("msg_a", 2, "assistant", "pending", ""),
    ):
        connection.execute(
            "INSERT INTO message VALUES (?, 'org_a', 'ses_a', ?, ?, 'turn_a', ?, ?, '[]', '[]', '{}', 1)",
            (message, position, role, status, text),
        )
    return connection


def test_a_title_that_was_there_is_treated_as_the_users(old: sqlite3.Connection) -> None:
    migrate(old)

    origins = old.execute("SELECT id, title_origin, is_pinned, is_archived, visibility FROM session ORDER BY id")
    assert origins.fetchall() == [("ses_a", "user", 0, 0, "private"), ("ses_b", "question", 0, 0, "private")]


def test_messages_that_were_there_are_found_and_unfinished_answers_when_they_end(old: sqlite3.Connection) -> None:
    migrate(old)
    assert found(old, "conversion") == ["msg_q"]

    old.execute("UPDATE message SET status = 'complete', text = 'conversion fell' WHERE id = 'msg_a'")

    assert found(old, "conversion") == ["msg_a", "msg_q"]
    old.execute("INSERT INTO message_search (message_search, rank) VALUES ('integrity-check', 1)")


def found(connection: sqlite3.Connection, word: str) -> list[str]:
    """The messages with a word, newest first."""
    rows = connection.execute(
        "SELECT message_id FROM message_search JOIN search_entry ON number = message_search.rowid"
        " WHERE message_search MATCH ? ORDER BY message_search.rowid DESC",
        (f"text : {word}",),
    )
    return [row[0] for row in rows]
