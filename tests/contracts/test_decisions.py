"""The ports `Decisions` and `Queue` together: who may run when, and what is kept of why."""

import asyncio
from typing import cast

import pytest

from gateway.chat.mind.assessment import Assessment
from gateway.chat.mind.decision import Decision, Skipped
from gateway.chat.mind.levels import Level
from gateway.chat.mind.routing import Routed
from gateway.chat.model import Claim, ClaimedTurn, Turn
from shared.ids import RunId, new_id
from shared.runs import FirstCall
from tests.contracts.conftest import Store
from tests.contracts.doing import LEASE, NOW, accept, add_worker, claim, member, new_grant
from tests.support.running_gateway import ALICE, MALLORY

DECISION = Decision(
    Assessment("CELL", 0.81, "classifier", "", needs_memory=True, tool_hints=("search_products",)),
    Routed("agt_x", "examples", 0.7, ("agt_x", "agt_y")),
    ("embedder",),
    (FirstCall(tool="search_products", input={"query": "socks", "limit": 3}),),
)
LATER = NOW + 6_001


def decided(level: Level) -> Decision:
    """A decision for that level."""
    return Decision(Assessment(level, 0.9, "rules", ""), Routed(None, "rules", 1.0))


async def decide(store: Store, turn: Turn, decision: Decision = DECISION, *, needs_worker: bool = True) -> None:
    """Keep a decision."""
    await store.decisions.store(turn, decision, needs_worker=needs_worker, now=NOW, took_ms=3)


async def claim_for_worker(store: Store, now: int = NOW) -> Claim | None:
    """Claim as a gateway that decides first."""
    return await store.deciding_queue.claim(
        RunId(new_id("run")), new_grant(new_id("d")), now=now, lease_until=now + LEASE
    )


async def claim_own(store: Store) -> ClaimedTurn | None:
    """Claim what needs no worker."""
    return await store.deciding_queue.claim_own(RunId(new_id("run")), now=NOW, lease_until=NOW + LEASE)


async def test_a_decision_is_found_as_it_was_made_by_its_organization_alone(store: Store) -> None:
    turn = (await accept(store, None)).turn
    await decide(store, turn)

    assert await store.decisions.find(turn) == DECISION
    foreign = (await accept(store, None, principal=MALLORY)).turn
    assert await store.decisions.find(foreign) is None


async def test_the_first_of_two_decisions_counts(store: Store) -> None:
    turn = (await accept(store, None)).turn

    await asyncio.gather(decide(store, turn), decide(store, turn, decided("ATOM"), needs_worker=False))

    found = await store.decisions.find(turn)
    assert found is not None
    assert (await claim_own(store) is not None) == (found.assessment.level == "ATOM")


async def test_nothing_runs_before_it_was_decided_about_unless_that_takes_too_long(store: Store) -> None:
    await add_worker(store, now=LATER)
    turn = (await accept(store, None)).turn

    assert await claim_for_worker(store) is None
    assert [each.id for each in await store.deciding_queue.list_unconsidered(10)] == [turn.id]
    await decide(store, turn)
    assert await store.deciding_queue.list_unconsidered(10) == []
    assert await claim_for_worker(store) is not None
    slow = (await accept(store, None)).turn
    claimed = await claim_for_worker(store, now=LATER)
    assert claimed is not None
    assert claimed.claimed.turn.id == slow.id


async def test_a_gateway_that_does_not_decide_does_not_wait_for_decisions(store: Store) -> None:
    await add_worker(store)
    await accept(store, None)

    assert await claim(store) is not None


async def test_only_the_first_open_turn_of_a_session_is_thought_about(store: Store) -> None:
    first = (await accept(store, "ses_a", "1")).turn
    await accept(store, "ses_a", "2")
    other = (await accept(store, "ses_b", "3")).turn

    assert [each.id for each in await store.deciding_queue.list_unconsidered(10)] == [first.id, other.id]


async def test_what_needs_no_worker_takes_no_slot_and_no_worker_takes_it(store: Store) -> None:
    await add_worker(store, slots=1)
    own = (await accept(store, "ses_a")).turn
    await decide(store, own, decided("ATOM"), needs_worker=False)

    assert await claim_for_worker(store) is None
    claimed = await claim_own(store)
    assert claimed is not None
    assert (claimed.turn.id, claimed.turn.status) == (own.id, "running")
    assert await claim_own(store) is None
    other = (await accept(store, "ses_b")).turn
    await decide(store, other)
    found = await claim_for_worker(store)
    assert found is not None
    assert found.claimed.turn.id == other.id


async def test_a_gateway_without_a_model_gives_small_talk_to_a_worker(store: Store) -> None:
    await add_worker(store)
    own = (await accept(store, None)).turn
    await decide(store, own, decided("ATOM"), needs_worker=False)

    assert await claim(store) is not None


async def test_small_talk_of_a_flood_does_not_keep_others_waiting(store: Store) -> None:
    for number in range(5):
        turn = (await accept(store, f"ses_f{number}", principal=member("org_flood"))).turn
        await decide(store, turn, decided("ATOM"), needs_worker=False)
    assert await claim_own(store) is not None
    small = (await accept(store, "ses_s", principal=member("org_small"))).turn
    await decide(store, small, decided("ATOM"), needs_worker=False)

    claimed = await claim_own(store)

    assert claimed is not None
    assert claimed.turn.id == small.id


async def test_what_is_handed_over_waits_for_a_worker_and_says_what_failed(store: Store) -> None:
    await add_worker(store)
    turn = (await accept(store, None)).turn
    await decide(store, turn, decided("ATOM"), needs_worker=False)
    claimed = await claim_own(store)
    assert claimed is not None

    await store.decisions.hand_over(turn, "responder")
    assert await store.queue.give_back(claimed, [], was_attempt=False, now=NOW)

    assert await claim_own(store) is None
    assert await claim_for_worker(store) is not None
    found = await store.decisions.find(turn)
    assert found is not None
    assert found.skipped == ("responder",)


async def test_a_word_of_a_newer_gateway_is_left_out_and_the_decision_holds(store: Store) -> None:
    turn = (await accept(store, None)).turn
    await decide(store, turn, decided("ATOM"), needs_worker=False)

    for helper in ("of tomorrow", "responder"):
        await store.decisions.hand_over(turn, cast("Skipped", helper))

    found = await store.decisions.find(turn)
    assert found is not None
    assert found.skipped == ("responder",)


async def test_small_talk_of_a_gateway_that_died_is_taken_over(store: Store) -> None:
    turn = (await accept(store, None)).turn
    await decide(store, turn, decided("ATOM"), needs_worker=False)
    await claim_own(store)

    taken = await store.leases.take_over(now=NOW + LEASE + 1, lease_until=NOW + 2 * LEASE)

    assert taken is not None
    claimed, left = taken
    assert (claimed.turn.id, left.worker) == (turn.id, None)


async def test_decisions_go_with_their_session(store: Store) -> None:
    turn = (await accept(store, "ses_a")).turn
    await decide(store, turn)

    await store.history.delete_session(ALICE, turn.session_id, NOW)

    assert await store.decisions.find(turn) is None


@pytest.mark.parametrize("level", ["ATOM", "MOLECULE", "CELL", "ORGAN", "ORGANISM"])
async def test_every_level_is_kept(store: Store, level: Level) -> None:
    turn = (await accept(store, None)).turn
    await decide(store, turn, decided(level))

    found = await store.decisions.find(turn)

    assert found is not None
    assert found.assessment.level == level
