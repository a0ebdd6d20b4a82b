"""How a run ends before its time: the client leaves, the deadline passes, the turn is over, the container drains."""

import asyncio
import contextvars
import gc
from typing import Any

import httpx
import pytest
from crewai import Agent
from starlette.responses import JSONResponse

from crew_container.engine.outbox import Outbox
from crew_container.engine.run import Run, Seat
from crew_container.engine.tool_calls import use_tool
from crew_container.gateway_client.artifacts import Artifacts
from crew_container.gateway_client.platform import Platform
from crew_container.tools.catalogue import all_tools
from shared.events import LlmCalled, RunFinished, TextEnded, TextStarted, ToolCalled, ToolFailed
from shared.runs import RunRequest
from tests.crew_container.conftest import Bench, run_body
from tests.crew_container.loopback import serving
from tests.crew_container.reading import Told
from tests.crew_container.scripted_gateway import ScriptedGateway
from tests.crew_container.scripted_model import SPECIALISTS, Asked, Voice
from tests.requirements import requirement

# The promise is 100 ms on an idle machine; a busy one may take longer, but never as long as a timeout or the answer.
PROMPTLY_SECONDS = 0.5


async def endless(_asked: Asked, voice: Voice) -> None:
    """Say one word and then nothing, for ever."""
    await voice.say("word", finish=None)
    await asyncio.Event().wait()


async def silent(_asked: Asked, _voice: Voice) -> None:
    """Never even answer with a status."""
    await asyncio.Event().wait()


async def until_idle(bench: Bench) -> None:
    while bench.container.runs.running:
        await asyncio.wait([run.fate for run in bench.container.runs._runs.values()])


async def leave_after(bench: Bench, kind: str, **changes: Any) -> float:
    """Ask, hang up at the first event of this kind, return the loop's time of hanging up."""
    async with bench.http.stream("POST", "/runs", json=run_body(**changes)) as response:
        async for raw in response.aiter_lines():
            if f'"type":"{kind}"' in raw:
                break
    return asyncio.get_running_loop().time()


@requirement("close-run")
async def test_hanging_up_closes_the_model_s_connection(bench: Bench) -> None:
    bench.model.play = endless
    left_at = await leave_after(bench, "text-delta")
    voice = bench.model.voices[-1]
    async with asyncio.timeout(5):
        await voice.gone.wait()
        await until_idle(bench)
    assert voice.gone_at is not None
    assert voice.gone_at - left_at < PROMPTLY_SECONDS
    assert bench.container.runs.running == 0


async def test_hanging_up_before_the_first_token_closes_every_specialist_s_connection(bench: Bench) -> None:
    bench.model.plan = list(SPECIALISTS)
    everybody_asked = asyncio.Barrier(4)

    async def play(asked: Asked, voice: Voice) -> None:
        await everybody_asked.wait()
        await silent(asked, voice)

    bench.model.play = play
    request = asyncio.create_task(bench.ask())
    async with asyncio.timeout(10):
        await everybody_asked.wait()
        left_at = asyncio.get_running_loop().time()
        request.cancel()
        for voice in bench.model.voices[1:]:
            await voice.gone.wait()
            assert voice.gone_at is not None
            assert voice.gone_at - left_at < PROMPTLY_SECONDS
        await until_idle(bench)


async def test_hanging_up_during_the_plan_closes_its_connection(bench: Bench) -> None:
    bench.model.plan = silent
    request = asyncio.create_task(bench.ask())
    async with asyncio.timeout(10):
        while not bench.model.voices:
            await asyncio.sleep(0)
        request.cancel()
        await bench.model.voices[0].gone.wait()
        await until_idle(bench)


async def test_hanging_up_while_a_tool_waits_closes_its_connection(bench: Bench) -> None:
    closed = asyncio.Event()
    asked = asyncio.Event()

    async def blocked(request: object) -> dict[str, object]:
        asked.set()
        while (await request.receive())["type"] != "http.disconnect":  # type: ignore[attr-defined]
            pass
        closed.set()
        return {}

    async def play(_asked: Asked, voice: Voice) -> None:
        await voice.call(("get_interaction_summary", {}))

    bench.gateway.data["/summary"] = blocked
    bench.model.play = play
    await leave_after(bench, "tool-called")
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(5):
        await asked.wait()
        left_at = loop.time()
        await closed.wait()
        assert loop.time() - left_at < PROMPTLY_SECONDS
        await until_idle(bench)


