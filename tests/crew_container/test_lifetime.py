"""How a container ends by itself, as a process: stuck in a tool, blocked, worn out."""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.crew_container.conftest import run_body
from tests.crew_container.loopback import serving
from tests.crew_container.reading import Told, read_run
from tests.crew_container.scripted_gateway import ScriptedGateway
from tests.crew_container.scripted_model import Asked, ScriptedModel, Voice
from tests.crew_container.test_process import process

KEY = "a-key-for-tests"
REPOSITORY = Path(__file__).parents[2]
# A tool of the optional package, as a third party writes them: synchronous, and in no hurry. Files in the working
# folder say that it sleeps and wake it: a call is told to readers before its thread begins.
THIRD_PARTY = """
import time
from pathlib import Path
from crewai.tools import BaseTool

class SleepTool(BaseTool):
    name: str = "sleep"
    description: str = "Sleep until woken."

    def _run(self, seconds: float) -> str:
        Path("asleep").touch()
        until = time.monotonic() + seconds
        while time.monotonic() < until and not Path("awake").exists():
            time.sleep(0.02)
        return "slept"
"""
SLEEPER = {
    "id": "agt_sleeper",
    "slug": "interaction_analyst",
    "name": "Sleeper",
    "description": "Sleeps.",
    "role": "interaction analyst",
    "goal": "Sleep.",
    "prompt": "You sleep.",
    "tools": ["crewai_tools:SleepTool"],
}
# Third-party tools are those of a folder, and one tool of ours blocks the loop for an organization.
BOOT = """
import runpy, sys, time
sys.path.append(sys.argv.pop())
from crew_container.tools import get_interaction_summary
original = get_interaction_summary.get_interaction_summary
async def blocking(context, arguments):
    if context.platform.organization_id == "blocked":
        time.sleep(600)
    return await original(context, arguments)
get_interaction_summary.get_interaction_summary = blocking
runpy.run_module("crew_container", run_name="__main__", alter_sys=True)
"""


@dataclass
class Started:
    """The process, the way in, and what stands around it."""

    process: asyncio.subprocess.Process
    http: httpx.AsyncClient
    model: ScriptedModel
    gateway: ScriptedGateway
    folder: Path
    has_sleeper: bool = False

    def body(self, **changes: Any) -> dict[str, Any]:
        """The body of a run request, for the sleeper where there is one."""
        return run_body(**changes) | ({"agents": [SLEEPER]} if self.has_sleeper else {})

    async def asleep(self) -> None:
        """Wait until the sleeping tool holds its thread."""
        async with asyncio.timeout(30):
            while not (self.folder / "asleep").exists():
                await asyncio.sleep(0.01)

    def wake(self) -> None:
        """Let the sleeping tool return."""
        (self.folder / "awake").touch()

    async def end(self, seconds: float) -> tuple[int | None, list[dict[str, Any]]]:
        """Wait for the process to end by itself: its code and the lines of its log."""
        _, said = await asyncio.wait_for(self.process.communicate(), seconds)
        return self.process.returncode, [json.loads(line) for line in said.splitlines()]


@asynccontextmanager
async def started(folder: Path, *, with_sleeper: bool = False, **settings: str) -> AsyncGenerator[Started]:
    """A container process that has registered; optionally one where agents may have the third-party tool."""
    if with_sleeper:
        (folder / "crewai_tools").mkdir()
        (folder / "crewai_tools" / "__init__.py").write_text(THIRD_PARTY)
        settings["CREW_EXTRA_TOOLS"] = '["crewai_tools:SleepTool"]'
    model, gateway = ScriptedModel(), ScriptedGateway()
    async with AsyncExitStack() as stack:
        model_url = await stack.enter_async_context(serving(model))
        gateway_url = await stack.enter_async_context(serving(gateway.app()))
        running = await stack.enter_async_context(
            process(
                "-c",
                BOOT,
                str(folder),
                cwd=folder,
                CREW_PORT="0",
                GATEWAY_INTERNAL_URL=gateway_url,
                WORKER_KEY=KEY,
                LLM_BASE_URL=model_url + "/v1",
                **settings,
            )
        )
        async with asyncio.timeout(60):
            await gateway.registered.wait()
        http = await stack.enter_async_context(
            httpx.AsyncClient(
                base_url=gateway.registrations[0]["url"], headers={"x-worker-key": KEY}, timeout=60, trust_env=False
            )
        )
        yield Started(running, http, model, gateway, folder, with_sleeper)


