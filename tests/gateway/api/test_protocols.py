"""One turn, told in every protocol: by the query, by `Accept`, and again to readers that resume."""

import asyncio
import json

import httpx
import pytest

from gateway.chat import feed
from tests.gateway.api.test_send_message import MESSAGES, whole_answer
from tests.requirements import requirement
from tests.support.data_stream import lines_of, text_of_lines
from tests.support.running_gateway import MALLORY, RunningGateway
from tests.support.scripted_worker import held
from tests.support.ui_stream import chunks_of, text_of

SESSIONS = "/api/v1/chat/sessions"
TURNS = "/api/v1/chat/turns"


@pytest.mark.parametrize(
    ("params", "headers"),
    [({"protocol": "data"}, {}), ({}, {"accept": "text/event-stream; protocol=data"})],
)
async def test_an_answer_streams_as_a_data_stream(
    gateway: RunningGateway, alice: httpx.AsyncClient, params: dict[str, str], headers: dict[str, str]
) -> None:
    await gateway.add_worker(whole_answer)

    response = await alice.post(MESSAGES, json={"message": "How many?"}, params=params, headers=headers)

    assert response.headers["x-vercel-ai-data-stream"] == "v1"
    assert response.headers["content-type"] == "text/event-stream"
    assert "no-transform" in response.headers["cache-control"]
    assert response.headers["x-accel-buffering"] == "no"
    lines = lines_of(response.content)
    assert text_of_lines(lines) == "Web: 5\u2028 [1] Grüße 🎉"
    assert ("2", [{"type": "chat-id", "chatId": response.headers["x-chat-session-id"]}]) == (
        lines[1][0],
        [{key: value for key, value in lines[1][1][0].items() if key != "turnId"}],
    )
    assert lines[-1][0] == "d"


async def test_programs_are_told_the_log_line_by_line(gateway: RunningGateway, alice: httpx.AsyncClient) -> None:
    await gateway.add_worker(whole_answer)

    response = await alice.post(MESSAGES, json={"message": "How many?"}, headers={"accept": "application/x-ndjson"})

    assert response.headers["content-type"] == "application/x-ndjson"
    lines = [json.loads(line) for line in response.content.splitlines()]
    logged = [line for line in lines if "seq" in line]
    assert [line["seq"] for line in logged] == list(range(1, len(logged) + 1))
    assert (logged[0]["type"], logged[-1]["type"]) == ("turn-started", "turn-finished")
    after = await alice.get(
        f"{TURNS}/{response.headers['x-chat-turn-id']}/stream", params={"protocol": "ndjson", "after": 7}
    )
    assert [json.loads(line)["seq"] for line in after.content.splitlines()] == [line["seq"] for line in logged[7:]]


@pytest.mark.parametrize("after", [0, 3, 9])
async def test_a_document_holds_the_message_that_history_holds(
    gateway: RunningGateway, alice: httpx.AsyncClient, after: int
) -> None:
    await gateway.add_worker(whole_answer)
    asked = await alice.post(MESSAGES, json={"message": "How many?"}, headers={"accept": "application/json"})
    session_id, turn_id = asked.headers["x-chat-session-id"], asked.headers["x-chat-turn-id"]

    followed = await alice.get(f"{TURNS}/{turn_id}/stream", params={"protocol": "json", "after": after})

    document = asked.json()
    assert followed.json() == document
    assert (document["session_id"], document["turn_id"], document["status"]) == (session_id, turn_id, "done")
    assert document["text"] == "Web: 5\u2028 [1] Grüße 🎉"
    history = (await alice.get("/api/v1/chat/history", params={"session_id": session_id})).json()
    message = history["messages"][-1]
    assert document["message"] == {name: message[name] for name in document["message"]}


async def test_an_agui_client_that_follows_hears_of_session_and_turn(
    gateway: RunningGateway, alice: httpx.AsyncClient
) -> None:
    await gateway.add_worker(whole_answer)
    asked = await alice.post(MESSAGES, json={"message": "How many?"}, params={"protocol": "agui"})

    first = chunks_of(asked.content + b"data: [DONE]\n\n")[0]

    assert (first["threadId"], first["runId"]) == (
        asked.headers["x-chat-session-id"],
        asked.headers["x-chat-turn-id"],
    )


