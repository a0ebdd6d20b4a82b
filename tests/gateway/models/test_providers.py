"""The gateway's model at several providers, and what is told of it."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from starlette.responses import Response

from gateway.models import model as model_module
from gateway.models.model import Model, ModelFailed, open_model_client
from gateway.models.providers import Providers
from shared.events import LlmCalled, RunEvent, RunFinished, TextDelta, TextEnded, TextStarted
from shared.providers import Provider
from shared.runs import RunRequest
from tests.gateway.api.test_send_message import HISTORY, MESSAGES
from tests.gateway.test_small_jobs import suggested
from tests.requirements import requirement
from tests.support.model_stub import elsewhere, model_stub, providers_at
from tests.support.running_gateway import running_gateway
from tests.support.scripted_worker import says
from tests.support.ui_stream import chunks_of


def refuses(_: dict[str, Any]) -> Response:
    return Response(status_code=503)


@requirement("providers")
async def test_the_next_one_is_asked_and_one_that_goes_on_failing_is_left_alone() -> None:
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(open_model_client())
        first = await stack.enter_async_context(model_stub(refuses))
        second = await stack.enter_async_context(model_stub(lambda _: "yes"))
        others = Provider(base_url=elsewhere(second.url), model="m-2", byok=True)
        model = Model(client, Providers([Provider(base_url=first.url), others], model="m-1"))
        written = [await model.write("Write.", "m", max_tokens=7, job="titles") for _ in range(5)]

    calls = [each.call for each in written]
    assert {(call.provider, call.asked_model, call.byok) for call in calls} == {("localhost", "m-2", True)}
    assert [call.failed_providers for call in calls] == [("127.0.0.1",)] * 3 + [None] * 2
    assert (len(first.asked), len(second.asked)) == (3, 5)
    # What the others may have cost is not lost.
    assert [[call.provider for call in each.earlier] for each in written] == [["127.0.0.1"]] * 3 + [[]] * 2


@requirement("providers")
async def test_when_all_fail_every_call_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model_module, "TIME_LIMIT_SECONDS", 0.1)
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(open_model_client())
        hanging = await stack.enter_async_context(model_stub(lambda _: "late", is_open=False))
        refusing = await stack.enter_async_context(model_stub(refuses))
        model = Model(client, providers_at(hanging.url, elsewhere(refusing.url)))
        with pytest.raises(ModelFailed) as failed:
            await model.write("Write.", "m" * 35, max_tokens=7, job="titles")

    assert (failed.value.call.provider, failed.value.call.input_tokens) == ("localhost", 0)
    assert [(call.provider, call.input_tokens > 0) for call in failed.value.earlier] == [("127.0.0.1", True)]


@requirement("providers")
async def test_many_that_hang_cost_no_more_than_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model_module, "TIME_LIMIT_SECONDS", 0.1)
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(open_model_client())
        hanging = [await stack.enter_async_context(model_stub(lambda _: "late", is_open=False)) for _ in range(4)]
        model = Model(client, providers_at(*(each.url for each in hanging)))
        with pytest.raises(ModelFailed) as failed:
            await model.write("Write.", "m", max_tokens=7, job="titles")

    assert [len(each.asked) for each in hanging] == [1, 1, 0, 0]
    # Who was not asked has no row in the usage.
    assert len(failed.value.earlier) == 1


@requirement("providers")
async def test_a_gateway_asks_its_fallbacks_for_what_is_written_beside_answers(tmp_path: Path) -> None:
    async with model_stub(refuses) as first, model_stub(lambda _: "Since when?") as second:
        fallback = {"base_url": elsewhere(second.url), "model": "other", "byok": True}
        async with running_gateway(tmp_path, llm_base_url=first.url, llm_fallbacks=[fallback]) as gateway:
            await gateway.add_worker(says("yes"))
            alice = await gateway.client()
            asked = await alice.post(MESSAGES, json={"message": "?"})
            await suggested(alice, asked.headers["x-chat-turn-id"])
            rows = (await alice.get("/api/v1/usage/calls")).json()["calls"]

    answered = [row for row in rows if row["gen_ai.provider.name"] == "localhost"]
    assert [row["failed_providers"] for row in answered] == [["127.0.0.1"]] * len(answered)
    assert {(row["gen_ai.request.model"], row["byok"]) for row in answered} == {("other", True)}
    assert len(rows) == 2 * len(answered)


@requirement("providers", "usage")
async def test_a_message_says_who_answered_in_anothers_place(tmp_path: Path) -> None:
    async def switched(_: RunRequest) -> AsyncIterator[RunEvent]:
        for number, failed in enumerate([None, ("first",)]):
            yield LlmCalled(
                call_id=f"l{number}",
                agent="a",
                model="m",
                provider="second" if failed else "first",
                failed_providers=failed,
                input_tokens=1,
                output_tokens=1,
                duration_ms=1,
            )
        yield TextStarted(part_id="t", agent="a")
        yield TextDelta(part_id="t", text="yes")
        yield TextEnded(part_id="t")
        yield RunFinished(finish_reason="stop")

    async with running_gateway(tmp_path) as gateway:
        await gateway.add_worker(switched)
        alice = await gateway.client()
        answer = await alice.post(MESSAGES, json={"message": "?"})
        session_id = answer.headers["x-chat-session-id"]
        stored = (await alice.get(HISTORY, params={"session_id": session_id})).json()["messages"][1]["metadata"]
        exported = await alice.get(f"/api/v1/chat/sessions/{session_id}/export", params={"format": "json"})
        imported = await alice.post("/api/v1/chat/sessions/import", json=exported.json())
        rows = (await alice.get("/api/v1/usage/calls")).json()["calls"]

    told = chunks_of(answer.content)[-1]["messageMetadata"]
    assert told["fallbacks"] == stored["fallbacks"] == ["second"]
    assert [row["failed_providers"] for row in rows] == [["first"], []]
    assert imported.status_code == 201, imported.text
