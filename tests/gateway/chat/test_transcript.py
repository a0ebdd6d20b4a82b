"""The stored message equals what a client assembles from the stream."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from gateway.chat.feed import News
from gateway.chat.model import StoredEvent
from gateway.chat.transcript import Transcript
from gateway.protocols.ui_stream import UiStreamEncoder
from shared.events import (
    AgentFinished,
    AgentStarted,
    LlmCalled,
    TextDelta,
    TextEnded,
    TextStarted,
    ToolCalled,
    ToolFailed,
    ToolReturned,
    TurnEvent,
    TurnFinished,
    TurnStarted,
)
from shared.ids import MessageId, SessionId, ToolCallId, TurnId
from shared.json_values import harmless
from tests.support.turn_logs import turn_logs
from tests.support.ui_stream import chunks_of

STARTED = TurnStarted(turn_id=TurnId("turn_1"), session_id=SessionId("ses_1"), message_id=MessageId("msg_1"), at=1)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)


@st.composite
def logs(draw: st.DrawFn) -> list[TurnEvent]:
    """A valid log: agents, tools and texts open and close in any interleaving; some are left open at the end."""
    events: list[TurnEvent] = [STARTED]
    agents: list[str] = []
    tools: list[ToolCallId] = []
    texts: list[str] = []
    for number in range(draw(st.integers(0, 30))):
        match draw(st.sampled_from(["agent", "agent-end", "tool", "tool-end", "text", "delta", "text-end", "llm"])):
            case "agent":
                agents.append(f"a{number}")
                agent_id = draw(st.sampled_from([None, f"agt_{number}"]))
                events.append(AgentStarted(agent=f"a{number}", name=f"A{number}", at=number, agent_id=agent_id))
            case "agent-end" if agents:
                agent = agents.pop(draw(st.integers(0, len(agents) - 1)))
                events.append(AgentFinished(agent=agent, name=agent.upper(), outcome="done", at=number))
            case "tool" if agents:
                tools.append(ToolCallId(f"c{number}"))
                events.append(ToolCalled(call_id=tools[-1], agent=agents[-1], tool="t", input={"n": number}, at=number))
            case "tool-end" if tools:
                call_id = tools.pop(draw(st.integers(0, len(tools) - 1)))
                if draw(st.booleans()):
                    events.append(ToolReturned(call_id=call_id, output={"text": draw(TEXTS)}, at=number))
                else:
                    events.append(ToolFailed(call_id=call_id, code="unavailable", message="no", at=number))
            case "text":
                texts.append(f"t{number}")
                events.append(TextStarted(part_id=f"t{number}", agent=draw(st.sampled_from(["s", *agents]))))
            case "delta" if texts:
                events.append(TextDelta(part_id=draw(st.sampled_from(texts)), text=draw(TEXTS)))
            case "text-end" if texts:
                events.append(TextEnded(part_id=texts.pop(draw(st.integers(0, len(texts) - 1)))))
            case "llm":
                events.append(
                    LlmCalled(
                        call_id=f"l{number}", agent="s", model="m", input_tokens=2, output_tokens=3, duration_ms=1
                    )
                )
            case _:
                pass
    return events


@given(logs(), st.sampled_from(["failed", "stopped", "interrupted"]))
def test_a_client_and_the_store_hold_the_same_parts(events: list[TurnEvent], outcome: Any) -> None:
    transcript = Transcript()
    for event in events:
        transcript.apply(event)
    end = TurnFinished(outcome=outcome, finish_reason="other", at=99, error_code="x", error_message="cut")
    for event in (rest := [*transcript.closing_events(99, "cut"), end]):
        transcript.apply(event)
    events = [*events, *rest]

    encoder = UiStreamEncoder()
    body = encoder.encode([StoredEvent(seq, event) for seq, event in enumerate(events, start=1)]) + encoder.end

    chunks = chunks_of(body)
    assert json.loads(transcript.answer().parts) == assembled(chunks)
    (metadata,) = [chunk["messageMetadata"] for chunk in chunks[1:] if "messageMetadata" in chunk]
    assert json.loads(transcript.answer().metadata) == metadata


@given(turn_logs())
def test_they_do_so_too_when_a_turn_moved_and_its_agents_began_anew(news: list[News]) -> None:
    stored = [item for item in news if isinstance(item, StoredEvent)]
    transcript, encoder = Transcript(), UiStreamEncoder(knows_approvals=True)
    for item in stored[:-1]:
        transcript.apply(item.event)
    closing = transcript.closing_events(2_000, "moved")
    for event in (*closing, stored[-1].event):
        transcript.apply(event)

    told = [*stored[:-1], *(StoredEvent(99, event) for event in closing), stored[-1]]

    # What comes from a worker was made harmless before it became an event.
    kept: Any = harmless(json.loads(transcript.answer().parts))
    for part in kept:
        if "approval" in part:
            # No chunk says what a person has decided; whoever decided knows.
            part["approval"] = {"id": part["approval"]["id"]}
    assert kept == assembled(chunks_of(encoder.encode(told) + encoder.end))


@given(logs())
def test_an_abnormal_end_leaves_nothing_open(events: list[TurnEvent]) -> None:
    transcript = Transcript()
    for event in events:
        transcript.apply(event)
    for event in transcript.closing_events(99, "cut"):
        transcript.apply(event)

    assert transcript.closing_events(99, "cut") == []


@given(logs())
def test_every_frame_is_one_line_of_strict_json_with_rising_ids(events: list[TurnEvent]) -> None:
    encoder = UiStreamEncoder()
    ids: list[int] = []
    for seq, event in enumerate(events, start=1):
        body = encoder.encode([StoredEvent(seq, event)])
        for block in body.split(b"\n\n")[:-1]:
            lines = block.split(b"\n")
            assert len(lines) <= 2
            json.loads(lines[-1].removeprefix(b"data: "), parse_constant=_refuse)
            ids += [int(line[4:]) for line in lines if line.startswith(b"id: ")]
    assert ids == sorted(set(ids))


def assembled(chunks: list[dict[str, Any]]) -> list[dict[str, Any]]:  # noqa: C901, PLR0912 - a match that is a table
    """The parts that an AI SDK client builds from chunks; written from its documentation, not from our fold."""
    parts: list[dict[str, Any]] = []
    texts: dict[str, dict[str, Any]] = {}
    by_id: dict[str, dict[str, Any]] = {}
    for chunk in chunks:
        match chunk["type"]:
            case "start-step":
                parts.append({"type": "step-start"})
            case "text-start":
                texts[chunk["id"]] = {"type": "text", "text": "", "state": "streaming"}
                parts.append(texts[chunk["id"]])
            case "text-delta":
                texts[chunk["id"]]["text"] += chunk["delta"]
            case "text-end":
                texts[chunk["id"]]["state"] = "done"
            case "tool-input-available":
                by_id[chunk["toolCallId"]] = {
                    "type": f"tool-{chunk['toolName']}",
                    "toolCallId": chunk["toolCallId"],
                    "state": "input-available",
                    "input": chunk["input"],
                    "providerExecuted": True,
                }
                parts.append(by_id[chunk["toolCallId"]])
            case "tool-output-available":
                by_id[chunk["toolCallId"]].update(state="output-available", output=chunk["output"])
            case "tool-output-error":
                by_id[chunk["toolCallId"]].update(state="output-error", errorText=chunk["errorText"])
            case "tool-approval-request":
                part = by_id[chunk["toolCallId"]]
                part.update(state="approval-requested", approval={"id": chunk["approvalId"]})
            case "tool-output-denied":
                by_id[chunk["toolCallId"]].update(state="output-denied")
            case "data-agent" | "data-memory" | "data-references" | "data-artifact":
                if chunk["id"] in by_id:
                    by_id[chunk["id"]]["data"] = chunk["data"]
                else:
                    by_id[chunk["id"]] = {"type": chunk["type"], "id": chunk["id"], "data": chunk["data"]}
                    parts.append(by_id[chunk["id"]])
            case "data-window":
                assert chunk["transient"] is True
            case "start" | "finish-step" | "finish" | "message-metadata" | "abort" | "error":
                pass
            case unknown:
                raise AssertionError(unknown)
    return parts


def _refuse(constant: str) -> None:
    raise AssertionError(constant)
