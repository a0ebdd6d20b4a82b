"""The client for small jobs: what it sends, what it takes for an answer, and where its patience ends."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from starlette.responses import JSONResponse, Response

from gateway.models import model as model_module
from gateway.models.model import MAX_ANSWER_BYTES, Model, ModelFailed, Written, open_model_client
from shared.events import LlmCalled
from tests.requirements import requirement
from tests.support.model_stub import ModelStub, Say, model_stub, providers_at
from tests.support.servers import free_port


@asynccontextmanager
async def asking(say: Say, *, api_key: str = "", is_open: bool = True) -> AsyncGenerator[tuple[Model, ModelStub]]:
    """A client and the server it asks."""
    async with model_stub(say, is_open=is_open) as stub, open_model_client() as client:
        yield Model(client, providers_at(f"{stub.url}/", key=api_key)), stub


def completion(content: Any, **more: Any) -> dict[str, Any]:
    """A chat completion."""
    return {"choices": [{"message": {"role": "assistant", "content": content}}], **more}


async def test_it_asks_once_and_briefly_and_says_who_wrote() -> None:
    async with asking(lambda _: " A title \n", api_key="secret") as (model, stub):
        written = await model.write("Write.", "material", max_tokens=7, job="titles")

    assert (written.text, written.model) == ("A title", "stub/writer")
    assert stub.asked == [
        {
            "model": "tiny",
            "messages": [{"role": "system", "content": "Write."}, {"role": "user", "content": "material"}],
            "max_tokens": 7,
            "stream": False,
        }
    ]
    assert stub.keys == ["Bearer secret"]


async def test_without_a_key_none_is_sent_and_an_unnamed_model_is_called_as_it_was_asked() -> None:
    async with asking(lambda _: JSONResponse(completion("x"))) as (model, stub):
        written = await model.write("Write.", "m", max_tokens=7, job="titles")
    assert (written.text, written.model) == ("x", "tiny")
    assert stub.keys == [None]


@pytest.mark.parametrize("thought", ["<think>hm</think>A title", "\n<think>\nno\n</think>\n\nA title"])
async def test_what_a_model_thinks_aloud_is_not_its_answer(thought: str) -> None:
    async with asking(lambda _: thought) as (model, _):
        assert (await model.write("Write.", "m", max_tokens=7, job="titles")).text == "A title"


async def test_a_thought_without_an_end_is_no_answer() -> None:
    async with asking(lambda _: "<think>hm, let me see") as (model, _):
        assert (await model.write("Write.", "m", max_tokens=7, job="titles")).text == ""


UNUSABLE: list[Response] = [
    Response(status_code=500),
    Response(status_code=429, headers={"retry-after": "0"}),
    JSONResponse(completion("x"), status_code=401),
    Response(status_code=302, headers={"location": "/elsewhere"}),
    Response("not json"),
    JSONResponse([]),
    JSONResponse({"choices": []}),
    JSONResponse({"error": {"message": "no"}}),
    JSONResponse({"choices": [{"message": {"content": 5}}]}),
    JSONResponse(completion("x" * MAX_ANSWER_BYTES)),
    Response(b'{"choices": [{"message": {"content": "\\ud800"}}]}'),
]


async def test_what_is_no_answer_fails_once_and_is_not_asked_for_again() -> None:
    unusable = iter(UNUSABLE)
    async with asking(lambda _: next(unusable)) as (model, stub):
        for _ in UNUSABLE:
            with pytest.raises(ModelFailed):
                await model.write("Write.", "m", max_tokens=7, job="titles")

    assert len(stub.asked) == len(UNUSABLE)


async def test_an_answer_without_text_is_an_empty_one() -> None:
    async with asking(lambda _: JSONResponse(completion(None))) as (model, _):
        assert (await model.write("Write.", "m", max_tokens=7, job="titles")).text == ""


async def test_a_server_that_is_not_there_fails() -> None:
    async with open_model_client() as client:
        model = Model(client, providers_at(f"http://127.0.0.1:{free_port()}/v1"))
        with pytest.raises(ModelFailed):
            await model.write("Write.", "m", max_tokens=7, job="titles")


async def test_patience_ends_and_the_request_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model_module, "TIME_LIMIT_SECONDS", 0.05)
    async with asking(lambda _: "late", is_open=False) as (model, stub):
        with pytest.raises(ModelFailed, match="too long"):
            await model.write("Write.", "m", max_tokens=7, job="titles")
        await until(lambda: stub.left == 1)


async def test_patience_begins_when_there_is_a_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model_module, "TIME_LIMIT_SECONDS", 0.1)
    async with asking(lambda _: "late", is_open=False) as (model, stub):
        jobs = [asyncio.create_task(model.write("Write.", "m", max_tokens=7, job="titles")) for _ in range(4)]
        done = await asyncio.gather(*jobs, return_exceptions=True)

    assert [type(failure) for failure in done] == [ModelFailed] * 4
    assert len(stub.asked) == 4


async def test_two_are_asked_at_once_and_a_cancelled_one_makes_room() -> None:
    async with asking(lambda _: "x", is_open=False) as (model, stub):
        jobs = [asyncio.create_task(model.write("Write.", "m", max_tokens=7, job="titles")) for _ in range(5)]
        await until(lambda: stub.open_now == 2)
        jobs[0].cancel()
        await until(lambda: stub.left == 1)
        await until(lambda: len(stub.asked) == 3)
        stub.gate.set()
        done = await asyncio.gather(*jobs, return_exceptions=True)

    assert stub.most_at_once == 2
    assert isinstance(done[0], asyncio.CancelledError)
    assert [each.text for each in done[1:] if isinstance(each, Written)] == ["x"] * 4


def counts(call: LlmCalled | None) -> tuple[object, ...]:
    """What is written down of a call."""
    assert call is not None
    return call.agent, call.model, call.asked_model, call.input_tokens, call.output_tokens, call.estimated


@requirement("usage")
async def test_a_call_is_counted_by_its_provider_or_estimated() -> None:
    usage = {"prompt_tokens": 31, "completion_tokens": 5}
    answers = iter(
        [
            JSONResponse(completion("x" * 35, model="m-2", usage=usage)),
            JSONResponse(completion("x" * 35, usage={})),
            JSONResponse(completion("x" * 35, usage={"prompt_tokens": -1, "completion_tokens": "many"})),
        ]
    )
    async with asking(lambda _: next(answers)) as (model, _):
        calls = [(await model.write("Write.", "m" * 29, max_tokens=7, job="titles")).call for _ in range(3)]

    assert [counts(call) for call in calls] == [
        ("titles", "m-2", "tiny", 31, 5, False),
        ("titles", "tiny", "tiny", 10, 10, True),
        ("titles", "tiny", "tiny", 10, 10, True),
    ]
    assert {call.provider for call in calls} == {"127.0.0.1"}


@requirement("usage")
async def test_a_call_that_fails_is_counted_as_far_as_it_may_have_cost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model_module, "TIME_LIMIT_SECONDS", 0.1)
    refused = iter([Response(status_code=500), Response("not json")])
    async with asking(lambda _: next(refused)) as (model, _):
        for expected in (0, 10):
            with pytest.raises(ModelFailed) as failed:
                await model.write("Write.", "m" * 29, max_tokens=7, job="titles")
            assert counts(failed.value.call) == ("titles", "tiny", "tiny", expected, 0, True)
    async with asking(lambda _: "late", is_open=False) as (model, _):
        with pytest.raises(ModelFailed) as failed:
            await model.write("Write.", "m" * 29, max_tokens=7, job="titles")
        assert counts(failed.value.call) == ("titles", "tiny", "tiny", 10, 0, True)


async def until(is_so: Any) -> None:
    """Wait for something, at most five seconds."""
    async with asyncio.timeout(5):
        while not is_so():
            await asyncio.sleep(0.001)
