"""Who may do what: scopes of credentials, stored keys, entries of the audit log."""

from dataclasses import dataclass
from typing import Final, Literal

from gateway.chat.model import Principal
from shared.ids import OrganizationId, UserId

Scope = Literal["chat:read", "chat:write", "admin"]
Action = Literal[
    "key.issued",
    "key.rotated",
    "key.revoked",
    "agent.switched",
    "agent.created",
    "agent.changed",
    "agent.deleted",
    "agent.enabled",
    "agent.disabled",
    "session.deleted",
    "session.expired",
    "artifact.deleted",
    "memory.forgotten",
    "memories.forgotten",
    "share.revoked",
    "user.erased",
    "organization.erased",
    "scope.denied",
    "admin.denied",
    "worker.drained",
]

SCOPES: Final[tuple[Scope, ...]] = ("chat:read", "chat:write", "admin")
CHAT: Final[frozenset[Scope]] = frozenset({"chat:read", "chat:write"})


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, and what the credential allows."""

    principal: Principal
    scopes: frozenset[Scope] = CHAT


@dataclass(frozen=True, slots=True)
class Presented:
    """What a request brings to be let in, as it came."""

    key: str | None = None
    bearer: str | None = None
    proxy_key: str | None = None
    proxy_organization: str | None = None
    proxy_user: str | None = None


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A stored key: never its secret, only the keyed digest of it. Times are Unix milliseconds."""

    id: str
    organization_id: OrganizationId
    user_id: UserId
    digest: str
    name: str
    scopes: frozenset[Scope]
    created_at: int
    expires_at: int | None = None
    last_used_at: int | None = None

    def is_live(self, now: int) -> bool:
        """It opens something."""
        return self.expires_at is None or now < self.expires_at

    @property
    def caller(self) -> Caller:
        """Whoever presents it."""
        role: Literal["admin", "member"] = "admin" if "admin" in self.scopes else "member"
        return Caller(Principal(self.organization_id, self.user_id, role), self.scopes)


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Something that was done; `number` counts over all organizations."""

    number: int
    user_id: UserId
    action: Action
    object_id: str
    at: int
