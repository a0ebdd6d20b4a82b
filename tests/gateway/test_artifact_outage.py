"""A real S3 service and a real gateway that die in the middle of work: no artifact is lost, nothing is left over."""

import asyncio
import hashlib
import os
import sqlite3
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from gateway.chat.model import Principal
from gateway.identity.api_keys import ApiKeys
from gateway.objects.s3 import open_s3_objects
from gateway.storage.credentials import SqliteCredentials
from gateway.storage.database import open_database
from gateway.wiring.clock import clock
from shared.events import RunEvent, RunFinished
from shared.ids import OrganizationId, ToolCallId, UserId, new_id
from shared.runs import WORKER_KEY_HEADER, RunRequest
from shared.workers import RegistrationReceipt
from tests.crash.processes import ROOT, Process
from tests.gateway.api.test_erasure import found_in_files
from tests.gateway.api.test_send_message import MESSAGES
from tests.gateway.api.test_sessions import SESSIONS
from tests.requirements import requirement
from tests.support.contents import BAR, FILE, SUMMARY, posted
from tests.support.making_worker import add_maker, keep
from tests.support.running_gateway import ALICE, BOB, MALLORY, PEPPER, WORKER_KEY, RunningGateway, running_gateway
from tests.support.s3_service import S3Service, s3_service
from tests.support.scripted_worker import ScriptedWorker, scripted_worker
from tests.support.servers import free_port

# How long the S3 service stays away beyond the first bytes that did not reach it; `make outage` says thirty.
OUTAGE_SECONDS = float(os.environ.get("S3_OUTAGE_SECONDS", "0"))
TURNS = 10
PATIENCE = 30.0 + OUTAGE_SECONDS
POLL_SECONDS = 0.02
LINK_SECONDS = 2
ARTIFACTS = "/api/v1/chat/artifacts"
ADMIN = Principal(OrganizationId("org_a"), UserId("usr_admin"), "admin")
OTHER = Principal(OrganizationId("org_b"), UserId("usr_other"), "admin")
CANARY = "kanarienvogel"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Service]:
    """The S3 service; every test leaves it running."""
    with s3_service(tmp_path_factory.mktemp("s3")) as running:
        yield running


def in_database(file: Path, sql: str) -> list[Any]:
    """The first column of what the database says."""
    with closing(sqlite3.connect(file)) as database, database:
        return [row[0] for row in database.execute(sql).fetchall()]


async def until_none(file: Path, sql: str) -> None:
    """Wait until the statement finds nothing."""
    async with asyncio.timeout(PATIENCE):
        while in_database(file, sql):
            await asyncio.sleep(POLL_SECONDS)


async def until_some(file: Path, sql: str) -> None:
    """Wait until the statement finds something."""
    async with asyncio.timeout(PATIENCE):
        while not in_database(file, sql):
            await asyncio.sleep(POLL_SECONDS)


async def keys_in(service: S3Service, bucket: str) -> list[str]:
    """The keys of all objects."""
    async with open_s3_objects(service.address(bucket)) as objects:
        return await objects.list_keys("", "", 1_000)


async def artifacts_of(client: httpx.AsyncClient) -> list[dict[str, Any]]:
    """All that is the user's, oldest first."""
    answer = await client.get(ARTIFACTS, params={"limit": 100})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["artifacts"][::-1]
    return found


async def content(client: httpx.AsyncClient, artifact: dict[str, Any]) -> httpx.Response:
    """Its bytes."""
    return await client.get(f"{ARTIFACTS}/{artifact['id']}/versions/1/content")


async def ask(client: httpx.AsyncClient, text: str = "make it") -> str:
    """Ask, and see the answer whole; the session."""
    answer = await client.post(MESSAGES, json={"message": text})
    assert '"type":"finish"' in answer.text, answer.text
    session_id: str = answer.headers["x-chat-session-id"]
    return session_id


