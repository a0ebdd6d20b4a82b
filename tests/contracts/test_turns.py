"""The port `Turns`: the fence and the end."""

from gateway.chat.model import Page, PlatformAnswer
from shared.ids import SessionId
from shared.runs import PastMessage
from tests.contracts.conftest import Store
from tests.contracts.doing import ANSWER, NOW, accept, add_worker, claim_one, finish, text_event
from tests.support.running_gateway import ALICE


async def test_an_older_fence_writes_nothing(store: Store) -> None:
    await add_worker(store)
    await accept(store, "ses_a")
    first = (await claim_one(store)).claimed
    assert await store.turns.append(first, [text_event(2)])
    assert await store.queue.give_back(first, [], was_attempt=True, now=NOW)
    second = await claim_one(store)
    assert (first.fence, second.claimed.fence) == (1, 2)

    assert not await store.turns.append(first, [text_event(3, "zombie")])
    assert not await store.queue.give_back(first, [], was_attempt=True, now=NOW)

    assert [stored.seq for stored in await store.event_log.read(first.turn.id, 0)] == [1, 2]
    assert await finish(store, second, seq=3)


async def test_a_finished_turn_takes_nothing_more(store: Store) -> None:
    await add_worker(store)
    turn = (await accept(store, "ses_a")).turn
    claim = await claim_one(store)
    assert await finish(store, claim)

    assert not await finish(store, claim, seq=3, outcome="failed")
    assert not await store.turns.append(claim.claimed, [text_event(3)])
    assert not await store.queue.give_back(claim.claimed, [], was_attempt=False, now=NOW)
    assert (await store.event_log.find_turn(ALICE, turn.id)).status == "done"


async def test_a_deleted_turn_takes_nothing_and_is_known_to_be_gone(store: Store) -> None:
    await add_worker(store)
    turn = (await accept(store, "ses_a")).turn
    claim = await claim_one(store)
    assert await store.turns.has(turn)

    assert await store.history.delete_session(ALICE, turn.session_id, 1) == [turn.id]

    assert not await store.turns.append(claim.claimed, [text_event(2)])
    assert not await finish(store, claim)
    assert not await store.turns.has(turn)
    assert await store.event_log.stored(turn.id) is None
    assert await store.event_log.read(turn.id, 0) == []


async def test_the_answer_appears_with_the_end_and_not_before(store: Store) -> None:
    await add_worker(store)
    await accept(store, "ses_a", "hi")
    claim = await claim_one(store)

    before, _ = await store.history.list_messages(ALICE, SessionId("ses_a"), Page(10))
    await finish(store, claim)
    after, _ = await store.history.list_messages(ALICE, SessionId("ses_a"), Page(10))

    assert [(message.role, message.position) for message in before] == [("user", 1)]
    assert [(message.role, message.status) for message in after] == [("user", "complete"), ("assistant", "complete")]
    assert after[1].parts == ANSWER.parts


async def test_the_past_of_a_turn_is_what_was_said_before_it(store: Store) -> None:
    await add_worker(store)
    await accept(store, "ses_a", "first")
    await finish(store, await claim_one(store))
    second = (await accept(store, "ses_a", "second")).turn

    past = await store.turns.past_messages(second, 10)

    assert past == [PastMessage(role="user", text="first"), PastMessage(role="assistant", text="hello")]
    assert await store.turns.past_messages(second, 1) == past[1:]


async def test_a_log_is_let_go_of_only_when_its_turn_is_long_over(store: Store) -> None:
    await add_worker(store)
    over = (await accept(store, "ses_a")).turn
    running = (await accept(store, "ses_b")).turn
    waiting = (await accept(store, "ses_b")).turn
    await finish(store, await claim_one(store), at=NOW)
    await claim_one(store)

    assert await store.event_log.compact(NOW, 10) == 0
    assert await store.event_log.compact(NOW + 1, 10) == 1
    assert await store.event_log.compact(NOW + 1, 10) == 0

    left = [len(await store.event_log.read(turn.id, 0)) for turn in (over, running, waiting)]
    assert left == [0, 1, 1]
    stored = await store.event_log.stored(over.id)
    assert stored is not None
    assert (stored.status, stored.is_compacted, stored.parts) == ("done", True, ANSWER.parts)


async def test_answers_to_tool_calls_go_with_the_end_of_their_turn(store: Store) -> None:
    await add_worker(store)
    await accept(store, "ses_a")
    claim = await claim_one(store, digest="d")
    grant = await store.grants.find("d", NOW)
    assert grant is not None
    answer = PlatformAnswer(200, {}, b"{}")
    await store.tool_calls.keep(grant, "call_1-1", "f", answer)
    assert await store.tool_calls.find(grant, "call_1-1", "f") == answer

    await finish(store, claim)

    assert await store.tool_calls.find(grant, "call_1-1", "f") is None


async def test_a_grant_lives_as_long_as_its_run(store: Store) -> None:
    await add_worker(store)
    await accept(store, "ses_a")
    first = await claim_one(store, digest="d1")

    async def is_live(digest: str) -> bool | None:
        grant = await store.grants.find(digest, NOW)
        return None if grant is None else grant.is_live

    assert await is_live("d1") is True
    await store.queue.give_back(first.claimed, [], was_attempt=True, now=NOW)
    assert await is_live("d1") is False
    second = await claim_one(store, digest="d2")
    assert (await is_live("d1"), await is_live("d2")) == (False, True)
    await finish(store, second)
    assert (await is_live("d2"), await is_live("d3")) == (False, None)
