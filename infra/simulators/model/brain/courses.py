"""Write what was counted along time, what people did with products, and what a period's report says."""

from decimal import Decimal

from infra.simulators.model.brain.conversation import Exchange
from infra.simulators.model.brain.question import Clause
from infra.simulators.model.brain.results import Item, clean
from infra.simulators.model.brain.tools import Role, label
from infra.simulators.model.brain.wishes import asks_anomalies, channels_of

_MOST_ROWS = 10
_ALL = "all"
# Once in four times is rarely.
_RARELY = Decimal(4)
_GOT = ("purchase", "purchases", "bought")
_PICKED = ("pickup", "pickups", "picked")
_NOT_CHANNELS = frozenset({"total", "people"})
_REPORT_COLUMNS = ("severity", "channel", "metric", "value")


def write_course(clause: Clause, exchanges: tuple[Exchange, ...]) -> str | None:
    """A table of buckets: the fullest first when the busiest were asked for."""
    exchange = _answered(exchanges, "bucket", besides=_ALL)
    if exchange is None:
        return None
    window = f" ({exchange.result.window})" if exchange.result.window else ""
    if not exchange.result.items:
        return f"There are no interactions in this period{window}."
    columns = _columns(clause, exchange.result.items)
    rows = [item for item in exchange.result.items if any(_amount(item, name) is not None for name in columns)]
    if clause.ranks:
        channels = [name for name in columns if name not in _NOT_CHANNELS]
        rows.sort(key=lambda item: -sum(_amount(item, name) or 0 for name in channels))
    else:
        rows.sort(key=lambda item: item.title)
    lines = [f"Counts from the {label(exchange.tool)}{window}:", "", f"| when | {' | '.join(columns)} |"]
    lines.append(f"| --- |{' --- |' * len(columns)}")
    lines += [
        f"| {item.title} | {' | '.join(_shown(item, name) for name in columns)}{item.cite} |"
        for item in rows[:_MOST_ROWS]
    ]
    if clause.ranks:
        lines += ["", *_fullest(rows, [name for name in columns if name not in _NOT_CHANNELS])]
    return "\n".join(lines)


def write_deeds(clause: Clause, exchanges: tuple[Exchange, ...]) -> str | None:
    """Products that are picked up and hardly bought, by name where one was looked up."""
    exchange = _answered(exchanges, "group", besides=None)
    if exchange is None or exchange.gave("bucket") != _ALL:
        return None
    rare = rarely_bought(exchange.result.items)
    if not rare:
        return None
    names = {item.id: item for each in exchanges for item in each.result.items if item.id and item is not None}
    window = f" ({exchange.result.window})" if exchange.result.window else ""
    lines = [
        f"Picked up and rarely bought, from the {label(exchange.tool)}{window}:",
        "",
        "| product | picked up | bought |",
    ]
    lines.append("| --- | --- | --- |")
    for item in rare[: clause.wanted or 5]:
        product = names.get(_fact(item, "productId") or "")
        name = f"{product.title}{product.cite}" if product is not None else clean(item.title)
        got = next((value for key, value in item.facts if key in _GOT), "not once")
        picked = next(value for key, value in item.facts if key in _PICKED)
        lines.append(f"| {name} | {picked} | {got}{item.cite} |")
    return "\n".join(lines)


def rarely_bought(items: tuple[Item, ...]) -> list[Item]:
    """Those with four times as many pickups as purchases, most pickups first."""
    counted = [(item, _sum(item, _PICKED), _sum(item, _GOT)) for item in items]
    rare = [(item, picked) for item, picked, got in counted if picked and got * _RARELY <= picked]
    rare.sort(key=lambda entry: -entry[1])
    return [item for item, _ in rare]


def write_report(clause: Clause, exchanges: tuple[Exchange, ...]) -> str | None:
    """A table of a report's anomalies, then what else it says when more was asked for."""
    exchange = _answered(exchanges, "period", besides=None)
    if exchange is None or not exchange.result.items:
        return None
    anomalies = [item for item in exchange.result.items if _fact(item, "type") == "anomaly"]
    window = f" ({exchange.result.window})" if exchange.result.window else ""
    columns = [name for name in _REPORT_COLUMNS if any(_fact(item, name) is not None for item in anomalies)]
    if anomalies:
        lines = [f"Anomalies from the {label(exchange.tool)}{window}:", "", f"| anomaly | {' | '.join(columns)} |"]
        lines.append(f"| --- |{' --- |' * len(columns)}")
        lines += [
            f"| {clean(item.title)} | {' | '.join(_fact(item, name) or '–' for name in columns)}{item.cite} |"
            for item in anomalies[: clause.wanted or _MOST_ROWS]
        ]
    else:
        lines = [f"The {label(exchange.tool)}{window} tells of no anomalies{exchange.result.items[0].cite}."]
    others = [item for item in exchange.result.items if _fact(item, "type") in {"pattern", "correlation"} and item.text]
    if others and not asks_anomalies(clause):
        lines += ["", *(f"- {clean(item.text)}{item.cite}" for item in others[:_MOST_ROWS])]
    return "\n".join(lines)


def _answered(exchanges: tuple[Exchange, ...], role: Role, *, besides: str | None) -> Exchange | None:
    """The first answered call that gave something for this role, but not `besides`."""
    for exchange in exchanges:
        asked = exchange.gave(role)
        if exchange.result.ok and asked is not None and asked != besides:
            return exchange
    return None


def _columns(clause: Clause, items: tuple[Item, ...]) -> list[str]:
    """The channels that were named, or everything that was counted."""
    counted = list(dict.fromkeys(name for item in items for name, _ in item.numbers))
    named = [name for name in channels_of(clause) if name in counted]
    rest = named or [name for name in counted if name not in _NOT_CHANNELS]
    return [*rest, *(["people"] if "people" in counted and "cctv" in rest else []), "total"]


def _fullest(rows: list[Item], columns: list[str]) -> list[str]:
    """Where each column has its highest count."""
    lines = []
    for name in columns if len(columns) > 1 else ():
        top = max(rows, key=lambda item: _amount(item, name) or 0)
        if (most := _amount(top, name)) is not None:
            lines.append(f"- Most {name}: {top.title} with {most}{top.cite}.")
    return lines


def _amount(item: Item, name: str) -> Decimal | None:
    return next((value for known, value in item.numbers if known == name), None)


def _shown(item: Item, name: str) -> str:
    return _fact(item, name) or "–"


def _fact(item: Item, name: str) -> str | None:
    return next((value for known, value in item.facts if known == name), None)


def _sum(item: Item, names: tuple[str, ...]) -> Decimal:
    return sum((value for known, value in item.numbers if known in names), Decimal(0))