@pytest.mark.parametrize(
    ("protocol", "keep_alive"),
    [
        ("data", b"\n\n"),
        ("agui", b": keep-alive\n\n"),
        ("openai", b": keep-alive\n\n"),
        ("ndjson", b'{"type":"keep-alive"}\n'),
        ("json", b"\n"),
    ],
)
async def test_a_silence_is_filled_as_the_protocol_allows(
    gateway: RunningGateway,
    alice: httpx.AsyncClient,
    monkeypatch: pytest.MonkeyPatch,
    protocol: str,
    keep_alive: bytes,
) -> None:
    monkeypatch.setattr(feed, "TICK_SECONDS", 0.01)
    params = {"protocol": protocol}
    async with (
        asyncio.timeout(20),
        alice.stream("POST", MESSAGES, json={"message": "queued"}, params=params) as asked,
    ):
        read = b""
        async for data in asked.aiter_raw():
            read += data
            if read.count(keep_alive) >= 2:
                break


@requirement("protocols")
async def test_readers_of_different_protocols_follow_one_turn(
    gateway: RunningGateway, alice: httpx.AsyncClient
) -> None:
    gate = asyncio.Event()
    await gateway.add_worker(held(gate, before=("one ",), after=("two",)))
    async with alice.stream("POST", MESSAGES, json={"message": "go"}) as asked:
        session_id, turn_id = asked.headers["x-chat-session-id"], asked.headers["x-chat-turn-id"]
        following = [
            asyncio.create_task(alice.get(url, params=params))
            for url, params in (
                (MESSAGES, {"chatId": session_id}),
                (f"{MESSAGES}/{session_id}/stream", {"protocol": "data"}),
                (f"{SESSIONS}/{session_id}/stream", {"protocol": "data"}),
                (f"{TURNS}/{turn_id}/stream", {"protocol": "data"}),
            )
        ]
        in_ui = asyncio.create_task(alice.get(MESSAGES, params={"chatId": session_id, "protocol": "ui"}))
        gate.set()
        body = await asked.aread()
        bodies = [(await reader).content for reader in following]

    assert text_of_lines(lines_of(bodies[0])) == "one two"
    assert bodies == [bodies[0]] * 4
    assert (await in_ui).content == body
    assert text_of(chunks_of(body)) == "one two"


@pytest.mark.parametrize(
    ("url", "params", "status"),
    [
        (MESSAGES, {}, 200),
        (MESSAGES, {"protocol": "data"}, 200),
        (MESSAGES, {"protocol": "ui"}, 204),
        (f"{MESSAGES}/{{}}/stream", {}, 204),
        (f"{MESSAGES}/{{}}/stream", {"protocol": "data"}, 200),
        (f"{SESSIONS}/{{}}/stream", {"protocol": "data"}, 200),
    ],
)
async def test_nothing_to_resume_is_said_as_the_protocol_says_it(
    alice: httpx.AsyncClient, url: str, params: dict[str, str], status: int
) -> None:
    session_id = (await alice.post(SESSIONS)).json()["id"]
    if url == MESSAGES:
        params = {**params, "chatId": session_id}

    nothing = await alice.get(url.format(session_id), params=params)

    assert (nothing.status_code, nothing.content) == (status, b"")
    assert "no-store" in nothing.headers["cache-control"]


async def test_an_unknown_protocol_is_refused_and_nothing_is_stored(alice: httpx.AsyncClient) -> None:
    by_query = await alice.post(MESSAGES, json={"message": "x"}, params={"protocol": "soap"})
    by_header = await alice.post(MESSAGES, json={"message": "x"}, headers={"accept": "image/png"})
    resuming = await alice.get(f"{TURNS}/turn_1/stream", params={"protocol": "soap"})

    assert (by_query.status_code, by_query.json()["code"]) == (422, "unknown_protocol")
    assert "data" in by_query.json()["allowed"]
    assert (by_header.status_code, by_header.json()["code"]) == (406, "not_acceptable")
    assert "text/event-stream" in by_header.json()["allowed"]
    assert resuming.status_code == 422
    assert (await alice.get(SESSIONS)).json()["sessions"] == []


async def test_a_session_of_somebody_else_is_not_resumed(gateway: RunningGateway, alice: httpx.AsyncClient) -> None:
    mallory = await gateway.client(MALLORY)
    session_id = (await alice.post(SESSIONS)).json()["id"]

    foreign = await mallory.get(MESSAGES, params={"chatId": session_id})
    missing = await mallory.get(MESSAGES, params={"chatId": "ses_none"})

    assert foreign.status_code == missing.status_code == 404
    assert foreign.content == missing.content
