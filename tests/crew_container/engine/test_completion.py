"""Folding chunks into what was said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import JsonValue

from crew_container.engine.completion import CalledFunction, ChunkError, Completion, finish_reason_of

JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=5)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)),
    max_leaves=8,
)
FIELDS = st.sampled_from(
    ["choices", "delta", "message", "content", "tool_calls", "function", "arguments", "usage", "index"]
)


def delta(**fields: JsonValue) -> JsonValue:
    return {"choices": [{"delta": fields}]}


def test_calls_are_put_together_from_their_pieces() -> None:
    completion = Completion()
    completion.fold(delta(tool_calls=[{"index": 0, "id": "1", "function": {"name": "a", "arguments": ""}}]))
    completion.fold(delta(tool_calls=[{"index": 0, "function": {"arguments": '{"x"'}}]))
    completion.fold(delta(tool_calls=[{"index": 0, "function": {"name": None, "arguments": ":1}"}}, None]))
    completion.fold(delta(tool_calls=[{"index": 1, "id": "1", "function": {"name": "b", "arguments": {"y": 2}}}]))
    assert completion.calls == {0: CalledFunction("1", "a", '{"x":1}'), 1: CalledFunction("1", "b", '{"y": 2}')}


@pytest.mark.parametrize("chunk", [None, [], "text", 7, {"error": {"message": "no"}}, {"error": "no"}])
def test_what_is_no_chunk_is_refused(chunk: JsonValue) -> None:
    with pytest.raises(ChunkError):
        Completion().fold(chunk)


@given(st.recursive(JSON, lambda inner: st.dictionaries(FIELDS, st.one_of(inner, st.lists(inner, max_size=2)))))
def test_no_json_breaks_the_fold(chunk: JsonValue) -> None:
    completion = Completion()
    try:
        said = completion.fold(chunk)
    except ChunkError:
        return
    assert completion.whole_text == said
    assert completion.estimated_output_tokens >= 0


def test_reasons_are_translated() -> None:
    reasons = ("stop", "tool_calls", "length", "content_filter", "error", None, "strange")
    assert [finish_reason_of(reason) for reason in reasons] == [
        "stop", "stop", "length", "content-filter", "error", "other", "other",
    ]  # fmt: skip
