"""What is made of the contents that tools and people send: closed charts, tables for spreadsheets, types of our own."""

import csv
import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from gateway.chat.artifact_bodies import body_of, keys_made_of, stored_key_of
from gateway.chat.artifacts import object_key
from gateway.chat.csv_text import chart_csv, table_csv
from gateway.chat.errors import ContentRefused
from gateway.chat.media_types import text_type
from gateway.objects.keys import checked
from shared.artifacts import Content, NewArtifact
from shared.ids import ArtifactId, OrganizationId
from tests.requirements import requirement
from tests.support.contents import BAR, FILE, SUMMARY, TABLE, chart, posted

CONTENT: TypeAdapter[Any] = TypeAdapter(Content)
DAYS = [{"x": "2026-01-01", "y": 1, "series": "web"}, {"x": "2026-01-02", "y": None, "series": "web"}]
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=30)


def made(content: dict[str, Any], title: str = "A title") -> dict[str, Any]:
    """The JSON that is stored of a content."""
    body = body_of(title, CONTENT.validate_json(json.dumps(content)))
    found: dict[str, Any] = json.loads(body.data)
    return found


def rows_of(data: bytes) -> list[list[str]]:
    """A CSV file as a spreadsheet reads it."""
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_a_bar_chart_is_kept_as_vega_lite() -> None:
    assert made(BAR) == {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "title": "A title",
        "width": 640,
        "height": 400,
        "data": {"values": [{"x": "web", "y": 1500}, {"x": "cctv", "y": 600}, {"x": "social", "y": 250}]},
        "mark": {"type": "bar", "tooltip": True},
        "encoding": {
            "x": {"field": "x", "type": "nominal", "title": "Channel", "sort": None},
            "y": {"field": "y", "type": "quantitative", "title": "Interactions"},
        },
    }


@pytest.mark.parametrize(
    ("changes", "mark", "channels"),
    [
        ({"kind": "line", "x_scale": "time", "series_label": "Channel", "points": DAYS}, "line", {"x", "y", "color"}),
        ({"kind": "area", "x_scale": "time", "series_label": "Channel", "points": DAYS}, "area", {"x", "y", "color"}),
        ({"kind": "scatter", "x_scale": "number", "points": [{"x": 1.5, "y": 2}]}, "point", {"x", "y"}),
        ({"kind": "pie"}, "arc", {"theta", "color"}),
        ({"kind": "histogram", "x_scale": "number", "y_label": None, "points": [{"x": 1}]}, "bar", {"x", "y"}),
        (
            {"series_label": "Store", "points": [{"x": "web", "y": 1, "series": "A"}]},
            "bar",
            {"x", "y", "color", "xOffset"},
        ),
    ],
    ids=["line", "area", "scatter", "pie", "histogram", "grouped bars"],
)
def test_each_kind_of_chart_has_its_mark_and_channels(changes: dict[str, Any], mark: str, channels: set[str]) -> None:
    specification = made(chart(**changes))

    assert specification["mark"]["type"] == mark
    assert set(specification["encoding"]) == channels


@requirement("closed-charts")
@pytest.mark.parametrize(
    "changes",
    [
        {"url": "http://192.0.2.1/x.csv"},
        {"data": {"url": "file:///etc/passwd"}},
        {"transform": [{"calculate": "fetch('x')", "as": "y"}]},
        {"params": [{"name": "p", "expr": "1"}]},
        {"mark": "image"},
        {"kind": "image"},
        {"kind": "geoshape"},
        {"usermeta": {}},
        {"points": {"url": "http://192.0.2.1"}},
        {"points": {"sequence": {"start": 0, "stop": 3_000_000}}},
        {"points": [{"x": "a", "y": {"expr": "now()"}}]},
        {"points": [{"x": {"signal": "s"}, "y": 1}]},
        {"points": [{"x": "a", "y": 1, "href": "javascript:alert(1)"}]},
        {"points": [{"x": "a", "y": "1"}]},
        {"points": [{"x": "a", "y": True}]},
        {"points": [{"x": "a", "y": 10**400}]},
        {"points": [{"x": "a", "y": 1}] * 2_001},
        {"points": []},
        {"points": [{"x": "a\nb", "y": 1}]},
        {"points": [{"x": "a\0", "y": 1}]},
        {"points": [{"x": "a" * 201, "y": 1}]},
        {"x_label": ["a", "b"]},
        {"x_label": {"expr": "'a'"}},
        {"x_label": ""},
        {"y_label": None},
        {"x_scale": "number"},
        {"x_scale": "time"},
        {"x_scale": "log"},
        {"kind": "histogram"},
        {"kind": "histogram", "x_scale": "number", "points": [{"x": 1}]},
        {"kind": "pie", "points": [{"x": "a", "y": -1}]},
        {"kind": "pie", "points": [{"x": "a"}]},
        {"kind": "pie", "series_label": "s", "points": [{"x": "a", "y": 1, "series": "b"}]},
        {"series_label": "s"},
        {"points": [{"x": "a", "y": 1, "series": "b"}]},
        {"series_label": "s", "points": [{"x": "a", "y": 1, "series": f"{n}"} for n in range(21)]},
    ],
    ids=lambda changes: json.dumps(changes)[:50],
)
def test_a_chart_that_could_fetch_or_compute_or_makes_no_sense_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        made(chart(**changes))


