"""Sessions named, pinned, archived, found by their title, and how far they are."""

import asyncio

import httpx
import pytest

from gateway.wiring.clock import clock
from tests.gateway.api.test_send_message import MESSAGES
from tests.requirements import requirement
from tests.support.running_gateway import RunningGateway
from tests.support.scripted_worker import held, says
from tests.support.ui_stream import read_frames

SESSIONS = "/api/v1/chat/sessions"


async def make(client: httpx.AsyncClient, title: str, **change: object) -> str:
    """A session with that title, changed as told, a millisecond or more after the one before, as lists are ordered."""
    made_at = clock()
    while clock() == made_at:
        await asyncio.sleep(0)
    session_id: str = (await client.post(SESSIONS, json={"title": title})).json()["id"]
    if change:
        assert (await client.patch(f"{SESSIONS}/{session_id}", json=change)).status_code == 200
    return session_id


async def titles(client: httpx.AsyncClient, **query: object) -> list[str]:
    """The titles of a list, page by page."""
    found: list[str] = []
    after: str | None = None
    while True:
        params = {name: str(value) for name, value in query.items()} | ({"after": after} if after else {})
        page = (await client.get(SESSIONS, params=params)).json()
        found += [session["title"] for session in page["sessions"]]
        after = page["after"]
        if after is None:
            return found


@requirement("sessions")
@pytest.mark.parametrize(
    ("change", "shown"),
    [
        ({"title": "  Delivery  "}, {"title": "Delivery", "title_origin": "user"}),
        ({"pinned": True}, {"pinned": True}),
        ({"archived": True}, {"archived": True}),
        ({"visibility": "organization"}, {"visibility": "organization"}),
        ({}, {}),
    ],
)
async def test_a_change_changes_what_it_names_and_nothing_else(
    alice: httpx.AsyncClient, change: dict[str, object], shown: dict[str, object]
) -> None:
    await make(alice, "Another")
    before = (await alice.post(SESSIONS, json={})).json()
    changed = await alice.patch(f"{SESSIONS}/{before['id']}", json=change)

    assert changed.status_code == 200
    assert changed.headers["cache-control"] == "private, no-store"
    assert changed.json() == {**before, **shown}
    read = await alice.get(f"{SESSIONS}/{before['id']}")
    assert (read.status_code, read.json(), read.headers["cache-control"]) == (
        200,
        {**before, **shown},
        "private, no-store",
    )


async def test_what_was_pinned_and_archived_can_be_so_no_more(alice: httpx.AsyncClient) -> None:
    session_id = await make(alice, "Once", pinned=True, archived=True, visibility="organization")

    back = await alice.patch(
        f"{SESSIONS}/{session_id}", json={"pinned": False, "archived": False, "visibility": "private"}
    )

    assert [back.json()[name] for name in ("pinned", "archived", "visibility")] == [False, False, "private"]


MALFORMED_CHANGES = (
    b'{"title": null}',
    b'{"pinned": null}',
    b'{"title": "   "}',
    b'{"title": "a\\u0000b"}',
    b'{"title": "\\ud800"}',
    b'{"title": 5}',
    b'{"title": "' + b"x" * 201 + b'"}',
    b'{"pinned": "yes"}',
    b'{"pinned": 1}',
    b'{"archived": "true"}',
    b'{"visibility": "public"}',
    b'{"user_id": "usr_bob"}',
    b'{"title_origin": "model"}',
    b'{"title": "good", "pinned": null}',
    b"[]",
    b"null",
)


async def test_a_malformed_change_is_refused_and_nothing_is_changed(alice: httpx.AsyncClient) -> None:
    session_id = await make(alice, "Mine")
    before = (await alice.get(f"{SESSIONS}/{session_id}")).json()

    for body in MALFORMED_CHANGES:
        refused = await alice.patch(
            f"{SESSIONS}/{session_id}", content=body, headers={"content-type": "application/json"}
        )
        assert (refused.status_code, refused.json()["code"]) == (422, "invalid_request"), body
    assert (await alice.get(f"{SESSIONS}/{session_id}")).json() == before


async def test_a_malformed_filter_is_refused(alice: httpx.AsyncClient) -> None:
    malformed = [
        "archived=maybe",
        "pinned=",
        "visibility=private",
        "visibility=public",
        "q=",
        "q=%00",
        "limit=0",
        "x=1",
    ]
    for query in (*malformed, f"q={'x' * 201}"):
        assert (await alice.get(f"{SESSIONS}?{query}")).status_code == 422, query


@requirement("sessions")
async def test_pinned_sessions_come_first_and_archived_ones_are_kept_apart(alice: httpx.AsyncClient) -> None:
    for title, change in (
        ("old pin", {"pinned": True}),
        ("old", {}),
        ("put away", {"archived": True}),
        ("pin put away", {"archived": True, "pinned": True}),
        ("new pin", {"pinned": True}),
        ("new", {}),
    ):
        await make(alice, title, **change)

    assert await titles(alice) == ["new pin", "old pin", "new", "old"]
    assert await titles(alice, limit=1) == ["new pin", "old pin", "new", "old"]
    assert await titles(alice, archived="true") == ["pin put away", "put away"]
    assert await titles(alice, pinned="true") == ["new pin", "old pin"]
    assert await titles(alice, pinned="false") == ["new", "old"]
    assert await titles(alice, pinned="true", archived="true") == ["pin put away"]


