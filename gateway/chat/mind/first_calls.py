"""With which tool call the answer to a question certainly begins; for most questions none is certain. Pure.

A rule reads kinds of phrases: those that must be there and those that may; any other phrase, and any unknown word,
means that nothing is certain. So does a terse question that may go on with what was said before. To make no call is
never wrong: the agent's model then finds its tools by itself.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from pydantic import JsonValue

from gateway.chat.mind.periods import Period, last_days, period_named
from gateway.chat.mind.phrases import OPENING, Spoken, spoken
from gateway.chat.mind.subjects import calls_about
from shared.agents import AgentSpec
from shared.runs import FirstCall

Arguments = dict[str, JsonValue]
Derive = Callable[[Spoken, date], Arguments | None]

_POLITE: Final = frozenset({"courtesy"})
_ASKED: Final = frozenset({"show", "which", "what are", "ours", "have", "courtesy"})
_COUNTED: Final = _ASKED | {"many", "total", "recorded", "now"}
_PERIODS: Final = frozenset({"today", "yesterday", "this week", "last week", "this month", "last month"})
_CHANNELS: Final = {"web": "web", "cctv": "cctv", "social": "social"}
_KINDS_OF_PATTERN: Final = {"anomalies": "anomaly", "trends": "trend"}
_RHYTHMS: Final = {"daily": "daily", "weekly": "weekly", "monthly": "monthly", "yearly": "yearly"}
# What has a report, and says "until now": the report of last week may be last week's or the one before.
_REPORTED: Final = {"today": "daily", "this week": "weekly", "this month": "monthly"}
_SEVERITIES: Final = ("high", "medium", "low")
# What tells a whole question from the rest of an earlier one.
_WHOLE: Final = frozenset({"per channel", "total", "have", "recorded", "per category", "in catalogue"})


@dataclass(frozen=True, slots=True)
class _Rule:
    """A tool, the phrases that must be there and those that may, and its arguments: None where one is not clear."""

    tool: str
    needs: frozenset[str]
    may: frozenset[str]
    derive: Derive

    def call(self, said: Spoken, today: date) -> FirstCall | None:
        """The call, if the rule is about what was said."""
        if not self.needs <= said.kinds <= self.needs | self.may:
            return None
        arguments = self.derive(said, today)
        return None if arguments is None else FirstCall(tool=self.tool, input=arguments)


def first_calls(meaning: str, previous: str | None, spec: AgentSpec, *, today: date) -> tuple[FirstCall, ...]:
    """The calls that this agent's answer certainly begins with: it has their tools, and needs nobody's approval."""
    calls = certain_calls(meaning, previous, today=today)
    is_able = all(call.tool in spec.tools and call.tool not in spec.approval for call in calls)
    return calls if is_able else ()


def certain_calls(meaning: str, previous: str | None, *, today: date) -> tuple[FirstCall, ...]:
    """The calls that a question certainly begins with. `previous` is what the assistant said before it."""
    if found := calls_about(meaning):
        return found
    said = spoken(meaning)
    if said is None or (previous is not None and not _stands_alone(said)):
        return ()
    calls = [call for rule in _RULES if (call := rule.call(said, today)) is not None]
    # Two rules that fit: then it is not certain which.
    return (calls[0],) if len(calls) == 1 else ()


def _stands_alone(said: Spoken) -> bool:
    """Whether it asks as a whole question does: "anomalies" after an answer may mean those of it."""
    if "interactions" in said.kinds or "products" in said.kinds:
        return bool(said.kinds & OPENING) and bool(said.kinds & (_WHOLE | _PERIODS | {"latest", "out of stock"}))
    return bool(said.kinds & (OPENING | {"product", "who we are", "dashboard use"}))


def _period(said: Spoken, today: date) -> Period | None:
    """The one period that is named."""
    named = said.kinds & _PERIODS
    if said.days is not None:
        return None if named else last_days(said.days, today)
    return period_named(next(iter(named)), today) if len(named) == 1 else None


def _nothing(said: Spoken, _today: date) -> Arguments | None:
    return {} if (said.number, said.days, said.code) == (None, None, None) else None


def _all_interactions(said: Spoken, today: date) -> Arguments | None:
    is_counted = "many" in said.kinds or "per channel" in said.kinds or "total" in said.kinds
    return _nothing(said, today) if is_counted else None


def _counted(said: Spoken, today: date) -> Arguments | None:
    """Of a period, all together: counts per channel, every visit once."""
    period = _period(said, today)
    channels: list[JsonValue] = [name for kind, name in _CHANNELS.items() if kind in said.kinds]
    nouns = len(channels) + ("interactions" in said.kinds)
    is_counted = "many" in said.kinds or "per channel" in said.kinds
    if period is None or nouns != 1 or not is_counted or said.number is not None or said.code is not None:
        return None
    return {**period.arguments, "bucket": "all", **({"source_type": channels[0]} if channels else {})}


def _course(bucket: str) -> Derive:
    def derive(said: Spoken, today: date) -> Arguments | None:
        period = _period(said, today)
        if period is None or said.number is not None or said.code is not None:
            return None
        return {**period.arguments, "bucket": bucket}

    return derive


def _latest_interactions(said: Spoken, _today: date) -> Arguments | None:
    channels: list[JsonValue] = [name for kind, name in _CHANNELS.items() if kind in said.kinds]
    if len(channels) + ("interactions" in said.kinds) != 1 or said.days is not None or said.code is not None:
        return None
    return {**({"source_type": channels[0]} if channels else {}), **_limit(said)}


def _report(said: Spoken, today: date) -> Arguments | None:
    rhythms = [name for kind, name in _RHYTHMS.items() if kind in said.kinds]
    return {"period": rhythms[0]} if len(rhythms) == 1 and _nothing(said, today) is not None else None


def _reported(said: Spoken, today: date) -> Arguments | None:
    """Anomalies of a period that a report covers; how many of them are wanted is for whoever writes about it."""
    reports = [name for kind, name in _REPORTED.items() if kind in said.kinds]
    is_plain = said.code is None and _period(said, today) is not None
    return {"period": reports[0]} if len(reports) == 1 and is_plain else None


def _patterns(said: Spoken, _today: date) -> Arguments | None:
    kinds: list[JsonValue] = [name for kind, name in _KINDS_OF_PATTERN.items() if kind in said.kinds]
    severities: list[JsonValue] = [name for name in _SEVERITIES if name in said.kinds]
    nouns = len(kinds) + ("patterns" in said.kinds)
    if nouns != 1 or len(severities) > 1 or said.days is not None or said.code is not None:
        return None
    if "what are" in said.kinds and not said.kinds & {"ours", "now", "latest", "detected"}:
        # "What are anomalies?" asks for the meaning of a word.
        return None
    return {
        **({"type": kinds[0]} if kinds else {}),
        **({"severity": severities[0]} if severities else {}),
        **_limit(said),
    }


def _catalogue(said: Spoken, _today: date) -> Arguments | None:
    """Products in the order of their prices, or those that (cannot) be bought."""
    orders: list[JsonValue] = [kind.replace(" ", "_") for kind in ("cheapest", "most expensive") if kind in said.kinds]
    stocks: list[JsonValue] = [kind == "in stock" for kind in ("in stock", "out of stock") if kind in said.kinds]
    if len(orders) > 1 or len(stocks) > 1 or not orders + stocks or said.days is not None or said.code is not None:
        return None
    if said.number is not None and not orders:
        return None
    if "have" in said.kinds and not said.kinds & OPENING:
        # "Are all products in stock?" asks for those that are not.
        return None
    return {
        **({"sort": orders[0]} if orders else {}),
        **({"in_stock": stocks[0]} if stocks else {}),
        **_limit(said),
    }


def _whole_catalogue(said: Spoken, today: date) -> Arguments | None:
    is_whole = bool(said.kinds & {"many", "ours", "in catalogue", "per category", "categories"})
    return _nothing(said, today) if is_whole else None


def _product(said: Spoken, _today: date) -> Arguments | None:
    return {"id": said.code} if said.code is not None and said.number is None and said.days is None else None


def _limit(said: Spoken) -> Arguments:
    return {} if said.number is None else {"limit": said.number}


def _kinds(*names: str) -> frozenset[str]:
    return frozenset(names)


_RULES: Final[Sequence[_Rule]] = (
    _Rule("get_interaction_summary", _kinds("interactions"), _COUNTED | {"per channel"}, _all_interactions),
    _Rule(
        "interaction_timeseries",
        frozenset(),
        _COUNTED | {"interactions", "per channel", *_CHANNELS, *_PERIODS},
        _counted,
    ),
    _Rule("interaction_timeseries", _kinds("interactions", "per day"), _COUNTED | _PERIODS, _course("day")),
    _Rule("interaction_timeseries", _kinds("days", "busiest"), _ASKED | _PERIODS, _course("day")),
    _Rule("interaction_timeseries", _kinds("hours", "busiest"), _ASKED | _PERIODS, _course("hour")),
    _Rule("list_interactions", _kinds("latest"), _ASKED | {"interactions", *_CHANNELS}, _latest_interactions),
    _Rule(
        "get_pattern_report",
        _kinds("report"),
        _ASKED | {"latest", "now", "what did", "what does", "say", *_RHYTHMS},
        _report,
    ),
    _Rule(
        "get_pattern_report",
        _kinds("anomalies"),
        _ASKED | {"top", "with severity", "detected", *_REPORTED},
        _reported,
    ),
    _Rule(
        "list_patterns",
        frozenset(),
        _ASKED
        | {"many", "now", "latest", "detected", "total", "with severity", "patterns", *_KINDS_OF_PATTERN, *_SEVERITIES},
        _patterns,
    ),
    _Rule(
        "list_products",
        _kinds("products"),
        _ASKED | {"many", "now", "cheapest", "most expensive", "in stock", "out of stock"},
        _catalogue,
    ),
    _Rule("list_products", _kinds("products"), _COUNTED | {"in catalogue", "per category"}, _whole_catalogue),
    _Rule("list_products", _kinds("categories"), _COUNTED | {"in catalogue"}, _whole_catalogue),
    _Rule(
        "get_product",
        _kinds("product"),
        _POLITE | {"show", "what are", "ours", "have", "what does", "costs", "what of", "tell about", "in stock"},
        _product,
    ),
    _Rule("get_organization_context", _kinds("who we are"), _POLITE, _nothing),
    _Rule("get_organization_context", _kinds("company", "tell about"), _POLITE | {"ours"}, _nothing),
    _Rule("get_organization_context", _kinds("company", "what are", "about"), _POLITE | {"ours"}, _nothing),
    _Rule("get_analytics_overview", _kinds("dashboard use"), _POLITE, _nothing),
    _Rule("get_analytics_overview", _kinds("usage events", "many"), _COUNTED | {"per type"}, _nothing),
)
