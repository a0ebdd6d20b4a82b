"""Sessions and history: pages, walls, deletion."""

import asyncio

import httpx
import pytest

from tests.gateway.api.test_send_message import HISTORY, MESSAGES, answer_of
from tests.requirements import requirement
from tests.support.running_gateway import BOB, MALLORY, RunningGateway
from tests.support.scripted_worker import held, says
from tests.support.ui_stream import chunks_of, read_frames

SESSIONS = "/api/v1/chat/sessions"


async def test_a_session_is_made_listed_and_deleted(alice: httpx.AsyncClient) -> None:
    made = await alice.post(SESSIONS, json={"title": "  Checkout  "})

    assert made.status_code == 201
    session = made.json()
    assert session == {
        "id": session["id"],
        "user_id": "usr_alice",
        "access": "owner",
        "title": "Checkout",
        "title_origin": "user",
        "title_model": None,
        "created_at": session["created_at"],
        "updated_at": session["created_at"],
        "last_message_at": None,
        "message_count": 0,
        "status": "idle",
        "pinned": False,
        "archived": False,
        "visibility": "private",
    }
    assert session["created_at"].endswith("Z")
    listed = await alice.get(SESSIONS)
    assert listed.json() == {"sessions": [session], "after": None}
    assert listed.headers["cache-control"] == "private, no-store"
    assert (await alice.delete(f"{SESSIONS}/{session['id']}")).status_code == 204
    assert (await alice.get(SESSIONS)).json() == {"sessions": [], "after": None}
    assert (await alice.delete(f"{SESSIONS}/{session['id']}")).status_code == 404


async def test_a_session_takes_its_name_from_the_first_question(
    gateway: RunningGateway, alice: httpx.AsyncClient
) -> None:
    await gateway.add_worker(says("yes"))
    question = "Why did checkout conversion drop last week,\nand what do people say about our delivery times?"
    await alice.post(MESSAGES, json={"message": question})
    named = (await alice.post(SESSIONS, json={"title": "Mine"})).json()
    await alice.post(MESSAGES, json={"message": "another", "session_id": named["id"]})

    sessions = (await alice.get(SESSIONS)).json()["sessions"]

    assert [session["title"] for session in sessions] == [
        "Mine",
        "Why did checkout conversion drop last week, and what do…",
    ]


async def test_sessions_are_paged_newest_first_without_gap_or_repeat(alice: httpx.AsyncClient) -> None:
    made = [(await alice.post(SESSIONS, json={})).json()["id"] for _ in range(7)]
    seen: list[str] = []
    after = None
    for _ in range(3):
        page = (await alice.get(SESSIONS, params={"limit": 3, **({"after": after} if after else {})})).json()
        seen += [session["id"] for session in page["sessions"]]
        after = page["after"]

    assert after is None
    # Sessions made in the same millisecond are told apart by their ids, whose order within it is chance.
    assert sorted(seen) == sorted(made)


async def test_history_is_paged_from_the_newest_each_page_ascending(
    gateway: RunningGateway, alice: httpx.AsyncClient
) -> None:
    await gateway.add_worker(says("ok"))
    session_id = (await alice.post(SESSIONS)).json()["id"]
    for number in range(3):
        await alice.post(MESSAGES, json={"message": f"q{number}", "session_id": session_id})

    first = (await alice.get(HISTORY, params={"session_id": session_id, "limit": 4})).json()
    second = (await alice.get(HISTORY, params={"session_id": session_id, "limit": 4, "before": first["before"]})).json()

    texts = [[message["parts"][-1]["text"] for message in page["messages"]] for page in (first, second)]
    assert texts == [["q1", "ok", "q2", "ok"], ["q0", "ok"]]
    assert first["before"] is not None
    assert second["before"] is None


