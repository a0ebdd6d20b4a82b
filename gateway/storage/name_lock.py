"""One process for one gateway name: two would take each other for their own past life."""

import fcntl
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path


class NameTaken(Exception):
    """Another gateway with this name works on this folder."""


@contextmanager
def hold_name(folder: Path, name: str) -> Generator[None]:
    """Hold the name as long as this process lives, at most; the system lets go of it when the process dies."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{name}.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise NameTaken(f"another gateway named {name} works on {folder}") from None
        yield
