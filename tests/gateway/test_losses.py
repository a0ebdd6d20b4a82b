"""Workers that die, hang or fall silent; a gateway that leaves; a queue that is full."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx

from shared.events import (
    AgentStarted,
    RunEvent,
    RunFinished,
    TextDelta,
    TextEnded,
    TextStarted,
    ToolCalled,
)
from shared.ids import ToolCallId
from shared.runs import RunRequest
from tests.gateway.api.test_send_message import MESSAGES, answer_of
from tests.requirements import requirement
from tests.support.running_gateway import BOB, MALLORY, RunningGateway, running_gateway
from tests.support.scripted_worker import Die, held, says
from tests.support.ui_stream import chunks_of, frames_of, read_frames, text_of


async def dies_before_text(request: RunRequest) -> AsyncIterator[RunEvent]:
    """A run that begins to work and then dies."""
    yield AgentStarted(agent="analyst", name="Analyst", at=1)
    yield ToolCalled(call_id=ToolCallId("c1"), agent="analyst", tool="search_products", input={}, at=2)
    raise Die


async def floods(request: RunRequest) -> AsyncIterator[RunEvent]:
    """A run that says more than it has time for."""
    yield TextStarted(part_id="t1", agent="synthesiser")
    for number in range(100_000):
        yield TextDelta(part_id="t1", text=f"{number} ")
        await asyncio.sleep(0)


@requirement("moved")
async def test_a_worker_that_dies_before_the_first_token_is_replaced_by_another(
    gateway: RunningGateway, alice: httpx.AsyncClient
) -> None:
    dying = await gateway.add_worker(dies_before_text, slots=1)
    await gateway.add_worker(says("whole"), slots=1)

    response = await alice.post(MESSAGES, json={"message": "go"})

    chunks = chunks_of(response.content)
    assert text_of(chunks) == "whole"
    assert chunks[-1]["type"] == "finish"
    assert len(dying.requests) <= 1
    assert (await answer_of(alice, response.headers["x-chat-session-id"]))["status"] == "complete"


@requirement("poisoned")
async def test_a_question_that_kills_its_workers_meets_two_of_them_and_no_more(
    gateway: RunningGateway, alice: httpx.AsyncClient
) -> None:
    workers = [await gateway.add_worker(dies_before_text, slots=1) for _ in range(3)]

    response = await alice.post(MESSAGES, json={"message": "poison"})

    assert chunks_of(response.content)[-1]["type"] == "error"
    assert sum(len(worker.requests) for worker in workers) == 2
    for worker in workers:
        worker.script = says("well again")
    following = await alice.post(MESSAGES, json={"message": "harmless"})
    assert text_of(chunks_of(following.content)) == "well again"


async def test_an_answer_is_cut_in_the_middle_of_a_flood_without_a_hole(tmp_path: Path) -> None:
    async with running_gateway(tmp_path, turn_seconds=0.3, database_durability="full") as gateway:
        await gateway.add_worker(floods, slots=16)
        alice = await gateway.client()
        async with asyncio.TaskGroup() as group:
            asked = [group.create_task(alice.post(MESSAGES, json={"message": f"q{n}"})) for n in range(12)]
        for response in (task.result() for task in asked):
            frames = frames_of(response.content)
            ids = [frame.id for frame in frames if frame.id is not None]
            assert ids == list(range(1, len(ids) + 1))
            chunks = chunks_of(response.content)
            assert chunks[-1] == {"type": "error", "errorText": "The answer took too long."}
            assert chunks[-3]["type"] == "text-end"
            told = text_of(chunks)
            message = await answer_of(alice, response.headers["x-chat-session-id"])
            assert message["parts"][-1]["text"] == told == "".join(f"{n} " for n in range(len(told.split())))


async def test_a_crew_that_does_not_begin_or_falls_silent_is_given_up(tmp_path: Path) -> None:
    async with running_gateway(tmp_path, first_token_seconds=0.2, silence_seconds=0.2) as gateway:
        await gateway.add_worker(held(asyncio.Event(), before=(), after=()))
        alice = await gateway.client()
        first = await alice.post(MESSAGES, json={"message": "never begins"})
        await gateway.add_worker(held(asyncio.Event(), before=("half ",), after=()), slots=30)
        second = await alice.post(MESSAGES, json={"message": "falls silent"})
        statuses = [(await answer_of(alice, r.headers["x-chat-session-id"]))["status"] for r in (first, second)]

    assert [chunks_of(response.content)[-1]["type"] for response in (first, second)] == ["error", "error"]
    assert statuses[0] == "failed"
    assert statuses[1] in {"failed", "interrupted"}


async def test_a_draining_gateway_lets_answers_end_and_takes_no_question(
    gateway: RunningGateway, alice: httpx.AsyncClient
) -> None:
    gate = asyncio.Event()
    await gateway.add_worker(held(gate, before=("nearly ",), after=("done",)))
    async with alice.stream("POST", MESSAGES, json={"message": "go"}) as response:
        async for frame in read_frames(response):
            if frame.chunk.get("type") == "text-delta":
                draining = asyncio.ensure_future(gateway.inside.drain(10))
                await asyncio.sleep(0)
                refused = await alice.post(MESSAGES, json={"message": "too late"})
                ready = await alice.get("/readyz")
                gate.set()
                break
    await draining
    answer = await answer_of(alice, response.headers["x-chat-session-id"])

    assert (refused.status_code, refused.json()["code"]) == (503, "draining")
    assert ready.status_code == 503
    assert (answer["status"], answer["parts"][-1]["text"]) == ("complete", "nearly done")


async def test_a_turn_of_which_nothing_was_shown_is_answered_after_the_restart(tmp_path: Path) -> None:
    async with running_gateway(tmp_path) as gateway:
        await gateway.add_worker(held(asyncio.Event(), before=(), after=()))
        alice = await gateway.client()
        async with alice.stream("POST", MESSAGES, json={"message": "go"}) as response:
            async for frame in read_frames(response):
                if frame.chunk.get("type") == "text-start":
                    await gateway.inside.drain(0)
    async with running_gateway(tmp_path) as gateway:
        await gateway.add_worker(says("after all"))
        alice = await gateway.client()
        answer = await answer_of(alice, response.headers["x-chat-session-id"])

    assert (answer["status"], answer["parts"][-1]["text"]) == ("complete", "after all")


async def test_a_full_queue_says_when_to_come_back_and_keeps_nothing(tmp_path: Path) -> None:
    async with running_gateway(tmp_path, queue_organization_limit=2, queue_limit=3) as gateway:
        alice = bob = await gateway.client(BOB)
        mallory = await gateway.client(MALLORY)
        async with asyncio.TaskGroup() as group:
            waiting = [group.create_task(_follow_a_little(alice)) for _ in range(2)]
        refused = await bob.post(MESSAGES, json={"message": "no room for you"})
        await _follow_a_little(mallory)
        full = await mallory.post(MESSAGES, json={"message": "no room at all"})
        sessions = (await bob.get("/api/v1/chat/sessions")).json()["sessions"]

    assert [task.result() for task in waiting] == [True, True]
    assert (refused.status_code, refused.json()["code"]) == (429, "organization_queue_full")
    assert (full.status_code, full.json()["code"]) == (503, "queue_full")
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    assert len(sessions) == 2


async def test_whoever_waits_is_told_their_place(gateway: RunningGateway, alice: httpx.AsyncClient) -> None:
    gate = asyncio.Event()
    await gateway.add_worker(held(gate, before=("a ",), after=("b",)), slots=1)
    async with (
        alice.stream("POST", MESSAGES, json={"message": "one"}) as first,
        alice.stream("POST", MESSAGES, json={"message": "two"}) as second,
    ):
        async for frame in read_frames(second):
            if frame.chunk.get("type") == "data-queue":
                place = frame.chunk
                break
        gate.set()
        await first.aread()

    assert (place["data"]["position"], place["transient"]) == (1, True)
    assert (await answer_of(alice, second.headers["x-chat-session-id"]))["status"] == "complete"


async def test_an_event_out_of_order_ends_the_run_and_not_the_log(
    gateway: RunningGateway, alice: httpx.AsyncClient
) -> None:
    async def breaks_the_rules(request: RunRequest) -> AsyncIterator[RunEvent]:
        yield TextStarted(part_id="t1", agent="s")
        yield TextDelta(part_id="t1", text="good ")
        yield TextEnded(part_id="t1")
        yield TextDelta(part_id="t1", text="bad")
        yield RunFinished(finish_reason="stop")

    await gateway.add_worker(breaks_the_rules)

    response = await alice.post(MESSAGES, json={"message": "go"})

    chunks = chunks_of(response.content)
    assert chunks[-1]["type"] == "error"
    assert text_of(chunks) in {"", "good "}


async def _follow_a_little(client: httpx.AsyncClient) -> bool:
    async with client.stream("POST", MESSAGES, json={"message": "waiting"}) as response:
        async for _ in read_frames(response):
            return response.status_code == 200
    return False
