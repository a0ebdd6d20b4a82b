"""DATA_DIR: what lies where, and that only one launcher uses it."""

import asyncio
import fcntl
import os
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from infra.launcher.errors import CannotStart

# Longer than an ended product needs: its launcher may just have been killed.
PATIENCE_SECONDS = 5.0
RETRY_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Folder:
    """Paths below DATA_DIR; `name` is how the person wrote it."""

    name: str
    path: Path

    @property
    def logs(self) -> Path:
        """A file for each part, with what it said in this run."""
        return self.path / "logs"

    @property
    def run(self) -> Path:
        """The supervisor's own files."""
        return self.path / "run"

    @property
    def local_key(self) -> Path:
        """Where the gateway keeps the local organization's key."""
        return self.path / "local.key"

    @property
    def secrets(self) -> Path:
        """The secrets that the parts share."""
        return self.path / "secrets.json"

    @property
    def launcher_lock(self) -> Path:
        """Locked while a launcher uses the folder."""
        return self.run / "launcher.lock"

    @property
    def product_lock(self) -> Path:
        """Locked while a launcher or its supervisor uses the folder."""
        return self.run / "product.lock"

    def log_of(self, part: str) -> Path:
        """Return the log of a part."""
        return self.logs / f"{part}.log"

    def begin_logs(self) -> None:
        """Put the logs of the run before beside the new ones."""
        for log in self.logs.glob("*.log"):
            log.replace(log.with_name(f"{log.name}.before"))


@dataclass(frozen=True, slots=True)
class Locks:
    """Two locked files that name who locked them: one is free once the launcher is gone, one once all is gone."""

    launcher: int
    product: int

    def note_launcher(self, pid: int) -> None:
        """Tell the next launcher whom to end."""
        _write_pid(self.launcher, pid)

    def note_supervisor(self, pid: int) -> None:
        """Tell the next launcher whom to end when this one was killed; the supervisor inherited `product`."""
        _write_pid(self.product, pid)


def open_folder(data_dir: Path) -> Folder:
    """Make the folders. Raises `CannotStart` where they cannot be made."""
    folder = Folder(str(data_dir), data_dir.absolute())
    try:
        for path in (folder.path, folder.logs, folder.run):
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as exc:
        raise CannotStart.because_of("DATA_DIR", f"cannot make {exc.filename}: {exc.strerror}") from exc
    return folder


@asynccontextmanager
async def hold(folder: Folder) -> AsyncGenerator[Locks]:
    """Keep others out of the folder. Raises `CannotStart` naming the process that keeps us out."""
    locks = Locks(_open(folder.launcher_lock), _open(folder.product_lock))
    try:
        if not _take(locks.launcher):
            pid = _read_pid(locks.launcher)
            reason = (
                f"is used by another `make run` (process {pid}): end it with `kill {pid}`, or choose another folder"
            )
            raise CannotStart.because_of("DATA_DIR", f"{folder.name} {reason}")
        locks.note_launcher(os.getpid())
        await _wait_for_product(locks, folder)
        yield locks
    finally:
        os.close(locks.launcher)
        os.close(locks.product)


async def _wait_for_product(locks: Locks, folder: Folder) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not _take(locks.product):
        if time.monotonic() > deadline:
            reason = f"is used by what a killed `make run` left: end it with `kill {_read_pid(locks.product)}`"
            raise CannotStart.because_of("DATA_DIR", f"{folder.name} {reason}")
        await asyncio.sleep(RETRY_SECONDS)


def _open(file: Path) -> int:
    return os.open(file, os.O_RDWR | os.O_CREAT, 0o600)


def _take(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _write_pid(descriptor: int, pid: int) -> None:
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, f"{pid}\n".encode(), 0)


def _read_pid(descriptor: int) -> int:
    return int(os.pread(descriptor, 32, 0) or 0)
