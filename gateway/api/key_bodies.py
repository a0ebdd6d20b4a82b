"""What goes in and out where administrators keep keys and read the audit log."""

from typing import Annotated

from pydantic import Field

from gateway.api.bodies import DEFAULT_PAGE, MAX_PAGE, WHOLE, Body, Time, Title
from gateway.chat.access import CHAT, Action, ApiKey, Scope
from gateway.chat.model import Page
from gateway.chat.receipts import Receipt
from gateway.chat.timestamps import iso
from shared.ids import ID_PATTERN, UserId

LONGEST_LIFE_SECONDS = 10 * 365 * 86_400
LONGEST_GRACE_SECONDS = 30 * 86_400


class IssueKey(Body):
    """Make a key of a user of the organization."""

    user_id: UserId = Field(pattern=ID_PATTERN)
    name: Title
    # Twice the same is once.
    scopes: frozenset[Scope] = Field(default=CHAT, min_length=1, json_schema_extra={"uniqueItems": False})
    expires_in_seconds: Annotated[int, Field(ge=60, le=LONGEST_LIFE_SECONDS), WHOLE] | None = None


class RotateKey(Body):
    """Make a key that takes another one's place."""

    grace_seconds: Annotated[int, Field(ge=0, le=LONGEST_GRACE_SECONDS), WHOLE] = Field(
        default=86_400, description="how long the old one still opens"
    )


class KeyBody(Body):
    """A key without its secret."""

    id: str
    user_id: str
    name: str
    scopes: list[Scope]
    created_at: Time
    expires_at: Time | None
    last_used_at: Time | None = Field(description="written down about once a minute")


class NewKeyBody(KeyBody):
    """A fresh key; `key` is told here only."""

    key: str


class KeyList(Body):
    """A page of keys, newest first; `after` is the cursor of the next page."""

    keys: list[KeyBody]
    after: str | None


class AuditEntryBody(Body):
    """Something that was done."""

    number: int
    user_id: str
    action: Action
    object_id: str
    at: Time


class AuditList(Body):
    """A page of the audit log, newest first; `after` is the cursor of the next page."""

    entries: list[AuditEntryBody]
    after: str | None


class EraseOrganization(Body):
    """Erase everything of the organization: it must be named, so that nobody does it by mistake."""

    organization_id: str = Field(pattern=ID_PATTERN)


class ReceiptBody(Body):
    """What was erased."""

    organization_id: str
    user_id: str | None = Field(description="null: all of the organization's")
    session_id: str | None = Field(description="null: not one session alone")
    erased_at: str = Field(description="ISO 8601 UTC")
    removed: dict[str, int] = Field(description="rows by table")
    kept: dict[str, int] = Field(
        description="rows that stay: entries of the audit log that name the subject, by id and without content; "
        "model calls, of a user by day and without saying whose"
    )


class PageQuery(Body):
    """Query of a list."""

    limit: int = Field(default=DEFAULT_PAGE, ge=1, le=MAX_PAGE)
    after: str | None = Field(default=None, min_length=1, max_length=256)

    @property
    def page(self) -> Page:
        """The page that is asked for."""
        return Page(self.limit, self.after)


def key_body(key: ApiKey) -> KeyBody:
    """A key as it is shown."""
    return KeyBody(
        id=key.id,
        user_id=key.user_id,
        name=key.name,
        scopes=sorted(key.scopes),
        created_at=iso(key.created_at),
        expires_at=None if key.expires_at is None else iso(key.expires_at),
        last_used_at=None if key.last_used_at is None else iso(key.last_used_at),
    )


def new_key_body(key: ApiKey, presented: str) -> NewKeyBody:
    """The same with the text that opens."""
    return NewKeyBody(**key_body(key).model_dump(), key=presented)


def receipt_body(receipt: Receipt) -> ReceiptBody:
    """A receipt as it is shown."""
    return ReceiptBody(
        organization_id=receipt.organization_id,
        user_id=receipt.user_id,
        session_id=receipt.session_id,
        erased_at=iso(receipt.erased_at),
        removed=dict(receipt.removed),
        kept=dict(receipt.kept),
    )
