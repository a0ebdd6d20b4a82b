"""The port `Search`: one's own messages by their words, and nothing else by anything else."""

import random

import pytest

from gateway.chat.errors import InvalidCursor, NotFound
from gateway.chat.model import Answer, Page, Principal, Turn
from gateway.chat.search import Found
from gateway.chat.sessions import SessionChange
from shared.events import TurnFinished
from shared.ids import SessionId
from tests.contracts.conftest import Store
from tests.contracts.doing import accept, add_worker, claim_one, finish, member
from tests.requirements import requirement
from tests.support.running_gateway import ALICE, BOB, MALLORY

ALL = Page(50)


async def search(store: Store, sought: str, principal: Principal = ALICE) -> list[str]:
    """The words around each match, with the matches in brackets."""
    found, _ = await store.search.search(principal, sought, ALL)
    return [bracketed(message) for message in found]


def bracketed(message: Found) -> str:
    """The snippet with its matches in brackets."""
    text = message.snippet.text
    for start, end in reversed(message.snippet.matches):
        text = f"{text[:start]}[{text[start:end]}]{text[end:]}"
    return text


async def answer(store: Store, text: str) -> Turn:
    """Answer whatever waits."""
    claim = await claim_one(store)
    end = TurnFinished(outcome="done", finish_reason="stop", at=7)
    answered = Answer("complete", text, "[]", "[]", "{}")
    assert await store.turns.finish(claim.claimed, [], end, answered)
    return claim.claimed.turn


@requirement("search")
@pytest.mark.parametrize(
    ("sought", "found"),
    [
        ("checkout", ["Why did [checkout] conversion drop in März?"]),
        ("CHECKOUT Drop", ["Why did [checkout] conversion [drop] in März?"]),
        ("drop checkout", ["Why did [checkout] conversion [drop] in März?"]),
        ("conv", ["Why did checkout [conversion] drop in März?"]),
        ("marz", ["Why did checkout conversion drop in [März]?"]),
        ("conv checkout", []),
        ("heckout", []),
        ("c", []),
        ("checkout -conversion", ["Why did [checkout] [conversion] drop in März?"]),
        ('"conversion checkout"', ["Why did [checkout] [conversion] drop in März?"]),
        ("drop-in", ["Why did checkout conversion [drop in] März?"]),
        ("in-drop", []),
        ("checkout OR nothing", []),
        ("checkout AND", []),
        ("NOT nothing", []),
        ("NEAR(checkout drop)", []),
        ("text:checkout", []),
        ("owner:x", []),
        ("check*", ["Why did [checkout] conversion drop in März?"]),
        ("^why", ["[Why] did checkout conversion drop in März?"]),
        ("{", []),
        ("- ! ?", []),
        ("'; --", []),
        ("退货", ["为什么[退货]增加了？"]),
        ("货", ["为什么退[货]增加了？"]),
        ("退货 加了", ["为什么[退货]增[加了]？"]),
        ("退货 checkout", []),
        ("iphone手机 🎉", ["新[iPhone手机] [🎉]"]),
        ("배송", ["[배송]이 늦어요"]),
        ("ส่ง", ["ค่าจัด[ส่ง]เท่าไร"]),
    ],
)
async def test_what_is_typed_is_words_and_nothing_else(store: Store, sought: str, found: list[str]) -> None:
    for text in (
        "Why did checkout conversion drop in März?",
        "为什么退货增加了？",
        "新iPhone手机 🎉",
        "배송이 늦어요",
        "ค่าจัดส่งเท่าไร",
    ):
        await accept(store, None, text)

    assert await search(store, sought) == found


@requirement("search")
async def test_an_answer_is_found_once_it_is_finished_and_newest_is_first(store: Store) -> None:
    await add_worker(store)
    await accept(store, "ses_a", "which refunds?")
    await accept(store, "ses_b", "no Refunds today")
    assert await search(store, "refunds") == ["no [Refunds] today", "which [refunds]?"]

    turn = await answer(store, "three refunds")

    assert await search(store, "refunds") == ["three [refunds]", "no [Refunds] today", "which [refunds]?"]
    newest = (await store.search.search(ALICE, "refunds", ALL))[0][0]
    assert (newest.session_id, newest.message_id, newest.role) == (turn.session_id, turn.message_id, "assistant")
    assert (newest.session_title, newest.created_at) == ("title", turn.created_at)


