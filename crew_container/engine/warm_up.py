"""Let some agents answer once before the first question, without a network: CrewAI builds classes at the first use."""

import asyncio
import contextvars
import json

import httpx
from pydantic import JsonValue

from crew_container.engine.agent_tools import offered_tools
from crew_container.engine.answer import answer
from crew_container.engine.crew import Crew
from crew_container.engine.model import Model
from crew_container.engine.outbox import Outbox
from crew_container.engine.run import Run
from crew_container.gateway_client.artifacts import Artifacts
from crew_container.gateway_client.platform import Platform
from shared.agents import AgentSpec
from shared.ids import AgentId, OrganizationId, RunId, TurnId
from shared.providers import Provider
from shared.runs import RunRequest

MODEL = "warm-up"
NOWHERE = "http://warm-up.invalid"


async def warm_up() -> None:
    """Run agents of no consequence, with all tools; model and platform are functions in this module."""
    async with (
        httpx.AsyncClient(transport=httpx.MockTransport(_speak)) as speaking,
        httpx.AsyncClient(transport=httpx.MockTransport(_know_nothing)) as knowing,
    ):
        model = Model(speaking, [Provider(base_url=NOWHERE)])
        crew = Crew(offered_tools(), model=model, model_name=MODEL, reply_tokens=16, window_tokens=8192)
        platform = Platform(
            knowing, base_url=NOWHERE, organization_id=OrganizationId("nobody"), grant="none", credentials={}
        )
        artifacts = Artifacts(knowing, base_url=NOWHERE, grant="none", credentials={})
        outbox = Outbox(RunId("run_warm_up"), on_progress=lambda: None)
        run = Run(_request(), platform=platform, artifacts=artifacts, outbox=outbox)
        # A context of its own, like every run: CrewAI would go on writing into this one for the life of the process.
        await asyncio.get_running_loop().create_task(_answer(crew, run), context=contextvars.Context())
        await run.work.end(grace_seconds=1.0)


async def _answer(crew: Crew, run: Run) -> None:
    await answer(crew, run)


def _request() -> RunRequest:
    return RunRequest(
        run_id=RunId("run_warm_up"),
        turn_id=TurnId("turn_warm_up"),
        organization_id=OrganizationId("nobody"),
        question="Is everything in place?",
        # Two at once, and one that speaks with their findings: the longest way through the crew.
        agents=tuple(_agent(slug, tuple(offered_tools())) for slug in ("first", "second")),
        synthesiser=_agent("third", ()),
        asked_at="2026-01-01T00:00:00Z",
        grant="none",
        deadline_seconds=30,
    )


def _agent(slug: str, tools: tuple[str, ...]) -> AgentSpec:
    return AgentSpec(
        id=AgentId(slug), slug=slug, name=slug, description=slug, role=slug, goal=slug, prompt=slug, tools=tools
    )


def _speak(request: httpx.Request) -> httpx.Response:
    """Choose everybody, call the first tool that is offered, then say one word."""
    asked = json.loads(request.content)
    if not asked["stream"]:
        slugs = asked["response_format"]["json_schema"]["schema"]["properties"]["agents"]["items"]["enum"]
        return _chunk({"content": json.dumps({"agents": slugs})})
    if asked.get("tools") and not any(message["role"] == "tool" for message in asked["messages"]):
        function = {"name": asked["tools"][0]["function"]["name"], "arguments": "{}"}
        return _chunk({"tool_calls": [{"index": 0, "id": "1", "type": "function", "function": function}]})
    return _chunk({"content": "ready"})


def _chunk(message: dict[str, JsonValue]) -> httpx.Response:
    return httpx.Response(200, json={"choices": [{"message": message, "finish_reason": "stop"}]})


def _know_nothing(_request: httpx.Request) -> httpx.Response:
    return httpx.Response(200, json={})
