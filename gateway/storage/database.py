"""One SQLite file: a writer thread that commits batches in groups, and reader threads that only look.

Rules:

1. There is one writing connection, and it also does all checkpoints. (SQLite up to 3.51.2 can corrupt a write-ahead log
   when two connections checkpoint and write at once.)
2. A batch is one transaction to its caller. Batches that wait together share one commit: a savepoint keeps them apart,
   the group pays for one fsync. A batch that fails rolls back alone.
3. A caller that is cancelled stops waiting; its batch is committed or refused all the same.
"""

import asyncio
import logging
import sqlite3
import threading
from collections.abc import AsyncGenerator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from gateway.chat.errors import StorageDamaged, StorageFull, StorageUnavailable
from gateway.storage.ballast import Ballast
from gateway.storage.folding import folded
from gateway.storage.migrations import migrate
from shared.crashpoints import fails, reach

Durability = Literal["full", "normal"]
Value = str | int | float | bytes | None
Row = tuple[Value, ...]

READERS = 2
MAX_GROUP = 256
WRITABLE_SECONDS = 2.0
BUSY_MILLISECONDS = 5_000
FAULTS_OF_THE_FILE = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_NOTADB,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_NOMEM,
    }
)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of a batch. `otherwise` is the refusal of the whole batch when no row was changed or found.

    (Python does not count the rows that a statement beginning with WITH changes: let it return them.)
    """

    sql: str
    values: Mapping[str, Value] = field(default_factory=dict)
    otherwise: type[Exception] | None = None


@dataclass(slots=True)
class _Waiting:
    statements: Sequence[Statement]
    result: asyncio.Future[list[list[Row]]]


class Database:
    """Batches in, rows out. Made by `open_database`."""

    def __init__(self, path: Path, durability: Durability, ballast: Ballast) -> None:
        self._path = path
        self._ballast = ballast
        self._durability = durability
        self._waiting: list[_Waiting] = []
        self._has_waiting = asyncio.Event()
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="sqlite-writer")
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="sqlite-reader")
        self._local = threading.local()
        self._opened: list[sqlite3.Connection] = []
        self._writing: sqlite3.Connection | None = None
        self._is_closing = False
        self.writing: asyncio.Task[None] | None = None

    async def batch(self, statements: Sequence[Statement]) -> list[list[Row]]:
        """Run the statements in one transaction; the rows of each.

        Raises a statement's `otherwise` and sqlite3.IntegrityError; nothing of the batch is stored then.
        Raises StorageUnavailable when the file cannot be written now (full disk, lock held by another process).
        """
        result: asyncio.Future[list[list[Row]]] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Waiting(statements, result))
        self._has_waiting.set()
        return await result

    async def rows(self, sql: str, values: Mapping[str, Value]) -> list[Row]:
        """The rows of one query, read from the last commit. Raises StorageUnavailable."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._read, sql, values)

    async def is_writable(self) -> bool:
        """Tell whether a transaction can begin and end right now."""
        try:
            async with asyncio.timeout(WRITABLE_SECONDS):
                await self.batch([])
        except (StorageUnavailable, TimeoutError):
            return False
        return True

    async def fold(self) -> None:
        """Fold the write-ahead log into the file, as far as no reader needs it."""
        # In the writer's thread, between two groups.
        await asyncio.get_running_loop().run_in_executor(self._writer, self._fold)

    async def write(self) -> None:
        """Commit what waits, group after group, until `close` was called and nothing waits any more."""
        loop = asyncio.get_running_loop()
        connection: sqlite3.Connection | None = None
        while not (self._is_closing and not self._waiting):
            await self._has_waiting.wait()
            group, self._waiting = self._waiting[:MAX_GROUP], self._waiting[MAX_GROUP:]
            if not self._waiting and not self._is_closing:
                self._has_waiting.clear()
            try:
                if connection is None:
                    connection = await loop.run_in_executor(self._writer, self._connect_writer)
                outcomes = await loop.run_in_executor(self._writer, self._commit, connection, group)
            except Exception:
                # The boundary of the writer: every promise depends on its going on. A connection that did this is left.
                log.exception("writer stumbled")
                connection, outcomes = None, [StorageUnavailable() for _ in group]
            _resolve(group, outcomes)

    def _commit(self, connection: sqlite3.Connection, group: Sequence[_Waiting]) -> list[list[list[Row]] | Exception]:
        outcomes = _commit(connection, group)
        if outcomes and isinstance(outcomes[0], StorageFull) and self._ballast.release():
            log.error("the disk is full: the ballast is given up")
            outcomes = _commit(connection, group)
        return outcomes

    async def close(self) -> None:
        """Commit what still waits and close every connection; the write-ahead log is folded into the file."""
        self._is_closing = True
        self._has_waiting.set()
        if self.writing is not None:
            await asyncio.wait([self.writing])
        await asyncio.to_thread(self._close_connections)

    def _close_connections(self) -> None:
        self._readers.shutdown()
        self._writer.shutdown()
        for connection in reversed(self._opened):
            connection.close()

    def migrate(self) -> None:
        """Bring the schema up to date, before anything else is opened."""
        was_killed = self._path.with_name(f"{self._path.name}-wal").exists()
        connection = self._connect()
        try:
            if was_killed:
                _check(connection, self._path)
            migrate(connection)
        except sqlite3.DatabaseError as error:
            raise StorageDamaged(f"The database {self._path} cannot be used: {error}. It was left as it is.") from error
        finally:
            self._opened.remove(connection)
            connection.close()

    def _connect_writer(self) -> sqlite3.Connection:
        connection = self._connect()
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(f"PRAGMA synchronous = {self._durability.upper()}")
        connection.execute("PRAGMA foreign_keys = ON")
        # What is deleted is overwritten: no look at the file finds it.
        connection.execute("PRAGMA secure_delete = ON")
        self._writing = connection
        return connection

    def _fold(self) -> None:
        if self._writing is not None:
            self._writing.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def _connect(self) -> sqlite3.Connection:
        # Each connection is used by one thread at a time; it is closed by another one, after that thread has ended.
        connection = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False)
        connection.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
        connection.create_function("folded", 1, folded, deterministic=True)
        self._opened.append(connection)
        return connection

    def _read(self, sql: str, values: Mapping[str, Value]) -> list[Row]:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        try:
            if fails("query"):
                raise sqlite3.OperationalError("the test wants this to fail")
            if connection is None:
                connection = self._local.connection = self._connect()
                connection.execute("PRAGMA query_only = ON")
            return connection.execute(sql, values).fetchall()
        except sqlite3.DatabaseError as error:
            raise StorageUnavailable from error


