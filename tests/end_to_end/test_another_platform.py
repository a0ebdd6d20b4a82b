"""Another platform of the same contract is reached by configuration alone, and answers from its data are as right."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from gateway.chat.model import Principal
from shared.ids import OrganizationId, UserId
from tests.crew_container.whole_product import CREWAI_WARNINGS, WholeProduct, whole_product
from tests.requirements import requirement
from tests.support import other_crow as other
from tests.support.held_turn import held_turn
from tests.support.moods import FRIENDLY
from tests.support.other_crow import OtherCrow
from tests.support.running_gateway import running_gateway
from tests.support.told import Told

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.filterwarnings(CREWAI_WARNINGS)]

GARDENER = Principal(OrganizationId(other.GARDEN), UserId(other.GARDENER))


@dataclass
class Stage:
    """The product in front of the other platform."""

    product: WholeProduct
    platform: OtherCrow

    async def ask(self, question: str) -> Told:
        told = await self.product.ask(GARDENER, question)
        assert told.failures == []
        assert {reference["index"] for reference in told.references} == told.cited
        return told


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[Stage]:
    async with (
        other.other_crow() as platform,
        whole_product(
            tmp_path_factory.mktemp("other"),
            platform_url=platform.url,
            platform_key=other.KEY,
            platform_cache_seconds=0,
        ) as product,
    ):
        yield Stage(product, platform)


@requirement("another-platform")
async def test_counts_are_the_other_platforms(stage: Stage) -> None:
    told = await stage.ask("How many interactions per channel do we have?")

    counts = {row[0]: row[1] for row in told.rows()}
    # Two rows are one visit's; the platform counts rows.
    assert (counts["web"], counts["cctv"]) == (str(other.WEB_VISITS + 1), str(other.CAMERA_BATCHES))
    assert counts["social"] == str(other.POSTS)


@requirement("another-platform")
async def test_busy_days_are_the_other_platforms(stage: Stage) -> None:
    told = await stage.ask("Which days were busiest last week, web vs in-store?")

    first = told.rows("20")[0]
    assert first[0].endswith("Wednesday")
    assert first[1] == str(other.BUSY_DAY_VISITS)


@requirement("another-platform")
async def test_products_are_found_under_the_other_name_and_in_the_other_shape(stage: Stage) -> None:
    told = await stage.ask("Cheapest three pots in stock, and do any have complaints?")

    places = [told.text.index(name) for name in other.CHEAPEST_POTS]
    assert places == sorted(places)
    assert "price: 3.5" in told.text
    assert other.DEAREST_POT not in told.text
    assert other.ROSES_SOLD_OUT not in told.text
    assert "cracked in the frost" in told.text


@requirement("another-platform")
async def test_in_every_form_that_the_contract_allows_the_numbers_are_the_same(stage: Stage) -> None:
    try:
        for mood, made in FRIENDLY.items():
            stage.platform.mood = made()
            days = await stage.ask("Which days were busiest last week, web vs in-store?")
            assert days.rows(str(other.BUSY_DAY_VISITS))[0][0].endswith("Wednesday"), mood
            pots = await stage.ask("Cheapest three pots in stock, and do any have complaints?")
            places = [pots.text.index(name) for name in other.CHEAPEST_POTS]
            assert places == sorted(places), mood
            assert "price: 3.5" in pots.text, mood
            assert other.ROSES_SOLD_OUT not in pots.text, mood
            assert "cracked in the frost" in pots.text, mood
    finally:
        stage.platform.mood = None


@requirement("another-platform")
async def test_deeds_on_camera_are_named(stage: Stage) -> None:
    told = await stage.ask("Which products are picked up on camera but rarely bought?")

    first = next(row for row in told.rows() if row[0] != "product")
    assert first == [other.CHEAPEST_POTS[2], str(other.PICKUPS), str(other.PURCHASES)]


@requirement("another-platform")
async def test_reports_patterns_and_what_the_shop_is(stage: Stage) -> None:
    report = await stage.ask("Show top anomalies this week with severity")
    assert ["Frost damage", "high"] in [row[:2] for row in report.rows()]
    about = await stage.ask("What do we sell and who is our target market?")
    assert "pots and plants to people with balconies" in about.text
    why = await stage.ask("Why do people complain about frost?")
    assert "Pots crack in the first frost." in why.text


@requirement("another-platform", "not-yours")
async def test_a_careless_platform_gives_nothing_away(stage: Stage, tmp_path: Path) -> None:
    async with (
        running_gateway(tmp_path, api_gateway_url=stage.platform.url, internal_gateway_key=other.KEY) as gateway,
        held_turn(gateway, GARDENER) as turn,
    ):
        answers = [
            await turn.get(f"/api/v1/{path}")
            for path in (
                f"products/{other.FOREIGN_PRODUCT}",
                f"products/{other.FOREIGN_PRODUCT}/ai-descriptions",
                f"organizations/{other.FOREIGN}",
                f"organizations/{other.FOREIGN}/context",
                f"organizations/{other.GARDEN_LOGIN}",
                "products/nothing-of-that-name",
            )
        ]
    assert {answer.status_code for answer in answers} == {404}
    assert {answer.content for answer in answers} == {answers[0].content}
    assert not any(other.FOREIGN in path for path, _ in stage.platform.asked)
    assert {organization for _, organization in stage.platform.asked} == {other.GARDEN, other.GARDEN_LOGIN}
