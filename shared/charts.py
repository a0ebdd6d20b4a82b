"""What a chart may be: a closed model of points and labels, so that none can name a URL or an expression."""

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from shared.agents import ONE_LINE
from shared.json_values import LARGEST_INTEGER

MAX_POINTS = 2_000
MAX_SERIES = 20

ChartKind = Literal["bar", "line", "area", "scatter", "pie", "histogram"]
# How the values of an axis are understood: names, numbers, or times in ISO 8601.
Scale = Literal["category", "number", "time"]
Label = Annotated[str, StringConstraints(min_length=1, max_length=120, pattern=ONE_LINE)]
Name = Annotated[str, StringConstraints(strict=True, max_length=200, pattern=ONE_LINE)]
Whole = Annotated[int, Field(strict=True, ge=-LARGEST_INTEGER, le=LARGEST_INTEGER)]
Fraction = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Number = Whole | Fraction


class Closed(BaseModel):
    """Frozen, closed to unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Point(Closed):
    """One mark of the chart. A point without `y` is a gap."""

    x: Name | Number
    y: Number | None = None
    series: Name | None = None


class ChartSpec(Closed):
    """A chart. A histogram counts `x` and has no `y`; a pie has a slice for each `x`, as large as its `y`."""

    kind: ChartKind
    x_label: Label
    x_scale: Scale = "category"
    y_label: Label | None = None
    series_label: Label | None = None
    points: tuple[Point, ...] = Field(min_length=1, max_length=MAX_POINTS)

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if (self.kind == "histogram") != (self.y_label is None):
            raise ValueError("a histogram has no y_label, every other chart has one")
        if self.kind == "histogram" and self.x_scale != "number":
            raise ValueError("a histogram counts numbers: x_scale must be 'number'")
        if self.kind == "pie" and self.x_scale != "category":
            raise ValueError("the slices of a pie have names: x_scale must be 'category'")
        if self.kind in {"pie", "histogram"} and self.series_label is not None:
            raise ValueError(f"a {self.kind} has no series")
        for point in self.points:
            self._check(point)
        if len({point.series for point in self.points}) > MAX_SERIES:
            raise ValueError(f"a chart has at most {MAX_SERIES} series")
        return self

    def _check(self, point: Point) -> None:
        if self.x_scale == "number" and isinstance(point.x, str):
            raise ValueError("x must be a number where x_scale is 'number'")
        if self.x_scale == "time" and not _is_time(point.x):
            raise ValueError("x must be a time in ISO 8601 where x_scale is 'time'")
        if self.kind == "histogram" and point.y is not None:
            raise ValueError("the points of a histogram have no y")
        if self.kind == "pie" and (point.y is None or point.y < 0):
            raise ValueError("the slices of a pie have sizes, none of them negative")
        if (point.series is None) != (self.series_label is None):
            raise ValueError("series_label and the series of every point need each other")


def _is_time(value: str | float) -> bool:
    if not isinstance(value, str):
        return False
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True