@asynccontextmanager
async def open_database(path: Path, durability: Durability, ballast: Ballast | None = None) -> AsyncGenerator[Database]:
    """Open the file (made when missing), bring its schema up to date and keep its writer running.

    Raises StorageDamaged when the file is not whole; it is left as it is.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    database = Database(path, durability, ballast or Ballast(path.parent, min_free_bytes=0))
    database.migrate()
    database.writing = asyncio.create_task(database.write(), name="database writer")
    try:
        # The writer connects now: on a disk that fills up later it could not.
        await database.batch([])
        yield database
    finally:
        await database.close()


def _check(connection: sqlite3.Connection, path: Path) -> None:
    """Raises StorageDamaged. After a kill SQLite takes up what was committed; this sees that nothing else is wrong."""
    (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if found != "ok":
        raise StorageDamaged(f"The database {path} is damaged: {found}. It was left as it is.")


def _resolve(group: Sequence[_Waiting], outcomes: Sequence[list[list[Row]] | Exception]) -> None:
    for waiting, outcome in zip(group, outcomes, strict=True):
        if waiting.result.done():
            continue
        if isinstance(outcome, Exception):
            waiting.result.set_exception(outcome)
        else:
            waiting.result.set_result(outcome)


def _commit(connection: sqlite3.Connection, group: Sequence[_Waiting]) -> list[list[list[Row]] | Exception]:
    """Run in the writer thread: one transaction for the group, one savepoint a batch."""
    try:
        connection.execute("BEGIN IMMEDIATE")
        outcomes = [_run(connection, waiting.statements) for waiting in group]
        reach("before_commit")
        if fails("commit"):
            raise sqlite3.OperationalError("the test wants this to fail")
        connection.execute("COMMIT")
        reach("after_commit")
    except sqlite3.Error as error:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        is_full = getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_FULL
        return [_because(error, StorageFull() if is_full else StorageUnavailable()) for _ in group]
    return outcomes


def _because(cause: Exception, unavailable: StorageUnavailable) -> StorageUnavailable:
    unavailable.__cause__ = cause
    return unavailable


def _run(connection: sqlite3.Connection, statements: Sequence[Statement]) -> list[list[Row]] | Exception:
    connection.execute("SAVEPOINT batch")
    rows: list[list[Row]] = []
    try:
        for statement in statements:
            cursor = connection.execute(statement.sql, statement.values)
            rows.append(cursor.fetchall())
            if statement.otherwise is not None and cursor.rowcount < 1 and not rows[-1]:
                return _undo(connection, statement.otherwise())
    except (ValueError, OverflowError) as refusal:  # values that SQLite cannot hold
        return _undo(connection, refusal)
    except sqlite3.Error as error:
        # Of one batch, unless the file itself is at fault: then the whole group cannot be stored.
        if error.sqlite_errorcode & 0xFF in FAULTS_OF_THE_FILE:
            raise
        return _undo(connection, error)
    connection.execute("RELEASE batch")
    return rows


def _undo(connection: sqlite3.Connection, refusal: Exception) -> Exception:
    connection.execute("ROLLBACK TO batch")
    connection.execute("RELEASE batch")
    return refusal
