"""What a model does beside the answers."""

from collections.abc import Callable
from typing import Protocol

from gateway.chat.model import (
    Principal,
    Turn,
)
from gateway.chat.suggestions import AnswerText, Suggestions
from shared.ids import (
    TurnId,
)


class SmallJobs(Protocol):
    """What is made of an answer besides, such as a title for its session. Nobody waits for it."""

    def note_answer(self, turn: Turn) -> None:
        """The whole answer of this turn is stored. Returns at once and never raises."""
        ...

    def drop(self, is_gone: Callable[[Turn], bool]) -> None:
        """Do nothing more with turns that were deleted. Returns at once and never raises."""
        ...


class SmallJobStore(Protocol):
    """What small jobs look at and leave behind. What is gone meanwhile is left alone."""

    async def answer_of(self, turn: Turn) -> AnswerText | None:
        """The answer, if there is a whole one (still)."""
        ...

    async def retitle(self, turn: Turn, title: str, model: str) -> None:
        """Name the turn's session, unless its user or a model has."""
        ...

    async def suggest(self, turn: Turn, texts: list[str], model: str) -> None:
        """Keep what could be asked after this turn; what was kept first stays."""
        ...

    async def suggestions(self, principal: Principal, turn_id: TurnId) -> Suggestions:
        """What could be asked after a turn of one's own. Raises NotFound."""
        ...
