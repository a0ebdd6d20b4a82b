"""The port `StoredGrants`: what a run may call back for, what is left of it, and when it is dead."""

from shared.ids import RunId
from tests.contracts.conftest import Store
from tests.contracts.doing import NOW, accept, add_worker, claim_one, finish
from tests.support.running_gateway import ALICE

MINUTE = 60_000


async def test_a_grant_names_its_run_its_tenant_its_container_and_its_tools(store: Store) -> None:
    worker_id = await add_worker(store)
    accepted = await accept(store, "ses_a")
    claim = await claim_one(store, digest="d")

    grant = await store.grants.find("d", NOW)

    assert grant is not None
    assert (grant.organization_id, grant.user_id) == (ALICE.organization_id, ALICE.user_id)
    assert (grant.turn_id, grant.run_id) == (accepted.turn.id, claim.claimed.run_id)
    assert (grant.worker_id, grant.tools, grant.is_live) == (worker_id, frozenset(), True)
    assert await store.grants.find("other", NOW) is None

    await store.grants.allow(RunId("run_other"), ["a_tool"])
    await store.grants.allow(claim.claimed.run_id, ["a_tool", "another"])
    allowed = await store.grants.find("d", NOW)
    assert allowed is not None
    assert allowed.tools == frozenset({"a_tool", "another"})


async def test_a_grant_is_dead_with_its_turn_its_fence_its_time_and_its_session(store: Store) -> None:
    await add_worker(store)
    for name in ("done", "moved", "late", "deleted"):
        await accept(store, f"ses_{name}")
    claims = {name: await claim_one(store, digest=name) for name in ("done", "moved", "late", "deleted")}

    await finish(store, claims["done"])
    await store.queue.give_back(claims["moved"].claimed, [], was_attempt=True, now=NOW)
    await store.history.delete_session(ALICE, claims["deleted"].claimed.turn.session_id, 1)

    async def is_live(digest: str, now: int = NOW) -> bool:
        grant = await store.grants.find(digest, now)
        assert grant is not None, digest
        return grant.is_live

    assert [await is_live(name) for name in claims] == [False, False, True, False]
    assert await is_live("late", NOW + MINUTE - 1)
    assert not await is_live("late", NOW + MINUTE)


async def test_a_grant_that_is_long_dead_is_forgotten(store: Store) -> None:
    await add_worker(store)
    await accept(store, "ses_a")
    claim = await claim_one(store, digest="old")
    assert await finish(store, claim)

    later = NOW + MINUTE + 3_600_001
    await add_worker(store, now=later)
    await accept(store, "ses_b", at=later)
    await claim_one(store, digest="new", now=later)

    assert await store.grants.find("old", later) is None
    assert await store.grants.find("new", later) is not None


async def test_requests_and_pages_are_spent_one_by_one(store: Store) -> None:
    await add_worker(store)
    await accept(store, "ses_a")
    await claim_one(store, digest="d")  # three requests, two of them pages

    spent = [await store.grants.spend("d", pages=pages) for pages in (1, 1, 1, 0, 0)]

    assert spent == [True, True, False, True, False]
    assert await store.grants.spend("nobody", pages=0) is False


async def test_bytes_may_be_overdrawn_once(store: Store) -> None:
    await add_worker(store)
    await accept(store, "ses_a")
    await claim_one(store, digest="d")  # a hundred bytes

    await store.grants.charge("d", 99)
    assert await store.grants.spend("d", pages=0)
    await store.grants.charge("d", 1_000)
    assert not await store.grants.spend("d", pages=0)
