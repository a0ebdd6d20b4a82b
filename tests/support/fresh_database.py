"""A new database as a copy: its schema is made once a process, by the migrations, not for each of the tests."""

import functools
import secrets
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from gateway.storage.ballast import Ballast
from gateway.storage.database import Database

SELECT_ROOT = "SELECT name FROM object_root"


def lay_database(path: Path) -> None:
    """Put an empty database there, unless there is a file; what is drawn by lot in each one is drawn anew."""
    if path.exists():
        return
    made, root = _made()
    drawn = f"store-{secrets.token_hex(8)}".encode()
    # Of the same length, so it may be written over.
    assert len(drawn) == len(root)
    assert made.count(root) == 1
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(made.replace(root, drawn))


@functools.cache
def _made() -> tuple[bytes, bytes]:
    """The file that the migrations leave, and the name in it under which its objects are kept."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "made.db")
        Database(path, "normal", Ballast(path.parent, min_free_bytes=0)).migrate()
        with closing(sqlite3.connect(path)) as connection:
            (root,) = connection.execute(SELECT_ROOT).fetchone()
        return path.read_bytes(), str(root).encode()
