"""The port `Checkpoints`: the path to a turn, and the summaries on it."""

from gateway.chat.model import Page, StoredEvent, Turn
from gateway.chat.window import Checkpoint
from shared.events import LlmCalled
from shared.ids import SessionId
from tests.contracts.conftest import Store
from tests.contracts.doing import NOW, accept, add_worker, claim_one, finish
from tests.requirements import requirement
from tests.support.running_gateway import ALICE, MALLORY


async def answered(store: Store, text: str, **more: str) -> Turn:
    """A turn with the answer `hello`."""
    turn = (await accept(store, "ses_a", text, **more)).turn  # type: ignore[arg-type]  # only texts are given
    claim = await claim_one(store)
    assert claim.claimed.turn.id == turn.id
    await finish(store, claim)
    return turn


async def told(store: Store, turn: Turn, *, with_it: bool = False) -> tuple[list[tuple[str, str]], Checkpoint | None]:
    """What the path says."""
    past = await store.checkpoints.past(turn, with_it=with_it)
    return [(one.question, one.answer) for one in past.turns], past.checkpoint


def called(number: int, agent: str, read: int, *, is_estimated: bool) -> LlmCalled:
    """A call that read so many tokens."""
    call = LlmCalled(call_id=f"l{number}", agent=agent, model="m", input_tokens=read, output_tokens=1, duration_ms=1)
    return call.model_copy(update={"estimated": is_estimated})


async def keep(store: Store, turn: Turn, last: Turn, text: str, turns: int) -> None:
    await store.checkpoints.keep(turn, last.id, Checkpoint(text, turns), model="m", now=NOW)


@requirement("window")
async def test_the_path_to_a_turn_begins_behind_its_newest_summary(store: Store) -> None:
    await add_worker(store)
    first, second, third = [await answered(store, text) for text in ("one", "two", "three")]
    assert await told(store, first) == ([], None)
    assert await told(store, third) == ([("one", "hello"), ("two", "hello")], None)
    assert await told(store, third, with_it=True) == ([("one", "hello"), ("two", "hello"), ("three", "hello")], None)

    await keep(store, third, first, "of one", 1)
    assert await told(store, third) == ([("two", "hello")], Checkpoint("of one", 1))
    # What was kept first stays.
    await keep(store, third, first, "another", 1)
    assert await told(store, third) == ([("two", "hello")], Checkpoint("of one", 1))
    await keep(store, third, second, "of one and two", 2)
    assert await told(store, third) == ([], Checkpoint("of one and two", 2))
    assert await told(store, third, with_it=True) == ([("three", "hello")], Checkpoint("of one and two", 2))
    # A turn before a summary has nothing of it.
    assert await told(store, second) == ([], Checkpoint("of one", 1))


@requirement("window", "branches")
async def test_a_branch_has_the_summaries_of_its_own_path(store: Store) -> None:
    await add_worker(store)
    first, second, third = [await answered(store, text) for text in ("one", "two", "three")]
    question = (await store.history.list_messages(ALICE, SessionId("ses_a"), Page(10)))[0][2].id
    other = await answered(store, "another two", replaces=question)
    await keep(store, third, first, "of one", 1)
    await keep(store, third, second, "of one and two", 2)

    assert await told(store, other, with_it=True) == ([("another two", "hello")], Checkpoint("of one", 1))
    assert await told(store, third) == ([], Checkpoint("of one and two", 2))


@requirement("window", "not-yours")
async def test_a_summary_is_its_organizations_and_goes_with_its_session(store: Store) -> None:
    await add_worker(store)
    first, second = [await answered(store, text) for text in ("one", "two")]
    foreign = (await accept(store, "ses_m", principal=MALLORY)).turn
    # Somebody else's turn names a turn of this session: nothing is written.
    await keep(store, foreign, first, "forged", 1)
    assert await told(store, second) == ([("one", "hello")], None)

    await keep(store, second, first, "of one", 1)
    await store.history.delete_session(ALICE, SessionId("ses_a"), NOW)
    assert await told(store, second) == ([], None)
    await keep(store, second, first, "late", 1)


@requirement("window")
async def test_the_anchor_is_what_the_provider_counted_of_the_first_request(store: Store) -> None:
    await add_worker(store)
    turn = (await accept(store, "ses_a", "one")).turn
    claim = await claim_one(store)
    calls = [("planner", 900, False), ("analyst", 300, False), ("analyst", 800, False), ("writer", 400, True)]
    events = [
        StoredEvent(seq, called(seq, agent, read, is_estimated=guess))
        for seq, (agent, read, guess) in enumerate(calls, start=2)
    ]
    await store.turns.append(claim.claimed, events)
    await finish(store, claim, seq=6)
    later = await answered(store, "two")

    assert (await store.checkpoints.past(later)).anchor == 300
    assert (await store.checkpoints.past(turn)).anchor is None
