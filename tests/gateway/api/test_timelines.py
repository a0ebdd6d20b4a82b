"""`/turns/{id}/timeline`: the same while a turn runs, when it has crashed, and when its log is gone."""

import asyncio
import json
import sqlite3
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from shared.events import (
    AgentFinished,
    AgentStarted,
    LlmCalled,
    LlmStarted,
    RunEvent,
    RunFinished,
    TextDelta,
    TextEnded,
    TextStarted,
    ToolCalled,
    ToolReturned,
)
from shared.ids import ToolCallId
from shared.runs import RunRequest
from tests.gateway.api.test_send_message import MESSAGES
from tests.support.running_gateway import ALICE, running_gateway
from tests.support.scripted_worker import Die

PRICES = {"version": "tests", "models": [{"model": "priced", "input": 1, "output": 1}]}
CALL = ToolCallId("call_1")
WORDS = "many words " * 50


def now() -> int:
    """What a container's clock says."""
    return time.time_ns() // 1_000_000


async def works(request: RunRequest) -> AsyncIterator[RunEvent]:
    """One agent, a model's call, a tool that was asked before; it dies or hangs where the question says so."""
    yield AgentStarted(agent="analyst", name="Analyst", at=now())
    yield LlmStarted(call_id="llm_1", agent="analyst", model="priced", input_tokens=9, at=now())
    yield LlmCalled(call_id="llm_1", agent="analyst", model="priced", input_tokens=100, output_tokens=10, duration_ms=3)
    yield ToolCalled(call_id=CALL, agent="analyst", tool="search_products", input={}, at=now())
    if request.question == "die":
        raise Die
    if request.question == "hang":
        await asyncio.Event().wait()
    yield ToolReturned(call_id=CALL, output={"ok": True}, deduplicated=True, at=now())
    yield AgentFinished(agent="analyst", name="Analyst", outcome="done", at=now())
    yield TextStarted(part_id="t", agent="analyst")
    for word in WORDS.split():
        yield TextDelta(part_id="t", text=f"{word} ")
    yield TextEnded(part_id="t")
    yield RunFinished(finish_reason="stop")


async def timeline_of(client: httpx.AsyncClient, turn_id: str) -> dict[str, Any]:
    """What the route says."""
    answer = await client.get(f"/api/v1/chat/turns/{turn_id}/timeline")
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def work(timeline: dict[str, Any]) -> list[tuple[str, str, str, bool]]:
    """What was done, without waits."""
    spans = [span for span in timeline["spans"] if span["kind"] != "wait"]
    return [(span["kind"], span["name"], span["state"], span["repeated"]) for span in spans]


async def open_turn(client: httpx.AsyncClient, session_id: str) -> str:
    """The turn that hangs, once its tool is called."""
    async with client.stream("POST", MESSAGES, json={"message": "hang", "session_id": session_id}) as response:
        async for line in response.aiter_lines():
            if "tool-input-available" in line:
                break
        return str(response.headers["x-chat-turn-id"])


async def test_a_timeline_is_there_for_open_finished_and_crashed_turns_and_outlives_the_log(tmp_path: Path) -> None:
    (tmp_path / "prices.json").write_text(json.dumps(PRICES))
    async with running_gateway(tmp_path, prices_file=tmp_path / "prices.json") as gateway:
        await gateway.add_worker(works)
        alice = await gateway.client(ALICE)
        answered = await alice.post(MESSAGES, json={"message": "go"})
        crashed = await alice.post(MESSAGES, json={"message": "die"})
        hangs = await open_turn(alice, answered.headers["x-chat-session-id"])

        whole = await timeline_of(alice, answered.headers["x-chat-turn-id"])
        broken = await timeline_of(alice, crashed.headers["x-chat-turn-id"])
        running = await timeline_of(alice, hangs)
        await alice.post(f"/api/v1/chat/turns/{hangs}/stop")
        with sqlite3.connect(gateway.settings.database_file) as database:
            database.execute("DELETE FROM turn_event WHERE turn_id = ?", [whole["turn_id"]])
            database.execute("UPDATE turn SET is_compacted = 1 WHERE id = ?", [whole["turn_id"]])
        later = await timeline_of(alice, whole["turn_id"])

    assert work(whole) == [
        ("agent", "Analyst", "done", False),
        ("model", "priced", "done", False),
        ("tool", "search_products", "done", True),
    ]
    assert (whole["status"], whole["cost_micros"], whole["unpriced_calls"]) == ("done", 110, 0)
    (model,) = [span["usage"] for span in whole["spans"] if span["kind"] == "model"]
    assert (model["input_tokens"], model["output_tokens"], model["cost_micros"]) == (100, 10, 110)
    assert all(span["ended_at"] <= whole["finished_at"] for span in whole["spans"])
    # Of the model's call the row alone is left: its begin is counted back from its end.
    assert [span for span in later["spans"] if span["kind"] in {"agent", "tool"}] == [
        span for span in whole["spans"] if span["kind"] in {"agent", "tool"}
    ]
    assert (later["finished_at"], later["cost_micros"]) == (whole["finished_at"], 110)
    # What was open when the container died was ended in its name.
    assert broken["status"] == "failed"
    assert ("tool", "search_products", "failed", False) in work(broken)
    assert (running["status"], running["finished_at"]) == ("running", None)
    assert work(running)[-1] == ("tool", "search_products", "running", False)


@pytest.mark.parametrize("turn_id", ["turn_nobody", "x" * 300])
async def test_a_turn_that_is_not_there_has_no_timeline(tmp_path: Path, turn_id: str) -> None:
    async with running_gateway(tmp_path) as gateway:
        alice = await gateway.client(ALICE)

        assert (await alice.get(f"/api/v1/chat/turns/{turn_id}/timeline")).status_code == 404
