"""Tool calls that wait for a person: clients that know approvals decide about them, the others are not misled."""

from collections.abc import AsyncIterator

import pytest
from pydantic import JsonValue

from shared.events import (
    AgentFinished,
    AgentStarted,
    ApprovalRequested,
    RunEvent,
    RunFinished,
    TextDelta,
    TextEnded,
    TextStarted,
    ToolCalled,
    ToolReturned,
)
from shared.ids import ApprovalId, ToolCallId
from shared.runs import RunRequest
from tests.requirements import requirement
from tests.support.scripted_worker import says
from tests.wire.conftest import Clients
from tests.wire.lanes import LANES, UI_LANES, Lane
from tests.wire.lint.exchanges import lint_exchange, lint_exchanges
from tests.wire.scenarios import Scene
from tests.wire.stage import AT, CALLED
from tests.wire.verdict import Tool, verdict
from tests.wire.world import World

pytestmark = pytest.mark.asyncio(loop_scope="module")

DECIDING = tuple(lane for lane in UI_LANES if not lane.name.startswith("v5"))
MAIL: dict[str, JsonValue] = {"to": "all"}


async def asks_first(request: RunRequest) -> AsyncIterator[RunEvent]:
    """A tool is used only when a person approves; then the answer."""
    yield AgentStarted(agent="products", name="Products", at=AT)
    if request.continues is None:
        call_id = ToolCallId(f"call_{request.turn_id}")
        yield TextStarted(part_id="t1", agent="products")
        yield TextDelta(part_id="t1", text="Let me send it.")
        yield TextEnded(part_id="t1")
        yield CALLED
        yield ToolCalled(call_id=call_id, agent="products", tool="send_mail", input=MAIL, at=AT)
        yield ApprovalRequested(call_id=call_id, approval_id=ApprovalId(f"apr_{request.turn_id}"), at=AT)
        yield AgentFinished(agent="products", name="Products", outcome="done", at=AT + 1)
        yield RunFinished(finish_reason="tool-calls")
        return
    for call in request.continues.decided:
        if call.approved:
            yield ToolReturned(call_id=call.call_id, output={"sent": True}, at=AT)
    yield TextStarted(part_id="t2", agent="products")
    yield TextDelta(part_id="t2", text="That is it.")
    yield TextEnded(part_id="t2")
    yield CALLED
    yield AgentFinished(agent="products", name="Products", outcome="done", at=AT + 2)
    yield RunFinished(finish_reason="stop")


@requirement("approval", "clients")
@pytest.mark.parametrize("lane", DECIDING, ids=str)
@pytest.mark.parametrize("approved", [True, False], ids=["approved", "denied"])
async def test_a_client_decides_and_the_same_message_goes_on(
    world: World, clients: Clients, lane: Lane, *, approved: bool
) -> None:
    scene = Scene(lane, await clients.of(lane), world)
    panel, question = await scene.panel(knows_approvals=True), scene.question("mail")
    world.stage.plays(question, asks_first)
    waiting = await panel.ask(question)
    await panel.decide(approved=approved, reason="Why not")
    await panel.answered(2)
    shown = await panel.over()
    stored = await world.history(panel.session_id)

    assert [part["state"] for part in waiting["messages"][-1]["parts"] if part["type"] == "tool-send_mail"] == [
        "approval-requested"
    ]
    told = verdict(lane.family, shown, stored)
    assert (told.status, told.error, told.roles, told.unfinished) == ("ready", None, ("user", "assistant"), 0)
    state, output = ("output-available", {"sent": True}) if approved else ("output-denied", None)
    assert told.tools == (Tool("send_mail", state, MAIL, output),)
    # Two requests, and no third one however long one waits.
    assert told.requests == (("POST", 200), ("POST", 200))
    assert shown["messages"][-1]["parts"] == stored[-1]["parts"]
    assert [message["role"] for message in stored] == ["user", "assistant"]
    first, second = shown["exchanges"]
    assert lint_exchange(lane, first, knows_approvals=True) == set()
    assert lint_exchange(lane, second, knows_approvals=True, goes_on=True) == set()

    # What follows is a question like any other.
    world.stage.plays(further := scene.question("further"), says("Well."))
    await panel.ask(further)
    assert [message["role"] for message in await world.history(panel.session_id)] == ["user", "assistant"] * 2


@requirement("approval", "clients")
@pytest.mark.parametrize("lane", LANES, ids=str)
async def test_a_client_that_did_not_ask_for_approvals_shows_no_error_and_sends_nothing(
    world: World, clients: Clients, lane: Lane
) -> None:
    scene = Scene(lane, await clients.of(lane), world)
    panel, question = await scene.panel(), scene.question("mail")
    world.stage.plays(question, asks_first)
    shown = await panel.ask(question)

    told = verdict(lane.family, shown)
    assert (told.status, told.error, told.text) == ("ready", None, "Let me send it.")
    assert told.requests == (("POST", 200),)
    assert lint_exchanges(lane, shown) == set()