async def sleeping(asked: Asked, voice: Voice) -> None:
    """A model that calls the sleeping tool once."""
    if asked.tool_results:
        await voice.say("slept")
    else:
        await voice.call(("sleep", {"seconds": 600}))


@asynccontextmanager
async def reading(run: Started, kind: str, **changes: Any) -> AsyncGenerator[asyncio.Task[Told]]:
    """A run that has reached its first event of this kind and is read on."""
    reached = asyncio.Event()

    async def read() -> Told:
        told = Told()
        async with run.http.stream("POST", "/runs", json=run.body(**changes)) as response:
            assert response.status_code == 200
            async for raw in response.aiter_lines():
                told.add(raw)
                if f'"type":"{kind}"' in raw:
                    reached.set()
        return told

    task = asyncio.create_task(read())
    async with asyncio.timeout(20):
        await reached.wait()
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.wait([task])


def logged(lines: list[dict[str, Any]], event: str) -> dict[str, Any]:
    """The one line that says this."""
    [line] = [line for line in lines if line["event"] == event]
    return line


async def test_a_tool_that_never_returns_takes_the_container_with_it(tmp_path: Path) -> None:
    loop = asyncio.get_running_loop()
    async with started(tmp_path, with_sleeper=True) as run:
        run.model.play = sleeping
        async with reading(run, "tool-called") as task:
            await run.asleep()
            asked_at = loop.time()
            answer = await run.http.delete("/runs/run_1")
            answered_after = loop.time() - asked_at
            told = await task
            code, lines = await run.end(30)
            gone_after = loop.time() - asked_at

    assert (answer.status_code, answer.json()["code"]) == (409, "run_will_not_end")
    assert answered_after < 2.5
    assert gone_after < 5
    assert told.failure == ("stopped", False)
    assert code == 70
    assert logged(lines, "stuck; leaving")["runs_stuck"] == 1
    assert run.gateway.heartbeats[-1]["draining"] is True
    assert run.gateway.heartbeats[-1]["runs"] == ["run_1"]
    print(f"409 after {answered_after:.2f} s, gone after {gone_after:.2f} s")  # noqa: T201 - with `pytest -s`


async def test_hanging_up_on_a_tool_that_never_returns_is_enough(tmp_path: Path) -> None:
    async with started(tmp_path, with_sleeper=True) as run:
        run.model.play = sleeping
        async with run.http.stream("POST", "/runs", json=run.body()) as response:
            # Kept by a name: an iterator that is let go of closes the connection.
            lines = response.aiter_lines()
            async for raw in lines:
                if '"tool-called"' in raw:
                    break
            await run.asleep()
        code, _ = await run.end(30)

    assert code == 70


async def test_a_stuck_container_lets_its_other_runs_finish_and_takes_no_new_ones(tmp_path: Path) -> None:
    async with started(tmp_path, with_sleeper=True) as run:
        finish = asyncio.Event()

        async def play(asked: Asked, voice: Voice) -> None:
            if asked.question.startswith("finish"):
                await voice.say("one ", finish=None)
                await finish.wait()
                await voice.say("two")
            else:
                await sleeping(asked, voice)

        run.model.play = play
        async with (
            reading(run, "text-delta", question="finish me", run_id="run_2") as other,
            reading(run, "tool-called") as stuck,
        ):
            await run.asleep()
            assert (await run.http.delete("/runs/run_1")).status_code == 409
            refused = await run.http.post("/runs", json=run.body(run_id="run_3"))
            ready = await run.http.get("/readyz")
            run.gateway.beaten.clear()
            while not run.gateway.heartbeats or not run.gateway.heartbeats[-1]["draining"]:
                await asyncio.wait_for(run.gateway.beaten.wait(), 5)
                run.gateway.beaten.clear()
            assert sorted(run.gateway.heartbeats[-1]["runs"]) == ["run_1", "run_2"]
            finish.set()
            told = await asyncio.wait_for(other, 10)
            code, lines = await run.end(30)
            assert (await stuck).failure == ("stopped", False)

    assert (refused.status_code, ready.status_code) == (503, 503)
    assert (told.text, told.last.type) == ("one two", "run-finished")
    assert code == 70
    assert logged(lines, "stuck; leaving")["runs_cut"] == 0


