"""What is played, by name: how many gateways, and which nemesis in which round."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.crash.arena import LEASE_SECONDS, REST_SECONDS, WORK_SECONDS, open_arena
from tests.crash.checker import Violation
from tests.crash.nemeses import (
    calm,
    crash_at,
    deaths,
    duplicates,
    fault,
    kills,
    lively,
    patient,
    pauses,
    poison,
    stop_behind_a_sleeper,
    stops,
    two_gateways,
    worker_kills,
    worker_pauses,
)
from tests.crash.points import FREQUENT
from tests.crash.processes import ROOT, found_first
from tests.crash.resume import resume_everywhere
from tests.crash.rounds import Nemesis, Tally, play

LONGER_THAN_LEASE = LEASE_SECONDS + 1.0
SEED_SECONDS = 600.0


@dataclass(frozen=True, slots=True)
class Scenario:
    """A kind of trouble; `nemesis` makes that of the n-th round."""

    name: str
    nemesis: Callable[[int], Nemesis]
    gateways: int = 1
    slots: int = 2


KILLS = Scenario("kills of the gateway at random moments", lambda n: kills(2 + n % 2))
CALM = Scenario("no trouble", lambda _: calm)
TWO_CALM = Scenario("two gateways, no trouble", lambda _: calm, gateways=2)
LIVELY = Scenario("stops and deletions", lambda _: lively)
PATIENT = Scenario("answers that take longer than a lease", lambda _: patient(LEASE_SECONDS + 2.5))
STOPS = Scenario("stops in the middle of long answers", lambda _: stops)
DUPLICATES = Scenario("fifty times the same question at once", lambda _: duplicates(50))
COMMITS = Scenario("kills of the gateway in its commits", lambda n: crash_at("before_commit", 5 + 2 * n))
POISON = Scenario("a question that kills its workers", lambda _: poison())
WORKER_KILLS = Scenario("kills of workers at random moments", lambda _: worker_kills(3))
WORKER_PAUSES = Scenario("pauses of workers", lambda _: worker_pauses(3))
SHORT_PAUSES = Scenario("short pauses of the gateway", lambda _: pauses((0.1, 0.3, 0.2, 0.4, 0.2)))
LONG_PAUSES = Scenario("pauses of the gateway, longer than its lease", lambda _: pauses((LONGER_THAN_LEASE,)))
SLEEPER = Scenario("a stop while the gateway of the turn is paused", lambda _: stop_behind_a_sleeper, gateways=2)
TWO_GATEWAYS = Scenario(
    "two gateways, one killed and one paused",
    lambda n: two_gateways(LONGER_THAN_LEASE if n % 2 else 0.3),
    gateways=2,
)


def points(names: list[str], *, first: int = 0) -> Scenario:
    """Each named crash point in turn; the frequent ones at another visit each time."""

    def nemesis(n: int) -> Nemesis:
        name = names[n % len(names)]
        lap = first + n // len(names)
        return crash_at(name, 1 + (lap * 13) % 80 if name in FREQUENT else 1)

    return Scenario("kills of the gateway at named points", nemesis)


def events(lines: list[int], *, before: bool) -> Scenario:
    """Deaths of workers at these events, three a round."""
    return Scenario(
        "kills of workers at every event",
        lambda n: deaths(tuple(lines[3 * n : 3 * n + 3]), before=before),
        slots=1,
    )


def faults(kind: str, numbers: list[int]) -> Scenario:
    """The n-th call of a kind fails."""
    return Scenario(f"a {kind} that fails", lambda n: fault(kind, numbers[n]))


async def run(
    scenario: Scenario,
    rounds: int,
    *,
    folder: Path,
    product: Path,
    tally: Tally,
    seed: int = 1,
    is_impatient: bool = False,
    until: Callable[[], bool] = lambda: False,
) -> int:
    """Play so many rounds, or until something is violated or so; how many were played."""
    rest = REST_SECONDS + (2.0 if is_impatient else WORK_SECONDS)
    async with open_arena(
        folder,
        product,
        seed=seed,
        gateways=scenario.gateways,
        slots=scenario.slots,
        rest_seconds=rest,
    ) as arena:
        await arena.start()
        for number in range(rounds):
            if await play(arena, f"s{seed}r{number}", scenario.nemesis(number), tally) or until():
                return number + 1
    return rounds


async def run_resume(*, folder: Path, product: Path, tally: Tally, seed: int = 1, step: int = 1) -> None:
    """Cut and resume at every `step`-th event."""
    async with open_arena(folder, product, seed=seed) as arena:
        await arena.start()
        done = await resume_everywhere(arena, step=step)
        tally.counts["resumptions"] += done.count
        tally.violations += done.violations


def run_seeds(count: int, *, product: Path, tally: Tally, first: int = 0) -> int:
    """Play seeds of the simulator in a process that sees these sources; how many it took, or all."""
    environment = {**os.environ, "PYTHONSAFEPATH": "1", "PYTHONPATH": found_first(product, ROOT)}
    played = subprocess.run(
        [sys.executable, "-m", "tests.crash.simulator", str(count), str(first)],
        cwd=product,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=SEED_SECONDS,
    )
    if played.returncode == 0:
        tally.counts["seeds"] += count
        return count
    told = played.stdout.strip() or played.stderr.strip()[-500:]
    tally.violations.append(Violation("simulator", told))
    number = told.removeprefix("seed ").partition(":")[0]
    return int(number) - first + 1 if number.isdecimal() else 1