@dataclass
class Half:
    """Runs that make an artifact, wait for the test, and make two more."""

    turns: int
    made: int = 0
    reached: asyncio.Event = field(default_factory=asyncio.Event)
    go_on: asyncio.Event = field(default_factory=asyncio.Event)
    workers: list[ScriptedWorker] = field(default_factory=list)

    async def join(self, gateway: RunningGateway) -> None:
        """Be a container of that gateway."""

        async def script(request: RunRequest) -> AsyncIterator[RunEvent]:
            http = await gateway.internal_client(self.workers[0])
            await keep(http, request, posted(BAR, title=f"{request.question} chart"), ToolCallId(new_id("call")))
            self.made += 1
            if self.made == self.turns:
                self.reached.set()
            await self.go_on.wait()
            for body in (
                posted(SUMMARY, title=f"{request.question} summary"),
                posted({**FILE, "content": f"{request.question}\n" * 20_000}, title=f"{request.question} file"),
            ):
                await keep(http, request, body, ToolCallId(new_id("call")))
            yield RunFinished(finish_reason="stop")

        # One organization gets a part of all slots only.
        self.workers.append(await gateway.add_worker(script, slots=2 * self.turns))


@requirement("artifact-outage")
async def test_ten_turns_through_an_outage_of_the_s3_service_lose_nothing(service: S3Service, tmp_path: Path) -> None:
    half = Half(TURNS)
    async with running_gateway(tmp_path, **service.settings("outage"), artifact_sweep_seconds=0.25) as gateway:
        alice = await gateway.client()
        file = gateway.database_file
        await half.join(gateway)
        async with asyncio.TaskGroup() as group:
            asked = [group.create_task(ask(alice, f"question {number}")) for number in range(TURNS)]
            await half.reached.wait()
            service.kill()
            half.go_on.set()
        # Every turn has ended while the service is away.
        assert len({task.result() for task in asked}) == TURNS
        made = await artifacts_of(alice)
        meanwhile = [artifact for artifact in made if artifact["kind"] != "chart"]
        at_once = [await content(alice, artifact) for artifact in meanwhile]
        await until_some(file, "SELECT 1 FROM object_outbox WHERE attempts > 0")
        await asyncio.sleep(OUTAGE_SECONDS)
        await asyncio.to_thread(service.start)
        async with open_s3_objects(service.address("outage")) as objects:
            (root,) = in_database(file, "SELECT name FROM object_root")
            await objects.put(f"{root}/left/over.md", b"of nobody", "text/markdown")
        await until_none(file, "SELECT 1 FROM object_outbox")
        after = [await content(alice, artifact) for artifact in made]
        async with asyncio.timeout(PATIENCE):
            while f"{root}/left/over.md" in (keys := await keys_in(service, "outage")):
                await asyncio.sleep(POLL_SECONDS)

    assert len(made) == 3 * TURNS
    assert [answer.status_code for answer in at_once] == [200] * len(meanwhile)
    for artifact, answer in zip((*meanwhile, *made), (*at_once, *after), strict=True):
        assert answer.status_code == 200, (artifact["latest"]["title"], answer.text)
        assert hashlib.sha256(answer.content).hexdigest() == artifact["latest"]["sha256"]
    files = [answer.text for artifact, answer in zip(made, after, strict=True) if artifact["kind"] == "file"]
    assert sorted(files) == sorted(f"question {number}\n" * 20_000 for number in range(TURNS))
    assert keys == sorted(in_database(file, "SELECT object_key FROM artifact_version"))


@requirement("erasure")
async def test_what_is_erased_while_the_s3_service_is_away_is_gone_there_too(
    service: S3Service, tmp_path: Path
) -> None:
    async with running_gateway(tmp_path, **service.settings("erasure")) as gateway:
        secret = posted({**FILE, "content": CANARY * 100, "file_name": f"{CANARY}.txt"}, title=CANARY)
        await add_maker(gateway, secret, posted(SUMMARY))
        admin, other = [await gateway.client(each) for each in (ADMIN, OTHER)]
        alice, bob, mallory = [await gateway.client(each) for each in (ALICE, BOB, MALLORY)]
        file = gateway.database_file
        first = await ask(alice)
        for client in (alice, bob, mallory):
            await ask(client)
        await until_none(file, "SELECT 1 FROM object_outbox")
        stored = await keys_in(service, "erasure")
        service.kill()
        await ask(alice)
        deleted = await alice.delete(f"{SESSIONS}/{first}")
        user = (await admin.delete("/api/v1/admin/users/usr_alice")).json()["removed"]
        rest = (await admin.post("/api/v1/admin/organization/erasure", json={"organization_id": "org_a"})).json()
        await asyncio.to_thread(service.start)
        await until_none(file, "SELECT 1 FROM object_removal")
        left = await keys_in(service, "erasure")
        others = in_database(file, "SELECT object_key FROM artifact_version")
        untouched = [await content(mallory, artifact) for artifact in await artifacts_of(mallory)]
        await other.post("/api/v1/admin/organization/erasure", json={"organization_id": "org_b"})
        in_files = found_in_files(tmp_path, CANARY.encode())
        await until_none(file, "SELECT 1 FROM object_removal")
        last = await keys_in(service, "erasure")

    assert (deleted.status_code, len(stored)) == (204, 8)
    assert {name: user[name] for name in ("artifact", "artifact_version", "object_outbox")} == {
        "artifact": 4,
        "artifact_version": 4,
        "object_outbox": 2,
    }
    assert {name: rest["removed"].get(name) for name in ("artifact", "artifact_version", "object_outbox")} == {
        "artifact": 2,
        "artifact_version": 2,
        "object_outbox": None,
    }
    assert left == sorted(others)
    assert [answer.status_code for answer in untouched] == [200, 200]
    assert (in_files, last) == ([], [])


