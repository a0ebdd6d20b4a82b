"""The ports `Queue`, `Leases` and `Stops`: order, fairness, slots, time, taking over."""

import asyncio

import pytest

from gateway.chat.errors import NotFound
from gateway.chat.model import LeftRun, Renewal
from shared.ids import RunId, TurnId, new_id
from shared.workers import WorkerHeartbeat
from tests.contracts.conftest import Store
from tests.contracts.doing import LEASE, NOW, accept, add_worker, claim, claim_one, finish, member, text_event
from tests.support.running_gateway import ALICE, BOB


async def test_turns_are_claimed_in_the_order_of_acceptance_but_one_of_a_session_at_a_time(store: Store) -> None:
    await add_worker(store)
    for session_id, text in (("ses_a", "a1"), ("ses_a", "a2"), ("ses_b", "b1"), ("ses_a", "a3")):
        await accept(store, session_id, text)

    claims = [await claim(store) for _ in range(3)]

    assert [found.claimed.turn.question if found else None for found in claims] == ["a1", "b1", None]
    assert claims[0] is not None
    assert await finish(store, claims[0])
    following = (await claim_one(store)).claimed.turn
    assert (following.question, following.position) == ("a2", 2)


async def test_a_hundred_claims_at_once_take_each_turn_and_each_slot_once(store: Store) -> None:
    for worker in ("wrk_1", "wrk_2"):
        await add_worker(store, slots=10, name=worker)
    for number in range(30):
        await accept(store, f"ses_{number}", str(number), principal=member(f"org_{number % 3}"))

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(claim(store)) for _ in range(100)]

    claims = [found for task in tasks if (found := task.result()) is not None]
    assert len(claims) == 20
    assert len({found.claimed.turn.id for found in claims}) == 20
    assert len({(found.worker.worker_id, found.worker.slot) for found in claims}) == 20


async def test_a_small_organization_goes_before_the_flood_of_another(store: Store) -> None:
    await add_worker(store, slots=4)
    for number in range(50):
        await accept(store, f"ses_f{number}", "flood", principal=member("org_flood"))
    flood = [await claim_one(store) for _ in range(3)]
    assert await claim(store) is None, "three quarters of the slots are the most for one organization"
    await accept(store, "ses_s1", "small", principal=member("org_small"))

    assert (await claim_one(store)).claimed.turn.question == "small"
    await finish(store, flood[0])
    await accept(store, "ses_s2", "small again", principal=member("org_small"))
    assert (await claim_one(store)).claimed.turn.question == "small again"


async def test_organizations_that_wait_are_served_in_turn(store: Store) -> None:
    await add_worker(store, slots=1)
    for number in range(3):
        for name in ("org_a", "org_b", "org_c"):
            await accept(store, f"ses_{name}{number}", name, principal=member(name))
    served = []
    for _ in range(9):
        found = await claim_one(store)
        served.append(found.claimed.turn.question)
        await finish(store, found)

    assert [sorted(served[start : start + 3]) for start in (0, 3, 6)] == [["org_a", "org_b", "org_c"]] * 3


async def test_only_workers_that_are_well_get_runs(store: Store) -> None:
    worker = await add_worker(store)
    await accept(store, "ses_a")

    assert await claim(store, now=NOW + 6_500) is None
    await store.workers.hear(worker, WorkerHeartbeat(running=0, progress=0, draining=True), NOW + 6_500)
    assert await claim(store, now=NOW + 6_501) is None
    await add_worker(store, now=NOW + 6_502)
    await store.workers.note_failure(worker, NOW + 6_503)
    assert await claim(store, now=NOW + 6_504) is None
    assert await claim(store, now=NOW + 7_503) is not None


async def test_a_worker_that_nobody_answers_for_gets_no_run_until_it_is_heard_again(store: Store) -> None:
    worker = await add_worker(store)
    await accept(store, "ses_a")
    await store.workers.note_failure(worker, NOW, is_gone=True)

    assert await claim(store, now=NOW + 2_000) is None
    await store.workers.hear(worker, WorkerHeartbeat(running=0, progress=0), NOW + 2_001)
    assert await claim(store, now=NOW + 2_002) is not None


async def test_a_turn_that_was_given_back_keeps_its_place_and_counts_its_attempts(store: Store) -> None:
    await add_worker(store)
    await accept(store, "ses_a", "first")
    await accept(store, "ses_b", "second")
    claimed = (await claim_one(store)).claimed
    assert claimed.attempt == 1
    await store.queue.give_back(claimed, [], was_attempt=False, now=NOW)
    again = (await claim_one(store)).claimed
    assert (again.turn.question, again.attempt) == ("first", 1)
    await store.queue.give_back(again, [], was_attempt=True, now=NOW)

    assert (await claim_one(store)).claimed.attempt == 2


