"""Whatever the model's server does, a run ends with one event that says what happened."""

import asyncio
import json
from collections.abc import Awaitable, Callable

import pytest

from shared.events import AgentFinished, LlmCalled, RunFinished, TextEnded, TextStarted
from tests.crew_container.conftest import Bench
from tests.crew_container.scripted_model import SPECIALISTS, Asked, Play, Voice, plain


def refusing(status: int, message: str = "no", **headers: str) -> Play:
    async def play(_asked: Asked, voice: Voice) -> None:
        await voice.fail(status, {"error": {"message": message}}, **headers)

    return play


def writing(*pieces: bytes) -> Play:
    async def play(_asked: Asked, voice: Voice) -> None:
        for piece in pieces:
            await voice.write(piece)

    return play


HELLO = b'data: {"model":"m","choices":[{"delta":{"content":"hello"},"finish_reason":null}]}\n\n'
STOP = b'data: {"model":"m","choices":[{"delta":{},"finish_reason":"stop"}]}\n\n'

FAILURES: dict[str, tuple[Play, str, bool]] = {
    "wrong key": (refusing(401), "llm_refused", False),
    "unknown model": (refusing(404), "llm_refused", False),
    "bad request": (refusing(400), "llm_bad_request", False),
    "no tools": (refusing(400, "this model does not support tools"), "llm_tools_unsupported", False),
    "too long": (refusing(400, "maximum context length is 24000 tokens"), "llm_context", False),
    "out of order": (refusing(500), "llm_unavailable", True),
    "busy for long": (refusing(429, "Rate limit, too many requests", retry_after="60"), "llm_rate_limited", True),
    "cut off": (writing(HELLO), "llm_protocol", True),
    "nothing at all": (writing(b"data: [DONE]\n\n"), "llm_protocol", True),
    "empty text": (writing(STOP, b"data: [DONE]\n\n"), "llm_protocol", True),
    "not json": (writing(b"data: {oops\n\n"), "llm_protocol", True),
    "not utf-8": (writing(b'data: {"a": "\xff\xfe"}\n\n'), "llm_protocol", True),
    "error inside": (writing(HELLO, b'data: {"error":{"message":"rate limit","code":429}}\n\n'), "llm_protocol", True),
    "a list": (writing(b"data: []\n\n"), "llm_protocol", True),
    "a page": (writing(b"<html>\n\n</html>"), "llm_protocol", True),
}


@pytest.mark.parametrize("name", FAILURES)
async def test_a_failing_model_makes_one_clear_ending(bench: Bench, name: str) -> None:
    bench.model.play, code, is_retryable = FAILURES[name]
    told = await asyncio.wait_for(bench.ask(), 10)
    assert told.failure == (code, is_retryable)
    assert [event.outcome for event in told.of(AgentFinished)] == ["failed"]
    assert len(told.of(TextStarted)) == len(told.of(TextEnded))
    # The provider's own words stay inside.
    assert "rate limit" not in told.last.model_dump_json().lower()


@pytest.mark.parametrize("name", ["wrong key", "out of order", "cut off"])
async def test_when_the_model_is_what_fails_nobody_is_asked_to_write_about_it(bench: Bench, name: str) -> None:
    bench.model.play, code, is_retryable = FAILURES[name]
    bench.model.plan = list(SPECIALISTS)
    told = await asyncio.wait_for(bench.ask(), 10)
    assert told.failure == (code, is_retryable)
    assert bench.model.asked_by("synthesiser") == []


async def test_a_model_that_is_away_ends_the_run(bench: Bench) -> None:
    bench.container.runs._crew.model._endpoints[0]._url = "http://127.0.0.1:9/v1/chat/completions"
    told = await asyncio.wait_for(bench.ask(), 10)
    assert told.failure == ("llm_unavailable", True)


@pytest.mark.parametrize(("status", "headers"), [(500, {}), (503, {}), (429, {"retry_after": "0"})])
async def test_a_hiccup_before_the_first_token_is_not_noticed(
    bench: Bench, status: int, headers: dict[str, str]
) -> None:
    hiccups = iter([True])

    async def play(asked: Asked, voice: Voice) -> None:
        await (voice.fail(status, **headers) if next(hiccups, False) else plain(asked, voice))

    bench.model.play = play
    told = await bench.ask()
    assert told.text == "This is interaction_analyst."
    assert len(bench.model.asked_by("interaction_analyst")) == 2


