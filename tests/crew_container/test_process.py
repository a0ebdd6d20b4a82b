"""`python -m crew_container` as a process: start, refusals, where it connects to, and its end."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import httpx
import pytest

from tests.crew_container.conftest import run_body
from tests.crew_container.loopback import serving
from tests.crew_container.reading import read_run
from tests.crew_container.scripted_gateway import ScriptedGateway
from tests.crew_container.scripted_model import SPECIALISTS, Asked, ScriptedModel, Voice

KEY = "a-key-for-tests"
# CrewAI takes long to be imported where others work too.
PATIENCE_SECONDS = 90
# Runs the module under an audit hook that notes every look-up and connection. A hook cannot be removed, and sees what
# CrewAI's own threads do. Without uvloop, whose connections are made in C where no hook sees them.
TRAPPED = """
import gc, runpy, sys
seen = open(sys.argv.pop(), "a", buffering=1)
def note(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto"):
        print(event, arguments[1] if event != "socket.getaddrinfo" else arguments[:2], gc.isenabled(), file=seen)
sys.addaudithook(note)
sys.modules["uvloop"] = None
runpy.run_module("crew_container", run_name="__main__", alter_sys=True)
"""


def environment(**settings: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "LANG", "PYTHONPATH", "VIRTUAL_ENV"}}
    return {**kept, "PYTHONUNBUFFERED": "1", **settings}


@asynccontextmanager
async def process(*arguments: str, cwd: Path, **settings: str) -> AsyncGenerator[asyncio.subprocess.Process]:
    started = await asyncio.create_subprocess_exec(
        sys.executable,
        *arguments,
        env=environment(PYTHONPATH=str(Path(__file__).parents[2]), **settings),
        cwd=cwd,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield started
    finally:
        if started.returncode is None:
            started.kill()
        await started.communicate()


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({}, ["GATEWAY_INTERNAL_URL", "WORKER_KEY", "LLM_BASE_URL"]),
        ({"CREW_PORT": "high", "CREW_SLOTS": "33", "WORKER_KEY": "short"}, ["CREW_PORT", "CREW_SLOTS", "WORKER_KEY"]),
        ({"LLM_BASE_URL": "ftp://x"}, ["LLM_BASE_URL"]),
        ({"CREW_EXTRA_TOOLS": '["os:system"]'}, ["CREW_EXTRA_TOOLS"]),
    ],
)
async def test_wrong_settings_are_one_clear_line(tmp_path: Path, settings: dict[str, str], named: list[str]) -> None:
    async with process("-m", "crew_container", cwd=tmp_path, **settings) as started:
        _, said = await asyncio.wait_for(started.communicate(), PATIENCE_SECONDS)
    assert started.returncode == 2
    assert said.count(b"\n") == 1
    for name in named:
        assert name.encode() in said
    assert b"short" not in said


async def test_an_extra_tool_that_is_not_there_is_one_clear_line(tmp_path: Path) -> None:
    settings = {
        "CREW_EXTRA_TOOLS": '["crewai_tools:FileReadTool"]',
        "GATEWAY_INTERNAL_URL": "http://127.0.0.1:9",
        "WORKER_KEY": KEY,
        "LLM_BASE_URL": "http://127.0.0.1:9",
    }
    async with process("-m", "crew_container", cwd=tmp_path, **settings) as started:
        _, said = await asyncio.wait_for(started.communicate(), PATIENCE_SECONDS)
    assert started.returncode == 2
    reason = b"crewai_tools:FileReadTool needs the optional package crewai-tools: install the extra 'crew-tools'"
    assert said.splitlines()[1:] == [b"crew_container: " + reason]


async def test_a_whole_life_stays_on_loopback_and_ends_in_order(tmp_path: Path) -> None:
    model = ScriptedModel()
    model.plan = list(SPECIALISTS)

    async def play(asked: Asked, voice: Voice) -> None:
        if asked.agent != "synthesiser" and not asked.tool_results:
            await voice.call((asked.body["tools"][0]["function"]["name"], {"query": "x"}))
        elif asked.agent == "synthesiser" and asked.question.startswith("hold"):
            await voice.say("word", finish=None)
            await voice.gone.wait()
        else:
            await voice.say("fine")

    model.play = play
    gateway = ScriptedGateway()
    seen = tmp_path / "connections"
    async with AsyncExitStack() as stack:
        model_url = await stack.enter_async_context(serving(model))
        gateway_url = await stack.enter_async_context(serving(gateway.app()))
        started = await stack.enter_async_context(
            process(
                "-c",
                TRAPPED,
                str(seen),
                cwd=tmp_path,
                CREW_PORT="0",
                GATEWAY_INTERNAL_URL=gateway_url,
                WORKER_KEY=KEY,
                LLM_BASE_URL=model_url + "/v1",
                # A folder that cannot be written to: CrewAI would put keys and state there.
                HOME="/nonexistent",
                # What a deployment may have set by accident.
                CREWAI_TRACING_ENABLED="true",
            )
        )
        async with asyncio.timeout(PATIENCE_SECONDS):
            await gateway.registered.wait()
        http = await stack.enter_async_context(
            httpx.AsyncClient(base_url=gateway.registrations[0]["url"], headers={"x-worker-key": KEY}, trust_env=False)
        )
        async with http.stream("POST", "/runs", json=run_body()) as response:
            assert (await read_run(response)).text == "fine"
        async with http.stream("POST", "/runs", json=run_body("hold the line", run_id="run_2")) as response:
            lines = response.aiter_lines()
            async for raw in lines:
                if '"text-delta"' in raw:
                    break
            started.send_signal(signal.SIGTERM)
            last = [raw async for raw in lines][-1]
            assert '"code":"shutting_down"' in last
        out, said = await asyncio.wait_for(started.communicate(), PATIENCE_SECONDS)
    assert started.returncode == 0
    assert out == b""
    assert b"Traceback" not in said
    farewell = {name: gateway.heartbeats[-1][name] for name in ("running", "draining", "runs")}
    assert farewell == {"running": 1, "draining": True, "runs": ["run_2"]}
    _check_traces(tmp_path, seen)


def _check_traces(folder: Path, seen: Path) -> None:
    """Only loopback was ever called, and nothing was written where the process ran."""
    connections = seen.read_text().splitlines()
    # The gateway and the model at least; how often depends on which connections were still open.
    assert len(connections) >= 2
    assert [line for line in connections if "127.0.0.1" not in line] == []
    # While CrewAI is imported nobody looks for garbage, but from then on.
    assert {line.rpartition(" ")[2] for line in connections} == {"True"}
    assert [path.name for path in folder.iterdir()] == ["connections"]


async def test_a_taken_port_is_one_clear_line(tmp_path: Path) -> None:
    async with serving(ScriptedModel()) as taken:
        port = taken.rpartition(":")[2]
        settings = {"CREW_PORT": port, "GATEWAY_INTERNAL_URL": taken, "WORKER_KEY": KEY, "LLM_BASE_URL": taken}
        async with process("-m", "crew_container", cwd=tmp_path, **settings) as started:
            _, said = await asyncio.wait_for(started.communicate(), 30)
    assert started.returncode == 2
    assert f"cannot listen on 127.0.0.1:{port}".encode() in said
