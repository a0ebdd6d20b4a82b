"""`DELETE /runs/{run_id}`: 204 says that nothing of the run is left."""

import asyncio
import gc
import threading
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import httpx
import pytest
from starlette.requests import Request

from shared.events import AgentFinished, LlmCalled, RunFailed, ToolCalled, ToolFailed
from shared.ids import RunId
from tests.crew_container.conftest import Bench, run_body
from tests.crew_container.reading import Told
from tests.crew_container.scripted_model import SPECIALISTS, Asked, Voice


async def endless(_asked: Asked, voice: Voice) -> None:
    """Say one word and then nothing, for ever."""
    await voice.say("word", finish=None)
    await asyncio.Event().wait()


async def silent(_asked: Asked, _voice: Voice) -> None:
    """Never even answer with a status."""
    await asyncio.Event().wait()


def busy_threads(bench: Bench) -> int:
    """How many of the container's threads are at work for a run."""
    return sum(len(run.work._threads) for run in bench.container.runs._runs.values())


def tasks_of_crewai() -> list[str]:
    """What CrewAI and the runs have on the loop."""
    names = [getattr(task.get_coro(), "__qualname__", "") for task in asyncio.all_tasks()]
    return [name for name in names if name.startswith(("Agent", "Seat", "Runs", "Flow", "_answer", "_find"))]


@asynccontextmanager
async def under_way(bench: Bench, kind: str, run_id: str = "run_1") -> AsyncGenerator[tuple[Told, asyncio.Task[None]]]:
    """A run that has reached its first event of this kind, read on by a task."""
    told, reached = Told(), asyncio.Event()

    async def read() -> None:
        async with bench.http.stream("POST", "/runs", json=run_body(run_id=run_id)) as response:
            async for raw in response.aiter_lines():
                told.add(raw)
                if f'"type":"{kind}"' in raw:
                    reached.set()

    reading = asyncio.create_task(read())
    async with asyncio.timeout(10):
        await reached.wait()
    yield told, reading
    reading.cancel()
    await asyncio.wait([reading])


async def test_a_run_that_is_still_read_tells_its_last_events_and_is_gone(bench: Bench) -> None:
    bench.model.play = endless
    async with under_way(bench, "text-delta") as (told, reading):
        assert busy_threads(bench) > 0
        answer = await bench.http.delete("/runs/run_1")
        at_once = (bench.container.runs.ids, tasks_of_crewai())
        await asyncio.wait_for(reading, 5)

    assert (answer.status_code, answer.content, at_once) == (204, b"", ((), []))
    told.check_ending()
    assert told.last == RunFailed(code="stopped", message="The run was stopped.", retryable=False)
    assert told.outcomes == {"interaction_analyst": "stopped"}
    call = told.of(LlmCalled)[-1]
    assert (call.agent, call.estimated, call.output_tokens) == ("interaction_analyst", True, 2)
    assert call.input_tokens > 10
    kinds = [type(event) for event in told.events]
    assert kinds.index(AgentFinished) < kinds.index(RunFailed)
    await asyncio.wait_for(bench.model.voices[-1].gone.wait(), 5)


async def test_every_call_that_was_cut_is_counted_also_before_its_first_word(bench: Bench) -> None:
    bench.model.plan = list(SPECIALISTS)
    asked = asyncio.Barrier(4)

    async def play(asked_: Asked, voice: Voice) -> None:
        await asked.wait()
        await silent(asked_, voice)

    bench.model.play = play
    async with under_way(bench, "agent-started") as (told, reading), asyncio.timeout(10):
        await asked.wait()
        assert (await bench.http.delete("/runs/run_1")).status_code == 204
        await reading
        for voice in bench.model.voices[1:]:
            await voice.gone.wait()

    assert told.outcomes == dict.fromkeys(SPECIALISTS, "stopped")
    cut = [call for call in told.of(LlmCalled) if call.agent in SPECIALISTS]
    assert sorted(call.agent for call in cut) == sorted(SPECIALISTS)
    assert all(call.estimated and call.input_tokens > 10 and call.output_tokens == 0 for call in cut)


