"""OpenAI's protocol over a real socket: streams, whole answers, tools, limits, usage and errors."""

import asyncio
import json
from typing import Any

import httpx
import pytest

from infra.simulators.model.settings import ModelSimulatorSettings
from tests.infra.simulators.model.conftest import serving
from tests.infra.simulators.model.wire import PATH, body_of, log, script, stream

QUESTION = "How many interactions per channel do we have?"
TOOLS = ("get_interaction_summary", "list_interactions")


async def test_a_stream_and_a_whole_answer_say_the_same(client: httpx.AsyncClient) -> None:
    streamed = await stream(client, body_of("hello"))
    whole = (await client.post(PATH, json=body_of("hello"))).json()

    assert streamed.text == whole["choices"][0]["message"]["content"]
    assert len(streamed.pieces) >= 20
    assert (streamed.finish, streamed.done) == ("stop", True)
    assert whole["choices"][0]["finish_reason"] == "stop"
    assert whole["object"] == "chat.completion"
    assert {chunk["object"] for chunk in streamed.chunks} == {"chat.completion.chunk"}
    assert len({chunk["id"] for chunk in streamed.chunks}) == 1


async def test_every_answer_says_that_a_simulator_spoke(client: httpx.AsyncClient) -> None:
    streamed = await stream(client, body_of("hello", stream_options={"include_usage": True}))
    whole = (await client.post(PATH, json=body_of("hello"))).json()

    assert {(chunk["model"], chunk["system_fingerprint"]) for chunk in [*streamed.chunks, whole]} == {
        ("simulator/analyst", "simulator")
    }
    models = (await client.get("/v1/models")).json()
    assert [model["id"] for model in models["data"]] == ["simulator/analyst"]


async def test_usage_comes_last_and_only_when_asked_for(client: httpx.AsyncClient) -> None:
    asked = await stream(client, body_of("hello", stream_options={"include_usage": True}))
    unasked = await stream(client, body_of("hello"))

    *others, last = asked.chunks
    assert last["choices"] == []
    spoken = len(asked.pieces)
    assert last["usage"] == {"prompt_tokens": 1, "completion_tokens": spoken, "total_tokens": spoken + 1}
    assert {chunk["usage"] for chunk in others} == {None}
    assert not any("usage" in chunk for chunk in unasked.chunks)
    assert (await client.post(PATH, json=body_of("hello"))).json()["usage"] == last["usage"]


async def test_tool_calls_are_streamed_in_pieces_and_finish_as_tool_calls(client: httpx.AsyncClient) -> None:
    body = body_of("How many orders came from Germany and France?", tools=TOOLS)
    heard = await stream(client, body)
    whole = (await client.post(PATH, json=body)).json()["choices"][0]

    assert heard.finish == whole["finish_reason"] == "tool_calls"
    assert [(name, arguments["q"]) for _, name, arguments in heard.calls] == [
        ("list_interactions", "Germany"),
        ("list_interactions", "France"),
    ]
    assert len({call_id for call_id, _, _ in heard.calls}) == 2
    parts = [part for delta in heard.deltas for part in delta.get("tool_calls", ())]
    assert len(parts) > 10
    assert [json.loads(call["function"]["arguments"]) for call in whole["message"]["tool_calls"]] == [
        arguments for _, _, arguments in heard.calls
    ]
    assert whole["message"]["content"] is None


async def test_the_choice_and_number_of_calls_can_be_forced(client: httpx.AsyncClient) -> None:
    two = "How many orders came from Germany and France?"
    single = await stream(client, body_of(two, tools=TOOLS, parallel_tool_calls=False))
    named = {"type": "function", "function": {"name": "get_interaction_summary"}}
    forced = await stream(client, body_of("hello", tools=TOOLS, tool_choice=named))
    none = await stream(client, body_of(two, tools=TOOLS, tool_choice="none"))

    assert len(single.calls) == 1
    assert [name for _, name, _ in forced.calls] == ["get_interaction_summary"]
    assert none.calls == []
    assert none.finish == "stop"


async def test_a_json_schema_is_answered_by_an_instance(client: httpx.AsyncClient) -> None:
    schema = {"type": "object", "properties": {"n": {"type": "integer", "minimum": 4}}, "required": ["n"]}
    named = {"type": "json_schema", "json_schema": {"name": "x", "schema": schema}}

    heard = await stream(client, body_of(QUESTION, response_format=named))

    assert json.loads(heard.text) == {"n": 4}


async def test_stop_words_end_the_answer_before_them(client: httpx.AsyncClient) -> None:
    full = (await stream(client, body_of("hello"))).text
    cut = await stream(client, body_of("hello", stop=["into your"]))
    listed = await stream(client, body_of("hello", stop="!"))

    assert cut.text == full[: full.index("into your")]
    assert listed.text == full[: full.index("!")]
    assert cut.finish == "stop"


