"""Which tools to call first for a question, and with what."""

from collections.abc import Iterable

from infra.simulators.model.brain.question import Clause, Question
from infra.simulators.model.brain.special import special_calls
from infra.simulators.model.brain.tools import OfferedTool, Role
from infra.simulators.model.brain.wishes import wants_broad_report
from infra.simulators.model.reply import Call

_MOST_CALLS = 6
# Small pages: large results are cut before a model sees them, and `total` counts everything anyway.
_PAGE = 10
_COUNT_PAGE = 5


def first_calls(question: Question, tools: tuple[OfferedTool, ...]) -> list[Call]:
    """Calls for each clause from the tools that fit it; a question that fits none is searched for as it stands."""
    if question.future:
        return []
    calls = [call for clause in question.clauses for call in _calls_for(clause, question, tools)]
    return unique(calls or _search_anyway(question, tools))[:_MOST_CALLS]


def unique(calls: Iterable[Call]) -> list[Call]:
    kept: list[Call] = []
    for call in calls:
        if call not in kept:
            kept.append(call)
    return kept


def look_up(tool: OfferedTool, text: str, clause: Clause, limit: int) -> Call | None:
    wanted: dict[Role, str | int] = {"text": text, "limit": limit}
    return _call(tool, wanted, clause)


def _calls_for(clause: Clause, question: Question, tools: tuple[OfferedTool, ...]) -> list[Call]:
    special = [call for tool in tools for call in special_calls(tool, clause, question)]
    if wants_broad_report(clause):
        tools = tuple(tool for tool in tools if tool.kind == "overview")
    elif special and not clause.asks_why:
        return special
    return [*special, *_plain_calls(clause, question, tools)]


def _plain_calls(clause: Clause, question: Question, tools: tuple[OfferedTool, ...]) -> list[Call]:
    overviews = [tool for tool in tools if tool.kind == "overview" and _wants_overview(clause, tool)]
    best = max((tool.fits(clause.subject) for tool in overviews), default=0)
    about: dict[Role, str | int] = {"text": clause.query} if clause.asks_identity else {}
    calls = [_call(tool, {**about}, clause) for tool in overviews if tool.fits(clause.subject) == best]
    terms = _terms(clause, has_overview=bool(calls))
    for tool in tools:
        if tool.kind == "lookup" and terms and _fits_lookup(clause, tool, tools):
            wanted = _window(question)
            calls += [
                _call(tool, {**wanted, "text": term, "limit": _COUNT_PAGE if clause.counts else _PAGE}, clause)
                for term in terms
            ]
        elif tool.kind == "lookup" and clause.recent and tool.fits(clause.subject):
            calls.append(_call(tool, {**_window(question), "limit": clause.wanted or _PAGE}, clause))
    counted = any(calls) and (clause.counts or clause.asks_identity or _asks_overview(clause))
    for tool in tools:
        if tool.kind == "search" and not counted and tool.fits(clause.subject):
            calls.append(_call(tool, {"text": clause.query, "limit": _PAGE}, clause))
    return [call for call in calls if call is not None]


def _wants_overview(clause: Clause, tool: OfferedTool) -> bool:
    if wants_broad_report(clause):
        return tool.speaks_of("channel")
    if clause.names or not tool.fits(clause.subject):
        return False
    if clause.asks_identity or _asks_overview(clause):
        return True
    # An overview of all interactions does not count the orders among them.
    return clause.counts and (not clause.noun or tool.speaks_of(clause.noun) or clause.names_channel)


def _asks_overview(clause: Clause) -> bool:
    return bool({"channel", "summary", "overview", "breakdown"} & set(clause.stems))


def _terms(clause: Clause, *, has_overview: bool) -> list[str]:
    """What to look up literally: names, else the topic, else the counted noun."""
    if clause.names:
        return list(clause.names[:3])
    if clause.topic is not None and (clause.voices or clause.counts):
        return [clause.topic]
    if clause.noun and not has_overview:
        return [clause.noun.removesuffix("s")]
    return []


def _fits_lookup(clause: Clause, tool: OfferedTool, tools: tuple[OfferedTool, ...]) -> bool:
    return bool(tool.fits(clause.subject)) or sum(other.kind == "lookup" for other in tools) == 1


def _search_anyway(question: Question, tools: tuple[OfferedTool, ...]) -> list[Call]:
    clause = question.clauses[0] if question.clauses else None
    if clause is None:
        return []
    searches = [tool for tool in tools if tool.kind == "search"] or [tool for tool in tools if tool.kind == "lookup"]
    found = [_call(tool, {"text": clause.query, "limit": _PAGE}, clause) for tool in searches[:3]]
    return [call for call in found if call is not None]


def _call(tool: OfferedTool, wanted: dict[Role, str | int], clause: Clause) -> Call | None:
    filled: dict[Role, str | int | None] = {**wanted}
    channel = tool.parameter("channel")
    meant = clause.channel(channel.choices) if channel is not None else None
    if meant is not None:
        filled["channel"] = meant
    order = tool.parameter("order")
    if order is not None:
        filled["order"] = next((choice for choice in order.choices if choice.startswith(("new", "desc"))), "")
    arguments = tool.arguments(filled)
    return None if arguments is None else Call(tool.name, arguments)


def _window(question: Question) -> dict[Role, str | int]:
    if len(question.dates) == 0:
        period = question.period
        return {"since": str(period.first), "until": str(period.last)} if period is not None else {}
    window: dict[Role, str | int] = {"since": question.dates[0]}
    if len(question.dates) > 1:
        window["until"] = question.dates[1]
    return window
