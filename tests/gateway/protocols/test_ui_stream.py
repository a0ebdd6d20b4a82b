"""The UI message stream: the keys that the strictest released client accepts, and the order that it wants."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.chat.feed import News
from gateway.chat.queue import Place
from gateway.protocols.ui_stream import UiStreamEncoder
from shared.events import TextDelta, TextStarted, ToolCalled, TurnEvent, TurnFinished
from shared.ids import ToolCallId
from tests.requirements import requirement
from tests.support.turn_logs import STARTED, end_of, numbered, texts_of_log, turn_logs
from tests.support.ui_stream import Frame, chunks_of, frames_of, text_of

# Required and optional keys of AI SDK 5.0.0, whose schemas are strict: one key more ends the stream.
KEYS: dict[str, tuple[set[str], set[str]]] = {
    "start": (set(), {"messageId", "messageMetadata"}),
    "start-step": (set(), set()),
    "finish-step": (set(), set()),
    "text-start": ({"id"}, set()),
    "text-delta": ({"id", "delta"}, set()),
    "text-end": ({"id"}, set()),
    "tool-input-available": ({"toolCallId", "toolName", "input"}, {"providerExecuted"}),
    "tool-output-available": ({"toolCallId", "output"}, {"providerExecuted"}),
    "tool-output-error": ({"toolCallId", "errorText"}, {"providerExecuted"}),
    "data-agent": ({"data"}, {"id"}),
    "data-memory": ({"data"}, {"id"}),
    "data-references": ({"data"}, {"id"}),
    "data-artifact": ({"data"}, {"id"}),
    "data-approval": ({"data"}, {"id"}),
    "data-queue": ({"data"}, {"transient"}),
    "data-window": ({"data"}, {"transient"}),
    "message-metadata": ({"messageMetadata"}, set()),
    "finish": (set(), {"messageMetadata"}),
    "abort": (set(), set()),
    "error": ({"errorText"}, set()),
}
# What AI SDK 6 and 7 know more, and need: they would show neither an approval nor its end by other means.
APPROVALS: dict[str, tuple[set[str], set[str]]] = {
    "tool-approval-request": ({"approvalId", "toolCallId"}, set()),
    "tool-output-denied": ({"toolCallId"}, set()),
}
ENDS = {"done": "finish", "stopped": "abort", "failed": "error", "interrupted": "error"}


@pytest.mark.parametrize("knows_approvals", [False, True])
@given(news=turn_logs())
def test_a_whole_turn_is_one_that_every_client_accepts(news: list[News], *, knows_approvals: bool) -> None:
    encoder = UiStreamEncoder(knows_approvals=knows_approvals)

    body = encoder.encode(news) + encoder.end

    chunks = chunks_of(body)
    _check(chunks, knows_approvals=knows_approvals)
    assert text_of(chunks) == "".join(texts_of_log(news))
    assert chunks[-1]["type"] == ENDS[end_of(news).outcome]
    ids = [frame.id for frame in frames_of(body) if frame.id is not None]
    assert ids == sorted(set(ids))
    assert ids[-1] == len([item for item in news if not isinstance(item, Place)])


@requirement("clean-end")
@given(turn_logs(), st.data())
def test_a_stream_that_breaks_ends_with_an_error_and_leaves_nothing_open(news: list[News], data: st.DataObject) -> None:
    encoder = UiStreamEncoder()
    seen = news[: data.draw(st.integers(0, len(news) - 1))]

    chunks = chunks_of(encoder.encode(seen) + encoder.keep_alive + encoder.broken())

    _check(chunks)
    assert chunks[-1]["type"] == "error"


def test_readers_of_a_deleted_turn_are_left_with_nothing_open() -> None:
    call = ToolCalled(call_id=ToolCallId("c1"), agent="analyst", tool="summary", input={}, at=2)
    text: list[TurnEvent] = [TextStarted(part_id="t1", agent="s"), TextDelta(part_id="t1", text="half")]
    end = TurnFinished(outcome="stopped", finish_reason="other", at=3, error_message="The session was deleted.")
    encoder = UiStreamEncoder()

    frames = frames_of(encoder.encode(numbered([STARTED, call, *text, end])) + encoder.end)

    assert frames[-5:] == [
        Frame(None, {"type": "text-end", "id": "t1"}),
        Frame(
            None,
            {
                "type": "tool-output-error",
                "toolCallId": "c1",
                "errorText": "The session was deleted.",
                "providerExecuted": True,
            },
        ),
        Frame(None, frames[-3].chunk),
        Frame(5, {"type": "abort"}),
        Frame(None, {}, is_done=True),
    ]


def _check(chunks: list[dict[str, Any]], *, knows_approvals: bool = False) -> None:  # noqa: C901, PLR0912 - a table
    """The rules of the stream, as a client enforces them."""
    known = {**KEYS, **(APPROVALS if knows_approvals else {})}
    waiting: set[str] = set()
    texts: set[str] = set()
    calls: set[str] = set()
    is_in_step = False
    has_tools_only = False
    for at, chunk in enumerate(chunks):
        kind = chunk["type"]
        required, optional = known[kind]
        assert required <= set(chunk) - {"type"} <= required | optional, chunk
        assert not [key for key, value in chunk.items() if value is None and key not in ("output", "input", "data")]
        _check_guard(chunk)
        match kind:
            case "start":
                assert at == 0
                assert chunk["messageId"] == "msg_1"
            case "start-step":
                assert not is_in_step
                is_in_step, has_tools_only = True, False
            case "finish-step":
                assert is_in_step
                assert not texts, "a text goes over the end of its step"
                is_in_step = False
            case "text-start":
                assert not has_tools_only, "text after tools without a new step"
                texts.add(chunk["id"])
            case "text-delta":
                assert chunk["id"] in texts
            case "text-end":
                texts.remove(chunk["id"])
            case "tool-input-available":
                assert chunk["providerExecuted"] is True
                calls.add(chunk["toolCallId"])
                has_tools_only = not texts
            case "tool-output-available" | "tool-output-error":
                assert chunk["providerExecuted"] is True
                calls.remove(chunk["toolCallId"])
                waiting.discard(chunk["toolCallId"])
            case "tool-approval-request":
                assert chunk["toolCallId"] in calls
                waiting.add(chunk["toolCallId"])
            case "tool-output-denied":
                calls.remove(chunk["toolCallId"])
                waiting.remove(chunk["toolCallId"])
            case "data-approval":
                assert not knows_approvals
                is_asked = chunk["data"]["state"] == "requested"
                (waiting.add if is_asked else waiting.remove)(chunk["data"]["toolCallId"])
            case "data-agent" | "data-memory" | "data-references" | "data-artifact":
                assert chunk["id"]
            case "finish" | "abort" | "error":
                assert chunk is chunks[-1]
                assert not texts
                assert calls <= (waiting if kind == "finish" else set())
            case _:
                pass


def _check_guard(value: Any) -> None:
    """The SDK's guard against prototype pollution lets the value through."""
    match value:
        case dict():
            assert "__proto__" not in value
            constructor = value.get("constructor", ())
            assert constructor is not None
            assert not (isinstance(constructor, dict) and "prototype" in constructor)
            for item in value.values():
                _check_guard(item)
        case list():
            for item in value:
                _check_guard(item)
        case _:
            pass