@requirement("closed-charts")
@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_a_number_that_is_none_is_refused(number: str) -> None:
    with pytest.raises(ValidationError):
        CONTENT.validate_json(json.dumps(chart(points=[{"x": "a", "y": 77}])).replace("77", number))


@requirement("closed-charts")
@given(texts=st.lists(TEXTS, min_size=4, max_size=4))
def test_texts_of_a_chart_are_values_and_labels_and_nothing_else(texts: list[str]) -> None:
    title, label, name, series = texts
    content = chart(
        x_label=label,
        series_label=label,
        points=[{"x": name, "y": 1, "series": series}, {"x": name, "y": 2, "series": "b"}],
    )
    try:
        specification = made(content, title)
    except ValidationError:
        return

    expected = made(
        chart(series_label="L", points=[{"x": "N", "y": 1, "series": "S"}, {"x": "N", "y": 2, "series": "b"}])
    )
    expected["title"] = title
    for channel in ("x", "color"):
        expected["encoding"][channel]["title"] = label
    for value in expected["data"]["values"]:
        value["x"] = name
    expected["data"]["values"][0]["series"] = series
    assert specification == expected


def test_a_table_is_kept_as_json_and_had_as_csv() -> None:
    stored = body_of("t", CONTENT.validate_python(TABLE)).data

    assert json.loads(stored) == {
        "columns": [{"label": "Product", "type": "text"}, {"label": "Price", "type": "number"}],
        "rows": [["Shirt", 19.5], ["=SUM(A1:A9)", -3], [None, None]],
    }
    assert table_csv(stored) == "\ufeffProduct,Price\r\nShirt,19.5\r\n'=SUM(A1:A9),-3\r\n,\r\n".encode()


@given(st.lists(st.lists(TEXTS | st.none() | st.booleans() | st.integers(-9, 9), min_size=2, max_size=2), max_size=5))
def test_a_table_comes_back_from_csv_and_no_text_of_it_begins_a_formula(rows: list[list[Any]]) -> None:
    content = {"kind": "table", "table": {"columns": [{"label": "a"}, {"label": "@b"}], "rows": rows}}
    read = rows_of(table_csv(body_of("t", CONTENT.validate_json(json.dumps(content))).data))

    assert read[0] == ["a", "'@b"]
    for row, cells in zip(rows, read[1:], strict=True):
        for value, cell in zip(row, cells, strict=True):
            match value:
                case str():
                    assert cell.removeprefix("'") == value.removeprefix("'")
                    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", *"\uff1d\uff0b\uff0d\uff20"))
                case None:
                    assert cell == ""
                case bool():
                    assert cell == ("true" if value else "false")
                case _:
                    assert cell == str(value)


@pytest.mark.parametrize(
    "table",
    [
        {"columns": [], "rows": []},
        {"columns": [{"label": "a"}], "rows": [["x", "y"]]},
        {"columns": [{"label": "a"}], "rows": [[{"b": 1}]]},
        {"columns": [{"label": "a"}], "rows": [["x\0"]]},
        {"columns": [{"label": "a"}], "rows": [["x" * 2_001]]},
        {"columns": [{"label": "a"}], "rows": [["x"]] * 1_001},
        {"columns": [{"label": "a"}] * 51, "rows": []},
        {"columns": [{"label": "a", "type": "html"}], "rows": []},
        {"columns": [{"label": "a\nb"}], "rows": []},
        {"columns": [{"label": "a", "format": "x"}], "rows": []},
    ],
)
def test_a_table_that_is_none_is_refused(table: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        CONTENT.validate_python({"kind": "table", "table": table})


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (BAR, [["Channel", "Interactions"], ["web", "1500"], ["cctv", "600"], ["social", "250"]]),
        (chart(kind="pie"), [["Channel", "Interactions"], ["web", "1500"], ["cctv", "600"], ["social", "250"]]),
        (
            chart(kind="line", x_scale="time", series_label="By", points=DAYS),
            [["Channel", "Interactions", "By"], ["2026-01-01", "1", "web"], ["2026-01-02", "", "web"]],
        ),
        (
            chart(kind="histogram", x_scale="number", y_label=None, points=[{"x": 1.0}, {"x": 2.5}, {"x": 1e300}]),
            [["Channel"], ["1"], ["2.5"], ["1e+300"]],
        ),
    ],
    ids=["bar", "pie", "line", "histogram"],
)
def test_the_points_of_a_chart_are_had_as_csv(content: dict[str, Any], expected: list[list[str]]) -> None:
    assert rows_of(chart_csv(made(content))) == expected