@requirement("safe-bytes")
async def test_a_link_gives_one_object_under_one_name_for_a_while(service: S3Service, tmp_path: Path) -> None:
    async with (
        running_gateway(tmp_path, **service.settings("links"), s3_link_seconds=LINK_SECONDS) as gateway,
        httpx.AsyncClient(trust_env=False) as anybody,
    ):
        evil = "a\r\nx: y\u202egpj.html"
        await add_maker(gateway, posted({**FILE, "file_name": evil, "content": "<script>1</script>"}), posted(BAR))
        alice, bob = await gateway.client(), await gateway.client(BOB)
        await ask(alice)
        await until_none(gateway.database_file, "SELECT 1 FROM object_outbox")
        page, chart = await artifacts_of(alice)
        foreign = await bob.get(f"{ARTIFACTS}/{page['id']}/versions/1/link")
        given = (await alice.get(f"{ARTIFACTS}/{page['id']}/versions/1/link")).json()
        followed = await anybody.get(given["url"])
        other_name = given["url"].replace("attachment", "inline")
        other_type = given["url"].replace("octet-stream", "xhtml%2Bxml")
        other_object = (await alice.get(f"{ARTIFACTS}/{chart['id']}/versions/1/link")).json()["url"]
        swapped = f"{other_object.partition('?')[0]}?{given['url'].partition('?')[2]}"
        refused = [await anybody.get(url) for url in (other_name, other_type, swapped)]
        refused += [await anybody.request(method, given["url"]) for method in ("PUT", "DELETE")]
        async with asyncio.timeout(PATIENCE):
            while (late := await anybody.get(given["url"])).status_code == 200:
                await asyncio.sleep(POLL_SECONDS)
        await alice.delete(f"{ARTIFACTS}/{page['id']}")
        gone = await alice.get(f"{ARTIFACTS}/{page['id']}/versions/1/link")

    assert (foreign.status_code, gone.content) == (404, foreign.content)
    assert given["expires_in_seconds"] == LINK_SECONDS
    assert (followed.status_code, followed.text) == (200, "<script>1</script>")
    assert followed.headers["content-type"] == "application/octet-stream"
    assert followed.headers["content-disposition"] == 'attachment; filename="a x_ ygpj.html.bin"'
    assert given["url"] not in (other_name, other_type)
    assert [answer.status_code for answer in (*refused, late)] == [403] * 6


def gateway_process(data_dir: Path, s3: dict[str, object]) -> tuple[Process, str, str]:
    """A gateway that can be killed, and the URLs of its listeners."""
    ports = free_port(), free_port()
    environment = {
        "ENVIRONMENT": "test",
        "DATA_DIR": str(data_dir),
        "GATEWAY_PORT": str(ports[0]),
        "GATEWAY_INTERNAL_PORT": str(ports[1]),
        "API_GATEWAY_URL": "http://127.0.0.1:9",
        "INTERNAL_GATEWAY_KEY": "platform",
        "WORKER_KEY": WORKER_KEY,
        "KEY_PEPPER": PEPPER,
        "ARTIFACT_SWEEP_SECONDS": "0.25",
        **{name.upper(): str(value) for name, value in s3.items()},
    }
    public, internal = (f"http://127.0.0.1:{port}" for port in ports)
    return Process(["-m", "gateway"], ROOT, environment, data_dir / "log"), public, internal


