"""Chat Completions, chunk by chunk and as a whole, read by the models of OpenAI's own SDK."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openai.types.chat import ChatCompletion, ChatCompletionChunk

from gateway.chat.feed import News
from gateway.chat.queue import Place
from gateway.protocols.openai_chat import WAITS, Completion, CompletionEncoder
from shared.events import TurnFinished
from tests.gateway.protocols.test_data_stream import WHOLE
from tests.requirements import requirement
from tests.support.turn_logs import STARTED, end_of, numbered, text_of_log, turn_logs, waits
from tests.support.ui_stream import FrameReader

TEXT = 'Web: "5"\n\u2028[1]\n\nGrüße 🎉'


def told(body: bytes) -> list[dict[str, Any]]:
    """The JSON of every frame; the last one is `[DONE]`."""
    reader = FrameReader()
    reader.feed(body)
    assert reader.rest == b""
    *frames, last = reader.frames
    assert last.is_done
    return [frame.chunk for frame in frames]


def test_a_whole_answer_chunk_by_chunk() -> None:
    news = numbered(WHOLE)
    news.insert(1, Place(2, 7))
    encoder = CompletionEncoder(model="crew", include_usage=True)

    body = encoder.encode(news) + encoder.end

    head = {"id": "chatcmpl-turn_1", "object": "chat.completion.chunk", "created": 1, "model": "crew"}
    deltas: list[dict[str, str]] = [
        {"role": "assistant", "content": ""},
        {"content": 'Web: "5"\n\u2028[1]'},
        {"content": "\n\nGrüße"},
        {"content": " 🎉"},
    ]
    assert b': queue {"position":2,"etaSeconds":7}\n\n' in body
    assert told(body) == [
        *({**head, "choices": [{"index": 0, "delta": delta, "finish_reason": None}]} for delta in deltas),
        {**head, "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]},
        {**head, "choices": [], "usage": {"prompt_tokens": 10, "completion_tokens": 3, "total_tokens": 13}},
    ]


def test_a_whole_answer_at_once() -> None:
    completion = Completion()
    completion.take(numbered(WHOLE))

    status, body = completion.answer()

    assert status == 200
    assert json.loads(body) == {
        "id": "chatcmpl-turn_1",
        "object": "chat.completion",
        "created": 1,
        "model": "crew",
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": TEXT, "refusal": None},
                "logprobs": None,
                "finish_reason": "stop",
            }
        ],
        "usage": {"prompt_tokens": 10, "completion_tokens": 3, "total_tokens": 13},
    }


@pytest.mark.parametrize(
    ("outcome", "status", "kind"),
    [
        ("failed", 502, "server_error"),
        ("interrupted", 502, "server_error"),
        ("stopped", 409, "conflict_error"),
    ],
)
def test_half_an_answer_is_an_error(outcome: str, status: int, kind: str) -> None:
    end = TurnFinished.model_validate(
        {"outcome": outcome, "finish_reason": "other", "at": 2, "error_code": "away", "error_message": "It is away."}
    )
    error = {"error": {"message": "It is away.", "type": kind, "param": None, "code": "away"}}
    completion, encoder = Completion(), CompletionEncoder()
    completion.take(numbered([*WHOLE[:-1], end]))

    answered, body = completion.answer()

    assert (answered, json.loads(body)) == (status, error)
    assert told(encoder.encode(numbered([*WHOLE[:-1], end])) + encoder.end)[-1] == error


def test_a_turn_that_cannot_be_followed_to_its_end_is_an_error() -> None:
    completion = Completion()
    completion.take(numbered([STARTED]))

    status, body = completion.answer()

    assert (status, json.loads(body)["error"]["code"]) == (502, "interrupted")


@given(turn_logs(), st.booleans())
def test_every_chunk_is_one_that_the_sdk_reads(news: list[News], include_usage: bool) -> None:
    encoder = CompletionEncoder(include_usage=include_usage)
    completion = Completion()
    completion.take(news)

    *chunks, last = told(encoder.encode(news) + encoder.end)

    said = "\n\n".join(filter(None, [text_of_log(news), WAITS if waits(news) else ""]))
    if end_of(news).outcome != "done":
        assert set(last) == {"error"}
    else:
        assert bool(last.get("usage")) == include_usage
        chunks.append(last)
        whole = ChatCompletion.model_validate_json(completion.answer()[1])
        assert whole.choices[0].message.content == said
    parsed = [ChatCompletionChunk.model_validate(chunk) for chunk in chunks]
    assert not [chunk for chunk in parsed if chunk.model_extra]
    contents = [choice.delta.content or "" for chunk in parsed for choice in chunk.choices]
    assert "".join(contents) == said
    assert [choice.finish_reason for chunk in parsed for choice in chunk.choices].count("stop") == (
        end_of(news).outcome == "done"
    )


@requirement("clean-end")
@given(turn_logs(), st.data())
def test_a_stream_that_breaks_ends_with_an_error(news: list[News], data: st.DataObject) -> None:
    encoder = CompletionEncoder()
    seen = news[: data.draw(st.integers(0, len(news) - 1))]

    *chunks, last = told(encoder.encode(seen) + encoder.keep_alive + encoder.broken())

    assert last["error"]["code"] == "interrupted"
    assert not [chunk for chunk in chunks if "error" in chunk]
