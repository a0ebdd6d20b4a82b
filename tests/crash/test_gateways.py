"""Gateways that are killed, paused and failed, beside others and alone."""

from pathlib import Path

from tests.crash import scenarios
from tests.crash.nemeses import pauses
from tests.crash.points import crash_points
from tests.crash.report import summary
from tests.crash.rounds import Tally
from tests.crash.scenarios import Scenario, points, run

POINTS = ["after_accept", "after_claim", "before_show", "after_finish", "before_commit", "after_stop"]


async def played(scenario: Scenario, rounds: int, folder: Path, product: Path) -> Tally:
    """What a few rounds did, once nothing was violated."""
    tally = Tally()
    await run(scenario, rounds, folder=folder / "arena", product=product, tally=tally)
    assert [str(violation) for violation in tally.violations] == []
    return tally


async def test_kills_at_random_moments_break_no_promise(tmp_path: Path, product: Path) -> None:
    tally = await played(scenarios.KILLS, 2, tmp_path, product)

    assert tally.counts["gateway kills"] == 5, summary(tally)


async def test_kills_at_named_points_break_no_promise(tmp_path: Path, product: Path) -> None:
    tally = await played(points(POINTS), len(POINTS), tmp_path, product)

    assert {name for name in POINTS if tally.counts[f"at {name}"] == 0} == set(), summary(tally)


def test_there_are_enough_points_and_the_tests_name_real_ones() -> None:
    assert len(crash_points()) >= 20
    assert set(POINTS) <= set(crash_points())


async def test_pauses_break_no_promise_even_when_they_outlast_a_lease(tmp_path: Path, product: Path) -> None:
    tally = await played(Scenario("pauses", lambda _: pauses((0.2, 0.3, 4.0))), 1, tmp_path, product)

    assert tally.counts["pauses of a gateway"] == 3, summary(tally)


async def test_of_two_gateways_each_tells_what_the_other_runs_and_takes_over_what_it_left(
    tmp_path: Path, product: Path
) -> None:
    await played(scenarios.TWO_CALM, 1, tmp_path / "calm", product)
    await played(scenarios.TWO_GATEWAYS, 1, tmp_path / "terror", product)


async def test_a_stop_holds_while_the_gateway_of_the_turn_sleeps(tmp_path: Path, product: Path) -> None:
    await played(scenarios.SLEEPER, 1, tmp_path, product)


async def test_a_call_that_fails_once_breaks_no_promise(tmp_path: Path, product: Path) -> None:
    for kind, number in (("commit", 9), ("query", 3), ("query", 8), ("worker_read", 2)):
        tally = await played(scenarios.faults(kind, [number]), 1, tmp_path / f"{kind} {number}", product)
        assert tally.counts[f"fault: {kind}"] == 1, summary(tally)


async def test_fifty_duplicates_at_once_are_one_turn_and_one_run(tmp_path: Path, product: Path) -> None:
    tally = await played(scenarios.DUPLICATES, 1, tmp_path, product)

    assert tally.turns == 1, summary(tally)
