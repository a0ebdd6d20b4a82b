"""Containers of a real supervisord; sleeping processes stand for them."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from gateway.chat.errors import LauncherUnavailable
from gateway.chat.model import WorkerAddress
from gateway.crews.local_launcher import LocalLauncher
from gateway.crews.supervisord import Program, Supervisord
from gateway.storage.database import open_database
from gateway.storage.workers import SqliteWorkers
from gateway.wiring.clock import clock
from shared.ids import WorkerId
from shared.workers import WorkerRegistration
from tests.infra.launcher.launched import eventually, is_running

CONFIG = """\
[supervisord]
nodaemon=true
logfile=supervisord.log
pidfile=supervisord.pid
[unix_http_server]
file=supervisord.sock
[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
"""
PROGRAM = """
[program:crew-{number}]
command={command}
autostart={autostart}
autorestart=true
startsecs=1
startretries=1
stopwaitsecs=1
stopasgroup=true
killasgroup=true
"""
PROGRAMS = {f"crew-{number}": f"http://127.0.0.1:{number}" for number in (1, 2, 3)}
SLEEP = "sleep 600"
# A shell and what it waits for: two processes, one group.
FAMILY = "sh -c 'sleep 600; true'"


@dataclass(slots=True)
class Machine:
    """The launcher under test and what it works on."""

    launcher: LocalLauncher
    supervisord: Supervisord
    workers: SqliteWorkers

    async def up(self) -> dict[str, int]:
        """The processes by program."""
        return {name: program.pid for name, program in (await self.programs()).items() if program.pid}

    async def programs(self) -> dict[str, Program]:
        """All programs."""
        return await self.supervisord.programs()

    async def register(self, name: str, worker_id: str, *, at: int | None = None) -> WorkerAddress:
        """Register what runs as that program."""
        registration = WorkerRegistration(worker_id=WorkerId(worker_id), url=PROGRAMS[name], slots=1, version="test")
        await self.workers.register(registration, clock() if at is None else at)
        return WorkerAddress(registration.worker_id, registration.url, 1)

    async def until(self, is_so: Callable[[dict[str, Program]], bool]) -> None:
        """Wait until supervisord says so."""
        async with asyncio.timeout(5):
            while not is_so(await self.programs()):
                await asyncio.sleep(0.02)


@contextmanager
def running_supervisord(folder: Path, commands: tuple[str, ...]) -> Generator[Path]:
    """A supervisord with these programs, the first of them started."""
    programs = [
        PROGRAM.format(number=number, command=command, autostart=str(number == 1).lower())
        for number, command in enumerate(commands, start=1)
    ]
    names = ",".join(PROGRAMS)
    (folder / "supervisord.conf").write_text(f"{CONFIG}{''.join(programs)}\n[group:product]\nprograms={names}\n")
    with subprocess.Popen(
        [sys.executable, "-m", "supervisor.supervisord", "-c", "supervisord.conf"],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            assert eventually((folder / "supervisord.sock").exists)
            yield folder / "supervisord.sock"
        finally:
            process.send_signal(signal.SIGTERM)


@pytest.fixture(params=[(SLEEP, SLEEP, SLEEP)])
async def machine(
    request: pytest.FixtureRequest, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncGenerator[Machine]:
    """Three programs, the first of which runs."""
    async with open_database(tmp_path / "store.db", "normal") as database:
        workers = SqliteWorkers(database, max_workers=3)
        with running_supervisord(tmp_path_factory.mktemp("s"), request.param) as path:
            supervisord = Supervisord(path)
            machine = Machine(LocalLauncher(supervisord, PROGRAMS, workers=workers, clock=clock), supervisord, workers)
            await machine.until(lambda programs: programs["crew-1"].pid > 0)
            yield machine
            # Heard at once, unlike a signal.
            await supervisord._call(lambda proxy: proxy.supervisor.shutdown())


async def test_missing_containers_are_started_in_order_and_none_is_stopped(machine: Machine) -> None:
    seen = []
    for wanted in (1, 2, 1, 9):
        await machine.launcher.scale(wanted)
        seen.append(sorted(await machine.up()))

    assert seen == [["crew-1"], ["crew-1", "crew-2"], ["crew-1", "crew-2"], ["crew-1", "crew-2", "crew-3"]]


async def test_a_stopped_container_stays_down_until_it_is_wanted(machine: Machine) -> None:
    await machine.launcher.scale(2)
    await machine.register("crew-1", "wrk_a")

    await machine.launcher.stop(WorkerId("wrk_a"))
    await machine.until(lambda programs: programs["crew-1"].statename == "STOPPED")

    assert list(await machine.up()) == ["crew-2"]
    await machine.launcher.scale(2)
    assert sorted(await machine.up()) == ["crew-1", "crew-2"]


async def test_what_is_so_already_is_no_error(machine: Machine) -> None:
    before = await machine.programs()

    await machine.supervisord.start(before["crew-1"])
    await machine.supervisord.stop(before["crew-2"])

    assert {name: program.pid for name, program in (await machine.programs()).items()} == {
        name: program.pid for name, program in before.items()
    }


@pytest.mark.parametrize("machine", [(FAMILY, SLEEP, SLEEP)], indirect=True)
@pytest.mark.parametrize("is_paused", [False, True])
async def test_a_replaced_container_is_gone_with_its_children_and_its_successor_is_spared(
    machine: Machine, is_paused: bool
) -> None:
    worker = await machine.register("crew-1", "wrk_a", at=clock() + 1000)
    before = (await machine.up())["crew-1"]
    assert eventually(lambda: len(group(before)) == 2)
    family = group(before)
    if is_paused:
        os.killpg(before, signal.SIGSTOP)

    began = time.monotonic()
    async with asyncio.TaskGroup() as tasks:
        for _ in range(3):
            tasks.create_task(machine.launcher.replace(worker))
    took = time.monotonic() - began

    assert not any(is_running(pid) for pid in family)
    assert took < 2
    assert (await machine.workers.state(clock())).workers == ()
    await machine.until(lambda programs: programs["crew-1"].pid not in {0, before})
    after = await machine.up()
    await machine.launcher.replace(worker)
    assert await machine.up() == after


async def test_a_worker_whose_process_is_gone_already_costs_its_successor_nothing(machine: Machine) -> None:
    before = await machine.up()
    worker = await machine.register("crew-1", "wrk_of_yesterday", at=clock() - 86_400_000)

    await machine.launcher.replace(worker)
    await machine.launcher.stop(worker.worker_id)

    assert await machine.up() == before


@pytest.mark.parametrize("machine", [(SLEEP, "sh -c 'sleep 0.2; false'", SLEEP)], indirect=True)
async def test_a_program_that_does_not_start_is_passed_over(machine: Machine, caplog: pytest.LogCaptureFixture) -> None:
    await machine.launcher.scale(2)
    await machine.until(lambda programs: programs["crew-2"].statename == "FATAL")

    for _ in range(3):
        await machine.launcher.scale(2)

    assert sorted(await machine.up()) == ["crew-1", "crew-3"]
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == [
        "crew container does not start"
    ]


@pytest.mark.parametrize("does_listen", [False, True])
async def test_a_supervisor_that_does_not_answer_is_an_error_within_two_seconds(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, does_listen: bool
) -> None:
    path = tmp_path / "s"
    with socket.socket(socket.AF_UNIX) as silent:
        if does_listen:
            silent.bind(str(path))
            silent.listen()
        async with asyncio.timeout(2), open_database(tmp_path / "store.db", "normal") as database:
            workers = SqliteWorkers(database, max_workers=3)
            launcher = LocalLauncher(Supervisord(path), PROGRAMS, workers=workers, clock=clock)
            with pytest.raises(LauncherUnavailable):
                await launcher.scale(1)


async def test_a_replacement_that_fails_is_logged_and_not_raised(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with open_database(tmp_path / "store.db", "normal") as database:
        workers = SqliteWorkers(database, max_workers=3)
        supervisord = Supervisord(tmp_path / "nobody")
        launcher = LocalLauncher(supervisord, PROGRAMS, workers=workers, clock=clock)
        worker = await Machine(launcher, supervisord, workers).register("crew-1", "wrk_a")

        await launcher.replace(worker)

        assert [record.message for record in caplog.records] == ["crew container not replaced"]
        assert len((await workers.state(clock())).workers) == 1


def group(leader: int) -> list[int]:
    """The processes of a process group."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[2]) == leader:
            found.append(int(stat.parent.name))
    return found
