"""How a session looks from outside, which ones are listed, and what its owner may change. Pure."""

from dataclasses import dataclass
from typing import Literal

from shared.ids import SessionId, UserId

# Who gave the title: the first question, a model, or the user, whose title nobody overwrites.
TitleOrigin = Literal["question", "model", "user"]
Visibility = Literal["private", "organization"]
SessionStatus = Literal["idle", "queued", "running"]


@dataclass(frozen=True, slots=True)
class SessionView:
    """A session as one who may read it sees it. Times are Unix milliseconds; `updated_at` is the last message's."""

    id: SessionId
    user_id: UserId
    title: str | None
    title_origin: TitleOrigin
    title_model: str | None
    created_at: int
    updated_at: int
    is_pinned: bool
    is_archived: bool
    visibility: Visibility
    message_count: int
    status: SessionStatus
    is_own: bool

    @property
    def last_message_at(self) -> int | None:
        """When the newest message came, the end of an answer being its time."""
        return self.updated_at if self.message_count else None


@dataclass(frozen=True, slots=True)
class SessionFilter:
    """Which sessions are listed. `of_organization`: all that are shown to the organization, instead of one's own."""

    of_organization: bool = False
    is_archived: bool = False
    is_pinned: bool | None = None
    in_title: str | None = None


@dataclass(frozen=True, slots=True)
class SessionChange:
    """What the owner wants changed; None leaves a thing as it is."""

    title: str | None = None
    is_pinned: bool | None = None
    is_archived: bool | None = None
    visibility: Visibility | None = None
