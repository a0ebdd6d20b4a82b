"""Who may do what, and who did."""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from gateway.chat.access import CHAT, Action, ApiKey, AuditEntry, Scope
from gateway.chat.model import (
    Grant,
    Page,
    Principal,
)
from gateway.chat.receipts import Erased
from shared.ids import (
    OrganizationId,
    RunId,
    SessionId,
    UserId,
)


class Credentials(Protocol):
    """Stored keys, looked up by what a caller presents."""

    async def find_key(self, key_id: str) -> ApiKey | None: ...

    async def list_keys(self, organization_id: OrganizationId, page: Page) -> tuple[list[ApiKey], str | None]:
        """Newest first, with the cursor of the next page or None."""
        ...

    async def store_key(self, key: ApiKey, by: Principal, *, instead_of: str | None = None, until: int = 0) -> None:
        """With an entry of the audit log; the key that it replaces ends at `until`. Raises NotFound for that one."""
        ...

    async def delete_key(self, by: Principal, key_id: str, now: int) -> None:
        """With an entry of the audit log. Raises NotFound."""
        ...

    async def note_use(self, used: Mapping[str, int]) -> None:
        """When keys were last used."""
        ...


class Keys(Protocol):
    """Keys as administrators handle them; the text of a fresh one is told once."""

    async def issue(
        self,
        by: Principal,
        *,
        user_id: UserId | None = None,
        name: str = "",
        scopes: Collection[Scope] = CHAT,
        lifetime_seconds: int | None = None,
    ) -> tuple[ApiKey, str]: ...

    async def rotate(self, by: Principal, key_id: str, grace_seconds: int) -> tuple[ApiKey, str]:
        """Raises NotFound."""
        ...

    async def revoke(self, by: Principal, key_id: str) -> None:
        """Raises NotFound."""
        ...

    async def list_keys(self, by: Principal, page: Page) -> tuple[list[ApiKey], str | None]: ...


class Audit(Protocol):
    """Who did what to keys and data; nothing of it is ever changed."""

    async def record(self, by: Principal, action: Action, object_id: str, at: int) -> None: ...

    async def list_entries(self, by: Principal, page: Page) -> tuple[list[AuditEntry], str | None]:
        """Of the organization, newest first, with the cursor of the next page or None."""
        ...


class StoredGrants(Protocol):
    """What runs may call back for, and what is left of it."""

    async def find(self, digest: str, now: int) -> Grant | None: ...

    async def allow(self, run_id: RunId, tools: Sequence[str]) -> None:
        """Let the run use these tools, and no others: a fresh grant is for none."""
        ...

    async def spend(self, digest: str, *, pages: int) -> bool:
        """Take one request and so many pages; False when there is not as much left."""
        ...

    async def charge(self, digest: str, byte_count: int) -> None:
        """Take the bytes of an answer: the last one may go beyond what is left."""
        ...


class Erasure(Protocol):
    """Everything of a session, a user or an organization, out of the store."""

    async def erase(self, by: Principal, user_id: UserId | None, now: int) -> Erased:
        """All of a user of the organization, or of the organization; with an entry of the audit log. Raises NotFound
        when there is nothing."""
        ...

    async def erase_session(self, principal: Principal, session_id: SessionId, now: int) -> Erased:
        """The same of a session of the principal's own, as `History.delete_session` removes it. Raises NotFound."""
        ...

    async def clear_away(self) -> None:
        """Leave nothing of what was erased in the files."""
        ...
