"""One line of an orders file: bytes to `OrderLine`, or a `BadLine` that says what is wrong with it.

One physical line is one row: a quotation mark that never closes spoils its own line and no other. Text is UTF-8 (a byte
order mark is allowed); a line that is not valid UTF-8 is read as Latin-1. Times without a zone are UTC.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Final

from infra.simulators.platform.orders.problems import BadLine, CsvRefused

COLUMNS: Final = (
    "InvoiceNo",
    "StockCode",
    "Description",
    "Quantity",
    "InvoiceDate",
    "UnitPrice",
    "CustomerID",
    "Country",
)
MAX_LINE_BYTES: Final = 65_536
EARLIEST_YEAR: Final = 1970
LATEST_YEAR: Final = 9998

_INTEGER: Final = re.compile(r"[+-]?[0-9]{1,9}")
_PRICE: Final = re.compile(r"[+-]?(?:[0-9]{1,9}(?:\.[0-9]{0,6})?|\.[0-9]{1,6})")
# These words are what summaries are counted by; in a cell they would count twice.
_COUNTED_WORDS: Final = re.compile(r"(order|cancellation) from", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, slots=True)
class OrderLine:
    """A product on an invoice; a negative quantity is a cancellation."""

    line: int
    invoice: str
    stock_code: str
    description: str
    quantity: int
    ordered_ms: int
    price: Decimal
    customer: str | None
    country: str


class _Unusable(Exception):
    """A cell that cannot be read; the text is the reason."""


def read_order_lines(path: Path) -> Iterator[OrderLine | BadLine]:
    """Yield every row of the file, good or bad; blank lines are no rows. Raises `CsvRefused` for a wrong header."""
    try:
        with path.open("rb") as file:
            lines = enumerate(iter(lambda: file.readline(MAX_LINE_BYTES + 1), b""), start=1)
            positions = _positions(next(lines, (1, b""))[1], path)
            continued = False
            number = 1
            for _, raw in lines:
                # A piece of an over-long line that was already named.
                if continued:
                    continued = not raw.endswith(b"\n")
                    continue
                number += 1
                continued = len(raw) > MAX_LINE_BYTES and not raw.endswith(b"\n")
                if continued:
                    yield BadLine(number, f"longer than {MAX_LINE_BYTES} bytes")
                elif raw.strip():
                    yield _parse(number, raw, positions)
    except OSError as exc:
        raise CsvRefused(f"orders file {path}: {exc.strerror}") from exc


def _positions(header: bytes, path: Path) -> tuple[int, list[int]]:
    """Return how many cells a row has and where the known columns are."""
    try:
        names = _cells(header.removeprefix(b"\xef\xbb\xbf"))
    except _Unusable:
        names = []
    missing = [column for column in COLUMNS if column not in names]
    if missing:
        raise CsvRefused(f"orders file {path}: the first line must name the columns {', '.join(COLUMNS)}")
    return len(names), [names.index(column) for column in COLUMNS]


def _parse(number: int, raw: bytes, positions: tuple[int, list[int]]) -> OrderLine | BadLine:
    width, columns = positions
    try:
        cells = _cells(raw)
        if len(cells) != width:
            return BadLine(number, f"{len(cells)} cells instead of {width}")
        return _order_line(number, *(cells[column] for column in columns))
    except _Unusable as exc:
        return BadLine(number, str(exc))


def _order_line(
    number: int,
    invoice: str,
    stock_code: str,
    description: str,
    quantity: str,
    ordered: str,
    price: str,
    customer: str,
    country: str,
) -> OrderLine:
    return OrderLine(
        line=number,
        invoice=_name("InvoiceNo", invoice),
        stock_code=_name("StockCode", stock_code),
        description=description,
        quantity=_integer("Quantity", quantity),
        ordered_ms=_moment("InvoiceDate", ordered),
        price=_price("UnitPrice", price),
        customer=_break_counted_words(customer.removesuffix(".0")) or None,
        country=_name("Country", country),
    )


def _cells(raw: bytes) -> list[str]:
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = raw.decode("latin-1")
    if "\0" in text:
        raise _Unusable("contains a NUL character")
    try:
        rows = list(csv.reader([text.rstrip("\r\n")], strict=True))
    except csv.Error as exc:
        raise _Unusable(f"not CSV: {exc}") from exc
    return [cell.strip() for cell in rows[0]] if rows else []


def _name(column: str, cell: str) -> str:
    if not cell:
        raise _Unusable(f"{column} is empty")
    return _break_counted_words(cell)


def _break_counted_words(cell: str) -> str:
    return _COUNTED_WORDS.sub("\\1\u00a0from", cell)


def _integer(column: str, cell: str) -> int:
    if not _INTEGER.fullmatch(cell):
        raise _Unusable(f"{column} is not an integer: {cell[:40]!r}")
    return int(cell)


def _price(column: str, cell: str) -> Decimal:
    if not _PRICE.fullmatch(cell):
        raise _Unusable(f"{column} is not a price: {cell[:40]!r}")
    return Decimal(cell)


def _moment(column: str, cell: str) -> int:
    """Return milliseconds of `2010-12-01 08:26:00` (any ISO 8601 form) or `12/1/2010 8:26` (month first)."""
    moment = _iso_moment(cell) or _american_moment(cell)
    if moment is None or not EARLIEST_YEAR <= moment.year <= LATEST_YEAR:
        raise _Unusable(f"{column} is not a date: {cell[:40]!r}")
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return int(aware.timestamp() * 1000)


def _iso_moment(cell: str) -> datetime | None:
    try:
        return datetime.fromisoformat(cell)
    except ValueError:
        return None


def _american_moment(cell: str) -> datetime | None:
    try:
        return datetime.strptime(cell, "%m/%d/%Y %H:%M")  # noqa: DTZ007 - the caller adds the zone
    except ValueError:
        return None
