"""The port `UsageLedger`, and budgets at the door of the queue."""

import asyncio
import sqlite3

import pytest

from gateway.chat.errors import BudgetExceeded, InvalidCursor
from gateway.chat.model import Page, Principal, StoredEvent
from gateway.chat.sessions import SessionFilter
from gateway.chat.spending import Reservation, UsageFilter, UsageGroup, UsageSum
from shared.events import LlmCalled, TurnFinished
from shared.ids import OrganizationId, SessionId, UserId
from tests.contracts.conftest import Store
from tests.contracts.doing import ANSWER, LEASE, NOW, accept, add_worker, claim_one, finish, member
from tests.requirements import requirement
from tests.support.metering import PRICE_BOOK
from tests.support.running_gateway import ALICE, BOB, MALLORY

ALL = Page(100)


def called(number: int = 0, *, model: str = "m", agent: str = "a", read: int = 10, written: int = 2) -> LlmCalled:
    """A call of a model; each token costs a millionth."""
    return LlmCalled(
        call_id=f"llm_{number}",
        agent=agent,
        model=model,
        asked_model="asked",
        provider="p",
        input_tokens=read,
        output_tokens=written,
        duration_ms=5,
        finish_reason="stop",
    )


def everything(principal: Principal, *, is_own: bool = False) -> UsageFilter:
    """All that there ever was."""
    return UsageFilter(principal.organization_id, principal.user_id if is_own else None, 0, 2 * NOW)


async def total(store: Store, principal: Principal = ALICE) -> UsageSum:
    """The usage of an organization."""
    return (await store.usage.sums(everything(principal), "day", ALL))[1]


@requirement("usage")
async def test_a_call_is_one_row_that_comes_with_its_event(store: Store) -> None:
    await add_worker(store)
    turn = (await accept(store, "ses_a")).turn
    claimed = (await claim_one(store)).claimed
    assert await store.turns.append(claimed, [StoredEvent(2, called())])
    with pytest.raises(sqlite3.IntegrityError):
        await store.turns.append(claimed, [StoredEvent(2, called(1))])
    assert await store.queue.give_back(claimed, [StoredEvent(3, called(2))], was_attempt=True, now=NOW)
    second = await claim_one(store)
    # A run that was overtaken writes neither event nor row.
    assert not await store.turns.append(claimed, [StoredEvent(4, called(3))])
    assert second.claimed.fence == 2

    rows, after = await store.usage.calls(everything(ALICE), ALL)
    assert after is None
    assert [row.charge.call.call_id for row in rows] == ["llm_2", "llm_0"]
    assert (rows[1].session_id, rows[1].turn_id, rows[1].message_id) == (turn.session_id, turn.id, turn.message_id)
    assert rows[1].charge.call == called().model_copy(update={"byok": False})
    cost = rows[1].charge.cost
    assert cost is not None
    assert (rows[1].user_id, rows[1].charge.at, cost.micros, cost.price_book) == ("usr_alice", NOW, 12, PRICE_BOOK)


@requirement("usage")
async def test_what_has_no_price_has_no_cost_and_not_none_of_it(store: Store) -> None:
    turn = (await accept(store, "ses_a")).turn
    await store.usage.record(turn, called(1, model="unpriced"))
    only = await total(store)
    await store.usage.record(turn, called(2))
    both = await total(store)

    assert (only.calls, only.unpriced_calls, only.input_tokens, only.cost_micros) == (1, 1, 10, None)
    assert (both.calls, both.unpriced_calls, both.input_tokens, both.cost_micros) == (2, 1, 20, 12)


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("day", [("1970-01-01", 4)]),
        ("user", [("usr_alice", 3), ("usr_bob", 1)]),
        ("agent", [("a", 2), ("b", 2)]),
        ("model", [("m", 3), ("n", 1)]),
    ],
)
@requirement("usage", "not-yours")
async def test_usage_is_added_up_for_those_whose_it_is(
    store: Store, by: UsageGroup, expected: list[tuple[str, int]]
) -> None:
    alices, bobs = (await accept(store, "ses_a")).turn, (await accept(store, "ses_b", principal=BOB)).turn
    foreign = (await accept(store, "ses_m", principal=MALLORY)).turn
    for number, (agent, model) in enumerate([("a", "m"), ("b", "m"), ("b", "n")]):
        await store.usage.record(alices, called(number, agent=agent, model=model))
    await store.usage.record(bobs, called(7))
    await store.usage.record(foreign, called(8, read=999))

    groups, whole, _ = await store.usage.sums(everything(ALICE), by, ALL)
    own, mine, _ = await store.usage.sums(everything(ALICE, is_own=True), by, ALL)
    assert [(group.key, group.calls) for group in groups] == expected
    assert (whole.calls, whole.input_tokens) == (4, 40)
    assert sum(group.calls for group in own) == mine.calls == 3
    rows, _ = await store.usage.calls(everything(BOB, is_own=True), ALL)
    assert [row.charge.call.call_id for row in rows] == ["llm_7"]
    nobody = UsageFilter(OrganizationId("org_c"), UserId("usr_alice"), 0, 2 * NOW)
    assert (await store.usage.sums(nobody, by, ALL))[1].calls == 0
    # Of the same name in another organization.
    assert await store.usage.calls(nobody, ALL) == ([], None)
    rows, _ = await store.usage.calls(everything(ALICE), ALL)
    assert len(rows) == 4


