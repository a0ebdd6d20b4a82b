"""Rank things by the words that they share with a query: for what the platform's search may not be asked."""

import re
from dataclasses import replace

from crew_container.tools.results import Found

_WORD = re.compile(r"[^\W_]{3,}")
STEM = 5


def best_by_words(query: str, things: list[Found]) -> list[Found]:
    """Return those that share a word with the query, best first; the score is the share of the query's words."""
    wanted = _stems(query)
    if not wanted:
        return []
    scored = [(len(wanted & _stems(f"{thing.title} {thing.text or ''} {thing.facts}")), thing) for thing in things]
    scored.sort(key=lambda entry: -entry[0])
    return [replace(thing, score=count / len(wanted)) for count, thing in scored if count]


def _stems(text: str) -> frozenset[str]:
    """Words, cut to their first letters: "delivery" and "delivered" are the same here."""
    return frozenset(word[:STEM] for word in _WORD.findall(text.casefold()))
