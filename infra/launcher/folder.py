"""DATA_DIR: what lies where, and that only one launcher uses it."""

import fcntl
import os
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from infra.launcher.errors import CannotStart

# Longer than an ended product needs: its launcher may just have been killed.
PATIENCE_SECONDS = 6.0
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

    def log_of(self, part: str) -> Path:
        """Return the log of a part."""
        return self.logs / f"{part}.log"

    def begin_logs(self) -> None:
        """Put the logs of the run before beside the new ones."""
        for log in self.logs.glob("*.log"):
            log.replace(log.with_name(f"{log.name}.before"))


class Lock:
    """Held by the launcher and inherited by the supervisor: free only when both are gone."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor

    def note(self, launcher: int, supervisor: int | None = None) -> None:
        """Write down who holds the folder, for the next one who wants it."""
        os.ftruncate(self.descriptor, 0)
        os.pwrite(self.descriptor, f"{launcher} {supervisor or 0}\n".encode(), 0)


def open_folder(data_dir: Path) -> Folder:
    """Make the folders. Raises `CannotStart` where they cannot be made."""
    folder = Folder(str(data_dir), data_dir.absolute())
    try:
        for path in (folder.path, folder.logs, folder.run):
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as exc:
        raise CannotStart.because_of("DATA_DIR", f"cannot make {exc.filename}: {exc.strerror}") from exc
    return folder


@contextmanager
def hold(folder: Folder) -> Generator[Lock]:
    """Keep others out of the folder. Raises `CannotStart` naming the process that keeps us out."""
    descriptor = os.open(folder.run / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _wait_for(descriptor, folder)
        lock = Lock(descriptor)
        lock.note(os.getpid())
        yield lock
    finally:
        os.close(descriptor)


def _wait_for(descriptor: int, folder: Folder) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not _take(descriptor):
        launcher, supervisor = _holders(descriptor)
        if _is_alive(launcher):
            raise CannotStart.because_of(
                "DATA_DIR",
                f"{folder.name} is used by another `make run` (process {launcher}): end it with `kill {launcher}`, "
                "or choose another DATA_DIR",
            )
        if time.monotonic() > deadline:
            raise CannotStart.because_of(
                "DATA_DIR",
                f"parts of an earlier `make run` still use {folder.name}: end them with `kill {supervisor}`",
            )
        time.sleep(RETRY_SECONDS)


def _take(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _holders(descriptor: int) -> tuple[int, int]:
    words = os.pread(descriptor, 64, 0).split()
    return (int(words[0]), int(words[1])) if len(words) == 2 else (0, 0)


def _is_alive(pid: int) -> bool:
    if pid <= 0:
        return False
    with suppress(PermissionError):  # somebody else's, so it is there
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
    return True
