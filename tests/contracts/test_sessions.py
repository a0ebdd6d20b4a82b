"""The port `Sessions`: found by those who may read, listed in a stable order, changed by the owner."""

import pytest

from gateway.chat.errors import InvalidCursor, NotFound
from gateway.chat.model import Page, Session
from gateway.chat.sessions import SessionChange, SessionFilter, SessionView
from shared.ids import SessionId, TurnId, UserId
from tests.contracts.conftest import Store
from tests.contracts.doing import NOW, accept, add_worker, claim_one, finish, member
from tests.support.running_gateway import ALICE, BOB, MALLORY

SHOWN = SessionChange(visibility="organization")


async def make(store: Store, name: str, *, at: int = NOW, change: SessionChange | None = None) -> SessionId:
    """A session of Alice's."""
    session_id = SessionId(name)
    await store.history.create_session(ALICE, Session(session_id, name, at, at))
    if change is not None:
        await store.sessions.change(ALICE, session_id, change)
    return session_id


async def listed(store: Store, which: SessionFilter, *, limit: int = 2) -> list[str]:
    """All pages of a list."""
    found: list[SessionView] = []
    cursor: str | None = None
    while True:
        page, cursor = await store.sessions.list_sessions(ALICE, which, Page(limit, cursor))
        assert len(page) == limit or cursor is None
        found += page
        if cursor is None:
            return [session.id for session in found]


async def test_a_new_session_is_its_makers_and_private(store: Store) -> None:
    session_id = await make(store, "ses_a")

    assert await store.sessions.find(ALICE, session_id) == SessionView(
        id=session_id,
        user_id=UserId("usr_alice"),
        title="ses_a",
        title_origin="user",
        title_model=None,
        created_at=NOW,
        updated_at=NOW,
        is_pinned=False,
        is_archived=False,
        visibility="private",
        message_count=0,
        status="idle",
        is_own=True,
    )
    for other in (BOB, MALLORY, member("org_b", "usr_alice")):
        with pytest.raises(NotFound):
            await store.sessions.find(other, session_id)
        with pytest.raises(NotFound):
            await store.sessions.change(other, session_id, SHOWN)


async def test_what_is_shown_is_found_in_its_organization(store: Store) -> None:
    session_id = await make(store, "ses_a", change=SHOWN)

    assert not (await store.sessions.find(BOB, session_id)).is_own
    for stranger in (MALLORY, member("org_b", "usr_alice")):
        with pytest.raises(NotFound):
            await store.sessions.find(stranger, session_id)
    with pytest.raises(NotFound):
        await store.sessions.change(BOB, session_id, SessionChange(title="taken"))
    assert (await store.history.list_messages(BOB, session_id, Page(10)))[0] == []


async def test_equal_times_are_told_apart_by_ids_on_every_page(store: Store) -> None:
    pin = SessionChange(is_pinned=True)
    for number in range(5):
        await make(store, f"ses_{number}", change=pin if number in {1, 3} else None)

    for limit in (1, 2, 3, 7):
        assert await listed(store, SessionFilter(), limit=limit) == ["ses_3", "ses_1", "ses_4", "ses_2", "ses_0"]


async def test_a_pin_is_before_every_time(store: Store) -> None:
    await make(store, "ses_old", at=1, change=SessionChange(is_pinned=True))
    await make(store, "ses_new", at=2**41)

    assert await listed(store, SessionFilter(), limit=1) == ["ses_old", "ses_new"]
    assert await listed(store, SessionFilter(is_pinned=False)) == ["ses_new"]


async def test_a_cursor_of_another_kind_is_refused(store: Store) -> None:
    with pytest.raises(InvalidCursor):
        await store.sessions.list_sessions(ALICE, SessionFilter(), Page(10, "nonsense"))


async def test_an_answer_counts_when_it_is_finished_and_a_discarded_one_never(store: Store) -> None:
    await add_worker(store)
    turn = (await accept(store, "ses_a", at=5)).turn
    before = await store.sessions.find(ALICE, SessionId("ses_a"))
    assert (before.message_count, before.status, before.last_message_at) == (1, "queued", 5)

    claim = await claim_one(store)
    assert (await store.sessions.find(ALICE, SessionId("ses_a"))).status == "running"
    await accept(store, "ses_a", at=6, on_busy="rollback")
    await finish(store, claim, at=9, outcome="stopped")

    after = await store.sessions.find(ALICE, SessionId("ses_a"))
    assert TurnId(turn.id) == claim.claimed.turn.id
    assert (after.message_count, after.status, after.last_message_at) == (1, "queued", 9)
