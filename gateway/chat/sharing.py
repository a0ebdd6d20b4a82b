"""Share a session: a snapshot of it as it is now, for whoever has the token, until it is revoked or expires."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from gateway.chat.errors import NotFound, SessionTooLarge
from gateway.chat.model import Page, Principal, Share, Snapshot
from gateway.chat.ports.clock import Clock
from gateway.chat.ports.sessions import History
from gateway.chat.ports.shares import Shares
from gateway.chat.snapshot import snapshot
from shared.ids import SessionId, ShareId, new_id

# Few at once: tool results make messages large, and of them nothing is kept.
PAGE = 50
# How long the snapshot of an expired share is kept at most, which nobody can read any more.
FORGET_SECONDS = 60.0

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ShareLimits:
    """The size of a snapshot in bytes, and how many of them a user may have."""

    max_bytes: int
    per_user: int


class Sharing:
    """Makes, lists, revokes and reads shares."""

    def __init__(
        self,
        shares: Shares,
        history: History,
        *,
        mint_token: Callable[[], tuple[str, str]],
        digest_of: Callable[[str], str | None],
        limits: ShareLimits,
        clock: Clock,
    ) -> None:
        """`mint_token` gives a fresh token and its digest; `digest_of` the digest of a presented one, or None."""
        self._shares = shares
        self._history = history
        self._mint_token = mint_token
        self._digest_of = digest_of
        self._limits = limits
        self._clock = clock

    @asynccontextmanager
    async def open(self) -> AsyncGenerator[None]:
        """Let go of what expires, until the context is left."""
        loop = asyncio.create_task(self._forget_expired(), name="expired shares")
        try:
            yield
        finally:
            loop.cancel()
            await asyncio.wait([loop])

    async def share(
        self, principal: Principal, session_id: SessionId, lifetime_seconds: int | None
    ) -> tuple[Share, str]:
        """The share, and its token, which is not kept. Raises NotFound, SessionTooLarge, TooManyShares."""
        messages = await self._taken(principal, session_id)
        now = self._clock()
        expires_at = None if lifetime_seconds is None else now + lifetime_seconds * 1000
        share = Share(ShareId(new_id("shr")), session_id, None, now, expires_at)
        token, digest = self._mint_token()
        title = await self._shares.store(principal, share, messages, digest=digest, most=self._limits.per_user)
        return replace(share, title=title), token

    async def list_shares(
        self, principal: Principal, session_id: SessionId | None, page: Page
    ) -> tuple[list[Share], str | None]:
        """A page of the user's own shares that can be read, newest first; of one session or of all."""
        return await self._shares.list_shares(principal, session_id, page, now=self._clock())

    async def revoke(self, principal: Principal, share_id: ShareId) -> None:
        """Remove the snapshot. Raises NotFound."""
        await self._shares.revoke(principal, share_id, self._clock())

    async def read(self, token: str) -> Snapshot:
        """What the token shows. Raises NotFound, whatever is wrong with it."""
        digest = self._digest_of(token)
        found = None if digest is None else await self._shares.find(digest, self._clock())
        if found is None:
            raise NotFound
        return found

    async def _forget_expired(self) -> None:
        while True:
            try:
                await self._shares.forget_expired(self._clock())
            except Exception:
                # The boundary of the loop: what is left is let go of the next time.
                log.exception("expired shares not let go of")
            await asyncio.sleep(FORGET_SECONDS)

    async def _taken(self, principal: Principal, session_id: SessionId) -> str:
        shown: list[bytes] = []
        size = 0
        cursor: str | None = None
        while True:
            messages, cursor = await self._history.list_messages(principal, session_id, Page(PAGE, cursor))
            earlier = snapshot(messages)
            shown[:0] = earlier
            size += sum(len(message) + 1 for message in earlier)
            if size > self._limits.max_bytes:
                raise SessionTooLarge
            if cursor is None:
                return f"[{b','.join(shown).decode()}]"
