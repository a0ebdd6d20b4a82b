"""What clients send and get about memories."""

from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from gateway.api.bodies import DEFAULT_PAGE, MAX_PAGE, NOT_BLANK, Body, Time
from gateway.chat.facts import is_usable, plain
from gateway.chat.memories import Memory
from gateway.chat.model import Page
from gateway.chat.texts import without_nul
from gateway.chat.timestamps import iso
from shared.ids import ID_PATTERN, SessionId
from shared.memories import MAX_MEMORY_CHARACTERS, MemoryKind, MemoryScope


def _one_line(text: str) -> str:
    line = plain(text)
    if not is_usable(line):
        raise ValueError("must have a letter or a digit")
    return line


MemoryText = Annotated[
    str,
    StringConstraints(min_length=1, max_length=MAX_MEMORY_CHARACTERS, strip_whitespace=True),
    AfterValidator(without_nul),
    AfterValidator(_one_line),
    Field(json_schema_extra={"pattern": NOT_BLANK}),
]


class ChangeMemory(Body):
    """What a memory is to say from now on."""

    text: MemoryText


class MemoryBody(Body):
    """Something that you said of yourself."""

    id: str
    text: str
    kind: MemoryKind = Field(description="a `preference` is told with every question, a `fact` where it fits")
    scope: MemoryScope = Field(description="told in all of your sessions, or in one")
    session_id: str | None = Field(description="where you said it; null for one that you changed since")
    message_id: str | None = Field(description="the message in which you said it")
    created_at: Time
    last_used_at: Time | None
    use_count: int = Field(description="answers for which it was told")


class MemoryList(Body):
    """Your memories, newest first; `after` is the cursor of the next page."""

    memories: list[MemoryBody]
    after: str | None


class ForgottenMemories(Body):
    """How many memories there were."""

    forgotten: int


class MemoriesQuery(Body):
    """Query of the list of memories."""

    session_id: SessionId | None = Field(default=None, pattern=ID_PATTERN, description="only what was said there")
    limit: int = Field(default=DEFAULT_PAGE, ge=1, le=MAX_PAGE)
    after: str | None = Field(default=None, min_length=1, max_length=256)

    @property
    def page(self) -> Page:
        """The page that is asked for."""
        return Page(self.limit, self.after)


def memory_body(memory: Memory) -> MemoryBody:
    """A memory as clients get it."""
    return MemoryBody(
        id=memory.id,
        text=memory.text,
        kind=memory.kind,
        scope=memory.scope,
        session_id=memory.session_id,
        message_id=memory.message_id,
        created_at=iso(memory.created_at),
        last_used_at=None if memory.last_used_at is None else iso(memory.last_used_at),
        use_count=memory.use_count,
    )
