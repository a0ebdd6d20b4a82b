"""Every client in every scenario: what a person has before them in the end, and how the bytes were."""

import pytest

from tests.requirements import requirement
from tests.wire.conftest import Clients
from tests.wire.expectations import expected, noted
from tests.wire.lanes import LANES, UI_LANES, Lane
from tests.wire.lint.exchanges import lint_exchanges
from tests.wire.panel import open_panel
from tests.wire.scenarios import RESUMING, SCENARIOS, Scene
from tests.wire.verdict import assert_shown
from tests.wire.world import World

pytestmark = pytest.mark.asyncio(loop_scope="module")

CASES = [(lane, scenario) for lane in LANES for scenario in SCENARIOS if lane.can_resume or scenario not in RESUMING]


@requirement("clients", "reload")
@pytest.mark.parametrize(("lane", "scenario"), CASES, ids=str)
async def test_a_client_shows_what_was_said(world: World, clients: Clients, lane: Lane, scenario: str) -> None:
    outcome = await SCENARIOS[scenario](Scene(lane, await clients.of(lane), world))

    assert_shown(outcome.verdict, expected(lane, scenario))
    assert outcome.notes == noted(lane, scenario)
    assert lint_exchanges(lane, outcome.shown) == set()


@requirement("clients")
@pytest.mark.parametrize("lane", UI_LANES, ids=str)
@pytest.mark.parametrize(
    "scenario", ["basic", "tools", "error_in_stream", "error_after_tools", "stop", "stop_after_tools"]
)
async def test_history_has_the_parts_that_the_client_assembled(
    world: World, clients: Clients, lane: Lane, scenario: str
) -> None:
    outcome = await SCENARIOS[scenario](Scene(lane, await clients.of(lane), world))

    shown, stored = outcome.shown["messages"][-1], outcome.stored[-1]
    assert shown["parts"] == stored["parts"]
    assert stored["metadata"].items() <= shown["metadata"].items()


@requirement("loopback")
@pytest.mark.parametrize("lane", LANES, ids=str)
async def test_a_client_cannot_leave_this_machine(world: World, clients: Clients, lane: Lane) -> None:
    # An address for documentation (RFC 5737): nobody is there, and nobody is asked.
    panel = await open_panel(await clients.of(lane), world, "abroad", base="http://192.0.2.1:8080")
    shown = await panel.ask("Is anybody there?")

    assert shown["status"] == "error"
    assert [each.get("status") for each in shown["exchanges"]] == [None]
    assert "refused to leave this machine for 192.0.2.1" in shown["exchanges"][0]["failure"]
