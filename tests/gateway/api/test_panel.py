"""The chat panel's files as a browser gets them: compressed, cached by what is in them, and under a strict policy."""

import gzip
from collections.abc import AsyncGenerator
from pathlib import Path

import httpx
import pytest

from tests.support.running_gateway import running_gateway

SCRIPT = "export const said = 'word '.repeat(3);\n" * 50


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """A build of a panel."""
    folder = tmp_path / "bundle"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html><chat-panel></chat-panel>")
    (folder / "chat-panel.js").write_text(SCRIPT)
    (folder / "assets" / "chart-Ab12.js").write_text(SCRIPT)
    (folder / "assets" / ".secret").write_text("not built")
    return folder


@pytest.fixture
async def browser(tmp_path: Path, built: Path) -> AsyncGenerator[httpx.AsyncClient]:
    """Somebody without a key."""
    async with (
        running_gateway(tmp_path / "data", panel_dir=built) as gateway,
        httpx.AsyncClient(base_url=gateway.public_url, trust_env=False) as client,
    ):
        yield client


async def test_the_page_may_run_its_own_scripts_and_ask_this_service_alone(browser: httpx.AsyncClient) -> None:
    page = await browser.get("/")

    assert page.headers["content-type"] == "text/html; charset=utf-8"
    policy = dict(
        directive.strip().partition(" ")[::2] for directive in page.headers["content-security-policy"].split(";")
    )
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert page.headers["x-content-type-options"] == "nosniff"
    assert "<chat-panel>" in page.text


async def test_hashed_files_are_kept_for_ever_and_the_element_is_asked_for_anew(browser: httpx.AsyncClient) -> None:
    element, asset = await browser.get("/panel/chat-panel.js"), await browser.get("/panel/assets/chart-Ab12.js")

    assert element.text == asset.text == SCRIPT
    assert element.headers["cache-control"] == "no-cache"
    assert asset.headers["cache-control"] == "public, max-age=31536000, immutable"
    for file in (element, asset):
        assert file.headers["content-type"] == "text/javascript; charset=utf-8"
        assert file.headers["access-control-allow-origin"] == "*"
    again = await browser.get("/panel/chat-panel.js", headers={"if-none-match": element.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


async def test_files_are_sent_compressed_to_whoever_takes_that(browser: httpx.AsyncClient) -> None:
    async with browser.stream("GET", "/panel/chat-panel.js", headers={"accept-encoding": "gzip"}) as packed:
        raw = b"".join([piece async for piece in packed.aiter_raw()])
    plain = await browser.get("/panel/chat-panel.js", headers={"accept-encoding": "identity"})

    assert packed.headers["content-encoding"] == "gzip"
    assert len(raw) < len(SCRIPT) / 4
    assert gzip.decompress(raw).decode() == plain.text == SCRIPT
    assert "content-encoding" not in plain.headers
    assert packed.headers["vary"] == plain.headers["vary"] == "accept-encoding"


@pytest.mark.parametrize("name", ["none.js", ".secret", "..%2findex.html", "%2e%2e%2fdata%2fgateway.db", "a%00.js"])
async def test_nothing_but_what_was_built_is_served(browser: httpx.AsyncClient, name: str) -> None:
    assert (await browser.get(f"/panel/assets/{name}")).status_code == 404


async def test_without_a_panel_the_page_explains_the_service(tmp_path: Path) -> None:
    async with (
        running_gateway(tmp_path / "data", panel_dir=tmp_path) as gateway,
        httpx.AsyncClient(base_url=gateway.public_url, trust_env=False) as client,
    ):
        page, element = await client.get("/"), await client.get("/panel/chat-panel.js")

    assert "curl -N" in page.text
    assert element.status_code == 404
