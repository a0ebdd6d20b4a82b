"""A suite that lets a broken answer pass is worth nothing: each of these is noticed, and it is known by whom."""

import asyncio
from dataclasses import replace

import pytest

from tests.requirements import requirement
from tests.wire.breakage.agui import AGUI_VARIANTS
from tests.wire.breakage.data_stream import DATA_VARIANTS
from tests.wire.breakage.harmless import HARMLESS
from tests.wire.breakage.ui_stream import UI_VARIANTS
from tests.wire.breakage.variant import Variant
from tests.wire.conftest import Clients
from tests.wire.expectations import expected
from tests.wire.lanes import AGUI_LANES, DATA_LANES, UI_LANES, Lane, tasters
from tests.wire.lint.exchanges import lint_exchange
from tests.wire.scenarios import Outcome, Scene, tools
from tests.wire.verdict import assert_shown
from tests.wire.world import World

pytestmark = pytest.mark.asyncio(loop_scope="module")

CASES = [
    pytest.param(tasters(lanes), variant, id=f"{lanes[0].family}-{variant}")
    for lanes, variants in ((UI_LANES, UI_VARIANTS), (DATA_LANES, DATA_VARIANTS), (AGUI_LANES, AGUI_VARIANTS))
    for variant in variants
]

NO_CASES = [
    pytest.param(tasters(lanes), variant, id=f"{lanes[0].family}-{variant}")
    for lanes in (UI_LANES, DATA_LANES, AGUI_LANES)
    for variant in HARMLESS[lanes[0].family]
]


@requirement("broken-wire")
@pytest.mark.parametrize(("lanes", "variant"), CASES)
async def test_a_broken_answer_is_noticed(
    world: World, clients: Clients, lanes: tuple[Lane, ...], variant: Variant
) -> None:
    outcomes = await _told_to_all(world, clients, lanes, variant)

    unseen = {lane.name for lane, outcome in outcomes.items() if outcome.verdict == expected(lane, "tools")}
    found = lint_exchange(lanes[0], outcomes[lanes[0]].shown["exchanges"][0])
    assert (sorted(found), sorted(unseen)) == (
        sorted(variant.lint),
        sorted(variant.unseen & {lane.name for lane in lanes}),
    )
    assert found or len(unseen) < len(lanes)


@pytest.mark.parametrize(("lanes", "variant"), NO_CASES)
async def test_a_harmless_difference_is_none(
    world: World, clients: Clients, lanes: tuple[Lane, ...], variant: Variant
) -> None:
    for lane, outcome in (await _told_to_all(world, clients, lanes, variant)).items():
        # How often a screen is drawn when everything comes at once is the client's affair.
        seen = replace(outcome.verdict, increments=2)
        assert_shown(seen, expected(lane, "tools"))
        assert lint_exchange(lane, outcome.shown["exchanges"][0]) == set()


async def _told_to_all(
    world: World, clients: Clients, lanes: tuple[Lane, ...], variant: Variant
) -> dict[Lane, Outcome]:
    async with asyncio.TaskGroup() as group:
        telling = {
            lane: group.create_task(
                tools(Scene(lane, await clients.of(lane), world, world.proxy.passage(variant.rewrite).url))
            )
            for lane in lanes
        }
    return {lane: told.result() for lane, told in telling.items()}