async def test_the_slot_is_free_again(bench: Bench) -> None:
    bench.container.runs._slots = 1
    bench.model.play = endless
    for _ in range(5):
        await leave_after(bench, "text-delta")
        await until_idle(bench)
    bench.model.play = lambda _asked, voice: voice.say("free")
    assert (await bench.ask()).text == "free"


async def test_the_deadline_ends_the_run_with_everything_closed(bench: Bench) -> None:
    bench.model.play = endless
    told = await bench.ask(deadline_seconds=0.3)
    assert told.failure == ("deadline", False)
    assert told.outcomes == {"interaction_analyst": "stopped"}
    assert len(told.of(TextStarted)) == len(told.of(TextEnded)) == 1
    # The call that was cut short is reported, with what it cost by estimate.
    call = told.of(LlmCalled)[-1]
    assert (call.agent, call.estimated, call.output_tokens) == ("interaction_analyst", True, 2)
    await asyncio.wait_for(bench.model.voices[-1].gone.wait(), 5)


async def test_the_deadline_ends_open_tool_calls(bench: Bench) -> None:
    async def play(_asked: Asked, voice: Voice) -> None:
        await voice.call(("get_interaction_summary", {}))

    bench.gateway.data["/summary"] = lambda _request: asyncio.Event().wait()
    bench.model.play = play
    told = await bench.ask(deadline_seconds=3)
    assert [event.call_id for event in told.of(ToolFailed)] == [event.call_id for event in told.of(ToolCalled)]
    assert told.of(ToolFailed)[0].code == "stopped"


async def test_a_turn_that_is_over_cancels_the_run(bench: Bench) -> None:
    async def play(asked: Asked, voice: Voice) -> None:
        await (
            silent(asked, voice) if asked.agent == "pattern_analyst" else voice.call(("get_interaction_summary", {}))
        )

    bench.gateway.data["/summary"] = JSONResponse({"title": "turn_over"}, 410)
    bench.model.plan = ["interaction_analyst", "pattern_analyst"]
    bench.model.play = play
    told = await asyncio.wait_for(bench.ask(), 10)
    assert told.failure == ("turn_over", False)


async def test_draining_ends_runs_and_refuses_new_ones(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crew_container.app.DRAIN_GRACE_SECONDS", 0.05)
    bench.model.play = endless
    told = Told()
    async with bench.http.stream("POST", "/runs", json=run_body()) as response:
        async for raw in response.aiter_lines():
            if told.add(raw).event is not None and told.of(TextStarted) and not bench.container.runs.is_draining:
                await bench.container.drain()
    told.check_ending()
    assert told.failure == ("shutting_down", True)
    refused = await bench.http.post("/runs", json=run_body())
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "1")
    assert (await bench.http.get("/readyz")).status_code == 503
    assert bench.gateway.heartbeats[-1]["draining"] is True