@pytest.mark.parametrize("field", ["max_tokens", "max_completion_tokens"])
async def test_an_answer_ends_at_the_token_limit(client: httpx.AsyncClient, field: str) -> None:
    full = await stream(client, body_of("hello"))
    limited = await stream(client, {**body_of("hello"), field: 5})

    assert limited.pieces == full.pieces[:5]
    assert limited.finish == "length"


async def test_content_may_come_in_parts(client: httpx.AsyncClient) -> None:
    image = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AA=="}}
    message = {"role": "user", "content": [{"type": "text", "text": "hello"}, image]}

    heard = await stream(client, {"model": "m", "messages": [message]})

    assert heard.text.startswith("Hello!")


@pytest.mark.parametrize(
    ("body", "param"),
    [
        (b"{not json", None),
        (b"{}", "model"),
        (b'{"model": "m", "messages": []}', "messages"),
        (b'{"model": "m", "messages": [{"role": "nobody", "content": "x"}]}', "messages.0.role"),
        (b'{"model": "m", "messages": [{"role": "user", "content": "x"}], "max_tokens": 0}', "max_tokens"),
    ],
)
async def test_a_bad_request_is_refused_in_openais_shape(
    client: httpx.AsyncClient, body: bytes, param: str | None
) -> None:
    answer = await client.post(PATH, content=body)

    assert answer.status_code == 400
    error = answer.json()["error"]
    assert (error["type"], error["param"], error["code"]) == ("invalid_request_error", param, None)
    assert error["message"]


async def test_an_unknown_url_or_method_is_refused_in_openais_shape(client: httpx.AsyncClient) -> None:
    unknown = await client.get("/v1/embeddings")
    wrong = await client.get(PATH)

    assert (unknown.status_code, unknown.json()["error"]["code"]) == (404, "unknown_url")
    assert (wrong.status_code, wrong.json()["error"]["code"]) == (405, "method_not_supported")


async def test_it_says_that_it_lives(client: httpx.AsyncClient) -> None:
    assert (await client.get("/livez")).status_code == 200


def test_a_key_is_demanded_only_when_one_is_set() -> None:
    settings = ModelSimulatorSettings.model_validate({"first_token_ms": 0, "token_ms": 0, "api_key": "sesame"})
    with serving(settings) as url, httpx.Client(base_url=url, trust_env=False) as client:
        refused = client.post(PATH, json=body_of("hello"), headers={"authorization": "Bearer other"})
        let_in = client.post(PATH, json=body_of("hello"), headers={"authorization": "Bearer sesame"})

    assert (refused.status_code, refused.json()["error"]["code"]) == (401, "invalid_api_key")
    assert let_in.status_code == 200


async def test_many_streams_at_once_do_not_mix(client: httpx.AsyncClient) -> None:
    rules: list[dict[str, Any]] = [
        {"match": {"contains": f"<{n}>"}, "then": {"text": f"w{n} " * 50}} for n in range(40)
    ]
    await script(client, *rules)

    heard = await asyncio.gather(*(stream(client, body_of(f"say <{n}>")) for n in range(40)))

    assert [each.text for each in heard] == [f"w{n} " * 50 for n in range(40)]


async def test_each_delta_is_a_write_of_its_own_even_without_delay(url: str) -> None:
    reader, writer = await asyncio.open_connection(*url.removeprefix("http://").split(":"))
    body = json.dumps({**body_of("hello"), "stream": True}).encode()
    head = f"POST {PATH} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: {len(body)}\r\n\r\n"
    writer.write(head.encode() + body)
    received = await reader.read()
    writer.close()
    await writer.wait_closed()

    # Chunked framing: one HTTP chunk holds exactly one event.
    frames = received.split(b"\r\n\r\n", 1)[1].split(b"\r\n")
    payloads = [frame for frame in frames if frame.startswith(b"data: ")]
    assert len(payloads) > 20
    assert all(payload.count(b"data: ") == 1 for payload in payloads)


async def test_at_least_five_thousand_tokens_a_second_are_sent(client: httpx.AsyncClient) -> None:
    await script(client, {"then": {"repeat_tokens": 10_000}})

    async with client.stream("POST", PATH, json=body_of("go", stream=True)) as response:
        size = sum([len(data) async for data in response.aiter_raw()])

    entry = (await log(client))[0]
    assert size > 10_000 * 100
    assert entry["tokens_sent"] == 10_000
    # Measured are about 40,000 a second, so the promise leaves room on a busy machine.
    assert entry["closed_ms"] - entry["first_token_at_ms"] < 2_000
