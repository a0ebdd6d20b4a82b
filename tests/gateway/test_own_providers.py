"""The gateway's own answers at several providers: who is asked, who is told to have failed, and when it is too late."""

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from starlette.responses import Response, StreamingResponse

from gateway.models import own_call
from gateway.models.model import AT_ONCE
from tests.gateway.test_decisions import GREETING, Stage, greets, metadata_of, stage, streamed, text_of
from tests.requirements import requirement
from tests.support.model_stub import ModelStub, Say, elsewhere, model_stub
from tests.support.scripted_worker import says

Rows = list[dict[str, Any]]


@asynccontextmanager
async def two_providers(
    folder: Path, first: Say, second: Say = greets, *, is_open: bool = True
) -> AsyncGenerator[tuple[Stage, ModelStub]]:
    """A gateway whose model has another provider."""
    async with model_stub(second) as other:
        fallback = {"base_url": elsewhere(other.url), "model": "other"}
        async with stage(folder, first, is_open=is_open, llm_fallbacks=[fallback]) as on:
            yield on, other


def streams_asked_of(stub: ModelStub) -> int:
    """How often somebody wanted an answer there."""
    return sum(bool(asked.get("stream")) for asked in stub.asked)


async def own_calls(on: Stage) -> Rows:
    """The calls for answers of our own, oldest first."""
    rows = (await on.alice.get("/api/v1/usage/calls")).json()["calls"]
    return [row for row in reversed(rows) if row["gen_ai.agent.name"] == "assistant"]


async def lines(*said: dict[str, Any]) -> AsyncIterator[str]:
    """A stream of these chunks, which ends without saying so."""
    for chunk in said:
        yield f"data: {json.dumps(chunk)}\n\n"


def breaks_off(*said: dict[str, Any]) -> Response:
    """A stream that breaks off after these chunks."""
    return StreamingResponse(lines(*said), media_type="text/event-stream")


ROLE_ONLY: dict[str, Any] = {"choices": [{"delta": {"role": "assistant"}}]}


@requirement("providers", "small-talk-without-workers")
@pytest.mark.parametrize(
    "broken",
    [
        lambda: Response(status_code=503),
        streamed,
        lambda: Response(b"data: nonsense\n\n", media_type="text/event-stream"),
        lambda: breaks_off(ROLE_ONLY),
    ],
    ids=["refuses", "says nothing", "speaks nonsense", "breaks off before its first word"],
)
async def test_another_provider_greets_when_the_first_one_does_not(tmp_path: Path, broken: Any) -> None:
    async with two_providers(tmp_path, lambda asked: broken() if asked.get("stream") else "-") as (on, other):
        _, chunks = await on.ask("hi there")
        rows = await own_calls(on)

    metadata = metadata_of(chunks)
    assert text_of(chunks) == GREETING
    assert metadata["fallbacks"] == ["localhost"]
    assert "skipped" not in metadata
    assert streams_asked_of(other) == 1
    assert [(row["gen_ai.provider.name"], row["gen_ai.request.model"], row["failed_providers"]) for row in rows] == [
        ("127.0.0.1", on.gateway.settings.llm_model, []),
        ("localhost", "other", ["127.0.0.1"]),
    ]
    assert rows[0]["gen_ai.response.finish_reasons"] == ["error"]


@requirement("providers")
async def test_after_the_first_word_nobody_else_is_asked(tmp_path: Path) -> None:
    word = {"choices": [{"delta": {"content": "Hel"}}]}
    async with two_providers(tmp_path, lambda asked: breaks_off(word) if asked.get("stream") else "-") as (on, other):
        _, chunks = await on.ask("hi there")

    assert (text_of(chunks), chunks[-1]["type"]) == ("Hel", "error")
    assert streams_asked_of(other) == 0


@requirement("providers")
async def test_a_provider_that_goes_on_failing_is_left_alone_whatever_it_is_asked_for(tmp_path: Path) -> None:
    async with two_providers(tmp_path, lambda _: Response(status_code=500)) as (on, other):
        for number in range(5):
            _, chunks = await on.ask(f"hi there{'!' * number}")
            assert text_of(chunks) == GREETING
        failed = [row["failed_providers"] for row in await own_calls(on) if row["gen_ai.provider.name"] == "localhost"]

    # Titles and suggestions are asked of the same providers: between them it had its three chances, and what was on its
    # way by then.
    assert 3 <= len(on.model.asked) <= 3 + AT_ONCE
    assert streams_asked_of(other) == 5
    assert failed[-1] == []


@requirement("providers", "answer-anyway")
async def test_the_crew_answers_when_no_provider_does(tmp_path: Path) -> None:
    def refuses(_: dict[str, Any]) -> Response:
        return Response(status_code=500)

    async with two_providers(tmp_path, refuses, refuses) as (on, _):
        await on.gateway.add_worker(says("Hello from the crew."))
        _, chunks = await on.ask("good morning")
        rows = await own_calls(on)

    assert text_of(chunks) == "Hello from the crew."
    assert metadata_of(chunks)["skipped"] == ["responder"]
    assert [(row["gen_ai.provider.name"], row["failed_providers"]) for row in rows] == [
        ("127.0.0.1", []),
        ("localhost", ["127.0.0.1"]),
    ]


@requirement("providers")
async def test_what_the_request_is_at_fault_for_is_asked_of_nobody_else(tmp_path: Path) -> None:
    async with two_providers(tmp_path, lambda _: Response(status_code=400)) as (on, other):
        await on.gateway.add_worker(says("Hello from the crew."))
        _, chunks = await on.ask("good morning")

    assert text_of(chunks) == "Hello from the crew."
    assert streams_asked_of(other) == 0


@requirement("providers")
async def test_a_provider_that_hangs_is_given_up_for_the_next_and_may_have_cost_something(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(own_call, "FIRST_TOKEN_SECONDS", 0.2)
    async with two_providers(tmp_path, greets, is_open=False) as (on, _):
        async with asyncio.timeout(10):
            _, chunks = await on.ask("hi there")
        rows = await own_calls(on)

    assert text_of(chunks) == GREETING
    assert [(row["gen_ai.provider.name"], row["gen_ai.usage.input_tokens"] > 0, row["estimated"]) for row in rows] == [
        ("127.0.0.1", True, True),
        ("localhost", True, False),
    ]
    assert rows[0]["gen_ai.response.finish_reasons"] == ["cut"]
