"""A suite that lets a broken answer pass is worth nothing: each of these is noticed, and it is known by whom."""

import asyncio

import pytest

from tests.requirements import requirement
from tests.wire.breakage.ui_stream import UI_VARIANTS
from tests.wire.breakage.variant import Variant
from tests.wire.conftest import Clients
from tests.wire.expectations import expected
from tests.wire.lanes import UI_LANES, Lane
from tests.wire.lint.exchanges import lint_exchange
from tests.wire.scenarios import Outcome, Scene, tools
from tests.wire.world import World

pytestmark = pytest.mark.asyncio(loop_scope="module")


@requirement("broken-wire")
@pytest.mark.parametrize("variant", UI_VARIANTS, ids=str)
async def test_a_broken_answer_is_noticed(world: World, clients: Clients, variant: Variant) -> None:
    outcomes = await _told_to_all(world, clients, variant)

    unseen = {lane.name for lane, outcome in outcomes.items() if outcome.verdict == expected(lane, "tools")}
    found = lint_exchange(outcomes[UI_LANES[0]].shown["exchanges"][0])
    assert found == variant.lint
    assert unseen == variant.unseen
    assert found or len(unseen) < len(UI_LANES)


async def _told_to_all(world: World, clients: Clients, variant: Variant) -> dict[Lane, Outcome]:
    async with asyncio.TaskGroup() as group:
        telling = {
            lane: group.create_task(
                tools(Scene(lane, await clients.of(lane), world, world.proxy.passage(variant.rewrite).url))
            )
            for lane in UI_LANES
        }
    return {lane: told.result() for lane, told in telling.items()}
