"""Whatever a platform answers that is no answer, every tool says so: never a fault, never "there is nothing"."""

import gzip
import json
import os
import re
import resource
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from crew_container.gateway_client import platform as platform_client
from crew_container.gateway_client.artifacts import Artifacts, CallArtifacts
from crew_container.gateway_client.platform import Platform
from crew_container.policy.citations import CitationBook
from crew_container.tools import create_artifact
from crew_container.tools.catalogue import all_tools
from crew_container.tools.results import MAX_RESULT_BYTES, ToolContext
from gateway.chat.model import Principal
from gateway.platform.upstream import MAX_BYTES
from shared.ids import OrganizationId, ToolCallId, UserId
from shared.tools import ToolResult
from tests.gateway.platform.test_facade import allow_everything
from tests.requirements import requirement
from tests.support import other_crow as other
from tests.support.held_turn import HeldTurn, held_turn
from tests.support.moods import HOSTILE, always
from tests.support.other_crow import Mood, OtherCrow
from tests.support.running_gateway import RunningGateway, running_gateway

pytestmark = pytest.mark.asyncio(loop_scope="module")

GARDENER = Principal(OrganizationId(other.GARDEN), UserId(other.GARDENER))
CALLS: dict[str, dict[str, str]] = {
    "get_interaction_summary": {},
    "list_interactions": {},
    "search_interactions": {"query": "frost"},
    "interaction_timeseries": {"since": "2020-01-01", "bucket": "day"},
    "search_patterns": {"query": "frost"},
    "list_patterns": {},
    "get_pattern_report": {"period": "weekly"},
    "search_products": {"query": "pot"},
    "list_products": {},
    "get_product": {"id": "pot-1"},
    "get_organization_context": {"query": "returns"},
    "get_analytics_overview": {},
}
# An object that names no organization is nobody's, and told like one that is not there.
OF_NOBODY = {("get_product", "an empty object"), ("get_product", "another object")} | {
    ("get_product", "rows that it counts and does not give")
}
# What is counted is told, also without the rest.
COUNTED = {("get_interaction_summary", "rows that it counts and does not give")} | {
    ("get_analytics_overview", "rows that it counts and does not give")
}
# Of all tools every third is tried with each mood, another third with the next; HOSTILE_SHARE=1 tries all.
SHARE = int(os.environ.get("HOSTILE_SHARE", "3"))
FAILED = {"unavailable", "rate_limited", "timeout"}


