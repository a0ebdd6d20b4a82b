"""The port `Turns`: acceptance, the queue's order, the fence."""

import asyncio

import pytest

from gateway.chat.errors import NotFound
from gateway.chat.model import Answer, ClaimedTurn, Page, Principal, Session, StoredEvent, Turn
from shared.events import TextStarted, TurnFinished
from shared.ids import MessageId, RunId, SessionId, TurnId, WorkerId, new_id
from shared.runs import PastMessage
from tests.contracts.conftest import Store
from tests.support.running_gateway import ALICE, BOB

WORKER = WorkerId("wrk_1")
ANSWER = Answer("complete", "hello", '[{"type":"text","text":"hello"}]', "[]", "{}")


async def accept(
    store: Store, session_id: str, question: str = "?", *, principal: Principal = ALICE, at: int = 1
) -> Turn:
    """Accept a question; the session is made with its first one."""
    known, _ = await store.history.list_sessions(principal, Page(200))
    is_new = session_id not in [session.id for session in known]
    turn = Turn(
        id=TurnId(new_id("turn")),
        organization_id=principal.organization_id,
        user_id=principal.user_id,
        session_id=SessionId(session_id),
        position=0,
        status="queued",
        question=question,
        message_id=MessageId(new_id("msg")),
        created_at=at,
    )
    session = Session(SessionId(session_id), None, at, at) if is_new else None
    return await store.turns.accept(turn, MessageId(new_id("msg")), "title", session)


async def claim(store: Store) -> ClaimedTurn | None:
    """Claim whatever is next."""
    return await store.turns.claim(RunId(new_id("run")), WORKER, new_id("digest"), 5)


async def finish(store: Store, claimed: ClaimedTurn, seq: int = 2) -> bool:
    """End a turn with the answer `hello`."""
    end = TurnFinished(outcome="done", finish_reason="stop", at=9)
    return await store.turns.finish(claimed, [StoredEvent(seq, end)], end, ANSWER)


async def test_turns_are_claimed_in_the_order_of_acceptance_but_one_of_a_session_at_a_time(store: Store) -> None:
    for session_id, question in (("ses_a", "a1"), ("ses_a", "a2"), ("ses_b", "b1"), ("ses_a", "a3")):
        await accept(store, session_id, question)

    claimed = [await claim(store) for _ in range(3)]

    assert [found.turn.question if found else None for found in claimed] == ["a1", "b1", None]
    assert claimed[0] is not None
    assert await finish(store, claimed[0])
    following = await claim(store)
    assert following is not None
    assert (following.turn.question, following.turn.position) == ("a2", 2)


async def test_a_hundred_claims_at_once_take_each_turn_once(store: Store) -> None:
    for number in range(30):
        await accept(store, f"ses_{number}", str(number))

    async with asyncio.TaskGroup() as group:
        claims = [group.create_task(claim(store)) for _ in range(100)]

    taken = [found.turn.question for task in claims if (found := task.result()) is not None]
    assert sorted(taken) == sorted(str(number) for number in range(30))


async def test_an_older_fence_writes_nothing(store: Store) -> None:
    await accept(store, "ses_a")
    first = await claim(store)
    assert first is not None
    assert await store.turns.append(first, [StoredEvent(2, TextStarted(part_id="t", agent="s"))])
    assert await store.turns.requeue(first)
    second = await claim(store)
    assert second is not None
    assert (first.fence, second.fence) == (1, 2)

    assert not await store.turns.append(first, [StoredEvent(3, TextStarted(part_id="zombie", agent="s"))])
    assert not await finish(store, first, 3)
    assert not await store.turns.requeue(first)

    events = await store.event_log.read(second.turn.id, 0)
    assert [stored.seq for stored in events] == [1, 2]
    assert await finish(store, second, 3)


async def test_a_finished_turn_takes_nothing_more(store: Store) -> None:
    turn = await accept(store, "ses_a")
    claimed = await claim(store)
    assert claimed is not None
    assert await finish(store, claimed)

    assert not await finish(store, claimed, 3)
    assert not await store.turns.append(claimed, [StoredEvent(3, TextStarted(part_id="t", agent="s"))])
    assert (await store.event_log.find_turn(ALICE, turn.id)).status == "done"


async def test_the_answer_appears_with_the_end_and_not_before(store: Store) -> None:
    await accept(store, "ses_a", "hi")
    claimed = await claim(store)
    assert claimed is not None

    before, _ = await store.history.list_messages(ALICE, SessionId("ses_a"), Page(10))
    await finish(store, claimed)
    after, _ = await store.history.list_messages(ALICE, SessionId("ses_a"), Page(10))

    assert [(message.role, message.position) for message in before] == [("user", 1)]
    assert [(message.role, message.status) for message in after] == [("user", "complete"), ("assistant", "complete")]
    assert after[1].parts == ANSWER.parts


async def test_the_past_of_a_turn_is_what_was_said_before_it(store: Store) -> None:
    await accept(store, "ses_a", "first")
    claimed = await claim(store)
    assert claimed is not None
    await finish(store, claimed)
    second = await accept(store, "ses_a", "second")

    past = await store.turns.past_messages(second, 10)

    assert past == [PastMessage(role="user", text="first"), PastMessage(role="assistant", text="hello")]
    assert await store.turns.past_messages(second, 1) == past[1:]


async def test_a_question_for_somebody_elses_session_is_not_stored(store: Store) -> None:
    turn = await accept(store, "ses_a")
    foreign = Turn(
        id=TurnId("turn_x"),
        organization_id=BOB.organization_id,
        user_id=BOB.user_id,
        session_id=turn.session_id,
        position=0,
        status="queued",
        question="let me in",
        message_id=MessageId("msg_x"),
        created_at=1,
    )

    with pytest.raises(NotFound):
        await store.turns.accept(foreign, MessageId("msg_y"), "title", None)

    assert [open_.turn.id for open_ in await store.event_log.list_open("queued")] == [turn.id]
    with pytest.raises(NotFound):
        await store.event_log.find_turn(BOB, turn.id)


async def test_only_turns_that_could_have_run_are_overdue(store: Store) -> None:
    await accept(store, "ses_a", "runs", at=1)
    await accept(store, "ses_a", "behind it", at=1)
    running = await claim(store)
    await accept(store, "ses_b", "waits", at=1)
    await accept(store, "ses_c", "just came", at=50)

    overdue = [await store.turns.claim_overdue(RunId(new_id("run")), 10, 60) for _ in range(2)]

    assert running is not None
    assert [found.turn.question if found else None for found in overdue] == ["waits", None]


async def test_a_grant_lives_as_long_as_its_run(store: Store) -> None:
    await accept(store, "ses_a")
    first = await store.turns.claim(RunId("run_1"), WORKER, "digest_1", 5)
    assert first is not None
    assert (await store.credentials.find_grant("digest_1")).is_live  # type: ignore[union-attr]  # a None fails too

    await store.turns.requeue(first)
    between = await store.credentials.find_grant("digest_1")
    second = await store.turns.claim(RunId("run_2"), WORKER, "digest_2", 6)
    assert second is not None
    taken_over = await store.credentials.find_grant("digest_1")
    live = await store.credentials.find_grant("digest_2")
    await finish(store, second)
    over = await store.credentials.find_grant("digest_2")

    found = [grant.is_live if grant else None for grant in (between, taken_over, live, over)]
    assert found == [False, False, True, False]
    assert await store.credentials.find_grant("digest_3") is None
