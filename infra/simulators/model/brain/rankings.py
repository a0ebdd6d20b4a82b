"""Write rankings: the first entries of a numbered list that a source holds."""

from dataclasses import dataclass

from infra.simulators.model.brain.conversation import Exchange
from infra.simulators.model.brain.question import Clause
from infra.simulators.model.brain.results import Item, clean
from infra.simulators.model.brain.words import areas, content_stems, stem_set

_MOST_ENTRIES = 20
_GROSS = ("not netted", "gross", "including cancellations", "without netting")
_WORST = stem_set("least fewest lowest worst bottom slowest")


@dataclass(frozen=True, slots=True)
class Ranking:
    head: str
    entries: tuple[str, ...]
    item: Item

    @property
    def gross(self) -> bool:
        return any(mark in self.head.lower() for mark in _GROSS)


def write_ranking(clause: Clause, exchanges: tuple[Exchange, ...]) -> str | None:
    """The list asked for, from the ranking that fits best; None when no source ranks what was asked."""
    items = [item for exchange in exchanges if exchange.result.ok for item in exchange.result.items]
    found = [ranking for item in items if (ranking := _read_ranking(item)) is not None]
    fitting = [ranking for ranking in found if _fits(clause, ranking)]
    if not fitting:
        return None
    wants_gross = any(mark in clause.text.lower() for mark in _GROSS)
    best = max(fitting, key=lambda ranking: (_overlap(clause, ranking), ranking.gross == wants_gross))
    return _write(clause, best, [other for other in fitting if other is not best])


def _write(clause: Clause, ranking: Ranking, others: list[Ranking]) -> str:
    cite = ranking.item.cite
    wanted = clause.wanted or 10
    shown = ranking.entries[:wanted]
    lines = [f"From the ranking “{ranking.head}”{cite}:", ""]
    lines += [f"{place}. {entry}{cite}" for place, entry in enumerate(shown, start=1)]
    if len(shown) < (clause.wanted or 0):
        lines += ["", "The source lists no more than these, so I cannot name the rest."]
    lines += ["", _netting(ranking)]
    unlike = [other for other in others if other.gross != ranking.gross]
    if unlike:
        kind = "without netting" if unlike[0].gross else "with cancellations netted"
        lines.append(f"A second ranking, {kind}, is in the data too{unlike[0].item.cite}; I did not use it.")
    return "\n".join(lines)


def _netting(ranking: Ranking) -> str:
    if ranking.gross:
        return f"Cancellations are not netted in these figures{ranking.item.cite}."
    if "net" in ranking.head.lower():
        return f"Cancellations are netted: they are already subtracted from these figures{ranking.item.cite}."
    return "The source does not say whether cancellations are netted in these figures."


def _read_ranking(item: Item) -> Ranking | None:
    """ "Best sellers: 1. NAME: 9 units; 2. …" → head and entries. Numbers must follow one another."""
    text = clean(item.text) or clean(item.title)
    starts: list[tuple[int, int]] = []
    at = 0
    for place in range(1, _MOST_ENTRIES + 1):
        mark = f"{place}. "
        at = _find_mark(text, mark, at)
        if at < 0:
            break
        starts.append((at, at + len(mark)))
        at += len(mark)
    if len(starts) < 2:
        return None
    ends = [start for start, _ in starts[1:]] + [len(text)]
    if text.endswith("…"):
        # The last entry was cut: its number may be, too.
        starts, ends = starts[:-1], ends[:-1]
    entries = [text[begin:end].strip(" ;,.") for (_, begin), end in zip(starts, ends, strict=True)]
    told = text[: starts[0][0]].strip(" :;.-–")
    title = item.heading.strip(" :.…")
    # A title that is the text's own beginning says nothing new.
    extra = title if title and title not in text and told not in title and "1. " not in title else ""
    return Ranking(": ".join(part for part in (extra, told) if part) or title, tuple(entries), item)


def _find_mark(text: str, mark: str, at: int) -> int:
    """Where an entry's number stands at a word's beginning: "1. " is not found in "11. "."""
    found = text.find(mark, at)
    while found > 0 and text[found - 1] not in " ;,:\n":
        found = text.find(mark, found + 1)
    return found


def _fits(clause: Clause, ranking: Ranking) -> bool:
    ranked = set(content_stems(ranking.head))
    if clause.least and "cheapest" not in clause.stems and not ranked & _WORST:
        return False
    return _overlap(clause, ranking) > 0


def _overlap(clause: Clause, ranking: Ranking) -> int:
    ranked = set(content_stems(ranking.head))
    return sum(word in ranked for word in clause.stems if "ranking" not in areas(word))