async def until_well(client: httpx.AsyncClient) -> None:
    """Wait until it answers."""
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                if (await client.get("/livez")).status_code == 200:
                    return
            except httpx.TransportError:
                await asyncio.sleep(POLL_SECONDS)


async def register(worker: ScriptedWorker, inside: httpx.AsyncClient) -> None:
    """Make the container known."""
    answer = await inside.post("/internal/workers", json=worker.registration().model_dump(mode="json"))
    assert answer.status_code == 200, answer.text
    worker.token = RegistrationReceipt.model_validate_json(answer.content).token


@asynccontextmanager
async def maker(inside: httpx.AsyncClient, process: Process) -> AsyncGenerator[ScriptedWorker]:
    """A container whose runs make a chart and a file; that of the question `last` kills the gateway then."""
    made: list[ScriptedWorker] = []

    async def script(request: RunRequest) -> AsyncIterator[RunEvent]:
        inside.headers.update(made[0].credentials)
        for body in (posted(BAR), posted({**FILE, "content": f"{request.question}\n" * 10_000})):
            await keep(inside, request, body, ToolCallId(new_id("call")))
        if request.question == "last":
            process.kill()
        yield RunFinished(finish_reason="stop")

    async with scripted_worker(WORKER_KEY, script, asyncio.Event()) as worker:
        made.append(worker)
        yield worker


@requirement("artifact-outage")
async def test_a_gateway_killed_between_a_row_and_its_object_makes_up_for_it(
    service: S3Service, tmp_path: Path
) -> None:
    """Rows without an object, an object whose row still waits, one without a row, one that is to be removed."""
    process, public, internal = gateway_process(tmp_path, service.settings("killed"))
    file = tmp_path / "gateway.db"
    async with open_database(file, "normal") as database:
        key = (await ApiKeys(SqliteCredentials(database), PEPPER.encode(), clock, environment="test").issue(ALICE))[1]
    async with (
        httpx.AsyncClient(base_url=public, headers={"x-api-key": key}, trust_env=False, timeout=PATIENCE) as alice,
        httpx.AsyncClient(base_url=internal, headers={WORKER_KEY_HEADER: WORKER_KEY}, trust_env=False) as inside,
    ):
        try:
            process.start()
            await until_well(alice)
            async with maker(inside, process) as worker:
                await register(worker, inside)
                await ask(alice, "early")
                await until_none(file, "SELECT 1 FROM object_outbox")
                service.kill()
                await ask(alice, "late")
                early, *_ = made = await artifacts_of(alice)
                assert (await alice.delete(f"{ARTIFACTS}/{early['id']}")).status_code == 204
                with pytest.raises(httpx.TransportError):
                    await ask(alice, "last")
            assert not process.is_alive
            await asyncio.to_thread(service.start)
            (root,) = in_database(file, "SELECT name FROM object_root")
            async with open_s3_objects(service.address("killed")) as objects:
                with closing(sqlite3.connect(file)) as database_file, database_file:
                    waiting = database_file.execute("SELECT object_key, body, media_type FROM object_outbox").fetchall()
                    # As half a minute later: what the dead gateway took is nobody's.
                    database_file.execute("UPDATE object_outbox SET try_at = 0")
                    database_file.execute("UPDATE object_removal SET try_at = 0")
                await objects.put(*waiting[0])
                await objects.put(f"{root}/left/over.md", b"of nobody", "text/markdown")
            process.start()
            await until_well(alice)
            await until_none(file, "SELECT 1 FROM object_outbox UNION ALL SELECT 1 FROM object_removal")
            after = await artifacts_of(alice)
            answers = [await content(alice, artifact) for artifact in after]
            async with asyncio.timeout(PATIENCE):
                while f"{root}/left/over.md" in (keys := await keys_in(service, "killed")):
                    await asyncio.sleep(POLL_SECONDS)
        finally:
            process.kill()

    assert len(waiting) == 4
    assert [artifact["id"] for artifact in after[:3]] == [artifact["id"] for artifact in made[1:]]
    assert len(after) == 5
    for artifact, answer in zip(after, answers, strict=True):
        assert hashlib.sha256(answer.content).hexdigest() == artifact["latest"]["sha256"]
    assert keys == sorted(in_database(file, "SELECT object_key FROM artifact_version"))
