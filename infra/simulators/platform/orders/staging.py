"""A temporary table that gathers the lines of each invoice, so that a file of any size needs little memory."""

import sqlite3
from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby
from operator import itemgetter

from infra.simulators.platform.orders.lines import OrderLine

CREATE_STAGE = """
CREATE TEMP TABLE order_line (
    line INTEGER PRIMARY KEY, invoice TEXT NOT NULL, stock_code TEXT NOT NULL, description TEXT NOT NULL,
    quantity INTEGER NOT NULL, ordered_ms INTEGER NOT NULL, price TEXT NOT NULL, customer TEXT, country TEXT NOT NULL
)
"""
INSERT_LINE = """
INSERT INTO order_line (line, invoice, stock_code, description, quantity, ordered_ms, price, customer, country)
VALUES (:line, :invoice, :stock_code, :description, :quantity, :ordered_ms, :price, :customer, :country)
"""
SELECT_LINES = "SELECT * FROM order_line ORDER BY invoice, line"
DROP_STAGE = "DROP TABLE order_line"


class Stage:
    """The lines of one file, in and out."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        connection.execute(CREATE_STAGE)

    def add(self, line: OrderLine) -> None:
        parameters = {
            "line": line.line,
            "invoice": line.invoice,
            "stock_code": line.stock_code,
            "description": line.description,
            "quantity": line.quantity,
            "ordered_ms": line.ordered_ms,
            "price": str(line.price),
            "customer": line.customer,
            "country": line.country,
        }
        self._connection.execute(INSERT_LINE, parameters)

    def invoices(self) -> Iterator[list[OrderLine]]:
        """Yield the lines of each invoice, in the order of the file."""
        rows = self._connection.execute(SELECT_LINES)
        for _, group in groupby(rows, key=itemgetter("invoice")):
            yield [OrderLine(**{**dict(row), "price": Decimal(row["price"])}) for row in group]

    def drop(self) -> None:
        self._connection.execute(DROP_STAGE)
