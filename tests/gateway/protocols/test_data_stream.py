"""The data stream of AI SDK 4: what its parser accepts, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.chat.feed import News
from gateway.chat.queue import Place
from gateway.protocols.data_stream import DataStreamEncoder
from shared.events import (
    AgentFinished,
    AgentStarted,
    LlmCalled,
    ReferencesCited,
    TextDelta,
    TextEnded,
    TextStarted,
    ToolCalled,
    ToolFailed,
    ToolReturned,
    TurnEvent,
    TurnFinished,
)
from shared.ids import ToolCallId
from tests.requirements import requirement
from tests.support.data_stream import Line, last_step, lines_of, text_of_lines
from tests.support.turn_logs import REFERENCE, STARTED, end_of, numbered, text_of_log, turn_logs

ONE, TWO = ToolCallId("c1"), ToolCallId("c2")
WHOLE: list[TurnEvent] = [
    STARTED,
    AgentStarted(agent="analyst", name="Analyst", at=1_001),
    ToolCalled(call_id=ONE, agent="analyst", tool="summary", input={}, at=1_002),
    ToolReturned(call_id=ONE, output={"ok": True, "n": float("nan"), "__proto__": 1}, at=1_003),
    ToolCalled(call_id=TWO, agent="analyst", tool="search", input={"q": "x"}, at=1_004),
    ToolFailed(call_id=TWO, code="unavailable", message="The catalogue is away.", at=1_005),
    LlmCalled(call_id="l1", agent="analyst", model="m-1", input_tokens=10, output_tokens=3, duration_ms=5),
    AgentFinished(agent="analyst", name="Analyst", outcome="done", at=1_006),
    TextStarted(part_id="t1", agent="synthesiser"),
    TextDelta(part_id="t1", text='Web: "5"\n\u2028[1]'),
    TextEnded(part_id="t1"),
    TextStarted(part_id="t2", agent="synthesiser"),
    TextDelta(part_id="t2", text="Grüße"),
    TextDelta(part_id="t2", text=" 🎉"),
    TextEnded(part_id="t2"),
    ReferencesCited(references=(REFERENCE,)),
    TurnFinished(outcome="done", finish_reason="stop", at=1_007),
]


def encoded(news: list[News]) -> bytes:
    """The whole stream."""
    encoder = DataStreamEncoder()
    return encoder.encode(news) + encoder.end


def test_a_whole_answer_line_by_line() -> None:
    news = numbered(WHOLE)
    news.insert(1, Place(2, 7))

    assert encoded(news).decode() == (
        '8:[{"chatId":"ses_1","turnId":"turn_1","messageId":"msg_1","createdAt":1000}]\n'
        '2:[{"type":"chat-id","chatId":"ses_1","turnId":"turn_1"}]\n'
        'f:{"messageId":"msg_1"}\n'
        '2:[{"type":"queue","position":2,"etaSeconds":7}]\n'
        '2:[{"type":"agent","agent":"analyst","name":"Analyst","state":"running","startedAt":1001,'
        '"toolCallIds":[],"toolTimes":{}}]\n'
        '9:{"toolCallId":"c1","toolName":"summary","args":{}}\n'
        '2:[{"type":"agent","agent":"analyst","name":"Analyst","state":"running","startedAt":1001,'
        '"toolCallIds":["c1"],"toolTimes":{"c1":{"startedAt":1002}}}]\n'
        'a:{"toolCallId":"c1","result":{"ok":true,"n":null}}\n'
        '2:[{"type":"agent","agent":"analyst","name":"Analyst","state":"running","startedAt":1001,'
        '"toolCallIds":["c1"],"toolTimes":{"c1":{"startedAt":1002,"finishedAt":1003}}}]\n'
        'e:{"finishReason":"tool-calls","isContinued":false}\n'
        'f:{"messageId":"msg_1"}\n'
        '9:{"toolCallId":"c2","toolName":"search","args":{"q":"x"}}\n'
        '2:[{"type":"agent","agent":"analyst","name":"Analyst","state":"running","startedAt":1001,'
        '"toolCallIds":["c1","c2"],"toolTimes":{"c1":{"startedAt":1002,"finishedAt":1003},"c2":{"startedAt":1004}}}]\n'
        'a:{"toolCallId":"c2","result":{"error":"The catalogue is away."}}\n'
        '2:[{"type":"agent","agent":"analyst","name":"Analyst","state":"running","startedAt":1001,'
        '"toolCallIds":["c1","c2"],"toolTimes":{"c1":{"startedAt":1002,"finishedAt":1003},"c2":{"startedAt":1004,"finishedAt":1005}}}]\n'
        'e:{"finishReason":"tool-calls","isContinued":false}\n'
        'f:{"messageId":"msg_1"}\n'
        '2:[{"type":"agent","agent":"analyst","name":"Analyst","state":"done","startedAt":1001,'
        '"toolCallIds":["c1","c2"],'
        '"toolTimes":{"c1":{"startedAt":1002,"finishedAt":1003},"c2":{"startedAt":1004,"finishedAt":1005}},"finishedAt":1006}]\n'
        '0:"Web: \\"5\\"\\n\u2028[1]"\n'
        '0:"\\n\\nGrüße"\n'
        '0:" 🎉"\n'
        '8:[{"type":"references","references":[{"index":1,"type":"analytics","label":"Summary","id":"s",'
        '"tool_call_id":"call_1"}]}]\n'
        '8:[{"outcome":"done","finishReason":"stop","usage":{"inputTokens":10,"outputTokens":3,"totalTokens":13,'
        '"calls":1},"models":["m-1"]}]\n'
        'e:{"finishReason":"stop","usage":{"promptTokens":10,"completionTokens":3},"isContinued":false}\n'
        'd:{"finishReason":"stop","usage":{"promptTokens":10,"completionTokens":3}}\n'
    )


@pytest.mark.parametrize("outcome", ["failed", "interrupted"])
def test_a_failure_is_a_string_and_the_last_line(outcome: str) -> None:
    end = TurnFinished.model_validate(
        {"outcome": outcome, "finish_reason": "error", "at": 2, "error_message": "The model is away."}
    )

    assert lines_of(encoded(numbered([STARTED, end])))[-1] == ("3", "The model is away.")


def test_a_stopped_answer_finishes_and_says_so() -> None:
    lines = lines_of(encoded(numbered([STARTED, TurnFinished(outcome="stopped", finish_reason="other", at=2)])))

    assert lines[-1][0] == "d"
    assert ("8", "stopped") in [(code, value[0].get("outcome")) for code, value in lines if code == "8"]


@given(turn_logs())
def test_every_line_is_one_that_the_parser_accepts(news: list[News]) -> None:
    lines = lines_of(encoded(news))

    assert text_of_lines(lines) == text_of_log(news)
    _check_calls(lines)
    _check_steps(lines)
    assert lines[-1][0] == ("d" if end_of(news).outcome in ("done", "stopped") else "3")
    assert [code for code, _ in lines].count("3") + [code for code, _ in lines].count("d") == 1


@requirement("clean-end")
@given(turn_logs(), st.data())
def test_a_stream_that_breaks_ends_with_an_error_and_leaves_nothing_open(news: list[News], data: st.DataObject) -> None:
    encoder = DataStreamEncoder()
    seen = news[: data.draw(st.integers(0, len(news) - 1))]

    lines = lines_of(encoder.encode(seen) + encoder.keep_alive + encoder.broken())

    _check_calls(lines)
    assert lines[-1][0] == "3"
    assert [code for code, _ in lines].count("3") == 1


def _check_calls(lines: list[Line]) -> None:
    """Every call has one result, after it, and the last step is none that a client would send again."""
    called: list[str] = [value["toolCallId"] for code, value in lines if code == "9"]
    answered: list[str] = []
    for at, (code, value) in enumerate(lines):
        if code == "a":
            assert ("9", value["toolCallId"]) in [(c, v["toolCallId"]) for c, v in lines[:at] if c == "9"]
            answered.append(value["toolCallId"])
    told = [each for code, value in lines if code == "2" for each in value if each["type"] == "approval"]
    states = {each["toolCallId"]: each["state"] for each in told}
    waiting = [call for call in called if states.get(call) == "requested" and call not in answered]
    if lines[-1][0] != "d":
        assert not waiting
    assert sorted(called) == sorted([*answered, *waiting])
    # With a call that waits a step is not over: that is sent again by nobody.
    assert waiting or not [code for code, _ in last_step(lines) if code == "9"]


def _check_steps(lines: list[Line]) -> None:
    """Steps begin and end in turn, the message last, and its id is everywhere the same."""
    frames = "".join(code for code, _ in lines if code in "fed3")
    assert frames.replace("fe", "") in ("d", "f3", "3")
    assert {value["messageId"] for code, value in lines if code == "f"} == {"msg_1"}
