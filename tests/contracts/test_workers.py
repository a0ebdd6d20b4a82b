"""The port `Workers`: who is in the pool, who gets runs, who is left alone."""

import asyncio

import pytest

from gateway.chat.errors import PoolFull, WorkerUnknown
from gateway.chat.model import Claim
from shared.ids import WorkerId
from shared.workers import WorkerHeartbeat, WorkerRegistration
from tests.contracts.conftest import Store
from tests.contracts.doing import NOW, accept, add_worker, claim, claim_one, finish, member

SILENT = 6_500
BREAKER_FAILURES, BREAKER_WINDOW, BREAKER_OPEN = 5, 30_000, 10_000
SUSPECT = 1_000


async def fail(store: Store, worker: WorkerId, *times: int) -> None:
    """Note failures at those times."""
    for at in times:
        await store.workers.note_failure(worker, at)


async def hear(store: Store, worker: WorkerId, at: int, *, draining: bool = False) -> None:
    """Note a heartbeat."""
    await store.workers.hear(worker, WorkerHeartbeat(running=0, progress=0, draining=draining), at)


async def questions(store: Store, count: int) -> None:
    """Accept that many, in sessions of their own, half of them of each of two organizations."""
    for number in range(count):
        await accept(store, None, str(number), principal=member(f"org_{number % 2}"))


async def names(store: Store, now: int = NOW) -> list[str]:
    """Who takes runs."""
    return [worker.worker_id for worker in (await store.workers.state(now)).well]


async def test_a_registered_container_is_told_with_its_figures(store: Store) -> None:
    await add_worker(store, slots=2, name="wrk_2", now=NOW)
    await add_worker(store, slots=3, name="wrk_1", now=NOW + 1)
    await questions(store, 2)
    await finish(store, await claim_one(store, now=NOW + 1))
    await claim_one(store, now=NOW + 1)

    state = await store.workers.state(NOW + 1)

    assert [(worker.worker_id, worker.url, worker.slots, worker.registered_at) for worker in state.workers] == [
        ("wrk_2", "http://wrk_2", 2, NOW),
        ("wrk_1", "http://wrk_1", 3, NOW + 1),
    ]
    assert sum(worker.running for worker in state.workers) == 1
    assert sum(worker.runs_begun for worker in state.workers) == 2


async def test_a_full_pool_takes_nobody_new_until_somebody_is_silent(store: Store) -> None:
    for number in (1, 2, 3):
        await add_worker(store, name=f"wrk_{number}")
    with pytest.raises(PoolFull):
        await add_worker(store, name="wrk_4", now=NOW + SILENT)
    await add_worker(store, name="wrk_2", now=NOW + SILENT)
    await hear(store, WorkerId("wrk_3"), NOW + SILENT)

    await add_worker(store, name="wrk_4", now=NOW + SILENT + 1)

    assert sorted(await names(store, NOW + SILENT + 1)) == ["wrk_2", "wrk_3", "wrk_4"]
    with pytest.raises(WorkerUnknown):
        await hear(store, WorkerId("wrk_1"), NOW + SILENT + 1)


async def test_a_pool_with_room_keeps_a_silent_container_for_a_minute(store: Store) -> None:
    await add_worker(store, name="wrk_1")
    await add_worker(store, name="wrk_2", now=NOW + 60_000)
    assert await names(store, NOW + 60_000) == ["wrk_2"]
    await hear(store, WorkerId("wrk_1"), NOW + 60_000)
    assert sorted(await names(store, NOW + 60_000)) == ["wrk_1", "wrk_2"]

    await add_worker(store, name="wrk_3", now=NOW + 120_001)

    assert [worker.worker_id for worker in (await store.workers.state(NOW + 120_001)).workers] == ["wrk_3"]


async def test_registering_again_keeps_the_runs_and_changes_the_slots(store: Store) -> None:
    worker = await add_worker(store, slots=3)
    await questions(store, 6)
    first = await claim_one(store)
    await hear(store, worker, NOW, draining=True)

    await add_worker(store, slots=2)

    (state,) = (await store.workers.state(NOW)).workers
    assert (state.slots, state.running, state.is_well) == (2, 1, True)
    second = await claim_one(store)
    assert {first.worker.slot, second.worker.slot} == {1, 2}
    assert await claim(store) is None


async def test_a_container_that_failed_is_left_alone_for_a_second(store: Store) -> None:
    worker = await add_worker(store)
    await questions(store, 1)
    await fail(store, worker, NOW)
    await hear(store, worker, NOW + 1)

    assert await claim(store, now=NOW + SUSPECT - 1) is None
    assert await claim(store, now=NOW + SUSPECT) is not None


async def test_five_failures_put_a_container_out_for_ten_seconds_then_one_run_tries_it(store: Store) -> None:
    worker = await add_worker(store)
    await questions(store, 4)
    times = range(NOW, NOW + 4 * 1_000 + 1, 1_000)
    await fail(store, worker, *times)
    out_until = times[-1] + BREAKER_OPEN
    await hear(store, worker, out_until)

    assert await claim(store, now=out_until - 1) is None
    trial = await claim_one(store, now=out_until)
    assert await claim(store, now=out_until) is None
    await finish(store, trial)
    await store.workers.note_success(worker)
    assert await claim(store, now=out_until) is not None
    assert await claim(store, now=out_until) is not None


