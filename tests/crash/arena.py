"""Gateways, workers, a platform and people with keys, on one database file in one folder."""

import asyncio
import json
import random
import sqlite3
import threading
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from gateway.chat.model import Principal
from gateway.identity.api_keys import ApiKeys
from gateway.storage.credentials import SqliteCredentials
from gateway.storage.database import open_database
from gateway.wiring.clock import clock
from shared.ids import OrganizationId, UserId
from tests.crash.client import Door
from tests.crash.processes import ROOT, Process, found_first
from tests.crash.wire import Broken, ask
from tests.support.servers import free_port

WORKER_KEY = "worker-key-of-the-proof"
PEPPER = "pepper-of-the-proof"
ORGANIZATIONS = ("org_a", "org_b")
LEASE_SECONDS = 3.0
START_SECONDS = 60.0
# What the architecture promises after the last fault, and the work that is then still to be done.
REST_SECONDS = LEASE_SECONDS + 5.0
WORK_SECONDS = 15.0
POLL_SECONDS = 0.005
MOST_WORKERS = 64


@dataclass(frozen=True, slots=True)
class GatewayProcess:
    """A gateway and where it listens."""

    name: str
    public_url: str
    internal_url: str
    process: Process

    async def start(self, **environment: str) -> bool:
        """Start it; False when it died before it listened, as one with a crash point may."""
        self.process.start(**environment)
        async with asyncio.timeout(START_SECONDS):
            while self.process.is_alive:
                try:
                    if (await ask(self.public_url, "GET", "/livez", {}, seconds=1)).status == 200:
                        return True
                except Broken:
                    await asyncio.sleep(POLL_SECONDS)
        return False


@dataclass(slots=True)
class WorkerProcess:
    """A worker, whose every life has an id of its own."""

    number: int
    port: int
    slots: int
    process: Process
    folder: Path
    gateways: list[str]
    lives: int = 0

    def start(self) -> None:
        """Start it under the next id."""
        self.lives += 1
        worker_id = f"wrk_{self.number}_{self.lives}"
        self.process.start([str(self.folder), worker_id, str(self.port), str(self.slots), WORKER_KEY, *self.gateways])


@dataclass(slots=True)
class Arena:
    """Everything of one scenario."""

    folder: Path
    gateways: list[GatewayProcess]
    workers: list[WorkerProcess]
    keys: dict[str, str]
    canaries: dict[str, str]
    chance: random.Random
    # How long a round may take to come to rest.
    rest_seconds: float

    @property
    def database_file(self) -> Path:
        """The one file."""
        return self.folder / "data" / "gateway.db"

    @property
    def runs_folder(self) -> Path:
        """Where workers log."""
        return self.folder / "runs"

    def door(self, organization: str) -> Door:
        """How clients of an organization come in: through any gateway."""
        return Door(lambda: self.chance.choice(self.gateways).public_url, self.keys[organization])

    async def start(self) -> None:
        """Start all workers and gateways."""
        for worker in self.workers:
            worker.start()
        for gateway in self.gateways:
            assert await gateway.start(), gateway.process.output[-2000:]
        # The database is made by the gateway: its schema is under test too.
        self.keys = await _issue_keys(self.database_file)

    def let_logs_go(self) -> None:
        """Make every turn that is over so old that its log may go. Nobody else may have the file open."""
        assert not any(gateway.process.is_alive for gateway in self.gateways)
        with closing(sqlite3.connect(self.database_file)) as connection, connection:
            connection.execute("UPDATE turn SET finished_at = 1 WHERE finished_at IS NOT NULL AND is_compacted = 0")

    def kill_all(self) -> None:
        """End everything."""
        for process in (*(gateway.process for gateway in self.gateways), *(worker.process for worker in self.workers)):
            process.kill()

    async def keep_workers(self) -> None:
        """Start workers again that died, until cancelled."""
        while True:
            for worker in self.workers:
                if not worker.process.is_alive:
                    worker.start()
            await asyncio.sleep(0.01)


@asynccontextmanager
async def open_arena(
    folder: Path,
    product: Path,
    *,
    seed: int = 1,
    gateways: int = 1,
    workers: int = 3,
    slots: int = 2,
    rest_seconds: float = REST_SECONDS + WORK_SECONDS,
) -> AsyncGenerator[Arena]:
    """Ports, keys and processes not yet started; what was started is ended."""
    for name in ("data", "runs"):
        (folder / name).mkdir(parents=True)
    chance = random.Random(seed)
    async with AsyncExitStack() as stack:
        platform_url = stack.enter_context(_Platform())
        found = [_gateway(folder, product, f"gateway_{n}", platform_url) for n in range(gateways)]
        crews = [_worker(folder, n, slots, [gateway.internal_url for gateway in found]) for n in range(workers)]
        canaries = {name: f"canary-{name}-{chance.randrange(1 << 40):x}" for name in ORGANIZATIONS}
        arena = Arena(folder, found, crews, {}, canaries, chance, rest_seconds)
        stack.callback(arena.kill_all)
        yield arena


def _gateway(folder: Path, product: Path, name: str, platform_url: str) -> GatewayProcess:
    ports = free_port(), free_port()
    environment = {
        "ENVIRONMENT": "test",
        "GATEWAY_NAME": name,
        "GATEWAY_PORT": str(ports[0]),
        "GATEWAY_INTERNAL_PORT": str(ports[1]),
        "DATA_DIR": str(folder / "data"),
        "DATABASE_DURABILITY": "normal",
        "API_GATEWAY_URL": platform_url,
        "INTERNAL_GATEWAY_KEY": "platform-key-of-the-proof",
        "WORKER_KEY": WORKER_KEY,
        "KEY_PEPPER": PEPPER,
        "CREW_MAX_INSTANCES": str(MOST_WORKERS),
        "LEASE_SECONDS": str(LEASE_SECONDS),
        # Every event of a turn is resumed after by readers of its own, all at once.
        "STREAMS_PER_ORGANIZATION": "1000",
        # In place of the folder that is run from, which Python would otherwise look into first.
        "PYTHONSAFEPATH": "1",
        "PYTHONPATH": found_first(product),
    }
    process = Process(["-m", "gateway"], product, environment, folder / f"{name}.log")
    public_url, internal_url = (f"http://127.0.0.1:{port}" for port in ports)
    return GatewayProcess(name, public_url, internal_url, process)


def _worker(folder: Path, number: int, slots: int, gateways: list[str]) -> WorkerProcess:
    process = Process(["-m", "tests.crash.worker"], ROOT, {}, folder / f"worker_{number}.log")
    return WorkerProcess(number, free_port(), slots, process, folder / "runs", gateways)


async def _issue_keys(file: Path) -> dict[str, str]:
    async with open_database(file, "normal") as database:
        keys = ApiKeys(SqliteCredentials(database), PEPPER.encode(), clock, environment="test")
        return {
            name: (await keys.issue(Principal(OrganizationId(name), UserId(f"usr_{name}"))))[1]
            for name in ORGANIZATIONS
        }


class _Platform:
    """A platform in a thread: it tells whose organization was asked for."""

    def __enter__(self) -> str:
        self._server = _Server(("127.0.0.1", 0), _Answer)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """A gateway that is killed leaves without a word."""


class _Answer(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Any path."""
        body = json.dumps({"organization": self.headers["x-organization-id"]}).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name that http.server calls it by
        """Say nothing."""
