"""Bodies of shares, and of what whoever has the link reads."""

from typing import Annotated, Literal

from pydantic import Field

from gateway.api.bodies import DEFAULT_PAGE, MAX_PAGE, WHOLE, Body, Time
from gateway.chat.model import Page
from shared.artifacts import ArtifactKind
from shared.ids import ID_PATTERN, SessionId
from shared.tools import ReferenceType

SHORTEST_SECONDS = 60
LONGEST_SECONDS = 366 * 86_400


class ShareSession(Body):
    """Share a session as it is now; without an end it is shared until it is revoked."""

    expires_in_seconds: Annotated[int, Field(ge=SHORTEST_SECONDS, le=LONGEST_SECONDS), WHOLE] | None = None


class ShareBody(Body):
    """A share of yours."""

    id: str
    session_id: str
    title: str | None
    created_at: Time
    expires_at: Time | None


class NewShareBody(ShareBody):
    """A share that was just made: its token is told once and not kept."""

    token: str
    url: str = Field(description="where it is read, from the root of this service")


class ShareList(Body):
    """A page of your shares, newest first; `after` is the cursor of the next page."""

    shares: list[ShareBody]
    after: str | None


class SharesQuery(Body):
    """Query of the list of shares."""

    session_id: SessionId | None = Field(default=None, pattern=ID_PATTERN)
    limit: int = Field(default=DEFAULT_PAGE, ge=1, le=MAX_PAGE)
    after: str | None = Field(default=None, min_length=1, max_length=256)

    @property
    def page(self) -> Page:
        """The page that is asked for."""
        return Page(self.limit, self.after)


class SharedText(Body):
    """A text of a shared message."""

    type: Literal["text"]
    text: str


class SharedReference(Body):
    """What a source is called that `[index]` in the text stands for."""

    index: int
    type: ReferenceType
    label: str


class SharedArtifact(Body):
    """What an artifact of a shared message is called; its bytes are its owner's."""

    kind: ArtifactKind
    title: str


class SharedMessage(Body):
    """A message as it was when its session was shared."""

    role: Literal["user", "assistant"]
    status: Literal["complete", "failed", "stopped", "interrupted"]
    parts: list[SharedText]
    references: list[SharedReference]
    # Earlier snapshots have none.
    artifacts: list[SharedArtifact] = Field(default_factory=list)
    created_at: Time


class SharedSession(Body):
    """A session as it was when it was shared."""

    title: str | None
    shared_at: Time
    expires_at: Time | None
    messages: list[SharedMessage]