async def test_a_tool_that_returns_late_costs_nobody_the_container(tmp_path: Path) -> None:
    async with started(tmp_path, with_sleeper=True) as run:
        run.model.play = sleeping
        async with reading(run, "tool-called") as task:
            await run.asleep()
            ending = asyncio.create_task(run.http.delete("/runs/run_1"))
            assert (await task).failure == ("stopped", False)
            run.wake()
            answer = await ending
        run.model.play = lambda _asked, voice: voice.say("alive")
        async with run.http.stream("POST", "/runs", json=run.body(run_id="run_2")) as response:
            told = await read_run(response)

    assert answer.status_code == 204
    assert told.text == "alive"


async def test_a_slot_is_not_free_while_its_thread_lives(tmp_path: Path) -> None:
    async with started(tmp_path, with_sleeper=True, CREW_SLOTS="1") as run:
        run.model.play = sleeping
        async with reading(run, "tool-called") as task:
            await run.asleep()
            ending = asyncio.create_task(run.http.delete("/runs/run_1"))
            assert (await task).failure == ("stopped", False)
            meanwhile = await run.http.post("/runs", json=run.body(run_id="run_2"))
            run.wake()
            assert (await ending).status_code == 204
            run.model.play = lambda _asked, voice: voice.say("free")
            async with run.http.stream("POST", "/runs", json=run.body(run_id="run_3")) as response:
                told = await read_run(response)

    assert (meanwhile.status_code, meanwhile.json()["detail"]) == (503, "All slots are taken.")
    assert told.text == "free"


async def test_a_blocked_loop_ends_the_process(tmp_path: Path) -> None:
    loop = asyncio.get_running_loop()
    async with started(tmp_path, CREW_BLOCKED_SECONDS="1") as run:

        async def play(_asked: Asked, voice: Voice) -> None:
            await voice.call(("get_interaction_summary", {}))

        run.model.play = play
        asked_at = loop.time()
        request = asyncio.create_task(run.http.post("/runs", json=run.body(organization_id="blocked")))
        code, lines = await run.end(30)
        gone_after = loop.time() - asked_at
        await asyncio.wait([request])

    assert code == 71
    assert gone_after >= 1
    line = logged(lines, "event loop blocked; leaving")
    assert line["at"].endswith(" blocking")
    assert line["seconds"] >= 1
    print(f"gone {gone_after:.2f} s after the question, with a limit of 1 s")  # noqa: T201 - with `pytest -s`


async def test_after_its_last_run_the_container_finishes_and_ends_in_order(tmp_path: Path) -> None:
    async with started(tmp_path, CREW_MAX_RUNS="2") as run:
        finish = asyncio.Event()

        async def play(_asked: Asked, voice: Voice) -> None:
            await voice.say("one ", finish=None)
            await finish.wait()
            await voice.say("two")

        run.model.play = play
        async with (
            reading(run, "text-delta") as first,
            reading(run, "text-delta", run_id="run_2") as second,
        ):
            refused = await run.http.post("/runs", json=run.body(run_id="run_3"))
            finish.set()
            texts = [(await asyncio.wait_for(task, 10)).text for task in (first, second)]
            code, lines = await run.end(30)

    assert refused.status_code == 503
    assert texts == ["one two", "one two"]
    assert code == 0
    assert logged(lines, "worn out; leaving")["runs_cut"] == 0
    assert run.gateway.heartbeats[-1]["draining"] is True


async def test_a_container_that_holds_too_much_memory_is_done(tmp_path: Path) -> None:
    async with started(tmp_path, CREW_MAX_RSS_MB="64") as run:
        code, lines = await run.end(30)

    assert code == 0
    assert logged(lines, "more memory than a container may hold")["megabytes"] > 64
    assert {"ts", "level", "logger", "event"} <= set(lines[0])
