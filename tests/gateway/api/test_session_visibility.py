"""What a session that is shown to the organization lets others do: read, and nothing else."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import httpx

from tests.gateway.api.test_send_message import HISTORY, MESSAGES
from tests.requirements import requirement
from tests.support.running_gateway import BOB, MALLORY, RunningGateway, running_gateway
from tests.support.scripted_worker import says

SESSIONS = "/api/v1/chat/sessions"
SHOWN = {"visibility": "organization"}
MISSING = "ses_00000000000000000000000000"

Touch = Callable[[httpx.AsyncClient, str], Awaitable[httpx.Response]]


def get(client: httpx.AsyncClient, session_id: str) -> Awaitable[httpx.Response]:
    """Read the session."""
    return client.get(f"{SESSIONS}/{session_id}")


def history(client: httpx.AsyncClient, session_id: str) -> Awaitable[httpx.Response]:
    """Read its messages."""
    return client.get(HISTORY, params={"session_id": session_id})


def change(client: httpx.AsyncClient, session_id: str) -> Awaitable[httpx.Response]:
    """Rename it."""
    return client.patch(f"{SESSIONS}/{session_id}", json={"title": "taken", "visibility": "private", "pinned": True})


def change_badly(client: httpx.AsyncClient, session_id: str) -> Awaitable[httpx.Response]:
    """Send it something that nobody may."""
    return client.patch(f"{SESSIONS}/{session_id}", json={})


def delete(client: httpx.AsyncClient, session_id: str) -> Awaitable[httpx.Response]:
    """Remove it."""
    return client.delete(f"{SESSIONS}/{session_id}")


def ask(client: httpx.AsyncClient, session_id: str) -> Awaitable[httpx.Response]:
    """Ask in it."""
    return client.post(MESSAGES, json={"message": "x", "session_id": session_id})


def stop(client: httpx.AsyncClient, session_id: str) -> Awaitable[httpx.Response]:
    """Stop what it answers."""
    return client.post(f"{SESSIONS}/{session_id}/stop")


def follow(client: httpx.AsyncClient, session_id: str) -> Awaitable[httpx.Response]:
    """Follow what it answers."""
    return client.get(f"{SESSIONS}/{session_id}/stream")


def read_agent(client: httpx.AsyncClient, session_id: str) -> Awaitable[httpx.Response]:
    """Read which agent it asks."""
    return client.get(f"{SESSIONS}/{session_id}/agent")


def switch_agent(client: httpx.AsyncClient, session_id: str) -> Awaitable[httpx.Response]:
    """Choose another agent for it."""
    return client.post(f"{SESSIONS}/{session_id}/agent", json={"agent": "pattern_analyst"})


READS: tuple[Touch, ...] = (get, history, read_agent)
WRITES: tuple[Touch, ...] = (change, change_badly, delete, ask, stop, follow, switch_agent)


async def made(gateway: RunningGateway, alice: httpx.AsyncClient) -> str:
    """Alice's session with a question and an answer, pinned."""
    await gateway.add_worker(says("four"))
    asked = await alice.post(MESSAGES, json={"message": "two and two?"})
    session_id = asked.headers["x-chat-session-id"]
    await alice.patch(f"{SESSIONS}/{session_id}", json={"pinned": True})
    return session_id


@requirement("shown", "not-yours")
async def test_a_private_session_is_there_for_its_owner_only(gateway: RunningGateway, alice: httpx.AsyncClient) -> None:
    session_id = await made(gateway, alice)

    for principal in (BOB, MALLORY):
        other = await gateway.client(principal)
        for touch in (*READS, *WRITES):
            foreign, absent = await touch(other, session_id), await touch(other, MISSING)
            assert (foreign.status_code, foreign.content) == (404, absent.content), touch.__name__
        assert (await other.get(SESSIONS, params=SHOWN)).json()["sessions"] == []