@dataclass
class Stage:
    """Every tool, behind the real façade, in front of a platform of any mood."""

    gateway: RunningGateway
    platform: OtherCrow
    turn: HeldTurn
    http: httpx.AsyncClient

    async def use(self, name: str) -> ToolResult:
        """One tool, as a fresh run would use it."""
        client = Platform(
            self.http,
            base_url=self.gateway.internal_url,
            organization_id=OrganizationId(other.GARDEN),
            grant=self.turn.request.grant,
            credentials=self.turn.worker.credentials,
        )
        artifacts = Artifacts(
            self.http,
            base_url=self.gateway.internal_url,
            grant=self.turn.request.grant,
            credentials=self.turn.worker.credentials,
        )
        kept = CallArtifacts(artifacts, ToolCallId("call_1"), lambda _: None)
        tool = all_tools()[name]
        return await tool.answer(ToolContext(client, CitationBook(), kept), tool.parse({**CALLS[name]}))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[Stage]:
    folder: Path = tmp_path_factory.mktemp("hostile")
    limits = {"tool_requests": 1_000_000, "tool_pages": 1_000_000, "tool_bytes": 2**40}
    async with (
        other.other_crow() as platform,
        running_gateway(
            folder,
            api_gateway_url=platform.url,
            internal_gateway_key=other.KEY,
            platform_cache_seconds=0,
            **limits,
        ) as gateway,
        held_turn(gateway, GARDENER) as turn,
        httpx.AsyncClient(trust_env=False) as http,
    ):
        allow_everything(gateway)
        yield Stage(gateway, platform, turn, http)


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Trying again is tried elsewhere."""
    monkeypatch.setattr(platform_client, "MAX_RETRIES", 0)


async def test_every_tool_is_tried() -> None:
    # What the crew keeps goes to the gateway, not to the platform.
    assert CALLS.keys() == all_tools().keys() - {create_artifact.NAME}


def but_for_permissions(mood: Mood) -> Mood:
    """What a user may see is told as ever: without it nothing would be asked at all."""
    return lambda request, response: response if request.url.path.endswith("/permissions") else mood(request, response)


ODD: tuple[object, ...] = (
    None,
    7,
    "row",
    [],
    {},
    {"id": None, "name": None, "summary": 5, "timestamp": "never", "price": "12", "metadata": []},
    {"id": {"a": 1}, "title": ["x"], "type": {}, "data": "{", "sourceType": 9, "confidence": "high", "tags": {"a": 1}},
    {"id": "x" * 60_000, "name": "n" * 60_000, "summary": "s" * 60_000, "category": "c" * 60_000, "type": "t" * 60_000},
    {"id": "nul\0half\ud800", "name": "a\0b\udfff", "summary": "a\0b\ud800", "data": '{"title": "\\ud800\\u0000"}'},
    {
        "id": "big",
        "timestamp": 10**30,
        "createdAt": -(10**30),
        "price": 10**400,
        "score": 1e308,
        "count": -4,
        "name": "b",
    },
    {"id": "odd", "timestamp": float("nan"), "price": float("inf"), "score": float("-inf"), "confidence": float("nan")},
    {"id": "deep", "data": "[" * 5_000, "metadata": {"a": {"b": {"c": [[[[]]]]}}}, "report": '{"anomalies": 7}'},
    {"id": "proto", "metadata": {"__proto__": {"x": 1}, "constructor": None, "a\0": 1}, "__proto__": {}},
)


@requirement("another-platform")
async def test_odd_rows_spoil_no_result(stage: Stage) -> None:
    names = ("interactions", "results", "patterns", "products", "categories", "descriptions")
    rows = [{**row, "organizationId": other.GARDEN} if isinstance(row, dict) else row for row in ODD]
    product = {"id": "pot-1", "organizationId": other.GARDEN, **dict.fromkeys(names, rows)}
    counts = {"total": len(rows), "web": 10**400, "cctv": -1, "social": float("inf"), "byType": {"a": float("nan")}}
    body = json.dumps({**product, **counts, "name": "a\0\ud800", "structuredData": {"summary": "\ud800"}})
    stage.platform.mood = but_for_permissions(always(body))
    for name in CALLS:
        result = await stage.use(name)
        told = result.model_dump_json(exclude_none=True).encode()
        assert result.ok, (name, result)
        assert len(told) <= MAX_RESULT_BYTES, name
        assert not re.search(rb"\\u0000|\\ud[89a-f]|NaN|Infinity", told, re.IGNORECASE), (name, told)
    stage.platform.mood = None


async def test_an_endless_answer_takes_no_memory(stage: Stage) -> None:
    bomb = gzip.compress(b" " * (16 * MAX_BYTES))
    stage.platform.mood = but_for_permissions(always(bomb, headers={"content-encoding": "gzip"}))
    await stage.use("get_interaction_summary")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    results = [await stage.use(name) for name in ("get_interaction_summary", "list_interactions", "list_products")]
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    stage.platform.mood = None

    assert [result.error.code for result in results if result.error] == ["unavailable"] * 3
    assert grown * 1024 < 4 * MAX_BYTES


@requirement("another-platform", "unavailable")
async def test_what_is_no_answer_is_told_as_none_by_every_tool(stage: Stage) -> None:
    wrong: list[str] = []
    for number, (mood, made) in enumerate(HOSTILE.items()):
        for name in list(CALLS)[number % SHARE :: SHARE]:
            stage.platform.mood = but_for_permissions(made())
            result = await stage.use(name)
            if (name, mood) in OF_NOBODY and result.ok and result.total == 0:
                continue
            if (name, mood) in COUNTED and result.ok and result.total == 900:
                continue
            if result.ok or result.error is None or result.error.code not in FAILED:
                wrong.append(f"{name}, {mood}: {result}")
    stage.platform.mood = None

    assert wrong == [], "\n".join(wrong)
