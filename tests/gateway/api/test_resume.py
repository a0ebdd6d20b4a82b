"""Resume: the rest byte for byte, no gap, no repeat; and the same key is the same turn."""

import asyncio
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import httpx
import pytest

from tests.gateway.api.test_send_message import HISTORY, MESSAGES, whole_answer
from tests.requirements import requirement
from tests.support.running_gateway import RunningGateway, running_gateway
from tests.support.scripted_worker import held, says
from tests.support.ui_stream import chunks_of, frames_of, text_of

SESSIONS = "/api/v1/chat/sessions"
TURNS = "/api/v1/chat/turns"


@requirement("resume")
async def test_after_every_event_the_rest_is_byte_exact(gateway: RunningGateway, alice: httpx.AsyncClient) -> None:
    await gateway.add_worker(whole_answer)
    whole = await alice.post(MESSAGES, json={"message": "go"})
    url = f"{TURNS}/{whole.headers['x-chat-turn-id']}/stream"
    ids = [frame.id for frame in frames_of(whole.content) if frame.id is not None]
    assert len(ids) > 12

    for after in ids:
        cut = whole.content.index(b"\n\n", whole.content.index(b"id: %d\n" % after)) + 2
        by_query = await alice.get(url, params={"after": after})
        by_header = await alice.get(url, headers={"last-event-id": str(after)})
        assert whole.content[:cut] + by_query.content == whole.content
        assert by_header.content == by_query.content
    assert (await alice.get(url)).content == whole.content


async def test_a_second_reader_sees_a_running_answer_from_its_first_event(
    gateway: RunningGateway, alice: httpx.AsyncClient
) -> None:
    gate = asyncio.Event()
    await gateway.add_worker(held(gate, before=("one ", "two "), after=("three",)))
    async with alice.stream("POST", MESSAGES, json={"message": "go"}) as first:
        session_id = first.headers["x-chat-session-id"]
        readers = [
            asyncio.create_task(alice.get(url))
            for url in (
                f"{SESSIONS}/{session_id}/stream",
                f"{MESSAGES}/{session_id}/stream",
                f"{TURNS}/{first.headers['x-chat-turn-id']}/stream",
            )
        ]
        gate.set()
        body = await first.aread()
        seen = [(await reader).content for reader in readers]

    assert seen == [body] * 3
    assert text_of(chunks_of(body)) == "one two three"
    for url in (f"{SESSIONS}/{session_id}/stream", f"{MESSAGES}/{session_id}/stream"):
        nothing = await alice.get(url)
        assert (nothing.status_code, nothing.content) == (204, b"")


@pytest.mark.parametrize("after", ["", "x", "-1", "1.5", "99999999999999999999"])
async def test_an_id_that_is_none_is_refused(gateway: RunningGateway, alice: httpx.AsyncClient, after: str) -> None:
    await gateway.add_worker(says("done"))
    asked = await alice.post(MESSAGES, json={"message": "go"})
    turn_id, session_id = asked.headers["x-chat-turn-id"], asked.headers["x-chat-session-id"]

    # Nothing runs in the session: that is no reason to take any id for one.
    for url in (f"{TURNS}/{turn_id}/stream", f"{SESSIONS}/{session_id}/stream", f"{MESSAGES}/{session_id}/stream"):
        assert (await alice.get(url, headers={"last-event-id": after})).status_code == 400
        assert (await alice.get(url, params={"after": after})).status_code == 422


async def test_resuming_after_an_event_that_was_never_is_refused(
    gateway: RunningGateway, alice: httpx.AsyncClient
) -> None:
    await gateway.add_worker(says("done"))
    turn_id = (await alice.post(MESSAGES, json={"message": "go"})).headers["x-chat-turn-id"]

    response = await alice.get(f"{TURNS}/{turn_id}/stream", params={"after": 1_000})

    assert (response.status_code, response.json()["code"]) == (400, "event_not_reached")


async def test_a_turn_whose_log_was_let_go_of_is_told_from_its_message(tmp_path: Path) -> None:
    async with running_gateway(tmp_path) as gateway:
        await gateway.add_worker(whole_answer)
        alice = await gateway.client()
        whole = await alice.post(MESSAGES, json={"message": "go"})
        turn_id = whole.headers["x-chat-turn-id"]
        _forget_log(gateway.database_file, turn_id)

        again = await alice.get(f"{TURNS}/{turn_id}/stream", params={"after": 7})

    before, after = chunks_of(whole.content), chunks_of(again.content)
    assert text_of(after) == text_of(before)
    assert (after[0], after[-1]) == (before[0], before[-1])
    assert [c["output"] for c in after if c["type"] == "tool-output-available"] == [
        c["output"] for c in before if c["type"] == "tool-output-available"
    ]
    assert [c for c in after if c["type"] == "data-references"] == [c for c in before if c["type"] == "data-references"]
    states = {c["data"]["agent"]: c["data"] for c in before if c["type"] == "data-agent"}
    assert {c["data"]["agent"]: c["data"] for c in after if c["type"] == "data-agent"} == states


@requirement("once")
async def test_fifty_duplicates_at_once_are_one_turn_one_run_and_one_stream(
    gateway: RunningGateway, alice: httpx.AsyncClient
) -> None:
    gate = asyncio.Event()
    worker = await gateway.add_worker(held(gate, before=("a ",), after=("b",)))
    headers = {"idempotency-key": '"3f1c-retry"'}
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(alice.post(MESSAGES, json={"message": "once"}, headers=headers)) for _ in range(50)]
        group.create_task(_open_when(worker.requests, gate))
    responses = [task.result() for task in tasks]

    assert {response.status_code for response in responses} == {200}
    assert len({response.content for response in responses}) == 1
    assert [response.headers.get("idempotency-replayed") for response in responses].count("true") == 49
    assert len(worker.requests) == 1
    assert len((await alice.get(SESSIONS)).json()["sessions"]) == 1
    late = await alice.post(MESSAGES, json={"message": "once"}, headers=headers)
    assert (late.content, late.headers["idempotency-replayed"]) == (responses[0].content, "true")
    other = await alice.post(MESSAGES, json={"message": "twice"}, headers=headers)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


async def test_the_clients_message_id_is_a_key_too(gateway: RunningGateway, alice: httpx.AsyncClient) -> None:
    worker = await gateway.add_worker(says("done"))
    body = {"message": "once", "message_id": "msg-of-the-client"}

    first, again = await alice.post(MESSAGES, json=body), await alice.post(MESSAGES, json=body)

    assert first.content == again.content
    assert len(worker.requests) == 1
    session_id = first.headers["x-chat-session-id"]
    assert len((await alice.get(HISTORY, params={"session_id": session_id})).json()["messages"]) == 2


@pytest.mark.parametrize("key", ["", "a b", "ü", "x" * 300])
async def test_a_malformed_key_is_refused(alice: httpx.AsyncClient, key: str) -> None:
    response = await alice.post(MESSAGES, json={"message": "x"}, headers=[(b"idempotency-key", key.encode())])

    assert response.status_code == 400
    assert (await alice.get(SESSIONS)).json()["sessions"] == []


def _forget_log(file: Path, turn_id: str) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("DELETE FROM turn_event WHERE turn_id = ?", [turn_id])
        connection.execute("UPDATE turn SET is_compacted = 1 WHERE id = ?", [turn_id])
    connection.close()


async def _open_when(requests: Sequence[object], gate: asyncio.Event) -> None:
    while not requests:
        await asyncio.sleep(0.01)
    gate.set()
