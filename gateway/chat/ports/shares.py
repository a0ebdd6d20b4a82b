"""Sessions that others may look at."""

from typing import Protocol

from gateway.chat.model import (
    Page,
    Principal,
    Share,
    Snapshot,
)
from shared.ids import (
    SessionId,
    ShareId,
)


class Shares(Protocol):
    """Snapshots of sessions, kept until they are revoked, expire, or their session is deleted."""

    async def store(self, principal: Principal, share: Share, messages: str, *, digest: str, most: int) -> str | None:
        """Keep the snapshot, and the session's title, which is returned. Raises NotFound, TooManyShares, StorageFull.

        A user has `most` at once; what has expired does not count.
        """
        ...

    async def forget_expired(self, now: int) -> None:
        """Remove every snapshot that has expired."""
        ...

    async def list_shares(
        self, principal: Principal, session_id: SessionId | None, page: Page, *, now: int
    ) -> tuple[list[Share], str | None]:
        """The user's own that have not expired, newest first, with the cursor of the next page."""
        ...

    async def revoke(self, principal: Principal, share_id: ShareId, now: int) -> None:
        """With an entry of the audit log. Raises NotFound."""
        ...

    async def find(self, digest: str, now: int) -> Snapshot | None:
        """What the token of this digest shows; None when there is nothing, or it has expired."""
        ...
