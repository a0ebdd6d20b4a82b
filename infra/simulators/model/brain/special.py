"""Calls of tools that count along time, report on a period, put the catalogue in order or tell of one thing."""

from datetime import timedelta

from infra.simulators.model.brain.question import Clause, Question
from infra.simulators.model.brain.tools import OfferedTool, Role
from infra.simulators.model.brain.wishes import (
    bucket_of,
    category_of,
    channels_of,
    rhythm_of,
    stock_of,
    wants_broad_report,
    wants_catalogue,
    wants_course,
    wants_deeds,
    wants_report,
)
from infra.simulators.model.reply import Call

# How far back to look when nobody says.
_LOOK_BACK_DAYS = 90
_MOST_PRODUCTS = 5
_FEW_PRODUCTS = 3
_DEEDS = "product_action"


def special_calls(tool: OfferedTool, clause: Clause, question: Question) -> list[Call]:
    """What this tool can do for the clause; nothing for tools that only find or count."""
    match tool.kind:
        case "course":
            wanted = _course(tool, clause, question)
        case "report":
            wanted = {"period": rhythm_of(clause)} if wants_report(clause) else None
        case "catalogue":
            wanted = _catalogue(tool, clause) if wants_catalogue(clause) else None
        case _:
            wanted = None
    arguments = tool.arguments(wanted) if wanted is not None else None
    return [Call(tool.name, arguments)] if arguments is not None else []


def _course(tool: OfferedTool, clause: Clause, question: Question) -> dict[Role, str | int | None] | None:
    since, until = _span(question)
    if since is None:
        return None
    window: dict[Role, str | int | None] = {"since": since, "until": until}
    channels = channels_of(clause)
    channel = channels[0] if len(channels) == 1 else None
    if wants_deeds(clause) and _offers(tool, "group", _DEEDS):
        return {**window, "group": _DEEDS, "bucket": "all", "channel": channel or "cctv"}
    if not wants_course(clause):
        return None
    groups = tool.parameter("group")
    group = groups.choices[0] if groups is not None and groups.choices else None
    return {**window, "bucket": bucket_of(clause), "group": group, "channel": channel}


def _offers(tool: OfferedTool, role: Role, choice: str) -> bool:
    parameter = tool.parameter(role)
    return parameter is not None and choice in parameter.choices


def _span(question: Question) -> tuple[str | None, str | None]:
    if question.dates:
        return question.dates[0], question.dates[1] if len(question.dates) > 1 else None
    if question.period is not None:
        return str(question.period.first), str(question.period.last)
    if question.today is None:
        return None, None
    return str(question.today - timedelta(days=_LOOK_BACK_DAYS)), None


def _catalogue(tool: OfferedTool, clause: Clause) -> dict[Role, str | int | None]:
    known = set(clause.stems)
    order = tool.parameter("order")
    wish = (
        ("cheap", "price_asc", "asc") if "cheapest" in known or "cheap" in known else ("most_exp", "price_desc", "desc")
    )
    choices = order.choices if order is not None and known & {"cheapest", "cheap", "expensiv", "expensive"} else ()
    few = _FEW_PRODUCTS if wants_broad_report(clause) else _MOST_PRODUCTS
    return {
        "category": category_of(clause),
        "stock": stock_of(clause),
        "order": next((choice for choice in choices if choice.startswith(wish)), None),
        "limit": clause.wanted or few,
    }
