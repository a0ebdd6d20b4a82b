"""The port `History` by count: what clients read that know offsets and no cursors."""

import itertools

import pytest

from gateway.chat.errors import NotFound
from gateway.chat.model import Message, Page, Principal, Session, Slice
from gateway.chat.sessions import SessionChange
from shared.ids import SessionId
from tests.contracts.conftest import Store
from tests.contracts.doing import NOW, accept, add_worker, claim_one, finish, member
from tests.support.running_gateway import ALICE, BOB, MALLORY

SESSION = SessionId("ses_a")


async def answered(store: Store, text: str = "?", *, replaces: str | None = None) -> None:
    """Ask and answer once."""
    await accept(store, SESSION, text, replaces=replaces)
    assert await finish(store, await claim_one(store))


async def everything(store: Store) -> list[Message]:
    """The branch that is shown."""
    return (await store.history.list_messages(ALICE, SESSION, Page(1_000)))[0]


async def test_every_slice_is_that_part_of_the_list(store: Store) -> None:
    await add_worker(store)
    for number in range(3):
        await answered(store, f"q{number}")
    await accept(store, SESSION, "not answered yet")
    whole = await everything(store)
    assert len(whole) == 7

    for limit, offset in itertools.product((1, 2, 3, 7, 9), range(9)):
        from_start = await store.history.list_slice(ALICE, SESSION, Slice(limit, offset))
        from_end = await store.history.list_slice(ALICE, SESSION, Slice(limit, offset, is_from_end=True))

        assert from_start == (whole[offset : offset + limit], 7)
        assert from_end == (whole[max(7 - offset - limit, 0) : max(7 - offset, 0)], 7)


async def test_only_the_branch_that_is_shown_is_counted(store: Store) -> None:
    await add_worker(store)
    for text in ("q0", "q1", "q2"):
        await answered(store, text)
    first, second = [message for message in await everything(store) if message.role == "user"][:2]
    await answered(store, "q1 again", replaces=second.id)
    edited = await everything(store)

    assert await store.history.list_slice(ALICE, SESSION, Slice(9)) == (edited, 4)
    assert await store.history.list_slice(ALICE, SESSION, Slice(2, 1)) == (edited[1:3], 4)
    await store.history.select_branch(ALICE, SESSION, second.id)
    assert await store.history.list_slice(ALICE, SESSION, Slice(3, 3)) == ((await everything(store))[3:6], 6)
    assert edited[0].id == first.id


async def test_an_empty_session_has_none_and_a_foreign_one_is_not_there(store: Store) -> None:
    await store.history.create_session(ALICE, Session(SESSION, None, NOW, NOW))
    for which in (Slice(5), Slice(5, 3), Slice(5, is_from_end=True)):
        assert await store.history.list_slice(ALICE, SESSION, which) == ([], 0)
        for stranger in (BOB, MALLORY, member("org_b", ALICE.user_id)):
            with pytest.raises(NotFound):
                await store.history.list_slice(stranger, SESSION, which)

    await store.sessions.change(ALICE, SESSION, SessionChange(visibility="organization"))
    assert await store.history.list_slice(BOB, SESSION, Slice(5)) == ([], 0)
    with pytest.raises(NotFound):
        await store.history.list_slice(MALLORY, SESSION, Slice(5))


async def test_what_is_said_while_it_is_counted_moves_nothing(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    await add_worker(store)
    for text in ("q0", "q1"):
        await answered(store, text)
    read = store.history.list_messages
    late = iter(["q2"])

    async def read_late(principal: Principal, session_id: SessionId, page: Page) -> tuple[list[Message], str | None]:
        for text in late:
            await answered(store, text)
        return await read(principal, session_id, page)

    monkeypatch.setattr(store.history, "list_messages", read_late)
    told = await store.history.list_slice(ALICE, SESSION, Slice(5, 2))

    assert told == ((await everything(store))[2:], 6)