async def test_nothing_is_repeated_after_the_first_token(bench: Bench) -> None:
    bench.model.play = FAILURES["cut off"][0]
    told = await bench.ask()
    assert told.text == "hello"
    assert len(bench.model.asked_by("interaction_analyst")) == 1


TOLERATED: dict[str, tuple[bytes, ...]] = {
    "usage in every chunk": (
        HELLO.replace(b"hello", b"a").replace(b"]}", b'],"usage":{"prompt_tokens":1,"completion_tokens":1}}'),
        HELLO.replace(b"hello", b"b").replace(b"]}", b'],"usage":{"prompt_tokens":1,"completion_tokens":2}}'),
        STOP,
    ),
    "no [DONE]": (HELLO.replace(b"hello", b"ab"), STOP),
    "null deltas": (
        b'data: {"choices":[{"delta":null}]}\n\ndata: {"choices":null}\n\n',
        HELLO.replace(b"hello", b"ab"),
        b'data: {"choices":[{"delta":{"content":null,"tool_calls":null},"finish_reason":"stop"}]}\n\n',
    ),
    "windows lines and comments": (
        b": keep-alive\r\n\r\n" + HELLO.replace(b"hello", b"ab").replace(b"\n", b"\r\n"),
        STOP.replace(b"\n", b"\r\n"),
    ),
    "done without a reason": (HELLO.replace(b"hello", b"ab"), b"data: [DONE]\n\n"),
}


@pytest.mark.parametrize("name", TOLERATED)
async def test_odd_but_whole_answers_are_understood(bench: Bench, name: str) -> None:
    bench.model.play = writing(*TOLERATED[name])
    told = await bench.ask()
    assert told.text == "ab"
    assert isinstance(told.last, RunFinished)


async def test_plain_json_is_understood_as_an_answer(bench: Bench) -> None:
    async def play(_asked: Asked, voice: Voice) -> None:
        await voice.begin(media_type="application/json")
        body = {"choices": [{"message": {"content": "whole"}, "finish_reason": "stop"}]}
        await voice.write(json.dumps(body).encode())

    bench.model.play = play
    assert (await bench.ask()).text == "whole"


async def test_a_connection_that_stays_open_after_the_end_does_not_hold_the_answer(bench: Bench) -> None:
    async def play(_asked: Asked, voice: Voice) -> None:
        await voice.write(HELLO + STOP)
        await asyncio.Event().wait()

    bench.model.play = play
    told = await asyncio.wait_for(bench.ask(), 5)
    assert isinstance(told.last, RunFinished)


async def test_refused_calls_cost_nothing(bench: Bench) -> None:
    bench.model.play = refusing(401)
    call = (await bench.ask()).of(LlmCalled)[-1]
    assert (call.input_tokens, call.output_tokens, call.finish_reason) == (0, 0, "error")


Stubborn = Callable[[Asked, Voice], Awaitable[None]]


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("get_interaction_summary", {}),
        ("list_interactions", {"limit": 5000}),
        ("list_interactions", "{not json"),
        ("list_interactions", "[]"),
        ("no_such_tool", {"a": 1}),
        ("", {}),
    ],
)
async def test_a_stubborn_model_comes_to_an_end(bench: Bench, name: str, arguments: object) -> None:
    async def play(asked: Asked, voice: Voice) -> None:
        if asked.body.get("tools"):
            await voice.call((name, arguments))
        else:
            await voice.say("I give up.")

    bench.model.play = play
    told = await asyncio.wait_for(bench.ask(), 20)
    assert told.text == "I give up."
    assert isinstance(told.last, RunFinished)
    # Ten rounds with tools, then one without.
    assert len(bench.model.asked_by("interaction_analyst")) == 11


async def test_a_model_that_only_ever_calls_tools_fails(bench: Bench) -> None:
    async def play(_asked: Asked, voice: Voice) -> None:
        await voice.call(("get_interaction_summary", {}))

    bench.model.play = play
    told = await asyncio.wait_for(bench.ask(), 20)
    assert told.failure == ("llm_protocol", True)
