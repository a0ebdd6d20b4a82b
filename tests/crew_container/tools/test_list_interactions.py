"""Listing and counting over CROW's pages: oldest first, 100 a page, no dates."""

import asyncio
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response

from crew_container.tools import interaction_pages as pages_module
from shared.tools import ToolResult
from tests.crew_container.scripted_gateway import ScriptedGateway
from tests.crew_container.tools.conftest import Toolbox, toolbox_over

HOUR = 3_600_000
FIRST = 1_760_000_000_000  # 2025-10-09T08:53:20Z
PATH = "/organization/org-1"


def row(number: int, **changes: Any) -> dict[str, Any]:
    return {
        "id": f"i-{number}",
        "sourceType": "web",
        "sessionId": None,
        "summary": f"visit {number}",
        "data": "{}",
        "tags": "[]",
        "productIds": None,
        "confidence": None,
        "timestamp": FIRST + number * HOUR,
    } | changes


def pages_of(rows: list[dict[str, Any]]) -> Any:
    def answer(request: Request) -> dict[str, Any]:
        page, limit = int(request.query_params["page"]), int(request.query_params["limit"])
        assert limit in {1, 100}
        return {
            "interactions": rows[(page - 1) * limit : page * limit],
            "total": len(rows),
            "page": page,
            "limit": limit,
        }

    return answer


def asked_pages(toolbox: Toolbox) -> list[int]:
    """The pages of rows; single rows, which only tell how many there are or when one was, are left out."""
    asked = [request.query_params for request in toolbox.gateway.requests]
    return [int(query["page"]) for query in asked if query["limit"] == "100"]


async def test_the_newest_are_the_last_pages_backwards(toolbox: Toolbox) -> None:
    toolbox.gateway.data[PATH] = pages_of([row(n) for n in range(250)])
    result = await toolbox.use("list_interactions", limit=3)
    assert [item.id for item in result.items] == ["i-249", "i-248", "i-247"]
    assert (result.total, result.shown, result.partial, result.window) == (250, 3, False, "all time")
    assert asked_pages(toolbox) == [3]


async def test_the_oldest_are_the_first_page(toolbox: Toolbox) -> None:
    toolbox.gateway.data[PATH] = pages_of([row(n) for n in range(250)])
    result = await toolbox.use("list_interactions", order="oldest", limit=2)
    assert [item.id for item in result.items] == ["i-0", "i-1"]
    assert asked_pages(toolbox) == [1]


@pytest.mark.parametrize("order", ["newest", "oldest"])
async def test_a_period_is_counted_to_its_edges(toolbox: Toolbox, order: str) -> None:
    toolbox.gateway.data[PATH] = pages_of([row(n) for n in range(450)])
    result = await toolbox.use(
        "list_interactions", since=FIRST + 150 * HOUR, until=FIRST + 349 * HOUR, order=order, limit=1
    )
    assert (result.total, result.partial) == (200, False)
    assert result.items[0].id == ("i-349" if order == "newest" else "i-150")
    assert result.window == "2025-10-15T14:53:20Z to 2025-10-23T21:53:20Z"


async def test_a_day_is_meant_with_all_its_hours(toolbox: Toolbox) -> None:
    toolbox.gateway.data[PATH] = pages_of([row(n) for n in range(72)])
    result = await toolbox.use("list_interactions", since="2025-10-10", until="2025-10-10")
    assert result.total == 24
    assert result.window == "2025-10-10T00:00:00Z to 2025-10-10T23:59:59Z"


async def test_a_long_read_stops_at_ten_pages_and_says_so(toolbox: Toolbox) -> None:
    toolbox.gateway.data[PATH] = pages_of([row(n) for n in range(2330)])
    result = await toolbox.use("list_interactions", since=FIRST, limit=1)
    assert asked_pages(toolbox) == list(range(24, 14, -1))
    assert (result.partial, result.total) == (True, 930)
    assert result.note == "Only 930 of 2330 rows could be read."


async def test_both_rows_of_a_web_session_are_one_item_the_analysed_one(toolbox: Toolbox) -> None:
    raw = row(1, sessionId="s", data=json.dumps({"initialUrl": "/checkout", "durationMs": 95_000}))
    analysed = row(2, sessionId="s", data=json.dumps({"layer": "behavioral", "finalWhys": [{"why": "slow page"}]}))
    for rows in ([raw, analysed], [analysed, raw]):
        toolbox.gateway.data[PATH] = pages_of(rows)
        result = await toolbox.use("list_interactions")
        assert [item.id for item in result.items] == ["i-2"]
        assert result.items[0].facts["whys"] == ["slow page"]
        assert (result.total, result.note) == (2, "1 more rows belong to web sessions shown here; total counts rows.")


async def test_filters_are_crows_own_parameters(toolbox: Toolbox) -> None:
    toolbox.gateway.data[PATH] = pages_of([])
    result = await toolbox.use(
        "list_interactions", source_type="social", q="late", product_id="p 1", since="", until=None
    )
    assert dict(toolbox.gateway.requests[0].query_params) == {
        "page": "1",
        "limit": "1",
        "sourceType": "social",
        "q": "late",
        "productId": "p 1",
    }
    assert (result.ok, result.total, result.shown) == (True, 0, 0)


