"""The timeline of a turn: waits are the gaps in which nobody works, and what broke off has no end."""

import pytest

from gateway.chat.model import StoredEvent, StoredTurn, Turn, TurnStatus
from gateway.chat.spending import Charge, Cost, UsageRow
from gateway.chat.timeline import Timeline, timeline
from shared.events import (
    AgentFinished,
    AgentStarted,
    ApprovalDecided,
    ApprovalRequested,
    LlmCalled,
    LlmStarted,
    ToolCalled,
    ToolFailed,
    ToolReturned,
    TurnEvent,
    TurnFinished,
)
from shared.ids import ApprovalId, MessageId, OrganizationId, SessionId, ToolCallId, TurnId, UserId

TURN = Turn(
    TurnId("turn_1"),
    OrganizationId("org_a"),
    UserId("usr_a"),
    SessionId("ses_1"),
    1,
    "running",
    "?",
    MessageId("msg_1"),
    1_000,
)
ONE, TWO = ToolCallId("c1"), ToolCallId("c2")


def started(agent: str, at: int) -> AgentStarted:
    """An agent sets to work."""
    return AgentStarted(agent=agent, name=agent.upper(), at=at)


def finished(agent: str, at: int) -> AgentFinished:
    """An agent is done."""
    return AgentFinished(agent=agent, name=agent.upper(), outcome="done", at=at)


def row(call_id: str, at: int, *, took: int, micros: int | None) -> UsageRow:
    """A model's call that ended then."""
    call = LlmCalled(call_id=call_id, agent="a", model="m", input_tokens=10, output_tokens=2, duration_ms=took)
    cost = None if micros is None else Cost(micros, "book")
    return UsageRow(Charge(call, at, cost), TURN.user_id, TURN.session_id, TURN.id, TURN.message_id)


def read(*events: TurnEvent, calls: tuple[UsageRow, ...] = (), end: tuple[TurnStatus, int] | None = None) -> Timeline:
    """The timeline of a turn with these events, open unless it has an end."""
    log = [StoredEvent(seq, event) for seq, event in enumerate((TURN.started(), *events), start=1)]
    stored = None if end is None else StoredTurn(end[0], False, None, end[1], "[]", "[]", "{}")
    return timeline(TURN, stored, log, calls)


def told(of: Timeline) -> list[tuple[str, str, int, int | None, str]]:
    """Its spans, short."""
    return [(span.kind, span.name, span.began_at, span.ended_at, span.state) for span in of.spans]


def test_agents_that_overlap_leave_no_wait_between_them() -> None:
    log: list[TurnEvent] = [
        started("a", 1_500),
        started("b", 1_600),
        finished("a", 2_000),
        finished("b", 2_600),
        started("c", 2_610),
    ]
    end = TurnFinished(outcome="done", finish_reason="stop", at=3_001)

    spans = told(read(*log, finished("c", 3_000), end, end=("done", 3_001)))

    assert spans == [
        ("wait", "wait", 1_000, 1_500, "done"),
        ("agent", "A", 1_500, 2_000, "done"),
        ("agent", "B", 1_600, 2_600, "done"),
        ("agent", "C", 2_610, 3_000, "done"),
    ]


def test_a_run_that_was_lost_and_made_again_shows_the_wait_between() -> None:
    again: list[TurnEvent] = [started("a", 5_000), ToolCalled(call_id=TWO, agent="a", tool="t", input={}, at=5_100)]

    spans = told(
        read(
            started("a", 1_000),
            ToolCalled(call_id=ONE, agent="a", tool="t", input={}, at=1_100),
            ToolFailed(call_id=ONE, code="lost", message="gone", at=2_000),
            finished("a", 2_000),
            *again,
        )
    )

    assert ("wait", "wait", 2_000, 5_000, "done") in spans
    assert spans[-2:] == [("agent", "A", 5_000, None, "running"), ("tool", "t", 5_100, None, "running")]


@pytest.mark.parametrize(("end", "state"), [(None, "running"), (("interrupted", 4_000), "lost")])
def test_what_nobody_saw_the_end_of_runs_only_while_the_turn_does(
    end: tuple[TurnStatus, int] | None, state: str
) -> None:
    begun = LlmStarted(call_id="l1", agent="a", model="m", input_tokens=5, at=1_200)

    spans = told(read(started("a", 1_010), begun, end=end))

    assert spans == [("agent", "A", 1_010, None, state), ("model", "m", 1_200, None, state)]


def test_a_call_is_drawn_from_its_row_whether_the_log_knows_it_or_not() -> None:
    begun = LlmStarted(call_id="l1", agent="a", model="m", input_tokens=5, at=1_200)
    rows = (row("l1", 1_950, took=700, micros=30), row("title", 9_000, took=100, micros=None))

    of = read(started("a", 1_000), begun, finished("a", 2_000), calls=rows, end=("done", 2_000))

    assert told(of) == [
        ("agent", "A", 1_000, 2_000, "done"),
        ("model", "m", 1_200, 1_900, "done"),
        ("model", "m", 8_900, 9_000, "done"),
    ]
    assert (of.cost_micros, of.unpriced_calls) == (30, 1)


def test_an_unknown_price_is_no_zero() -> None:
    assert read(calls=(row("l1", 1_500, took=100, micros=None),)).cost_micros is None


def test_the_time_of_the_person_who_was_asked_is_not_the_tools() -> None:
    asked = ApprovalRequested(call_id=ONE, approval_id=ApprovalId("apv_1"), at=1_050)
    call = ToolCalled(call_id=ONE, agent="a", tool="send", input={}, at=1_040)
    yes = ApprovalDecided(call_id=ONE, approval_id=ApprovalId("apv_1"), approved=True, at=60_000)

    allowed = told(read(call, asked, yes, ToolReturned(call_id=ONE, output=1, at=60_500)))
    denied = told(read(call, asked, yes.model_copy(update={"approved": False})))

    assert allowed[-1] == ("tool", "send", 60_000, 60_500, "done")
    assert denied[-1] == ("tool", "send", 60_000, 60_000, "denied")


def test_a_question_that_only_waits_is_one_wait() -> None:
    assert told(read()) == [("wait", "wait", 1_000, None, "running")]
    assert told(read(end=("stopped", 3_000))) == [("wait", "wait", 1_000, 3_000, "done")]


def test_what_is_short_within_something_long_begins_no_wait() -> None:
    call = ToolCalled(call_id=ONE, agent="a", tool="t", input={}, at=1_100)
    returned = ToolReturned(call_id=ONE, output=1, at=1_200)

    spans = told(read(started("a", 1_000), call, returned, finished("a", 3_000), started("b", 3_005)))

    assert [span for span in spans if span[0] == "wait"] == []
