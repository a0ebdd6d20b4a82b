"""Charts are drawn by a process with limits, which fetches nothing, whatever a specification says."""

import asyncio
import io
import json
from collections.abc import AsyncGenerator
from typing import Any

import pytest
import pytest_asyncio
from PIL import Image

from gateway.chat.errors import PicturesUnavailable
from gateway.chat.vega_lite import vega_lite
from gateway.pictures.charts import DrawnCharts, open_charts
from shared.charts import ChartSpec
from shared.ids import OrganizationId
from tests.gateway.pictures.process_memory import peak_bytes, pid_of
from tests.requirements import requirement

ORGANIZATION = OrganizationId("org_a")

# It dies at 340 MB; without a limit, the same specification takes 1.6 GB.
MOST_BYTES = 450_000_000
POINTS = {"mark": "point", "encoding": {"x": {"field": "x", "type": "quantitative"}}}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def charts() -> AsyncGenerator[DrawnCharts]:
    """Whoever draws charts."""
    async with open_charts() as opened:
        yield opened


pytestmark = pytest.mark.asyncio(loop_scope="module")


def chart(kind: str, points: list[dict[str, Any]], **labels: str) -> bytes:
    """A chart of ours as it is stored."""
    spec = ChartSpec.model_validate_json(json.dumps({"kind": kind, "x_label": "the x", "points": points, **labels}))
    return json.dumps(vega_lite("a <title> of & ours", spec)).encode()


BARS = [{"x": name, "y": number} for number, name in enumerate(["web", "cctv", "<script>"], start=1)]
CHARTS = {
    "bar": chart("bar", BARS, y_label="y"),
    "pie": chart("pie", BARS, y_label="y"),
    "histogram": chart("histogram", [{"x": number % 7} for number in range(50)], x_scale="number"),
    "line": chart(
        "line",
        [{"x": f"2026-11-{day:02}", "y": day, "series": "a" if day % 2 else "b"} for day in range(1, 20)],
        x_scale="time",
        y_label="y",
        series_label="series",
    ),
    "scatter": chart("scatter", [{"x": n, "y": n * n % 89} for n in range(2000)], x_scale="number", y_label="y"),
}


@requirement("chart-pictures")
async def test_charts_are_drawn_as_png_and_svg(charts: DrawnCharts) -> None:
    for specification in CHARTS.values():
        image = Image.open(io.BytesIO(await charts.draw(specification, "png", ORGANIZATION)))
        assert image.width > 640
        # Something was drawn on it.
        assert len(image.convert("L").getcolors() or range(256)) > 3

        svg = (await charts.draw(specification, "svg", ORGANIZATION)).decode()
        assert svg.startswith("<svg")
        assert "the x" in svg or "theta" in specification.decode()
        assert "<script" not in svg


@requirement("chart-pictures")
async def test_nothing_that_a_specification_names_is_fetched(charts: DrawnCharts) -> None:
    fetched: list[bytes] = []

    async def note(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        fetched.append(await reader.readline())
        writer.close()

    server = await asyncio.start_server(note, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/secret.json"
    image = {"mark": "image", "encoding": {"url": {"value": url}}}
    hostile: list[dict[str, Any]] = [
        {"data": {"url": url}, **POINTS},
        {"data": {"url": "file:///etc/passwd", "format": {"type": "csv"}}, **POINTS},
        {"data": {"values": [{"x": 1}]}, **image},
        {"data": {"values": [{"x": url}]}, "transform": [{"calculate": f"loader('{url}')", "as": "y"}], **POINTS},
    ]

    async with server:
        for specification in hostile:
            for wanted in ("png", "svg"):
                try:
                    drawn = await charts.draw(
                        json.dumps(specification).encode(), "png" if wanted == "png" else "svg", ORGANIZATION
                    )
                except PicturesUnavailable:
                    continue
                assert b"root:" not in drawn

    assert fetched == []


@requirement("pictures-confined")
async def test_a_specification_that_fills_the_memory_ends_the_process_alone(charts: DrawnCharts) -> None:
    await charts.draw(CHARTS["bar"], "png", ORGANIZATION)
    process = pid_of(charts._workshop)
    peak = peak_bytes(process)
    numbers = ",".join(str(number) for number in range(20))
    hostile = json.dumps(
        {"data": {"sequence": {"start": 0, "stop": 4_000_000, "as": "x"}}, "title": numbers, **POINTS}
    ).encode()

    async def watch() -> int:
        # The last that is seen of it before it is gone.
        seen = peak
        while True:
            try:
                seen = peak_bytes(process)
            except (ValueError, pytest.skip.Exception):
                return seen
            await asyncio.sleep(0.02)

    watched = asyncio.create_task(watch())
    with pytest.raises(PicturesUnavailable):
        await charts.draw(hostile, "png", ORGANIZATION)

    assert await watched < MOST_BYTES
    assert (await charts.draw(CHARTS["bar"], "png", ORGANIZATION)).startswith(b"\x89PNG")
    assert pid_of(charts._workshop) != process


async def test_what_is_no_specification_spoils_nothing(charts: DrawnCharts) -> None:
    for broken in (b"{", b'{"mark":"nothing"}'):
        with pytest.raises(PicturesUnavailable):
            await charts.draw(broken, "svg", ORGANIZATION)

    assert (await charts.draw(CHARTS["bar"], "png", ORGANIZATION)).startswith(b"\x89PNG")
