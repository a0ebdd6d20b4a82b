"""What an agent may keep, and what it is told when that makes no sense."""

from typing import Any

import pytest
from pydantic import ValidationError
from starlette.responses import JSONResponse, Response

from crew_container.gateway_client import artifacts
from crew_container.gateway_client.platform import TurnOver
from crew_container.tools.catalogue import all_tools
from shared.artifacts import NewArtifact
from tests.crew_container.tools.conftest import Toolbox

ROWS = {"columns": ["Day", "Visits", "Channel"], "rows": [["2026-01-01", 3, "web"], ["2026-01-02", "1,004", "cctv"]]}
CHART = {"kind": "chart", "title": "Visits", "chart": "line", **ROWS}


def problem(status: int, code: str, detail: str = "No.") -> Response:
    """A refusal of the gateway."""
    return JSONResponse({"code": code, "detail": detail}, status, media_type="application/problem+json")


async def kept(toolbox: Toolbox, **arguments: Any) -> dict[str, Any]:
    """The content that the gateway gets; it is one that it understands."""
    result = await toolbox.use("create_artifact", **arguments)
    assert result.ok, result.error
    (asked,) = toolbox.gateway.kept
    NewArtifact.model_validate(asked)
    content: dict[str, Any] = asked["content"]
    return content


async def test_a_chart_is_made_of_rows_and_the_names_of_columns(toolbox: Toolbox) -> None:
    content = await kept(toolbox, **CHART, series="Channel")

    assert content["chart"] == {
        "kind": "line",
        "x_label": "Day",
        "x_scale": "time",
        "y_label": "Visits",
        "series_label": "Channel",
        "points": [
            {"x": "2026-01-01", "y": 3, "series": "web"},
            {"x": "2026-01-02", "y": 1004.0, "series": "cctv"},
        ],
    }


@pytest.mark.parametrize(
    ("chart", "values", "scale"),
    [
        ("line", ["2026-01-01", "2026-01-02"], "time"),
        ("line", ["Monday", "2026-01-02"], "category"),
        ("line", [1, 2.5], "number"),
        ("area", [True, 2], "category"),
        ("scatter", [1, 2], "number"),
        ("bar", ["2026-01-01", "2026-01-02"], "category"),
        ("bar", [2024, 2025], "category"),
        ("pie", [None, ""], "category"),
    ],
)
async def test_the_axis_is_understood_from_its_values(
    toolbox: Toolbox, chart: str, values: list[Any], scale: str
) -> None:
    rows = [[value, 1] for value in values]
    content = await kept(toolbox, kind="chart", title="t", chart=chart, columns=["a", "b"], rows=rows)

    assert content["chart"]["x_scale"] == scale


async def test_a_histogram_counts_one_column(toolbox: Toolbox) -> None:
    content = await kept(
        toolbox, kind="chart", title="t", chart="histogram", x="b", columns=["a", "b"], rows=[["x", "7"]]
    )

    assert content["chart"]["points"] == [{"x": 7.0}]


async def test_a_table_knows_the_types_of_its_columns(toolbox: Toolbox) -> None:
    rows = [["a", 1, True, None], [None, 2.5, False, None]]
    content = await kept(toolbox, kind="table", title="t", columns=["T", "N", "B", "E"], rows=rows)

    assert [column["type"] for column in content["table"]["columns"]] == ["text", "number", "boolean", "text"]
    assert content["table"]["rows"] == rows


async def test_texts_are_kept_as_they_are(toolbox: Toolbox) -> None:
    assert (await kept(toolbox, kind="summary", title="t", text="# *x*"))["text"] == "# *x*"
    toolbox.gateway.kept.clear()
    content = await kept(toolbox, kind="file", title="t", text="a,b\n1,2", file_name="x.csv")
    assert (content["file_name"], content["content"]) == ("x.csv", "a,b\n1,2")


