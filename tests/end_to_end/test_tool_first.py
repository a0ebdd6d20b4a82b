"""Two products in front of one platform: one begins with calls that are certain, the other asks its model first."""

import asyncio
import json
import re
import sqlite3
from collections.abc import AsyncGenerator, Sequence
from contextlib import AsyncExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from starlette.responses import StreamingResponse

from gateway.chat.model import Principal
from infra.simulators.model.app import build_app
from infra.simulators.model.settings import ModelSimulatorSettings
from shared.ids import OrganizationId, UserId
from tests.crew_container.loopback import serving
from tests.crew_container.whole_product import (
    CREWAI_WARNINGS,
    MESSAGES,
    WholeProduct,
    joined_container,
    whole_product,
)
from tests.gateway.api.test_send_message import HISTORY
from tests.requirements import requirement
from tests.support import other_crow as other
from tests.support.other_crow import OtherCrow
from tests.support.platform_stub import platform_stub
from tests.support.running_gateway import ALICE, running_gateway
from tests.support.told import Told
from tests.support.ui_stream import chunks_of

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.filterwarnings(CREWAI_WARNINGS)]

GARDENER = Principal(OrganizationId(other.GARDEN), UserId(other.GARDENER))
QUESTION = "How many interactions per channel do we have?"
LEDGER = "SELECT fingerprint, status, body FROM tool_call ORDER BY fingerprint"
NEW = re.compile(r"\b([a-z]{2,8}_)[0-9a-z]{26}")
TIMES = {"startedAt", "finishedAt", "toolTimes"}
HANG = {"match": {"contains": 'name="get_interaction_summary" call='}, "then": {"hang": True}}


