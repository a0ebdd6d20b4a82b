"""Patterns and reports: no order, no filters, JSON in strings, two shapes."""

import json
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import Response

from tests.crew_container.tools.conftest import Toolbox

LIST = "/api/v1/patterns/organization/org-1"
DAY = 86_400_000
FIRST = 1_761_868_800_000  # 2025-10-31T00:00:00Z


def pattern(number: int, *, kind: str = "anomaly", confidence: float | None = 0.5, **data: Any) -> dict[str, Any]:
    return {
        "id": f"p-{number}",
        "type": kind,
        "confidence": confidence,
        "data": json.dumps({"insights": f"Insight {number}.", **data}),
        "detectedAt": FIRST + number * DAY,
    }


def listed(name: str, rows: list[dict[str, Any]], *, most: int = 10_000) -> Any:
    def answer(request: Request) -> dict[str, Any]:
        offset, limit = int(request.query_params["offset"]), int(request.query_params["limit"])
        return {name: rows[offset : offset + min(limit, most)], "total": len(rows)}

    return answer


async def test_patterns_come_newest_first_with_what_is_known_of_them(toolbox: Toolbox) -> None:
    full = pattern(
        2, title="Drop", severity="high", source="web", description="Fewer buy.", recommendations=["Repair it"]
    )
    toolbox.gateway.data[LIST] = listed("patterns", [pattern(1), full, {"id": "p-0", "data": "{broken"}])
    result = await toolbox.use("list_patterns")
    assert [item.id for item in result.items] == ["p-2", "p-1", "p-0"]
    first = result.items[0]
    assert (first.type, first.title, first.text, first.at) == (
        "pattern",
        "Drop",
        "Fewer buy.\nInsight 2.",
        "2025-11-02T00:00:00Z",
    )
    assert first.facts == {
        "type": "anomaly",
        "severity": "high",
        "source": "web",
        "confidence": 0.5,
        "recommendations": ["Repair it"],
    }
    assert (result.total, result.partial) == (3, False)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({"type": "Anomaly"}, ["p-3", "p-1"]),
        ({"severity": "high"}, ["p-3"]),
        ({"min_confidence": 0.7}, ["p-3", "p-2"]),
        ({"since": "2025-11-02"}, ["p-3", "p-2"]),
        ({"type": "anomaly", "min_confidence": 0.7}, ["p-3"]),
        ({"type": "unknown"}, []),
    ],
)
async def test_patterns_are_chosen_by_us(toolbox: Toolbox, arguments: dict[str, Any], expected: list[str]) -> None:
    rows = [pattern(1), pattern(2, kind="trend", confidence=0.7), pattern(3, confidence=0.9, severity="high")]
    rows += [pattern(0, kind="general", confidence=None)]
    toolbox.gateway.data[LIST] = listed("patterns", rows)
    result = await toolbox.use("list_patterns", **arguments)
    assert ([item.id for item in result.items], result.total) == (expected, len(expected))


@pytest.mark.parametrize("most", [10_000, 40])
async def test_all_pages_are_read_however_large_the_platform_makes_them(toolbox: Toolbox, most: int) -> None:
    toolbox.gateway.data[LIST] = listed("patterns", [pattern(n) for n in range(150)], most=most)
    result = await toolbox.use("list_patterns", query="Insight", limit=1)
    assert (result.total, result.partial, result.items[0].id) == (150, False, "p-149")
    assert {request.query_params["query"] for request in toolbox.gateway.requests} == {"Insight"}


async def test_too_many_patterns_are_partial(toolbox: Toolbox) -> None:
    toolbox.gateway.data[LIST] = listed("patterns", [pattern(n) for n in range(1_100)])
    result = await toolbox.use("list_patterns", limit=1)
    assert (result.total, result.partial) == (1_000, True)
    assert result.note == "Only 1000 of 1100 could be read."


async def test_an_outage_in_the_middle_is_told(toolbox: Toolbox) -> None:
    pages = listed("patterns", [pattern(n) for n in range(150)])

    def failing(request: Request) -> Any:
        return Response(status_code=500) if request.query_params["offset"] != "0" else pages(request)

    toolbox.gateway.data[LIST] = failing
    result = await toolbox.use("list_patterns")
    assert (result.ok, result.total, result.partial) == (True, 100, True)
    assert result.note == "Only 100 of 150 could be read. The platform is out of order at the moment."


REPORT = {
    "window": {"from": "2025-10-25", "to": "2025-10-31"},
    "patterns": [{"type": "general", "insights": "Ninety visits."}],
    "anomalies": [
        {"title": "Stock-out", "severity": "medium", "channel": "web", "value": 3, "description": "Nothing left."},
        {"title": "Checkout drop", "severity": "high", "metric": "conversion", "value": 20.0, "channel": "web"},
    ],
    "correlations": [{"description": "Rain and footfall."}],
    "productIds": [],
    "metadata": {"overall_confidence": 0.8},
}


def report(number: int, content: Any = REPORT) -> dict[str, Any]:
    body = content if isinstance(content, str) else json.dumps(content)
    return {"id": f"r-{number}", "period": "weekly", "report": body, "generatedAt": FIRST + number * DAY}


async def test_the_newest_report_is_told_gravest_anomaly_first(toolbox: Toolbox) -> None:
    toolbox.gateway.data[LIST] = listed("results", [report(3, {"anomalies": []}), report(9), report(1)])
    result = await toolbox.use("get_pattern_report", period="weekly")
    assert [(item.id, item.title, item.text) for item in result.items] == [
        ("r-9", "Report (weekly) of 2025-10-25 to 2025-10-31", None),
        ("r-9#anomaly-1", "Checkout drop", None),
        ("r-9#anomaly-2", "Stock-out", "Nothing left."),
        ("r-9#pattern-1", "general", "Ninety visits."),
        ("r-9#correlation-1", "correlation", "Rain and footfall."),
    ]
    assert result.items[0].facts == {"period": "weekly", "anomalies": 2, "confidence": 0.8}
    assert result.items[1].facts == {
        "type": "anomaly",
        "severity": "high",
        "metric": "conversion",
        "value": 20.0,
        "channel": "web",
    }
    assert (result.window, result.total) == ("2025-10-25 to 2025-10-31", 1)
    assert toolbox.gateway.requests[0].query_params["period"] == "weekly"


async def test_several_reports_and_odd_ones(toolbox: Toolbox) -> None:
    toolbox.gateway.data[LIST] = listed("results", [report(1, "{broken"), report(2, "null"), report(3, "[]")])
    result = await toolbox.use("get_pattern_report", period="weekly", latest=2)
    assert [item.id for item in result.items] == ["r-3", "r-2"]
    assert result.items[0].title == "Report (weekly) of until 2025-11-03T00:00:00Z"


async def test_no_report_is_told_as_none(toolbox: Toolbox) -> None:
    toolbox.gateway.data[LIST] = listed("results", [])
    result = await toolbox.use("get_pattern_report", period="1h")
    assert (result.ok, result.total, result.items, result.note) == (True, 0, (), "There is no 1h report.")
