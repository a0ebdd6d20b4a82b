"""Sessions on their way out: the branch that is shown, a few turns at a time, however long it is."""

from collections.abc import AsyncGenerator, Sequence

from gateway.chat.model import Message, Outline, Principal
from gateway.chat.ports import Clock, Exports
from shared.ids import SessionId

TURNS_AT_ONCE = 25


class Transfers:
    """Exports sessions."""

    def __init__(self, exports: Exports, clock: Clock) -> None:
        self._exports = exports
        self._clock = clock

    async def outline(self, principal: Principal, session_id: SessionId) -> Outline:
        """What the session is called, and its finished turns as of now. Raises NotFound."""
        return await self._exports.outline(principal, session_id, self._clock())

    async def messages(self, principal: Principal, outline: Outline) -> AsyncGenerator[Sequence[Message]]:
        """The messages of the outline in order, page by page. Raises NotFound when some are gone meanwhile."""
        for first in range(0, len(outline.turn_ids), TURNS_AT_ONCE):
            turn_ids = outline.turn_ids[first : first + TURNS_AT_ONCE]
            yield await self._exports.messages(principal, outline.session_id, turn_ids)
