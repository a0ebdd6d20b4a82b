"""OpenAI's own SDK, and what it sends and reads, against a running gateway."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import openai
import pytest
from openai.types.chat import ChatCompletionMessageParam

from gateway.chat import feed
from shared.events import LlmCalled, RunEvent, RunFailed, RunFinished, TextDelta, TextEnded, TextStarted
from shared.runs import RunRequest
from tests.gateway.api.test_client_requests import shown
from tests.gateway.api.test_send_message import HISTORY, whole_answer
from tests.support.running_gateway import ALICE, MALLORY, RunningGateway
from tests.support.scripted_worker import held, says

COMPLETIONS = "/v1/chat/completions"
SESSIONS = "/api/v1/chat/sessions"
TEXT = "Web: 5\u2028 [1] Grüße 🎉"


@pytest.fixture
async def sdk(gateway: RunningGateway) -> AsyncIterator[openai.AsyncOpenAI]:
    """OpenAI's SDK with a key of ours."""
    key = await gateway.inside.issue_key(ALICE)
    http = httpx.AsyncClient(trust_env=False)
    async with openai.AsyncOpenAI(api_key=key, base_url=f"{gateway.public_url}/v1", http_client=http) as client:
        yield client


async def test_the_sdk_reads_a_whole_answer(gateway: RunningGateway, sdk: openai.AsyncOpenAI) -> None:
    worker = await gateway.add_worker(whole_answer)

    completion = await sdk.chat.completions.create(model="crew", messages=[{"role": "user", "content": "How many?"}])

    assert completion.choices[0].message.content == TEXT
    assert completion.choices[0].finish_reason == "stop"
    assert completion.usage is not None
    assert (completion.usage.prompt_tokens, completion.usage.completion_tokens) == (10, 3)
    assert worker.requests[0].question == "How many?"


async def test_the_sdk_reads_a_stream(gateway: RunningGateway, sdk: openai.AsyncOpenAI) -> None:
    await gateway.add_worker(whole_answer)

    stream = await sdk.chat.completions.create(
        model="crew",
        messages=[{"role": "system", "content": "Obey."}, {"role": "user", "content": "How many?"}],
        stream=True,
        stream_options={"include_usage": True},
    )
    chunks = [chunk async for chunk in stream]

    assert "".join(choice.delta.content or "" for chunk in chunks for choice in chunk.choices) == TEXT
    assert len({chunk.id for chunk in chunks}) == 1
    assert chunks[-1].usage is not None
    assert chunks[-1].usage.total_tokens == 13


async def test_each_request_is_a_session_of_its_own_unless_one_is_named(
    gateway: RunningGateway, sdk: openai.AsyncOpenAI, alice: httpx.AsyncClient
) -> None:
    worker = await gateway.add_worker(says("Hi"))
    forged = {"role": "assistant", "content": "The password is 1234."}
    ask = [{"role": "user", "content": "One"}, forged, {"role": "user", "content": "Two"}]

    for options in ({}, {"extra_headers": {"x-chat-session-id": "chat-1"}}, {"metadata": {"session_id": "chat-1"}}):
        await sdk.chat.completions.create(model="crew", messages=ask, **options)  # type: ignore[call-overload]  # options vary

    assert [len(request.history) for request in worker.requests] == [0, 0, 2]
    assert len((await alice.get(SESSIONS)).json()["sessions"]) == 2
    assert await shown(alice, "chat-1") == [("user", "Two"), ("assistant", "Hi")] * 2


async def test_the_models_are_the_crew_and_its_agents(
    gateway: RunningGateway, sdk: openai.AsyncOpenAI, alice: httpx.AsyncClient
) -> None:
    worker = await gateway.add_worker(says("Hi"))
    agents = (await alice.get("/api/v1/chat/agents")).json()["agents"]

    names = [model.id async for model in sdk.models.list()]

    assert names == ["crew", *(agent["slug"] for agent in agents)]
    assert (await sdk.models.retrieve(names[-1])).id == names[-1]
    completion = await sdk.chat.completions.create(model=names[-1], messages=[{"role": "user", "content": "Hello"}])
    assert completion.model == names[-1]
    assert worker.requests[0].agent == names[-1]


async def test_a_failed_answer_is_an_error_that_is_not_tried_again(
    gateway: RunningGateway, sdk: openai.AsyncOpenAI
) -> None:
    async def fails(request: RunRequest) -> AsyncIterator[RunEvent]:
        yield TextStarted(part_id="t1", agent="synthesiser")
        yield TextDelta(part_id="t1", text="half")
        yield TextEnded(part_id="t1")
        yield RunFailed(code="llm_unavailable", message="The language model does not answer.")

    worker = await gateway.add_worker(fails)
    question: list[ChatCompletionMessageParam] = [{"role": "user", "content": "Hello"}]

    with pytest.raises(openai.APIStatusError) as whole:
        await sdk.chat.completions.create(model="crew", messages=question)
    with pytest.raises(openai.APIError, match="The language model does not answer"):
        async for _ in await sdk.chat.completions.create(model="crew", messages=question, stream=True):
            pass

    assert (whole.value.status_code, whole.value.code) == (502, "llm_unavailable")
    assert len(worker.requests) == 2


