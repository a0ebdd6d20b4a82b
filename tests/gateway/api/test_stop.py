"""Stop is a fact: nothing is said after it, the slot is free, the text is kept."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx

from shared.events import RunEvent, RunFinished, TextDelta, TextEnded, TextStarted
from shared.runs import RunRequest
from tests.gateway.api.test_send_message import HISTORY, MESSAGES, answer_of
from tests.requirements import requirement
from tests.support.running_gateway import BOB, RunningGateway, running_gateway
from tests.support.scripted_worker import held, says
from tests.support.ui_stream import chunks_of, read_frames, text_of

SESSIONS = "/api/v1/chat/sessions"
TURNS = "/api/v1/chat/turns"


async def talks_for_ever(request: RunRequest) -> AsyncIterator[RunEvent]:
    """A run that would never end by itself."""
    yield TextStarted(part_id="t1", agent="synthesiser")
    while True:
        yield TextDelta(part_id="t1", text="bla ")
        await asyncio.sleep(0.002)


@requirement("stop")
async def test_a_stopped_turn_keeps_its_text_and_says_no_more(
    gateway: RunningGateway, alice: httpx.AsyncClient
) -> None:
    worker = await gateway.add_worker(talks_for_ever, slots=1)
    chunks = []
    async with alice.stream("POST", MESSAGES, json={"message": "go"}) as response:
        turn_id = response.headers["x-chat-turn-id"]
        async for frame in read_frames(response):
            chunks.append(frame.chunk)
            if len(chunks) == 20:
                stopped = await alice.post(f"{TURNS}/{turn_id}/stop")
                assert (stopped.status_code, stopped.json()["turn_id"]) == (202, turn_id)

    assert [chunk.get("type") for chunk in chunks[-4:]] == ["text-end", "message-metadata", "abort", None]
    message = await answer_of(alice, response.headers["x-chat-session-id"])
    assert message["status"] == "stopped"
    assert message["parts"][-1] == {"type": "text", "text": text_of(chunks[:-1]), "state": "done"}
    assert worker.ended == [worker.requests[0].run_id]
    again = await alice.post(f"{TURNS}/{turn_id}/stop")
    assert (again.status_code, again.json()["status"]) == (202, "stopped")
    worker.script = says("next")
    assert text_of(chunks_of((await alice.post(MESSAGES, json={"message": "next"})).content)) == "next"


async def test_a_queued_turn_is_stopped_without_a_worker(gateway: RunningGateway, alice: httpx.AsyncClient) -> None:
    async with alice.stream("POST", MESSAGES, json={"message": "nobody is here"}) as response:
        await alice.post(f"{TURNS}/{response.headers['x-chat-turn-id']}/stop")
        body = await response.aread()

    assert chunks_of(body)[-1] == {"type": "abort"}
    assert (await answer_of(alice, response.headers["x-chat-session-id"]))["status"] == "stopped"


async def test_a_late_stop_does_not_hit_the_next_turn(gateway: RunningGateway, alice: httpx.AsyncClient) -> None:
    await gateway.add_worker(says("one"))
    first = await alice.post(MESSAGES, json={"message": "one"})
    session_id = first.headers["x-chat-session-id"]
    gate = asyncio.Event()
    (worker,) = [await gateway.add_worker(held(gate, before=("two ",), after=("whole",)), slots=20)]
    async with alice.stream("POST", MESSAGES, json={"message": "two", "session_id": session_id}) as second:
        late = await alice.post(f"{TURNS}/{first.headers['x-chat-turn-id']}/stop")
        gate.set()
        body = await second.aread()

    assert late.json()["status"] == "done"
    assert text_of(chunks_of(body)) in {"two whole", "one"}
    assert worker.ended == []


async def test_a_session_is_stopped_with_all_that_waits_in_it(
    gateway: RunningGateway, alice: httpx.AsyncClient
) -> None:
    await gateway.add_worker(talks_for_ever)
    session_id = (await alice.post(SESSIONS)).json()["id"]
    async with (
        alice.stream("POST", MESSAGES, json={"message": "one", "session_id": session_id}) as first,
        alice.stream("POST", MESSAGES, json={"message": "two", "session_id": session_id}) as second,
    ):
        stopped = await alice.post(f"{SESSIONS}/{session_id}/stop")
        ends = [chunks_of(await response.aread())[-1] for response in (first, second)]

    assert [turn["turn_id"] for turn in stopped.json()["turns"]] == [
        response.headers["x-chat-turn-id"] for response in (first, second)
    ]
    assert ends == [{"type": "abort"}] * 2
    assert (await alice.post(f"{SESSIONS}/{session_id}/stop")).json() == {"turns": []}


async def test_nobody_else_can_stop_or_follow(gateway: RunningGateway, alice: httpx.AsyncClient) -> None:
    gate = asyncio.Event()
    await gateway.add_worker(held(gate, before=("mine ",), after=("alone",)))
    bob = await gateway.client(BOB)
    async with alice.stream("POST", MESSAGES, json={"message": "go"}) as response:
        turn, session = response.headers["x-chat-turn-id"], response.headers["x-chat-session-id"]
        for method, url in (
            ("POST", f"{TURNS}/{{}}/stop"),
            ("GET", f"{TURNS}/{{}}/stream"),
            ("POST", f"{SESSIONS}/{{}}/stop"),
            ("GET", f"{SESSIONS}/{{}}/stream"),
            ("GET", f"{MESSAGES}/{{}}/stream"),
        ):
            named = turn if "turns" in url else session
            foreign = await bob.request(method, url.format(named))
            missing = await bob.request(method, url.format("ses_00000000000000000000000000"))
            assert (foreign.status_code, foreign.content) == (404, missing.content)
        gate.set()
        body = await response.aread()

    assert text_of(chunks_of(body)) == "mine alone"


async def test_a_worker_that_will_not_end_its_run_does_not_hold_the_stop(tmp_path: Path) -> None:
    async with running_gateway(tmp_path) as gateway:
        worker = await gateway.add_worker(talks_for_ever)
        worker.ignores_end = True
        alice = await gateway.client()
        async with asyncio.timeout(8), alice.stream("POST", MESSAGES, json={"message": "go"}) as response:
            await alice.post(f"{TURNS}/{response.headers['x-chat-turn-id']}/stop")
            body = await response.aread()

    assert chunks_of(body)[-1] == {"type": "abort"}


async def test_another_gateway_on_the_same_store_can_stop_and_follow(tmp_path: Path) -> None:
    async with (
        running_gateway(tmp_path, gateway_name="one") as one,
        running_gateway(tmp_path, gateway_name="two") as two,
    ):
        await one.add_worker(talks_for_ever)
        alice_one, alice_two = await one.client(), await two.client()
        async with alice_one.stream("POST", MESSAGES, json={"message": "go"}) as response:
            turn_id = response.headers["x-chat-turn-id"]
            async with alice_two.stream("GET", f"{TURNS}/{turn_id}/stream") as elsewhere:
                seen = []
                async for frame in read_frames(elsewhere):
                    seen.append(frame.chunk)
                    if frame.chunk.get("type") == "text-delta" and len(seen) < 10:
                        await alice_two.post(f"{TURNS}/{turn_id}/stop")
            body = await response.aread()
        history = await alice_two.get(HISTORY, params={"session_id": response.headers["x-chat-session-id"]})

    assert seen[:-1] == chunks_of(body)
    assert history.json()["messages"][-1]["status"] == "stopped"


async def test_taking_the_place_of_an_answer_stops_it(gateway: RunningGateway, alice: httpx.AsyncClient) -> None:
    async def by_question(request: RunRequest) -> AsyncIterator[RunEvent]:
        if request.question == "instead":
            yield TextStarted(part_id="t1", agent="synthesiser")
            yield TextDelta(part_id="t1", text="the other")
            yield TextEnded(part_id="t1")
            yield RunFinished(finish_reason="stop")
        else:
            async for event in talks_for_ever(request):
                yield event

    await gateway.add_worker(by_question)
    session_id = (await alice.post(SESSIONS)).json()["id"]
    body = {"session_id": session_id}
    async with alice.stream("POST", MESSAGES, json={"message": "first", **body}) as first:
        refused = await alice.post(MESSAGES, json={"message": "refused", "on_busy": "reject", **body})
        second = await alice.post(MESSAGES, json={"message": "instead", "on_busy": "rollback", **body})
        interrupted = chunks_of(await first.aread())

    assert (refused.status_code, refused.json()["code"]) == (409, "session_busy")
    assert interrupted[-1] == {"type": "abort"}
    assert text_of(chunks_of(second.content)) == "the other"
    history = (await alice.get(HISTORY, params=body)).json()["messages"]
    assert [message["parts"][-1]["text"] for message in history] == ["instead", "the other"]
