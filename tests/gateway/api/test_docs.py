"""The page for people: whole, without scripts, and asking nobody else for anything."""

import copy
import re
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import httpx
import pytest

from gateway.api.description.page import render_page
from tests.requirements import requirement
from tests.support.conformance import description

MAX_BYTES = 500_000
# Attributes by which a browser asks for something or goes somewhere.
ADDRESSES = {
    "href",
    "src",
    "srcset",
    "action",
    "formaction",
    "data",
    "poster",
    "background",
    "ping",
    "cite",
    "manifest",
}


class Page(HTMLParser):
    """What a browser would find in it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.addresses: list[str] = []
        self.anchors: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note it."""
        self.tags.add(tag)
        for name, value in attrs:
            self.attributes.add(name)
            if name in ADDRESSES:
                self.addresses.append(value or "")
            if name == "id":
                assert value not in self.anchors, f"two of {value}"
                self.anchors.add(value or "")


@requirement("described")
async def test_the_page_loads_nothing_from_elsewhere_and_everything_from_here(alice: httpx.AsyncClient) -> None:
    response = await alice.get("/docs")
    page = Page(response.text)
    own = urlsplit(str(alice.base_url))
    targets = {urlsplit(urljoin(str(response.url), address)) for address in page.addresses}

    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert len(response.content) < MAX_BYTES
    assert {(target.scheme, target.netloc) for target in targets} == {(own.scheme, own.netloc)}
    assert {target.path for target in targets} == {"/docs", "/docs/style.css", "/openapi.json"}
    for path in {target.path for target in targets}:
        assert (await alice.get(path)).status_code == 200
    assert {target.fragment for target in targets if target.fragment} <= page.anchors


async def test_the_page_needs_no_script_and_its_policy_allows_none(alice: httpx.AsyncClient) -> None:
    response, style = await alice.get("/docs"), await alice.get("/docs/style.css")
    page = Page(response.text)

    assert page.tags.isdisjoint({"script", "style", "iframe", "object", "embed", "img", "form", "base", "svg"})
    assert [name for name in page.attributes if name.startswith("on") or name == "style"] == []
    policy = response.headers["content-security-policy"]
    assert policy.split("; ")[:2] == ["default-src 'none'", "style-src 'self'"]
    assert style.headers["content-type"] == "text/css; charset=utf-8"
    assert not re.search(r"url\(|@import|//", style.text)


async def test_the_page_shows_every_operation_code_and_schema(alice: httpx.AsyncClient) -> None:
    anchors = Page((await alice.get("/docs")).text).anchors
    document = description()
    operations = {op["operationId"] for item in document["paths"].values() for op in item.values()}

    assert operations <= anchors
    assert {f"schema-{name}" for name in document["components"]["schemas"]} <= anchors
    assert {f"tag-{tag['name']}" for tag in document["tags"]} <= anchors


@pytest.mark.parametrize("place", ["title", "summary", "schema"])
def test_words_of_the_document_stay_words(place: str) -> None:
    document = copy.deepcopy(description())
    words = "<script>alert(1)</script>`<img src=https://elsewhere.example>`"
    match place:
        case "title":
            document["info"]["title"] = words
        case "summary":
            document["paths"]["/livez"]["get"]["summary"] = words
        case _:
            document["components"]["schemas"]["Health"]["description"] = words

    assert Page(render_page(document)).tags.isdisjoint({"script", "img"})
