"""What an erasure has removed."""

from collections.abc import Mapping
from dataclasses import dataclass

from shared.ids import OrganizationId, SessionId, TurnId, UserId


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was erased and when: rows by table. Entries of the audit log stay, they hold ids
    and no content; so do model calls of a session, and of a user, without the user."""

    organization_id: OrganizationId
    user_id: UserId | None
    session_id: SessionId | None
    erased_at: int
    removed: Mapping[str, int]
    kept: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Erased:
    """What the store did: the turns that were still open, rows removed and kept by table."""

    open_turns: tuple[TurnId, ...]
    removed: dict[str, int]
    kept: Mapping[str, int]
