"""Numbered SQL files, applied forward once and never edited after a release."""

import sqlite3
from importlib import resources

CREATE_LEDGER = "CREATE TABLE IF NOT EXISTS schema_migration (name TEXT PRIMARY KEY)"
SELECT_APPLIED = "SELECT name FROM schema_migration"
INSERT_APPLIED = "INSERT INTO schema_migration (name) VALUES (:name)"


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the schema up to date, or leave it as it is: all files that are due are one transaction."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        connection.execute(CREATE_LEDGER)
        applied = {row[0] for row in connection.execute(SELECT_APPLIED)}
        for file in sorted(resources.files(__name__).iterdir(), key=lambda entry: entry.name):
            if not file.name.endswith(".sql") or file.name in applied:
                continue
            for statement in _statements(file.read_text("utf-8")):
                connection.execute(statement)
            connection.execute(INSERT_APPLIED, {"name": file.name})
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _statements(script: str) -> list[str]:
    """Cut a script where SQLite says that a statement is complete (a trigger has semicolons inside)."""
    statements: list[str] = []
    gathered = ""
    for line in script.splitlines(keepends=True):
        gathered += line
        if sqlite3.complete_statement(gathered):
            statements.append(gathered)
            gathered = ""
    return statements
