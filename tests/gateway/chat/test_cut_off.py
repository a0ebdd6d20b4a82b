"""Runs that go on although their turn is over: asked to end, and replaced with their container when they do not."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from gateway.chat import cut_off as module
from gateway.chat.cut_off import CutOff
from gateway.chat.model import Grant, WorkerAddress
from gateway.crews.crew import HttpCrew, open_worker_client
from gateway.storage.database import open_database
from gateway.storage.workers import SqliteWorkers
from shared.ids import OrganizationId, RunId, TurnId, UserId, WorkerId
from tests.requirements import requirement
from tests.support.scripted_worker import ScriptedWorker, says, scripted_worker

NOW = 1_000_000
PATIENCE_SECONDS = 10


@dataclass
class NotingLauncher:
    """A launcher of containers that nobody started: it notes whom it is to replace."""

    replaced: list[WorkerAddress] = field(default_factory=list)
    has_replaced: asyncio.Event = field(default_factory=asyncio.Event)

    async def scale(self, wanted: int) -> None:
        raise AssertionError(wanted)

    async def stop(self, worker_id: WorkerId) -> None:
        raise AssertionError(worker_id)

    async def replace(self, worker: WorkerAddress) -> None:
        self.replaced.append(worker)
        self.has_replaced.set()


@dataclass
class Stage:
    """What decides, a container, and who replaces it."""

    cut_off: CutOff
    worker: ScriptedWorker
    launcher: NotingLauncher


@asynccontextmanager
async def stage_in(tmp_path: Path) -> AsyncGenerator[Stage]:
    launcher, stopping = NotingLauncher(), asyncio.Event()
    async with (
        open_database(tmp_path / "store.db", "normal") as database,
        open_worker_client(max_runs=2) as client,
        scripted_worker("key", says("x"), stopping) as worker,
    ):
        workers = SqliteWorkers(database, max_workers=2)
        await workers.register(worker.registration(), NOW)
        cut_off = CutOff(HttpCrew(client, "key"), workers, launcher, lambda: NOW)
        async with cut_off.open():
            yield Stage(cut_off, worker, launcher)


def grant(worker_id: str, run_id: str = "run_1") -> Grant:
    return Grant(
        digest="d",
        organization_id=OrganizationId("org_a"),
        user_id=UserId("usr"),
        turn_id=TurnId("turn_1"),
        run_id=RunId(run_id),
        worker_id=WorkerId(worker_id),
        tools=frozenset(),
        is_live=False,
    )


@requirement("grant")
async def test_a_run_that_ends_when_asked_costs_its_container_nothing(tmp_path: Path) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS), stage_in(tmp_path) as stage:
        for _ in range(3):
            stage.cut_off.note(grant(stage.worker.id))
        stage.cut_off.note(grant(stage.worker.id, "run_2"))
        while len(stage.worker.ended) < 2:
            await asyncio.sleep(0.001)
    assert sorted(stage.worker.ended) == ["run_1", "run_2"]
    assert stage.launcher.replaced == []


@requirement("grant")
async def test_a_run_that_does_not_end_takes_its_container_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "END_SECONDS", 0.05)
    async with asyncio.timeout(PATIENCE_SECONDS), stage_in(tmp_path) as stage:
        stage.worker.ignores_end = True
        stage.cut_off.note(grant(stage.worker.id))
        await stage.launcher.has_replaced.wait()
    assert [worker.worker_id for worker in stage.launcher.replaced] == [stage.worker.id]
    assert stage.launcher.replaced[0].url == stage.worker.url


async def test_a_container_that_is_gone_is_left_alone(tmp_path: Path) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS), stage_in(tmp_path) as stage:
        stage.cut_off.note(grant("wrk_gone"))
        stage.cut_off.note(grant(stage.worker.id, "run_2"))
        while not stage.worker.ended:
            await asyncio.sleep(0.001)
    assert (stage.worker.ended, stage.launcher.replaced) == (["run_2"], [])
