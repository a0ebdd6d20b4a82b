"""Whose words the answer is made of."""

import json
from typing import Any

import pytest

from gateway.chat.model import Answer, StoredTurn, Turn
from gateway.chat.replay import replayed
from gateway.chat.transcript import Transcript
from shared.events import AgentStarted, TextDelta, TextEnded, TextStarted, TurnEvent, TurnFinished
from shared.ids import MessageId, OrganizationId, SessionId, TurnId, UserId

TURN = Turn(
    id=TurnId("turn_1"),
    organization_id=OrganizationId("org_a"),
    user_id=UserId("usr_a"),
    session_id=SessionId("ses_1"),
    position=1,
    status="done",
    question="?",
    message_id=MessageId("msg_1"),
    created_at=1,
)
ONE = AgentStarted(agent="one", name="One", at=1, agent_id="agt_1")
TWO = AgentStarted(agent="two", name="Two", at=1, agent_id="agt_2")


def said(agent: str, part_id: str = "t1") -> list[TurnEvent]:
    """A text of this agent."""
    return [
        TextStarted(part_id=part_id, agent=agent),
        TextDelta(part_id=part_id, text="hi"),
        TextEnded(part_id=part_id),
    ]


def answer_of(*events: TurnEvent) -> Answer:
    """The message that these events make."""
    transcript = Transcript()
    for event in (TURN.started(), *events):
        transcript.apply(event)
    end = TurnFinished(outcome="done", finish_reason="stop", at=9)
    for event in (*transcript.closing_events(9, "over"), end):
        transcript.apply(event)
    return transcript.answer()


def agent_in(answer: Answer) -> Any:
    """Who answered, as clients are told."""
    return json.loads(answer.metadata).get("agent")


@pytest.mark.parametrize(
    ("events", "agent"),
    [
        ([ONE, TWO, *said("two")], {"id": "agt_2", "slug": "two", "name": "Two"}),
        ([ONE, TWO, *said("two"), *said("one", "t2")], {"id": "agt_1", "slug": "one", "name": "One"}),
        # A log of before agents had ids.
        ([AgentStarted(agent="old", name="Old", at=1), *said("old")], {"slug": "old", "name": "Old"}),
        ([ONE], None),
        (said("nobody"), None),
    ],
)
def test_the_metadata_names_the_agent_that_spoke(events: list[TurnEvent], agent: Any) -> None:
    assert agent_in(answer_of(*events)) == agent


def test_a_log_that_was_let_go_of_still_says_who_spoke() -> None:
    answer = answer_of(ONE, TWO, *said("two"))
    stored = StoredTurn("done", True, None, 9, answer.parts, answer.references, answer.metadata)

    transcript = Transcript()
    for event in replayed(TURN, stored):
        transcript.apply(event.event)

    assert transcript.answer().metadata == answer.metadata
