"""Why a turn was stopped: said with the stop or after it, the last word counts."""

import sqlite3
from collections.abc import AsyncIterator

import httpx

from shared.events import RunEvent, RunFailed
from shared.runs import RunRequest
from tests.gateway.api.test_send_message import MESSAGES
from tests.gateway.api.test_stop import SESSIONS, TURNS, talks_for_ever
from tests.requirements import requirement
from tests.support.running_gateway import BOB, MALLORY, RunningGateway
from tests.support.scripted_worker import says
from tests.support.ui_stream import chunks_of


async def fails(request: RunRequest) -> AsyncIterator[RunEvent]:
    """A run that ends badly."""
    yield RunFailed(code="model_unavailable", message="The model is away.")


async def stop_a_turn(client: httpx.AsyncClient, body: dict[str, object] | None) -> tuple[httpx.Response, str]:
    """Ask something that nobody answers and stop it with this body; the answer to that, and the turn."""
    async with client.stream("POST", MESSAGES, json={"message": "nobody is here"}) as response:
        turn_id = response.headers["x-chat-turn-id"]
        stopped = await client.post(f"{TURNS}/{turn_id}/stop", json=body)
        if stopped.status_code != 202:
            early = await client.post(f"{TURNS}/{turn_id}/feedback", json={"reason": "slow"})
            assert early.json()["code"] == "turn_not_stopped"
            await client.post(f"{TURNS}/{turn_id}/stop")
        assert chunks_of(await response.aread())[-1] == {"type": "abort"}
    return stopped, turn_id


async def feedback(client: httpx.AsyncClient, turn_id: str) -> tuple[str, str | None] | int:
    """Reason and comment that are kept, or the status."""
    found = await client.get(f"{TURNS}/{turn_id}/feedback")
    return (found.json()["reason"], found.json()["comment"]) if found.status_code == 200 else found.status_code


SAID: list[tuple[dict[str, object] | None, object]] = [
    (None, 404),
    ({}, 404),
    ({"comment": "  "}, 404),
    ({"reason": "slow"}, ("slow", None)),
    ({"reason": "wrong", "comment": " other shop "}, ("wrong", "other shop")),
    ({"comment": "because"}, ("other", "because")),
]


@requirement("feedback")
async def test_what_is_said_with_a_stop_is_kept(alice: httpx.AsyncClient) -> None:
    kept: list[object] = []
    for body, _ in SAID:
        stopped, turn_id = await stop_a_turn(alice, body)
        assert (stopped.status_code, stopped.json()["turn_id"]) == (202, turn_id)
        kept.append(await feedback(alice, turn_id))

    assert kept == [expected for _, expected in SAID]


@requirement("feedback")
async def test_the_last_feedback_counts(alice: httpx.AsyncClient) -> None:
    _, turn_id = await stop_a_turn(alice, {"reason": "slow", "comment": "so slow"})
    given = await alice.post(f"{TURNS}/{turn_id}/feedback", json={"reason": "changed_mind"})

    assert (given.status_code, given.headers["cache-control"]) == (200, "private, no-store")
    assert given.json() == {
        "turn_id": turn_id,
        "reason": "changed_mind",
        "comment": None,
        "given_at": given.json()["given_at"],
    }
    assert await feedback(alice, turn_id) == ("changed_mind", None)
    await alice.post(f"{TURNS}/{turn_id}/stop")
    assert await feedback(alice, turn_id) == ("changed_mind", None)


async def test_a_running_turn_that_is_stopped_takes_the_reason_at_once(
    gateway: RunningGateway, alice: httpx.AsyncClient
) -> None:
    await gateway.add_worker(talks_for_ever)
    async with alice.stream("POST", MESSAGES, json={"message": "go"}) as response:
        turn_id = response.headers["x-chat-turn-id"]
        early = await alice.post(f"{TURNS}/{turn_id}/feedback", json={"reason": "slow"})
        await alice.post(f"{TURNS}/{turn_id}/stop", json={"reason": "wrong"})
        await response.aread()

    assert (early.status_code, early.json()["code"]) == (409, "turn_not_stopped")
    assert await feedback(alice, turn_id) == ("wrong", None)


async def test_a_failed_turn_takes_feedback_and_a_whole_answer_does_not(
    gateway: RunningGateway, alice: httpx.AsyncClient
) -> None:
    worker = await gateway.add_worker(fails)
    failed = (await alice.post(MESSAGES, json={"message": "?"})).headers["x-chat-turn-id"]
    worker.script = says("yes")
    done = (await alice.post(MESSAGES, json={"message": "?"})).headers["x-chat-turn-id"]
    await alice.post(f"{TURNS}/{failed}/feedback", json={"reason": "other", "comment": "x" * 2_000})
    refused = await alice.post(f"{TURNS}/{done}/feedback", json={"reason": "wrong"})
    late = await alice.post(f"{TURNS}/{done}/stop", json={"reason": "slow"})

    assert await feedback(alice, failed) == ("other", "x" * 2_000)
    assert (refused.status_code, refused.json()["code"]) == (409, "turn_not_stopped")
    assert (late.status_code, late.json()["status"]) == (202, "done")
    assert await feedback(alice, done) == 404


MALFORMED: list[dict[str, object]] = [
    {"reason": "bored"},
    {"comment": "x" * 2_001, "reason": "slow"},
    {"comment": "a\0b", "reason": "slow"},
    {"reason": "slow", "status": "done"},
]


async def test_malformed_feedback_is_refused_and_stops_nothing(alice: httpx.AsyncClient) -> None:
    _, turn_id = await stop_a_turn(alice, None)
    for body in (*MALFORMED, {"comment": "no reason"}, {"reason": None}):
        refused = await alice.post(f"{TURNS}/{turn_id}/feedback", json=body)
        assert (refused.status_code, refused.json()["code"]) == (422, "invalid_request")
    for body in MALFORMED:
        stopped, other = await stop_a_turn(alice, body)
        assert (stopped.status_code, await feedback(alice, other)) == (422, 404)

    assert await feedback(alice, turn_id) == 404


@requirement("not-yours")
async def test_feedback_on_what_is_not_yours_answers_like_that_on_what_is_not_there(
    gateway: RunningGateway, alice: httpx.AsyncClient
) -> None:
    _, turn_id = await stop_a_turn(alice, {"reason": "slow"})
    for principal in (BOB, MALLORY):
        other = await gateway.client(principal)
        answers = {
            (response.status_code, response.content)
            for named in (turn_id, "turn_00000000000000000000000000", "no id!")
            for response in (
                await other.post(f"{TURNS}/{named}/feedback", json={"reason": "wrong"}),
                await other.get(f"{TURNS}/{named}/feedback"),
                await other.post(f"{TURNS}/{named}/stop", json={"reason": "wrong"}),
            )
        }
        assert [status for status, _ in answers] == [404]

    assert await feedback(alice, turn_id) == ("slow", None)


async def test_feedback_goes_with_its_session(gateway: RunningGateway, alice: httpx.AsyncClient) -> None:
    stopped, turn_id = await stop_a_turn(alice, {"reason": "slow", "comment": "to be forgotten"})
    await alice.delete(f"{SESSIONS}/{stopped.json()['session_id']}")

    assert await feedback(alice, turn_id) == 404
    with sqlite3.connect(gateway.database_file) as database:
        assert database.execute("SELECT count(*) FROM turn_feedback").fetchone() == (0,)
