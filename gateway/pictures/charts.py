"""The port `Charts` by vl-convert, in a process of its own."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Final

from gateway.chat.artifacts import PictureFormat
from gateway.pictures.requests import PNG, SVG
from gateway.pictures.workshop import Workshop, open_workshop
from shared.ids import OrganizationId

MODULE: Final = "gateway.pictures.chart_process"
# Its first picture takes half a second, each further one 30 ms, on a machine that has time.
SECONDS: Final = 15.0


class DrawnCharts:
    """Draws charts. Made by `open_charts`."""

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop

    async def draw(self, vega_lite: bytes, wanted: PictureFormat, organization_id: OrganizationId) -> bytes:
        return await self._workshop.make((SVG if wanted == "svg" else PNG) + vega_lite, organization_id)


@asynccontextmanager
async def open_charts() -> AsyncGenerator[DrawnCharts]:
    """Whoever draws charts; the process comes with the first one."""
    async with open_workshop(MODULE, seconds=SECONDS) as workshop:
        yield DrawnCharts(workshop)
