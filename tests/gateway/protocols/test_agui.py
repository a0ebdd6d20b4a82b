"""AG-UI: every event one of its 1.0 models, in an order that its client accepts."""

import json
from typing import Any

from ag_ui.core import Event, RunErrorEvent, RunFinishedEvent, RunStartedEvent
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, TypeAdapter

from gateway.chat.feed import News
from gateway.chat.queue import Place
from gateway.protocols.agui import AguiEncoder
from gateway.protocols.commands import AguiRun
from shared.events import TextDelta, TextEnded, TextStarted, TurnEvent, TurnFinished
from tests.gateway.protocols.test_data_stream import WHOLE
from tests.requirements import requirement
from tests.support.turn_logs import STARTED, end_of, numbered, texts_of_log, turn_logs
from tests.support.ui_stream import FrameReader

EVENT: TypeAdapter[Any] = TypeAdapter(Event)
RUN = AguiRun("thread-of-the-client", "run-of-the-client")


def told(body: bytes) -> list[dict[str, Any]]:
    """The JSON of every frame."""
    reader = FrameReader()
    reader.feed(body)
    assert reader.rest == b""
    return [frame.chunk for frame in reader.frames]


def test_a_whole_answer_event_by_event() -> None:
    news = numbered(WHOLE)
    news.insert(1, Place(2, 7))
    encoder = AguiEncoder(RUN)

    events = told(encoder.encode(news) + encoder.end)

    named = {"threadId": "thread-of-the-client", "runId": "run-of-the-client"}
    agent: dict[str, Any] = {"agent": "analyst", "name": "Analyst", "state": "running", "startedAt": 1_001}
    references = [{"index": 1, "type": "analytics", "label": "Summary", "id": "s", "tool_call_id": "call_1"}]
    metadata = {
        "finishReason": "stop",
        "usage": {"inputTokens": 10, "outputTokens": 3, "totalTokens": 13, "calls": 1},
        "models": ["m-1"],
    }
    turn = {"sessionId": "ses_1", "turnId": "turn_1", "messageId": "msg_1", "createdAt": 1_000}
    begun_1, begun_2 = {"c1": {"startedAt": 1_002}}, {"c2": {"startedAt": 1_004}}
    ended_1 = {"c1": {"startedAt": 1_002, "finishedAt": 1_003}}
    ended_2 = {**ended_1, "c2": {"startedAt": 1_004, "finishedAt": 1_005}}

    def at_work(calls: list[str], times: dict[str, dict[str, int]], **more: object) -> dict[str, object]:
        value = {**agent, "toolCallIds": calls, "toolTimes": times, **more}
        return {"type": "CUSTOM", "name": "agent", "value": value}

    assert events == [
        {"type": "RUN_STARTED", **named, "protocolVersion": "1.0"},
        {"type": "CUSTOM", "name": "turn", "value": turn},
        {"type": "CUSTOM", "name": "queue", "value": {"position": 2, "etaSeconds": 7}},
        {"type": "STEP_STARTED", "stepName": "analyst"},
        at_work([], {}),
        {"type": "TOOL_CALL_START", "toolCallId": "c1", "toolCallName": "summary"},
        {"type": "TOOL_CALL_ARGS", "toolCallId": "c1", "delta": "{}"},
        {"type": "TOOL_CALL_END", "toolCallId": "c1"},
        at_work(["c1"], begun_1),
        {
            "type": "TOOL_CALL_RESULT",
            "messageId": "c1-result",
            "toolCallId": "c1",
            "content": '{"ok":true,"n":null}',
            "role": "tool",
        },
        at_work(["c1"], ended_1),
        {"type": "TOOL_CALL_START", "toolCallId": "c2", "toolCallName": "search"},
        {"type": "TOOL_CALL_ARGS", "toolCallId": "c2", "delta": '{"q":"x"}'},
        {"type": "TOOL_CALL_END", "toolCallId": "c2"},
        at_work(["c1", "c2"], {**ended_1, **begun_2}),
        {
            "type": "TOOL_CALL_RESULT",
            "messageId": "c2-result",
            "toolCallId": "c2",
            "content": '{"error":"The catalogue is away."}',
            "role": "tool",
        },
        at_work(["c1", "c2"], ended_2),
        at_work(["c1", "c2"], ended_2, state="done", finishedAt=1_006),
        {"type": "STEP_FINISHED", "stepName": "analyst"},
        {"type": "TEXT_MESSAGE_START", "messageId": "msg_1", "role": "assistant"},
        {"type": "TEXT_MESSAGE_CONTENT", "messageId": "msg_1", "delta": 'Web: "5"\n\u2028[1]'},
        {"type": "TEXT_MESSAGE_END", "messageId": "msg_1"},
        {"type": "TEXT_MESSAGE_START", "messageId": "msg_1-2", "role": "assistant"},
        {"type": "TEXT_MESSAGE_CONTENT", "messageId": "msg_1-2", "delta": "Grüße"},
        {"type": "TEXT_MESSAGE_CONTENT", "messageId": "msg_1-2", "delta": " 🎉"},
        {"type": "TEXT_MESSAGE_END", "messageId": "msg_1-2"},
        {"type": "CUSTOM", "name": "references", "value": {"references": references}},
        {
            "type": "RUN_FINISHED",
            **named,
            "result": metadata,
            "usage": [{"inputTokens": 10, "outputTokens": 3, "totalTokens": 13}],
        },
    ]


