"""Keep a result beside the answer, where a tool can: what the question asks for, or what its answer is best seen as.

Counts per group are a chart of bars, counts along time a chart of lines and a table, other lists a table, reasons and
reports a summary. All figures are those of the written answer.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Literal

from pydantic import JsonValue

from infra.simulators.model.brain.answer import write_answer
from infra.simulators.model.brain.conversation import Exchange
from infra.simulators.model.brain.question import Question
from infra.simulators.model.brain.results import Item, is_number
from infra.simulators.model.brain.tools import OfferedTool, label
from infra.simulators.model.brain.wishes import wants_broad_report, wants_catalogue
from infra.simulators.model.brain.words import stem_set, stems
from infra.simulators.model.brain.written import Table, quotes_in, tables_in
from infra.simulators.model.reply import Call
from infra.simulators.model.request import JsonObject

Form = Literal["chart", "table", "summary"]

_FORMS: tuple[tuple[Form, frozenset[str]], ...] = (
    ("chart", frozenset(stem_set("chart graph plot diagram"))),
    ("table", frozenset(stem_set("table csv spreadsheet"))),
    ("summary", frozenset(stem_set("report"))),
)
_TAKES = frozenset({"kind", "title", "columns", "rows", "text"})
# Words about the form, not about what is looked for.
_ASIDE = re.compile(
    r"\s*\b(?:(?:as|in|with|on)\s+)?(?:an?\s+|the\s+)?(?:(?:bar|line|pie)\s+)?"
    r"(?:chart|graph|plot|diagram|table|csv|spreadsheet)s?\b(?:\s+of\b)?",
    re.IGNORECASE,
)
_LONGEST_TITLE = 80
_MOST_ROWS = 50
_MOST_COLUMNS = 6
_FEWEST_QUOTES = 3
_SUM = "total"
_PRICE = "price"
# People are in the shop, not among the interactions of a channel.
_NO_SERIES = frozenset({"total", "people"})


def form_of(text: str) -> Form | None:
    """What the question wants its answer kept as."""
    asked = set(stems(text))
    return next((form for form, words in _FORMS if asked & words), None)


def without_form(text: str) -> str:
    """The question without the words about the form, unless nothing else is in it."""
    rest = " ".join(_ASIDE.sub(" ", text).split())
    return rest if stems(rest) else text


def is_keeper(tool: OfferedTool) -> bool:
    """Whether the tool keeps things and looks nothing up."""
    return {parameter.name for parameter in tool.parameters} >= _TAKES


def keeping_calls(
    asked: str, question: Question, exchanges: tuple[Exchange, ...], tools: tuple[OfferedTool, ...]
) -> list[Call]:
    """What is to be kept of what was found, each form once; empty where nothing is, or it is done already."""
    keeper = next((tool for tool in tools if is_keeper(tool)), None)
    found = looked_up(exchanges, tools)
    if keeper is None or question.future or not any(exchange.result.ok and exchange.result.items for exchange in found):
        return []
    done = {exchange.arguments.get("kind") for exchange in exchanges if exchange.tool == keeper.name}
    title = " ".join(asked.split()).rstrip("?.! ")[:_LONGEST_TITLE]
    due: dict[JsonValue, JsonObject] = {}
    for given in _due(title, question, found, form_of(asked)):
        due.setdefault(given["kind"], given)
    return [Call(keeper.name, given) for kind, given in due.items() if kind not in done]


def looked_up(exchanges: tuple[Exchange, ...], tools: tuple[OfferedTool, ...]) -> tuple[Exchange, ...]:
    """The exchanges that looked something up."""
    keepers = {tool.name for tool in tools if is_keeper(tool)}
    return tuple(exchange for exchange in exchanges if exchange.tool not in keepers)


def kept(exchanges: tuple[Exchange, ...], tools: tuple[OfferedTool, ...]) -> str:
    """A sentence on what is kept beside the answer; empty when nothing is."""
    keepers = {tool.name for tool in tools if is_keeper(tool)}
    made = [item for exchange in exchanges if exchange.tool in keepers for item in exchange.result.items]
    return "".join(f"\n\nBeside this answer: {item.title}{item.cite}." for item in made)


def _due(title: str, question: Question, found: tuple[Exchange, ...], form: Form | None) -> Iterator[JsonObject]:
    answer = write_answer(question, found)
    tables = sorted(tables_in(answer), key=lambda table: not table.is_course)
    wants_all = any(wants_broad_report(clause) for clause in question.clauses)
    if form in {"chart", "table"}:
        columns, rows = _grid(found, as_chart=form == "chart")
        if rows:
            chart: JsonObject = {"chart": "bar"} if form == "chart" else {}
            yield {"kind": form, "title": title, **chart, "columns": [*columns], "rows": [*rows]}
        return
    if form == "summary" or any(clause.asks_why for clause in question.clauses):
        where = label(next(exchange.tool for exchange in found if exchange.result.ok and exchange.result.items))
        yield {"kind": "summary", "title": f"{title}: {where}", "text": answer}
    if form == "summary" and not wants_all:
        return
    for table in tables:
        yield from _of_table(table)
    if any(clause.voices for clause in question.clauses) and len(quotes := quotes_in(answer)) >= _FEWEST_QUOTES:
        yield {"kind": "table", "title": title, "columns": ["quote", "source"], "rows": [[*quote] for quote in quotes]}
    if any(wants_catalogue(clause) for clause in question.clauses):
        yield from _of_prices(title, found)


def _of_table(table: Table) -> Iterator[JsonObject]:
    """The table as it is, as a chart, or as both."""
    numeric = table.numeric
    rows: list[JsonValue] = [[_value(cell) for cell in row] for row in table.rows]
    as_it_is: JsonObject = {"kind": "table", "title": table.heading, "columns": [*table.columns], "rows": rows}
    series = [at for at in numeric if table.columns[at] not in _NO_SERIES]
    if table.is_course and series:
        points: list[JsonValue] = [
            [_moment(row[0]), float(row[at]), table.columns[at]] for row in sorted(table.rows) for at in series
        ]
        columns: list[JsonValue] = [table.columns[0], "count", "channel"]
        drawn: JsonObject = {"chart": "line", "x": columns[0], "y": "count", "series": "channel"}
        yield {"kind": "chart", "title": table.heading, **drawn, "columns": columns, "rows": points}
        yield as_it_is
    elif len(table.columns) == 2 and numeric:
        yield {**as_it_is, "kind": "chart", "chart": "bar"}
    else:
        yield as_it_is


def _of_prices(title: str, found: tuple[Exchange, ...]) -> Iterator[JsonObject]:
    """The things that were listed with their prices, in their order."""
    for exchange in found:
        priced = [item for item in exchange.result.items if any(name == _PRICE for name, _ in item.numbers)]
        if exchange.result.ok and exchange.gave("limit") and len(priced) > 1:
            rows: list[JsonValue] = [[item.heading or item.id, float(dict(item.numbers)[_PRICE])] for item in priced]
            yield {"kind": "table", "title": title, "columns": ["product", _PRICE], "rows": rows[:_MOST_ROWS]}
            return


def _grid(exchanges: tuple[Exchange, ...], *, as_chart: bool) -> tuple[list[str], list[JsonValue]]:
    """Names and figures of the result that has most of them."""
    found = [_of_items(exchange.result.items, as_chart=as_chart) for exchange in exchanges if exchange.result.ok]
    return max(found, key=lambda grid: len(grid[1]), default=([], []))


def _of_items(items: tuple[Item, ...], *, as_chart: bool) -> tuple[list[str], list[JsonValue]]:
    if len(items) == 1:
        # One thing with many figures: each figure is a row.
        figures: list[JsonValue] = [[name, float(value)] for name, value in items[0].numbers if name != _SUM]
        return ["Name", "Count"], figures
    names = list(dict.fromkeys(name for item in items for name, _ in item.numbers))
    names = names[: 1 if as_chart else _MOST_COLUMNS]
    rows: list[JsonValue] = []
    for item in items[:_MOST_ROWS]:
        figures_of = dict(item.numbers)
        if names and (not as_chart or names[0] in figures_of):
            rows.append([item.heading or item.id, *(float(figures_of.get(name, 0)) for name in names)])
    return ["Name", *names], rows


def _moment(cell: str) -> str:
    """The time alone: a day may have its name behind it."""
    try:
        datetime.fromisoformat(cell)
    except ValueError:
        return cell.split(maxsplit=1)[0]
    return cell


def _value(cell: str) -> JsonValue:
    return float(cell) if is_number(cell) else cell
