"""The rules of the queue: how much it holds, who is where in it. Pure."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from shared.ids import OrganizationId, TurnId

OnBusy = Literal["enqueue", "reject", "interrupt", "rollback"]


@dataclass(frozen=True, slots=True)
class QueueLimits:
    """How many turns may be open: in one session, of one organization, altogether."""

    session: int = 4
    organization: int = 60
    total: int = 200


@dataclass(frozen=True, slots=True)
class Waiting:
    """A queued turn as the queue sees it; listed in the order of acceptance."""

    turn_id: TurnId
    organization_id: OrganizationId


@dataclass(frozen=True, slots=True)
class Place:
    """Where a queued turn stands: `position` 1 is next. `eta_seconds` is None as long as nothing is known."""

    position: int
    eta_seconds: int | None


def places(waiting: Sequence[Waiting], *, turn_seconds: float | None, slots: int) -> dict[TurnId, Place]:
    """The place of each queued turn when organizations are served in turn.

    Before the k-th turn of an organization go its own k - 1, and of every other organization as many, at most k.
    `turn_seconds` is what a turn takes of late, `slots` how many run at a time.
    """
    queued = Counter(turn.organization_id for turn in waiting)
    seen: Counter[OrganizationId] = Counter()
    found: dict[TurnId, Place] = {}
    for turn in waiting:
        seen[turn.organization_id] += 1
        rank = seen[turn.organization_id]
        others = sum(min(count, rank) for name, count in queued.items() if name != turn.organization_id)
        # Of the same rank in other organizations, those that were accepted earlier go first.
        ahead_of_rank = sum(1 for name in queued if name != turn.organization_id and queued[name] >= rank)
        earlier = sum(1 for name in queued if name != turn.organization_id and seen[name] >= rank)
        position = rank + others - ahead_of_rank + earlier
        found[turn.turn_id] = Place(position, eta_seconds(position, turn_seconds=turn_seconds, slots=slots))
    return found


def eta_seconds(position: int, *, turn_seconds: float | None, slots: int) -> int | None:
    """When a turn at this position begins: as many rounds of turns as are ahead of it, on all slots at once."""
    if turn_seconds is None or slots < 1:
        return None
    return max(1, math.ceil(position * turn_seconds / slots))
