"""Make something that lasts beside the answer: a chart, a table, a summary, a file."""

from datetime import datetime
from typing import Literal

from pydantic import Field, JsonValue, ValidationError

from crew_container.tools.arguments import Arguments
from crew_container.tools.results import Found, ToolContext, failed, shown
from shared.artifacts import TOOL, NewArtifact
from shared.charts import ChartKind
from shared.ids import ID_PATTERN
from shared.tools import ToolResult

NAME = TOOL
DESCRIPTION = (
    "Keep a result beside the answer: a chart or a table of figures you have got from other tools, a summary as "
    "Markdown, or a text file. Use it when the person asks for a chart, table, report, export or file, or when many "
    "figures are clearer that way. It is shown beside the answer: do not repeat its content there."
)
# Named lines go along an axis; bars and slices stand for names, also where these are dates.
ALONG_AN_AXIS: frozenset[ChartKind] = frozenset({"line", "area", "scatter"})
MAX_FAULTS = 3

Value = str | int | float | bool | None


class CreateArtifact(Arguments):
    """What to keep."""

    kind: Literal["chart", "table", "summary", "file"] = Field(description="what it is")
    title: str = Field(min_length=1, max_length=200, description="a short title that says what it shows")
    columns: list[str] | None = Field(default=None, description="names of the columns, for a chart or a table")
    rows: list[list[Value]] | None = Field(
        default=None, description="for a chart or a table: one list a row, one value for each column"
    )
    chart: ChartKind | None = Field(default=None, description="the kind of chart")
    x: str | None = Field(default=None, description="the column along the chart, or of its slices; else the first")
    y: str | None = Field(default=None, description="the column of the chart's numbers; else the second")
    series: str | None = Field(default=None, description="the column that tells several lines or bars apart, if any")
    text: str | None = Field(default=None, description="the Markdown of a summary, or the content of a file")
    file_name: str | None = Field(default=None, max_length=255, description="name of a file: .txt, .csv, .json or .md")
    artifact_id: str | None = Field(
        default=None, pattern=ID_PATTERN, description="id of an artifact of this conversation, to make a new version"
    )


class Unclear(Exception):
    """The arguments do not make an artifact; `str()` tells the model why."""


async def create_artifact(context: ToolContext, arguments: CreateArtifact) -> ToolResult:
    """Send it to be kept; the model is told its id and version, and can cite it."""
    try:
        new = NewArtifact.model_validate(
            {"title": arguments.title, "content": _content(arguments), "artifact_id": arguments.artifact_id}
        )
    except Unclear as exc:
        return failed(NAME, "bad_request", str(exc))
    except ValidationError as exc:
        return failed(NAME, "bad_request", _faults(exc))
    receipt = await context.artifacts.keep(new)
    facts: dict[str, JsonValue] = {"kind": receipt.kind, "version": receipt.version}
    made = Found(type="artifact", id=receipt.artifact_id, title=receipt.title, facts=facts)
    return shown(context, NAME, [made], total=1)


def _content(given: CreateArtifact) -> dict[str, object]:
    match given.kind:
        case "chart":
            return {"kind": "chart", "chart": _chart(given)}
        case "table":
            columns, rows = _cells(given)
            return {"kind": "table", "table": {"columns": _typed(columns, rows), "rows": rows}}
        case "summary":
            return {"kind": "summary", "text": _text(given)}
        case "file":
            if given.file_name is None:
                raise Unclear("A file needs file_name.")
            return {"kind": "file", "file_name": given.file_name, "content": _text(given)}


def _chart(given: CreateArtifact) -> dict[str, object]:
    columns, rows = _cells(given)
    if given.chart is None:
        raise Unclear("A chart needs `chart`, its kind.")
    counts = given.chart == "histogram"
    across = _index(columns, given.x, otherwise=0)
    up = None if counts else _index(columns, given.y, otherwise=1)
    by = None if given.series is None else _index(columns, given.series, otherwise=0)
    across_values = [_number(row[across]) if counts else row[across] for row in rows]
    scale = "number" if counts else _scale(given.chart, across_values)
    points: list[dict[str, object]] = []
    for value, row in zip(across_values, rows, strict=True):
        point: dict[str, object] = {"x": value if scale == "number" else _name(value)}
        if up is not None:
            point["y"] = _number(row[up])
        if by is not None:
            point["series"] = _name(row[by])
        points.append(point)
    return {
        "kind": given.chart,
        "x_label": columns[across],
        "x_scale": scale,
        "y_label": None if up is None else columns[up],
        "series_label": None if by is None else columns[by],
        "points": points,
    }


def _cells(given: CreateArtifact) -> tuple[list[str], list[list[Value]]]:
    columns, rows = given.columns, given.rows
    if not columns or not rows:
        raise Unclear(f"A {given.kind} needs columns and rows.")
    for number, row in enumerate(rows, start=1):
        if len(row) != len(columns):
            raise Unclear(f"Row {number} has {len(row)} values for {len(columns)} columns.")
    return columns, rows


def _index(columns: list[str], name: str | None, *, otherwise: int) -> int:
    if name is None:
        if otherwise >= len(columns):
            raise Unclear("A chart needs a column along it and a column of numbers.")
        return otherwise
    if name not in columns:
        raise Unclear(f"There is no column {name!r}; there are {', '.join(columns)}.")
    return columns.index(name)


def _scale(kind: ChartKind, values: list[Value]) -> Literal["category", "number", "time"]:
    if kind not in ALONG_AN_AXIS:
        return "category"
    if all(isinstance(value, int | float) and not isinstance(value, bool) for value in values):
        return "number"
    return "time" if all(_is_time(value) for value in values) else "category"


def _is_time(value: Value) -> bool:
    try:
        return isinstance(value, str) and bool(datetime.fromisoformat(value))
    except ValueError:
        return False


def _name(value: Value) -> str:
    return "–" if value is None or value == "" else str(value)


def _number(value: Value) -> int | float | None:
    """Return the number; models write some as text."""
    if value is None or (isinstance(value, int | float) and not isinstance(value, bool)):
        return value
    try:
        return float(str(value).replace(",", ""))
    except ValueError:
        raise Unclear(f"{value!r} stands where a number must be.") from None


def _typed(columns: list[str], rows: list[list[Value]]) -> list[dict[str, object]]:
    return [{"label": label, "type": _type([row[at] for row in rows])} for at, label in enumerate(columns)]


def _type(values: list[Value]) -> Literal["text", "number", "boolean"]:
    there = [value for value in values if value is not None]
    if there and all(isinstance(value, bool) for value in there):
        return "boolean"
    if there and all(isinstance(value, int | float) and not isinstance(value, bool) for value in there):
        return "number"
    return "text"


def _text(given: CreateArtifact) -> str:
    if given.text is None:
        raise Unclear(f"A {given.kind} needs text.")
    return given.text


def _faults(error: ValidationError) -> str:
    return "; ".join(dict.fromkeys(fault["msg"] for fault in error.errors()[:MAX_FAULTS]))