async def test_usage_is_told_in_pages(store: Store) -> None:
    turn = (await accept(store, "ses_a")).turn
    for number in range(5):
        await store.usage.record(turn, called(number, agent=f"a{number}"))
    agents: list[str | None] = []
    numbers: list[str] = []
    for method in ("sums", "calls"):
        cursor = None
        while True:
            page = Page(2, cursor)
            if method == "sums":
                groups, _, cursor = await store.usage.sums(everything(ALICE), "agent", page)
                agents += [group.key for group in groups]
            else:
                rows, cursor = await store.usage.calls(everything(ALICE), page)
                numbers += [row.charge.call.call_id for row in rows]
            if cursor is None:
                break

    assert agents == [f"a{number}" for number in range(5)]
    assert numbers == [f"llm_{number}" for number in (4, 3, 2, 1, 0)]
    with pytest.raises(InvalidCursor):
        await store.usage.sums(everything(ALICE), "day", Page(2, "!"))


@requirement("usage")
async def test_usage_outlives_its_session_and_what_comes_later_names_nobody(store: Store) -> None:
    turn = (await accept(store, "ses_a")).turn
    await store.usage.record(turn, called(1))
    await store.history.delete_session(ALICE, SessionId("ses_a"), NOW)
    await store.usage.record(turn, called(2))

    rows, _ = await store.usage.calls(everything(ALICE), ALL)
    assert [(row.charge.call.call_id, row.user_id, row.turn_id) for row in rows] == [
        ("llm_2", None, None),
        ("llm_1", "usr_alice", turn.id),
    ]
    assert (await store.usage.budget(ALICE, NOW)).spent_micros == 24


@requirement("budget")
async def test_of_many_questions_at_once_only_as_many_are_taken_as_the_budget_has_room_for(store: Store) -> None:
    async def ask(number: int, organization: str) -> bool:
        try:
            await accept(store, f"ses_{organization}{number}", principal=member(organization), reservation=room)
        except BudgetExceeded:
            return False
        return True

    room = Reservation(limit=1_050, micros=100)
    taken = await asyncio.gather(*(ask(number, org) for number in range(30) for org in ("org_a", "org_b")))

    assert (sum(taken[::2]), sum(taken[1::2])) == (10, 10)
    state = await store.usage.budget(member("org_a"), NOW)
    assert (state.month, state.spent_micros, state.reserved_micros) == ("1970-01", 0, 1_000)
    # Nothing of the others was stored.
    listed, _ = await store.sessions.list_sessions(member("org_a"), SessionFilter(), ALL)
    assert len(listed) == 10


@requirement("budget")
async def test_a_reservation_ends_with_its_turn_and_what_was_spent_stays(store: Store) -> None:
    room = Reservation(limit=150, micros=100)
    await add_worker(store)
    await accept(store, "ses_a", reservation=room)
    claim = await claim_one(store)
    with pytest.raises(BudgetExceeded):
        await accept(store, "ses_b", reservation=room)
    await store.turns.append(claim.claimed, [StoredEvent(2, called(read=28))])
    # What the turn spends is taken from what was set aside for it, not from the rest.
    state = await store.usage.budget(ALICE, NOW)
    assert (state.spent_micros, state.reserved_micros) == (30, 70)
    await finish(store, claim, seq=3, outcome="interrupted")
    state = await store.usage.budget(ALICE, NOW)
    assert (state.spent_micros, state.reserved_micros) == (30, 0)

    second = (await accept(store, "ses_b", reservation=room)).turn
    claim = await claim_one(store)
    # One that spends more than was set aside counts with what it has spent.
    await store.turns.append(claim.claimed, [StoredEvent(2, called(read=118))])
    assert (await store.usage.budget(ALICE, NOW)).reserved_micros == 0
    with pytest.raises(BudgetExceeded):
        await accept(store, "ses_c", reservation=room)
    # The session goes, the bill does not.
    await store.history.delete_session(ALICE, second.session_id, NOW)
    assert (await store.usage.budget(ALICE, NOW)).spent_micros == 150
    with pytest.raises(BudgetExceeded):
        await accept(store, "ses_c", reservation=room)
    # Another month, another organization.
    await accept(store, "ses_c", reservation=room, at=NOW + 40 * 86_400_000)
    await accept(store, "ses_m", reservation=room, principal=MALLORY)


@requirement("budget")
async def test_a_repetition_is_answered_even_when_the_budget_is_spent(store: Store) -> None:
    room = Reservation(limit=100, micros=100)
    first = await accept(store, "ses_a", key="k", fingerprint="f", reservation=room)
    again = await accept(store, "ses_a", key="k", fingerprint="f", reservation=room)

    assert (again.is_replay, again.turn.id) == (True, first.turn.id)


@requirement("budget")
async def test_what_a_dead_gateway_had_set_aside_is_given_back_by_whoever_ends_its_turn(store: Store) -> None:
    await add_worker(store)
    await accept(store, "ses_a", reservation=Reservation(limit=100, micros=100))
    dead = await claim_one(store)
    await store.turns.append(dead.claimed, [StoredEvent(2, called())])
    taken = await store.leases.take_over(now=NOW + LEASE + 1, lease_until=NOW + 2 * LEASE)
    assert taken is not None
    # Until then it is still set aside, less what was spent.
    assert (await store.usage.budget(ALICE, NOW)).reserved_micros == 88

    claimed, _ = taken
    end = TurnFinished(outcome="interrupted", finish_reason="other", at=NOW)
    cut = called(9, read=20)
    assert await store.turns.finish(claimed, [StoredEvent(3, cut), StoredEvent(4, end)], end, ANSWER)
    # The dead one, should it wake up, bills nothing more.
    assert not await store.turns.append(dead.claimed, [StoredEvent(5, called(10))])
    state = await store.usage.budget(ALICE, NOW)
    assert (state.spent_micros, state.reserved_micros) == (34, 0)