async def test_the_model_is_told_what_was_made_and_can_cite_it_and_the_reader_hears_of_it(toolbox: Toolbox) -> None:
    result = await toolbox.use("create_artifact", kind="summary", title="Week 44", text="x", artifact_id="art_1")

    (item,) = result.items
    assert (item.n, item.type, item.id, item.title) == (1, "artifact", "art_1", "Week 44")
    assert item.facts == {"kind": "summary", "version": 2}
    assert [(receipt.artifact_id, receipt.version) for receipt in toolbox.made] == [("art_1", 2)]
    (request,) = toolbox.gateway.requests
    assert request.headers["idempotency-key"] == "call_1"
    assert request.headers["authorization"] == "Bearer grant"
    assert request.headers["x-worker-id"] == "wrk"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"kind": "chart", "title": "t"}, "needs columns and rows"),
        ({**CHART, "chart": None}, "needs `chart`"),
        ({**CHART, "rows": []}, "needs columns and rows"),
        ({**CHART, "rows": [["a", 1]]}, "Row 1 has 2 values for 3 columns"),
        ({**CHART, "y": "Visitors"}, "no column 'Visitors'; there are Day, Visits, Channel"),
        ({**CHART, "y": "Channel"}, "'web' stands where a number must be"),
        ({**CHART, "columns": ["Day"], "rows": [["a"]]}, "a column of numbers"),
        ({**CHART, "chart": "pie", "rows": [["a", -1, "b"]]}, "none of them negative"),
        ({**CHART, "chart": "pie", "series": "Channel"}, "a pie has no series"),
        ({**CHART, "rows": [["a", 1, "b"]] * 2_001}, "at most 2000"),
        ({**CHART, "rows": [["a", "1e999", "b"]]}, "finite number"),
        ({**CHART, "rows": [["a", float("nan"), "b"]]}, "finite number"),
        ({**CHART, "rows": [["a", 10**400, "b"]]}, "less than or equal"),
        ({**CHART, "rows": [["a" * 300, 1, "b"]]}, "at most 200 characters"),
        ({"kind": "summary", "title": "t", "text": "a\0"}, "must not contain NUL"),
        ({"kind": "summary", "title": "t"}, "A summary needs text"),
        ({"kind": "file", "title": "t", "text": "x"}, "A file needs file_name"),
        ({"kind": "table", "title": "a\nb", "columns": ["a"], "rows": [["x"]]}, "should match pattern"),
    ],
)
async def test_what_makes_no_sense_is_said_in_words_that_a_model_can_use(
    toolbox: Toolbox, arguments: dict[str, Any], told: str
) -> None:
    result = await toolbox.use("create_artifact", **arguments)

    assert not result.ok
    assert result.error is not None
    assert (result.error.code, told in result.error.message) == ("bad_request", True), result.error.message
    assert toolbox.gateway.kept == []


@pytest.mark.parametrize(
    "arguments",
    [
        {"kind": "image", "title": "t"},
        {"kind": "summary", "title": ""},
        {"kind": "summary", "title": "t", "text": "x", "organization_id": "org_b"},
        {"kind": "summary", "title": "t", "text": "x", "url": "http://192.0.2.1"},
        {"kind": "summary", "title": "t", "text": "x", "artifact_id": "../x"},
        {"kind": "summary", "title": "a" * 300, "text": "x"},
        {"kind": "summary", "title": "t", "text": "\ud800"},
        {"kind": "file", "title": "t", "text": "x", "file_name": "\ud800.txt"},
        {**CHART, "rows": [["\ud800", 1, "b"]]},
        {**CHART, "chart": "heatmap"},
    ],
)
def test_arguments_that_it_does_not_have_are_refused(arguments: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        all_tools()["create_artifact"].parse(arguments)


@pytest.mark.parametrize(
    ("refusal", "code"),
    [
        (problem(403, "tool_not_granted"), "forbidden"),
        (problem(404, "not_found"), "bad_request"),
        (problem(413, "artifact_too_large"), "bad_request"),
        (problem(429, "tool_budget"), "budget"),
        (Response(b"{}", 201, media_type="application/json"), "unavailable"),
    ],
)
async def test_a_refusal_is_final(toolbox: Toolbox, refusal: Response, code: str) -> None:
    toolbox.gateway.refusals = [refusal, refusal]

    result = await toolbox.use("create_artifact", kind="summary", title="t", text="x")

    assert result.error is not None
    assert result.error.code == code
    assert len(toolbox.gateway.kept) == 1
    assert toolbox.made == []


async def test_what_may_pass_is_tried_again_under_the_same_key(
    toolbox: Toolbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(artifacts, "RETRY_PAUSE_SECONDS", 0.0)
    toolbox.gateway.refusals = [problem(503, "storage_unavailable"), problem(429, "too_many_large_bodies")]

    result = await toolbox.use("create_artifact", kind="summary", title="t", text="x")

    assert result.ok
    assert {request.headers["idempotency-key"] for request in toolbox.gateway.requests} == {"call_1"}
    assert len(toolbox.gateway.kept) == 3


async def test_a_turn_that_is_over_ends_the_run(toolbox: Toolbox) -> None:
    toolbox.gateway.refusals = [problem(410, "turn_over")]

    with pytest.raises(TurnOver):
        await toolbox.use("create_artifact", kind="summary", title="t", text="x")


def test_the_schema_that_a_model_sees_is_plain() -> None:
    schema = all_tools()["create_artifact"].schema

    assert schema["required"] == ["kind", "title"]
    properties: Any = schema["properties"]
    assert properties["columns"] == {
        "description": "names of the columns, for a chart or a table",
        "items": {"type": "string"},
        "type": "array",
    }
    assert all("anyOf" not in field and "$ref" not in field for field in properties.values())
