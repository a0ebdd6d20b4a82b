"""A turn whose log was let go of tells what its message keeps: memories by name, and what was skipped."""

import json
from typing import Literal

import pytest

from gateway.chat.kept_answer import KeptAnswer, told_again
from gateway.chat.model import StoredTurn, Turn
from gateway.chat.replay import replayed
from gateway.chat.transcript import Transcript
from shared.events import (
    AgentFinished,
    AgentStarted,
    ApprovalDecided,
    ApprovalRequested,
    MemoryUsed,
    RunFailed,
    RunFinished,
    TextDelta,
    TextEnded,
    TextStarted,
    ToolCalled,
    ToolReturned,
    TurnEvent,
    TurnFinished,
    UsedMemory,
)
from shared.ids import ApprovalId, MemoryId, MessageId, OrganizationId, SessionId, ToolCallId, TurnId, UserId
from tests.requirements import requirement

TURN = Turn(
    TurnId("turn_1"),
    OrganizationId("org_a"),
    UserId("usr_a"),
    SessionId("ses_1"),
    1,
    "done",
    "?",
    MessageId("msg_1"),
    1_000,
)
USED = (UsedMemory(id=MemoryId("mem_1"), kind="preference", scope="session"),)


def folded(events: list[TurnEvent]) -> Transcript:
    """The message that they make."""
    transcript = Transcript()
    for event in events:
        transcript.apply(event)
    return transcript


@requirement("memory")
@pytest.mark.parametrize("skipped", [None, "embedder"])
def test_what_was_remembered_is_told_again(skipped: Literal["embedder"] | None) -> None:
    log: list[TurnEvent] = [
        TURN.started(),
        # Of a run that was lost: the second one counts.
        MemoryUsed(memories=(), matched=0, skipped="memory", at=1_001),
        MemoryUsed(memories=USED, matched=3, skipped=skipped, at=1_002),
        TextStarted(part_id="t", agent="a"),
        TextDelta(part_id="t", text="yes"),
        TextEnded(part_id="t"),
        TurnFinished(outcome="done", finish_reason="stop", at=1_003),
    ]
    answer = folded(log).answer()
    stored = StoredTurn("done", True, None, 1_003, answer.parts, answer.references, answer.metadata)

    again = folded([item.event for item in replayed(TURN, stored)]).answer()

    assert json.loads(again.parts) == json.loads(answer.parts)
    assert json.loads(again.metadata) == json.loads(answer.metadata)
    told = [part for part in json.loads(answer.parts) if part["type"] == "data-memory"]
    assert [part["data"]["matched"] for part in told] == [3]
    assert json.loads(answer.metadata).get("skipped") == (None if skipped is None else [skipped])


def test_when_tools_were_called_is_told_again() -> None:
    call, again_asked = ToolCallId("c1"), ToolCallId("c2")
    log: list[TurnEvent] = [
        TURN.started(),
        AgentStarted(agent="a", name="A", at=1_001),
        ToolCalled(call_id=call, agent="a", tool="search", input={}, at=1_002),
        ToolReturned(call_id=call, output=1, at=1_005),
        ToolCalled(call_id=again_asked, agent="a", tool="search", input={}, at=1_006),
        ToolReturned(call_id=again_asked, output=1, deduplicated=True, at=1_007),
        AgentFinished(agent="a", name="A", outcome="done", at=1_008),
        TurnFinished(outcome="done", finish_reason="stop", at=1_009),
    ]
    answer = folded(log).answer()
    stored = StoredTurn("done", True, None, 1_009, answer.parts, answer.references, answer.metadata)

    told = [item.event for item in replayed(TURN, stored)]

    assert [event for event in told if isinstance(event, ToolCalled | ToolReturned)] == log[2:6]
    assert json.loads(folded(told).answer().parts) == json.loads(answer.parts)


@requirement("kept-answers")
def test_that_an_answer_was_told_again_is_told_again() -> None:
    kept = told_again(KeptAnswer("Hello, you.", "m"), 1_001)
    log: list[TurnEvent] = [
        TURN.started(),
        *(event for event in kept.events if not isinstance(event, RunFinished | RunFailed)),
        TurnFinished(outcome="done", finish_reason="stop", at=1_002),
    ]
    answer = folded(log).answer()
    stored = StoredTurn("done", True, None, 1_002, answer.parts, answer.references, answer.metadata)

    again = folded([item.event for item in replayed(TURN, stored)]).answer()

    assert (json.loads(again.metadata), again.text) == (json.loads(answer.metadata), "Hello, you.")
    assert json.loads(answer.metadata)["kept"] is True


def test_a_call_that_waited_for_a_person_took_as_long_as_the_tool_did() -> None:
    call, approval = ToolCallId("c1"), ApprovalId("apv_1")
    transcript = folded(
        [
            TURN.started(),
            AgentStarted(agent="a", name="A", at=1_001),
            ToolCalled(call_id=call, agent="a", tool="send", input={}, at=1_002),
            ApprovalRequested(call_id=call, approval_id=approval, at=1_003),
            ApprovalDecided(call_id=call, approval_id=approval, approved=True, at=90_000),
            ToolReturned(call_id=call, output=1, at=90_040),
            AgentFinished(agent="a", name="A", outcome="done", at=90_050),
            TurnFinished(outcome="done", finish_reason="stop", at=90_060),
        ]
    )

    (agent,) = [part for part in json.loads(transcript.answer().parts) if part["type"] == "data-agent"]

    assert agent["data"]["toolTimes"] == {call: {"startedAt": 90_000, "finishedAt": 90_040}}
