"""The real launcher as a process, read line by line and always ended."""

import fcntl
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from xmlrpc.client import ServerProxy

import httpx
from supervisor.xmlrpc import SupervisorTransport  # type: ignore[import-untyped]  # the library has no types

from infra.launcher.ports import free_ports

ROOT = Path(__file__).parents[3]
COMMAND = (sys.executable, "-m", "infra.launcher")
# The promise is five seconds; the rest is for a machine that is busy with other things.
END_SECONDS = 5.0
START_SECONDS = 60.0
POLL_SECONDS = 0.02
# For tests of a product that is still starting: its crew container never gets past the import, and costs nothing.
SLOW_CREW = """\
import sys, time
class Wait:
    def find_spec(self, name, path=None, target=None):
        if name == "crewai" and "crew_container" in sys.orig_argv:
            time.sleep(600)
sys.meta_path.insert(0, Wait())
"""
# What the person who runs the tests may have set must not decide what they see.
OF_THE_PRODUCT = ("API_GATEWAY_", "CREW_", "DATA_DIR", "GATEWAY_", "LLM_", "LOCAL_", "MODEL_SIM_", "PLATFORM_SIM_")


class Launched:
    """A launcher that was started, what it printed, and what it started."""

    def __init__(self, process: "subprocess.Popen[str]", data_dir: Path, port: int) -> None:
        self.process = process
        self.data_dir = data_dir
        self.url = f"http://127.0.0.1:{port}"
        self.lines: list[str] = []
        self._news = threading.Condition()
        self._is_closed = False
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def wait_for(self, beginning: str) -> str:
        """Return the first line that begins so; fail when there is none in time or no more to come."""
        with self._news:
            self._news.wait_for(lambda: self._find(beginning) or self._is_closed, START_SECONDS)
            line = self._find(beginning)
        assert line is not None, f"no line {beginning!r} in {self.lines}"
        return line

    def wait_until_ready(self) -> None:
        """Wait for everything that is printed."""
        self.wait_for("curl ")

    @property
    def key(self) -> str:
        """The printed API key."""
        return self.wait_for("API key: ").split()[2]

    def status(self) -> int:
        """Wait for the end, and return the exit status."""
        status = self.process.wait(START_SECONDS)
        self._reader.join(END_SECONDS)
        return status

    def supervisor_pid(self) -> int:
        """The supervisor's process, as the launcher notes it for others."""
        return int((self.data_dir / "run" / "product.lock").read_text())

    def pids(self) -> dict[str, int]:
        """Every process that the launcher started, by name."""
        transport = SupervisorTransport(None, None, f"unix://{self._socket()}")
        proxy = ServerProxy("http://localhost", transport=transport)
        with proxy:
            answer = proxy.supervisor.getAllProcessInfo()
        assert isinstance(answer, list)
        parts = {str(info["name"]): int(info["pid"]) for info in answer if info["pid"]}
        return parts | {"supervisor": self.supervisor_pid()}

    def _socket(self) -> str:
        """Where the supervisor listens: not always in the data folder, which may lie too deep for a socket."""
        environment = Path(f"/proc/{self.supervisor_pid()}/environ").read_bytes().split(b"\0")
        (path,) = [entry.partition(b"=")[2] for entry in environment if entry.startswith(b"LAUNCHER_SOCKET=")]
        return path.decode()

    def ask(self, question: str) -> str:
        """Ask with the printed key; return the raw stream."""
        response = httpx.post(
            f"{self.url}/api/v1/chat/messages",
            headers={"X-API-Key": self.key},
            json={"message": question},
            timeout=START_SECONDS,
            trust_env=False,
        )
        return response.raise_for_status().text

    def get(self, path: str) -> str:
        """What the gateway answers to the local key."""
        response = httpx.get(f"{self.url}{path}", headers={"X-API-Key": self.key}, timeout=30, trust_env=False)
        return response.raise_for_status().text

    def _find(self, beginning: str) -> str | None:
        return next((line for line in self.lines if line.startswith(beginning)), None)

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            with self._news:
                self.lines.append(line.rstrip("\n"))
                self._news.notify_all()
        with self._news:
            self._is_closed = True
            self._news.notify_all()


@contextmanager
def launched(
    data_dir: Path,
    *arguments: str,
    environment: Mapping[str, str] | None = None,
    command: Sequence[str] = COMMAND,
    port: int | None = None,
) -> Generator[Launched]:
    """Start the launcher in a process group of its own; whatever the test did, nothing of it stays."""
    port = port or free_pair()
    _hear_interrupts()
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(OF_THE_PRODUCT)}
    process = subprocess.Popen(
        [*command, *arguments],
        cwd=ROOT,
        env={**inherited, "DATA_DIR": str(data_dir), "GATEWAY_PORT": str(port), **(environment or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    with process:
        run = Launched(process, data_dir, port)
        try:
            yield run
        finally:
            _end(process)
            _end_left_over(data_dir / "run")


@contextmanager
def starting(data_dir: Path, *arguments: str, command: Sequence[str] = COMMAND) -> Generator[Launched]:
    """Start a product that does not get ready: everything but its crew container does."""
    with tempfile.TemporaryDirectory() as hooks:
        Path(hooks, "sitecustomize.py").write_text(SLOW_CREW)
        with launched(data_dir, *arguments, command=command, environment={"PYTHONPATH": hooks}) as run:
            yield run


def free_pair() -> int:
    """Return a port that is free together with the one after it."""
    return next(port for port in free_ports(50) if _can_listen(port + 1))


def gone(pids: Mapping[str, int]) -> bool:
    """None of the processes runs any more."""
    return not any(is_running(pid) for pid in pids.values())


def is_running(pid: int) -> bool:
    """It is there and not only waiting to be reaped by somebody."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return True


def eventually(is_so: Callable[[], bool], seconds: float = END_SECONDS) -> bool:
    """Wait until it is so; return whether it was in time."""
    deadline = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > deadline:
            return False
        time.sleep(POLL_SECONDS)
    return True


def _can_listen(port: int) -> bool:
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError:
        return False
    return True


def _hear_interrupts() -> None:
    """A background job of a shell ignores SIGINT, and so would all that it starts: make would never hear of it."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _end(process: "subprocess.Popen[str]") -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(END_SECONDS * 2)
        except subprocess.TimeoutExpired:
            process.kill()


def _end_left_over(folder: Path) -> None:
    """End the supervisor that a failed test left, a stopped one too; its parts end with it."""
    if not _is_unlocked(folder / "launcher.lock"):
        return  # another test's launcher looks after it
    lock = folder / "product.lock"
    if not eventually(lambda: _is_unlocked(lock)):
        pid = int(lock.read_text())
        os.kill(pid, signal.SIGTERM)
        os.kill(pid, signal.SIGCONT)
        if not eventually(lambda: _is_unlocked(lock)):
            os.kill(pid, signal.SIGKILL)


def _is_unlocked(lock: Path) -> bool:
    if not lock.exists():
        return True
    with lock.open() as opened:
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True
