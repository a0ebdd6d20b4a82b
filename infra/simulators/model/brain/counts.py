"""Write counts: per group from an overview, or the totals of look-ups."""

from decimal import Decimal

from infra.simulators.model.brain.conversation import Exchange
from infra.simulators.model.brain.question import Clause
from infra.simulators.model.brain.refining import anchors
from infra.simulators.model.brain.results import Item, clean
from infra.simulators.model.brain.tools import label
from infra.simulators.model.brain.words import stem, words

_TOTAL = frozenset({"total", "all", "sum"})


def write_counts(clause: Clause, exchanges: tuple[Exchange, ...]) -> str | None:
    """An answer to "how many …", or None when no result can be counted with."""
    answered = [exchange for exchange in exchanges if exchange.result.ok]
    told = [text for term in anchors(clause) if (text := _write_term(clause, term, answered))]
    if told:
        return "\n\n".join(told)
    if clause.names:
        return None
    tables = (_write_groups(exchange) for exchange in answered)
    return next((table for table in tables if table), None)


def _write_term(clause: Clause, term: str, exchanges: list[Exchange]) -> str | None:
    base = next((exchange for exchange in exchanges if term == exchange.text), None)
    if base is None or base.result.total is None:
        return None
    narrower = [exchange for exchange in exchanges if _narrows(exchange, base, clause)]
    counted = [each for each in narrower if _starts_with(each, clause.noun) and each.result.total != "0"]
    if counted:
        return _write_kinds(clause, term, counted, narrower)
    if base.result.total == "0":
        return f"Nothing was found for “{term}” in the {label(base.tool)}, so the count is 0 there."
    cited = _cite(base)
    lines = [f"**{base.result.total}** records contain “{term}”{cited}."]
    lines += [
        f"- {_total(each)} begin with “{each.text}”{_cite(each)}" for each in narrower if each.result.total != "0"
    ]
    lines.append("The count is of records whose text contains these words; it is not netted against anything.")
    return "\n".join(lines)


def _write_kinds(clause: Clause, term: str, counted: list[Exchange], narrower: list[Exchange]) -> str:
    noun = (clause.noun or "").lower()
    first = counted[0]
    place = f" for {term}" if clause.names else ""
    lines = [f"There are **{_total(first)} {noun}**{place}{_cite(first)}: records that begin with “{first.text}”."]
    for other in narrower:
        if other in counted:
            continue
        if not other.text.lower().startswith("cancel"):
            lines.append(f"- {_total(other)} further records begin with “{other.text}”{_cite(other)}.")
        elif other.result.total == "0":
            lines.append(f"- No cancellations were found{place}, so there is nothing to net.")
        else:
            lines.append(
                f"- A further {_total(other)} are cancellations{_cite(other)}. They are not counted above, and the "
                f"{noun} are not netted against them."
            )
    return "\n".join(lines)


def _write_groups(exchange: Exchange) -> str | None:
    """A table of an overview's groups: the number facts of one item, or one number from each of several."""
    rows, total = _rows(exchange.result.items)
    if len(rows) < 2:
        return None
    window = f" ({exchange.result.window})" if exchange.result.window else ""
    lines = [f"Counts from the {label(exchange.tool)}{window}:", "", "| group | count |", "| --- | --- |"]
    lines += [f"| {name} | {value}{item.cite} |" for name, value, item in rows]
    if total is not None:
        lines.append(f"| **total** | **{total[0]}**{total[1].cite} |")
    elif all(_is_whole(value) for _, value, _ in rows):
        added = sum(Decimal(value) for _, value, _ in rows)
        lines += ["", f"Together {added} (derived: the sum of the rows above)."]
    return "\n".join(lines)


def _rows(items: tuple[Item, ...]) -> tuple[list[tuple[str, str, Item]], tuple[str, Item] | None]:
    rows: list[tuple[str, str, Item]] = []
    total: tuple[str, Item] | None = None
    for item in items:
        numbers = [(name, value) for name, value in item.facts if any(name == known for known, _ in item.numbers)]
        alone = len([name for name, _ in numbers if name.lower() not in _TOTAL]) <= 1 and len(items) > 1
        for name, value in numbers:
            named = clean(item.title) if alone else name
            if (name.lower() in _TOTAL and (not alone or len(numbers) > 1)) or named.lower() in _TOTAL:
                total = (value, item)
            else:
                rows.append((named, value, item))
    return rows, total


def write_groups(exchange: Exchange) -> str | None:
    """The first thing found that counts several groups, as a table."""
    groups = (item for item in exchange.result.items if len(item.numbers) > 1)
    item = next(groups, None) if exchange.result.ok else None
    if item is None:
        return None
    lines = [f"{clean(item.title)}:", "", "| group | count |", "| --- | --- |"]
    lines += [
        f"| {name} | {value}{item.cite} |" for name, value in item.facts if (name, Decimal(value)) in item.numbers
    ]
    return "\n".join(lines)


def _narrows(exchange: Exchange, base: Exchange, clause: Clause) -> bool:
    """Whether this look-up asked for one kind of what the base asked for, or for its cancellations."""
    text = exchange.text.lower()
    kind_of = base.text.lower() in text or (not clause.names and text.startswith("cancel"))
    return kind_of and exchange.tool == base.tool and exchange is not base


def _starts_with(exchange: Exchange, noun: str | None) -> bool:
    first = words(exchange.text)[:1]
    return bool(noun and first) and stem(first[0]) == stem((noun or "").lower())


def _total(exchange: Exchange) -> str:
    return exchange.result.total or "an unknown number of"


def _cite(exchange: Exchange) -> str:
    return exchange.result.items[0].cite if exchange.result.items else ""


def _is_whole(value: str) -> bool:
    return value.isdecimal()
