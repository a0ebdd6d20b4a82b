"""What model calls cost: prices, charges, and how usage is asked for and told. Pure.

Money is integer micro-units of a US dollar. A price that nobody knows is None, never 0.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

from shared.events import LlmCalled
from shared.ids import MessageId, OrganizationId, SessionId, TurnId, UserId

CURRENCY: Final = "USD"
UsageGroup = Literal["day", "user", "agent", "model"]


@dataclass(frozen=True, slots=True)
class Cost:
    """The price of one model call in micro-units, and the price book that it was looked up in."""

    micros: int
    price_book: str


# For an answer that is told again nobody is asked.
NOTHING_PAID: Final = Cost(0, "kept answer")


@dataclass(frozen=True, slots=True)
class Charge:
    """One model call as it is written down: when it ended (Unix milliseconds), and its cost if that is known."""

    call: LlmCalled
    at: int
    cost: Cost | None


class Meter:
    """Turns reported calls into charges."""

    def __init__(self, cost: Callable[[LlmCalled], Cost | None], clock: Callable[[], int]) -> None:
        """`cost` looks a call up in the price book."""
        self._cost = cost
        self._clock = clock

    def charge(self, call: LlmCalled) -> Charge:
        """The charge for a call that has just been reported."""
        return Charge(call, self._clock(), NOTHING_PAID if call.kept else self._cost(call))


@dataclass(frozen=True, slots=True)
class UsageFilter:
    """Whose usage, of one user or with None of the whole organization, and since and until when (exclusive)."""

    organization_id: OrganizationId
    user_id: UserId | None
    since: int
    until: int


@dataclass(frozen=True, slots=True)
class UsageSum:
    """Calls added up. `cost_micros` is of those whose price is known; None when it is of none.

    `kept_answers` are beside the calls: for these nobody was asked.
    """

    key: str | None
    calls: int
    kept_answers: int
    estimated_calls: int
    unpriced_calls: int
    input_tokens: int
    output_tokens: int
    cached_tokens: int
    reasoning_tokens: int
    cost_micros: int | None


@dataclass(frozen=True, slots=True)
class UsageRow:
    """One stored model call; the ids are None once its user was erased."""

    charge: Charge
    user_id: UserId | None
    session_id: SessionId | None
    turn_id: TurnId | None
    message_id: MessageId | None


@dataclass(frozen=True, slots=True)
class Budgets:
    """What organizations may spend in a calendar month (UTC), in micro-units; None is no limit.

    `reserve` is set aside for each question until its turn has ended.
    """

    default: int | None = None
    of: dict[OrganizationId, int] | None = None
    reserve: int = 0

    def limit(self, organization_id: OrganizationId) -> int | None:
        """The monthly limit of an organization."""
        return (self.of or {}).get(organization_id, self.default)

    def reservation(self, organization_id: OrganizationId) -> "Reservation | None":
        """What a question of the organization has to find room for."""
        limit = self.limit(organization_id)
        return None if limit is None else Reservation(limit, self.reserve)


@dataclass(frozen=True, slots=True)
class Reservation:
    """`micros` to set aside for a question, if the month's `limit` leaves so much."""

    limit: int
    micros: int


@dataclass(frozen=True, slots=True)
class BudgetState:
    """A month of an organization: what is spent, and what is set aside for turns that are open."""

    month: str
    spent_micros: int
    reserved_micros: int