@dataclass
class Pair:
    """Both products, and what their platform was asked."""

    first: WholeProduct
    usual: WholeProduct
    platform: OtherCrow


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pair(tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[Pair]:
    async with AsyncExitStack() as stack:
        platform = await stack.enter_async_context(other.other_crow())
        products = [
            await stack.enter_async_context(
                whole_product(
                    tmp_path_factory.mktemp("tool_first"),
                    platform_url=platform.url,
                    platform_key=other.KEY,
                    platform_cache_seconds=0,
                    assessment_enabled=True,
                    tool_first_enabled=is_first,
                )
            )
            for is_first in (True, False)
        ]
        yield Pair(products[0], products[1], platform)


def shown(told: Any) -> Any:
    """What a person is shown: without ids, which are new in every answer, and without times."""
    bare = NEW.sub(r"\1", json.dumps(told, sort_keys=True))
    return _without_times(json.loads(bare))


def _without_times(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_times(each) for name, each in value.items() if name not in TIMES}
    return [_without_times(each) for each in value] if isinstance(value, list) else value


def shown_chunks(chunks: Sequence[dict[str, Any]]) -> Any:
    """The chunks but for what names the turn and what counts tokens."""
    return shown([chunk for chunk in chunks if chunk["type"] not in {"start", "finish", "message-metadata"}])


async def calls_of_model(product: WholeProduct) -> int:
    """How often the model was asked since the last time."""
    log = (await product.model.get("/_sim/log")).json()
    entries = log["requests"] if isinstance(log, dict) else log
    await product.model.delete("/_sim/log")
    return len(entries)


@requirement("tool-first")
@pytest.mark.parametrize("question", [QUESTION, "How many usage events are there by type?"])
async def test_both_paths_show_and_ask_the_same_and_one_asks_the_model_less(pair: Pair, question: str) -> None:
    told, asked, models = [], [], []
    for product in (pair.first, pair.usual):
        pair.platform.asked.clear()
        told.append(await product.ask(GARDENER, question))
        asked.append(sorted(map(str, pair.platform.asked)))
        models.append(await calls_of_model(product))

    first, usual = told
    assert first.text
    assert shown_chunks(first.chunks) == shown_chunks(usual.chunks)
    assert first.tools == usual.tools != set()
    assert asked[0] == asked[1] != []
    assert models[1] - models[0] == 1
    assert first.chunks[-1]["messageMetadata"]["assessment"]["firstTools"][0] in first.tools
    assert "firstTools" not in usual.chunks[-1]["messageMetadata"]["assessment"]


def ledger(product: WholeProduct) -> list[Any]:
    """What the gateway keeps of the platform's answers to the calls of running turns."""
    with closing(sqlite3.connect(product.gateway.database_file)) as database:
        return database.execute(LEDGER).fetchall()


async def stopped_in_the_middle(product: WholeProduct) -> tuple[list[Any], list[dict[str, Any]], Any]:
    """Stop while the model has the results and says nothing: the ledger by then, the chunks, the stored parts."""
    await product.script(HANG)
    client = await product.gateway.client(GARDENER)
    async with asyncio.timeout(30), client.stream("POST", MESSAGES, json={"message": QUESTION}) as response:
        pieces = response.aiter_bytes()
        received = b""
        while b'"tool-output-available"' not in received:
            received += await anext(pieces)
        await product.model.get("/_sim/open", params={"until": 1, "timeout_seconds": 15})
        rows = ledger(product)
        session = (await client.get("/api/v1/chat/sessions")).json()["sessions"][0]["id"]
        assert (await client.post(f"/api/v1/chat/sessions/{session}/stop")).status_code == 202
        received += b"".join([piece async for piece in pieces])
    await product.script()
    history = await client.get(HISTORY, params={"session_id": session})
    return rows, chunks_of(received), history.json()["messages"][-1]["parts"]


@requirement("tool-first", "stop")
async def test_both_paths_keep_the_same_ledger_and_are_stopped_alike(pair: Pair) -> None:
    rows, chunks, parts = await stopped_in_the_middle(pair.first)
    usual_rows, usual_chunks, usual_parts = await stopped_in_the_middle(pair.usual)

    assert json.loads(rows[0][2])
    assert rows == usual_rows
    assert chunks[-1] == {"type": "abort"}
    assert shown_chunks(chunks) == shown_chunks(usual_chunks)
    assert shown(parts) == shown(usual_parts)
    assert ledger(pair.first) == ledger(pair.usual) == []
    assert await calls_of_model(pair.first) == 1
    assert await calls_of_model(pair.usual) == 2


@requirement("tool-first", "moved")
async def test_a_container_that_dies_in_its_first_call_is_replaced_and_the_platform_asked_once(tmp_path: Path) -> None:
    answers = asyncio.Event()

    async def slowly() -> AsyncGenerator[bytes]:
        await answers.wait()
        yield b'{"web": 5, "cctv": 4, "social": 3, "total": 12}'

    simulator = ModelSimulatorSettings(first_token_ms=0, token_ms=0)
    async with AsyncExitStack() as stack:
        platform = await stack.enter_async_context(platform_stub())
        path = f"/api/v1/interactions/organization/{ALICE.organization_id}/summary"
        platform.answers[path] = StreamingResponse(slowly(), media_type="application/json")
        model_url = await stack.enter_async_context(serving(build_app(simulator)))
        gateway = await stack.enter_async_context(
            running_gateway(tmp_path, api_gateway_url=platform.url, assessment_enabled=True)
        )
        crews = {}
        for _ in range(2):
            life = await stack.enter_async_context(AsyncExitStack())
            crews[await life.enter_async_context(joined_container(gateway, model_url))] = life
        client = await gateway.client()
        async with asyncio.timeout(30), client.stream("POST", MESSAGES, json={"message": QUESTION}) as response:
            pieces = response.aiter_bytes()
            received = b""
            while b'"tool-input-available"' not in received:
                received += await anext(pieces)
            (busy,) = [crew for crew in crews if crew.runs.running]
            await crews[busy].aclose()
            while received.count(b'"tool-input-available"') < 2:
                received += await anext(pieces)
            answers.set()
            received += b"".join([piece async for piece in pieces])

    told = Told(chunks_of(received))
    first, second = (chunk["toolCallId"] for chunk in told.chunks if chunk.get("toolName") == "get_interaction_summary")
    ends = [(chunk["type"], chunk["toolCallId"]) for chunk in told.chunks if chunk["type"].startswith("tool-output")]
    assert ends[:2] == [("tool-output-error", first), ("tool-output-available", second)]
    assert {row[0]: row[1] for row in told.rows()}["web"] == "5"
    assert [asked for asked, _ in platform.asked] == [path]
