"""Erasure of everything that is in a session, or that a user or an organization has left here.

The receipt says what there was.
"""

import logging
from collections.abc import Callable
from functools import partial

from gateway.chat.answered_turns import is_in, is_of
from gateway.chat.dispatcher import Dispatcher
from gateway.chat.errors import NotFound, StorageUnavailable
from gateway.chat.feed import Feeds
from gateway.chat.journal import deleted
from gateway.chat.model import Principal, Turn
from gateway.chat.ports.access import Erasure
from gateway.chat.ports.clock import Clock
from gateway.chat.receipts import Erased, Receipt
from shared.events import TurnFinished
from shared.ids import OrganizationId, SessionId, UserId

log = logging.getLogger(__name__)

# What the receipt calls answers of the platform that this gateway had in memory.
CACHED = "cached_answer"


class Erasures:
    """Erases on behalf of an administrator, sessions for their owner; answers that are being written end."""

    def __init__(
        self,
        erasure: Erasure,
        *,
        feeds: Feeds,
        dispatcher: Dispatcher,
        clock: Clock,
        on_change: Callable[[], None],
        forget: Callable[[OrganizationId], int],
    ) -> None:
        """`on_change` hears that there may be objects to remove; `forget` lets go of an organization's cached answers.

        It tells how many there were.
        """
        self._erasure = erasure
        self._on_change = on_change
        self._forget = forget
        self._feeds = feeds
        self._dispatcher = dispatcher
        self._clock = clock

    async def erase_user(self, by: Principal, user_id: UserId) -> Receipt:
        """Remove what a user of the organization has here. Raises NotFound when there is nothing."""
        return await self._erase(by, user_id)

    async def erase_organization(self, by: Principal, organization_id: OrganizationId) -> Receipt:
        """Remove what the organization has here, its keys too. Raises NotFound for another one."""
        if organization_id != by.organization_id:
            raise NotFound
        return await self._erase(by, None)

    async def erase_session(self, principal: Principal, session_id: SessionId) -> Receipt:
        """Remove a session of one's own with everything in it. Raises NotFound."""
        end = deleted(self._clock())
        erased = await self._erasure.erase_session(principal, session_id, end.at)
        await self._end(erased, end, partial(is_in, principal, session_id))
        return Receipt(principal.organization_id, principal.user_id, session_id, end.at, erased.removed, erased.kept)

    async def _erase(self, by: Principal, user_id: UserId | None) -> Receipt:
        end = deleted(self._clock())
        erased = await self._erasure.erase(by, user_id, end.at)
        # Of all its users: what one of them was told may have been what another one asked.
        forgotten = self._forget(by.organization_id)
        await self._end(erased, end, partial(is_of, by.organization_id, user_id))
        removed = erased.removed | ({CACHED: forgotten} if forgotten else {})
        return Receipt(by.organization_id, user_id, None, end.at, removed, erased.kept)

    async def _end(self, erased: Erased, end: TurnFinished, is_gone: Callable[[Turn], bool]) -> None:
        for turn_id in erased.open_turns:
            self._feeds.abandon(turn_id, end)
            self._dispatcher.drop(turn_id)
        self._dispatcher.forget(is_gone)
        self._on_change()
        try:
            await self._erasure.clear_away()
        except StorageUnavailable:
            # It is erased, and nobody could ask for this receipt again. The pages are cleared by those who look.
            log.warning("what was erased is not yet cleared out of the files")