@pytest.mark.parametrize(
    "wrong",
    [
        {"limit": 51},
        {"limit": 0},
        {"order": "best"},
        {"q": "x" * 257},
        {"since": "soon"},
        {"page": 2},
        {"since": "2025-10-11", "until": "2025-10-10"},
    ],
)
async def test_wrong_arguments_are_refused(toolbox: Toolbox, wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        await toolbox.use("list_interactions", **wrong)


async def test_every_channel_shows_its_facts(toolbox: Toolbox) -> None:
    rows = [
        row(
            1,
            data=json.dumps({"country": "Germany", "invoice": "536527", "units": 12, "userAgent": "x"}),
            tags='["order"]',
        ),
        row(2, sourceType="cctv", data=json.dumps({"cameraId": "c1", "peopleCount": 3, "behavior": "queueing"})),
        row(3, sourceType="social", data={"items": [{"platform": "x", "content": "late again"}]}, tags=None),
        row(4, data="{broken", tags="null", productIds='["p1"]', timestamp="2025-10-11T00:00:00Z"),
    ]
    toolbox.gateway.data[PATH] = pages_of(rows)
    result = await toolbox.use("list_interactions", order="oldest")
    assert [item.facts for item in result.items] == [
        {"tags": ["order"], "country": "Germany", "invoice": "536527", "units": 12},
        {"tags": [], "cameraId": "c1", "peopleCount": 3, "behavior": "queueing"},
        {"tags": [], "posts": ["[x] late again"]},
        {"tags": [], "productIds": ["p1"]},
    ]
    assert [item.at for item in result.items][-1] == "2025-10-11T00:00:00Z"


async def test_a_result_is_never_larger_than_six_kilobytes(toolbox: Toolbox) -> None:
    big = json.dumps({"finalWhys": [{"why": "é" * 5000}] * 9, "layer": "behavioral"})
    rows = [row(n, summary="ü" * 4000, data=big) for n in range(100)]
    toolbox.gateway.data[PATH] = pages_of(rows)
    result = await toolbox.use("list_interactions", limit=50)
    assert result.partial
    assert 0 < result.shown < 50
    assert len(result.model_dump_json(exclude_none=True).encode()) <= 6_000


@pytest.mark.parametrize(("order", "pages"), [("newest", [3, 2]), ("oldest", [2, 3])])
async def test_a_period_long_ago_is_found_without_reading_towards_it(
    toolbox: Toolbox, order: str, pages: list[int]
) -> None:
    toolbox.gateway.data[PATH] = pages_of([row(n) for n in range(5_000)])
    result = await toolbox.use(
        "list_interactions", since=FIRST + 150 * HOUR, until=FIRST + 249 * HOUR, order=order, limit=1
    )
    assert (result.total, result.partial) == (100, False)
    assert result.items[0].id == ("i-249" if order == "newest" else "i-150")
    assert asked_pages(toolbox) == pages
    assert len(toolbox.gateway.requests) <= 12


@pytest.mark.parametrize("probes", [1, pages_module.MAX_PROBES])
@pytest.mark.parametrize(
    ("begin", "end", "at_once"),
    # Periods that begin or end where a page does, and in the middle of rows of one moment.
    [(100, 200, 1), (101, 199, 1), (99, 99, 1), (50, 50, 2), (33, 33, 3), (33, 100, 3), (0, 133, 3), (0, 0, 1)],
)
@pytest.mark.parametrize("order", ["newest", "oldest"])
def test_a_period_is_counted_exactly_at_the_edges_of_pages(
    begin: int, end: int, at_once: int, order: str, probes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages_module, "MAX_PROBES", probes)
    count_exactly(begin, end, order, at_once)


@given(st.integers(0, 460), st.integers(0, 460), st.sampled_from(["newest", "oldest"]), st.integers(1, 3))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_period_is_counted_exactly(begin: int, end: int, order: str, at_once: int) -> None:
    count_exactly(min(begin, end), max(begin, end), order, at_once)


def count_exactly(begin: int, end: int, order: str, at_once: int) -> None:
    """`at_once` rows happen at the same moment: pages begin in the middle of it."""
    rows = [row(n, timestamp=FIRST + n // at_once * HOUR) for n in range(450)]
    expected = [n for n in range(450) if begin <= n // at_once <= end]

    async def count() -> ToolResult:
        gateway = ScriptedGateway()
        gateway.data[PATH] = pages_of(rows)
        async with toolbox_over(gateway) as toolbox:
            since, until = FIRST + begin * HOUR, FIRST + end * HOUR
            return await toolbox.use("list_interactions", since=since, until=until, order=order, limit=1)

    result = asyncio.run(count())
    assert (result.total, result.partial) == (len(expected), False)
    if expected:
        assert result.items[0].id == f"i-{expected[-1 if order == 'newest' else 0]}"


async def test_what_was_read_before_the_platform_fell_silent_is_told(toolbox: Toolbox) -> None:
    pages = pages_of([row(n) for n in range(450)])

    def failing(request: Request) -> Any:
        return Response(status_code=500) if request.query_params["page"] == "3" else pages(request)

    toolbox.gateway.data[PATH] = failing
    result = await toolbox.use("list_interactions", since=FIRST)
    assert (result.ok, result.partial, result.total) == (True, True, 150)
    assert result.note == "Only 150 of 450 rows could be read. The platform is out of order at the moment."


async def test_a_platform_that_says_no_total_is_not_empty(toolbox: Toolbox) -> None:
    toolbox.gateway.data[PATH] = {"interactions": [row(1)]}
    result = await toolbox.use("list_interactions")
    assert result.error is not None
    assert (result.ok, result.error.code) == (False, "unavailable")


async def test_nothing_is_told_as_nothing(toolbox: Toolbox) -> None:
    toolbox.gateway.data[PATH] = pages_of([])
    for period in ({}, {"since": "2025-10-10"}, {"until": "2025-10-10"}, {"order": "oldest", "since": "2025-10-10"}):
        result = await toolbox.use("list_interactions", **period)
        assert (result.ok, result.total, result.partial, result.items) == (True, 0, False, ())
