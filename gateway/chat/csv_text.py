"""Tables and charts as CSV (RFC 4180), made harmless for spreadsheets."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any, Final

from pydantic import TypeAdapter

from shared.charts import Point
from shared.tables import Cell, TableSpec

# A spreadsheet takes a text that begins so for a formula (https://owasp.org/www-community/attacks/CSV_Injection); some
# take the wide signs of East Asian scripts for the same.
FORMULA_SIGNS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
# By this spreadsheets know that it is UTF-8.
BYTE_ORDER_MARK: Final = "\ufeff"
# Beyond it not every whole number is a float.
WHOLE_BELOW: Final = 2.0**53
POINTS: Final[TypeAdapter[list[Point]]] = TypeAdapter(list[Point])


def table_csv(stored: bytes) -> bytes:
    """A stored table."""
    table = TableSpec.model_validate_json(stored)
    return _csv([column.label for column in table.columns], table.rows)


def chart_csv(specification: dict[str, Any]) -> bytes:
    """The points of a stored chart, under the labels of its axes."""
    encoding = specification["encoding"]
    points = POINTS.validate_python(specification["data"]["values"])
    across = encoding.get("x") or encoding["color"]
    labels: list[str] = [across["title"]]
    rows: list[list[Cell]] = [[point.x] for point in points]
    up = encoding.get("theta") or encoding["y"]
    if "field" in up:
        labels.append(up["title"])
        rows = [[*row, point.y] for row, point in zip(rows, points, strict=True)]
    if "x" in encoding and "color" in encoding:
        labels.append(encoding["color"]["title"])
        rows = [[*row, point.series] for row, point in zip(rows, points, strict=True)]
    return _csv(labels, rows)


def _csv(labels: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow([_plain(label) for label in labels])
    writer.writerows([_plain(cell) for cell in row] for row in rows)
    return (BYTE_ORDER_MARK + written.getvalue()).encode()


def _plain(cell: Cell) -> Cell:
    match cell:
        case str() if cell.startswith(FORMULA_SIGNS):
            return f"'{cell}"
        case bool():
            return "true" if cell else "false"
        case float() if cell.is_integer() and abs(cell) < WHOLE_BELOW:
            # A count is a count, also where a model wrote 1500.0.
            return int(cell)
        case _:
            return cell