@requirement("not-yours")
async def test_what_is_not_yours_answers_like_what_is_not_there(
    gateway: RunningGateway, alice: httpx.AsyncClient
) -> None:
    await gateway.add_worker(says("secret"))
    response = await alice.post(MESSAGES, json={"message": "mine"})
    theirs = response.headers["x-chat-session-id"]
    missing = "ses_00000000000000000000000000"
    for principal in (BOB, MALLORY):
        other = await gateway.client(principal)
        for touch in (read, delete, ask):
            foreign, absent = await touch(other, theirs), await touch(other, missing)
            assert (foreign.status_code, foreign.content) == (404, absent.content)
            assert absent.status_code == 404
        assert (await other.get(SESSIONS)).json()["sessions"] == []
    assert len((await alice.get(HISTORY, params={"session_id": theirs})).json()["messages"]) == 2


async def test_deleting_a_session_ends_its_running_answer(gateway: RunningGateway, alice: httpx.AsyncClient) -> None:
    gate = asyncio.Event()
    worker = await gateway.add_worker(held(gate, before=("soon ",), after=("gone",)))
    async with alice.stream("POST", MESSAGES, json={"message": "long"}) as response:
        session_id = response.headers["x-chat-session-id"]
        chunks = []
        async for frame in read_frames(response):
            chunks.append(frame.chunk)
            if frame.chunk.get("type") == "text-delta":
                assert (await alice.delete(f"{SESSIONS}/{session_id}")).status_code == 204
    async with asyncio.timeout(5):
        while not worker.closed:
            await asyncio.sleep(0.01)

    assert chunks[-2]["type"] == "abort"
    assert "gone" not in str(chunks)
    assert (await alice.get(HISTORY, params={"session_id": session_id})).status_code == 404


async def test_a_slot_is_free_again_after_its_session_was_deleted(
    gateway: RunningGateway, alice: httpx.AsyncClient
) -> None:
    gate = asyncio.Event()
    await gateway.add_worker(held(gate, before=("soon ",), after=()), slots=1)
    async with alice.stream("POST", MESSAGES, json={"message": "long"}) as response:
        async for frame in read_frames(response):
            if frame.chunk.get("type") == "text-delta":
                await alice.delete(f"{SESSIONS}/{response.headers['x-chat-session-id']}")
    gate.set()

    second = await alice.post(MESSAGES, json={"message": "next"})

    assert (await answer_of(alice, second.headers["x-chat-session-id"]))["status"] == "complete"


@pytest.mark.parametrize("cursor", ["x", "!", "LTE", "OTk5OTk5OTk5OTk5OTk5OTk5OTk5OQ", "MS4uLi8"])
async def test_a_made_up_cursor_is_refused(alice: httpx.AsyncClient, cursor: str) -> None:
    response = await alice.get(SESSIONS, params={"after": cursor})

    assert (response.status_code, response.json()["code"]) == (400, "invalid_cursor")


async def test_an_empty_session_has_an_empty_history(alice: httpx.AsyncClient) -> None:
    session_id = (await alice.post(SESSIONS)).json()["id"]

    assert (await alice.get(HISTORY, params={"session_id": session_id})).json() == {"messages": [], "before": None}


async def test_a_follower_of_a_deleted_queued_turn_is_told(gateway: RunningGateway, alice: httpx.AsyncClient) -> None:
    async with alice.stream("POST", MESSAGES, json={"message": "no worker is there"}) as response:
        await alice.delete(f"{SESSIONS}/{response.headers['x-chat-session-id']}")
        body = await response.aread()

    assert chunks_of(body)[-1] == {"type": "abort"}


async def read(client: httpx.AsyncClient, session_id: str) -> httpx.Response:
    """Read a session's history."""
    return await client.get(HISTORY, params={"session_id": session_id})


async def delete(client: httpx.AsyncClient, session_id: str) -> httpx.Response:
    """Delete a session."""
    return await client.delete(f"{SESSIONS}/{session_id}")


async def ask(client: httpx.AsyncClient, session_id: str) -> httpx.Response:
    """Ask a question in a session."""
    return await client.post(MESSAGES, json={"message": "x", "session_id": session_id})
