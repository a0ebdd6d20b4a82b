"""The other tools: shapes, null fields, citation numbers."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import JsonValue
from starlette.responses import JSONResponse

from crew_container.tools.fields import iso_time_of, json_of, strings_of
from crew_container.tools.interaction_facts import interaction
from shared.times import milliseconds_of
from tests.crew_container.tools.conftest import Toolbox

PRODUCT = {
    "id": "p1",
    "price": 1999,
    "category": "mugs",
    "metadata": {"currency": "GBP", "inStock": False, "unitsSold": 7},
}
FACTS = {"price": 19.99, "currency": "GBP", "inStock": False, "unitsSold": 7, "category": "mugs"}


@pytest.mark.parametrize(
    "body",
    [
        {"results": [{**PRODUCT, "title": "Mug", "_score": 0.5}], "total": 1, "query": "mug"},
        {"products": [{**PRODUCT, "name": "Mug", "score": 0.5}], "total": 1, "page": 1, "pageSize": 20},
    ],
)
async def test_both_product_shapes_are_understood(toolbox: Toolbox, body: dict[str, JsonValue]) -> None:
    toolbox.gateway.data["/search"] = body
    result = await toolbox.use("search_products", query="mug")
    item = result.items[0]
    assert (item.type, item.id, item.title, item.score, item.facts) == ("product", "p1", "Mug", 0.5, FACTS)
    assert dict(toolbox.gateway.requests[0].query_params) == {"q": "mug", "organizationId": "org-1", "limit": "10"}


async def test_pattern_fields_are_under_metadata(toolbox: Toolbox) -> None:
    metadata = {
        "organizationId": "org-1",
        "type": "anomaly",
        "description": "Drop.",
        "insights": "Errors.",
        "severity": "high",
    }
    toolbox.gateway.data["/search"] = {"results": [{"id": "x", "score": 0.9, "metadata": metadata}], "query": "q"}
    result = await toolbox.use("search_patterns", query="q", limit=3)
    item = result.items[0]
    assert (item.title, item.text, item.facts) == ("anomaly", "Drop.\nErrors.", {"type": "anomaly", "severity": "high"})
    assert dict(toolbox.gateway.requests[0].query_params) == {"q": "q", "topK": "3"}


async def test_the_channel_of_a_search_is_chosen_afterwards(toolbox: Toolbox) -> None:
    rows = [
        {"id": str(n), "score": 1 - n / 100, "sourceType": ("web", "social")[n % 2], "summary": None} for n in range(30)
    ]
    toolbox.gateway.data["/search"] = {"results": rows, "total": 30}
    result = await toolbox.use("search_interactions", query="q", source_type="social", limit=4)
    assert [item.id for item in result.items] == ["1", "3", "5", "7"]
    assert toolbox.gateway.requests[0].query_params["limit"] == "50"


async def test_numbers_go_on_over_the_turn(toolbox: Toolbox) -> None:
    toolbox.gateway.data["/search"] = {"results": [{"id": "a"}, {"id": "b"}]}
    first = await toolbox.use("search_interactions", query="x")
    toolbox.gateway.data["/search"] = {"results": [{"id": "c"}, {"id": "a"}]}
    second = await toolbox.use("search_interactions", query="y")
    patterns = await toolbox.use("search_patterns", query="y")
    numbers = [[(item.id, item.n) for item in result.items] for result in (first, second, patterns)]
    assert numbers == [[("a", 1), ("b", 2)], [("c", 3), ("a", 1)], [("c", 4), ("a", 5)]]


async def test_the_context_brings_both_parts(toolbox: Toolbox) -> None:
    toolbox.gateway.data["/organizations/org-1"] = {"id": "org-1", "name": "Acme"}
    result = await toolbox.use("get_organization_context")
    item = result.items[0]
    assert (item.type, item.id, item.title, item.text) == ("org_context", "ctx_1", "Acme", "A shop.")
    assert (result.partial, result.note) == (False, None)


async def test_half_a_context_is_said_to_be_half(toolbox: Toolbox) -> None:
    toolbox.gateway.data["/organizations/org-1"] = JSONResponse(
        {"error": {"code": "X", "message": "no such thing"}}, 404
    )
    result = await toolbox.use("get_organization_context")
    assert (result.ok, result.partial, result.shown) == (True, True, 1)
    assert result.note == "One part could not be read. The platform refused the request: no such thing"


async def test_a_context_that_nobody_made_yet(toolbox: Toolbox) -> None:
    toolbox.gateway.data["/organizations/org-1"] = {"name": "Acme"}
    toolbox.gateway.data["/context"] = {"id": None, "structuredData": {}, "generatedAt": None}
    result = await toolbox.use("get_organization_context")
    assert [item.title for item in result.items] == ["Acme"]
    assert result.note == "The platform has no description of this organization yet."


async def test_without_both_parts_the_tool_fails(toolbox: Toolbox) -> None:
    toolbox.gateway.data["/organizations/org-1"] = JSONResponse({"error": "Forbidden", "message": "x"}, 403)
    toolbox.gateway.data["/context"] = JSONResponse({}, 500)
    result = await toolbox.use("get_organization_context")
    assert result.error is not None
    assert (result.ok, result.error.code) == (False, "forbidden")


async def test_a_channel_that_is_not_there_is_not_zero(toolbox: Toolbox) -> None:
    toolbox.gateway.data["/summary"] = {"web": 5, "total": 5}
    result = await toolbox.use("get_interaction_summary")
    assert result.items[0].facts == {"web": 5, "total": 5}


def test_times_of_all_kinds_become_iso() -> None:
    for value in (
        1_760_000_000_000,
        1_760_000_000,
        "2025-10-09T08:53:20Z",
        "2025-10-09T10:53:20+02:00",
        "2025-10-09 08:53:20",
    ):
        assert iso_time_of(value) == "2025-10-09T08:53:20Z"
    nothing: list[JsonValue] = [None, True, "soon", [], 10**30]
    assert [iso_time_of(value) for value in nothing] == [None] * 5


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=20)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=4)),
    max_leaves=10,
)


@given(JSON)
@example(float("inf"))
@example("0001-01-01T00:00:00+14:00")
def test_no_field_breaks_its_reader(value: JsonValue) -> None:
    json_of(value)
    milliseconds_of(value)
    iso_time_of(value)
    strings_of(value, limit=3)


FIELDS = st.sampled_from(
    ["data", "tags", "sourceType", "summary", "timestamp", "productIds", "confidence", "sessionId"]
)


@given(st.dictionaries(FIELDS, st.one_of(JSON, st.sampled_from(["web", "cctv", "social"]))))
def test_no_row_breaks_the_projection(row: dict[str, JsonValue]) -> None:
    assert interaction(row).type == "interaction"


async def test_the_pages_are_asked_when_there_is_a_subject(toolbox: Toolbox) -> None:
    toolbox.gateway.data["/organizations/org-1"] = {"name": "Acme"}
    toolbox.gateway.data["/qna/search"] = {
        "results": [
            {"id": "q1", "content": "Four days.", "score": 0.5, "type": "shipping"},
            {"text": "By bicycle.", "score": 0.4},
        ]
    }
    result = await toolbox.use("get_organization_context", query="shipping")
    assert [(item.id, item.title, item.text) for item in result.items] == [
        ("ctx_1", "Acme", "A shop."),
        ("q1", "From its own pages: shipping", "Four days."),
        ("passage:By bicycle.", "From its own pages: passage", "By bicycle."),
    ]
    assert toolbox.gateway.requests[-1].query_params["organizationId"] == "org-1"


async def test_pages_that_cannot_be_read_are_said_to_be_so(toolbox: Toolbox) -> None:
    toolbox.gateway.data["/organizations/org-1"] = {"name": "Acme"}
    toolbox.gateway.data["/qna/search"] = JSONResponse({}, 500)
    result = await toolbox.use("get_organization_context", query="shipping")
    assert (result.ok, result.partial, result.shown) == (True, True, 1)
    assert result.note == "One part could not be read. The platform is out of order at the moment."


async def test_without_a_description_the_pages_are_the_next_best(toolbox: Toolbox) -> None:
    toolbox.gateway.data["/organizations/org-1"] = {"name": "Acme"}
    toolbox.gateway.data["/context"] = {"id": None, "structuredData": {}, "generatedAt": None}
    toolbox.gateway.data["/qna/search"] = {"results": [{"id": "q1", "content": "We sell maps.", "type": "about"}]}
    result = await toolbox.use("get_organization_context")
    assert [item.text for item in result.items] == [None, "We sell maps."]
    assert result.note is None