async def test_a_tool_call_that_waits_is_closed(bench: Bench) -> None:
    closed = asyncio.Event()

    async def blocked(request: Request) -> dict[str, object]:
        while (await request.receive())["type"] != "http.disconnect":
            pass
        closed.set()
        return {}

    async def play(_asked: Asked, voice: Voice) -> None:
        await voice.call(("get_interaction_summary", {}))

    bench.gateway.data["/summary"] = blocked
    bench.model.play = play
    async with under_way(bench, "tool-called") as (told, reading), asyncio.timeout(10):
        while not bench.gateway.requests:
            await asyncio.sleep(0)
        assert (await bench.http.delete("/runs/run_1")).status_code == 204
        assert tasks_of_crewai() == []
        await reading
        await closed.wait()

    assert [event.call_id for event in told.of(ToolFailed)] == [event.call_id for event in told.of(ToolCalled)]
    assert told.failure == ("stopped", False)


async def test_nobody_needs_to_read(bench: Bench) -> None:
    bench.model.play = endless
    async with bench.http.stream("POST", "/runs", json=run_body()) as response:
        async for raw in response.aiter_lines():
            if '"text-delta"' in raw:
                break

    answer = await bench.http.delete("/runs/run_1")

    # The container may have seen the hang-up first; then nothing was left before it was asked.
    assert answer.status_code in {204, 404}
    assert (bench.container.runs.running, tasks_of_crewai()) == (0, [])


async def test_asking_twice_at_once_is_asking_once_and_afterwards_it_is_unknown(bench: Bench) -> None:
    bench.model.play = endless
    async with under_way(bench, "text-delta"):
        async with asyncio.TaskGroup() as group:
            asked = [group.create_task(bench.http.delete("/runs/run_1")) for _ in range(10)]
        later = await bench.http.delete("/runs/run_1")

    answers = [task.result().status_code for task in asked]
    # Whoever is served after the run has gone is told so.
    assert set(answers) <= {204, 404}
    assert answers[0] == 204
    assert (later.status_code, later.json()["code"]) == (404, "run_unknown")


async def test_a_run_whose_end_was_asked_for_does_not_begin_later(bench: Bench) -> None:
    early = await bench.http.delete("/runs/run_1")
    begun = await bench.http.post("/runs", json=run_body())
    other = await bench.ask(run_id="run_2")

    assert (early.status_code, begun.status_code, begun.json()["code"]) == (404, 409, "run_stopped")
    assert other.text
    assert {asked.question for asked in bench.model.asked} == {"How many interactions?"}
    assert len(bench.model.asked) == 2


async def test_only_the_gateway_may_ask(bench: Bench) -> None:
    bench.model.play = endless
    async with under_way(bench, "text-delta"):
        async with httpx.AsyncClient(base_url=bench.url, trust_env=False) as stranger:
            refused = await stranger.delete("/runs/run_1")
        assert (refused.status_code, bench.container.runs.ids) == (401, (RunId("run_1"),))
        other_method = await bench.http.get("/runs/run_1")
        assert (other_method.status_code, other_method.headers["allow"]) == (405, "DELETE")


@pytest.mark.parametrize("slots", [1])
async def test_the_slot_is_free_at_once_and_nothing_is_left_after_many(bench: Bench) -> None:
    threads = threading.active_count()
    for number in range(30):
        bench.model.play = endless
        async with under_way(bench, "text-delta", f"run_{number}") as (told, reading):
            assert (await bench.http.delete(f"/runs/run_{number}")).status_code == 204
            await reading
            assert told.failure == ("stopped", False)
    bench.model.play = lambda _asked, voice: voice.say("free")

    assert (await bench.ask(run_id="run_last")).text == "free"
    gc.collect()
    assert tasks_of_crewai() == []
    assert threading.active_count() <= threads + 8


async def test_stopping_is_not_an_error(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    bench.model.play = endless
    async with under_way(bench, "text-delta") as (_, reading):
        await bench.http.delete("/runs/run_1")
        await reading
    gc.collect()
    await asyncio.sleep(0)

    assert [record for record in caplog.records if record.levelname in {"ERROR", "CRITICAL"}] == []


async def test_heartbeats_name_the_runs(bench: Bench) -> None:
    bench.model.play = endless
    async with under_way(bench, "text-delta", "run_a"), under_way(bench, "text-delta", "run_b"):
        bench.gateway.beaten.clear()
        bench.container.membership.hurry()
        await asyncio.wait_for(bench.gateway.beaten.wait(), 5)

    assert bench.gateway.heartbeats[-1]["runs"] == ["run_a", "run_b"]
    assert bench.gateway.heartbeats[-1]["running"] == 2
