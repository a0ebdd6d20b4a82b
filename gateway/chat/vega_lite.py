"""A chart as Vega-Lite (https://vega.github.io/vega-lite/docs/spec.html): our labels and values in a shape of our own.

Fields are always `x`, `y` and `series`, because Vega reads dots and brackets in their names; labels and values are
texts and numbers, and nothing that Vega-Lite would fetch or compute is in it.
"""

from typing import Final

from pydantic import JsonValue

from shared.charts import ChartSpec, Scale

SCHEMA: Final = "https://vega.github.io/schema/vega-lite/v5.json"
WIDTH: Final = 640
HEIGHT: Final = 400
MAX_BINS: Final = 20
TYPES: Final[dict[Scale, str]] = {"category": "nominal", "number": "quantitative", "time": "temporal"}

Json = dict[str, JsonValue]


def vega_lite(title: str, chart: ChartSpec) -> Json:
    """The specification, data included."""
    values: list[JsonValue] = [point.model_dump(exclude_none=True) for point in chart.points]
    return {
        "$schema": SCHEMA,
        "title": title,
        "width": WIDTH,
        "height": HEIGHT,
        "data": {"values": values},
        "mark": _mark(chart),
        "encoding": _encoding(chart),
    }


def _mark(chart: ChartSpec) -> Json:
    match chart.kind:
        case "bar" | "histogram":
            return {"type": "bar", "tooltip": True}
        case "line":
            return {"type": "line", "point": True, "tooltip": True}
        case "area":
            return {"type": "area", "tooltip": True}
        case "scatter":
            return {"type": "point", "tooltip": True}
        case "pie":
            return {"type": "arc", "tooltip": True}


def _encoding(chart: ChartSpec) -> Json:
    # In the order in which the points are given: whoever made them has sorted them.
    x: Json = {"field": "x", "type": TYPES[chart.x_scale], "title": chart.x_label, "sort": None}
    if chart.x_scale == "time":
        # A day is the same day for whoever looks at it.
        x["scale"] = {"type": "utc"}
    y: Json = {"field": "y", "type": "quantitative", "title": chart.y_label}
    if chart.kind == "histogram":
        binned: Json = {**x, "bin": {"maxbins": MAX_BINS}}
        return {"x": binned, "y": {"aggregate": "count", "type": "quantitative", "title": "Count"}}
    if chart.kind == "pie":
        return {"theta": y, "color": x}
    if chart.series_label is None:
        return {"x": x, "y": y}
    encoding: Json = {"x": x, "y": y, "color": {"field": "series", "type": "nominal", "title": chart.series_label}}
    if chart.kind == "bar" and chart.x_scale == "category":
        # Side by side, not on top of each other.
        encoding["xOffset"] = {"field": "series"}
    return encoding