def test_a_reader_that_did_not_ask_hears_our_own_names() -> None:
    encoder = AguiEncoder()

    first = EVENT.validate_python(told(encoder.encode(numbered([STARTED])))[0])

    assert isinstance(first, RunStartedEvent)
    assert (first.thread_id, first.run_id) == ("ses_1", "turn_1")


def test_a_stopped_run_is_a_cancelled_one() -> None:
    end = TurnFinished(outcome="stopped", finish_reason="other", at=2)

    last = EVENT.validate_python(told(AguiEncoder().encode(numbered([STARTED, end])))[-1])

    assert isinstance(last, RunFinishedEvent)
    assert last.outcome is not None
    assert last.outcome.type == "cancelled"


def test_a_turn_that_is_gone_before_its_beginning_was_told_is_an_error() -> None:
    end = TurnFinished(outcome="stopped", finish_reason="other", at=2, error_message="The session was deleted.")

    (last,) = [EVENT.validate_python(event) for event in told(AguiEncoder().encode(numbered([end])))]

    assert isinstance(last, RunErrorEvent)
    assert last.message == "The session was deleted."


def test_a_text_that_begins_anew_in_a_second_run_has_an_id_of_its_own() -> None:
    text: list[TurnEvent] = [TextStarted(part_id="t1", agent="s"), TextEnded(part_id="t1")]
    again: list[TurnEvent] = [
        TextStarted(part_id="t1", agent="s"),
        TextDelta(part_id="t1", text="x"),
        TextEnded(part_id="t1"),
    ]
    more: list[TurnEvent] = [TextStarted(part_id="t2", agent="s"), TextEnded(part_id="t2")]

    events = told(AguiEncoder().encode(numbered([STARTED, *text, *again, *more])))

    starts = [event["messageId"] for event in events if event["type"] == "TEXT_MESSAGE_START"]
    assert starts == ["msg_1", "msg_1-2", "msg_1-3"]


@given(turn_logs())
def test_every_event_is_one_that_the_client_accepts(news: list[News]) -> None:
    encoder = AguiEncoder()

    events = told(encoder.encode(news) + encoder.end)

    _check(events)
    assert events[-1]["type"] == ("RUN_FINISHED" if end_of(news).outcome in ("done", "stopped") else "RUN_ERROR")
    said = [event for event in events if event["type"] == "TEXT_MESSAGE_CONTENT"]
    assert "".join(event["delta"] for event in said) == "".join(texts_of_log(news))


@requirement("clean-end")
@given(turn_logs(), st.data())
def test_a_stream_that_breaks_ends_with_an_error_and_leaves_nothing_open(news: list[News], data: st.DataObject) -> None:
    encoder = AguiEncoder(RUN)
    seen = news[: data.draw(st.integers(0, len(news) - 1))]

    events = told(encoder.encode(seen) + encoder.keep_alive + encoder.broken())

    _check(events)
    assert events[-1]["type"] == "RUN_ERROR"


def _check(events: list[dict[str, Any]]) -> None:
    """What the client's verifier checks, and that no key is one that the protocol does not know."""
    open_: set[tuple[str, str]] = set()
    results: set[str] = set()
    for at, event in enumerate(events):
        _check_model(EVENT.validate_python(event))
        assert (event["type"] == "RUN_STARTED") == (at == 0) or len(events) == 1
        assert (event["type"] in ("RUN_FINISHED", "RUN_ERROR")) == (at == len(events) - 1)
        match event["type"].rpartition("_"):
            case (what, _, "START" | "STARTED") if what != "RUN":
                assert (what, _name(event)) not in open_
                open_.add((what, _name(event)))
            case (what, _, "END") | (what, _, "FINISHED") if what != "RUN":
                open_.remove((what, _name(event)))
            case (what, _, "CONTENT" | "ARGS"):
                assert (what, _name(event)) in open_
            case (_, _, "RESULT"):
                assert json.loads(event["content"], parse_constant=_refuse) != ""
                assert event["toolCallId"] not in results
                results.add(event["toolCallId"])
            case _:
                pass
    assert not open_
    waiting = {event["toolCallId"] for event in events[-1].get("outcome", {}).get("interrupts", ())}
    assert results | waiting == {event["toolCallId"] for event in events if event["type"] == "TOOL_CALL_START"}
    assert not results & waiting


def _name(event: dict[str, Any]) -> str:
    name = event.get("messageId") or event.get("toolCallId") or event["stepName"]
    assert isinstance(name, str)
    return name


def _check_model(value: Any) -> None:
    match value:
        case BaseModel():
            assert not value.model_extra, value
            for name in value.model_fields_set:
                assert getattr(value, name) is not None, value
                _check_model(getattr(value, name))
        case list():
            for item in value:
                _check_model(item)
        case _:
            pass


def _refuse(constant: str) -> None:
    raise AssertionError(constant)
