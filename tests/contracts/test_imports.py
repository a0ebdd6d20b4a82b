"""The port `Imports`: nothing is shown before the end, one session a key, nothing of it without one's own."""

import pytest

from gateway.chat.errors import NotFound
from gateway.chat.model import FinishedTurn, ImportedTurn, Page, Principal, Session
from shared.ids import MessageId, SessionId, TurnId
from tests.contracts.conftest import Store
from tests.contracts.doing import ANSWER, NOW
from tests.support.running_gateway import ALICE, BOB

PARTS = '[{"type":"text","text":"?"}]'


def turns(session: str, *numbers: int) -> list[ImportedTurn]:
    """Turns that follow one another."""
    return [
        ImportedTurn(
            TurnId(f"turn_{session}{number}"),
            TurnId(f"turn_{session}{number - 1}") if number else None,
            MessageId(f"msg_q{session}{number}"),
            MessageId(f"msg_a{session}{number}"),
            FinishedTurn("?", PARTS, NOW, "done", ANSWER, NOW + 1),
        )
        for number in numbers
    ]


async def begin(store: Store, name: str, *, principal: Principal = ALICE) -> SessionId:
    """Begin with three turns, in two steps."""
    session_id = SessionId(f"ses_{name}")
    await store.imports.begin(principal, Session(session_id, "Title", NOW, NOW))
    await store.imports.add(principal, session_id, turns(name, 0, 1))
    await store.imports.add(principal, session_id, turns(name, 2))
    return session_id


async def shown(store: Store, session_id: SessionId, *, principal: Principal = ALICE) -> list[str]:
    """The messages that history shows."""
    return [message.id for message in (await store.history.list_messages(principal, session_id, Page(9)))[0]]


async def test_nothing_is_shown_before_the_end(store: Store) -> None:
    session_id = await begin(store, "a")
    before = await shown(store, session_id)
    is_whole = await store.imports.finish(ALICE, session_id, TurnId("turn_a2"), key=None, fingerprint="f")

    assert (before, is_whole) == ([], True)
    assert await shown(store, session_id) == ["msg_qa0", "msg_aa0", "msg_qa1", "msg_aa1", "msg_qa2", "msg_aa2"]
    outline = await store.exports.outline(ALICE, session_id, NOW)
    assert outline.turn_ids == ("turn_a0", "turn_a1", "turn_a2")


async def test_a_key_makes_one_session_of_a_user(store: Store) -> None:
    first, second = await begin(store, "a"), await begin(store, "b")
    theirs = await begin(store, "c", principal=BOB)
    assert await store.imports.find(ALICE, "k") is None
    done = [
        await store.imports.finish(ALICE, first, TurnId("turn_a2"), key="k", fingerprint="f"),
        await store.imports.finish(ALICE, second, TurnId("turn_b2"), key="k", fingerprint="g"),
        await store.imports.finish(BOB, theirs, TurnId("turn_c2"), key="k", fingerprint="h"),
    ]

    assert done == [True, False, True]
    assert await store.imports.find(ALICE, "k") == (first, "f")
    assert await store.imports.find(BOB, "k") == (theirs, "h")
    assert await shown(store, second) == []


async def test_what_is_abandoned_is_gone_and_nobody_else_can_abandon_it(store: Store) -> None:
    session_id = await begin(store, "a")
    await store.imports.abandon(BOB, session_id)
    assert await shown(store, session_id) == []
    await store.imports.abandon(ALICE, session_id)

    # It can be made again: nothing of it is left.
    await begin(store, "a")


async def test_what_is_deleted_before_it_is_whole_takes_nothing_more(store: Store) -> None:
    session_id = await begin(store, "a")
    await store.history.delete_session(ALICE, session_id, NOW)
    with pytest.raises(NotFound):
        await store.imports.add(ALICE, session_id, turns("a", 3))
    with pytest.raises(NotFound):
        await store.imports.finish(ALICE, session_id, TurnId("turn_a2"), key="k", fingerprint="f")

    assert await store.imports.find(ALICE, "k") is None
    await store.imports.abandon(ALICE, session_id)
