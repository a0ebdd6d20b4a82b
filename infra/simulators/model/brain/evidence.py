"""Write evidence: the found items that are about the question, quoted and cited."""

from collections import Counter
from decimal import Decimal

from infra.simulators.model.brain.conversation import Exchange
from infra.simulators.model.brain.question import Clause
from infra.simulators.model.brain.results import Item, clean
from infra.simulators.model.brain.tools import label
from infra.simulators.model.brain.wishes import wants_catalogue
from infra.simulators.model.brain.words import content_stems, is_about, stems

_MOST_ITEMS = 5
_LONGEST_QUOTE = 320
_CATALOGUE = "products"
_TELLING_FACTS = frozenset({"severity", "cause", "reason", "category", "stock", "in_stock", "instock"})


def write_evidence(clause: Clause, exchanges: tuple[Exchange, ...]) -> str | None:
    """Bullets per kind of source; None when nothing found is about the clause."""
    blocks: list[str] = []
    quoted: set[str] = set()
    for tools, items in _by_subject(exchanges).items():
        if not _speaks_to(clause, tools):
            continue
        fitting = [item for item in items if _concerns(clause, item)]
        if any(_weight(clause, item) for item in fitting):
            fitting = [item for item in fitting if _weight(clause, item)]
        named = [item for item in fitting if any(_names(item, name) for name in clause.names)]
        fitting = sorted(named or fitting, key=lambda item: _rank(clause, item))
        common = _common_titles(items)
        bullets: list[str] = []
        for item in fitting:
            passage = _passage(clause, item, common)
            # The same words posted in two places are one voice.
            words = passage.rpartition("] ")[2]
            if words in quoted:
                continue
            quoted.add(words)
            bullets.append(_bullet(passage, item, clause))
        if bullets:
            most = min(clause.wanted or _MOST_ITEMS, 2 * _MOST_ITEMS)
            blocks.append("\n".join([_lead(clause, tools), "", *bullets[:most]]))
    return "\n\n".join(blocks) or None


def _by_subject(exchanges: tuple[Exchange, ...]) -> dict[str, list[Item]]:
    """Items by what their tool is about, each once: two tools may find the same thing."""
    found: dict[str, list[Item]] = {}
    seen: set[tuple[int | None, str]] = set()
    for exchange in exchanges:
        if not exchange.result.ok:
            continue
        for item in exchange.result.items:
            if (item.n, item.id or item.title) in seen:
                continue
            seen.add((item.n, item.id or item.title))
            found.setdefault(label(exchange.tool), []).append(item)
    return found


def _speaks_to(clause: Clause, source: str) -> bool:
    """Products have no voice, and posts have no prices."""
    is_catalogue = source == _CATALOGUE
    return is_catalogue if wants_catalogue(clause) else not (is_catalogue and clause.voices)


def _concerns(clause: Clause, item: Item) -> bool:
    strong = clause.strong
    if strong:
        return any(is_about(word, item.words) for word in strong)
    if clause.names:
        return any(_names(item, name) for name in clause.names)
    return True


def _weight(clause: Clause, item: Item) -> int:
    about = sum(is_about(word, item.words) for word in clause.stems)
    return about + 2 * sum(_names(item, name) for name in clause.names)


def _rank(clause: Clause, item: Item) -> tuple[Decimal, int]:
    """Where an item stands in the list: by price when the price was asked for, then by how well it fits."""
    prices = [value for name, value in item.numbers if "price" in name.lower()]
    by_price = {"cheapest": 1, "cheap": 1, "expensive": -1}
    sign = next((by_price[word] for word in clause.stems if word in by_price), 0) if prices else 0
    return (sign * prices[0] if sign else Decimal(0), -_weight(clause, item))


def _names(item: Item, name: str) -> bool:
    return all(part in item.words for part in content_stems(name))


def _common_titles(items: list[Item]) -> frozenset[str]:
    """Titles that several items bear say what kind of thing it is, not what it says."""
    counted = Counter(item.title for item in items)
    return frozenset(title for title, times in counted.items() if times > 1)


def _passage(clause: Clause, item: Item, common: frozenset[str]) -> str:
    """What to quote: the text itself, or the fact that holds what was asked about."""
    body = clean(item.text) if item.text and (clause.voices or item.title in common) else item.body
    wanted = [*clause.strong, *(part for name in clause.names for part in content_stems(name))]
    for passage in (body, *item.passages[1:]):
        told = frozenset(stems(passage))
        if any(is_about(word, told) for word in wanted):
            return passage
    return body


def _bullet(passage: str, item: Item, clause: Clause) -> str:
    quote = shorten(passage)
    text = f"“{quote}”" if clause.voices else quote
    told = [f"{name}: {clean(value)}" for name, value in item.facts if _tells(name, value, passage, clause)]
    aside = f" ({', '.join(told[:3])})" if told else ""
    return f"- {text}{aside}{item.cite}"


def _tells(name: str, value: str, passage: str, clause: Clause) -> bool:
    asked = name.lower() in _TELLING_FACTS or any(
        is_about(word, frozenset(content_stems(name))) for word in clause.stems
    )
    return asked and 0 < len(value) <= 60 and value not in passage


def _lead(clause: Clause, source: str) -> str:
    if clause.asks_why:
        return f"What the {source} say about the cause:"
    if clause.voices:
        return f"What people say{f' about {clause.topic}' if clause.topic else ''}, from the {source}:"
    return f"From the {source}:"


def shorten(text: str) -> str:
    """Cut at a sentence's end or between words, never inside a number."""
    if len(text) <= _LONGEST_QUOTE:
        return text
    cut = text[:_LONGEST_QUOTE]
    stop = cut.rfind(". ")
    if stop > _LONGEST_QUOTE // 2:
        return cut[: stop + 1]
    return cut[: max(cut.rfind(" "), 1)].rstrip(" ,;:") + " …"
