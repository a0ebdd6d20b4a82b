"""The JSON that clients send and get, as models: the API description is made from them too."""

from typing import Annotated, Literal, Self, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    JsonValue,
    StrictBool,
    StringConstraints,
    model_validator,
)
from pydantic_core import to_json
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from gateway.chat.attachments import MAX_FILES, MAX_NAME_CHARACTERS
from gateway.chat.model import Page
from gateway.chat.queue import OnBusy
from gateway.chat.service import LAST
from gateway.chat.texts import MAX_MESSAGE_CHARACTERS, MAX_TITLE_CHARACTERS, without_nul
from gateway.chat.timestamps import iso
from gateway.protocols.commands import Command
from gateway.protocols.files import file_at
from shared.ids import ID_PATTERN, MessageId, SessionId
from shared.tools import Reference

MAX_COMMENT_CHARACTERS = 2_000
MAX_PAGE = 200
DEFAULT_PAGE = 50
MAX_BODY_BYTES = 262_144
# For the description: what the validators below refuse, as far as a pattern can say it.
WITHOUT_NUL = r"^[^\u0000]*$"
NOT_BLANK = r"^[^\u0000]*[^\u0000\s][^\u0000]*$"
TOO_LARGE = f"The body may have {MAX_BODY_BYTES} bytes."
PRIVATE = {"cache-control": "private, no-store"}


def _not_blank(text: str) -> str:
    if not text.strip():
        raise ValueError("must not be blank")
    return text


Text = Annotated[
    str,
    StringConstraints(min_length=1, max_length=MAX_MESSAGE_CHARACTERS),
    AfterValidator(without_nul),
    AfterValidator(_not_blank),
    Field(json_schema_extra={"pattern": NOT_BLANK}),
]
Title = Annotated[
    str,
    StringConstraints(min_length=1, max_length=MAX_TITLE_CHARACTERS, strip_whitespace=True),
    AfterValidator(without_nul),
    Field(json_schema_extra={"pattern": NOT_BLANK}),
]
Comment = Annotated[
    str,
    StringConstraints(max_length=MAX_COMMENT_CHARACTERS, strip_whitespace=True),
    AfterValidator(without_nul),
    Field(json_schema_extra={"pattern": WITHOUT_NUL}),
]


def _whole(value: object) -> object:
    # To JSON, 60.0 is a whole number like 60.
    return int(value) if isinstance(value, float) and value.is_integer() else value


# To stand behind the bounds of an integer in a body.
WHOLE = BeforeValidator(_whole)
# ISO 8601 in UTC, to the millisecond.
Time = Annotated[str, Field(json_schema_extra={"format": "date-time"})]


class Body(BaseModel):
    """A body of ours: unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


# What `SendMessage._one_question` says, for the description: a question, one that replaces another, or an answer again.
QUESTIONS = (
    {"message": "string", "edits": "null", "regenerates": "null"},
    {"message": "string", "edits": "string", "regenerates": "null", "session_id": "string"},
    {"message": "null", "edits": "null", "regenerates": "string", "session_id": "string"},
)


# For the description: what `file_at` understands.
FILE_URL = (
    r"^(data:[a-z]+/[a-z]+;base64,([A-Za-z0-9+/]{4})+|"
    r"/api/v1/chat/artifacts/art_[A-Za-z0-9]{1,60}/versions/[1-9][0-9]{0,8}/content)$"
)


class FileOfQuestion(Body):
    """A file that comes with a question."""

    url: str = Field(
        min_length=1,
        json_schema_extra={"pattern": FILE_URL},
        description="a base64 `data:` URL, or the URL that an upload or an artifact of the session has",
    )
    name: Annotated[str, Field(min_length=1, max_length=MAX_NAME_CHARACTERS)] | None = None
    media_type: Annotated[str, Field(max_length=100)] | None = None


class SendMessage(Body):
    """Ask a question in a session, or in a new one."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {"message": "How many interactions per channel do we have?"},
            "oneOf": [
                {
                    "required": [name for name, kind in kinds.items() if kind == "string"],
                    "properties": {name: {"type": kind} for name, kind in kinds.items()},
                }
                for kinds in QUESTIONS
            ],
        }
    )
    message: Text | None = Field(default=None, description="may be absent when an answer is made again")
    session_id: SessionId | None = Field(default=None, pattern=ID_PATTERN)
    message_id: str | None = Field(
        default=None, pattern=ID_PATTERN, description="the client's name for the message: its repetition is recognised"
    )
    on_busy: OnBusy | None = Field(
        default=None,
        description="while the session answers: wait in line (the default), refuse (409), stop that answer "
        "(the default of edits and regenerates), or stop and remove it",
    )
    agent: str | None = Field(
        default=None, pattern=ID_PATTERN, description="id or slug of the agent that answers this question, and no other"
    )
    edits: str | None = Field(default=None, pattern=ID_PATTERN, description="the question that this one replaces")
    regenerates: str | None = Field(
        default=None,
        pattern=ID_PATTERN,
        description="the answer to make again, or its question; or `last`",
    )
    files: tuple[FileOfQuestion, ...] = Field(default=(), max_length=MAX_FILES)
    widget_mode: StrictBool = Field(
        default=False, description="asked in a widget, where anybody may ask: nothing is remembered of it or told to it"
    )

    @model_validator(mode="after")
    def _one_question(self) -> Self:
        if self.edits is not None and self.regenerates is not None:
            raise ValueError("edits and regenerates exclude each other")
        if self.message is None and self.regenerates is None:
            raise ValueError("message is missing")
        if self.message is not None and self.regenerates is not None:
            raise ValueError("an answer is made again to the same question: leave message out")
        if self.session_id is None and (self.edits or self.regenerates):
            raise ValueError("session_id is missing")
        return self

    @property
    def command(self) -> Command:
        """The same as any client asks it."""
        return Command(
            text=self.message or "",
            session=self.session_id,
            message_id=self.message_id,
            edits=self.edits,
            regenerates=LAST if self.regenerates == "last" else self.regenerates,
            on_busy=self.on_busy,
            agent=self.agent,
            is_widget=self.widget_mode,
            files=tuple(file_at(file.url, file.name, file.media_type) for file in self.files),
        )


