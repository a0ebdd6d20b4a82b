"""Charts are had as pictures: drawn when somebody asks, kept beside their version, gone with it."""

import asyncio
import io
from pathlib import Path

import httpx
from PIL import Image

from tests.gateway.api.test_artifacts import HARMLESS, ask, content_of, file_name_of, made
from tests.requirements import requirement
from tests.support.contents import BAR, posted
from tests.support.making_worker import add_maker
from tests.support.running_gateway import BOB, RunningGateway


def pictures(gateway: RunningGateway) -> list[Path]:
    """Those that are kept."""
    return sorted(path for end in ("png", "svg") for path in gateway.settings.objects_folder.rglob(f"*.{end}"))


@requirement("chart-pictures")
async def test_a_chart_is_drawn_once_kept_and_gone_with_its_artifact(
    gateway: RunningGateway, alice: httpx.AsyncClient
) -> None:
    await add_maker(gateway, posted(BAR, title="Week 44"))
    (artifact,) = await made(alice, (await ask(alice))[0])
    content = content_of(artifact)
    assert artifact["formats"] == ["json", "csv", "png", "svg"]
    assert pictures(gateway) == []

    png = await alice.get(content, params={"format": "png"})
    svg = await alice.get(content, params={"format": "svg"})

    assert (png.status_code, png.headers["content-type"], file_name_of(png)) == (200, "image/png", "Week 44.png")
    assert (svg.status_code, svg.headers["content-type"], file_name_of(svg)) == (200, "image/svg+xml", "Week 44.svg")
    assert {name: svg.headers[name] for name in HARMLESS} == HARMLESS
    assert Image.open(io.BytesIO(png.content)).width > 640
    assert "Channel" in svg.text
    kept = pictures(gateway)
    assert [path.read_bytes() for path in kept] == [png.content, svg.content]
    # What was kept is given, not drawn again.
    kept[0].write_bytes(b"as it was kept")
    assert (await alice.get(content, params={"format": "png"})).content == b"as it was kept"

    bob = await gateway.client(BOB)
    assert (await bob.get(content, params={"format": "png"})).status_code == 404
    assert (await alice.delete(f"/api/v1/chat/artifacts/{artifact['id']}")).status_code == 204
    assert (await alice.get(content, params={"format": "png"})).status_code == 404
    async with asyncio.timeout(10):
        while pictures(gateway):
            await asyncio.sleep(0.02)