async def test_a_list_that_changes_while_it_is_paged_repeats_nothing_that_stayed(alice: httpx.AsyncClient) -> None:
    made = [await make(alice, f"s{number}", **({"pinned": True} if number % 3 == 0 else {})) for number in range(9)]
    seen: list[str] = []
    after: str | None = None
    while True:
        page = (await alice.get(SESSIONS, params={"limit": 2, **({"after": after} if after else {})})).json()
        seen += [session["id"] for session in page["sessions"]]
        if (after := page["after"]) is None:
            break
        if len(seen) == 4:
            # One that was seen goes, one that was not yet seen is renamed, a new one comes.
            await alice.delete(f"{SESSIONS}/{seen[-1]}")
            await alice.patch(f"{SESSIONS}/{made[1]}", json={"title": "renamed"})
            await make(alice, "new")

    assert sorted(seen) == sorted(made)


SOUGHT = {
    "CHECKOUT": ["Checkout drop"],
    "retoure": ["Häufige Rétouren"],
    "haufige": ["Häufige Rétouren"],
    "HÄUFIGE": ["Häufige Rétouren"],
    "%": ["100% of_it"],
    "_": ["100% of_it"],
    "退货": ["为什么退货增加"],
    "e": ["Checkout drop", "Häufige Rétouren"],
    "'; DROP TABLE session; --": [],
}


@requirement("sessions")
async def test_titles_are_found_whatever_case_and_accents(alice: httpx.AsyncClient) -> None:
    for title in ("Checkout drop", "Häufige Rétouren", "100% of_it", "为什么退货增加"):
        await make(alice, title)
    await alice.post(SESSIONS, json={})

    for sought, found in SOUGHT.items():
        assert sorted(await titles(alice, q=sought, limit=1)) == found, sought


@requirement("sessions")
async def test_a_session_tells_how_far_it_is(gateway: RunningGateway, alice: httpx.AsyncClient) -> None:
    gate = asyncio.Event()
    session_id = (await alice.post(SESSIONS)).json()["id"]

    async def state() -> tuple[str, int, bool]:
        session = (await alice.get(f"{SESSIONS}/{session_id}")).json()
        (listed,) = (await alice.get(SESSIONS)).json()["sessions"]
        assert listed == session
        assert session["last_message_at"] in {None, session["updated_at"]}
        return session["status"], session["message_count"], session["last_message_at"] is not None

    assert await state() == ("idle", 0, False)
    async with alice.stream("POST", MESSAGES, json={"message": "why?", "session_id": session_id}) as response:
        assert await state() == ("queued", 1, True)
        await gateway.add_worker(held(gate, before=("be",), after=("cause",)))
        async for frame in read_frames(response):
            if frame.chunk.get("type") == "text-delta" and not gate.is_set():
                assert await state() == ("running", 1, True)
                gate.set()
    assert await state() == ("idle", 2, True)


async def test_a_session_that_answers_while_another_question_waits_is_running(
    gateway: RunningGateway, alice: httpx.AsyncClient
) -> None:
    gate = asyncio.Event()
    await gateway.add_worker(held(gate, before=("be",), after=("cause",)))
    session_id = (await alice.post(SESSIONS)).json()["id"]
    body = {"message": "why?", "session_id": session_id}
    async with alice.stream("POST", MESSAGES, json=body) as first, alice.stream("POST", MESSAGES, json=body):
        async for frame in read_frames(first):
            if frame.chunk.get("type") == "text-delta" and not gate.is_set():
                assert (await alice.get(f"{SESSIONS}/{session_id}")).json()["status"] == "running"
                gate.set()


async def test_a_question_moves_a_session_up_and_a_name_does_not(
    gateway: RunningGateway, alice: httpx.AsyncClient
) -> None:
    await gateway.add_worker(says("ok"))
    first = await make(alice, "first")
    await make(alice, "second")
    await alice.patch(f"{SESSIONS}/{first}", json={"title": "still first"})
    assert await titles(alice) == ["second", "still first"]

    await alice.post(MESSAGES, json={"message": "x", "session_id": first})

    assert await titles(alice) == ["still first", "second"]


async def test_the_first_question_does_not_rename_what_the_user_named(
    gateway: RunningGateway, alice: httpx.AsyncClient
) -> None:
    await gateway.add_worker(says("ok"))
    session_id = (await alice.post(SESSIONS)).json()["id"]
    await alice.patch(f"{SESSIONS}/{session_id}", json={"title": "Mine"})

    await alice.post(MESSAGES, json={"message": "Why?", "session_id": session_id})

    session = (await alice.get(f"{SESSIONS}/{session_id}")).json()
    assert (session["title"], session["title_origin"]) == ("Mine", "user")