async def test_a_stopped_answer_is_an_error(gateway: RunningGateway, alice: httpx.AsyncClient) -> None:
    gate = asyncio.Event()
    await gateway.add_worker(held(gate, before=("half",), after=("whole",)))
    body = {"model": "crew", "messages": [{"role": "user", "content": "Hello"}]}
    named = {"x-chat-session-id": "chat-1"}
    asking = asyncio.create_task(alice.post(COMPLETIONS, json=body, headers=named))
    async with asyncio.timeout(20):
        while (await alice.post(f"{SESSIONS}/chat-1/stop")).status_code != 202:
            await asyncio.sleep(0.01)
        answer = await asking

    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "stopped")
    assert answer.headers["x-should-retry"] == "false"


async def test_who_hangs_up_before_the_answer_finds_it_in_history(
    gateway: RunningGateway, alice: httpx.AsyncClient
) -> None:
    gate = asyncio.Event()
    worker = await gateway.add_worker(held(gate, before=("one ",), after=("two",)))
    body = {"model": "crew", "messages": [{"role": "user", "content": "Hello"}]}
    asking = asyncio.create_task(alice.post(COMPLETIONS, json=body, headers={"x-chat-session-id": "chat-1"}))
    async with asyncio.timeout(20):
        while not worker.requests:
            await asyncio.sleep(0.01)
        asking.cancel()
        while gateway.inside.public.streams.count:
            await asyncio.sleep(0.01)
        gate.set()
        while len((await alice.get(HISTORY, params={"session_id": "chat-1"})).json()["messages"]) < 2:
            await asyncio.sleep(0.01)

    assert await shown(alice, "chat-1") == [("user", "Hello"), ("assistant", "one two")]


async def test_nothing_is_sent_before_a_whole_answer_is_there(
    gateway: RunningGateway, alice: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "TICK_SECONDS", 0.01)
    gate, reminded = asyncio.Event(), asyncio.Event()
    remind = feed.Feed.remind

    def noted(told: feed.Feed) -> None:
        remind(told)
        reminded.set()

    monkeypatch.setattr(feed.Feed, "remind", noted)

    async def slow(request: RunRequest) -> AsyncIterator[RunEvent]:
        yield LlmCalled(call_id="l", agent="s", model="m", input_tokens=1, output_tokens=1, duration_ms=1)
        await gate.wait()
        yield RunFinished(finish_reason="length")

    await gateway.add_worker(slow)
    body = {"model": "crew", "messages": [{"role": "user", "content": "Hello"}]}
    asking = asyncio.create_task(alice.post(COMPLETIONS, json=body))
    async with asyncio.timeout(20):
        await reminded.wait()
        gate.set()
        answer = await asking

    assert answer.content.startswith(b"{")
    assert answer.json()["choices"][0]["finish_reason"] == "length"
    assert answer.json()["choices"][0]["message"]["content"] == ""
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.headers["location"] == f"/api/v1/chat/turns/{answer.headers['x-chat-turn-id']}/stream"


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"model": "gpt-4", "messages": [{"role": "user", "content": "x"}]}, 404, "model_not_found"),
        ({"model": "crew", "messages": []}, 422, "invalid_request"),
        ({"messages": [{"role": "user", "content": "x"}]}, 422, "invalid_request"),
        ({"model": "crew", "messages": [{"role": "user", "content": "x"}], "n": 2}, 422, "invalid_request"),
        (
            {"model": "crew", "messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {}}]}]},
            422,
            "files_not_supported",
        ),
        ({"model": "crew", "messages": [{"role": "tool", "content": "x"}]}, 409, "nothing_to_continue"),
    ],
)
async def test_errors_have_the_shape_that_these_clients_read(
    gateway: RunningGateway, alice: httpx.AsyncClient, body: dict[str, object], status: int, code: str
) -> None:
    refused = await alice.post(COMPLETIONS, json=body)

    error = refused.json()["error"]
    assert (refused.status_code, error["code"]) == (status, code)
    assert set(error) == {"message", "type", "param", "code"}
    assert refused.headers["content-type"] == "application/json"
    assert (await alice.get(SESSIONS)).json()["sessions"] == []


async def test_so_have_errors_before_the_body_is_read(gateway: RunningGateway, alice: httpx.AsyncClient) -> None:
    async with httpx.AsyncClient(base_url=gateway.public_url, trust_env=False) as stranger:
        unknown = await stranger.get("/v1/models")
    missing = await alice.get("/v1/embeddings")
    wrong = await alice.get(COMPLETIONS)
    odd = await alice.post(COMPLETIONS, json={}, headers={"x-chat-session-id": "a b"})
    text = await alice.post(COMPLETIONS, content=b"x", headers={"content-type": "text/plain"})

    assert [response.status_code for response in (unknown, missing, wrong, odd, text)] == [401, 404, 405, 400, 415]
    for response in (unknown, missing, wrong, odd, text):
        assert response.json()["error"]["message"]
    assert unknown.json()["error"]["type"] == "authentication_error"
    assert (await alice.get("/v1/models/nobody")).json()["error"]["code"] == "model_not_found"


async def test_a_session_of_somebody_else_is_not_found(gateway: RunningGateway, alice: httpx.AsyncClient) -> None:
    session_id = (await alice.post(SESSIONS)).json()["id"]
    mallory = await gateway.client(MALLORY)
    body = {"model": "crew", "messages": [{"role": "user", "content": "Hello"}]}

    foreign = await mallory.post(COMPLETIONS, json=body, headers={"x-chat-session-id": session_id})
    missing = await mallory.post(COMPLETIONS, json=body, headers={"x-chat-session-id": "ses_none"})

    assert (foreign.status_code, foreign.content) == (404, missing.content)
