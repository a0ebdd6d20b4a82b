"""Every client in every scenario: what a person has before them in the end, and how the bytes were."""

import pytest

from tests.requirements import requirement
from tests.wire.conftest import Clients
from tests.wire.expectations import NOTES, expected
from tests.wire.lanes import Lane
from tests.wire.lint.exchanges import lint_exchanges
from tests.wire.scenarios import SCENARIOS, Scene
from tests.wire.world import World

pytestmark = pytest.mark.asyncio(loop_scope="module")


@requirement("clients", "reload")
@pytest.mark.parametrize("scenario", SCENARIOS)
async def test_a_client_shows_what_was_said(world: World, clients: Clients, lane: Lane, scenario: str) -> None:
    outcome = await SCENARIOS[scenario](Scene(lane, await clients.of(lane), world))

    assert outcome.verdict == expected(lane, scenario)
    assert outcome.notes == NOTES.get(scenario, {})
    assert lint_exchanges(lane, outcome.shown) == set()
