"""What model calls cost, and who made them."""

from typing import Protocol

from gateway.chat.model import (
    Page,
    Principal,
    Turn,
)
from gateway.chat.prediction import Alike, PastCost
from gateway.chat.spending import BudgetState, Cost, UsageFilter, UsageGroup, UsageRow, UsageSum
from shared.events import LlmCalled


class PriceBook(Protocol):
    """What models cost, and how much they can read. What is not known is None."""

    def cost(self, call: LlmCalled) -> Cost | None:
        """Never raises."""
        ...

    def window(self, provider: str | None, model: str) -> int | None:
        """Tokens that the model can read and write together. Never raises."""
        ...


class UsageLedger(Protocol):
    """One row for each model call. Those that a run's events report are written with the events."""

    async def record(self, turn: Turn, call: LlmCalled) -> None:
        """Write down a call that no event reports; of a turn that is gone without saying whose it was."""
        ...

    async def sums(self, which: UsageFilter, by: UsageGroup, page: Page) -> tuple[list[UsageSum], UsageSum, str | None]:
        """Calls added up by that, the sum of all, and the cursor of the next page. Raises InvalidCursor."""
        ...

    async def calls(self, which: UsageFilter, page: Page) -> tuple[list[UsageRow], str | None]:
        """The calls, newest first, with the cursor of the next page. Raises InvalidCursor."""
        ...

    async def of_turn(self, turn: Turn) -> list[UsageRow]:
        """The calls of one turn, oldest first."""
        ...

    async def past(self, by: Principal, alike: Alike, *, since: int) -> PastCost:
        """What the organization's newest whole answers of that kind cost, with all that was asked beside them."""
        ...

    async def budget(self, by: Principal, now: int) -> BudgetState:
        """What the organization has spent in this month and what is set aside."""
        ...
