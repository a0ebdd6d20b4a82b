"""The port `KeptAnswerStore`: which answers may be told again, whatever became of their turns."""

import pytest

from gateway.chat.kept_answer import KeptAnswer
from gateway.chat.model import Principal, Turn
from shared.events import TurnOutcome
from tests.contracts.conftest import Store
from tests.contracts.doing import NOW, accept, add_worker, claim_one, finish
from tests.requirements import requirement
from tests.support.running_gateway import ALICE, BOB, MALLORY

SINCE = NOW - 1_000


async def kept(store: Store, outcome: TurnOutcome = "done", *, at: int = NOW, digest: str = "d") -> Turn:
    """A turn of Alice whose answer was to be kept before it ended like this."""
    turn = (await accept(store, None)).turn
    claim = await claim_one(store)
    await store.kept_answers.keep(turn, digest, now=at, since=SINCE)
    await finish(store, claim, outcome=outcome)
    return turn


async def found(store: Store, by: Principal, digest: str = "d") -> KeptAnswer | None:
    """What somebody who asks now is told."""
    turn = (await accept(store, None, principal=by)).turn
    return await store.kept_answers.find(turn, digest, since=SINCE, is_first_only=True)


@requirement("kept-answers")
@pytest.mark.parametrize("outcome", ["done", "failed", "stopped", "interrupted"])
async def test_only_what_was_done_is_found(store: Store, outcome: TurnOutcome) -> None:
    await add_worker(store)
    await kept(store, outcome)

    assert (await found(store, BOB) is not None) == (outcome == "done")


@requirement("kept-answers")
async def test_nothing_is_found_before_its_turn_has_ended(store: Store) -> None:
    await add_worker(store)
    turn = (await accept(store, None)).turn
    await claim_one(store)
    await store.kept_answers.keep(turn, "d", now=NOW, since=SINCE)

    assert await found(store, BOB) is None


@requirement("kept-answers", "not-yours")
async def test_it_is_found_in_its_organization_alone_even_under_the_same_digest(store: Store) -> None:
    await add_worker(store)
    await kept(store)

    assert await found(store, BOB) == KeptAnswer("hello", "")
    assert await found(store, MALLORY) is None


@requirement("kept-answers")
async def test_old_ones_go_and_of_too_many_the_oldest(store: Store) -> None:
    await add_worker(store, slots=8)
    await kept(store, at=SINCE, digest="old")
    for number in range(3):
        await kept(store, at=NOW + number, digest=f"d{number}")

    assert [await found(store, BOB, digest) is not None for digest in ("old", "d0", "d1", "d2")] == [
        False,
        False,
        True,
        True,
    ]


@requirement("kept-answers")
async def test_who_asked_first_is_not_told_the_own_answer_as_a_kept_one(store: Store) -> None:
    await add_worker(store)
    turn = await kept(store)

    assert await store.kept_answers.find(turn, "d", since=SINCE, is_first_only=True) is None
    assert await found(store, ALICE) is not None
