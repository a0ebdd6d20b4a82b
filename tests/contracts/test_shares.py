"""The port `Shares`: kept for their owner and for whoever has the token, until their end."""

import pytest

from gateway.chat.errors import NotFound, TooManyShares
from gateway.chat.model import Page, Principal, Session, Share, Snapshot
from shared.ids import SessionId, ShareId
from tests.contracts.conftest import Store
from tests.contracts.doing import NOW, member
from tests.support.running_gateway import ALICE, BOB

SESSION = SessionId("ses_a")


async def keep(
    store: Store, name: str, *, principal: Principal = ALICE, at: int = NOW, until: int | None = None, most: int = 9
) -> Share:
    """Store a share under the digest that is its name."""
    share = Share(ShareId(f"shr_{name}"), SESSION, "Title", at, until)
    assert await store.shares.store(principal, share, '["x"]', digest=name, most=most) == "Title"
    return share


@pytest.fixture(autouse=True)
async def session(store: Store) -> None:
    """A session of Alice's."""
    await store.history.create_session(ALICE, Session(SESSION, "Title", NOW, NOW))


async def test_a_share_is_found_by_the_digest_of_its_token_until_it_expires(store: Store) -> None:
    await keep(store, "a")
    await keep(store, "b", until=NOW + 10)

    assert await store.shares.find("a", NOW + 10**9) == Snapshot(ShareId("shr_a"), "Title", NOW, None, '["x"]')
    assert await store.shares.find("b", NOW + 9) == Snapshot(ShareId("shr_b"), "Title", NOW, NOW + 10, '["x"]')
    assert await store.shares.find("b", NOW + 10) is None
    assert await store.shares.find("c", NOW) is None


async def test_only_what_has_expired_is_forgotten(store: Store) -> None:
    for name, until in (("a", None), ("b", NOW + 10), ("c", NOW + 11)):
        await keep(store, name, until=until)
    await store.shares.forget_expired(NOW + 10)

    # Looked at in the past: what is there would be found.
    assert [await store.shares.find(name, NOW) is not None for name in "abc"] == [True, False, True]


async def test_shares_are_listed_newest_first_without_those_that_expired(store: Store) -> None:
    kept = [await keep(store, str(n), at=NOW + n, until=NOW + 100 if n == 3 else None) for n in range(5)]
    first, after = await store.shares.list_shares(ALICE, SESSION, Page(2), now=NOW + 99)
    second, end = await store.shares.list_shares(ALICE, None, Page(9, after), now=NOW + 99)
    late, _ = await store.shares.list_shares(ALICE, None, Page(9), now=NOW + 100)

    assert (first, second, end) == ([kept[4], kept[3]], [kept[2], kept[1], kept[0]], None)
    assert late == [kept[4], kept[2], kept[1], kept[0]]
    assert await store.shares.list_shares(ALICE, SessionId("ses_b"), Page(9), now=NOW) == ([], None)


async def test_a_share_is_its_owners_and_goes_with_its_session(store: Store) -> None:
    share = await keep(store, "a")
    for stranger in (BOB, member("org_b", ALICE.user_id)):
        with pytest.raises(NotFound):
            await store.shares.revoke(stranger, share.id, NOW)
        with pytest.raises(NotFound):
            await keep(store, "z", principal=stranger)
        assert await store.shares.list_shares(stranger, None, Page(9), now=NOW) == ([], None)
    await keep(store, "b")
    await store.shares.revoke(ALICE, share.id, NOW)
    with pytest.raises(NotFound):
        await store.shares.revoke(ALICE, share.id, NOW)
    assert await store.shares.find("a", NOW) is None
    assert await store.shares.find("b", NOW) is not None
    await store.history.delete_session(ALICE, SESSION, 1)

    assert await store.shares.find("b", NOW) is None


async def test_a_user_has_so_many_shares_that_have_not_expired(store: Store) -> None:
    await keep(store, "a", most=2)
    await keep(store, "b", until=NOW + 10, most=2)
    with pytest.raises(TooManyShares):
        await keep(store, "c", at=NOW + 9, most=2)

    await keep(store, "c", at=NOW + 10, most=2)
