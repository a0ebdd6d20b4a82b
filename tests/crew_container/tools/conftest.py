"""Tools against a platform that answers over real loopback HTTP."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx
import pytest

from crew_container.gateway_client.artifacts import Artifacts, CallArtifacts
from crew_container.gateway_client.platform import Platform
from crew_container.policy.citations import CitationBook
from crew_container.tools.catalogue import all_tools
from crew_container.tools.results import ToolContext
from shared.artifacts import ArtifactReceipt
from shared.ids import OrganizationId, ToolCallId
from shared.tools import ToolResult
from tests.crew_container.loopback import serving
from tests.crew_container.scripted_gateway import ScriptedGateway


@dataclass
class Toolbox:
    """`use` runs a tool as an agent would."""

    context: ToolContext
    gateway: ScriptedGateway
    made: list[ArtifactReceipt]

    async def use(self, name: str, **arguments: object) -> ToolResult:
        tool = all_tools()[name]
        return await tool.answer(self.context, tool.parse(arguments))  # type: ignore[arg-type]  # as a model sends them


@asynccontextmanager
async def toolbox_over(gateway: ScriptedGateway) -> AsyncGenerator[Toolbox]:
    """The tools in front of that gateway."""
    async with serving(gateway.app()) as url, httpx.AsyncClient(trust_env=False) as http:
        platform = Platform(
            http,
            base_url=url,
            organization_id=OrganizationId("org-1"),
            grant="grant",
            credentials={"x-worker-id": "wrk", "x-worker-key": "k"},
        )
        artifacts = Artifacts(
            http, base_url=url, grant="grant", credentials={"x-worker-id": "wrk", "x-worker-key": "k"}
        )
        made: list[ArtifactReceipt] = []
        calls = CallArtifacts(artifacts, ToolCallId("call_1"), made.append)
        yield Toolbox(ToolContext(platform, CitationBook(), calls), gateway, made)


@pytest.fixture
async def toolbox(gateway: ScriptedGateway) -> AsyncGenerator[Toolbox]:
    async with toolbox_over(gateway) as toolbox:
        yield toolbox
