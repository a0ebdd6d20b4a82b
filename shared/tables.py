"""What a table may be: named columns, and rows of plain values."""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, StrictBool, StringConstraints, model_validator

from shared.charts import Closed, Label, Number
from shared.texts import without_nul

MAX_COLUMNS = 50
MAX_ROWS = 1_000

ColumnType = Literal["text", "number", "time", "boolean"]


CellText = Annotated[str, StringConstraints(strict=True, max_length=2_000), AfterValidator(without_nul)]
Cell = StrictBool | Number | CellText | None


class Column(Closed):
    """What is in a column. The type is a word about its values, for whoever shows them."""

    label: Label
    type: ColumnType = "text"


class TableSpec(Closed):
    """A table; every row has a value, or null, for each column."""

    columns: tuple[Column, ...] = Field(min_length=1, max_length=MAX_COLUMNS)
    rows: tuple[tuple[Cell, ...], ...] = Field(max_length=MAX_ROWS)

    @model_validator(mode="after")
    def _is_even(self) -> Self:
        for number, row in enumerate(self.rows, start=1):
            if len(row) != len(self.columns):
                raise ValueError(f"row {number} has {len(row)} values for {len(self.columns)} columns")
        return self
