"""A client that leaves is seen at once, wherever the answer stands; the log tells how each request ended."""

import asyncio
import time
from typing import Any

import httpx
import pytest

from infra.simulators.model.settings import ModelSimulatorSettings
from tests.infra.simulators.model.conftest import serving
from tests.infra.simulators.model.wire import PATH, body_of, events, log, script, stream, until_open

# Promised are 50 ms; a test on a busy machine may wait longer.
GENEROUS_MS = 500


async def leave(client: httpx.AsyncClient, body: dict[str, Any], *, after_events: int) -> float:
    """Hang up after so many events, or while nothing has come yet; the time of it."""
    if after_events == 0:
        asking = asyncio.ensure_future(client.post(PATH, json=body))
        await until_open(client, 1)
        asking.cancel()
        left = time.time() * 1000
        with pytest.raises(asyncio.CancelledError):
            await asking
        return left
    async with client.stream("POST", PATH, json=body) as response:
        heard = events(response)
        for _ in range(after_events):
            await anext(heard)
        return time.time() * 1000


@pytest.mark.parametrize(
    ("behaviour", "streamed", "after_events"),
    [
        ({"hang": True}, True, 0),
        ({"hang": True}, False, 0),
        ({"first_token_ms": 60_000}, True, 0),
        ({"first_token_ms": 60_000}, False, 0),
        ({"first_token_ms": 0, "token_ms": 60_000}, True, 2),
        ({"hang_after_tokens": 3}, True, 4),
        ({"repeat_tokens": 200_000}, True, 5),
    ],
)
async def test_a_hang_up_is_seen_at_once(
    client: httpx.AsyncClient, *, behaviour: dict[str, Any], streamed: bool, after_events: int
) -> None:
    await script(client, {"match": {"contains": "go"}, "then": behaviour})

    left = await leave(client, body_of("go", stream=streamed), after_events=after_events)
    await until_open(client, 0)

    entry = (await log(client))[0]
    assert entry["outcome"] == "client_closed"
    assert entry["closed_ms"] - left < GENEROUS_MS


async def test_the_log_tells_what_was_asked_and_sent(client: httpx.AsyncClient) -> None:
    heard = await stream(client, body_of("hello", tools=("search_patterns",)))

    (entry,) = await log(client)
    assert (entry["id"], entry["model"], entry["stream"]) == (heard.chunks[0]["id"], "@cf/any/model", True)
    assert (entry["tools"], entry["messages"], entry["outcome"]) == (["search_patterns"], 1, "finished")
    assert entry["completion_tokens"] == entry["tokens_sent"] == len(heard.pieces)
    assert entry["prompt_tokens"] > 1
    assert entry["started_ms"] <= entry["first_token_at_ms"] <= entry["closed_ms"]
    assert entry["request"] is None


async def test_open_completions_are_counted(client: httpx.AsyncClient) -> None:
    await script(client, {"match": {"contains": "go"}, "then": {"hang": True}})

    asking = [asyncio.ensure_future(client.post(PATH, json=body_of("go"))) for _ in range(3)]
    await until_open(client, 3)
    for each in asking:
        each.cancel()
    await until_open(client, 0)

    assert [entry["outcome"] for entry in await log(client)] == ["client_closed"] * 3
    await asyncio.wait(asking)


async def test_the_log_can_be_emptied(client: httpx.AsyncClient) -> None:
    await stream(client, body_of("hello"))

    await client.delete("/_sim/log")

    assert await log(client) == []


def test_requests_are_kept_when_the_setting_says_so() -> None:
    settings = ModelSimulatorSettings(first_token_ms=0, token_ms=0, keep_requests=True)
    with serving(settings) as url, httpx.Client(base_url=url, trust_env=False) as client:
        client.post(PATH, json=body_of("hello"))
        (entry,) = client.get("/_sim/log").json()

    assert entry["request"] == [{"role": "user", "content": "hello"}]
