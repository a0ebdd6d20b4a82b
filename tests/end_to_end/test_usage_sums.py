"""What the gateway has written down of mixed turns is what the model's provider has counted itself.

`PROVE_SIZE` is how many turns there are (a multiple of four is asked); `make prove` asks a hundred.
"""

import asyncio
import os
from collections import Counter
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from tests.crew_container.whole_product import CREWAI_WARNINGS, MESSAGES, WholeProduct, whole_product
from tests.requirements import requirement
from tests.support.running_gateway import ALICE
from tests.support.ui_stream import chunks_of

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.filterwarnings(CREWAI_WARNINGS)]

TURNS = max(4, int(os.environ.get("PROVE_SIZE", "12")) // 4 * 4)
AT_ONCE = 8
READ, WRITTEN = "gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens"
LONG = "The days were quiet and the evenings busy. " * 10
# How the model behaves towards a question that has the word in it.
BEHAVIOURS = [
    {"match": {"schema": True}, "then": {"text": '{"agents": []}'}},
    # What is said beside the answers also has the question in it.
    {"match": {"contains": "material; what they ask for"}, "then": {"text": "Evenings"}},
    {"match": {"contains": "finish"}, "then": {"text": LONG}},
    {"match": {"contains": "stopped"}, "then": {"text": LONG, "hang_after_tokens": 20}},
    {"match": {"contains": "interrupted"}, "then": {"text": LONG, "hang_after_tokens": 30}},
    {"match": {"contains": "failed"}, "then": {"text": LONG, "cut_after_tokens": 25}},
]
KINDS = ("finish", "stopped", "interrupted", "failed")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def product(tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[WholeProduct]:
    folder: Path = tmp_path_factory.mktemp("usage")
    async with whole_product(
        folder,
        platform_url="http://127.0.0.1:9",
        platform_key="none",
        has_small_jobs=True,
        silence_seconds=2.0,
    ) as running:
        yield running


async def ask(client: httpx.AsyncClient, question: str) -> str:
    """Ask, stop what is to be stopped, and say how it ended."""
    async with client.stream("POST", MESSAGES, json={"message": question}) as response:
        received = b""
        is_stopped = "stopped" not in question
        async for piece in response.aiter_bytes():
            received += piece
            if not is_stopped and b'"text-delta"' in received:
                is_stopped = True
                await client.post(f"/api/v1/chat/turns/{response.headers['x-chat-turn-id']}/stop")
    chunks = chunks_of(received)
    return "finish" if chunks[-1]["type"] == "finish" else str(chunks[-1].get("errorText", chunks[-1]["type"]))


async def rows_of(client: httpx.AsyncClient) -> list[dict[str, Any]]:
    """Every row of the usage."""
    rows: list[dict[str, Any]] = []
    query: dict[str, str] = {"limit": "200"}
    while True:
        page = (await client.get("/api/v1/usage/calls", params=query)).json()
        rows += page["calls"]
        if page["after"] is None:
            return rows
        query["after"] = page["after"]


@requirement("usage", "usage-sums")
async def test_the_usage_of_mixed_turns_is_what_the_provider_has_counted(product: WholeProduct) -> None:
    await product.script(*BEHAVIOURS)
    client = await product.gateway.client(ALICE)
    places = asyncio.Semaphore(AT_ONCE)

    async def one(number: int) -> str:
        async with places:
            return await ask(client, f"Number {number}: {KINDS[number % 4]}?")

    ends = Counter(await asyncio.gather(*(one(number) for number in range(TURNS))))
    log: list[dict[str, Any]] = []
    rows: list[dict[str, Any]] = []
    async with asyncio.timeout(30):
        # The last small jobs write their rows beside the answers: two for each whole answer.
        while len(rows) < 2 * TURNS + 2 * (TURNS // 4):
            rows = await rows_of(client)
            await asyncio.sleep(0.05)
    log = (await product.model.get("/_sim/log")).json()
    total = (await client.get("/api/v1/usage", params={"by": "agent"})).json()

    assert len(ends) == 4, ends
    assert set(ends.values()) == {TURNS // 4}, ends
    # One row a call, and one call a row.
    assert len(rows) == len(log)
    counted = [row for row in rows if not row["estimated"]]
    whole = [entry for entry in log if entry["outcome"] == "finished"]
    # What the provider counted is there to the token.
    assert sorted((row[READ], row[WRITTEN]) for row in counted) == sorted(
        (entry["prompt_tokens"], entry["tokens_sent"]) for entry in whole
    )
    # Of the others nobody told a count: what was asked and said is estimated from its bytes.
    cut = [row for row in rows if row["estimated"]]
    broken = [entry for entry in log if entry["outcome"] != "finished"]
    assert len(cut) == len(broken) == 3 * TURNS // 4
    ratios = {
        name: sum(row[name] for row in cut) / sum(entry[theirs] for entry in broken)
        for name, theirs in ((READ, "prompt_tokens"), (WRITTEN, "tokens_sent"))
    }
    print(f"\n{TURNS} turns, {len(rows)} calls, {len(cut)} estimated; estimate ÷ count: {ratios}")  # noqa: T201
    assert all(0.8 < ratio < 2.0 for ratio in ratios.values()), ratios
    assert all(row[WRITTEN] > 0 for row in cut)
    for name in (READ, WRITTEN):
        assert total["total"][name] == sum(row[name] for row in rows) == sum(group[name] for group in total["groups"])
