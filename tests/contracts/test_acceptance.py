"""The port `Acceptance`: once per key, within limits, or nothing at all."""

import asyncio

import pytest

from gateway.chat.errors import (
    ChatError,
    IdempotencyKeyReused,
    NotFound,
    OrganizationQueueFull,
    QueueFull,
    SessionBusy,
    SessionQueueFull,
)
from gateway.chat.model import Page, Question, Renewal, Turn
from gateway.chat.queue import QueueLimits
from gateway.chat.sessions import SessionFilter
from shared.ids import MessageId, SessionId, TurnId
from tests.contracts.conftest import Store
from tests.contracts.doing import NO_LIMITS, accept, add_worker, claim, claim_one, finish, member
from tests.support.running_gateway import ALICE, BOB


async def questions(store: Store, session_id: str) -> list[str]:
    """The positions of a session's messages that anybody sees."""
    messages, _ = await store.history.list_messages(ALICE, SessionId(session_id), Page(100))
    return [message.parts for message in messages]


async def test_the_same_key_gives_the_same_turn_fifty_times_at_once(store: Store) -> None:
    await accept(store, "ses_a", "before")
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(accept(store, "ses_a", "once", key="k", fingerprint="f")) for _ in range(50)]
    accepted = [task.result() for task in tasks]

    assert len({one.turn.id for one in accepted}) == 1
    assert [one.is_replay for one in accepted].count(False) == 1
    assert len({one.turn.message_id for one in accepted}) == 1
    assert len(await questions(store, "ses_a")) == 2


async def test_a_key_without_a_session_makes_one_session(store: Store) -> None:
    first = await accept(store, None, "once", key="k")
    again = await accept(store, None, "once", key="k")

    assert (again.turn.id, again.turn.session_id) == (first.turn.id, first.turn.session_id)
    assert len((await store.sessions.list_sessions(ALICE, SessionFilter(), Page(10)))[0]) == 1


async def test_a_key_is_known_after_the_turn_is_over(store: Store) -> None:
    await add_worker(store)
    await accept(store, "ses_a")
    first = await accept(store, "ses_a", "once", key="k")
    await finish(store, await claim_one(store))
    await finish(store, await claim_one(store))

    again = await accept(store, "ses_a", "once", key="k")

    assert (again.turn.id, again.turn.status, again.is_replay) == (first.turn.id, "done", True)


async def test_another_request_under_a_used_key_is_refused(store: Store) -> None:
    await accept(store, "ses_a")
    await accept(store, "ses_a", "once", key="k", fingerprint="f")

    with pytest.raises(IdempotencyKeyReused):
        await accept(store, "ses_a", "twice", key="k", fingerprint="g")
    assert len(await questions(store, "ses_a")) == 2


async def test_keys_of_other_users_and_sessions_are_other_keys(store: Store) -> None:
    for principal in (ALICE, BOB, member("org_b")):
        await accept(store, f"ses_{principal.user_id}", principal=principal)
    turns = [
        (await accept(store, f"ses_{principal.user_id}", "x", principal=principal, key="k")).turn.id
        for principal in (ALICE, BOB, member("org_b"))
    ]
    await accept(store, "ses_other")
    turns.append((await accept(store, "ses_other", "x", key="k")).turn.id)

    assert len(set(turns)) == 4


@pytest.mark.parametrize(
    ("limits", "error"),
    [
        (QueueLimits(session=2, organization=9, total=9), SessionQueueFull),
        (QueueLimits(session=9, organization=2, total=9), OrganizationQueueFull),
        (QueueLimits(session=9, organization=9, total=2), QueueFull),
    ],
)
async def test_a_full_queue_refuses_and_stores_nothing(
    store: Store, limits: QueueLimits, error: type[ChatError]
) -> None:
    for text in ("one", "two"):
        await accept(store, "ses_a", text, limits=limits)

    with pytest.raises(error):
        await accept(store, "ses_a", "three", limits=limits)

    assert len(await questions(store, "ses_a")) == 2
    # A repetition of what was accepted is no new question.
    await accept(store, "ses_b", principal=member("org_b"))
    await accept(store, "ses_b", "keyed", key="k", principal=member("org_b"))
    assert (await accept(store, "ses_b", "keyed", key="k", principal=member("org_b"), limits=limits)).is_replay


async def test_running_turns_do_not_count_as_waiting(store: Store) -> None:
    await add_worker(store)
    limits = QueueLimits(session=1, organization=1, total=1)
    await accept(store, "ses_a", limits=limits)
    await claim_one(store)

    await accept(store, "ses_a", limits=limits)


async def test_a_question_for_somebody_elses_session_is_not_stored(store: Store) -> None:
    turn = (await accept(store, "ses_a")).turn
    with pytest.raises(NotFound):
        # The session is there, so it is not made anew; it is just not Bob's.
        await store.acceptance.accept(_foreign(turn.session_id), QueueLimits())

    assert [queued.id for queued in await store.event_log.list_queued()] == [turn.id]


async def test_a_busy_session_can_refuse(store: Store) -> None:
    await accept(store, "ses_a")

    with pytest.raises(SessionBusy):
        await accept(store, "ses_a", on_busy="reject")

    await add_worker(store)
    await finish(store, await claim_one(store))
    await accept(store, "ses_a", on_busy="reject")


async def test_a_repetition_whose_session_is_deleted_at_that_moment_finds_nothing(store: Store) -> None:
    await accept(store, "ses_a")
    await accept(store, "ses_a", key="k")
    session_id = SessionId("ses_a")

    # Both in one group: the key is still known when the repetition is looked at, and gone when its turn is read.
    again, _ = await asyncio.gather(
        store.acceptance.accept(_again(session_id), NO_LIMITS),
        store.history.delete_session(ALICE, session_id, 1),
        return_exceptions=True,
    )

    assert isinstance(again, NotFound)


@pytest.mark.parametrize("on_busy", ["interrupt", "rollback"])
async def test_a_question_can_take_the_place_of_what_the_session_is_answering(store: Store, on_busy: str) -> None:
    await add_worker(store)
    running = (await accept(store, "ses_a", "running")).turn
    claimed = await claim_one(store)
    waiting = (await accept(store, "ses_a", "waiting")).turn

    await accept(store, "ses_a", "instead", on_busy=on_busy)  # type: ignore[arg-type]  # from the parameters

    assert (await store.leases.renew([running.id], 99)) == Renewal((running.id,), frozenset({running.id}))
    assert await store.queue.list_stopped() == [waiting.id]
    assert await claim(store) is None
    await finish(store, claimed, outcome="stopped")
    shown = await questions(store, "ses_a")
    assert any("running" in parts for parts in shown) == (on_busy == "interrupt")
    assert any("instead" in parts for parts in shown)


def _again(session_id: SessionId) -> Question:
    turn = Turn(TurnId("turn_x"), ALICE.organization_id, ALICE.user_id, session_id, 0, "queued", "?", MessageId("m"), 1)
    return Question(turn, MessageId("n"), "title", idempotency_key="k", key_scope=session_id)


def _foreign(session_id: SessionId) -> Question:
    turn = Turn(
        TurnId("turn_x"), BOB.organization_id, BOB.user_id, session_id, 0, "queued", "let me in", MessageId("m"), 1
    )
    return Question(turn, MessageId("n"), "title")
