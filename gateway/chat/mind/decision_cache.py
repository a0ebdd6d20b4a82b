"""What was decided before about the very same question: per organization and agent set, bounded, and for a day.

Only what somebody was sure of is kept: a failure is never remembered.
"""

import hashlib
from collections import OrderedDict
from dataclasses import dataclass
from typing import Generic, TypeVar

from gateway.chat.mind.features import plain
from shared.ids import OrganizationId

KEPT_MILLISECONDS = 24 * 3_600_000
MOST_ENTRIES = 4_096

Fact = TypeVar("Fact")


@dataclass(frozen=True, slots=True)
class _Entry(Generic[Fact]):
    fact: Fact
    until: int


def cache_key(organization_id: OrganizationId, agents_version: str, message: str, previous: str | None) -> str:
    """The same for the same question in the same situation, and for nobody else's."""
    # Punctuation counts: "show orders" and "show orders?" are judged apart, and a changed word always is.
    asked = "\x00".join(
        (organization_id, agents_version, " ".join(message.casefold().split()), previous or "", plain(message))
    )
    return hashlib.sha256(asked.encode()).hexdigest()


class DecisionCache(Generic[Fact]):
    """The newest facts; the one that was not asked for longest goes first."""

    def __init__(self) -> None:
        self._entries: OrderedDict[str, _Entry[Fact]] = OrderedDict()

    def find(self, key: str, now: int) -> Fact | None:
        entry = self._entries.get(key)
        if entry is None:
            return None
        if entry.until <= now:
            del self._entries[key]
            return None
        self._entries.move_to_end(key)
        return entry.fact

    def keep(self, key: str, fact: Fact, now: int) -> None:
        self._entries[key] = _Entry(fact, now + KEPT_MILLISECONDS)
        self._entries.move_to_end(key)
        while len(self._entries) > MOST_ENTRIES:
            self._entries.popitem(last=False)