def test_a_summary_is_kept_letter_by_letter() -> None:
    body = body_of("t", CONTENT.validate_python(SUMMARY))

    assert (body.data.decode(), body.media_type, body.extension) == (
        SUMMARY["text"],
        "text/markdown; charset=utf-8",
        "md",
    )


@requirement("safe-bytes")
@pytest.mark.parametrize(
    ("name", "media_type", "extension"),
    [
        ("notes.txt", "text/plain; charset=utf-8", "txt"),
        ("NOTES.TXT", "text/plain; charset=utf-8", "txt"),
        ("a.b.csv", "text/csv; charset=utf-8", "csv"),
        ("a.json", "text/plain; charset=utf-8", "txt"),
        ("a.md", "text/markdown; charset=utf-8", "md"),
        *(
            (f"evil.{end}", "application/octet-stream", "bin")
            for end in (
                "html",
                "htm",
                "xhtml",
                "svg",
                "xml",
                "js",
                "mjs",
                "pdf",
                "swf",
                "exe",
                "bat",
                "png",
                "txt ",
                "",
            )
        ),
        ("html", "application/octet-stream", "bin"),
        (".txt\0.html".replace("\0", ""), "application/octet-stream", "bin"),
    ],
)
def test_the_type_of_a_file_is_one_of_ours_whatever_it_says(name: str, media_type: str, extension: str) -> None:
    body = body_of("t", CONTENT.validate_python({**FILE, "file_name": name, "content": "<script>1</script>"}))

    assert (body.media_type, body.extension, body.file_name) == (media_type, extension, name)


@pytest.mark.parametrize(
    ("text", "is_json"),
    [("{}", True), ('[1, "\\u0000"]', True), ("", False), ("{", False), ("NaN", False), ("[" * 50_000, False)],
    ids=["object", "array", "nothing", "half", "no number", "deep"],
)
def test_only_json_is_served_as_json(text: str, is_json: bool) -> None:
    expected = ("application/json", "json") if is_json else ("text/plain; charset=utf-8", "txt")

    assert text_type("a.json", text.encode()) == expected


def test_a_file_of_bytes_is_kept_byte_by_byte_and_is_no_text() -> None:
    body = body_of("t", CONTENT.validate_python({**FILE, "content": "/wD+", "encoding": "base64"}))

    assert (body.data, body.media_type) == (b"\xff\x00\xfe", "application/octet-stream")


@pytest.mark.parametrize("content", ["", "/wD", "/wD+\n", "data:text/plain,x", "ü"])
def test_a_file_that_is_empty_or_no_base64_is_refused(content: str) -> None:
    with pytest.raises(ContentRefused):
        body_of("t", CONTENT.validate_python({**FILE, "content": content, "encoding": "base64"}))


@pytest.mark.parametrize(
    "asked",
    [
        posted(SUMMARY, title=""),
        posted(SUMMARY, title="  "),
        posted(SUMMARY, title="a\r\nb"),
        posted(SUMMARY, title="x" * 201),
        posted(SUMMARY, organization_id="org_b"),
        posted({**SUMMARY, "kind": "image"}),
        posted({**SUMMARY, "html": "<b>"}),
        posted({**SUMMARY, "text": ""}),
        posted({**SUMMARY, "text": "a\0b"}),
        posted({**FILE, "file_name": "a\0b"}),
        posted({**FILE, "media_type": "text/html"}),
        posted(SUMMARY, artifact_id="../x"),
    ],
)
def test_what_is_no_artifact_is_refused(asked: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        NewArtifact.model_validate_json(json.dumps(asked))


@requirement("safe-bytes")
@given(organization=st.text(max_size=200))
def test_a_key_is_made_of_nothing_that_comes_from_outside(organization: str) -> None:
    try:
        organization.encode()
    except UnicodeEncodeError:
        return
    key = object_key("store-1", OrganizationId(organization), ArtifactId("art_1"), "vl.json")

    assert checked(key) == key
    assert organization not in key.removesuffix(".vl.json").split("/") or len(organization) < 33
    store, folder, artifact, name = key.split("/")
    assert (store, len(folder), artifact) == ("store-1", 32, "art_1")
    assert name.startswith("obj_")


def test_what_is_drawn_of_a_chart_has_a_key_that_leads_back_to_it() -> None:
    chart_key, other = "s/o/a/obj_1.vl.json", "s/o/a/obj_1.json"

    assert keys_made_of(chart_key) == [chart_key, "s/o/a/obj_1.png", "s/o/a/obj_1.svg"]
    assert [stored_key_of(key) for key in keys_made_of(chart_key)[1:]] == [chart_key] * 2
    assert keys_made_of(other) == [other]
