"""Tools for users who may not see everything: what can be read is read another way, what cannot is refused."""

from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tests.crew_container.tools.conftest import Toolbox
from tests.crew_container.tools.test_list_interactions import FIRST, HOUR, PATH, row
from tests.crew_container.tools.test_patterns import pattern
from tests.requirements import requirement

SUMMARY = "/summary"
SEARCH = "/interactions/organization/org-1/search"
PATTERNS = "/patterns/organization/org-1"


def problem(status: int, code: str, **members: Any) -> Response:
    body = {"status": status, "code": code, "detail": "x", **members}
    return JSONResponse(body, status, media_type="application/problem+json")


def limited(*channels: str, since: int | None = None) -> Response:
    return problem(403, "limits_apply", channels=channels or None, since=since)


def facade(rows: list[dict[str, Any]], *channels: str, since: int | None = None) -> Any:
    """Lists rows as the gateway does for a user with these limits."""

    def answer(request: Request) -> Any:
        query = request.query_params
        source = query.get("sourceType")
        if source is None and len(channels) > 1:
            return limited(*channels, since=since)
        if source is not None and channels and source not in channels:
            return problem(403, "not_permitted")
        fitting = [one for one in rows if source in {None, one["sourceType"]}]
        page, limit = int(query["page"]), int(query["limit"])
        shown = [
            one for one in fitting[(page - 1) * limit : page * limit] if since is None or one["timestamp"] >= since
        ]
        headers = {"x-chat-channels": ",".join(channels)} if channels else {}
        headers |= {"x-chat-since": str(since)} if since is not None else {}
        return JSONResponse({"interactions": shown, "total": len(fitting)}, headers=headers)

    return answer


MIXED = [row(n, sourceType=("web", "cctv", "social")[n % 3], summary=f"late delivery {n}") for n in range(300)]


@requirement("permissions")
async def test_each_channel_that_may_be_seen_is_read_and_merged(toolbox: Toolbox) -> None:
    toolbox.gateway.data[PATH] = facade(MIXED, "web", "social")
    result = await toolbox.use("list_interactions", limit=4)
    assert [item.id for item in result.items] == ["i-299", "i-297", "i-296", "i-294"]
    assert (result.total, result.partial) == (200, False)
    assert result.note == "This user may see only the channels web, social."


@requirement("permissions")
async def test_a_hidden_channel_is_forbidden(toolbox: Toolbox) -> None:
    toolbox.gateway.data[PATH] = facade(MIXED, "web", "social")
    for tool, more in (("list_interactions", {}), ("interaction_timeseries", {"since": "2025-10-09"})):
        result = await toolbox.use(tool, source_type="cctv", **more)
        assert result.error is not None
        assert (result.ok, result.error.code, result.items) == (False, "forbidden", ())


@requirement("permissions")
async def test_under_a_limit_of_time_only_what_may_be_seen_is_counted(toolbox: Toolbox) -> None:
    since = FIRST + 250 * HOUR
    toolbox.gateway.data[PATH] = facade(MIXED, since=since)
    toolbox.gateway.data[SUMMARY] = limited(since=since)
    for order in ("newest", "oldest"):
        listed = await toolbox.use("list_interactions", order=order, limit=1)
        assert (listed.total, listed.partial) == (50, False)
        assert listed.items[0].id == ("i-299" if order == "newest" else "i-250")
        assert listed.window == "2025-10-19T18:53:20Z to now"
    more = FIRST + 100 * HOUR
    toolbox.gateway.data[PATH] = facade(MIXED, since=more)
    assert (await toolbox.use("list_interactions", limit=1)).total == 200
    toolbox.gateway.data[PATH] = facade(MIXED, since=since)
    counted = await toolbox.use("get_interaction_summary")
    assert counted.items[0].facts == {"web": 16, "cctv": 17, "social": 17, "total": 50}
    assert (counted.window, counted.partial) == ("2025-10-19T18:53:20Z to now", False)
    assert counted.note == "This user may see nothing before 2025-10-19T18:53:20Z."


@requirement("permissions")
async def test_a_long_past_that_may_not_be_seen_is_not_read(toolbox: Toolbox) -> None:
    rows = [row(n) for n in range(3_000)]
    toolbox.gateway.data[PATH] = facade(rows, since=FIRST + 2_950 * HOUR)
    result = await toolbox.use("list_interactions", limit=1)
    assert (result.total, result.partial) == (50, False)
    assert len(toolbox.gateway.requests) == 3


@requirement("permissions")
async def test_under_both_limits_a_search_looks_through_what_may_be_seen(toolbox: Toolbox) -> None:
    since = FIRST + 290 * HOUR
    toolbox.gateway.data[PATH] = facade(MIXED, "web", "social", since=since)
    toolbox.gateway.data[SEARCH] = limited("web", "social", since=since)
    found = await toolbox.use("search_interactions", query="deliveries late?", limit=3)
    assert [item.id for item in found.items] == ["i-299", "i-297", "i-296"]
    assert [item.score for item in found.items] == [1.0] * 3
    assert (await toolbox.use("search_interactions", query="umbrella")).items == ()


@requirement("permissions")
async def test_patterns_are_looked_through_when_they_cannot_be_searched(toolbox: Toolbox) -> None:
    rows = [pattern(1, title="Delivery burst"), pattern(2, title="Checkout drop")]
    toolbox.gateway.data["/patterns/organization/org-1/search"] = limited("web", "social")
    toolbox.gateway.data[PATTERNS] = {"patterns": rows, "total": 3}
    found = await toolbox.use("search_patterns", query="why did the checkout drop")
    assert [item.title for item in found.items] == ["Checkout drop"]
    # The third is one that the gateway left out.
    assert (found.partial, len(toolbox.gateway.requests)) == (False, 2)


@requirement("permissions")
async def test_what_has_no_other_way_is_forbidden(toolbox: Toolbox) -> None:
    toolbox.gateway.data["/analytics/overview"] = limited(since=FIRST)
    result = await toolbox.use("get_analytics_overview")
    assert result.error is not None
    assert (result.ok, result.error.code) == (False, "forbidden")


@pytest.mark.parametrize("times", [1, 4])
async def test_a_spent_budget_is_told_and_not_tried_again(toolbox: Toolbox, times: int) -> None:
    def answer(request: Request) -> Any:
        if len(toolbox.gateway.requests) >= times:
            return problem(429, "tool_budget")
        return facade([row(n) for n in range(1_000)])(request)

    toolbox.gateway.data[PATH] = answer
    result = await toolbox.use("list_interactions", since="2025-10-01")
    assert len(toolbox.gateway.requests) == times
    if times == 1:
        assert result.error is not None
        assert result.error.code == "budget"
    else:
        assert (result.ok, result.total, result.partial) == (True, 200, True)
        assert result.note is not None
        assert "answer with what you already have" in result.note