@requirement("search", "not-yours")
async def test_nobody_finds_what_somebody_else_said(store: Store) -> None:
    # Users of the same name in two organizations, and names that only their letters' case tells apart.
    others = [BOB, MALLORY, member("org_b", "usr_alice"), member("ORG_A", "usr_alice"), member("org_au7573", "r_alice")]
    shown = (await accept(store, "ses_a", "the secret word 密码")).turn
    await store.sessions.change(ALICE, shown.session_id, SessionChange(visibility="organization"))
    for number, other in enumerate(others):
        await accept(store, f"ses_{number}", "something of their own", principal=other)

    for sought in ("secret", "密码", "secret 密码", "wor"):
        assert len(await search(store, sought)) == 1
        for other in others:
            assert await search(store, sought, other) == []


@requirement("search")
async def test_pages_follow_each_other_without_gap_or_repeat(store: Store) -> None:
    said = [f"order {number} 订单" for number in range(7)]
    for text in said:
        await accept(store, None, text)
    for sought in ("order", "订单"):
        seen: list[str] = []
        cursor: str | None = None
        while True:
            found, cursor = await store.search.search(ALICE, sought, Page(3, cursor))
            seen += [message.snippet.text for message in found]
            if cursor is None:
                break
            # What comes meanwhile is newer than every page that follows.
            await accept(store, None, "a new order 订单")
        assert seen[-7:] == said[::-1]
        assert len(seen) == len(set(seen)) + seen.count("a new order 订单") - ("a new order 订单" in seen)
    with pytest.raises(InvalidCursor):
        await store.search.search(ALICE, "order", Page(3, "nonsense"))


@requirement("search")
async def test_what_is_deleted_or_discarded_is_not_found(store: Store) -> None:
    await add_worker(store)
    await accept(store, "ses_a", "refund one")
    await accept(store, "ses_b", "refund two")
    claim = await claim_one(store)
    await accept(store, "ses_a", "refund three", on_busy="rollback")
    await finish(store, claim, outcome="stopped")
    assert await search(store, "refund") == ["[refund] three", "[refund] two"]

    await store.history.delete_session(ALICE, SessionId("ses_b"), 1)

    assert await search(store, "refund") == ["[refund] three"]
    with pytest.raises(NotFound):
        await store.history.delete_session(ALICE, SessionId("ses_b"), 1)


async def test_a_run_that_was_overtaken_leaves_nothing_to_be_found(store: Store) -> None:
    await add_worker(store)
    await accept(store, "ses_a", "why?")
    first = await claim_one(store)
    await store.queue.give_back(first.claimed, [], was_attempt=False, now=1)
    await claim_one(store)

    end = TurnFinished(outcome="done", finish_reason="stop", at=7)
    was_written = await store.turns.finish(first.claimed, [], end, Answer("complete", "stale", "[]", "[]", "{}"))

    assert (was_written, await search(store, "stale")) == (False, [])


async def test_a_search_finds_what_a_look_at_every_message_finds(store: Store) -> None:
    chance = random.Random(7)
    words = ["order", "refund", "drop", "drops", "delivery", "März", "x"]
    users = [ALICE, BOB, MALLORY]
    said: dict[str, tuple[Principal, list[str]]] = {}
    for number in range(60):
        who = chance.choice(users)
        text = chance.choices(words, k=chance.randint(1, 4))
        session = f"ses_{number % 20}_{who.user_id}"
        await accept(store, session, " ".join(text), principal=who, key=str(number))
        said.setdefault(session, (who, []))[1].append(" ".join(text))
        if chance.random() < 0.2:
            gone = chance.choice(list(said))
            await store.history.delete_session(said.pop(gone)[0], SessionId(gone), 1)

    for word in words:
        for who in users:
            texts = [text for owner, spoken in said.values() if owner == who for text in spoken]
            expected = [text for text in texts if word in text.split() or (len(word) > 1 and f" {word}" in f" {text}")]
            found = [message.snippet.text for message in (await store.search.search(who, word, ALL))[0]]
            assert sorted(found) == sorted(expected)