async def test_a_specialist_that_takes_too_long_is_left_out(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crew_container.engine.answer.SPECIALIST_TIMEOUT_SECONDS", 0.3)

    async def play(asked: Asked, voice: Voice) -> None:
        await (silent(asked, voice) if asked.agent == "pattern_analyst" else voice.say("fine"))

    bench.model.plan = ["interaction_analyst", "pattern_analyst"]
    bench.model.play = play
    told = await bench.ask()
    assert told.outcomes == {"interaction_analyst": "done", "pattern_analyst": "timeout", "synthesiser": "done"}
    late = next(voice for voice in bench.model.voices if voice.asked.agent == "pattern_analyst")
    await asyncio.wait_for(late.gone.wait(), 5)


async def test_two_agents_share_one_call(bench: Bench) -> None:
    released = asyncio.Event()
    results: list[str] = []

    async def held(_request: object) -> dict[str, object]:
        await released.wait()
        return {"id": "ctx_1", "structuredData": {"summary": "A shop."}}

    async def play(asked: Asked, voice: Voice) -> None:
        if asked.tool_results:
            results.append(asked.tool_results[0])
            await voice.say("known")
        elif asked.agent == "synthesiser":
            await voice.say("end")
        else:
            await voice.call(("get_organization_context", {}))

    bench.gateway.data["/context"] = held
    bench.model.plan = ["pattern_analyst", "product_analyst"]
    bench.model.play = play
    asking = asyncio.create_task(bench.ask())
    while not bench.gateway.requests:
        await asyncio.sleep(0.01)
    released.set()
    told = await asking
    # One request for both: the second agent waited for the first one's call.
    assert len([r for r in bench.gateway.requests if r.url.path.endswith("/context")]) == 1
    assert len(results) == 2
    assert told.outcomes["synthesiser"] == "done"


async def test_an_agent_that_is_stopped_does_not_take_a_shared_call_with_it(gateway: ScriptedGateway) -> None:
    released = asyncio.Event()

    async def held(_request: object) -> dict[str, int]:
        await released.wait()
        return {"total": 5}

    gateway.data["/summary"] = held
    request = RunRequest.model_validate(run_body())
    async with serving(gateway.app()) as url, httpx.AsyncClient(trust_env=False) as http:
        platform = Platform(
            http,
            base_url=url,
            organization_id=request.organization_id,
            grant="g",
            credentials={"x-worker-id": "wrk", "x-worker-key": "k"},
        )
        artifacts = Artifacts(http, base_url=url, grant="g", credentials={})
        outbox = Outbox(request.run_id, on_progress=lambda: None)
        run = Run(request, platform=platform, artifacts=artifacts, outbox=outbox)
        tool = all_tools()["get_interaction_summary"]
        first, second = (
            asyncio.create_task(use_tool(Seat(run, slug=slug, prompt="", speaks=False), tool, {})) for slug in "ab"
        )
        async with asyncio.timeout(5):
            while not gateway.requests:
                await asyncio.sleep(0.01)
            first.cancel()
            await asyncio.wait([first])
            released.set()
            assert '"total":5' in await second
    assert len(gateway.requests) == 1


async def test_a_run_inherits_no_context(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    marker: contextvars.ContextVar[str] = contextvars.ContextVar("marker", default="nothing")
    seen: list[str] = []

    async def spy(_crew: object, _run: object) -> RunFinished:
        seen.append(marker.get())
        return RunFinished(finish_reason="stop")

    monkeypatch.setattr("crew_container.engine.runs.answer", spy)
    marker.set("another run's")
    bench.container.runs.begin(RunRequest.model_validate(run_body()))
    await until_idle(bench)
    assert seen == ["nothing"]


async def test_a_run_cannot_be_begun_twice(bench: Bench) -> None:
    bench.model.play = endless
    async with bench.http.stream("POST", "/runs", json=run_body()) as response:
        await anext(response.aiter_lines())
        again = await bench.http.post("/runs", json=run_body())
    assert again.status_code == 409
    await until_idle(bench)


async def test_a_silent_run_sends_heartbeats(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crew_container.api.runs.HEARTBEAT_SECONDS", 0.05)
    bench.model.play = endless
    told = Told()
    async with bench.http.stream("POST", "/runs", json=run_body()) as response:
        async for raw in response.aiter_lines():
            line = told.add(raw)
            if line.event is None and told.text:
                break
    assert line.progress == len(told.events)
    await until_idle(bench)


async def test_contexts_of_past_runs_are_let_go(bench: Bench) -> None:
    for number in range(60):
        assert isinstance((await bench.ask(run_id=f"run_{number}")).last, object)
    # The last run's agent may still be on its way out; 60 may not.
    gc.collect()
    left = [thing for thing in gc.get_objects() if type(thing) is Agent]
    assert len(left) < 20


async def test_leaving_is_not_an_error(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    bench.model.play = endless
    await leave_after(bench, "text-delta")
    await until_idle(bench)
    assert [record for record in caplog.records if record.levelname in {"ERROR", "CRITICAL"}] == []
