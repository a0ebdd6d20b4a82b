"""Keep figures beside the answer where the question asks for a chart, a table or a report, and a tool can keep them."""

import re
from typing import Literal

from pydantic import JsonValue

from infra.simulators.model.brain.answer import write_answer
from infra.simulators.model.brain.conversation import Exchange
from infra.simulators.model.brain.question import Question
from infra.simulators.model.brain.results import Item
from infra.simulators.model.brain.tools import OfferedTool
from infra.simulators.model.brain.words import stem_set, stems
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
_SUM = "total"


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


def keeping_call(
    asked: str, question: Question, exchanges: tuple[Exchange, ...], tools: tuple[OfferedTool, ...]
) -> list[Call]:
    """One call that keeps what was found, where that was asked for and is not done yet."""
    keeper = next((tool for tool in tools if is_keeper(tool)), None)
    form = form_of(asked)
    if keeper is None or form is None or any(exchange.tool == keeper.name for exchange in exchanges):
        return []
    title = " ".join(asked.split()).rstrip("?.! ")[:_LONGEST_TITLE]
    given: JsonObject = {"kind": form, "title": title}
    if form == "summary":
        return [Call(keeper.name, {**given, "text": write_answer(question, exchanges)})]
    columns, rows = _grid(exchanges, as_chart=form == "chart")
    if not rows:
        return []
    chart: JsonObject = {"chart": "bar"} if form == "chart" else {}
    return [Call(keeper.name, {**given, **chart, "columns": [*columns], "rows": [*rows]})]


def looked_up(exchanges: tuple[Exchange, ...], tools: tuple[OfferedTool, ...]) -> tuple[Exchange, ...]:
    """The exchanges that looked something up."""
    keepers = {tool.name for tool in tools if is_keeper(tool)}
    return tuple(exchange for exchange in exchanges if exchange.tool not in keepers)


def kept(exchanges: tuple[Exchange, ...], tools: tuple[OfferedTool, ...]) -> str:
    """A sentence on what is kept beside the answer; empty when nothing is."""
    keepers = {tool.name for tool in tools if is_keeper(tool)}
    made = [item for exchange in exchanges if exchange.tool in keepers for item in exchange.result.items]
    return "".join(f"\n\nBeside this answer: {item.title}{item.cite}." for item in made)


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
