"""What can be kept of a written answer: its tables, and what it quotes."""

import re
from dataclasses import dataclass

from infra.simulators.model.brain.results import is_number

_CITATION = re.compile(r" ?\[\d+(?:, ?\d+)*\]")
_QUOTE = re.compile(r"“([^”]{3,})”")
_RULE = re.compile(r"\|(?:\s*-+\s*\|)+$")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_SUM = "total"


@dataclass(frozen=True, slots=True)
class Table:
    """Cells without citations and emphasis; sums are left out."""

    heading: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def is_course(self) -> bool:
        """Each row is of a day or an hour."""
        return all(_DAY.match(row[0]) for row in self.rows)

    @property
    def numeric(self) -> tuple[int, ...]:
        """Which columns have nothing but numbers, the first left out."""
        return tuple(at for at in range(1, len(self.columns)) if all(is_number(row[at]) for row in self.rows))


def tables_in(text: str) -> list[Table]:
    """The tables of at least two rows, in their order."""
    found: list[Table] = []
    lines = [line.strip() for line in text.splitlines()]
    for at, line in enumerate(lines):
        if at == 0 or not _RULE.match(line):
            continue
        columns = _cells(lines[at - 1])
        rows: list[tuple[str, ...]] = []
        for row in lines[at + 1 :]:
            if not row.startswith("|"):
                break
            cells = _cells(row)
            if len(cells) == len(columns) and cells[0].lower() != _SUM:
                rows.append(cells)
        if len(rows) > 1:
            found.append(Table(_heading(lines[: at - 1]), columns, tuple(rows)))
    return found


def quotes_in(text: str) -> list[tuple[str, str]]:
    """What is quoted, with the number that it is cited by."""
    quoted = ((line, _QUOTE.search(line)) for line in text.splitlines())
    return [(match.group(1), "".join(re.findall(r"\[\d+\]", line)[:1])) for line, match in quoted if match]


def _heading(before: list[str]) -> str:
    line = next((line for line in reversed(before) if line), "")
    return _CITATION.sub("", line).strip(" :*#")


def _cells(line: str) -> tuple[str, ...]:
    return tuple(_CITATION.sub("", cell).strip(" *") for cell in line.strip("|").split("|"))
