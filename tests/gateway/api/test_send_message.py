"""Ask, and watch the answer come."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from shared.events import (
    AgentFinished,
    AgentStarted,
    LlmCalled,
    ReferencesCited,
    RunEvent,
    RunFailed,
    RunFinished,
    TextDelta,
    TextEnded,
    TextStarted,
    ToolCalled,
    ToolFailed,
    ToolReturned,
)
from shared.ids import ToolCallId
from shared.runs import RunRequest
from shared.tools import Reference
from tests.requirements import requirement
from tests.support.running_gateway import WORKER_KEY, RunningGateway, running_gateway
from tests.support.scripted_worker import Die, held, says
from tests.support.ui_stream import chunks_of, read_frames, text_of

MESSAGES = "/api/v1/chat/messages"
HISTORY = "/api/v1/chat/history"


async def whole_answer(request: RunRequest) -> AsyncIterator[RunEvent]:
    """A run that uses every event there is."""
    call = ToolCallId("call_1")
    yield AgentStarted(agent="analyst", name="Analyst", at=1_000)
    yield ToolCalled(call_id=call, agent="analyst", tool="get_interaction_summary", input={}, at=1_001)
    yield ToolReturned(call_id=call, output={"ok": True, "bad": float("nan"), "__proto__": 1}, at=1_002)
    yield ToolCalled(
        call_id=ToolCallId("call_2"), agent="analyst", tool="search_products", input={"query": "x"}, at=1_003
    )
    yield ToolFailed(call_id=ToolCallId("call_2"), code="unavailable", message="The catalogue is away.", at=1_004)
    yield LlmCalled(
        call_id="llm_1", agent="analyst", model="m-1", input_tokens=10, output_tokens=3, duration_ms=5, first_token_ms=2
    )
    yield AgentFinished(agent="analyst", name="Analyst", outcome="done", at=1_005)
    yield TextStarted(part_id="t1", agent="synthesiser")
    yield TextDelta(part_id="t1", text="Web: 5\u2028 [1]")
    yield TextDelta(part_id="t1", text=" Grüße 🎉")
    yield TextEnded(part_id="t1")
    yield ReferencesCited(
        references=(Reference(index=1, type="analytics", label="Summary", id="s", tool_call_id="call_1"),)
    )
    yield RunFinished(finish_reason="stop")


async def test_an_answer_streams_as_a_ui_message_stream(gateway: RunningGateway, alice: httpx.AsyncClient) -> None:
    worker = await gateway.add_worker(whole_answer)

    response = await alice.post(MESSAGES, json={"message": "How many?"})

    assert response.status_code == 200
    assert response.headers["content-type"] == "text/event-stream"
    assert response.headers["x-vercel-ai-ui-message-stream"] == "v1"
    assert "no-store" in response.headers["cache-control"]
    session_id, turn_id = response.headers["x-chat-session-id"], response.headers["x-chat-turn-id"]
    chunks = chunks_of(response.content)
    message_id = chunks[0]["messageId"]
    created_at = chunks[0]["messageMetadata"]["createdAt"]
    agent = {"agent": "analyst", "name": "Analyst", "state": "running", "startedAt": 1_000}
    references = [{"index": 1, "type": "analytics", "label": "Summary", "id": "s", "tool_call_id": "call_1"}]
    begun_1, begun_2 = {"call_1": {"startedAt": 1_001}}, {"call_2": {"startedAt": 1_003}}
    ended_1 = {"call_1": {"startedAt": 1_001, "finishedAt": 1_002}}
    ended_2 = {**ended_1, "call_2": {"startedAt": 1_003, "finishedAt": 1_004}}

    def at_work(calls: list[str], times: dict[str, dict[str, int]], **more: object) -> dict[str, object]:
        data = {**agent, "toolCallIds": calls, "toolTimes": times, **more}
        return {"type": "data-agent", "id": "agent-analyst", "data": data}

    assert chunks == [
        {
            "type": "start",
            "messageId": message_id,
            "messageMetadata": {"sessionId": session_id, "turnId": turn_id, "createdAt": created_at},
        },
        {"type": "start-step"},
        at_work([], {}),
        {
            "type": "tool-input-available",
            "toolCallId": "call_1",
            "toolName": "get_interaction_summary",
            "input": {},
            "providerExecuted": True,
        },
        at_work(["call_1"], begun_1),
        {
            "type": "tool-output-available",
            "toolCallId": "call_1",
            "output": {"ok": True, "bad": None},
            "providerExecuted": True,
        },
        at_work(["call_1"], ended_1),
        {"type": "finish-step"},
        {"type": "start-step"},
        {
            "type": "tool-input-available",
            "toolCallId": "call_2",
            "toolName": "search_products",
            "input": {"query": "x"},
            "providerExecuted": True,
        },
        at_work(["call_1", "call_2"], {**ended_1, **begun_2}),
        {
            "type": "tool-output-error",
            "toolCallId": "call_2",
            "errorText": "The catalogue is away.",
            "providerExecuted": True,
        },
        at_work(["call_1", "call_2"], ended_2),
        {"type": "finish-step"},
        {"type": "start-step"},
        at_work(["call_1", "call_2"], ended_2, state="done", finishedAt=1_005),
        {"type": "text-start", "id": "t1"},
        {"type": "text-delta", "id": "t1", "delta": "Web: 5\u2028 [1]"},
        {"type": "text-delta", "id": "t1", "delta": " Grüße 🎉"},
        {"type": "text-end", "id": "t1"},
        {"type": "data-references", "id": "references", "data": {"references": references}},
        {"type": "finish-step"},
        {
            "type": "finish",
            "messageMetadata": {
                "finishReason": "stop",
                "usage": {"inputTokens": 10, "outputTokens": 3, "totalTokens": 13, "calls": 1},
                "models": ["m-1"],
            },
        },
    ]
    assert worker.keys == [WORKER_KEY]
    assert worker.requests[0].question == "How many?"
    assert worker.requests[0].organization_id == "org_a"


async def test_history_holds_what_the_stream_told(gateway: RunningGateway, alice: httpx.AsyncClient) -> None:
    await gateway.add_worker(whole_answer)
    response = await alice.post(MESSAGES, json={"message": "How many?"})
    session_id = response.headers["x-chat-session-id"]

    history = (await alice.get(HISTORY, params={"session_id": session_id})).json()

    assert history["before"] is None
    question, answer = history["messages"]
    assert (question["role"], question["parts"]) == ("user", [{"type": "text", "text": "How many?"}])
    assert answer["id"] == chunks_of(response.content)[0]["messageId"]
    assert answer["status"] == "complete"
    assert [part["type"] for part in answer["parts"]] == [
        "step-start",
        "data-agent",
        "tool-get_interaction_summary",
        "step-start",
        "tool-search_products",
        "step-start",
        "text",
        "data-references",
    ]
    assert answer["parts"][6] == {"type": "text", "text": "Web: 5\u2028 [1] Grüße 🎉", "state": "done"}
    assert answer["parts"][4]["state"] == "output-error"
    assert answer["references"][0]["label"] == "Summary"
    assert answer["metadata"]["usage"]["totalTokens"] == 13


@requirement("store-first", "deltas")
async def test_tokens_arrive_one_by_one_and_only_after_their_commit(
    gateway: RunningGateway, alice: httpx.AsyncClient
) -> None:
    gates = [asyncio.Event() for _ in range(5)]

    async def one_by_one(request: RunRequest) -> AsyncIterator[RunEvent]:
        yield TextStarted(part_id="t1", agent="synthesiser")
        for number, gate in enumerate(gates):
            await gate.wait()
            yield TextDelta(part_id="t1", text=f"{number} ")
        yield TextEnded(part_id="t1")
        yield RunFinished(finish_reason="stop")

    await gateway.add_worker(one_by_one)
    look = sqlite3.connect(gateway.database_file)
    seen: list[str] = []
    async with alice.stream("POST", MESSAGES, json={"message": "count"}) as response:
        turn_id = response.headers["x-chat-turn-id"]
        gates[0].set()
        async for frame in read_frames(response):
            if frame.id is not None:
                stored = look.execute(
                    "SELECT count(*) FROM turn_event WHERE turn_id = ? AND seq = ?", (turn_id, frame.id)
                )
                assert stored.fetchone() == (1,), f"frame {frame.id} was shown before it was stored"
            if frame.chunk.get("type") == "text-delta":
                seen.append(frame.chunk["delta"])
                # The next token does not exist yet: what was read did not wait for it.
                if len(seen) < len(gates):
                    gates[len(seen)].set()
    look.close()

    assert seen == ["0 ", "1 ", "2 ", "3 ", "4 "]


@requirement("store-first")
async def test_the_question_is_stored_before_the_first_byte(gateway: RunningGateway, alice: httpx.AsyncClient) -> None:
    gate = asyncio.Event()
    await gateway.add_worker(held(gate, before=(), after=("late",)))
    async with alice.stream("POST", MESSAGES, json={"message": "keep me"}) as response:
        session_id = response.headers["x-chat-session-id"]

        history = (await alice.get(HISTORY, params={"session_id": session_id})).json()

        assert [(m["role"], m["parts"][0]["text"]) for m in history["messages"]] == [("user", "keep me")]
        gate.set()
        await response.aread()


@requirement("hang-up")
async def test_a_client_that_hangs_up_finds_the_whole_answer_in_history(
    gateway: RunningGateway, alice: httpx.AsyncClient
) -> None:
    gate = asyncio.Event()
    await gateway.add_worker(held(gate, before=("first ",), after=("second ", "third")))
    async with alice.stream("POST", MESSAGES, json={"message": "tell me"}) as response:
        session_id = response.headers["x-chat-session-id"]
        async for frame in read_frames(response):
            if frame.chunk.get("type") == "text-delta":
                break
    gate.set()

    message = await answer_of(alice, session_id)

    assert message["status"] == "complete"
    assert message["parts"][-1] == {"type": "text", "text": "first second third", "state": "done"}


async def test_a_worker_that_dies_leaves_what_was_shown_and_an_error(
    gateway: RunningGateway, alice: httpx.AsyncClient
) -> None:
    async def dies(request: RunRequest) -> AsyncIterator[RunEvent]:
        yield AgentStarted(agent="analyst", name="Analyst", at=1)
        yield ToolCalled(call_id=ToolCallId("c1"), agent="analyst", tool="search_products", input={}, at=2)
        yield TextStarted(part_id="t1", agent="analyst")
        yield TextDelta(part_id="t1", text="half a")
        raise Die

    await gateway.add_worker(dies)

    response = await alice.post(MESSAGES, json={"message": "go"})

    chunks = chunks_of(response.content)
    assert text_of(chunks) == "half a"
    assert [chunk["type"] for chunk in chunks[-6:]] == [
        "text-end",
        "tool-output-error",
        "data-agent",
        "data-agent",
        "message-metadata",
        "error",
    ]
    assert chunks[-1] == {"type": "error", "errorText": "The answer was interrupted."}
    message = await answer_of(alice, response.headers["x-chat-session-id"])
    assert message["status"] == "interrupted"
    assert {"type": "text", "text": "half a", "state": "done"} in message["parts"]


async def test_a_failed_run_tells_its_safe_sentence(gateway: RunningGateway, alice: httpx.AsyncClient) -> None:
    async def fails(request: RunRequest) -> AsyncIterator[RunEvent]:
        yield RunFailed(code="llm_unavailable", message="The language model does not answer.", retryable=True)

    await gateway.add_worker(fails)

    response = await alice.post(MESSAGES, json={"message": "go"})

    assert chunks_of(response.content)[-1] == {"type": "error", "errorText": "The language model does not answer."}
    assert (await answer_of(alice, response.headers["x-chat-session-id"]))["status"] == "failed"


async def test_a_run_that_no_worker_takes_moves_to_another_unseen(
    gateway: RunningGateway, alice: httpx.AsyncClient
) -> None:
    refusing = await gateway.add_worker(says("from the first"), slots=9)
    refusing.refusals = 99
    await gateway.add_worker(says("from the second"), slots=8)

    response = await alice.post(MESSAGES, json={"message": "go"})

    assert text_of(chunks_of(response.content)) == "from the second"
    assert refusing.requests == []


async def test_without_a_worker_the_question_fails_after_the_longest_wait(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    async with running_gateway(tmp_path_factory.mktemp("data"), queue_seconds=0.2) as gateway:
        alice = await gateway.client()

        response = await alice.post(MESSAGES, json={"message": "anybody?"})

        assert chunks_of(response.content)[-1]["type"] == "error"
        assert (await answer_of(alice, response.headers["x-chat-session-id"]))["status"] == "failed"


@requirement("fifo")
async def test_questions_of_one_session_are_answered_one_after_another(
    gateway: RunningGateway, alice: httpx.AsyncClient
) -> None:
    gates = {"one": asyncio.Event(), "two": asyncio.Event()}
    running: list[str] = []
    overlap: list[str] = []

    async def watched(request: RunRequest) -> AsyncIterator[RunEvent]:
        overlap.extend(running)
        running.append(request.question)
        yield TextStarted(part_id="t1", agent="synthesiser")
        await gates[request.question].wait()
        yield TextDelta(part_id="t1", text=f"answer to {request.question}")
        yield TextEnded(part_id="t1")
        running.remove(request.question)
        yield RunFinished(finish_reason="stop")

    worker = await gateway.add_worker(watched)
    session_id = (await alice.post("/api/v1/chat/sessions")).json()["id"]
    async with (
        alice.stream("POST", MESSAGES, json={"message": "one", "session_id": session_id}) as first,
        alice.stream("POST", MESSAGES, json={"message": "two", "session_id": session_id}) as second,
    ):
        gates["two"].set()
        gates["one"].set()
        await first.aread()
        await second.aread()

    assert overlap == []
    assert [request.question for request in worker.requests] == ["one", "two"]
    assert [(m.role, m.text) for m in worker.requests[1].history] == [("user", "one"), ("assistant", "answer to one")]


@requirement("no-mixing")
async def test_fifty_sessions_at_once_do_not_mix_a_token(gateway: RunningGateway, alice: httpx.AsyncClient) -> None:
    async def echo(request: RunRequest) -> AsyncIterator[RunEvent]:
        yield TextStarted(part_id="t1", agent="synthesiser")
        for number in range(40):
            yield TextDelta(part_id="t1", text=f"{request.question}.{number} ")
            await asyncio.sleep(0)
        yield TextEnded(part_id="t1")
        yield RunFinished(finish_reason="stop")

    for _ in range(3):
        await gateway.add_worker(echo, slots=8)

    async def ask(number: int) -> tuple[int, str]:
        response = await alice.post(MESSAGES, json={"message": f"q{number}"})
        return number, text_of(chunks_of(response.content))

    async with asyncio.TaskGroup() as group:
        asked = [group.create_task(ask(number)) for number in range(50)]

    for number, text in (task.result() for task in asked):
        assert text == "".join(f"q{number}.{n} " for n in range(40))


async def answer_of(client: httpx.AsyncClient, session_id: str) -> dict[str, Any]:
    """The stored answer of a session's only turn, once it is there."""
    async with asyncio.timeout(10):
        while True:
            history = (await client.get(HISTORY, params={"session_id": session_id})).json()
            if len(history["messages"]) == 2:
                message: dict[str, Any] = history["messages"][1]
                return message
            await asyncio.sleep(0.01)
