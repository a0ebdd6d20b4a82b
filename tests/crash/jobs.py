"""The large proof in pieces that can be played side by side, each in a process of its own."""

import asyncio
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.crash import scenarios
from tests.crash.checker import Violation
from tests.crash.mutants import MUTANTS, Catch, hunt
from tests.crash.plan import Plan
from tests.crash.points import crash_points
from tests.crash.processes import copy_product
from tests.crash.rounds import Tally
from tests.crash.scenarios import Scenario

LINES = Plan("", "").lines
MOST_FAULTS = 90
FAULTS = ("commit", "query", "worker_read")


@dataclass(slots=True)
class Result:
    """What a job has to tell."""

    name: str
    tally: Tally = field(default_factory=Tally)
    catch: Catch | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """A scenario and how many rounds of it, or something else to be played."""

    name: str
    play: Callable[[Path, Path, Tally, int], object]
    seed: int


def jobs(size: int) -> list[Job]:
    """All of them; `size` is in percent of the usual rounds. The long ones come first."""
    return [
        *(_scenario(scenarios.KILLS, _part(24, size), seed) for seed in range(1, 5)),
        *(_scenario(_points(lap), len(crash_points()), 10 + lap) for lap in range(_part(4, size))),
        *(_scenario(_events(before=before), -(-LINES // 3), 20 + before) for before in (False, True)),
        _scenario(scenarios.TWO_GATEWAYS, _part(18, size), 30),
        _scenario(scenarios.SLEEPER, _part(6, size), 42),
        _scenario(scenarios.LONG_PAUSES, _part(10, size), 31),
        _scenario(scenarios.SHORT_PAUSES, _part(8, size), 32),
        _scenario(scenarios.WORKER_KILLS, _part(12, size), 33),
        _scenario(scenarios.WORKER_PAUSES, _part(10, size), 34),
        _scenario(scenarios.STOPS, _part(15, size), 35),
        _scenario(scenarios.LIVELY, _part(15, size), 36),
        _scenario(scenarios.DUPLICATES, _part(20, size), 37),
        _scenario(scenarios.PATIENT, _part(3, size), 38),
        _scenario(scenarios.POISON, _part(3, size), 39),
        _scenario(scenarios.CALM, _part(10, size), 40),
        _scenario(scenarios.TWO_CALM, _part(10, size), 41),
        *(_faults(kind, 50 + n) for n, kind in enumerate(FAULTS)),
        *(Job("cut and resume at every event", _resume, 60 + n) for n in range(_part(2, size))),
        *(_seeds(1_000, 1_000 * n) for n in range(_part(5, size))),
    ]


def play(index: int, size: int) -> Result:
    """Play one of them."""
    job = jobs(size)[index]
    result = Result(job.name)
    with tempfile.TemporaryDirectory() as folder:
        product = copy_product(Path(folder, "product"))
        try:
            job.play(Path(folder, "arena"), product, result.tally, job.seed)
        except Exception as error:  # noqa: BLE001 - the boundary of a job: the others go on, and the proof has failed
            result.tally.violations.append(Violation("proof", f"{job.name}: {error!r}"))
    return result


def play_mutant(index: int) -> Result:
    """Hunt one mutant."""
    mutant = MUTANTS[index]
    with tempfile.TemporaryDirectory() as folder:
        return Result(mutant.name, catch=asyncio.run(hunt(mutant, Path(folder))))


def _part(rounds: int, size: int) -> int:
    return max(1, rounds * size // 100)


def _scenario(scenario: Scenario, rounds: int, seed: int) -> Job:
    def played(folder: Path, product: Path, tally: Tally, seed: int) -> object:
        return asyncio.run(scenarios.run(scenario, rounds, folder=folder, product=product, tally=tally, seed=seed))

    return Job(scenario.name, played, seed)


def _points(lap: int) -> Scenario:
    return scenarios.points(crash_points(), first=lap)


def _events(*, before: bool) -> Scenario:
    return scenarios.events(list(range(1, LINES + 1)), before=before)


def _faults(kind: str, seed: int) -> Job:
    scenario = scenarios.faults(kind, list(range(1, MOST_FAULTS + 1)))

    def played(folder: Path, product: Path, tally: Tally, seed: int) -> object:
        return asyncio.run(
            scenarios.run(
                scenario,
                MOST_FAULTS,
                folder=folder,
                product=product,
                tally=tally,
                seed=seed,
                until=lambda: tally.counts[f"clean: {kind}"] > 0,
            )
        )

    return Job(scenario.name, played, seed)


def _resume(folder: Path, product: Path, tally: Tally, seed: int) -> object:
    return asyncio.run(scenarios.run_resume(folder=folder, product=product, tally=tally, seed=seed))


def _seeds(count: int, first: int) -> Job:
    def played(_: Path, product: Path, tally: Tally, seed: int) -> object:
        return scenarios.run_seeds(count, product=product, tally=tally, first=seed)

    return Job("seeds of the simulator", played, first)
