"""The loop that applies the rule, with a real store and a launcher that does what the test says."""

import asyncio
import logging
import threading
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from gateway.chat.errors import LauncherUnavailable
from gateway.chat.model import Principal, WorkerAddress
from gateway.chat.scaling import Scaling
from gateway.crews.scaler import Scaler
from gateway.storage.database import open_database
from gateway.storage.queue import SqliteQueue
from gateway.storage.workers import SqliteWorkers
from shared.ids import OrganizationId, UserId, WorkerId
from shared.workers import WorkerHeartbeat, WorkerRegistration
from tests.support.metering import meter

NOW = 1_000_000


@dataclass(slots=True)
class ScriptedLauncher:
    """Notes what it is asked; fails as long as `trouble` says why."""

    asked: list[tuple[str, object]] = field(default_factory=list)
    trouble: str = ""
    news: asyncio.Event = field(default_factory=asyncio.Event)

    async def scale(self, wanted: int) -> None:
        self._note("scale", wanted)

    async def stop(self, worker_id: WorkerId) -> None:
        self._note("stop", worker_id)

    async def replace(self, worker: WorkerAddress) -> None:
        self._note("replace", worker.worker_id)

    def _note(self, what: str, whom: object) -> None:
        self.asked.append((what, whom))
        self.news.set()
        if self.trouble:
            raise LauncherUnavailable(self.trouble)


@dataclass(slots=True)
class Pool:
    """The scaler under test, and a clock that the test turns."""

    scaler: Scaler
    launcher: ScriptedLauncher
    workers: SqliteWorkers
    now: list[int]


@pytest.fixture
async def pool(tmp_path: Path) -> AsyncGenerator[Pool]:
    """Two idle containers, one too many."""
    async with open_database(tmp_path / "store.db", "normal") as database:
        workers, launcher, now = SqliteWorkers(database, max_workers=3), ScriptedLauncher(), [NOW]
        for name in ("wrk_1", "wrk_2"):
            registration = WorkerRegistration(worker_id=WorkerId(name), url=f"http://{name}", slots=8, version="test")
            await workers.register(registration, NOW)
        queue = SqliteQueue(database, meter(), owner="gateway", organization_share=75)
        # Idle from the first look on.
        rule = Scaling(ceiling=3, idle_seconds=0)
        yield Pool(Scaler(launcher, rule, workers=workers, queue=queue, clock=lambda: now[0]), launcher, workers, now)


async def test_an_idle_container_is_retired_before_it_is_stopped(pool: Pool) -> None:
    await pool.scaler.look()

    assert pool.launcher.asked == [("stop", "wrk_2"), ("scale", 1)]
    assert [worker.worker_id for worker in (await pool.workers.state(NOW)).well] == ["wrk_1"]


async def test_a_container_that_could_not_be_stopped_is_told_again(pool: Pool) -> None:
    pool.launcher.trouble = "away"
    with pytest.raises(LauncherUnavailable):
        await pool.scaler.look()
    pool.launcher.trouble = ""

    await pool.scaler.look()
    await pool.scaler.look()

    assert pool.launcher.asked == [("stop", "wrk_2"), ("stop", "wrk_2"), ("scale", 1), ("scale", 1)]


async def test_a_drained_container_that_has_nothing_left_is_stopped_once(pool: Pool) -> None:
    operator = Principal(OrganizationId("org_operator"), UserId("usr_op"), "admin")
    await pool.workers.drain(operator, WorkerId("wrk_1"), NOW)

    for _ in range(4):
        await pool.scaler.look()

    assert [whom for what, whom in pool.launcher.asked if what == "stop"] == ["wrk_1"]
    # Its successor is started before it is gone, and the other one stays.
    assert [whom for what, whom in pool.launcher.asked if what == "scale"] == [2, 2, 2, 2]


async def test_a_container_that_ends_by_itself_is_left_to_its_supervisor(pool: Pool) -> None:
    await pool.workers.hear(WorkerId("wrk_1"), WorkerHeartbeat(running=0, progress=0, draining=True), NOW)

    for _ in range(4):
        await pool.scaler.look()

    assert ("stop", "wrk_1") not in pool.launcher.asked


async def test_a_container_that_got_a_turn_since_the_look_is_not_stopped(
    pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def is_busy(worker_id: WorkerId) -> bool:
        return False

    monkeypatch.setattr(pool.workers.__class__, "retire", lambda _, worker_id: is_busy(worker_id))
    await pool.scaler.look()

    assert pool.launcher.asked == [("scale", 1)]


async def test_a_silent_container_is_replaced(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gateway.chat.scaling.LOST_SECONDS", 0.0)
    pool.now[0] += 10_000

    await pool.scaler.look()

    assert pool.launcher.asked == [("replace", "wrk_1"), ("replace", "wrk_2"), ("scale", 1)]


async def test_trouble_is_logged_when_it_changes_and_looked_at_less_often(
    pool: Pool, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="gateway.crews.scaler")
    pauses: list[float] = []

    really, here = asyncio.sleep, threading.get_ident()

    async def sleep(seconds: float) -> None:
        if threading.get_ident() != here:
            # A server of another file's tests, in a thread of its own.
            await really(seconds)
            return
        pauses.append(seconds)
        match len(pauses):
            case 7:
                pool.launcher.trouble = "away for another reason"
            case 9:
                pool.launcher.trouble = ""
            case 10:
                await asyncio.Event().wait()

    monkeypatch.setattr("gateway.crews.scaler.asyncio.sleep", sleep)
    pool.launcher.trouble = "away"
    async with asyncio.timeout(5), pool.scaler.open():
        while len(pauses) < 10:
            await pool.launcher.news.wait()
            pool.launcher.news.clear()

    assert pauses == [2, 4, 8, 16, 30, 30, 30, 30, 30, 1]
    assert [record.getMessage() for record in caplog.records] == [
        "containers cannot be started or stopped: away",
        "containers cannot be started or stopped: away for another reason",
        "containers can be started and stopped again",
    ]
