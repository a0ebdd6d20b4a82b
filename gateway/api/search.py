"""Search the caller's own messages."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints
from starlette.requests import Request
from starlette.responses import Response

from gateway.api.authentication import principal_of
from gateway.api.bodies import WITHOUT_NUL, Body, Time, json_response, parse_query
from gateway.api.services import public
from gateway.chat.model import Page
from gateway.chat.search import Found, Snippet
from gateway.chat.texts import without_nul
from gateway.chat.timestamps import iso

MAX_SOUGHT_CHARACTERS = 200
DEFAULT_RESULTS = 20
MAX_RESULTS = 50


class SearchQuery(Body):
    """Query of the search."""

    q: Annotated[
        str,
        StringConstraints(min_length=1, max_length=MAX_SOUGHT_CHARACTERS),
        AfterValidator(without_nul),
        Field(json_schema_extra={"pattern": WITHOUT_NUL}),
    ] = Field(description="words that must all be there; the last one may be a beginning")
    limit: int = Field(default=DEFAULT_RESULTS, ge=1, le=MAX_RESULTS)
    after: str | None = Field(default=None, min_length=1, max_length=256)


class SearchResult(Body):
    """A message that has what was sought."""

    session_id: str
    session_title: str | None
    message_id: str
    role: Literal["user", "assistant"]
    created_at: Time
    snippet: str = Field(description="one line of plain text out of the message")
    matches: list[tuple[int, int]] = Field(
        description="where in the snippet the words stand: [start, end) in UTF-16 code units, as JavaScript slices"
    )


class SearchResults(Body):
    """A page of messages, newest first; `after` is the cursor of the next page."""

    results: list[SearchResult]
    after: str | None


async def search_messages(request: Request) -> Response:
    """The caller's messages that have all of these words."""
    principal = await principal_of(request)
    query = parse_query(request, SearchQuery)
    found, after = await public(request).search.search(principal, query.q, Page(query.limit, query.after))
    return json_response(SearchResults(results=[_body(message) for message in found], after=after))


def _body(found: Found) -> SearchResult:
    return SearchResult(
        session_id=found.session_id,
        session_title=found.session_title,
        message_id=found.message_id,
        role=found.role,
        created_at=iso(found.created_at),
        snippet=found.snippet.text,
        matches=_in_utf16(found.snippet),
    )


def _in_utf16(snippet: Snippet) -> list[tuple[int, int]]:
    def units(place: int) -> int:
        return len(snippet.text[:place].encode("utf-16-le")) // 2

    return [(units(start), units(end)) for start, end in snippet.matches]
