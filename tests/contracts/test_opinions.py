"""The ports `Votes` and `FeedbackNotes`: one opinion a user, the last one; pages without gap or repeat."""

import pytest

from gateway.chat.errors import InvalidCursor, NotFound, TurnNotStopped
from gateway.chat.model import Feedback, Page, Turn, Vote
from shared.ids import SessionId, TurnId
from tests.contracts.conftest import Store
from tests.contracts.doing import NOW, accept, add_worker, claim_one, finish, member
from tests.support.running_gateway import ALICE, BOB

SESSION = SessionId("ses_a")


async def answered(store: Store) -> Turn:
    """A turn with its answer."""
    turn = (await accept(store, SESSION)).turn
    assert await finish(store, await claim_one(store))
    return turn


async def test_votes_are_paged_in_the_order_of_voting_and_a_changed_one_comes_last(store: Store) -> None:
    await add_worker(store)
    turns = [await answered(store) for _ in range(3)]
    cast = [Vote(turn.message_id, 1, None, NOW - number) for number, turn in enumerate(turns)]
    for vote in cast:
        await store.votes.cast(ALICE, vote)
    first, after = await store.votes.list_votes(ALICE, SESSION, Page(2))
    changed = Vote(turns[2].message_id, -1, "no", NOW + 1)
    await store.votes.cast(ALICE, changed)
    second, end = await store.votes.list_votes(ALICE, SESSION, Page(2, after))

    assert (first, second, end) == ([cast[2], cast[1]], [cast[0], changed], None)
    message = (await store.history.list_messages(ALICE, SESSION, Page(1)))[0][0]
    assert (message.id, message.vote) == (turns[2].message_id, -1)


async def test_a_vote_needs_an_answer_in_a_session_of_ones_own(store: Store) -> None:
    await add_worker(store)
    turn = (await accept(store, SESSION)).turn
    for value in (1, 0):
        with pytest.raises(NotFound):
            await store.votes.cast(ALICE, Vote(turn.message_id, value, None, NOW))
    assert await finish(store, await claim_one(store))
    await store.votes.cast(ALICE, Vote(turn.message_id, 1, None, NOW))
    for stranger in (BOB, member("org_b", ALICE.user_id)):
        for vote in (Vote(turn.message_id, -1, None, NOW), Vote(turn.message_id, 0, None, NOW)):
            with pytest.raises(NotFound):
                await store.votes.cast(stranger, vote)
        with pytest.raises(NotFound):
            await store.votes.list_votes(stranger, SESSION, Page(1))

    assert len((await store.votes.list_votes(ALICE, SESSION, Page(9)))[0]) == 1
    with pytest.raises(InvalidCursor):
        await store.votes.list_votes(ALICE, SESSION, Page(9, "?"))


async def test_a_vote_may_name_the_session_and_then_it_must_be_the_one(store: Store) -> None:
    await add_worker(store)
    turn = await answered(store)
    other = SessionId("ses_b")
    await accept(store, other)
    await store.votes.cast(ALICE, Vote(turn.message_id, 1, None, NOW), SESSION)
    for value in (-1, 0):
        with pytest.raises(NotFound):
            await store.votes.cast(ALICE, Vote(turn.message_id, value, None, NOW), other)

    assert [vote.value for vote in (await store.votes.list_votes(ALICE, SESSION, Page(9)))[0]] == [1]


async def test_feedback_needs_a_turn_that_is_stopped_or_is_being_stopped(store: Store) -> None:
    await add_worker(store)
    turn = (await accept(store, SESSION)).turn
    slow, wrong = (Feedback(turn.id, reason, None, NOW) for reason in ("slow", "wrong"))
    with pytest.raises(TurnNotStopped):
        await store.notes.give(ALICE, slow)
    claim = await claim_one(store)
    await store.stops.request(ALICE, turn.id)
    await store.notes.give(ALICE, slow)
    assert await finish(store, claim, outcome="stopped")
    assert await store.notes.find(ALICE, turn.id) == slow
    await store.notes.give(ALICE, wrong)

    assert await store.notes.find(ALICE, turn.id) == wrong
    for stranger in (BOB, member("org_b", ALICE.user_id)):
        with pytest.raises(NotFound):
            await store.notes.give(stranger, slow)
        with pytest.raises(NotFound):
            await store.notes.find(stranger, turn.id)
    with pytest.raises(NotFound):
        await store.notes.give(ALICE, Feedback(TurnId("turn_0"), "slow", None, NOW))
    whole = await answered(store)
    with pytest.raises(TurnNotStopped):
        await store.notes.give(ALICE, Feedback(whole.id, "slow", None, NOW))