class MessageBody(Body):
    """A message. `parts` are those of an AI SDK `UIMessage`."""

    id: str
    session_id: str
    turn_id: str = Field(description="the turn whose question or answer it is")
    role: Literal["user", "assistant"]
    parts: list[dict[str, JsonValue]]
    status: Literal["complete", "failed", "stopped", "interrupted"]
    references: list[Reference]
    metadata: dict[str, JsonValue]
    vote: Literal[-1, 0, 1] = Field(description="your own vote; 0 for none")
    alternatives: list[str] = Field(
        description="the messages that could stand here, this one included: other wordings, other answers"
    )
    created_at: Time


class ShowBranch(Body):
    """Which branch of a session to show."""

    message_id: MessageId = Field(pattern=ID_PATTERN, description="a message of that branch")


class MessageList(Body):
    """A page of messages, ascending; `before` is the cursor of the page before it."""

    messages: list[MessageBody]
    before: str | None


class TurnBody(Body):
    """A turn and how far it is."""

    turn_id: str
    session_id: str
    status: Literal["queued", "running", "done", "failed", "stopped", "interrupted"]


class StoppedTurns(Body):
    """The turns that were asked to stop."""

    turns: list[TurnBody]


class Health(Body):
    """The process is alive."""

    status: Literal["ok"]


class ReadinessBody(Body):
    """Whether the service can take questions."""

    status: Literal["ready", "unavailable"]
    database: bool
    workers: int = Field(description="crew containers that are well")
    slots: int
    free_slots: int


class HistoryQuery(Body):
    """Query of the message history."""

    session_id: SessionId = Field(pattern=ID_PATTERN)
    limit: int = Field(default=DEFAULT_PAGE, ge=1, le=MAX_PAGE)
    before: str | None = Field(default=None, min_length=1, max_length=256)

    @property
    def page(self) -> Page:
        """The page that is asked for."""
        return Page(self.limit, self.before)


Parsed = TypeVar("Parsed", bound=BaseModel)


async def parse_body(request: Request, model: type[Parsed]) -> Parsed:
    """The request's JSON as `model`, whose types it must have; an absent body is an empty object.

    Raises ValidationError, HTTPException 413 and 415.
    """
    raw = await _read_bounded(request)
    require_json(request, raw)
    # Otherwise true would be 1, and "1" too.
    return model.model_validate_json(raw or b"{}", strict=True)


def require_json(request: Request, raw: bytes) -> None:
    """Raises HTTPException 415 for a body that says to be something else."""
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if raw and content_type != "application/json":
        raise HTTPException(415, "Send application/json.")
    require_plain(request)


def require_plain(request: Request) -> None:
    """Raises HTTPException 415 for a body that is to be unpacked."""
    if request.headers.get("content-encoding", "identity") != "identity":
        raise HTTPException(415, "Send the body without content encoding.")


async def _read_bounded(request: Request) -> bytes:
    # Starlette's own limit would answer in plain text, past the one renderer of problems.
    declared = request.headers.get("content-length", "0")
    if not declared.isdecimal() or int(declared) > MAX_BODY_BYTES:
        raise HTTPException(413, TOO_LARGE)
    raw = b""
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > MAX_BODY_BYTES:
            raise HTTPException(413, TOO_LARGE)
    return raw


def parse_query(request: Request, model: type[Parsed]) -> Parsed:
    """The request's query as `model`. Raises ValidationError."""
    return model.model_validate(dict(request.query_params))


def json_response(body: BaseModel, status: int = 200) -> Response:
    """A JSON answer that no cache keeps or shares."""
    return raw_json_response(to_json(body), status)


def raw_json_response(body: bytes, status: int = 200) -> Response:
    """The same for JSON that is bytes already."""
    return Response(body, status, PRIVATE, "application/json")


def message_json(
    message_id: MessageId, session_id: SessionId, role: str, status: str, created_at: int, *, spliced: dict[str, str]
) -> bytes:
    """A `MessageBody`; what the store keeps as JSON text is spliced in unparsed, which halves the cost of a page."""
    head = to_json({"id": message_id, "session_id": session_id, "role": role, "status": status})
    rest = b"".join(b',"%b":%b' % (name.encode(), value.encode()) for name, value in spliced.items())
    return head[:-1] + rest + b',"created_at":%b}' % to_json(iso(created_at))
