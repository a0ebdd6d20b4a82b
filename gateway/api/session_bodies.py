"""What goes in and out where sessions are listed, shown and changed."""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, StrictBool, StringConstraints, model_validator
from pydantic.json_schema import SkipJsonSchema

from gateway.api.bodies import DEFAULT_PAGE, MAX_PAGE, WITHOUT_NUL, Body, Time, Title
from gateway.chat.errors import NotFound
from gateway.chat.model import Page, Principal
from gateway.chat.sessions import (
    SessionChange,
    SessionFilter,
    SessionStatus,
    SessionView,
    TitleOrigin,
    Visibility,
)
from gateway.chat.texts import without_nul
from gateway.chat.timestamps import iso

MAX_SOUGHT_CHARACTERS = 200

Sought = Annotated[
    str,
    StringConstraints(min_length=1, max_length=MAX_SOUGHT_CHARACTERS),
    AfterValidator(without_nul),
    Field(json_schema_extra={"pattern": WITHOUT_NUL}),
]


class CreateSession(Body):
    """Make an empty session. Whose it is comes from the credential: what CROW's dashboard says of that changes nothing.

    The organization must agree. The user is not compared: the dashboard has another id of theirs than credentials have.
    """

    title: Title | None = None
    organization_id: str | None = Field(default=None, alias="organizationId", description="yours, or left out")
    user_id: str | None = Field(default=None, alias="userId", description="changes nothing")

    def of(self, principal: Principal) -> Self:
        """The body. Raises NotFound when it names another organization."""
        if self.organization_id not in (None, principal.organization_id):
            raise NotFound
        return self


class UpdateSession(Body):
    """Change what is named, and nothing else."""

    title: Title | SkipJsonSchema[None] = None
    pinned: StrictBool | SkipJsonSchema[None] = None
    archived: StrictBool | SkipJsonSchema[None] = Field(default=None, description="kept out of the usual list")
    visibility: Visibility | SkipJsonSchema[None] = Field(
        default=None, description="`organization`: everybody in the organization may read it, and nobody else write"
    )

    @model_validator(mode="after")
    def _has_no_null(self) -> Self:
        for name in self.model_fields_set:
            if getattr(self, name) is None:
                raise ValueError(f"{name} must not be null; leave it out to keep it as it is")
        return self

    @property
    def change(self) -> SessionChange:
        """The change that is asked for."""
        return SessionChange(self.title, self.pinned, self.archived, self.visibility)


class SessionBody(Body):
    """A session. Pinned is what its owner pinned; to others it is not."""

    id: str
    user_id: str = Field(description="whose it is")
    access: Literal["owner", "reader"] = Field(description="whether it is yours, or only shown to you")
    title: str | None
    title_origin: TitleOrigin = Field(description="a title of `user` is never replaced by another")
    title_model: str | None = Field(description="the model that wrote the title, if one did")
    created_at: Time
    updated_at: Time = Field(description="when it was made or last had a message")
    last_message_at: Time | None
    message_count: int
    status: SessionStatus
    pinned: bool
    archived: bool
    visibility: Visibility


class CreatedSession(SessionBody):
    """A new session; for CROW's dashboard with its id under the name that it reads."""

    crow_id: str | None = Field(
        default=None,
        serialization_alias="sessionId",
        exclude_if=lambda crow_id: crow_id is None,
        description="the id once more, where the request names an organization",
    )


class SessionList(Body):
    """A page of sessions; `after` is the cursor of the next page."""

    sessions: list[SessionBody]
    after: str | None


class SessionsQuery(Body):
    """Query of the session list."""

    limit: int = Field(default=DEFAULT_PAGE, ge=1, le=MAX_PAGE)
    after: str | None = Field(default=None, min_length=1, max_length=256)
    q: Sought | None = Field(default=None, description="what the title contains, whatever case and accents")
    archived: bool = Field(default=False, description="the archived ones instead of the others")
    pinned: bool | None = Field(default=None, description="only those that are pinned, or only those that are not")
    visibility: Literal["organization"] | None = Field(
        default=None, description="everything that is shown to the organization, newest first, instead of your own"
    )

    @property
    def which(self) -> SessionFilter:
        """The sessions that are asked for."""
        return SessionFilter(self.visibility is not None, self.archived, self.pinned, self.q)

    @property
    def page(self) -> Page:
        """The page that is asked for."""
        return Page(self.limit, self.after)


def session_body(session: SessionView) -> SessionBody:
    """The body of a session."""
    last = session.last_message_at
    return SessionBody(
        id=session.id,
        user_id=session.user_id,
        access="owner" if session.is_own else "reader",
        title=session.title,
        title_origin=session.title_origin,
        title_model=session.title_model,
        created_at=iso(session.created_at),
        updated_at=iso(session.updated_at),
        last_message_at=None if last is None else iso(last),
        message_count=session.message_count,
        status=session.status,
        pinned=session.is_pinned,
        archived=session.is_archived,
        visibility=session.visibility,
    )


def created_body(session: SessionView, asked: CreateSession) -> CreatedSession:
    """The body of a session that was just made, as it was asked for."""
    crow_id = None if asked.organization_id is None else session.id
    return CreatedSession(**dict(session_body(session)), crow_id=crow_id)
