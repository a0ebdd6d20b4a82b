"""The one writer: groups, atomic batches, the schema's own guards."""

import asyncio
import sqlite3
from pathlib import Path

import pytest

from gateway.chat.errors import NotFound, StorageUnavailable
from gateway.storage.database import Statement, open_database
from gateway.storage.migrations import migrate

INSERT = "INSERT INTO session (id, organization_id, user_id, created_at, updated_at) VALUES (:id, 'o', 'u', 1, 1)"
COUNT = "SELECT count(*) FROM session"


async def test_a_batch_that_fails_leaves_nothing_and_harms_no_other_of_its_group(tmp_path: Path) -> None:
    async with open_database(tmp_path / "db", "normal") as database:
        good = [database.batch([Statement(INSERT, {"id": f"g{number}"})]) for number in range(3)]
        double = database.batch([Statement(INSERT, {"id": "d1"}), Statement(INSERT, {"id": "d1"})])
        refused = database.batch(
            [Statement(INSERT, {"id": "r1"}), Statement("DELETE FROM session WHERE id = 'no'", otherwise=NotFound)]
        )
        unfit = database.batch([Statement(INSERT, {"id": "u1"}), Statement("SELECT :n", {"n": 2**70})])
        outcomes = await asyncio.gather(*good, double, refused, unfit, return_exceptions=True)

        assert [type(outcome) for outcome in outcomes] == [
            list,
            list,
            list,
            sqlite3.IntegrityError,
            NotFound,
            OverflowError,
        ]
        assert await database.rows(COUNT, {}) == [(3,)]


async def test_a_database_that_has_nothing_to_do_closes_without_a_word(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with open_database(tmp_path / "db", "normal") as database:
        await database.batch([])

    assert caplog.records == []


async def test_a_caller_that_leaves_does_not_undo_its_batch(tmp_path: Path) -> None:
    async with open_database(tmp_path / "db", "normal") as database:
        leaving = asyncio.create_task(database.batch([Statement(INSERT, {"id": "kept"})]))
        await asyncio.sleep(0)
        leaving.cancel()
        await database.batch([])

        assert leaving.cancelled()
        assert await database.rows(COUNT, {}) == [(1,)]


async def test_a_locked_file_is_unavailable_and_works_again_afterwards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gateway.storage.database.BUSY_MILLISECONDS", 20)
    async with open_database(tmp_path / "db", "normal") as database:
        other = sqlite3.connect(tmp_path / "db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")

        with pytest.raises(StorageUnavailable):
            await database.batch([Statement(INSERT, {"id": "x"})])
        assert not await database.is_writable()
        assert await database.rows(COUNT, {}) == [(0,)]

        other.execute("ROLLBACK")
        other.close()
        await database.batch([Statement(INSERT, {"id": "x"})])
        assert await database.rows(COUNT, {}) == [(1,)]


async def test_readers_cannot_write(tmp_path: Path) -> None:
    async with open_database(tmp_path / "db", "normal") as database:
        with pytest.raises(StorageUnavailable):
            await database.rows("DELETE FROM session", {})


@pytest.fixture
def raw(tmp_path: Path) -> sqlite3.Connection:
    """The bare schema."""
    connection = sqlite3.connect(tmp_path / "raw", isolation_level=None)
    migrate(connection)
    migrate(connection)
    connection.execute(INSERT, {"id": "s"})
    return connection


TURN = """
INSERT INTO turn (id, organization_id, user_id, session_id, position, question, message_id, status, created_at)
VALUES (:id, 'o', 'u', 's', :position, '?', :id, :status, 1)
"""


def test_the_schema_refuses_a_second_running_turn_of_a_session(raw: sqlite3.Connection) -> None:
    raw.execute(TURN, {"id": "t1", "position": 1, "status": "running"})
    with pytest.raises(sqlite3.IntegrityError):
        raw.execute(TURN, {"id": "t2", "position": 2, "status": "running"})
    raw.close()


@pytest.mark.parametrize("status", ["done", "failed", "stopped", "interrupted"])
def test_the_schema_refuses_to_leave_a_terminal_state(raw: sqlite3.Connection, status: str) -> None:
    raw.execute(TURN, {"id": "t1", "position": 1, "status": status})
    with pytest.raises(sqlite3.IntegrityError):
        raw.execute("UPDATE turn SET status = 'running'")
    raw.close()


@pytest.mark.parametrize(("durability", "level"), [("full", 2), ("normal", 1)])
async def test_durability_is_what_the_setting_says(tmp_path: Path, durability: str, level: int) -> None:
    async with open_database(tmp_path / "db", durability) as database:  # type: ignore[arg-type]  # from the parameters
        (rows,) = await database.batch([Statement("PRAGMA synchronous")])

    assert rows == [(level,)]
