"""Runs that begin with certain tool calls, as the gateway decides, stores, tells and sends them."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from shared.events import AgentFinished, AgentStarted, RunEvent, ToolCalled, ToolReturned
from shared.ids import ToolCallId
from shared.runs import FirstCall, RunRequest
from tests.gateway.api.test_send_message import HISTORY
from tests.gateway.test_decisions import explained, metadata_of, stage, text_of
from tests.requirements import requirement
from tests.support.scripted_worker import Die, says

QUESTION = "How many interactions per channel do we have?"
SAID = "What do people say about macaroons?"
SUMMARY = FirstCall(tool="get_interaction_summary")
CSV = {"url": "data:text/csv;base64,YSxiCjEsMgo="}


@requirement("tool-first", "explain")
async def test_what_is_certain_is_explained_sent_told_and_kept_without_words(tmp_path: Path) -> None:
    async with stage(tmp_path) as on:
        worker = await on.gateway.add_worker(says("12"))
        would = await explained(on, SAID)
        answer, chunks = await on.ask(SAID)
        session = chunks[0]["messageMetadata"]["sessionId"]
        stored = await on.alice.get(HISTORY, params={"session_id": session})
        await on.ask("which of our shirts do customers like best?")
        kept = on.audit()

    calls, tools = worker.requests[0].first_calls, ["list_interactions", "search_interactions"]
    assert [(call.tool, call.input) for call in calls] == [
        (tools[0], {"q": "macaroons"}),
        (tools[1], {"query": "macaroons"}),
    ]
    assert would["first_calls"] == [call.model_dump() for call in calls]
    assert answer.headers["x-auto-first-tools"] == ",".join(tools)
    assert metadata_of(chunks)["assessment"]["firstTools"] == tools
    assert stored.json()["messages"][-1]["metadata"]["assessment"]["firstTools"] == tools
    assert [json.loads(row["first_tools"]) for row in kept] == [tools, []]
    assert "macaroons" not in json.dumps(kept)
    assert worker.requests[1].first_calls == ()


@requirement("tool-first")
async def test_periods_are_those_of_the_day_on_which_was_asked(tmp_path: Path) -> None:
    async with stage(tmp_path) as on:
        worker = await on.gateway.add_worker(says("12"))
        # The second decision is a remembered one.
        for _ in range(2):
            await on.ask("how many interactions were there today?")

    for request in worker.requests:
        asked_at = datetime.fromisoformat(request.asked_at).astimezone(UTC)
        assert [call.input["since"] for call in request.first_calls] == [f"{asked_at:%Y-%m-%d}"]


@requirement("tool-first")
async def test_with_a_file_or_switched_off_nothing_is_certain(tmp_path: Path) -> None:
    async with stage(tmp_path / "on") as on:
        worker = await on.gateway.add_worker(says("12"))
        answer, _ = await on.ask(QUESTION, files=[CSV])
        assert [request.first_calls for request in worker.requests] == [()]
        assert "x-auto-first-tools" not in answer.headers
    async with stage(tmp_path / "off", tool_first_enabled=False) as on:
        worker = await on.gateway.add_worker(says("12"))
        assert (await explained(on, QUESTION))["first_calls"] == []
        _, chunks = await on.ask(QUESTION)
        assert [(request.agent, request.first_calls) for request in worker.requests] == [("interaction_analyst", ())]
        assert "firstTools" not in metadata_of(chunks)["assessment"]


@requirement("tool-first")
async def test_a_container_that_does_not_know_first_calls_answers_as_ever(tmp_path: Path) -> None:
    async with stage(tmp_path) as on:
        worker = await on.gateway.add_worker(says("12"))
        worker.knows_first_calls = False
        async with asyncio.timeout(15):
            _, chunks = await on.ask(QUESTION)
            _, again = await on.ask("what is the price of the blue shirt?")

    assert (text_of(chunks), text_of(again)) == ("12", "12")
    assert [request.first_calls for request in worker.requests] == [(), ()]


@requirement("tool-first", "moved")
async def test_a_run_that_was_lost_with_its_first_call_is_asked_as_ever(tmp_path: Path) -> None:
    async def dies_once(request: RunRequest) -> AsyncIterator[RunEvent]:
        asked.append(request)
        call_id = ToolCallId(f"call_{len(asked)}")
        yield AgentStarted(agent="interaction_analyst", name="Interaction analyst", at=1)
        yield ToolCalled(call_id=call_id, agent="interaction_analyst", tool=SUMMARY.tool, input={}, at=1)
        if len(asked) == 1:
            raise Die
        yield ToolReturned(call_id=call_id, output={"total": 12}, at=1)
        yield AgentFinished(agent="interaction_analyst", name="Interaction analyst", outcome="done", at=1)
        async for event in says("12")(request):
            yield event

    asked: list[RunRequest] = []
    async with stage(tmp_path) as on:
        await on.gateway.add_worker(dies_once)
        await on.gateway.add_worker(dies_once)
        async with asyncio.timeout(15):
            _, chunks = await on.ask(QUESTION)

    assert [request.first_calls for request in asked] == [(SUMMARY,), ()]
    assert text_of(chunks) == "12"
    assert "firstTools" not in metadata_of(chunks)["assessment"]
    # The call that went down with its container is over, and was not made again under its id.
    ends = [(chunk["type"], chunk["toolCallId"]) for chunk in chunks if chunk["type"].startswith("tool-output")]
    assert ends == [("tool-output-error", "call_1"), ("tool-output-available", "call_2")]
    begun = [chunk["toolCallId"] for chunk in chunks if chunk["type"] == "tool-input-available"]
    assert begun == ["call_1", "call_2"]


@requirement("tool-first")
async def test_yes_to_a_proposal_is_certain_and_its_rest_is_not(tmp_path: Path) -> None:
    async with stage(tmp_path) as on:
        worker = await on.gateway.add_worker(says("812. Shall I show the interactions per channel?"))
        _, chunks = await on.ask("how many interactions were there today?")
        session: Any = chunks[0]["messageMetadata"]["sessionId"]
        await on.ask("yes please", session_id=session)
        await on.ask("and last month?", session_id=session)

    assert [tuple(call.tool for call in request.first_calls) for request in worker.requests] == [
        ("interaction_timeseries",),
        (SUMMARY.tool,),
        (),
    ]