@requirement("shown")
async def test_a_colleague_reads_what_is_shown_and_changes_nothing(
    gateway: RunningGateway, alice: httpx.AsyncClient
) -> None:
    session_id = await made(gateway, alice)
    mine = (await alice.patch(f"{SESSIONS}/{session_id}", json=SHOWN)).json()
    messages = (await history(alice, session_id)).json()
    agent = (await alice.post(f"{SESSIONS}/{session_id}/agent", json={"agent": "product_analyst"})).json()
    bob = await gateway.client(BOB)

    theirs = {**mine, "access": "reader", "pinned": False}
    assert (await get(bob, session_id)).json() == theirs
    assert (await history(bob, session_id)).json() == messages
    assert (await read_agent(bob, session_id)).json() == agent
    assert (await bob.get(SESSIONS, params=SHOWN)).json() == {"sessions": [theirs], "after": None}
    assert (await bob.get(SESSIONS, params={**SHOWN, "pinned": "true"})).json()["sessions"] == []
    assert (await bob.get(SESSIONS)).json()["sessions"] == []
    assert (await alice.get(SESSIONS, params=SHOWN)).json()["sessions"] == [mine]
    for touch in WRITES:
        refused, absent = await touch(bob, session_id), await touch(bob, MISSING)
        assert (refused.status_code, refused.content) == (404, absent.content), touch.__name__
    assert (await get(alice, session_id)).json() == mine
    assert (await history(alice, session_id)).json() == messages
    assert (await read_agent(alice, session_id)).json() == agent


@requirement("shown", "not-yours")
async def test_another_organization_sees_nothing_of_what_is_shown(
    gateway: RunningGateway, alice: httpx.AsyncClient
) -> None:
    session_id = await made(gateway, alice)
    await alice.patch(f"{SESSIONS}/{session_id}", json=SHOWN)
    mallory = await gateway.client(MALLORY)

    for touch in (*READS, *WRITES):
        foreign, absent = await touch(mallory, session_id), await touch(mallory, MISSING)
        assert (foreign.status_code, foreign.content) == (404, absent.content), touch.__name__
    assert (await mallory.get(SESSIONS, params=SHOWN)).json()["sessions"] == []


@requirement("shown")
async def test_what_is_taken_back_or_archived_is_not_listed(gateway: RunningGateway, alice: httpx.AsyncClient) -> None:
    session_id = await made(gateway, alice)
    bob = await gateway.client(BOB)
    await alice.patch(f"{SESSIONS}/{session_id}", json={**SHOWN, "archived": True})
    assert (await bob.get(SESSIONS, params=SHOWN)).json()["sessions"] == []
    assert len((await bob.get(SESSIONS, params={**SHOWN, "archived": "true"})).json()["sessions"]) == 1

    await alice.patch(f"{SESSIONS}/{session_id}", json={"visibility": "private", "archived": False})

    for touch in READS:
        assert (await touch(bob, session_id)).status_code == 404
    assert (await bob.get(SESSIONS, params=SHOWN)).json()["sessions"] == []


@requirement("shown")
async def test_what_is_shown_is_paged_newest_first_whoever_pinned_what(
    gateway: RunningGateway, alice: httpx.AsyncClient
) -> None:
    bob = await gateway.client(BOB)
    made_by: list[str] = []
    for number in range(7):
        who = alice if number % 2 else bob
        session = (await who.post(SESSIONS, json={"title": f"s{number}"})).json()
        await who.patch(f"{SESSIONS}/{session['id']}", json={**SHOWN, "pinned": number == 0})
        made_by.append(session["id"])
    seen: list[dict[str, str]] = []
    after: str | None = None
    while True:
        params = {**SHOWN, "limit": "2", **({"after": after} if after else {})}
        page = (await bob.get(SESSIONS, params=params)).json()
        seen += page["sessions"]
        if (after := page["after"]) is None:
            break

    assert sorted(session["id"] for session in seen) == sorted(made_by)
    times = [session["updated_at"] for session in seen]
    assert times == sorted(times, reverse=True)
    assert {session["id"] for session in seen if session["pinned"]} == {made_by[0]}
    assert {session["access"] for session in seen} == {"owner", "reader"}


async def test_a_page_of_an_allowed_origin_may_use_every_method(tmp_path: Path) -> None:
    origin = "https://dash.example"
    async with running_gateway(tmp_path, cors_origins=[origin]) as gateway:
        alice = await gateway.client()
        for method in ("GET", "POST", "PATCH", "DELETE"):
            asked = {"origin": origin, "access-control-request-method": method}
            preflight = await alice.options(f"{SESSIONS}/{MISSING}", headers=asked)
            assert preflight.status_code == 200, method
            assert method in preflight.headers["access-control-allow-methods"].split(", ")
