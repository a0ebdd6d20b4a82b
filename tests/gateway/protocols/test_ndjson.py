"""Our own events line by line, and a whole turn as one document."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from gateway.chat.feed import News
from gateway.chat.model import StoredEvent
from gateway.chat.queue import Place
from gateway.chat.transcript import Transcript
from gateway.protocols.json_document import JsonEncoder
from gateway.protocols.ndjson import NdjsonEncoder
from shared.events import TURN_EVENT, ToolCalled, ToolReturned, TurnEvent, TurnFinished
from shared.ids import ToolCallId
from shared.json_values import harmless
from tests.gateway.protocols.test_data_stream import WHOLE
from tests.requirements import requirement
from tests.support.turn_logs import STARTED, end_of, numbered, text_of_log, turn_logs

ANY: TypeAdapter[Any] = TypeAdapter(Any)


def lines_of(body: bytes) -> list[dict[str, Any]]:
    """The JSON of every line; none is blank."""
    assert body.endswith(b"\n")
    return [json.loads(line, parse_constant=_refuse) for line in body[:-1].split(b"\n")]


def test_some_lines() -> None:
    encoder = NdjsonEncoder()

    body = encoder.encode([*numbered(WHOLE[:4]), Place(1, None), Place(1, 3)]) + encoder.keep_alive + encoder.broken()

    assert body.decode() == (
        '{"seq":1,"type":"turn-started","turn_id":"turn_1","session_id":"ses_1","message_id":"msg_1","at":1000}\n'
        '{"seq":2,"type":"agent-started","agent":"analyst","name":"Analyst","at":1001}\n'
        '{"seq":3,"type":"tool-called","call_id":"c1","agent":"analyst","tool":"summary","input":{},"at":1002}\n'
        '{"seq":4,"type":"tool-returned","call_id":"c1","output":{"ok":true,"n":null},"at":1003,"deduplicated":false}\n'
        '{"type":"queue","position":1}\n'
        '{"type":"queue","position":1,"eta_seconds":3}\n'
        '{"type":"keep-alive"}\n'
        '{"type":"agent-finished","agent":"analyst","name":"Analyst","outcome":"stopped","at":1003,'
        '"note":"The answer was interrupted."}\n'
        '{"type":"broken","message":"The answer was interrupted."}\n'
    )


def test_null_is_an_output_like_any_other() -> None:
    returned = ToolReturned(call_id=ToolCallId("c1"), output=None, at=2)

    assert lines_of(NdjsonEncoder().encode(numbered([returned])))[0]["output"] is None


@given(turn_logs())
def test_the_lines_are_the_log(news: list[News]) -> None:
    encoder = NdjsonEncoder()

    lines = lines_of(encoder.encode(news) + encoder.end)

    logged = [line for line in lines if "seq" in line]
    stored = [item for item in news if isinstance(item, StoredEvent)]
    assert [line.pop("seq") for line in logged] == [item.seq for item in stored]
    assert [TURN_EVENT.validate_python(line) for line in logged] == [_harmless(item.event) for item in stored]
    assert lines[-1] is logged[-1]
    assert {line["type"] for line in lines if line not in logged} <= {
        "queue",
        "text-ended",
        "tool-failed",
        "agent-finished",
    }


@given(turn_logs())
def test_a_document_is_the_message_that_is_stored(news: list[News]) -> None:
    encoder = JsonEncoder()

    body = encoder.keep_alive + encoder.encode(news) + encoder.end

    transcript = Transcript()
    stored = [item.event for item in news if isinstance(item, StoredEvent)]
    end = end_of(news)
    for event in stored[:-1]:
        transcript.apply(event)
    closing = transcript.closing_events(end.at, end.error_message or end.outcome, is_whole=end.outcome == "done")
    for event in (*closing, end):
        transcript.apply(event)
    document = json.loads(body, parse_constant=_refuse)
    assert document["status"] == end.outcome
    assert document["text"] == text_of_log(news)
    assert document["message"]["parts"] == harmless(json.loads(transcript.answer().parts))
    assert document["message"]["metadata"] == json.loads(transcript.answer().metadata)
    assert ("error" in document) == (end.outcome != "done")


@requirement("clean-end")
@given(turn_logs(), st.data())
def test_a_document_that_cannot_be_completed_is_an_error(news: list[News], data: st.DataObject) -> None:
    encoder = JsonEncoder()
    seen = news[: data.draw(st.integers(0, len(news) - 1))]

    document = json.loads(encoder.encode(seen) + encoder.keep_alive + encoder.broken())

    assert (document["status"], document["error"]["code"]) == ("broken", "broken")


def test_a_turn_that_is_gone_before_its_beginning_was_told_is_a_document_too() -> None:
    end = TurnFinished(outcome="stopped", finish_reason="other", at=2, error_message="The session was deleted.")

    document = json.loads(JsonEncoder().encode(numbered([end])))

    assert document == {
        "status": "stopped",
        "text": "",
        "error": {"code": "stopped", "message": "The session was deleted."},
    }
    assert lines_of(NdjsonEncoder().encode(numbered([end])))[-1]["seq"] == 1


def test_a_document_says_which_turn_it_is_of() -> None:
    end = TurnFinished(outcome="done", finish_reason="stop", at=2)

    document = json.loads(JsonEncoder().encode(numbered([STARTED, end])))

    assert (document["session_id"], document["turn_id"]) == ("ses_1", "turn_1")
    assert document["message"]["id"] == "msg_1"
    assert document["message"]["created_at"] == "1970-01-01T00:00:01.000Z"


def _harmless(event: TurnEvent) -> TurnEvent:
    """The event as it would be had it come from a worker."""
    match event:
        case ToolCalled():
            return event.model_copy(update={"input": harmless(event.input)})
        case ToolReturned():
            return event.model_copy(update={"output": harmless(event.output)})
        case _:
            return event


def _refuse(constant: str) -> None:
    raise AssertionError(constant)