@pytest.mark.parametrize("tried_after", [0, 10 * BREAKER_WINDOW])
async def test_a_trial_that_fails_puts_it_out_again(store: Store, tried_after: int) -> None:
    worker = await add_worker(store)
    await questions(store, 4)
    await fail(store, worker, *[NOW] * BREAKER_FAILURES)
    tried_at = NOW + BREAKER_OPEN + tried_after
    await hear(store, worker, tried_at)
    await finish(store, await claim_one(store, now=tried_at), outcome="failed")

    await fail(store, worker, tried_at)
    await hear(store, worker, tried_at + BREAKER_OPEN)

    assert await claim(store, now=tried_at + BREAKER_OPEN - 1) is None
    assert await claim(store, now=tried_at + BREAKER_OPEN) is not None
    assert await claim(store, now=tried_at + BREAKER_OPEN) is None


async def test_four_failures_or_five_far_apart_are_no_reason(store: Store) -> None:
    worker = await add_worker(store)
    await questions(store, 4)
    await fail(store, worker, NOW, NOW, NOW, NOW, NOW + BREAKER_WINDOW)
    later = NOW + BREAKER_WINDOW + SUSPECT
    await hear(store, worker, later)

    assert await claim(store, now=later) is not None
    assert await claim(store, now=later) is not None


async def test_a_container_that_says_goodbye_gets_nothing_more_and_keeps_its_runs(store: Store) -> None:
    worker = await add_worker(store)
    await questions(store, 2)
    running = await claim_one(store)
    await hear(store, worker, NOW, draining=True)

    assert await claim(store) is None
    (state,) = (await store.workers.state(NOW)).workers
    assert (state.is_heard, state.is_draining, state.is_well, state.running) == (True, True, False, 1)
    assert await finish(store, running)


async def test_an_idle_container_can_be_retired_and_its_heartbeats_do_not_bring_it_back(store: Store) -> None:
    worker = await add_worker(store)
    await questions(store, 2)
    running = await claim_one(store)
    assert not await store.workers.retire(worker)
    assert await names(store) == [worker]
    await finish(store, running)

    assert await store.workers.retire(worker)
    await hear(store, worker, NOW + 1)

    assert await claim(store, now=NOW + 1) is None
    assert await names(store) == []


async def test_retiring_and_claiming_at_once_never_both_succeed(store: Store) -> None:
    for number in range(60):
        worker = await add_worker(store, slots=1, name=f"wrk_{number}")
        await accept(store, None)
        calls = [claim(store), store.workers.retire(worker)]
        async with asyncio.TaskGroup() as group:
            # Either may be the first to reach the writer.
            tasks = [group.create_task(call) for call in (calls if number % 2 else reversed(calls))]
        found = next((task.result() for task in tasks if isinstance(task.result(), Claim)), None)
        assert (found is None) == any(task.result() is True for task in tasks)
        await finish(store, found or await claim_one_elsewhere(store))
        await store.workers.forget(worker)


async def claim_one_elsewhere(store: Store) -> Claim:
    """Take the turn away through a container of its own."""
    helper = await add_worker(store, name="wrk_helper")
    found = await claim_one(store)
    await store.workers.forget(helper)
    return found


async def test_a_forgotten_container_makes_room_at_once_and_its_turn_can_still_end(store: Store) -> None:
    workers = [await add_worker(store, slots=1, name=f"wrk_{number}") for number in (1, 2, 3)]
    await questions(store, 1)
    running = await claim_one(store)

    await store.workers.forget(running.worker.worker_id)

    await add_worker(store, name="wrk_4")
    assert running.worker.worker_id in workers
    with pytest.raises(WorkerUnknown):
        await hear(store, running.worker.worker_id, NOW)
    assert await finish(store, running)


async def test_a_container_that_comes_at_the_address_of_another_one_takes_its_place(store: Store) -> None:
    for name in ("wrk_1", "wrk_2"):
        registration = WorkerRegistration(worker_id=WorkerId(name), url="http://here", slots=1, version="test")
        await store.workers.register(registration, NOW)
    await accept(store, "ses_a")
    await accept(store, "ses_b")

    assert [worker.worker_id for worker in (await store.workers.state(NOW)).workers] == ["wrk_2"]
    assert (await claim_one(store)).worker.worker_id == "wrk_2"
    assert await claim(store) is None


async def test_two_hundred_claims_at_once_never_put_two_turns_into_one_slot(store: Store) -> None:
    for number in (1, 2, 3):
        await add_worker(store, slots=7, name=f"wrk_{number}")
    await questions(store, 120)
    held: set[tuple[str, int]] = set()
    done: list[str] = []

    async def claim_and_finish() -> None:
        found = await claim(store)
        if found is None:
            return
        slot = (found.worker.worker_id, found.worker.slot)
        assert slot not in held
        held.add(slot)
        await asyncio.sleep(0)
        # Free for others from the moment of the commit, of which we hear a little later.
        held.remove(slot)
        assert await finish(store, found)
        done.append(found.claimed.turn.id)

    async with asyncio.TaskGroup() as group:
        for _ in range(200):
            group.create_task(claim_and_finish())

    assert len(done) == len(set(done)) >= 21