async def test_only_the_time_in_which_a_turn_could_have_run_counts(store: Store) -> None:
    await add_worker(store)
    await accept(store, "ses_a", "runs", at=NOW)
    behind = (await accept(store, "ses_a", "behind it", at=NOW)).turn
    running = await claim_one(store)
    waits = (await accept(store, "ses_b", "waits", at=NOW)).turn

    assert await store.queue.list_overdue(NOW) == []
    assert await store.queue.list_overdue(NOW + 1) == [waits.id]
    await finish(store, running, at=NOW + 500)
    assert await store.queue.list_overdue(NOW + 500) == [waits.id]
    assert set(await store.queue.list_overdue(NOW + 501)) == {waits.id, behind.id}
    await store.queue.restart_waits(NOW + 900)
    assert await store.queue.list_overdue(NOW + 900) == []


async def test_a_queued_turn_is_taken_once_and_a_claim_may_come_first(store: Store) -> None:
    await add_worker(store)
    turn = (await accept(store, "ses_a")).turn
    taken = await store.queue.take(turn.id, RunId(new_id("run")))
    assert taken is not None
    claimed = await claim_one(store)

    assert not await store.turns.append(taken, [text_event(2)])
    assert await finish(store, claimed)
    assert await store.queue.take(turn.id, RunId(new_id("run"))) is None


async def test_a_lease_that_ran_out_is_taken_over_once(store: Store) -> None:
    await add_worker(store)
    turn = (await accept(store, "ses_a")).turn
    found = await claim_one(store)
    claimed = found.claimed
    later = NOW + LEASE

    assert await store.leases.take_over(now=later, lease_until=later + LEASE) is None
    taken = await store.leases.take_over(now=later + 1, lease_until=later + LEASE)
    assert taken is not None
    again, left = taken
    assert (again.turn.id, again.fence) == (turn.id, claimed.fence + 1)
    assert left == LeftRun(claimed.run_id, found.worker, is_stopping=False)
    assert await store.leases.take_over(now=later + 1, lease_until=later + LEASE) is None
    assert not await store.turns.append(claimed, [text_event(2)])


async def test_a_renewed_lease_holds_and_another_does_not(store: Store) -> None:
    await add_worker(store)
    kept = (await accept(store, "ses_a")).turn
    lost = (await accept(store, "ses_b")).turn
    await claim_one(store)
    await claim_one(store)
    await store.leases.renew([kept.id], NOW + 9 * LEASE)

    taken = await store.leases.take_over(now=NOW + 2 * LEASE, lease_until=NOW + 9 * LEASE)

    assert taken is not None
    assert taken[0].turn.id == lost.id
    assert await store.leases.take_over(now=NOW + 2 * LEASE, lease_until=NOW + 9 * LEASE) is None


async def test_a_starting_gateway_takes_over_its_own_past(store: Store) -> None:
    await add_worker(store)
    await accept(store, "ses_a")
    await claim_one(store)
    await store.leases.expire_own()

    assert await store.leases.take_over(now=NOW + 1, lease_until=NOW + LEASE) is not None


async def test_a_stop_names_a_turn_and_changes_no_other(store: Store) -> None:
    await add_worker(store)
    running = (await accept(store, "ses_a")).turn
    claimed = await claim_one(store)
    queued = (await accept(store, "ses_b")).turn

    assert (await store.stops.request(ALICE, running.id)).status == "running"
    assert await store.leases.renew([], NOW) == Renewal((running.id,), frozenset())
    assert await store.queue.list_stopped() == []
    assert (await store.stops.request(ALICE, queued.id)).status == "queued"
    assert await store.queue.list_stopped() == [queued.id]
    assert await claim(store) is None
    await finish(store, claimed, outcome="stopped")
    assert (await store.stops.request(ALICE, running.id)).status == "stopped"
    assert await store.leases.renew([running.id], NOW) == Renewal((), frozenset())


async def test_nobody_else_can_stop_a_turn(store: Store) -> None:
    turn = (await accept(store, "ses_a")).turn
    for stranger in (BOB, member("org_b")):
        with pytest.raises(NotFound):
            await store.stops.request(stranger, turn.id)
        with pytest.raises(NotFound):
            await store.stops.request_in_session(stranger, turn.session_id)
    with pytest.raises(NotFound):
        await store.stops.request(ALICE, TurnId("turn_none"))

    assert await store.queue.list_stopped() == []


async def test_a_session_can_be_stopped_as_a_whole(store: Store) -> None:
    await add_worker(store)
    first = (await accept(store, "ses_a")).turn
    await claim_one(store)
    second = (await accept(store, "ses_a")).turn
    await accept(store, "ses_b")

    stopped = await store.stops.request_in_session(ALICE, first.session_id)

    assert [turn.id for turn in stopped] == [first.id, second.id]


async def test_the_look_of_the_queue(store: Store) -> None:
    await add_worker(store, slots=3)
    waiting, pace, slots = await store.queue.look(NOW)
    assert (waiting, pace, slots) == ([], None, 3)
    await accept(store, "ses_a")
    await accept(store, "ses_b", principal=member("org_b"))
    await finish(store, await claim_one(store), at=NOW + 4_000)

    waiting, pace, slots = await store.queue.look(NOW)

    assert [turn.organization_id for turn in waiting] == ["org_b"]
    assert (pace, slots) == (4.0, 3)
